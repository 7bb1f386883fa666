"""A backup is one file from either engine, and comes back into either as the same store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agregateur.errors import StoreError
from agregateur.store.backup import backup, restore
from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade
from tests.pipeline.portal import Portal, calendar, vevent

EVENTS = [vevent(f"{n}@mjc", f"Rendez-vous {'abcdefgh'[n]}lpin", f"202612{n + 10}T200000") for n in range(8)]
NEWS = b"<rss version='2.0'><channel><title>x</title><item><title>Appel</title><guid>1</guid></item></channel></rss>"
MAP = b'{"data": [{"id": 7, "name": "Atelier du Vieux Moulin", "geo": {"latitude": 44.9, "longitude": 6.6}}]}'
KINDS = ("events", "records", "actors", "articles")


@pytest.fixture
def portal(database_url: str, tmp_path: Path) -> Iterator[Portal]:
    made = Portal(tmp_path / "sources", database_url)
    made.put("mjc", calendar(*EVENTS))
    made.put("ot", calendar(EVENTS[0].replace("0@mjc", "99@ot")))
    made.put("journal", NEWS, "rss")
    made.put("carte", MAP, "gogocarto")
    assert {line["outcome"] for line in made.harvest().values()} == {"ok"}
    yield made
    made.database.dispose()


def exports(portal: Portal) -> dict[str, list[dict[str, Any]]]:
    found = {what: portal.export(what) for what in KINDS}
    assert all(found.values())
    return found


def moved(portal: Portal, url: str) -> Portal:
    """The same sources over another store."""
    other = Portal(portal.folder, url, portal.now, portal.stanzas)
    portal.database.dispose()
    return other


def words_of(database: Database) -> list[str]:
    with database.reader() as connection:
        found = connection.exec_driver_sql("SELECT id FROM search_entry ORDER BY kind, id")
        return [str(row[0]) for row in found]


def test_there_and_back(portal: Portal, blank_database_url: str, tmp_path: Path) -> None:
    before, searched, dump = exports(portal), words_of(portal.database), portal.dump()
    backup(portal.database, tmp_path / "kept.sqlite")
    assert [p.name for p in tmp_path.glob("*kept*")] == ["kept.sqlite"], "no half of it is left beside"
    there = moved(portal, blank_database_url)
    restore(there.database, tmp_path / "kept.sqlite")
    assert exports(there) == before
    assert words_of(there.database) == searched
    assert there.dump().keys() == dump.keys()
    assert there.dump()["meta"] == dump["meta"], "the portal's name and its change number"
    # What is known of the sources came along, and new rows get numbers of their own.
    there.later(hours=2)
    assert {line["outcome"] for line in there.harvest().values()} == {"unchanged"}
    there.put("mjc", calendar(*EVENTS, vevent("new@mjc", "Nouveauté du jour", "20261220T200000")))
    there.later(hours=2)
    assert there.harvest()["mjc"]["new"] == 1
    assert len(there.export()) == len(before["events"]) + 1
    # And once more, from the engine that it came to.
    again = exports(there)
    backup(there.database, tmp_path / "kept.sqlite")
    restore(there.database, tmp_path / "kept.sqlite", replace=True)
    assert exports(there) == again
    there.database.dispose()


def test_a_store_that_holds_something_is_kept(portal: Portal, tmp_path: Path) -> None:
    backup(portal.database, tmp_path / "kept.sqlite")
    portal.put("mjc", calendar(*EVENTS, vevent("new@mjc", "Nouveauté du jour", "20261220T200000")))
    portal.later(hours=2)
    portal.harvest()
    before = exports(portal)
    with pytest.raises(StoreError, match="--replace"):
        restore(portal.database, tmp_path / "kept.sqlite")
    assert exports(portal) == before
    restore(portal.database, tmp_path / "kept.sqlite", replace=True)
    assert "Nouveauté du jour" not in portal.titles()


def spoilt(good: bytes) -> dict[str, tuple[bytes, str]]:
    middle = len(good) // 2
    return {
        "empty": (b"", "not a backup"),
        "text": (b"Bonjour", "not a backup"),
        "header-only": (good[:100], "not a backup|damaged"),
        "cut": (good[:middle], "damaged"),
        "holes": (good[:middle] + b"X" * 20_000 + good[middle + 20_000 :], "damaged"),
    }


def test_what_is_no_backup_changes_nothing(portal: Portal, tmp_path: Path) -> None:
    backup(portal.database, tmp_path / "kept.sqlite")
    before = exports(portal)
    for name, (content, told) in spoilt((tmp_path / "kept.sqlite").read_bytes()).items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreError, match=told):
            restore(portal.database, tmp_path / name, replace=True)
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    other.close()
    for path in (tmp_path / "other.sqlite", tmp_path / "nowhere", tmp_path):
        with pytest.raises(StoreError):
            restore(portal.database, path, replace=True)
    assert exports(portal) == before


def test_a_target_that_cannot_be_written(portal: Portal, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "folder", portal.database.file or tmp_path):
        with pytest.raises(StoreError):
            backup(portal.database, target)
    assert exports(portal)


def test_a_backup_while_a_harvest_writes(
    portal: Portal, new_database_url: Callable[[], str], tmp_path: Path
) -> None:
    """Each is one moment of the store: every record's event is there, every event has its record."""
    stop, failed = threading.Event(), []

    def harvests() -> None:
        edition = 0
        while not stop.is_set():
            edition += 1
            portal.put("mjc", calendar(*EVENTS).replace(b"Rendez-vous", b"Edition %d" % edition))
            portal.later(minutes=10)
            try:
                portal.harvest("mjc")
            except Exception as error:
                failed.append(error)
                return

    thread = threading.Thread(target=harvests)
    thread.start()
    other = Database(portal.url)
    try:
        for n in range(3):
            backup(other, tmp_path / f"kept{n}.sqlite")
    finally:
        stop.set()
        thread.join()
        other.dispose()
    assert not failed
    for n in range(3):
        copy = Portal(portal.folder, new_database_url())
        restore(copy.database, tmp_path / f"kept{n}.sqlite")
        events = {event["id"]: event for event in copy.export()}
        records = [r for r in copy.export("records") if r["kind"] == "event"]
        assert {r["event"] for r in records} == events.keys()
        mine = [e["title"] for e in events.values() if [r["source"] for r in e["records"]] == ["mjc"]]
        assert len({title.rsplit(" ", 1)[0] for title in mine}) == 1, "never half of an edition"
        copy.database.dispose()


def test_an_empty_store_is_kept_too(blank_database_url: str, tmp_path: Path) -> None:
    blank = Database(blank_database_url)
    upgrade(blank)
    backup(blank, tmp_path / "kept.sqlite")
    restore(blank, tmp_path / "kept.sqlite")
    blank.dispose()
