"""From the rows of a table to records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from agregateur.connecting.cells import Dates
from agregateur.connecting.rows import Row, told_apart
from agregateur.connecting.unclear import is_ticked, unclear
from agregateur.connecting.written import Unread, read_hours
from agregateur.contract import Record, Rejected, Repair, Said
from agregateur.errors import ParseError
from agregateur.text import fold, identifier
from connecteurs.tableur.table import Line, Table

NO_DATES = Dates()


@dataclass(frozen=True, slots=True)
class Draft:
    """A record whose uid is not settled: `stated` is what the sheet calls it, `place` tells two of a name apart."""

    record: Record
    stated: str
    place: str


def read(table: Table, as_: str, base: str, several: bool) -> Iterator[Said]:
    """What the rows of one table say. `several`: refusals name the sheet too. Raises ParseError (`truncated`) at the
    end of a document that is cut short."""
    yield from table.sheet.repairs
    yield from table.repairs
    events = as_ == "event" or (as_ == "auto" and table.dated())
    where = f"feuille {table.sheet.name}, " if several else ""
    lines = list(table.lines())
    ticked = "shown" in table.names and is_ticked(Row(line.cells, table.names, base) for line in lines)
    drafts: list[Draft | Rejected] = [
        _draft(table, line, events, base, f"{where}ligne {line.number}", ticked) for line in lines
    ]
    read_ones = [one for one in drafts if isinstance(one, Draft)]
    names = Counter(one.stated for one in read_ones)
    repeated = sum(1 for one in read_ones if one.stated and names[one.stated] > 1)
    if repeated:
        yield Repair(code="ids_not_unique", detail=f"{table.names['id']} : {repeated}")
    days = Counter(_name(one, hour=False) for one in read_ones)
    begun = [
        one.stated
        if one.stated and names[one.stated] == 1
        else _name(one, hour=days[_name(one, hour=False)] > 1)
        for one in read_ones
    ]
    uids = iter(told_apart([(name, one.place) for name, one in zip(begun, read_ones, strict=True)]))
    for one in drafts:
        yield replace(one.record, uid=next(uids)) if isinstance(one, Draft) else one
    if table.sheet.cut:
        raise ParseError(
            "The table ends in the middle of a row: the document is cut short. What was read so far is kept.",
            code="truncated",
        )


def _name(draft: Draft, hour: bool) -> str:
    """Title and day, never the row: rows are sorted and inserted. With the `hour` only where two of a day must be told
    apart: what begins an hour later than was said is no other event."""
    record = draft.record
    title = fold(record.title or (record.description or "")[:80])
    start = record.timings[0][0] if record.timings else record.start
    if isinstance(start, datetime) and not hour:
        start = start.date()
    return f"{title}@{start.isoformat()}" if start else f"{title}@{draft.place}" if draft.place else title


def _draft(table: Table, line: Line, events: bool, base: str, where: str, ticked: bool) -> Draft | Rejected:
    row = Row(line.cells, table.names, base)
    stated = identifier(row.text("id") or "")
    if why := row.is_private():
        return Rejected(stated, "private", f"{where} : {why}"[:120])
    if why := unclear(row, ticked):
        return Rejected(stated, "shown_unclear", f"{where} : {why}"[:120])
    title = row.text("title") or ("" if events else row.text("organizer") or "")
    description = row.text("description")
    untitled = not title and ("title" in table.names or not description)
    if untitled or not identifier(title or description or ""):
        return Rejected(stated, "no_title", f"{where} : {_first(line)}"[:120])
    dates = NO_DATES
    if events:
        if not row.says_when():
            return Rejected(stated, "no_start", f"{where} : {title or description}"[:120])
        try:
            dates = row.dates(lambda month: table.years.of(month, line.section))
        except Unread as error:
            return Rejected(stated, error.code, f"{where} : « {row.date_words()} »"[:120])
    latitude, longitude = row.point()
    text, markup = row.description(*_hours(row, events))
    told = row.told()
    if not events:
        told |= {"status": None, "organizer": told["organizer"] if told["organizer"] != title else None}
    record = Record(
        uid="",
        kind="event" if events else "actor",
        title=title,
        description=text,
        markup=markup,
        start=dates.start,
        end=dates.end,
        timings=dates.timings,
        latitude=latitude,
        longitude=longitude,
        # Without the number of the row: a row that only moved is unchanged.
        repairs=(*row.repairs, *dates.repairs),
        **told,
    )
    place = " ".join(one for role in ("location", "venue", "city") if (one := told.get(role)))
    point = f"{latitude},{longitude}" if latitude is not None else ""
    return Draft(record, stated, fold(place) or point)


def _hours(row: Row, events: bool) -> tuple[str, ...]:
    """Words about hours that no field of a record holds: `portes 19h, concert 20h`, the opening hours of a place."""
    said = [(role, row.text(role)) for role in ("hours", "start_time", "end_time")]
    return tuple(
        f"{row.names[role]} : {words}"
        for role, words in said
        if words and (not events or read_hours(row.raw(role)) is None)
    )


def _first(line: Line) -> str:
    return next((str(cell) for cell in line.cells.values() if cell not in ("", None)), "")
