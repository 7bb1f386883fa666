"""From OpenAgenda's events to records.

Structure: OpenAgenda/dev-doc, docs/evenements/structure.md and docs/lieux/structure.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agregateur.connecting import openagenda as shared
from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import at, moment_of, number_of, point_of, spoken, text_of, texts_of
from agregateur.contract import Record, Rejected, Repair, Withdrawn
from agregateur.text import fold, identifier, web_address

_PUBLISHED = "2"
_AUDIENCE = re.compile(r"public|audience")
_CATEGORY = re.compile(r"categor|\btypes?\b|type-|theme|thematique|genre|rubrique|discipline")
_ORGANIZER = re.compile(r"organisat|organizer|organisme")


def read(event: Any, agenda: str = "") -> Record | Rejected | Withdrawn:
    """The record of one event; `agenda` is the number of the agenda it was read from, as far as known."""
    if not isinstance(event, dict):
        return Rejected("", "not_an_event", repr(event)[:80])
    uid = identifier(text_of(event.get("uid")) or "")
    if uid and event.get("removed"):
        return Withdrawn(uid)
    title = spoken(event.get("title"))
    if not title:
        return Rejected(uid, "no_title", text_of(event.get("slug")) or trace(event) or uid)
    if not uid:
        return Rejected("", "no_uid", title[:80])
    if hidden := _hidden(event):
        return Rejected(uid, "private", hidden)
    repairs: list[Repair] = []
    timings = _timings(event, repairs)
    if not timings:
        return Rejected(uid, "no_start", about(title, spoken(event.get("dateRange"))))
    status = shared.code_of(event.get("status"))
    place = event["location"] if isinstance(event.get("location"), dict) else {}
    venue, postcode = text_of(place.get("name")), text_of(place.get("postalCode"))
    city = text_of(place.get("city")) or text_of(place.get("adminLevel4"))
    attendance = shared.ATTENDANCE.get(shared.code_of(event.get("attendanceMode")))
    long = spoken(event.get("longDescription"))
    # Markdown as it is stored, HTML as we ask for it: HTML begins with the element of its first paragraph.
    html = bool(long and long.startswith("<"))
    conditions = spoken(event.get("conditions"))
    tickets, telephone, email = shared.tools(event.get("registration"))
    page, others = _pages(event, uid, agenda)
    categories, audience, organizer = _own_fields(event)
    latitude, longitude = _point(place, repairs)
    return Record(
        uid=uid,
        title=title,
        description=long if html or not long else shared.unmarked(long),
        markup=html,
        summary=spoken(event.get("description")),
        language=_language(event["title"]),
        timings=timings,
        status=shared.STATUSES.get(status) if status else None,
        published=moment_of(event.get("createdAt")),
        updated=moment_of(event.get("updatedAt")),
        venue=venue,
        street=shared.street_of(text_of(place.get("address")), postcode, city, venue),
        postcode=postcode,
        city=city,
        country=text_of(place.get("countryCode")),
        insee=text_of(place.get("insee")),
        latitude=latitude,
        longitude=longitude,
        # The link has no meaning for an event on site (structure.md, "Lien d'accès").
        online=shared.address_of(text_of(event.get("onlineAccessLink"))) if attendance != "offline" else None,
        attendance=attendance,
        categories=tuple(dict.fromkeys([*categories, *_keywords(event)])),
        audience=audience,
        age_min=number_of(at(event, "age.min")),
        age_max=number_of(at(event, "age.max")),
        accessibility=shared.accessible(event.get("accessibility")),
        price=conditions,
        registration=conditions,
        organizer=organizer,
        telephone=telephone,
        email=email,
        url=page,
        links=tuple(dict.fromkeys([*others, *tickets, *shared.enriched(event.get("links"))])),
        carried=_carried(event, uid),
        image=_image(event.get("image")),
        image_credit=text_of(event.get("imageCredits")),
        repairs=tuple(repairs),
    )


def _hidden(event: Mapping[str, Any]) -> str | None:
    """Why the public may not see an event; None when it may."""
    state = shared.code_of(event.get("state"))
    if state not in (None, _PUBLISHED):
        return f"state {state}"[:80]
    return next((word for word in ("draft", "private") if event.get(word) not in (None, 0, False, "0")), None)


def _timings(event: Mapping[str, Any], repairs: list[Repair]) -> shared.Timings:
    """The dates listed one by one; in the short form, which has no list, those it names."""
    if event.get("timings"):
        return shared.timings_of(event["timings"], repairs)
    first, following, last = (event.get(name) for name in ("firstTiming", "nextTiming", "lastTiming"))
    found = shared.timings_of([one for one in (first, following, last) if isinstance(one, Mapping)], repairs)
    if len(found) > 1:
        repairs.append(Repair(code="timings_short", detail=(spoken(event.get("dateRange")) or "")[:80]))
    return found


def _pages(event: Mapping[str, Any], uid: str, agenda: str) -> tuple[str | None, tuple[str, ...]]:
    """The page of the event at the agenda it comes from, which OpenAgenda calls canonical, and its other addresses."""
    slug, origin = text_of(event.get("slug")), text_of(at(event, "originAgenda.slug"))
    number = text_of(at(event, "originAgenda.uid")) or agenda
    named = f"{shared.SITE}{origin}/events/{slug}" if origin and slug else None
    stated = web_address(shared.SITE, text_of(event.get("canonicalUrl")))
    known = (stated, web_address("", named), shared.permalink(number, uid))
    pages = tuple(dict.fromkeys(page for page in known if page))
    return (pages[0] if pages else None), pages[1:]


def _own_fields(event: Mapping[str, Any]) -> tuple[list[str], tuple[str, ...], str | None]:
    """(categories, audience, organiser) of the fields that an agenda adds, by what their codes say."""
    categories: list[str] = []
    audience: list[str] = []
    organizer = None
    for key, value in event.items():
        name = fold(key)
        if _AUDIENCE.search(name):
            audience += shared.labels(value)
        elif _CATEGORY.search(name):
            categories += shared.labels(value)
        elif _ORGANIZER.search(name):
            organizer = organizer or spoken(value)
    return categories, tuple(dict.fromkeys(audience)), organizer


def _keywords(event: Mapping[str, Any]) -> tuple[str, ...]:
    stated = event.get("keywords")
    if isinstance(stated, Mapping):
        stated = next((stated[key] for key in ("fr", *stated) if stated.get(key)), None)
    return texts_of(stated)


def _language(title: Any) -> str | None:
    if not isinstance(title, Mapping):
        return None
    return next(
        (key for key in ("fr", "en", *title) if isinstance(key, str) and text_of(title.get(key))), None
    )


def _point(place: Mapping[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
    stated = place.get("latitude"), place.get("longitude")
    if found := point_of(*stated):
        return found
    if any(value not in (None, "", 0) for value in stated):
        repairs.append(Repair(code="bad_point", detail=f"{stated[0]}, {stated[1]}"[:80]))
    return None, None


def _carried(event: Mapping[str, Any], uid: str) -> tuple[str, ...]:
    stated = event.get("extIds")
    outside = [text_of(at(one, "value")) for one in stated] if isinstance(stated, list) else []
    return tuple(dict.fromkeys([*shared.carried_as(uid), *(identifier(one) for one in outside if one)]))


def _image(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return web_address(text_of(value.get("base")) or "", text_of(value.get("filename")))
    return web_address("", text_of(value))
