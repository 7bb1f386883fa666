"""Groups that share a key meet as its bits say, however many of those that are asked about are of another source."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations

import pytest
from sqlalchemy import Connection, insert

from agregateur.store import encounters, rows, tables
from agregateur.store.database import Database
from agregateur.store.encounters import Standing
from agregateur.store.keys import LISTS, NOWHERE, SPAN, WHERE, apart, place
from agregateur.store.upgrade import upgrade

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SOURCES = ("mjc", "ot", "mairie")
WHERES = (0, NOWHERE, *map(place, ("05023", "05061", "33063")))


@pytest.mark.parametrize("unlike", [0, 1, 30])
def test_all_that_share_a_key_meet_and_no_others(sqlite_url: str, unlike: int) -> None:
    chance = random.Random(unlike)
    keys, standings = {}, {}
    for group in range(1, 121):
        told = {chance.randrange(40) * SPAN | chance.choice((0, 0, LISTS)) for _ in range(4)}
        keys[group] = tuple(sorted(key | chance.choice(WHERES) for key in told))
        # The first half is stored, and of all sources; the rest is what one of them tells, and some of another.
        source = SOURCES[group % 3] if group <= 60 else SOURCES[group <= 60 + unlike]
        standings[group] = Standing(source, "event", group % 11 == 0 and group <= 60)
    asked = {group: found for group, found in keys.items() if group > 60}
    database = Database(sqlite_url)
    upgrade(database)
    with database.writer() as connection:
        _store(connection, {group: found for group, found in keys.items() if group <= 60}, standings)
        found = encounters.candidates(connection, asked, {group: standings[group] for group in asked})
    database.dispose()
    expected = {
        (low, high)
        for low, high in combinations(keys, 2)
        if high in asked and standings[low] != standings[high] and _meet(keys[low], keys[high])
    }
    assert found == expected and len(expected) > 100


def _meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return any(
        a & -SPAN == b & -SPAN and not (a & b & LISTS) and not apart(a & WHERE, b & WHERE)
        for a in one
        for b in other
    )


def _store(connection: Connection, keys: dict[int, tuple[int, ...]], standings: dict[int, Standing]) -> None:
    for source in SOURCES:
        connection.execute(
            insert(tables.core(tables.Source)).values(
                id=source, name=source, url="", config="{}", created=NOW
            )
        )
    groups = [
        (i, standings[i].source, str(i), "event", str(i), "", 1, NOW, NOW, NOW if standings[i].gone else None)
        for i in keys
    ]
    columns = ("id", "source_id", "uid", "kind", "own_id", "digest", "records", "first_seen", "changed")
    rows.insert(connection, tables.core(tables.UidGroup), (*columns, "missing_since"), groups)
    told = [(key, i) for i, found in keys.items() for key in found]
    rows.insert(connection, tables.core(tables.CandidateKey), ("key", "group_id"), told)
