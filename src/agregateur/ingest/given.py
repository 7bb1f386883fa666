"""What the cleaning of one group is given, and what all of its steps may ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from agregateur.config import Stanza
from agregateur.contract import Record, Repair
from agregateur.ingest.characters import short
from agregateur.ingest.statuses import Marked, read_marks, status_word
from agregateur.model import Expansion, Status
from agregateur.text import encode_when

_TITLE = 300
"""Longest title kept, in characters."""
_AROUND = " -–—:|/,•"
"""What stands between a title and its mark."""
_NEVER = date.max


@dataclass(kw_only=True, slots=True)
class Given:
    """What `normalise.clean` was given of one group, and what its steps note for those that follow."""

    key: str
    records: tuple[Record, ...]
    expansion: Expansion | None
    stanza: Stanza
    our: tuple[str, str]
    window: tuple[datetime, datetime] | None
    main: Record = field(init=False)
    """The record that speaks for the group."""
    repairs: list[Repair] = field(default_factory=list)
    marked: Marked = field(init=False)
    """The title of the record that speaks, without its marks."""
    status: Status = field(init=False)
    """What the record that speaks says of the whole group."""
    announced: list[Expansion] = field(default_factory=list)
    """The dates that an article's words state, once they are read."""

    def __post_init__(self) -> None:
        self.main = _main(self.records)

    @property
    def dates(self) -> Expansion | None:
        """Those that its words state, once they are read, else those of its fields."""
        return self.announced[0] if self.announced else self.expansion


def _main(records: tuple[Record, ...]) -> Record:
    for record in records:
        if record.recurrence_id is None:
            return record
    return min(records, key=lambda record: encode_when(record.recurrence_id or record.start or _NEVER))


def marked_title(record: Record, repairs: list[Repair]) -> Marked:
    """A record's title without its marks ("ANNULÉ"), and what they say; notes them in `repairs`."""
    marked = read_marks(short(record.title, repairs, "title", _TITLE))
    repairs.extend(Repair(code="mark_in_title", detail=mark.strip(_AROUND)[:60]) for mark in marked.removed)
    return marked


def status_of(record: Record, marked: Marked, repairs: list[Repair]) -> Status:
    """What a record says of its dates, by field or by a mark in its title; notes a status word that is not known."""
    stated = status_word(record.status)
    if record.status and stated is None and record.status.strip():
        repairs.append(Repair(code="status_unknown", detail=record.status.strip()[:60]))
    # "CONFIRMED" is what programs write by themselves; a mark in the title was written by someone.
    if stated in (None, "confirmed"):
        return marked.status or "confirmed"
    return stated
