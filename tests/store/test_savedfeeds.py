"""Saved feeds: what is kept of them, what is not, and that a backup holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from agregateur.errors import StoreError
from agregateur.store import savedfeeds
from agregateur.store.asking import parse
from agregateur.store.backup import backup, restore
from agregateur.store.database import Database

NOW = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
WORDS = [
    ("commune", "05023"),
    ("voisines", "oui"),
    ("sauf_categorie", "culte,politique"),
    ("q", "fête & bal +"),
]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


def saved(database: Database, name: str = "Bulletin") -> tuple[str, str]:
    with database.writer() as connection:
        return savedfeeds.make(connection, name=name, selection=parse(WORDS), language="fr", now=NOW)


def found(database: Database, token: str) -> savedfeeds.Saved | None:
    with database.reader() as connection:
        return savedfeeds.find(connection, token)


def test_a_feed_is_found_by_its_token_and_opened_by_its_key(database: Database) -> None:
    token, key = saved(database)
    other, _ = saved(database)
    assert len({token, key, other}) == 3
    assert re.fullmatch("[a-z2-7]{26}", token)
    assert re.fullmatch("[a-z2-7]{26}", key)
    feed = found(database, token)
    assert feed is not None
    assert feed.name == "Bulletin"
    assert feed.selection() == parse(WORDS)
    assert feed.opened_by(key)
    assert not feed.opened_by(token)
    assert not feed.opened_by("")
    assert not feed.opened_by(key.upper())
    assert found(database, "nobody") is None


def test_the_key_is_not_kept(database: Database) -> None:
    token, key = saved(database)
    with database.reader() as connection:
        kept = repr(connection.execute(text("SELECT * FROM savedfeed")).all())
    assert token in kept
    assert key not in kept
    feed = found(database, token)
    assert feed is not None
    assert feed.key_digest not in repr(feed), "nothing to be found in a log"


def test_changing_keeps_the_address_and_deleting_forgets_the_rest(database: Database) -> None:
    token, key = saved(database)
    with database.writer() as connection:
        savedfeeds.change(
            connection, token, name="Gap", selection=parse([("commune", "05061")]), language="en", now=NOW
        )
    feed = found(database, token)
    assert feed is not None
    assert (feed.name, feed.words, feed.language) == ("Gap", (("commune", "05061"),), "en")
    assert feed.opened_by(key)
    with database.writer() as connection:
        savedfeeds.delete(connection, token, NOW)
    feed = found(database, token)
    assert feed is not None
    assert (feed.deleted, feed.name, feed.words) == (True, "", ())


def test_a_backup_holds_them(database: Database, blank_database_url: str, tmp_path: Path) -> None:
    token, key = saved(database, "Lettre du jeudi")
    file = tmp_path / "kept.sqlite"
    backup(database, file)
    there = Database(blank_database_url)
    restore(there, file)
    feed = found(there, token)
    assert feed is not None
    assert feed.name == "Lettre du jeudi"
    assert feed.opened_by(key)
    with pytest.raises(StoreError, match="--replace"):
        restore(there, file)
    there.dispose()
