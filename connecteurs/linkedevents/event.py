"""From events of the API to records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import moment_of, number_of, text_of, when_of
from agregateur.contract import Record, Rejected, Repair, Said, Withdrawn
from agregateur.text import end_after, identifier, web_address
from connecteurs.linkedevents.place import LANGUAGES, point, said
from connecteurs.linkedevents.related import Related

_INTERNET = ":internet"
"""How the id of the place ends that stands for none (`helsinki:internet`; filter `internet_based`)."""


class Reader:
    """Turns events into records. `related` knows the places and keywords that they name."""

    def __init__(self, related: Related, base: str) -> None:
        self.related = related
        self.base = base
        # Children stand in the list beside their super event, unless the address says that it stands for them.
        self.children_listed = "hide_recurring_children=true" not in base.lower()

    def read(self, item: dict[str, Any]) -> Iterator[Said]:
        """One thing said of `item`; nothing of a super event whose dates are listed one by one."""
        uid = identifier(text_of(item.get("id")) or "")
        if not uid:
            yield Rejected("", "no_uid", (said(item.get("name")) or trace(item))[:80])
        elif item.get("deleted") is True or item.get("replaced_by"):
            yield Withdrawn(uid)
        elif text_of(item.get("publication_status")) == "draft":
            yield Rejected(uid, "private", "draft")
        elif not _stands_for_listed(item, self.children_listed):
            yield self._record(uid, item)

    def _record(self, uid: str, item: dict[str, Any]) -> Record | Rejected:
        title = said(item.get("name")) or said(item.get("headline"))
        if not title:
            return Rejected(uid, "no_title", trace(None, said(item.get("info_url"))) or trace(item) or uid)
        repairs: list[Repair] = []
        start, end = _dates(item, repairs)
        timings = _timings(item)
        if start is None and not timings:
            stated = text_of(item.get("start_time"))
            return Rejected(uid, "bad_start" if stated else "no_start", about(title, stated))
        stated_place = item.get("location")
        place = self.related.whole("place", stated_place) or {}
        online = str((stated_place or {}).get("@id") if isinstance(stated_place, dict) else "")
        internet = online.rstrip("/").endswith(_INTERNET) or str(place.get("id")).endswith(_INTERNET)
        venue, extra = said(place.get("name")), said(item.get("location_extra_info"))
        latitude, longitude = point(place, repairs) if not internet else (None, None)
        offers = [one for one in _list(item.get("offers")) if isinstance(one, dict)]
        image, credit = self._image(item)
        return Record(
            uid=uid,
            title=title,
            description=said(item.get("description")),
            summary=said(item.get("short_description")),
            language=_language(item.get("name")),
            start=None if timings else start,
            end=None if timings else end,
            timings=timings,
            status=text_of(item.get("event_status")),
            published=moment_of(item.get("date_published")) or moment_of(item.get("created_time")),
            updated=moment_of(item.get("last_modified_time")),
            location=extra,
            venue=None if internet else venue,
            street=said(place.get("street_address")),
            postcode=text_of(place.get("postal_code")),
            city=said(place.get("address_locality")),
            country=text_of(place.get("address_country")),
            latitude=latitude,
            longitude=longitude,
            attendance="online" if internet else None,
            categories=self._names(item.get("keywords")),
            audience=self._names(item.get("audience")),
            age_min=number_of(item.get("audience_min_age")),
            age_max=number_of(item.get("audience_max_age")),
            price=_price(offers),
            free=_free(offers),
            registration=next(
                (link for one in offers if (link := web_address(self.base, said(one.get("info_url"))))), None
            ),
            organizer=said(item.get("provider")),
            url=web_address(self.base, said(item.get("info_url"))),
            links=_links(item, self.base),
            image=image,
            image_credit=credit,
            repairs=tuple(repairs),
        )

    def _names(self, value: Any) -> tuple[str, ...]:
        keywords = (self.related.whole("keyword", one) for one in _list(value))
        names = [said(keyword.get("name")) for keyword in keywords if keyword]
        return tuple(dict.fromkeys(name for name in names if name))

    def _image(self, item: dict[str, Any]) -> tuple[str | None, str | None]:
        """Address of the first image, and who is to be named with it, with the image's own licence."""
        for one in _list(item.get("images")):
            if isinstance(one, dict) and (address := web_address(self.base, text_of(one.get("url")))):
                parts = (
                    text_of(one.get("photographer_name")),
                    said(one.get("license_name")) or text_of(one.get("license")),
                )
                return address, ", ".join(part for part in parts if part) or None
        return None, None


def _stands_for_listed(item: dict[str, Any], children_listed: bool) -> bool:
    """Is `item` a recurring super event beside its own dates? It lasts from the first to the last of them."""
    return children_listed and item.get("super_event_type") == "recurring" and bool(item.get("sub_events"))


def _dates(
    item: dict[str, Any], repairs: list[Repair]
) -> tuple[date | datetime | None, date | datetime | None]:
    """Start and end. The API writes a day alone for an event without hours, and the last day as its end
    (EventSerializer.to_representation); a database dump has midnight, and says so beside (`has_start_time`)."""
    start, end = when_of(item.get("start_time")), when_of(item.get("end_time"))
    if item.get("has_start_time") is False and isinstance(start, datetime):
        start = _day(start)
    if item.get("has_end_time") is False and isinstance(end, datetime):
        # Midnight after the last day.
        end = _day(end) - timedelta(days=1)
    if start is None:
        return None, None
    last = end_after(start, end)
    if item.get("end_time") and last is None and not _same_days(start, end):
        repairs.append(Repair(code="bad_end", detail=str(item.get("end_time"))[:40]))
    return start, last


def _same_days(start: date | datetime, end: date | datetime | None) -> bool:
    """Is `end` a mere day, and not before `start`, which has an hour? It says nothing then, and nothing wrong."""
    if not isinstance(start, datetime) or end is None or isinstance(end, datetime):
        return False
    return end >= start.date()


def _day(midnight: datetime) -> date:
    """The day that begins at `midnight`, written in UTC: within half a day of it, wherever the clock hangs."""
    return (midnight + timedelta(hours=12)).date()


def _timings(item: dict[str, Any]) -> tuple[tuple[date | datetime, date | datetime | None], ...]:
    """The dates of a recurring super event that stands for its children, when they are within the answer."""
    if item.get("super_event_type") != "recurring":
        return ()
    dates = [
        _dates(one, [])
        for one in _list(item.get("sub_events"))
        if isinstance(one, dict)
        and one.get("deleted") is not True
        and one.get("event_status") not in ("EventCancelled", "EventPostponed")
    ]
    return tuple(dict.fromkeys((start, end) for start, end in dates if start is not None))


def _language(name: Any) -> str | None:
    """The language in which the title is told, when it is told in several or says its own."""
    if not isinstance(name, dict):
        return None
    return next((language for language in (*LANGUAGES, *name) if text_of(name.get(language))), None)


def _price(offers: list[dict[str, Any]]) -> str | None:
    texts = [
        text
        for one in offers
        for text in (said(one.get("price")), said(one.get("description")))
        if text is not None
    ]
    return "; ".join(dict.fromkeys(texts)) or None


def _free(offers: list[dict[str, Any]]) -> bool | None:
    stated = [one["is_free"] for one in offers if isinstance(one.get("is_free"), bool)]
    return all(stated) if stated else None


def _links(item: dict[str, Any], base: str) -> tuple[str, ...]:
    links = [
        web_address(base, text_of(one.get("link")))
        for one in _list(item.get("external_links"))
        if isinstance(one, dict)
    ]
    return tuple(dict.fromkeys(link for link in links if link))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
