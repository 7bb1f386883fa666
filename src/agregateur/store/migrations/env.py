"""Alembic's entry: runs on the connection it is given (see `agregateur.store.upgrade`)."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlmodel import SQLModel

from agregateur.store import search, tables

__all__ = ["tables"]  # whose import fills SQLModel.metadata


def _ours(_object: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:
    return not (type_ in {"table", "index"} and (name or "").startswith(search.TABLE_PREFIX))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_object=_ours,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
