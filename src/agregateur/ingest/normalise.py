"""Records of one group -> one clean `Item`. Pure; the order of the steps is `STEPS`, at the end.

A step is a small function of what was given and of what the steps before made; it returns the fields it makes. What
was mended is noted in `repairs`. Nothing is guessed: what a source does not say stays empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from agregateur.config import Stanza
from agregateur.contract import Kind, Record, Repair
from agregateur.ingest import access, announcement, audience, links, places, whereabouts
from agregateur.ingest.categories import classify
from agregateur.ingest.characters import mended, optional, short
from agregateur.ingest.html import description
from agregateur.ingest.statuses import Marked, read_marks, status_word
from agregateur.model import Expansion, Item, Occurrence, Status
from agregateur.taxonomy import OTHER
from agregateur.text import encode_when, fold

VERSION = 5
"""Raise it when the same records are cleaned otherwise: items are then made again from the records as stored."""
_TITLE = 300
"""Longest title kept, in characters."""


def clean(
    key: str,
    kind: Kind,
    records: Sequence[Record],
    expansion: Expansion | None,
    stanza: Stanza,
    *,
    our: tuple[str, str],
    window: tuple[datetime, datetime] | None = None,
) -> Item:
    """The item that the records of one group make, not yet located.

    `key` is the group's uid, `expansion` its dates (None for actors and articles), `our` (portal name, base URL), by
    which our own items are recognised when they come back (`echo`). The record without recurrence_id speaks for the
    group, else the earliest override. An article whose words announce a date for sure becomes an event; `window`
    (aware) bounds its dates when they repeat without end; without it articles stay articles. Raises ValueError when
    `records` is empty.
    """
    if not records:
        raise ValueError(f"no record in group {key!r}")
    given = _Given(
        key=key, records=tuple(records), expansion=expansion, stanza=stanza, our=our, window=window
    )
    made: dict[str, Any] = {"source": stanza.id, "uid": key, "kind": kind, "teller": stanza.name}
    for step in STEPS:
        made.update(step(given, made))
    noted = (*(repair for record in records for repair in record.repairs), *given.repairs)
    dates = given.dates
    return Item(**made, repairs=tuple(dict.fromkeys((*noted, *(dates.repairs if dates else ())))))


@dataclass(frozen=True, kw_only=True)
class _Given:
    key: str
    records: tuple[Record, ...]
    expansion: Expansion | None
    stanza: Stanza
    our: tuple[str, str]
    window: tuple[datetime, datetime] | None
    repairs: list[Repair] = field(default_factory=list)
    announced: list[Expansion] = field(default_factory=list)
    """The dates that an article's words state, once they are read."""

    @property
    def dates(self) -> Expansion | None:
        return self.announced[0] if self.announced else self.expansion

    @cached_property
    def main(self) -> Record:
        """The record that speaks for the group."""
        masters = [record for record in self.records if record.recurrence_id is None]
        if masters:
            return masters[0]
        return min(
            self.records, key=lambda record: encode_when(record.recurrence_id or record.start or _NEVER)
        )

    @cached_property
    def marked(self) -> Marked:
        return _marked(self.main, self.repairs)

    @cached_property
    def status(self) -> Status:
        return _status(self.main, self.marked, self.repairs)


_NEVER = date.max


def _marked(record: Record, repairs: list[Repair]) -> Marked:
    marked = read_marks(short(record.title, repairs, "title", _TITLE))
    repairs.extend(Repair(code="mark_in_title", detail=mark[:60]) for mark in marked.removed)
    return marked


def _status(record: Record, marked: Marked, repairs: list[Repair]) -> Status:
    stated = status_word(record.status)
    if record.status and stated is None and record.status.strip():
        repairs.append(Repair(code="status_unknown", detail=record.status.strip()[:60]))
    # "CONFIRMED" is what programs write by themselves; a mark in the title was written by someone.
    if stated in (None, "confirmed"):
        return marked.status or "confirmed"
    return stated


