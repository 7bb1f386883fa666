"""What the tables are made with."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Column, Table, Text, inspect
from sqlmodel import Field, SQLModel


def core(model: type[SQLModel]) -> Table:
    """The table of a model, for statements of SQLAlchemy Core."""
    return cast(Table, inspect(model).local_table)


def long_text(*, nullable: bool = True, default: str | None = None) -> Any:
    """A field for text of any length."""
    return Field(default=default, sa_column=Column(Text, nullable=nullable))
