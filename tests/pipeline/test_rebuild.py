"""Whatever the history, what is stored is what a computation from nothing gives."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import text

from agregateur.canonical import settle_and_write
from agregateur.ingest import workers
from agregateur.ingest.matching import comparing
from agregateur.pipeline import prepare
from agregateur.rebuilding import rebuild
from agregateur.store import decisions
from tests.pipeline.portal import Portal, calendar, vevent
from tests.pipeline.test_order import ACTORS, partners, put

pytestmark = pytest.mark.slow


def settle_everything(portal: Portal) -> None:
    ids = [row.id for row in portal.rows("SELECT id FROM uidgroup")]
    with portal.database.writer() as connection:
        settle_and_write(portal.context, connection, ids, portal.now)


def changes(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {t: sorted({*rows} ^ {*before[t]}) for t, rows in after.items() if rows != before[t]}


DERIVED = ("candidatekey", "venueask", "venueclaim", "pair")


def decide_something(portal: Portal, chance: random.Random) -> None:
    rows = portal.rows("SELECT source_id, uid FROM uidgroup WHERE kind = 'event' ORDER BY source_id, uid")
    a, b = chance.sample([tuple(row) for row in rows], 2)
    with portal.database.writer() as connection:
        _, touched = decisions.decide(connection, chance.choice(["same", "distinct"]), a, b, now=portal.now)
        settle_and_write(portal.context, connection, touched, portal.now)


def revoke_something(portal: Portal, chance: random.Random) -> None:
    rows = portal.rows("SELECT id FROM decision WHERE revoked_at IS NULL")
    if rows:
        with portal.database.writer() as connection:
            touched = decisions.revoke(connection, chance.choice(rows).id, now=portal.now)
            settle_and_write(portal.context, connection, touched, portal.now)


@pytest.mark.parametrize("seed", range(5))
def test_incremental_equals_rebuilt(portal: Portal, seed: int) -> None:
    """Partners change their lists, an actor moves and goes, sources are taken out and come back, humans decide."""
    chance = random.Random(seed)
    told = partners(seed)
    put(portal, told)
    portal.harvest()
    for step in range(12):
        portal.later(hours=chance.choice([1, 30]))
        source = chance.choice(sorted(told))
        events = told[source]
        match chance.choice(["change", "change", "drop", "actor", "retire", "decide", "revoke"]):
            case "change":
                told[source] = [
                    *chance.sample(events, max(1, len(events) - 2)),
                    *partners(seed + step + 1)[source][:2],
                ]
                told[source] = list({e.split("\r\n")[1]: e for e in told[source]}.values())
            case "drop":
                told[source] = events[:-1] or events
            case "actor":
                where = chance.choice([b"05200", b"05000"])
                town = {b"05200": b"Embrun", b"05000": b"Gap"}[where]
                moved = ACTORS.replace(b"05200", where).replace(b"Embrun", town)
                portal.put("carte", moved if chance.random() < 0.8 else b'{"data": []}', kind="gogocarto")
            case "retire" if source in portal.stanzas:
                kept = dict(portal.stanzas)
                portal.remove(source)
                prepare(portal.context, portal.now)
                if chance.random() < 0.7:
                    portal.stanzas = kept
            case "decide":
                decide_something(portal, chance)
            case "revoke":
                revoke_something(portal, chance)
        for name in told:
            if name in portal.stanzas:
                portal.put(name, calendar(*told[name]))
        portal.harvest(accept=chance.random() < 0.5)
        before = portal.dump()
        settle_everything(portal)
        assert not changes(before, portal.dump()), f"step {step}"
    before = portal.dump()
    done = rebuild(portal.context, portal.now)
    assert not changes(before, portal.dump()), "nothing moves when nothing changed"
    assert done.failed == ()
    with portal.database.writer() as connection:
        for table in DERIVED:
            connection.execute(text(f"DELETE FROM {table}"))
    rebuild(portal.context, portal.now)
    assert not changes(before, portal.dump()), "what is derived is made from nothing"


def test_rebuilt_from_the_records_alone(portal: Portal) -> None:
    """Items, keys, pairs and events are lost: the records and the decisions give them back, under their ids."""
    put(portal, partners(1))
    portal.harvest()
    decide_something(portal, random.Random(1))
    expected, actors = portal.export(), portal.export("actors")
    with portal.database.writer() as connection:
        for table in (
            *DERIVED,
            "cleaned",
            "occurrence",
            "eventcategory",
            "eventsource",
            "event",
            "actorsource",
            "actor",
        ):
            connection.execute(text(f"DELETE FROM {table}"))
    rebuild(portal.context, portal.now)
    assert portal.export() == expected
    assert portal.export("actors") == actors


def test_a_rebuild_cut_short_is_begun_again_by_the_next_harvest(portal: Portal) -> None:
    put(portal, partners(2))
    portal.harvest()
    before = portal.dump()

    def stop(step: str, _done: int, _all: int) -> None:
        if step == "pairs":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(portal.context, portal.now, told=stop)
    assert portal.export(), "pages can be read in between"
    prepare(portal.context, portal.now)
    assert not changes(before, portal.dump())


def test_a_place_within_a_place_is_known_whoever_is_read_first(portal: Portal) -> None:
    """The actor's name is one part of the line: an event read before, after or again gets the same commune."""
    from tests.pipeline.portal import vevent

    portal.put(
        "asso",
        calendar(vevent("1@asso", "Repair café", "20261205T140000", place="Salle 2, Le Labo des Possibles")),
    )
    portal.put("carte", ACTORS, kind="gogocarto")
    portal.harvest("carte")
    portal.harvest("asso")
    assert [e["insee"] for e in portal.export()] == ["05046"]
    before = portal.dump()
    settle_everything(portal)
    assert portal.dump() == before


