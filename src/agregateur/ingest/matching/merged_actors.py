"""One actor out of the entries that several maps have of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agregateur.ingest.matching.actor_words import LEGAL
from agregateur.ingest.matching.merge import Announced, SourceFacts
from agregateur.model import Item, Place
from agregateur.text import words


def merge_actors(announced: Sequence[Announced], facts: Mapping[str, SourceFacts]) -> Item:
    """One Item out of the entries of one actor (one at least): its own words first, each gap filled by the others.

    Entries no longer listed only speak when nobody else does. `source` and `uid` are those of the best entry. The
    reasons are kept by who stores the pairs, as for events. There is one actor for our pages and for what leaves: an
    entry kept to our pages says nothing beside others, and texts and images are those of who agreed, if anybody did.
    """
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    listed = [item for item in listed if item.republication != "portail"] or listed
    ranked = sorted(listed, key=lambda item: _rank(item, facts))
    best = ranked[0]

    def first(name: str) -> Any:
        return next((value for item in ranked if (value := getattr(item, name))), getattr(best, name))

    def every(name: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(value for item in ranked for value in getattr(item, name)))

    # Text, its plain form and its language go together, as do an image and its credit, a place and its commune.
    agreed = [item for item in ranked if item.republication == "complet"] or ranked
    described = max(agreed, key=lambda i: len(i.text or ""))
    pictured = next((i for i in agreed if i.image), agreed[0])
    placed = max(ranked, key=lambda i: (_place_worth(i.place), i.located.sure))
    located = placed.located if placed.located.insee else max(ranked, key=lambda i: i.located.sure).located
    categories = tuple(c for c in every("categories") if c != "autre")[:3]
    return replace(
        best,
        description=described.description,
        text=described.text,
        language=described.language,
        place=_filled(placed.place, [i.place for i in ranked if i.located.insee == located.insee]),
        located=located,
        categories=categories or ("autre",),
        words=every("words"),
        public=every("public"),
        acces=first("acces"),
        price=first("price"),
        accessibilite=every("accessibilite"),
        organizer=first("organizer"),
        contact=replace(
            best.contact,
            telephone=next((i.contact.telephone for i in ranked if i.contact.telephone), None),
            email=next((i.contact.email for i in ranked if i.contact.email), None),
        ),
        url=first("url"),
        links=every("links"),
        carried=every("carried"),
        image=pictured.image,
        image_credit=pictured.image_credit,
        republication=agreed[0].republication,
        licence=described.licence,
    )


def _rank(item: Item, facts: Mapping[str, SourceFacts]) -> tuple[Any, ...]:
    said = (item.text, item.place.street, item.url, item.contact.telephone, item.contact.email, item.image)
    mine = facts.get(item.source)
    own = mine is not None and {*words(mine.name)} - LEGAL == {*words(item.title)} - LEGAL
    return (not own, -sum(bool(part) for part in said), item.source, item.uid)


def _place_worth(place: Place) -> int:
    return 3 * bool(place.street) + 2 * (place.latitude is not None) + bool(place.city) + bool(place.postcode)


def _filled(place: Place, others: Sequence[Place]) -> Place:
    """A point for a place that lacks one, from an entry of the same commune."""
    point = next((p for p in others if p.latitude is not None and p.longitude is not None), None)
    if place.latitude is None and point is not None:
        return replace(place, latitude=point.latitude, longitude=point.longitude)
    return place
