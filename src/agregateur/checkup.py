"""How a source is doing, for its partner and its operator: what was read, refused, mended, and what would help.

Plain values only; `web.advised` makes the sentences. Nothing here is shown in public: it is what a partner is told of
its own calendar, without a grade.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from agregateur.contract import Repair
from agregateur.model import Item, Place
from agregateur.publish import dates
from agregateur.store import groups, runs
from agregateur.store.runs import Watched
from agregateur.text import fold

EXAMPLES = 5
"""Items named for each thing to mend: enough to find the cause, few enough to be read."""
_NEWS = timedelta(days=60)
"""Articles older than this announce nothing any more."""


@dataclass(frozen=True, slots=True)
class Example:
    """One item that a finding is about: what its partner knows it by. `detail` is in the partner's own words."""

    uid: str
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say of `count` items: a stable `code`, and some of them."""

    code: str
    count: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkup:
    """What is known of one source. Moments are aware (UTC).

    `read_at`: the last reading that went well; `outcome` and `error` (code, message, values) are those of the last
    one; `shrunk` is the error of one that lists too little to be believed.
    `events`, `actors`, `articles`: what is held and listed; `coming` events of them are still to come, the last one
    that is known ends on `latest`. `refused` and the document's own mends are those of the last reading that read
    anything; `repaired` is of what is held now, `gains` of the events to come, the actors and the latest articles.
    """

    source: str
    name: str
    url: str
    kind: str | None
    read_at: datetime | None
    outcome: str | None
    error: Mapping[str, Any] | None
    events: int = 0
    coming: int = 0
    latest: date | None = None
    actors: int = 0
    articles: int = 0
    refused: tuple[Finding, ...] = ()
    repaired: tuple[Finding, ...] = ()
    gains: tuple[Finding, ...] = ()


def checkup(connection: Connection, source_id: str, today: date) -> Checkup | None:
    """The state of one source; None when the store does not know it. `today` in the portal's zone."""
    source = runs.source(connection, source_id)
    if source is None:
        return None
    last = runs.last_that_read(connection, source_id)
    held = groups.load(connection, groups.ids_of_source(connection, source_id)).values()
    items = [group.item for group in held if not group.gone]
    by_uid = {item.uid: item for item in items}
    coming = [item for item in items if item.kind == "event" and (item.last is None or item.last >= today)]
    return Checkup(
        source=source.id,
        name=source.name,
        url=source.url,
        kind=source.kind,
        read_at=source.last_read_at,
        outcome=source.outcome,
        error=_error(source),
        events=sum(item.kind == "event" for item in items),
        coming=len(coming),
        latest=max((item.last for item in items if item.kind == "event" and item.last), default=None),
        actors=sum(item.kind == "actor" for item in items),
        articles=sum(item.kind == "article" for item in items),
        refused=_findings(
            (one.code, Example(one.uid, _title(by_uid.get(one.uid)), one.detail))
            for one in (last.refusals if last else ())
        ),
        repaired=_repaired(items, last.repairs if last else {}),
        gains=(
            *_gains(GAINS, (one for one in coming if not (one.echo or one.status == "cancelled"))),
            *_gains(ACTOR_GAINS, (one for one in items if one.kind == "actor")),
            *_gains(ARTICLE_GAINS, (one for one in items if one.kind == "article" and _recent(one, today))),
        ),
    )


def _error(source: Watched) -> Mapping[str, Any] | None:
    if source.outcome == "suspicious":
        # No error of the source's own, but what it says is not believed: that is not well.
        return {"code": "shrunk"}
    return json.loads(source.error) if source.error else None


def _title(item: Item | None) -> str:
    return item.title if item else ""


def _repaired(items: Iterable[Item], document: Mapping[str, int]) -> tuple[Finding, ...]:
    """Mends of the items that are held; then those of the document as a whole, which only its last reading told."""
    found = _findings(
        (repair.code, Example(item.uid, item.title, repair.detail))
        for item in items
        for repair in _once(item.repairs)
    )
    told = {finding.code for finding in found}
    return (*found, *(Finding(code, count) for code, count in document.items() if code not in told))


