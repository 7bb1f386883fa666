"""Items from records: as they come, and again from those that are stored, without fetching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from agregateur.config import Stanza
from agregateur.context import Context
from agregateur.contract import Record
from agregateur.errors import AgregateurError
from agregateur.ingest import recurrence
from agregateur.ingest.grouping import Group
from agregateur.ingest.messages import Window
from agregateur.ingest.normalise import clean_all
from agregateur.ingest.reading import expand_again
from agregateur.ingest.windows import until_of
from agregateur.model import Expansion, Item

Remade = dict[int, tuple[Item, datetime | None]]
"""Items by group, each with the end of the window that its dates were made for when it has dates beyond."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one source, by group id, of which items are to be made for a window."""

    stanza: Stanza
    stated: Mapping[int, Sequence[Record]]
    window: Window


def remake(
    context: Context, stanza: Stanza, stated: Mapping[int, Sequence[Record]], window: Window
) -> Remade:
    """Items made again from the records of one source; see `remake_all`."""
    return remake_all(context, [Part(stanza, stated, window)])


def remake_all(context: Context, parts: Sequence[Part]) -> Remade:
    """Items made again from records, by group id; those that cannot be are left out.

    Rules are expanded in a child, as when they were read; what has one plain date is not worth one. Raises
    AgregateurError when the child fails.
    """
    expansions: dict[int, Expansion] = {}
    ruled: dict[tuple[str, Window], list[tuple[str, tuple[Record, ...]]]] = {}
    for part in parts:
        for group_id, records in part.stated.items():
            # What an article's words announce is read again by cleaning: nothing in its record is a date.
            if records[0].kind != "event":
                continue
            if len(records) > 1 or _ruled(records[0]):
                alike = ruled.setdefault((part.stanza.timezone, part.window), [])
                alike.append((str(group_id), tuple(records)))
                continue
            try:
                expansions[group_id] = recurrence.expand(
                    records, zone=part.stanza.timezone, window=part.window
                )
            except AgregateurError as error:
                _log("not_dated", part.stanza, records[0].uid, error)
    for (zone, window), stated in ruled.items():
        again = expand_again(stated, zone=zone, window=window)
        if again.error is not None:
            raise again.error
        expansions.update((int(name), found) for name, found in again.expansions.items())
    made: Remade = {}
    for part in parts:
        groups = {
            group_id: Group(records[0].uid, records[0].kind, "", tuple(records), expansions.get(group_id))
            for group_id, records in part.stated.items()
            if records[0].kind != "event" or group_id in expansions
        }
        for group_id, item in _cleaned(context, part, groups).items():
            made[group_id] = (item, until_of(item, part.window))
    return made


def _cleaned(context: Context, part: Part, groups: Mapping[int, Group]) -> dict[int, Item]:
    """The cleaned items of the groups, without communes; of those that our cleaning stumbles over, none."""
    our = (context.portal, context.settings.base_url)
    try:
        made = clean_all(groups.values(), part.stanza, our=our, window=part.window)
    except Exception as error:
        # The border between items, as when they come: one that our cleaning stumbles over stays as it was.
        if len(groups) > 1:
            return {
                i: item for one in groups for i, item in _cleaned(context, part, {one: groups[one]}).items()
            }
        _log("not_cleaned", part.stanza, next(iter(groups.values())).key, error)
        return {}
    return dict(zip(groups, made, strict=True))


def _ruled(record: Record) -> bool:
    said = (record.rrule, record.exrule, record.rdate, record.exdate, record.periods, record.timings)
    return record.recurrence_id is not None or any(said)


def _log(event: str, stanza: Stanza, uid: str, error: Exception) -> None:
    structlog.get_logger().warning(event, source=stanza.id, uid=uid, error=str(error))
