"""One SQLite file from either engine, and back into either: a backup, and the way from SQLite to PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Integer, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from agregateur.errors import StoreError
from agregateur.store import lines, rows, search, stems, tables, upgrade
from agregateur.store.database import Database
from agregateur.store.rows import chunks

BATCH = 1000
_GROUP, _SAVED = tables.core(tables.UidGroup), tables.core(tables.SavedFeed)


def backup(database: Database, target: Path) -> None:
    """Write the whole store, as one consistent snapshot, to the SQLite file `target` (replaced at one stroke)."""
    target = target.resolve()
    if target == database.file:
        raise StoreError(f"{target} is the store itself; name another file", code="same_file")
    if not target.parent.is_dir():
        raise StoreError(f"{target.parent}: no such folder", code="no_folder")
    if target.is_dir():
        raise StoreError(f"{target} is a folder; name a file in it", code="no_file")
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    try:
        if database.file is not None:
            source = sqlite3.connect(f"file:{database.file}?mode=ro", uri=True)
            try:
                source.execute("VACUUM INTO ?", (str(partial),))
            finally:
                source.close()
        else:
            copy = Database(f"sqlite:///{partial}")
            try:
                upgrade.upgrade(copy)
                with database.reader() as source_, copy.writer() as target_:
                    _copy(source_, target_)
            finally:
                copy.dispose()
            with sqlite3.connect(partial) as settle:
                settle.execute("PRAGMA journal_mode=DELETE")
        os.replace(partial, target)
    finally:
        for left in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm"), Path(f"{partial}.lock")):
            left.unlink(missing_ok=True)


def restore(database: Database, source: Path, *, replace: bool = False) -> None:
    """Read a backup into the store, in one transaction. A store that holds something is kept unless `replace`.

    Raises StoreError when the file is no backup of ours, or the store is not empty.
    """
    if not source.is_file():
        raise StoreError(f"{source}: no such file", code="no_file")
    with source.open("rb") as stream:
        if stream.read(16) != b"SQLite format 3\x00":
            raise StoreError(f"{source} is not a backup made by `agregateur backup`", code="not_a_backup")
    with TemporaryDirectory() as folder:
        # A copy, since reading it may have to upgrade it.
        held_file = Path(folder) / "backup.sqlite"
        shutil.copyfile(source, held_file)
        copy = Database(f"sqlite:///{held_file}")
        try:
            _checked(copy, source)
            upgrade.upgrade(database)
            with database.collector_lock(), copy.reader() as source_, database.writer() as target_:
                held = sum(target_.scalar(select(func.count()).select_from(t)) or 0 for t in (_GROUP, _SAVED))
                if held and not replace:
                    raise StoreError(
                        f"the store already holds {held} items; nothing was changed. "
                        "Use an empty store, or --replace to lose what it holds",
                        code="not_empty",
                    )
                _copy(source_, target_)
        finally:
            copy.dispose()


def _checked(copy: Database, source: Path) -> None:
    """Raise StoreError unless the file is one of our stores, whole; bring it to today's schema."""
    try:
        with copy.reader() as connection:
            upgrade.portal_name(connection)
            damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except (StoreError, DatabaseError) as error:
        if "malformed" in str(error):
            raise StoreError(f"{source} is damaged or cut short", code="damaged") from error
        raise StoreError(
            f"{source} is not a backup made by `agregateur backup`", code="not_a_backup"
        ) from error
    if damage != "ok":
        raise StoreError(f"{source} is damaged: {damage}", code="damaged")
    upgrade.upgrade(copy)


def _copy(source: Connection, target: Connection) -> None:
    ordered = SQLModel.metadata.sorted_tables
    for table in reversed(ordered):
        target.execute(table.delete())
    for table in ordered:
        result = source.execution_options(yield_per=BATCH).execute(select(table))
        for found in result.partitions(BATCH):
            rows.insert(target, table, [column.name for column in table.c], found)
    if target.dialect.name == "postgresql":
        _move_sequences(target)
    search.drop(target)
    search.create(target)
    for events in chunks(lines.all_events(source), BATCH):
        search.index(target, "event", {event.id: stems.event_text(event) for event in events})
    for kind in ("actor", "article"):
        for items in chunks(lines.all_simple(source, kind), BATCH):
            search.index(target, kind, {found[0]: stems.item_text(found[1]) for found in items})


def _move_sequences(target: Connection) -> None:
    """Rows came with their ids: the next new one must come after them."""
    for table in SQLModel.metadata.sorted_tables:
        column = next((c for c in table.primary_key if c.name == "id" and isinstance(c.type, Integer)), None)
        if column is not None and column.autoincrement:
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own names
                    f"COALESCE((SELECT MAX(id) FROM {table.name}), 1))"
                )
            )
