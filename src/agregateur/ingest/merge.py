"""One event out of several items: each field from the best item for that field, with where it came from.

Everything here is a pure function of the set of items; ties break by (source, uid).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.ingest.match import NEAR_MINUTES
from agregateur.model import Event, Item, Member, Note, Occurrence, Place, Rule
from agregateur.text import words


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What merging knows of a source: its name, and the host of its home page."""

    name: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """An item that counts: `missing_since` is set when its source no longer lists it."""

    item: Item
    missing_since: datetime | None = None


def merge(
    event_id: str,
    announced: Sequence[Announced],
    facts: Mapping[str, SourceFacts],
    reasons: Sequence[Note] = (),
) -> Event:
    """The event made of `announced` (one at least). Items no longer listed only speak when nobody else does."""
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    ranked = sorted(listed, key=lambda item: _rank(item, facts))
    occurrences, rule = merge_occurrences(ranked)
    taken: dict[str, tuple[str, str]] = {}

    def best(name: str, value: Callable[[Item], Any], worth: Callable[[Item], Any] | None = None) -> Any:
        having = [item for item in ranked if value(item)]
        if not having:
            return None
        chosen = max(having, key=worth) if worth else having[0]  # max keeps the first of equals
        taken[name] = (chosen.source, chosen.uid)
        return value(chosen)

    place = best("place", lambda i: i.place if _place_worth(i) else None, _place_worth) or Place()
    located = best("insee", lambda i: i.located if i.located.insee else None, lambda i: i.located.sure)
    located = located or ranked[0].located
    # Text, its plain form and its language go together, as do an image and its credit.
    described = best("description", lambda i: i if i.text else None, lambda i: len(i.text or ""))
    pictured = best("image", lambda i: i if i.image else None)
    categories = list(dict.fromkeys(c for i in ranked for c in i.categories if c != "autre"))[:3]
    if categories:
        best("categories", lambda i: any(c != "autre" for c in i.categories))
    timezone = best("timezone", lambda i: i.timezone) or "Europe/Paris"
    return Event(
        id=event_id,
        title=best("title", lambda i: i.title) or "",
        description=described.description if described else None,
        text=described.text if described else None,
        language=described.language if described else ranked[0].language,
        status=_status(ranked, occurrences),
        sold_out=any(i.sold_out for i in ranked),
        timezone=timezone,
        occurrences=occurrences,
        first=min((i.first for i in ranked if i.first), default=None),
        last=None
        if any(i.endless for i in ranked)
        else max((i.last for i in ranked if i.last), default=None),
        endless=any(i.endless for i in ranked),
        rule=rule,
        place=place,
        insee=located.insee,
        located=located,
        categories=tuple(categories) or ("autre",),
        public=tuple(dict.fromkeys(p for i in ranked for p in i.public)),
        acces=best("acces", lambda i: i.acces),
        price=best("price", lambda i: i.price),
        inscription=best("inscription", lambda i: i.inscription),
        accessibilite=tuple(dict.fromkeys(a for i in ranked for a in i.accessibilite)),
        online=best("online", lambda i: i.online),
        organizer=best("organizer", lambda i: i.organizer),
        contact=best("contact", lambda i: i.contact if i.contact.telephone or i.contact.email else None)
        or ranked[0].contact,
        url=best("url", lambda i: i.url),
        image=pictured.image if pictured else None,
        image_credit=pictured.image_credit if pictured else None,
        members=tuple(
            Member(
                source=a.item.source,
                uid=a.item.uid,
                url=a.item.url,
                missing_since=a.missing_since,
                republication=a.item.republication,
            )
            for a in sorted(announced, key=lambda a: _rank(a.item, facts))
        ),
        provenance=taken,
        reasons=tuple(reasons),
        republication=_republication(ranked),
    )


def leaving(
    event_id: str,
    announced: Sequence[Announced],
    facts: Mapping[str, SourceFacts],
    reasons: Sequence[Note] = (),
) -> Event | None:
    """The event as it may leave in feeds and API; None when nothing may (users §6).

    `portail` items are left out whole; of `signalement` ones leave facts only: no text, no image.
    """
    kept = [replace(a, item=_facts_only(a.item)) for a in announced if a.item.republication != "portail"]
    return merge(event_id, kept, facts, reasons) if kept else None


def _facts_only(item: Item) -> Item:
    if item.republication == "complet":
        return item
    return replace(item, description=None, text=None, image=None, image_credit=None)


def _republication(items: Iterable[Item]) -> Any:
    levels = {item.republication for item in items}
    return next(level for level in ("complet", "signalement", "portail") if level in levels)


def _rank(item: Item, facts: Mapping[str, SourceFacts]) -> tuple[Any, ...]:
    """The organiser's own source first, then the most complete statement; ties by (source, uid)."""
    said = (item.text, item.place.venue, item.place.street, item.url, item.organizer, item.price, item.image)
    return (not _own(item, facts), -sum(bool(part) for part in said), item.source, item.uid)


