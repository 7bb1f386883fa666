"""A store of an earlier release becomes one of today: nothing that was stated, decided or published is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from agregateur.contract import Kind, Record
from agregateur.model import Item, to_json
from agregateur.store import upgrade as upgrading
from agregateur.store.database import Database
from agregateur.store.records import public_id
from agregateur.store.upgrade import upgrade
from tests.pipeline.portal import Portal, calendar, vevent

BAL = vevent("1@mjc", "Bal trad des Semelles", "20261205T200000")
SAME = BAL.replace("1@mjc", "9@ot")


def test_from_the_first_schema(blank_database_url: str, tmp_path: Path) -> None:
    """Records of two sources in the first schema: the next harvest begins with a rebuild."""
    database = Database(blank_database_url)
    with database.writer() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(upgrading.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        sqlite = connection.dialect.name == "sqlite"
        then = "2026-11-20 00:00:00" if sqlite else datetime(2026, 11, 20, tzinfo=UTC)
        for number, (source, uid) in enumerate((("mjc", "1@mjc"), ("ot", "9@ot")), 1):
            row = {
                "id": number,
                "source": source,
                "uid": uid,
                "own": public_id(source, uid),
                "item": to_json(Item(source=source, uid=uid, kind="event", title="Bal trad des Semelles")),
                "now": then,
                "stated": to_json(
                    Record(uid=uid, title="Bal trad des Semelles", start=datetime(2026, 12, 5, 20),
                           location="Salle du Vieux-Colombier, 05100 Briançon")
                ),
            }  # fmt: skip
            for statement in FIRST:
                connection.execute(text(statement), row)
    upgrade(database, portal_name="portail.example.org")
    database.dispose()
    portal = Portal(tmp_path / "sources", blank_database_url)
    portal.put("mjc", calendar(BAL))
    portal.put("ot", calendar(SAME))
    portal.harvest()
    [event] = portal.export()
    assert event["id"] == public_id("mjc", "1@mjc"), "the ids that were given still hold"
    assert {record["source"] for record in event["records"]} == {"mjc", "ot"}
    assert event["insee"] == "05023"
    assert portal.rows("SELECT value FROM meta WHERE key = 'rebuild'") == []
    portal.database.dispose()


FIRST = (
    """INSERT INTO source (id, name, url, republication, origin, example, config, created, failures, suspicious_count)
    VALUES (:source, :source, 'file:x', 'complet', 'file', false, '{}', :now, 0, 0)""",
    """INSERT INTO uidgroup (source_id, uid, kind, own_id, canonical_id, digest, item, first_seen, changed)
    VALUES (:source, :uid, 'event', :own, :own, 'x', :item, :now, :now)""",
    "INSERT INTO record (group_id, recurrence_id, stated) SELECT id, '', :stated FROM uidgroup WHERE uid = :uid",
    """INSERT INTO candidatekey (group_id, key) SELECT id, 'd|2026-12-05|05023' FROM uidgroup WHERE uid = :uid""",
)


def test_lists_are_found_by_category_from_the_first_moment(blank_database_url: str) -> None:
    """Categories and terms of actors and articles are read from what is stored; genres await the next harvest."""
    database = Database(blank_database_url)
    with database.writer() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(upgrading.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        sqlite = connection.dialect.name == "sqlite"
        now = "2026-11-20 00:00:00" if sqlite else datetime(2026, 11, 20, tzinfo=UTC)
        kinds: tuple[tuple[Kind, str, str], ...] = (
            ("actor", "name", ""),
            ("article", "title", ", published"),
        )
        for kind, column, more in kinds:
            for id, gone in (("a", None), ("b", now)):
                item = Item(
                    source="s", uid=id, kind=kind, title="Chorale", categories=("musique",), republication="portail"
                )  # fmt: skip
                values = {"id": id, "data": to_json(item), "now": now, "gone": gone}
                connection.execute(
                    text(
                        f"INSERT INTO {kind} (id, {column}, source_id, data, updated, change, gone_at{more})"
                        f" VALUES (:id, 'Chorale', 's', :data, :now, 1, :gone{', :now' if more else ''})"
                    ),
                    values,
                )
    upgrade(database, portal_name="portail.example.org")
    with database.reader() as connection:
        for kind in ("actor", "article"):
            rows = connection.execute(text(f"SELECT {kind}_id, code FROM {kind}category")).all()
            assert rows == [("a", "musique")]
            terms = connection.execute(text(f"SELECT DISTINCT republication FROM {kind}")).scalars().all()
            assert terms == ["portail"]
        assert connection.execute(text("SELECT DISTINCT genre, echeance FROM article")).all() == [
            ("annonce", None)
        ]
    database.dispose()
