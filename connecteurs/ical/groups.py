"""Which events belong together: one UID is one thing; but real UIDs are missing, doubled or reused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agregateur.contract import Repair, When
from agregateur.text import encode_when, fold, identifier, slug
from connecteurs.ical.component import Component
from connecteurs.ical.dates import Reading, Surroundings, moment_of, whens
from connecteurs.ical.exporters import stable_uid
from connecteurs.ical.properties import raw_text

# What `identifier` leaves as it is: most of all UIDs.
_PLAIN_UID = re.compile(r"[!-\[\]-~]{1,300}")
MAX_REVISIONS = 3
"""Revisions of one event in one document; more of one uid and title, each with a number of its own, are its dates."""


@dataclass(slots=True)
class Event:
    """One VEVENT with its surroundings, and the slot it stands for."""

    component: Component
    around: Surroundings
    rid: When | None = None

    @property
    def title(self) -> str:
        """The folded title, by which events of one uid are compared."""
        return fold(raw_text(self.component, ["SUMMARY"]))

    @property
    def start(self) -> str:
        return self.component.value("DTSTART")

    @property
    def is_master(self) -> bool:
        return self.rid is None and not self.component.has("RECURRENCE-ID")


def steady(event: Event) -> str:
    """What of an event counts for a digest: its text without volatile properties, and its slot."""
    slot = "" if event.rid is None else encode_when(event.rid)
    return f"{slot}\n{event.component.steady()}"


def groups(events: Sequence[Event]) -> Iterator[tuple[str, list[Event], list[Repair]]]:
    """Events by uid, in the order of the document. One uid that stands for several things is taken apart."""
    by_uid: dict[str, list[Event]] = {}
    for event in events:
        by_uid.setdefault(uid_of(event), []).append(event)
    for uid, group in by_uid.items():
        if len(group) > 1:
            yield from _taken_apart(uid, group)
        else:
            yield uid, group if group[0].is_master else _slotted(group), []


def uid_of(event: Event) -> str:
    """The UID as stated; without one the event's page, else its start and title. Never its position."""
    uid = stable_uid(event.around.exporter, event.component.value("UID"))
    if _PLAIN_UID.fullmatch(uid):
        return uid
    stated = (identifier(raw_text(event.component, [name])) for name in ("UID", "URL"))
    return next(filter(None, stated), None) or identifier(f"{event.start}#{slug(event.title)}")


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _taken_apart(uid: str, group: list[Event]) -> Iterator[tuple[str, list[Event], list[Repair]]]:
    """One group for each title that claims the uid, each with its overrides; copies of one event are dropped."""
    masters = _newest([event for event in group if not event.component.has("RECURRENCE-ID")])
    overrides = [event for event in group if event.component.has("RECURRENCE-ID")]
    titles: dict[str, list[Event]] = {}
    for event in masters:
        titles.setdefault(event.title, []).append(event)
    if len(titles) <= 1:
        yield from _one_title(uid, masters, overrides)
        return
    changes: dict[str, list[Event]] = {}
    for event in overrides:
        changes.setdefault(event.title, []).append(event)
    for title, own in titles.items():
        # The mark is made of the title alone: dates of a thing come and go in a rolling export.
        name = f"{uid}#{_mark(title)}"
        repair = Repair(code="uid_reused", detail=uid[:80], uid=name)
        for key, events, more in _one_title(name, own, changes.pop(title, [])):
            yield key, events, [repair, *more]
    if changes:
        yield uid, _slotted([event for rest in changes.values() for event in rest]), []


def _one_title(
    uid: str, masters: list[Event], overrides: list[Event]
) -> Iterator[tuple[str, list[Event], list[Repair]]]:
    """A master with its overrides; further masters of the same title are its other dates, or series of their own."""
    masters = _in_force(masters)
    if len(masters) <= 1:
        yield uid, [*masters, *_slotted(overrides)], []
        return
    ordered = sorted(masters, key=lambda event: (not event.component.has("RRULE"), event.start))
    main, others = ordered[0], ordered[1:]
    apart: list[Event] = []
    dates: list[Event] = []
    for event in others:
        (apart if event.component.has("RRULE") else dates).append(event)
    yield uid, [main, *_slotted([*overrides, *dates])], []
    for event in apart:
        name = f"{uid}#{_mark(event.start + event.title)}"
        yield name, [event], [Repair(code="uid_reused", detail=uid[:80], uid=name)]


def _newest(masters: list[Event]) -> list[Event]:
    """Of copies of one event (same start, same title) the highest SEQUENCE, then the last modified."""
    kept: dict[tuple[str, str], Event] = {}
    for event in masters:
        key = (event.start, event.title)
        if key not in kept or _age(event) > _age(kept[key]):
            kept[key] = event
    return list(kept.values())


def _in_force(masters: list[Event]) -> list[Event]:
    """Without the revisions that a greater SEQUENCE replaces on another date (RFC 5545 3.8.7.4).

    A calendar that gives one uid to all dates of a thing numbers none, several alike, or counts them on: there
    each is a date. A single date replaces no series: it is one of its dates, told without RECURRENCE-ID.
    """
    numbers = [_sequence(event) for event in masters]
    if not 1 < len(masters) <= MAX_REVISIONS or None in numbers or len(set(numbers)) < len(numbers):
        return masters
    newest = max(masters, key=lambda event: _sequence(event) or 0)
    return [newest, *(e for e in masters if e.component.has("RRULE") and not newest.component.has("RRULE"))]


def _sequence(event: Event) -> int | None:
    stated = event.component.value("SEQUENCE")
    return int(stated) if re.fullmatch(r"\d{1,9}", stated) else None


def _age(event: Event) -> tuple[int, str, str]:
    updated = moment_of(event.component, "LAST-MODIFIED")
    return (_sequence(event) or 0, updated.isoformat() if updated else "", event.component.steady())


def _slotted(events: Sequence[Event]) -> list[Event]:
    """Events with the slot that each stands for, the newest of each slot: its RECURRENCE-ID, else its own start."""
    kept: dict[When, Event] = {}
    rest: list[Event] = []
    for event in events:
        slot = _when(event, "RECURRENCE-ID") or _when(event, "DTSTART")
        if slot is None:
            rest.append(event)
        elif slot not in kept or _age(event) > _age(kept[slot]):
            kept[slot] = replace(event, rid=slot)
    return [*kept.values(), *rest]


def _when(event: Event, name: str) -> When | None:
    """The first readable date of a property."""
    reading = Reading(event.around)
    stated = (when for line in event.component.lines if line.name == name for when in whens(reading, line))
    return next(stated, None)