# Steps ----------------------------------------------------------------------------------------------------------------


def _description(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    html, text = description(record.description, record.markup, given.repairs)
    if html is None:
        html, text = description(record.summary, False, given.repairs)
    return {"description": html, "text": text, "language": optional(record.language, [], "language", 20)}


def _title(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """The title without its marks and the date that stands for a field; when there is none, the first line of the text,
    else the place or the source."""
    title = announcement.without_date(given.marked.title, given.main)
    if not title:
        first = (made["text"] or "").strip().partition("\n")[0]
        place = given.main.venue or given.main.location
        title = short(first, [], "title", 80) or short(place, [], "title", 80) or given.stanza.name
        given.repairs.append(Repair(code="title_missing"))
    return {"title": title, "status": given.status, "sold_out": given.marked.sold_out}


def _announcement(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """An article that surely announces an event is one; of another, the words that may announce one are kept."""
    if given.window is not None and given.expansion is not None:
        title = given.marked.title
        told = announcement.hour_beside(given.main, title, made["text"], given.stanza, given.window)
        if told.expansion is not None and told.repair is not None:
            given.announced.append(told.expansion)
            given.repairs.append(told.repair)
            return {}
    if given.expansion is not None and (noted := announcement.hour_in_title(made["title"], given.expansion)):
        given.repairs.append(noted)
    if made["kind"] != "article" or given.window is None:
        return {}
    told = announcement.read(given.main, made["title"], made["text"], given.stanza, given.window)
    if told.repair is not None:
        given.repairs.append(told.repair)
    if told.expansion is None:
        return {"possible_dates": told.possible}
    given.announced.append(told.expansion)
    return {"kind": "event"}


def _place(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    if made["kind"] == "event" and not places.stated(record):
        in_words = record.kind == "article" or announcement.is_dated_by_title(record)
        line = whereabouts.told(made["title"], made["text"], sought=in_words)
        if line:
            given.repairs.append(Repair(code="place_from_text", detail=line[:120]))
            record = replace(record, location=line)
    return {
        "place": places.place_of(record, given.stanza.default.venue, given.repairs),
        "online": places.online_address(given.main),
    }


def _dates(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """Dates with what their own record says: a mark in an override's title concerns that date alone."""
    if given.dates is None:
        return {"timezone": given.stanza.timezone}
    overrides = {
        encode_when(record.recurrence_id): record
        for record in sorted(given.records, key=lambda r: r.sequence or 0)
        if record.recurrence_id is not None
    }
    told = {name: _override(record, given, made) for name, record in overrides.items()}
    occurrences = tuple(
        _of_override(one, told[one.record]) if one.record in told else _of_master(one, given.status)
        for one in given.dates.occurrences
    )
    status: Status = made["status"]
    if given.main.recurrence_id is not None:
        # Single dates without their series: what one says is not said of the others.
        status = "confirmed"
    states = {one.status for one in occurrences}
    if len(states) == 1:
        status = states.pop()
    start = given.main.start
    return {
        "timezone": given.dates.timezone,
        "utc": isinstance(start, datetime) and str(start.tzinfo) == "UTC",
        "occurrences": occurrences,
        "first": given.dates.first,
        "last": given.dates.last,
        "endless": given.dates.endless,
        "rule": given.dates.rule,
        "recurs": _recurs(given.records, given.dates),
        "status": status,
    }


def _recurs(records: Sequence[Record], expansion: Expansion) -> str | None:
    if not expansion.endless or expansion.rule is not None:
        return None
    stated = [
        (
            r.recurrence_id,
            r.this_and_future,
            r.start,
            r.end,
            r.duration,
            r.rrule,
            r.rdate,
            r.exdate,
            r.periods,
            r.exrule,
        )
        for r in records
    ]
    return hashlib.blake2b(repr((expansion.timezone, stated)).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class _Told:
    """What an override says of its date."""

    status: Status
    title: str | None
    venue: str | None


def _override(record: Record, given: _Given, made: Mapping[str, Any]) -> _Told:
    repairs: list[Repair] = [] if record is given.main else given.repairs
    marked = _marked(record, repairs)
    status = _status(record, marked, repairs)
    if (
        status == "confirmed"
        and given.main.recurrence_id is None
        and not record.status
        and given.status == "cancelled"
    ):
        status = "cancelled"
    place = places.place_of(record, None, [])
    venue = place.venue or place.street or place.city or place.text
    usual = made["place"]
    same = place == usual or venue in (None, usual.venue or usual.street or usual.city or usual.text)
    return _Told(
        status=status,
        title=marked.title if marked.title and fold(marked.title) != fold(made["title"]) else None,
        venue=None if same else venue,
    )


def _of_override(one: Occurrence, told: _Told) -> Occurrence:
    return replace(one, status=told.status, title=told.title, venue=told.venue)


def _of_master(one: Occurrence, status: Status) -> Occurrence:
    if one.status == status and one.title is None and one.venue is None:
        return one
    return replace(one, status=status, title=None, venue=None)


def _classification(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    found = (optional(w, given.repairs, "categories", 120) for w in given.main.categories[:50])
    words = tuple(dict.fromkeys(word for word in found if word))
    venue = made["place"].venue
    codes = classify(
        words,
        # An actor's or an article's title is a name or a sentence: its own words decide first, then the title's.
        made["title"],
        venue if made["kind"] == "event" else None,
        mapping=given.stanza.categories,
        default=given.stanza.default.category,
    )
    if made["kind"] != "event" and codes == (OTHER,):
        codes = ()
    return {"words": words, "categories": codes}


def _audience(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    return {
        "public": audience.audience(
            record.audience, made["title"], made["text"], record.age_min, record.age_max
        ),
        "accessibilite": audience.accessibility(record.accessibility),
    }


def _price(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    price = optional(given.main.price, given.repairs, "price", 300)
    if made["kind"] != "event":
        return {"price": price}
    return {
        "price": price,
        "acces": access.access(price, given.main.free, made["title"], made["text"]),
        "inscription": access.booking(given.main.registration, made["text"]),
    }


def _organizer(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    stated = mended(record.organizer or "", given.repairs, "organizer")
    return {
        "organizer": links.organizer(short(stated, given.repairs, "organizer", 200)),
        "contact": links.contact(record.telephone, record.email, record.organizer, made["text"]),
    }


def _links(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    url = links.kept(record.url, "url", given.repairs)
    return {
        "url": url,
        "links": links.several(record.links, but=url),
        "carried": tuple(
            dict.fromkeys(c for value in record.carried if (c := short(value, [], "carried", 500)))
        ),
        "image": links.kept(record.image, "image", given.repairs),
        "image_credit": optional(record.image_credit, given.repairs, "image_credit", 200),
    }


def _rights(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    licence = optional(given.main.licence, given.repairs, "licence", 200)
    return {"licence": licence or given.stanza.licence, "republication": given.stanza.republication}


def _times(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """When it was written: the newest word of any record of the group."""
    updated = [record.updated for record in given.records if record.updated is not None]
    aware = [moment for moment in updated if moment.tzinfo is not None]
    return {
        "published": given.main.published,
        "updated": max(aware) if aware else (max(updated) if updated else None),
        "genre": "annonce" if made["kind"] == "article" else None,
    }


def _echo(given: _Given, made: Mapping[str, Any]) -> dict[str, Any]:
    uids = (given.key, *made["carried"])
    addresses = [given.main.url, *given.main.links]
    return {"echo": any(links.is_ours(uid, addresses, given.our) for uid in uids)}


STEPS: tuple[Callable[[_Given, Mapping[str, Any]], dict[str, Any]], ...] = (
    _description,
    _title,
    _announcement,
    _place,
    _dates,
    _classification,
    _audience,
    _price,
    _organizer,
    _links,
    _rights,
    _times,
    _echo,
)
"""What cleaning does, in order. Later steps read what earlier ones made."""
