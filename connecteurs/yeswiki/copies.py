"""Repeated events among the entries of a form: a copy that says what its parent says is one of its dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from agregateur.contract import Record, Rejected, Repair, When
from connecteurs.yeswiki import series
from connecteurs.yeswiki.entry import Reader, id_of


def read_all(reader: Reader, entries: list[Any]) -> Iterator[Record | Rejected]:
    """What `entries` say. A copy whose parent is among them belongs to it; any other stands by itself."""
    known = {id_of(one) for one in entries if isinstance(one, dict) and not series.parent_of(one)}
    copies: dict[str, list[dict[str, Any]]] = {}
    for one in entries:
        if isinstance(one, dict) and (parent := series.parent_of(one)) and parent in known:
            copies.setdefault(parent, []).append(one)
    for one in entries:
        if not isinstance(one, dict):
            yield Rejected("", "not_an_entry", repr(one)[:80])
        elif series.parent_of(one) not in copies:
            yield from _with_copies(reader, one, copies.get(id_of(one), []))


def _with_copies(
    reader: Reader, entry: Mapping[str, Any], copies: list[dict[str, Any]]
) -> Iterator[Record | Rejected]:
    """An entry as a series, then the copies that somebody changed."""
    told, others = reader.read(entry), [reader.read(copy) for copy in copies]
    data = series.stated(entry)
    if not isinstance(told, Record) or told.start is None or not (copies or data.get("isRecurrent")):
        yield told
        yield from others
        return
    repetition = series.Repetition(data, _day(told.start))
    days: set[date] = set()
    changed: list[Record | Rejected] = []
    for one in others:
        if isinstance(one, Record) and one.start is not None and _alike(told, one):
            days.add(_day(one.start))
        else:
            changed.append(one)
    if not copies and repetition.known:
        days = repetition.days_told(_length(told.start, told.end))
    start = series.zoned(told.start)
    rrule, rdate, exdate = series.told(start, days, repetition)
    if rrule or rdate:
        told = replace(told, start=start, rrule=rrule, rdate=rdate, exdate=exdate)
    elif not copies and not repetition.known:
        told = replace(told, repairs=(*told.repairs, Repair(code="bad_rule", detail=str(data)[:80])))
    yield told
    yield from changed


def _alike(parent: Record, copy: Record) -> bool:
    """Whether a copy says what its parent says but for its date: nobody changed it since."""

    def said(record: Record) -> Record:
        return replace(record, uid="", start=None, end=None, url=None, links=(), published=None, updated=None)

    return said(parent) == said(copy) and _lasts(parent) == _lasts(copy)


def _lasts(record: Record) -> tuple[Any, ...]:
    """The hour of a start, and how long it goes on by the clock on the wall."""
    start, end = record.start, record.end
    hour = start.time() if isinstance(start, datetime) else None
    if isinstance(start, datetime) and isinstance(end, datetime):
        return hour, end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return hour, end - start if start is not None and end is not None else None


def _length(start: When, end: When | None) -> timedelta:
    """From the midnight before a start to its end as YesWiki writes it, the last day of all-day events inside."""
    if isinstance(start, datetime):
        since = timedelta(hours=start.hour, minutes=start.minute)
        return since + (end - start) if isinstance(end, datetime) else since
    return end - start - timedelta(days=1) if end is not None else timedelta()


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when
