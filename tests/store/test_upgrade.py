"""Stores are made by the migrations alone, and the migrations say what the models say."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, inspect, text
from sqlmodel import SQLModel

from agregateur.errors import StoreError
from agregateur.store import tables
from agregateur.store.database import Database
from agregateur.store.upgrade import check, portal_name, upgrade


@pytest.fixture
def blank(blank_database_url: str) -> Iterator[Database]:
    database = Database(blank_database_url)
    yield database
    database.dispose()


def test_the_migrations_make_what_the_models_say(blank: Database) -> None:
    assert upgrade(blank)
    check(blank)
    with blank.reader() as connection:
        made = set(inspect(connection).get_table_names())
    assert set(SQLModel.metadata.tables) <= made


def test_upgrading_again_does_nothing_and_keeps_the_name(blank: Database) -> None:
    assert upgrade(blank, portal_name="agenda.example.org")
    assert not upgrade(blank, portal_name="autre.example.org")
    with blank.reader() as connection:
        assert portal_name(connection) == "agenda.example.org"


def test_two_programs_that_upgrade_at_once(blank: Database) -> None:
    done: list[bool | BaseException] = []

    def start() -> None:
        try:
            done.append(upgrade(blank))
        except BaseException as error:
            done.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=str) == [False, True]


def test_a_store_without_its_name_says_what_to_do(database_url: str) -> None:
    database = Database(database_url)
    with database.writer() as connection:
        connection.execute(delete(tables.core(tables.Meta)))
    with database.reader() as connection, pytest.raises(StoreError, match="db upgrade"):
        portal_name(connection)
    database.dispose()


def test_a_drifted_schema_is_noticed(blank: Database) -> None:
    upgrade(blank)
    with blank.writer() as connection:
        connection.execute(text("ALTER TABLE meta ADD COLUMN surplus TEXT"))
    with pytest.raises(Exception, match="surplus"):
        check(blank)