def _own(item: Item, facts: Mapping[str, SourceFacts]) -> bool:
    """Whether the source speaks of its own event: it bears the organiser's or the venue's name."""
    mine = facts.get(item.source)
    if mine is None:
        return False
    name = set(words(mine.name))
    for other in (item.organizer, item.place.venue):
        theirs = set(words(other or ""))
        if theirs and len(theirs & name) * 2 > min(len(theirs), len(name)):
            return True
    return False


def _place_worth(item: Item) -> int:
    place = item.place
    return (
        4 * bool(place.venue)
        + 3 * bool(place.street)
        + 2 * (place.latitude is not None)
        + bool(place.city)
        + bool(place.postcode)
        + bool(place.text)
    )


def _status(items: Sequence[Item], occurrences: Sequence[Occurrence]) -> Any:
    if occurrences and all(o.status == "cancelled" for o in occurrences):
        return "cancelled"
    for status in ("cancelled", "postponed", "rescheduled", "moved-online"):
        # One announcement of a change is enough: the others have not followed yet.
        if any(item.status == status for item in items) and (status != "cancelled" or len(occurrences) <= 1):
            return status
    return "tentative" if all(item.status == "tentative" for item in items) else "confirmed"


def merge_occurrences(ranked: Sequence[Item]) -> tuple[tuple[Occurrence, ...], Rule | None]:
    """All dates of the items, best item first, one start per happening: a time beats all-day, and starts within half
    an hour are one (design §6 d, e). Out: sorted dates, and the rule that explains them all, if one does.
    """
    # Who gives a rule and hours is heard first, so that the rule can stand for the whole; of several, who follows it.
    order = sorted(
        ranked,
        key=lambda i: (
            i.rule is None,
            all(o.all_day for o in i.occurrences),
            -sum(o.slot is not None for o in i.occurrences),
        ),
    )
    leader = order[0]
    # One source says that a date was moved: the others, which still give the old one, have not followed.
    moved = {o.slot for i in order for o in i.occurrences if o.slot is not None and o.slot != o.start}
    kept: list[Occurrence] = []
    by_day: dict[date, list[int]] = {}
    for item in order:
        zone = ZoneInfo(item.timezone)
        for occurrence in item.occurrences:
            if item is not leader and _beyond(occurrence, item, leader):
                continue
            if occurrence.slot is None and occurrence.start in moved:
                continue
            met = next((i for i in by_day.get(occurrence.day, ()) if _one(kept[i], occurrence)), None)
            if met is None and _covered(kept, occurrence):
                continue
            if met is None:
                by_day.setdefault(occurrence.day, []).append(len(kept))
                kept.append(_in_zone(occurrence, zone))
            elif occurrence.status == "cancelled" and kept[met].status != "cancelled":
                kept[met] = replace(kept[met], status="cancelled")
            elif kept[met].all_day and not occurrence.all_day and _nights(kept[met]) <= 1:
                kept[met] = replace(_in_zone(occurrence, zone), status=kept[met].status)
            elif kept[met].end is None and occurrence.end is not None and kept[met].start == occurrence.start:
                kept[met] = replace(kept[met], end=occurrence.end)
    found = tuple(sorted(kept, key=_moment))
    # A date that is only cancelled or longer elsewhere is an exception to the rule, not the end of it.
    starts = [o.start for o in sorted(leader.occurrences, key=_moment)]
    return found, leader.rule if starts == [o.start for o in found] else None


def _beyond(occurrence: Occurrence, item: Item, leader: Item) -> bool:
    """Whether a date lies outside the window that the leader's endless rule was expanded to: what it says of that day
    is not known here, and partners read on different days have different windows.
    """
    if not (leader.endless and leader.rule and leader.occurrences):
        return False
    days = [o.day for o in leader.occurrences]
    before = _as_date(leader.rule.start) <= occurrence.day < min(days)
    return before or (item.endless and occurrence.day > max(days))


def _in_zone(occurrence: Occurrence, zone: ZoneInfo) -> Occurrence:
    start = occurrence.start
    return replace(occurrence, start=start.astimezone(zone)) if isinstance(start, datetime) else occurrence


def _one(a: Occurrence, b: Occurrence) -> bool:
    if a.all_day or b.all_day:
        return True
    assert isinstance(a.start, datetime) and isinstance(b.start, datetime)  # noqa: S101 - told to the type checker
    return abs(a.start - b.start) <= timedelta(minutes=NEAR_MINUTES)


def _covered(kept: Sequence[Occurrence], occurrence: Occurrence) -> bool:
    """Whether a day lies within days on end that are already there."""
    return any(
        o.all_day and o.end is not None and o.start < occurrence.day < _as_date(o.end)
        for o in kept
        if _nights(o) > 1
    )


def _as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _nights(occurrence: Occurrence) -> int:
    end = occurrence.end or occurrence.start
    return (_as_date(end) - occurrence.day).days


def _moment(occurrence: Occurrence) -> tuple[date, bool, str]:
    # UTC text sorts as time does; all-day first.
    start = occurrence.start
    text = start.astimezone(ZoneInfo("UTC")).isoformat() if isinstance(start, datetime) else ""
    return (occurrence.day, not occurrence.all_day, text)
