"""Records of one group -> one clean `Item`. Pure; the order of the steps is `STEPS`, at the end.

A step is a small function of what was given and of what the steps before made; it returns the fields it makes. What
was mended is noted in `repairs`. Nothing is guessed: what a source does not say stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from agregateur.config import Stanza
from agregateur.contract import Kind, Record, Repair
from agregateur.ingest import access, announcement, audience, deadlines, genres, links, places, whereabouts
from agregateur.ingest.categories import classify
from agregateur.ingest.characters import mended, optional, short
from agregateur.ingest.cleaned_dates import dates_told
from agregateur.ingest.given import Given, marked_title, status_of
from agregateur.ingest.grouping import Group
from agregateur.ingest.html import description
from agregateur.ingest.statuses import says_full
from agregateur.model import Expansion, Item
from agregateur.taxonomy import OTHER

VERSION = 9
"""Raise it when the same records are cleaned otherwise: items are then made again from the records as stored."""


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
    group = Group(key, kind, "", tuple(records), expansion)
    return clean_all([group], stanza, our=our, window=window)[0]


def clean_all(
    groups: Iterable[Group],
    stanza: Stanza,
    *,
    our: tuple[str, str],
    window: tuple[datetime, datetime] | None = None,
) -> list[Item]:
    """What `clean` makes of each of these groups. Raises what one of them raises.

    One step for all of them, then the next: a sixth less time than one item after another (measured on batches of 100),
    since what a step needs stays at hand.
    """
    begun: list[tuple[Given, dict[str, Any]]] = []
    for group in groups:
        given = Given(
            key=group.key,
            records=group.records,
            expansion=group.expansion,
            stanza=stanza,
            our=our,
            window=window,
        )
        made = {"source": stanza.id, "uid": group.key, "kind": group.kind, "teller": stanza.name}
        begun.append((given, made))
    for step in STEPS:
        for given, made in begun:
            made.update(step(given, made))
    return [_item(given, made) for given, made in begun]


def _item(given: Given, made: dict[str, Any]) -> Item:
    noted = [*(repair for record in given.records for repair in record.repairs), *given.repairs]
    if given.dates:
        noted += given.dates.repairs
    return Item(**made, repairs=tuple(dict.fromkeys(noted)))


def _description(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    html, text = description(record.description, record.markup, given.repairs)
    if html is None:
        html, text = description(record.summary, False, given.repairs)
    return {"description": html, "text": text, "language": optional(record.language, [], "language", 20)}


def _title(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """The title without its marks and the date that stands for a field; when there is none, the first line of the text,
    else the place or the source."""
    given.marked = marked_title(given.main, given.repairs)
    title = announcement.without_date(given.marked.title, given.main)
    if not title:
        first = (made["text"] or "").strip().partition("\n")[0]
        place = given.main.venue or given.main.location
        title = short(first, [], "title", 80) or short(place, [], "title", 80) or given.stanza.name
        given.repairs.append(Repair(code="title_missing"))
    given.status = status_of(given.main, given.marked, given.repairs)
    full = given.marked.sold_out or says_full(given.main.status)
    return {"title": title, "status": given.status, "sold_out": full}


def _announcement(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
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


def _place(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    if made["kind"] == "event" and (line := _told_place(record, made)):
        given.repairs.append(Repair(code="place_from_text", detail=line[:120]))
        record = replace(record, location=line, venue=None)
    return {
        "place": places.place_of(record, given.stanza.default.venue, given.repairs),
        "online": places.online_address(given.main),
    }


def _told_place(record: Record, made: Mapping[str, Any]) -> str | None:
    """Where the title and the text say that an event is, when its fields do not, or hold but who organises."""
    if not places.stated(record):
        in_words = record.kind == "article" or announcement.is_dated_by_title(record)
        return whereabouts.told(made["title"], made["text"], sought=in_words)
    name = places.only_name(record)
    return whereabouts.instead(name, made["text"]) if name else None


def _classification(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
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


def _audience(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    return {
        "public": audience.audience(
            record.audience, made["title"], made["text"], record.age_min, record.age_max
        ),
        "accessibilite": audience.accessibility(record.accessibility),
    }


def _price(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    price = optional(given.main.price, given.repairs, "price", 300)
    if made["kind"] != "event":
        return {"price": price}
    return {
        "price": price,
        "acces": access.access(price, given.main.free, made["title"], made["text"]),
        "inscription": access.booking(given.main.registration, made["text"]),
    }


def _organizer(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    record = given.main
    stated = mended(record.organizer or "", given.repairs, "organizer")
    return {
        "organizer": links.organizer(short(stated, given.repairs, "organizer", 200)),
        "contact": links.contact(record.telephone, record.email, record.organizer, made["text"]),
    }


def _links(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
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


def _rights(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    licence = optional(given.main.licence, given.repairs, "licence", 200)
    return {"licence": licence or given.stanza.licence, "republication": given.stanza.republication}


def _times(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """When it was written: the newest word of any record of the group."""
    updated = [record.updated for record in given.records if record.updated is not None]
    aware = [moment for moment in updated if moment.tzinfo is not None]
    return {
        "published": given.main.published,
        "updated": max(aware) if aware else (max(updated) if updated else None),
    }


def _genre(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    if made["kind"] != "article":
        return {}
    title, text = made["title"], made["text"]
    genre = genres.genre(made["words"], title, text)
    if genre not in deadlines.DATED:
        return {"genre": genre}
    published = given.main.published or given.main.updated
    zone = given.stanza.timezone
    return {
        "genre": genre,
        "echeance": deadlines.deadline(title, text, published=published, zone=zone),
    }


def _echo(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    uids = (given.key, *made["carried"])
    addresses = [given.main.url, *given.main.links]
    return {"echo": any(links.is_ours(uid, addresses, given.our) for uid in uids)}


STEPS: tuple[Callable[[Given, Mapping[str, Any]], dict[str, Any]], ...] = (
    _description,
    _title,
    _announcement,
    _place,
    dates_told,
    _classification,
    _genre,
    _audience,
    _price,
    _organizer,
    _links,
    _rights,
    _times,
    _echo,
)
"""What cleaning does, in order. Later steps read what earlier ones made."""
