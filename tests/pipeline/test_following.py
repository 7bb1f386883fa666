"""One portal follows another, each behind its own HTTP server: exactly, and without an echo."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import text

from agregateur.config import Settings
from agregateur.web.app import create_app
from tests.pipeline.portal import Portal, calendar, vevent

CONCERT = vevent("1@mjc", "Les Voisins du dessus", "20261205T203000")
BAL = vevent("2@mjc", "Bal trad des Semelles", "20261212T210000")
YOGA = vevent("3@mjc", "Yoga doux", "20261207T180000", end="20261207T190000", more=["RRULE:FREQ=WEEKLY"])
VIDE = vevent("4@mjc", "Vide-grenier du Prorel", "20261213", place="Place du Prorel, 05100 Briançon")
REPAS = vevent(
    "1@ot", "Repas des aînés", "20261219T120000", place="Salle des fêtes, 05240 La Salle-les-Alpes"
)


@contextmanager
def open_to_others(portal: Portal) -> Iterator[str]:
    """Serves the portal; its readings may reach this machine. Gives its base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        portal.settings = Settings(
            host_pace=0, workers=1, base_url=base, fetch_allow=frozenset({"127.0.0.1:*"})
        )
        app = create_app(
            portal.database, portal.context.configuration, portal.settings, now=lambda: portal.now
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield base
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def two(_sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Portal, Portal]]:
    """Portal A with a partner of its own, and B, which follows A by RPDE; A may read B back."""
    files = {name: tmp_path / f"{name}.sqlite" for name in ("a", "b")}
    for file in files.values():
        shutil.copyfile(_sqlite_template, file)
    a, b = (Portal(tmp_path / name, f"sqlite:///{file}") for name, file in files.items())
    with b.database.writer() as connection:
        # The stores of tests are copies of one: each portal has a name of its own.
        connection.execute(text("UPDATE meta SET value = 'b.example' WHERE key = 'portal_name'"))
    a.put("mjc", calendar(CONCERT, BAL, YOGA, VIDE))
    b.put("ot", calendar(REPAS))
    with open_to_others(a) as at_a, open_to_others(b) as at_b:
        b.stanzas["voisin"] = {"kind": "openactive", "url": f"{at_a}/agenda.rpde"}
        a.stanzas["retour"] = {"kind": "openactive", "url": f"{at_b}/agenda.rpde"}
        yield a, b
    for portal in (a, b):
        portal.database.dispose()


def later(*portals: Portal) -> None:
    for portal in portals:
        portal.later(hours=2)


def shown(portal: Portal) -> dict[str, dict[str, Any]]:
    return {event["title"]: event for event in portal.export()}


def facts(event: dict[str, Any]) -> dict[str, Any]:
    names = (
        "title",
        "description",
        "status",
        "start",
        "end",
        "occurrences",
        "venue",
        "city",
        "insee",
        "categories",
    )
    return {name: event[name] for name in names}


def test_a_portal_is_followed_exactly(two: tuple[Portal, Portal]) -> None:
    a, b = two
    a.harvest("mjc")
    lines = b.harvest()
    assert lines["voisin"]["outcome"] == "ok" and lines["voisin"]["new"] == 4
    assert set(shown(b)) == {*shown(a), "Repas des aînés"}
    for title, event in shown(a).items():
        assert facts(shown(b)[title]) == facts(event), title
    later(a, b)
    assert b.harvest("voisin")["voisin"]["outcome"] == "unchanged"

    # Moved, cancelled, deleted, and one that is new.
    moved = CONCERT.replace("20261205T203000", "20261206T170000")
    off = BAL.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")
    a.put("mjc", calendar(moved, off, YOGA, vevent("5@mjc", "Loto", "20261220T140000")))
    later(a, b)
    a.harvest("mjc")
    later(a)
    a.later(hours=26)
    a.harvest("mjc")
    b.now = a.now
    b.harvest("voisin")
    assert set(shown(b)) == {*shown(a), "Repas des aînés"}
    assert "Vide-grenier du Prorel" not in shown(b)
    assert shown(b)["Les Voisins du dessus"]["start"] == "2026-12-06T16:00:00Z"
    assert shown(b)["Bal trad des Semelles"]["status"] == "cancelled"
    for title, event in shown(a).items():
        assert facts(shown(b)[title]) == facts(event), title


def test_a_merge_and_a_withdrawal_arrive(two: tuple[Portal, Portal]) -> None:
    a, b = two
    a.put("ot", calendar(vevent("9@ot", "Les Voisins", "20261205T203000", place="Gap")))
    a.harvest("mjc", "ot")
    b.harvest("voisin")
    assert len(shown(b)) == 5
    # The office mends its record: it is the same evening.
    a.put("ot", calendar(CONCERT.replace("1@mjc", "9@ot")))
    later(a, b)
    a.harvest("mjc", "ot")
    line = b.harvest("voisin")["voisin"]
    assert line["withdrawn"] == 1, "the one merged into the other is told as deleted, and goes at once"
    assert set(shown(b)) == set(shown(a)) and len(shown(b)) == 4
    a.remove("mjc")
    later(a, b)
    a.harvest("ot")
    b.harvest("voisin")
    assert set(shown(b)) == set(shown(a)) == {"Les Voisins du dessus"}


def test_what_comes_home_is_an_echo(two: tuple[Portal, Portal]) -> None:
    a, b = two
    a.harvest("mjc")
    b.harvest()
    before = shown(a)
    line = a.harvest("retour")["retour"]
    assert line["received"] == 5
    mine, told = shown(a), shown(b)
    assert set(mine) == {*before, "Repas des aînés"}, "B's own event alone is new"
    for title, event in before.items():
        assert mine[title] == event, title
    later(a, b)
    b.harvest()
    assert shown(b) == told, "nor does B gain by it"
    [only] = mine["Repas des aînés"]["records"]
    assert only["uid"].endswith("@b.example"), "the uid is carried onward"


@pytest.mark.parametrize("feed", ["agenda.ics", "agenda.rss"])
def test_feeds_of_a_follower_are_known_too(two: tuple[Portal, Portal], feed: str) -> None:
    a, b = two
    a.harvest("mjc")
    b.harvest("voisin")
    before = a.export()
    a.stanzas["retour"] = {
        "kind": "ical" if feed.endswith("ics") else "rss",
        "url": f"{b.settings.base_url}/{feed}",
    }
    assert a.harvest("retour")["retour"]["received"] > 0
    assert a.export() == before
