"""The databases that other tests stand on: empty each time, and a real server behind the second."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_gets_an_empty_store_of_its_own(database_url: str, time: int) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM source")).scalar_one() == 0
        connection.execute(
            text("INSERT INTO meta (key, value) VALUES ('written-by', :time)"), {"time": str(time)}
        )
        assert (
            connection.execute(text("SELECT count(*) FROM meta WHERE key = 'written-by'")).scalar_one() == 1
        )
    engine.dispose()


def test_a_blank_database_has_no_table(blank_database_url: str) -> None:
    engine = create_engine(blank_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_two_stores_of_one_test_are_apart(database_url: str, new_database_url: Callable[[], str]) -> None:
    other = new_database_url()
    assert other != database_url
    assert other.split(":")[0] == database_url.split(":")[0]


@pytest.mark.postgresql
def test_the_server_is_a_postgresql(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.connect() as connection:
        assert "PostgreSQL" in connection.execute(text("SELECT version()")).scalar_one()
    engine.dispose()
