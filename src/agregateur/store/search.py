"""Full text: words are folded and stemmed in Python, so that SQLite and PostgreSQL give the same answers.

    text ─► tokens ([a-z0-9]+, folded, stemmed) ─► SQLite: an FTS5 table; PostgreSQL: a tsvector with a GIN index

`search_entry` says whose words they are; on SQLite the words stand beside it in `search_words` under the same rowid,
because FTS5 cannot find a row by an unindexed column without reading all of them. These tables are not SQLModel
classes (their types differ between the engines): `create` makes them, and Alembic leaves every `search_*` table alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, TextualSelect, bindparam, column, text

from agregateur.store.stems import stemmed, tokens
from agregateur.text import words

TABLE_PREFIX = "search_"
"""Tables that Alembic must not compare with the models."""

# Left out of what is asked (never of what is indexed): they are in every description and decide nothing.
_SMALL_WORDS = frozenset(
    words("a à au aux avec ce d dans de des du en et l la le les ou par pour sur un une")
)

_CREATE = {
    "sqlite": (
        "CREATE TABLE IF NOT EXISTS search_entry (rowid INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,"
        " UNIQUE (kind, id))",
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(words, tokenize = 'ascii')",
    ),
    "postgresql": (
        "CREATE TABLE IF NOT EXISTS search_entry (kind TEXT NOT NULL, id TEXT NOT NULL, words TSVECTOR NOT NULL,"
        " PRIMARY KEY (kind, id))",
        "CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING gin (words)",
    ),
}
_DROP = {
    "sqlite": ("DROP TABLE IF EXISTS search_words", "DROP TABLE IF EXISTS search_entry"),
    "postgresql": ("DROP TABLE IF EXISTS search_entry",),
}


def create(connection: Connection) -> None:
    """Makes the search tables where they are missing. For a migration and for tests."""
    for statement in _CREATE[connection.dialect.name]:
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Removes the search tables. For a migration."""
    for statement in _DROP[connection.dialect.name]:
        connection.execute(text(statement))


def asked(value: str) -> list[str]:
    """The tokens that a search for `value` must find, all of them; small words are left out unless alone."""
    found = words(value)
    return sorted(
        {stemmed(word) for word in found if word not in _SMALL_WORDS} or {stemmed(word) for word in found}
    )


def index(connection: Connection, kind: str, texts: Mapping[str, str]) -> None:
    """Makes each id of `texts` (events, actors or articles) found by the words of its text, and by no others."""
    keep(connection, kind, {one: tokens(value) for one, value in texts.items()})


def keep(connection: Connection, kind: str, found: Mapping[str, Sequence[str]]) -> None:
    """Makes each id found by its `tokens`, and by no others."""
    if not found:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "INSERT INTO search_entry (kind, id, words) VALUES (%s, %s, array_to_tsvector(%s::text[]))"
            " ON CONFLICT (kind, id) DO UPDATE SET words = excluded.words",
            [(kind, one, list(said)) for one, said in found.items()],
        )
        return
    known = _rowids(connection, kind, found)
    last = int(connection.exec_driver_sql("SELECT coalesce(max(rowid), 0) FROM search_entry").scalar() or 0)
    new = {one: last + place for place, one in enumerate((one for one in found if one not in known), 1)}
    entries = [(row, kind, one) for one, row in new.items()]
    _many(connection, "INSERT INTO search_entry (rowid, kind, id) VALUES (?, ?, ?)", entries)
    rows = known | new
    said = {rows[one]: " ".join(words) for one, words in found.items()}
    # Most changes leave the words as they are, and to delete a row of FTS5 costs ten times what its other rows cost.
    before = _said(connection, known.values()) if known else {}
    moved = sorted(row for row, words in said.items() if before.get(row) != words)
    _many(connection, "DELETE FROM search_words WHERE rowid = ?", [(row,) for row in moved if row in before])
    _many(
        connection,
        "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
        [(row, said[row]) for row in moved],
    )


def remove(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Makes `ids` found no longer. Nothing happens to those that were not indexed."""
    named = [(kind, one) for one in ids]
    if not named:
        return
    if connection.dialect.name == "postgresql":
        _many(connection, "DELETE FROM search_entry WHERE kind = %s AND id = %s", named)
        return
    gone = [(row,) for row in _rowids(connection, kind, (one for _, one in named)).values()]
    for table in ("search_words", "search_entry"):
        _many(connection, f"DELETE FROM {table} WHERE rowid = ?", gone)  # noqa: S608 - our own names


def compact(connection: Connection) -> None:
    """Puts together what was written by and by, after much was (SQLite: FTS5, "optimize"; PostgreSQL has no need).

    Else it is what comes next that pays: in a store of a million a fifth of the pages that 1,000 new records wrote were
    of this. It takes 1.5 seconds there (2026-11-23).
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_words (search_words) VALUES ('optimize')")


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _rowids(connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, int]:
    query = "SELECT id, rowid FROM search_entry WHERE kind = ? AND id IN (SELECT value FROM json_each(?))"
    return dict(connection.exec_driver_sql(query, (kind, json.dumps(list(ids)))).all())


def _said(connection: Connection, rowids: Iterable[int]) -> dict[int, str]:
    query = "SELECT rowid, words FROM search_words WHERE rowid IN (SELECT value FROM json_each(?))"
    return dict(connection.exec_driver_sql(query, (json.dumps(list(rowids)),)).all())


def matching(dialect: str, kind: str, value: str) -> TextualSelect | None:
    """The ids of `kind` that bear all the words of `value`, as a select for `IN`; None if `value` holds no word.

    `dialect` is `connection.dialect.name`. A token is [a-z0-9]+, so that quoting it is enough.
    """
    wanted = asked(value)
    if not wanted:
        return None
    if dialect == "sqlite":
        found = text(
            "SELECT id FROM search_entry WHERE kind = :kind AND rowid IN"
            " (SELECT rowid FROM search_words WHERE search_words MATCH :asked)"
        )
        asks = " ".join(f'"{token}"' for token in wanted)
    else:
        found = text("SELECT id FROM search_entry WHERE kind = :kind AND words @@ CAST(:asked AS tsquery)")
        asks = " & ".join(f"'{token}'" for token in wanted)
    # Unique names: one statement may hold several searches.
    return found.bindparams(
        bindparam("asked", asks, unique=True), bindparam("kind", kind, unique=True)
    ).columns(column("id"))


def bearing(connection: Connection, kind: str, ids: Iterable[str], value: str) -> set[str]:
    """Those of `ids` that bear all the words of `value`: asked of these alone, however many others bear them."""
    wanted = asked(value)
    if connection.dialect.name == "sqlite":
        said = _said(connection, (rowids := _rowids(connection, kind, ids)).values())
        return {one for one, row in rowids.items() if set(wanted) <= set(said.get(row, "").split())}
    query = "SELECT id FROM search_entry WHERE kind = %s AND id = ANY(%s) AND words @@ CAST(%s AS tsquery)"
    asks = " & ".join(f"'{token}'" for token in wanted)
    return {row[0] for row in connection.exec_driver_sql(query, (kind, list(ids), asks))}
