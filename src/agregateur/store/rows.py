"""Many rows at once, past what SQLAlchemy does for each of them: it costs more than the engines themselves do.

Measured on rows of ten columns (SQLite, 2026-11-22): Core's executemany takes three to five times as long as the
driver's; an IN list of 500 values is compiled again each time, while `among` is one statement for any number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnClause,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    any_,
    bindparam,
    column,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

T = TypeVar("T")
Row = Sequence[Any]
# As text: put together of expressions each time, it takes longer than most statements that it stands in.
_VALUE: ColumnClause[Any] = column("value")
_LISTED = text("SELECT value FROM json_each(:listed)").columns(_VALUE)


def among(connection: Connection, column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column` is one of `values` (integers or texts, any number of them): one parameter, one statement."""
    if connection.dialect.name == "sqlite":
        listed: BindParameter[str] = bindparam("listed", json.dumps(list(values)), unique=True)
        return column.in_(_LISTED.bindparams(listed))
    return column == any_(literal(list(values), ARRAY(column.type)))


def among_listed(dialect: str, column: Column[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the values given, as `listed` writes them, under the parameter `name`."""
    if dialect == "sqlite":
        given = text(f"SELECT value FROM json_each(:{name})")  # noqa: S608 - our own name
        return column.in_(given.columns(_VALUE))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def listed(dialect: str, values: Collection[Any]) -> Any:
    """Values as the parameter of `among_listed`."""
    return json.dumps(list(values)) if dialect == "sqlite" else list(values)


def chosen(
    connection: Connection, query: Select[Any], column: Column[Any], values: Iterable[Any]
) -> Sequence[Any]:
    """The rows of `query`, a statement that is made once, where `column` is one of `values`, as in `among`.

    To make a statement, and to find out that it is one that was met before, takes twice as long as the engine does
    (150 us of 230), some thirty times a source.
    """
    listed = list(values)
    given = json.dumps(listed) if connection.dialect.name == "sqlite" else listed
    return connection.execute(_choosing(query, column, connection.dialect.name), {"listed": given}).all()


@cache
def _choosing(query: Select[Any], column: Column[Any], dialect: str) -> Select[Any]:
    if dialect == "sqlite":
        return query.where(column.in_(_LISTED))
    return query.where(column == any_(bindparam("listed", type_=ARRAY(column.type))))


def within(
    connection: Connection, table: Table, columns: tuple[str, str], starts: Sequence[int], width: int
) -> Iterable[tuple[int, int]]:
    """Two columns of integers, where the first of them is one of the `width` numbers that begin at one of `starts`."""
    first, second = columns
    given, whose = (
        ("json_each(:starts) AS w CROSS JOIN", json.dumps(starts))
        if connection.dialect.name == "sqlite"
        else ("unnest(CAST(:starts AS BIGINT[])) AS w(value) JOIN", list(starts))
    )
    query = (
        f'SELECT c."{first}", c."{second}" FROM {given} "{table.name}" AS c'  # noqa: S608 - our own names
        f' ON c."{first}" BETWEEN w.value AND w.value + :more'
    )
    return connection.execute(text(query), {"starts": whose, "more": width - 1}).all()


def of_one(
    connection: Connection, table: Table, columns: Sequence[str], owner: str, value: str
) -> Sequence[tuple[Any, ...]]:
    """`columns` of the rows whose column `owner` is `value`, as the driver gives them (`reader`): past SQLAlchemy's
    rows and conversions, which of thousands take twice as long as all else."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT {names} FROM "{table.name}" WHERE "{owner}" = {mark}'  # noqa: S608 - our own names
    with connection.exec_driver_sql(query, (value,)) as result:
        return result.cursor.fetchall() if result.cursor else []


def reader(table: Table, column: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes of a value as the driver gives it, or of None, the value of a column; None where they are the same."""
    return table.c[column].type.dialect_impl(dialect).result_processor(dialect, None)


def insert(connection: Connection, table: Table, columns: Sequence[str], rows: Collection[Row]) -> None:
    """Insert rows, given as tuples in the order of `columns`; every column without a default must be among them."""
    if not rows:
        return
    ready = _bound(table, columns, connection.dialect, rows)
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', ready)  # noqa: S608
        return
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:  # type: ignore[union-attr]
        for row in ready:
            copy.write_row(row)


def update(
    connection: Connection, table: Table, columns: Sequence[str], keys: Sequence[str], rows: Collection[Row]
) -> None:
    """Set `columns` where `keys` are equal; a row holds the new values, then those of the keys."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    what = ", ".join(f'"{name}" = {mark}' for name in columns)
    _each(connection, table, f'UPDATE "{table.name}" SET {what}', (*columns, *keys), keys, rows)  # noqa: S608


def delete(connection: Connection, table: Table, keys: Sequence[str], rows: Collection[Row]) -> None:
    """Delete the rows whose `keys` are equal to those of `rows`."""
    _each(connection, table, f'DELETE FROM "{table.name}"', keys, keys, rows)  # noqa: S608


def exchange(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    keys: int,
    owners: Collection[Any],
    rows: Collection[Row],
) -> None:
    """Put `rows` in the place of those whose first column is one of `owners`; who has none yet need not be one of them.

    The first `keys` columns are the primary key. What is there already is not written: each row of a large table stands
    on leaves of its own in each index.
    """
    there = set()
    if owners:
        found = chosen(connection, _selected(table, tuple(columns)), table.c[columns[0]], owners)
        there = {tuple(row) for row in found}
        gone = there.difference(map(tuple, rows))
        delete(connection, table, columns[:keys], [row[:keys] for row in gone])
    insert(connection, table, columns, [row for row in rows if tuple(row) not in there] if there else rows)


@cache
def _selected(table: Table, columns: tuple[str, ...]) -> Select[Any]:
    return select(*(table.c[name] for name in columns))


def _each(
    connection: Connection,
    table: Table,
    begin: str,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Collection[Row],
) -> None:
    if not rows:
        return
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    where = " AND ".join(f'"{name}" = {mark}' for name in keys)
    connection.exec_driver_sql(f"{begin} WHERE {where}", _bound(table, columns, connection.dialect, rows))


def _bound(
    table: Table, columns: Sequence[str], dialect: Dialect, rows: Iterable[Row]
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them: moments as SQLAlchemy writes them."""
    made = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    found = [(place, processor) for place, processor in enumerate(made) if processor is not None]
    if not found:
        return [tuple(row) for row in rows]
    out = []
    # One moment is that of most rows.
    ready: dict[tuple[int, Any], Any] = {}
    for row in rows:
        values = list(row)
        for place, processor in found:
            value = values[place]
            if value is not None:
                if (place, value) not in ready:
                    ready[place, value] = processor(value)
                values[place] = ready[place, value]
        out.append(tuple(values))
    return out


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` values."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
