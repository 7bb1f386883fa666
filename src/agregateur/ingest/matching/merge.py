"""One event out of several items: each field from the best item for that field, with where it came from.

Everything here is a pure function of the set of items; ties break by (source, uid).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from agregateur.frozen import changed
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.merged_dates import merge_occurrences
from agregateur.ingest.matching.wording import cut_short
from agregateur.model import Contact, Event, Item, Member, Note, Occurrence, Place
from agregateur.text import words

_REPEATS = frozenset(
    words("""
    agenda agendas office tourisme ot sortir sorties destination portail plateforme guide infos info gazette lettre
    newsletter hebdo magazine mag calendrier evenements annonces participatif pays territoire
    """)
)
"""Words in the names of those who repeat what others organise."""
VERSION = 1
"""Raise it when the same items make another event: what is stored is merged again at the next reading."""
_NO_WORKS: Mapping[str, Any] = {
    "description": None, "text": None, "image": None, "image_credit": None, "price": None, "organizer": None,
    "online": None, "contact": Contact(),
}  # fmt: skip
"""What a `signalement` item does not lend to feeds: a partner's own words, images and ways to reach people
(reference: the list of what such a source lets out; `publish.leaving.WORKS` is the same at the last door)."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What merging knows of a source: its name, and the host of its home page."""

    name: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """An item that counts: `missing_since` is set when its source no longer lists it. `headline`: whether its title
    names no subject, when that is known already (`Features.headline`)."""

    item: Item
    missing_since: datetime | None = None
    headline: bool | None = None


def merge(
    event_id: str,
    announced: Sequence[Announced],
    facts: Mapping[str, SourceFacts],
    reasons: Sequence[Note] = (),
) -> Event:
    """The event made of `announced` (one at least). Items no longer listed only speak when nobody else does."""
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    alone = len(announced) == 1  # as most are: there is nobody to rank it against, nor to believe more
    ranked = listed if alone else sorted(listed, key=lambda item: _rank(item, facts))
    trust = {} if alone else {(i.source, i.uid): _trust(i, ranked, facts) for i in ranked}
    occurrences, rule = merge_occurrences(ranked, trust)
    taken: dict[str, tuple[str, str]] = {}
    headlines = {(a.item.source, a.item.uid): a.headline for a in announced}
    only = (ranked[0].source, ranked[0].uid)

    def best(name: str, value: Callable[[Item], Any], worth: Callable[[Item], Any] | None = None) -> Any:
        if alone:
            if found := value(ranked[0]):
                taken[name] = only
            return found or None
        having = [item for item in ranked if value(item)]
        if not having:
            return None
        # max keeps the first of equals.
        chosen = max(having, key=worth) if worth and len(having) > 1 else having[0]
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
        title=best("title", lambda i: i.title, lambda i: _title_worth(i, headlines[i.source, i.uid])) or "",
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
            member(a) for a in (announced if alone else sorted(announced, key=lambda a: _rank(a.item, facts)))
        ),
        provenance=taken,
        reasons=tuple(reasons),
        republication=_republication(ranked),
    )


def member(one: Announced) -> Member:
    """An announcement as pages and feeds name it."""
    return Member(
        source=one.item.source,
        uid=one.item.uid,
        url=one.item.url,
        missing_since=one.missing_since,
        republication=one.item.republication,
        licence=one.item.licence,
    )


def leaving(
    event_id: str,
    announced: Sequence[Announced],
    facts: Mapping[str, SourceFacts],
    reasons: Sequence[Note] = (),
) -> Event | None:
    """The event as it may leave in feeds and API; None when nothing may.

    `portail` items are left out whole, even where they are named as evidence; of `signalement` ones leave facts only:
    title, dates, place, status, link and our own codes.
    """
    kept = [replace(a, item=_facts_only(a.item)) for a in announced if a.item.republication != "portail"]
    if not kept:
        return None
    named = {(a.item.source, a.item.uid) for a in kept}
    told = [n for n in reasons if all(tuple(n.values.get(end, ())) in named for end in ("a", "b"))]
    return merge(event_id, kept, facts, told)


def _facts_only(item: Item) -> Item:
    if item.republication == "complet":
        return item
    return changed(item, **_NO_WORKS)


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
    name = _words(mine.name)
    for other in (item.organizer, item.place.venue):
        theirs = _words(other or "")
        if theirs and len(theirs & name) * 2 > min(len(theirs), len(name)):
            return True
    return False


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    """Names of sources, organisers and venues come again and again."""
    return frozenset(words(name))


def _trust(item: Item, items: Sequence[Item], facts: Mapping[str, SourceFacts]) -> float:
    """How far an item's hours are believed, beside those of `items`: the organiser knows; who repeats may not.

    An organiser is known by its name, or by its pages, to which the others link; who repeats by the name of its trade.
    """
    mine = facts.get(item.source)
    if _own(item, facts):
        return 6.0
    if mine is None:
        return 2.0
    if mine.host and any(
        mine.host in (link or "") for i in items if i.source != item.source for link in (i.url, *i.links)
    ):
        return 5.0
    return 1.0 if _REPEATS.intersection(_words(mine.name)) else 3.5


def _title_worth(item: Item, headline: bool | None) -> tuple[bool, bool, bool]:
    """A whole title rather than one cut short, in capitals, or a headline."""
    if headline is None:
        headline = features(item).headline
    return (not cut_short(item.title), not headline, not item.title.isupper())


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