def _once(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """The first of each code: a title mended at three places is one title to mend."""
    seen: set[str] = set()
    for repair in repairs:
        if repair.code not in seen:
            seen.add(repair.code)
            yield repair


def _told(place: Place) -> bool:
    return any(
        (place.text, place.venue, place.street, place.postcode, place.city, place.insee, place.latitude)
    )


def _is_one_day(item: Item) -> bool:
    return item.first is not None and item.first == item.last


def _shouts(title: str) -> bool:
    """Is it in capitals, and longer than an acronym?"""
    return title.isupper() and sum(letter.isalpha() for letter in title) >= 12


def _repeats_its_date(item: Item) -> bool:
    """Does the title say a day on which it happens, as `12 décembre` or `12/12`?"""
    title = fold(item.title)
    for day in {one.day for one in item.occurrences[:12]}:
        said = fold(dates.day_label(day, "fr", weekday=False))
        if re.search(rf"\b{said}\b", title) or re.search(
            rf"(?<!\d)0?{day.day}[/.]0?{day.month}(?!\d)", item.title
        ):
            return True
    return False


GAINS: Mapping[str, Callable[[Item], bool]] = {
    "no_place": lambda item: not (_told(item.place) or item.online),
    "no_commune": lambda item: _told(item.place) and item.located.insee is None and not item.online,
    "commune_by_default": lambda item: _told(item.place) and item.located.how == "default",
    "no_hour": lambda item: bool(item.occurrences) and item.occurrences[0].all_day and _is_one_day(item),
    "no_end": lambda item: (
        bool(item.occurrences) and not item.occurrences[0].all_day and item.occurrences[0].end is None
    ),
    "no_description": lambda item: not (item.text or "").strip(),
    "no_category": lambda item: item.categories in ((), ("autre",)),
    "dated_title": _repeats_its_date,
    "capitals": lambda item: _shouts(item.title),
    "no_link": lambda item: item.url is None and not item.links,
    "no_price": lambda item: item.acces is None and item.price is None,
}
"""What would help readers, by the test of an event that lacks it; the most useful first."""
ACTOR_GAINS: Mapping[str, Callable[[Item], bool]] = {
    "actor_no_place": lambda item: not _told(item.place),
    "actor_no_commune": lambda item: _told(item.place) and item.located.insee is None,
    "actor_no_description": lambda item: not (item.text or "").strip(),
    "actor_no_contact": lambda item: (
        not (item.url or item.links or item.contact.telephone or item.contact.email)
    ),
}
"""The same of an actor."""
ARTICLE_GAINS: Mapping[str, Callable[[Item], bool]] = {
    "maybe_dated": lambda item: bool(item.possible_dates),
}
"""The same of an article."""


def _recent(article: Item, today: date) -> bool:
    return article.published is not None and article.published.date() >= today - _NEWS


def _gains(tests: Mapping[str, Callable[[Item], bool]], items: Iterable[Item]) -> tuple[Finding, ...]:
    """In the order of the tests."""
    lacking = [(code, item) for item in items for code, lacks in tests.items() if lacks(item)]
    found = {one.code: one for one in _findings((code, Example(i.uid, i.title)) for code, i in lacking)}
    return tuple(found[code] for code in tests if code in found)


@dataclass(slots=True)
class _Many:
    count: int = 0
    examples: list[Example] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)


def _findings(told: Iterable[tuple[str, Example]]) -> tuple[Finding, ...]:
    """Findings by code, the most frequent first. Of a title that comes back, one example is enough."""
    found: dict[str, _Many] = {}
    for code, example in told:
        many = found.setdefault(code, _Many())
        many.count += 1
        seen = (example.title, example.detail) if example.title else (example.uid, example.detail)
        if len(many.examples) < EXAMPLES and any(seen) and seen not in many.seen:
            many.seen.add(seen)
            many.examples.append(example)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1].count, pair[0]))
    return tuple(Finding(code, many.count, tuple(many.examples)) for code, many in ordered)
