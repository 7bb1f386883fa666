"""A group in the form in which it is saved. No database: another process may make it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agregateur import contract
from agregateur.frozen import quick
from agregateur.model import Item, to_json
from agregateur.text import encode_when


@quick
@dataclass(frozen=True, slots=True)
class Stated:
    """A group to save: the records as stated, in their written form, and the item made of them."""

    key: str
    digest: str
    records: tuple[tuple[str, str], ...]
    """As `written`."""
    item: Item
    expanded_until: datetime | None


def record_key(record: contract.Record) -> str:
    """The written recurrence_id of a record: '' for a master."""
    return encode_when(record.recurrence_id) if record.recurrence_id is not None else ""


def written(records: Iterable[contract.Record]) -> tuple[tuple[str, str], ...]:
    """The records of a group as they are stored: their keys, and what they state as JSON."""
    return tuple((record_key(record), to_json(record)) for record in records)