def test_what_changes_its_kind_leaves_no_ghost(portal: Portal) -> None:
    """A map's element that gets a date is an event, and an actor no more; and the other way round."""
    actor = ACTORS.decode()
    event = actor.replace('"name"', '"start": "2026-12-05T20:00:00+01:00", "name"')
    options = {"fields": {"start": "start"}}
    portal.put("carte", actor.encode(), kind="gogocarto", options=options)
    portal.harvest()
    assert (len(portal.export("actors")), len(portal.export())) == (1, 0)
    portal.put("carte", event.encode(), kind="gogocarto")
    portal.harvest()
    assert (len(portal.export("actors")), len(portal.export())) == (0, 1)
    portal.put("carte", actor.encode(), kind="gogocarto")
    portal.harvest()
    assert (len(portal.export("actors")), len(portal.export())) == (1, 0)


def test_rebuilding_in_several_processes_gives_the_same(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(portal, partners(3))
    portal.harvest()
    before = portal.dump()
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE cleaned SET version = 0, features = NULL"))
        connection.execute(text("DELETE FROM pair"))
    monkeypatch.setattr(workers, "ALONE", 0)
    monkeypatch.setattr(workers, "BATCH", 5)
    rebuild(portal.context, portal.now)
    assert not changes(before, portal.dump())


def test_another_manner_of_comparing_is_made_up_for_by_the_next_harvest(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release that compares otherwise reads nothing again: what is kept of the former one is made again by itself."""
    for source in ("mjc", "ot"):
        portal.put(
            source,
            calendar(
                vevent(f"1@{source}", "Bal trad des cimes", "20261205T203000", place="MJC, 05100 Briançon")
            ),
        )
    with monkeypatch.context() as former:
        former.setattr(comparing, "VERSION", -1)
        former.setattr(comparing, "keys", lambda item, found: ())
        portal.harvest()
    assert len(portal.export()) == 2
    portal.later(hours=25)
    assert {line["outcome"] for line in portal.harvest().values()} == {"unchanged"}
    assert len(portal.export()) == 1
