"""From an event of schema.org to a record. https://schema.org/Event"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import currency, moment_of, number_of, text_of
from agregateur.contract import Record, Rejected, Repair
from agregateur.text import end_after, fold, identifier, web_address
from connecteurs.page.address import tidy
from connecteurs.page.dates import when_said
from connecteurs.page.graph import Graph, Thing, local, types_of
from connecteurs.page.place import place_of
from connecteurs.page.schedule import Series, duration_of, series_of

_ESCAPED = re.compile(r"&lt;/?(?:p|br|div|span|strong|em|b|i|ul|ol|li|a|h\d)\b", re.I)
_TAG = re.compile(r"</?(?:p|br|div|span|strong|em|b|i|ul|ol|li|a|h\d)\b", re.I)
_AGES = re.compile(r"(\d{1,2})\s*(?:-|–|à|to)?\s*(\d{1,3})?\s*(\+)?\s*(?:ans|years?)?\s*(\+)?", re.I)
_ATTENDANCE: dict[str, Literal["offline", "online", "mixed"]] = {
    "offlineeventattendancemode": "offline",
    "onlineeventattendancemode": "online",
    "mixedeventattendancemode": "mixed",
}
# Of several states, the one that a visitor must not miss.
_HELD = (None, "EventScheduled")
"""States in which an event may be full."""
_GRAVEST = ("EventCancelled", "EventPostponed", "EventRescheduled", "EventMovedOnline")
_MOST_OFFERS = 12


class Reader:
    """Turns the events of one page into records.

    `page`: its address. `name`: what names an event that has no name of its own, with its start and title, or by
    itself where the page is about that event `alone`.
    """

    def __init__(self, graph: Graph, page: str, name: str, alone: bool) -> None:
        self.graph = graph
        self.page = page
        self.name = name
        self.alone = alone

    def read(self, thing: Thing) -> Iterator[Record | Rejected]:
        """One record; several when the event has several schedules; none for a frame around other events."""
        graph = self.graph
        title = graph.text(thing, "name", "headline")
        url = web_address(self.page, tidy(graph.text(thing, "url", "mainEntityOfPage") or ""))
        repairs: list[Repair] = []
        starts = [found for text in graph.texts(thing, "startDate") if (found := when_said(text)) is not None]
        start = starts[0] if starts else None
        series = [
            one
            for schedule in graph.all(thing, "eventSchedule")
            if isinstance(schedule, dict) and (one := series_of(graph, schedule, start)) is not None
        ]
        uid = self._uid(thing, url, title, start or (series[0].start if series else None))
        if not title:
            yield Rejected(
                uid, "no_title", trace(None, url or self.page, starts[0].isoformat() if starts else None)
            )
            return
        if start is None and not series:
            if not graph.all(thing, "subEvent") and not graph.all(thing, "subEvents"):
                stated = graph.text(thing, "startDate")
                yield Rejected(uid, "bad_start" if stated else "no_start", about(title, stated))
            return
        record = self._described(thing, uid, title, url, repairs)
        if series:
            yield from _scheduled(record, series)
        elif start is not None:
            yield self._dated(thing, record, [start, *starts[1:]], repairs)

    def _dated(
        self, thing: Thing, record: Record, starts: list[date | datetime], repairs: list[Repair]
    ) -> Record:
        said = self.graph.texts(thing, "endDate")
        ends = [when_said(text) for text in said]
        if len(starts) > 1:
            return replace(record, timings=_timings(starts, ends), repairs=tuple(repairs))
        start, last = starts[0], ends[0] if ends else None
        end = end_after(start, last)
        if said and end is None and not _same_day(start, last):
            repairs.append(Repair(code="bad_end", detail=said[0][:40]))
        length = duration_of(self.graph.text(thing, "duration")) if end is None else None
        return replace(record, start=start, end=end, duration=length, repairs=tuple(repairs))

    def _uid(self, thing: Thing, url: str | None, title: str | None, start: date | datetime | None) -> str:
        name = text_of(thing.get("@id")) or ""
        if name and not name.startswith(("_:", "#")):
            # A blank node and a bare fragment name something within one document.
            # Relative to the page when it is written as an address; many write a mere identifier.
            absolute = web_address(self.page, name) if name.startswith(("/", "?", "http")) else None
            return identifier(tidy(absolute or name))
        stated = self.graph.first(thing, "identifier")
        stated = self.graph.text(stated, "value") if isinstance(stated, dict) else text_of(stated)
        if stated:
            return identifier(stated)
        if url or self.alone:
            return identifier(url or self.name)
        return identifier(f"{self.name}#{start.isoformat() if start else ''}-{fold(title or '')}")

    def _described(
        self, thing: Thing, uid: str, title: str, url: str | None, repairs: list[Repair]
    ) -> Record:
        graph = self.graph
        place = place_of(graph, thing, self.page, repairs)
        long = graph.text(thing, "description")
        if long and _ESCAPED.search(long) and not _TAG.search(long):
            # The Events Calendar writes its HTML with entities here, and line ends as `\n` in two letters.
            long = html.unescape(long).replace("\\n", "\n")
        image, credit = self._image(thing)
        price, free, tickets = self._offers(thing)
        least, most = _ages(graph.text(thing, "typicalAgeRange"))
        status = _status(graph.texts(thing, "eventStatus"))
        mode = _ATTENDANCE.get(local(graph.text(thing, "eventAttendanceMode") or "").lower())
        return Record(
            uid=uid,
            title=title,
            description=_with_performers(long, title, graph.texts(thing, "performer")),
            markup=bool(long and _TAG.search(long)),
            language=graph.text(thing, "inLanguage"),
            status="complet" if status in _HELD and self._is_full(thing) else status,
            published=moment_of(graph.text(thing, "datePublished", "dateCreated")),
            updated=moment_of(graph.text(thing, "dateModified")),
            location=place.location,
            venue=place.venue,
            street=place.street,
            postcode=place.postcode,
            city=place.city,
            country=place.country,
            latitude=place.latitude,
            longitude=place.longitude,
            online=place.online,
            attendance=mode or place.attendance,
            categories=self._categories(thing),
            audience=tuple(
                word
                for one in graph.all(thing, "audience")
                if (word := graph.text(one, "audienceType") or graph.said(one))
            ),
            age_min=least,
            age_max=most,
            price=price,
            free=free,
            registration=tickets,
            organizer=", ".join(dict.fromkeys(graph.texts(thing, "organizer"))) or None,
            telephone=graph.text(graph.first(thing, "organizer"), "telephone"),
            email=(graph.text(graph.first(thing, "organizer"), "email") or "").removeprefix("mailto:")
            or None,
            url=url or web_address(self.page, self.page),
            links=tuple(
                dict.fromkeys(
                    link for text in graph.texts(thing, "sameAs") if (link := web_address(self.page, text))
                )
            ),
            image=image,
            image_credit=credit,
            licence=graph.text(thing, "license"),
        )

    def _categories(self, thing: Thing) -> tuple[str, ...]:
        """The words stated, and the type when it says more than Event (MusicEvent)."""
        words = [
            word.strip()
            for text in [*self.graph.texts(thing, "keywords"), *self.graph.texts(thing, "genre")]
            for word in re.split(r"[,;|]", text)
        ]
        kinds = [name for name in types_of(thing) if name not in {"Event", "EventSeries"}]
        return tuple(dict.fromkeys(word for word in [*words, *kinds] if word))

    def _image(self, thing: Thing) -> tuple[str | None, str | None]:
        """Address and credit of the first picture."""
        for one in self.graph.all(thing, "image"):
            stated = self.graph.text(one, "contentUrl", "url") if isinstance(one, dict) else text_of(one)
            stated = stated or (text_of(one.get("@id")) if isinstance(one, dict) else None)
            if address := web_address(self.page, stated):
                return address, self.graph.text(one, "creditText", "copyrightNotice", "creator", "author")
        return None, None

    def _offers(self, thing: Thing) -> tuple[str | None, bool | None, str | None]:
        """(prices in one line, free or not when stated, where to book)."""
        graph = self.graph
        offers = [one for one in graph.all(thing, "offers") if isinstance(one, dict)][:_MOST_OFFERS]
        inner = [one for offer in offers for one in graph.all(offer, "offers") if isinstance(one, dict)]
        told = [told for offer in (inner or offers) if (told := self._offer(offer))] or [
            told for offer in offers if (told := self._offer(offer))
        ]
        # A boolean, its name, or `https://schema.org/True`.
        said = {"true": True, "false": False}.get(
            local(str(graph.first(thing, "isAccessibleForFree"))).lower()
        )
        if said is None and told and all(amount == 0 for _, amount in told):
            said = True
        links = [web_address(self.page, graph.text(offer, "url")) for offer in offers]
        prices = "; ".join(dict.fromkeys(text for text, _ in told))
        own = web_address(self.page, graph.text(thing, "url"))
        return prices or None, said, next((link for link in links if link and link != own), None)

    def _is_full(self, thing: Thing) -> bool:
        """Whether every offer says that nothing is left (https://schema.org/SoldOut)."""
        graph = self.graph
        offers = [one for one in graph.all(thing, "offers") if isinstance(one, dict)][:_MOST_OFFERS]
        said = [local(graph.text(one, "availability") or "") for one in offers]
        return bool(said) and all(one == "SoldOut" for one in said)

    def _offer(self, offer: Thing) -> tuple[str, float | None] | None:
        """What one offer asks: as a text, and as a number when it is one amount."""
        graph = self.graph
        for one in [offer, *graph.all(offer, "priceSpecification")]:
            unit = graph.text(one, "priceCurrency") or graph.text(offer, "priceCurrency") or ""
            low, high = graph.text(one, "lowPrice", "minPrice"), graph.text(one, "highPrice", "maxPrice")
            amount = graph.text(one, "price") or (low if low == high or not high else None)
            text = amount or (f"{low} - {high}" if low and high else low or high)
            if text:
                name = graph.text(offer, "name")
                shown = f"{text} {currency(unit)}".strip() if number_of(text[:1]) is not None else text
                return f"{name} : {shown}" if name else shown, number_of(amount)
        return None


def _scheduled(record: Record, series: list[Series]) -> Iterator[Record]:
    """One record a schedule: two schedules of one event have each their hour, which no single rule says."""
    for one in series:
        dated = replace(record, start=one.start, end=one.end, rrule=one.rrule, exdate=one.exdate)
        if len(series) > 1:
            mark = "".join(rule.partition(";UNTIL")[0] for rule in one.rrule)
            dated = replace(dated, uid=identifier(f"{record.uid}#{mark}@{one.start.isoformat()}"))
        yield dated


def _timings(
    starts: list[date | datetime], ends: list[date | datetime | None]
) -> tuple[tuple[date | datetime, date | datetime | None], ...]:
    """Dates that the event lists one by one, each with the end in the same rank."""
    padded = [*ends, *[None] * len(starts)]
    return tuple(
        dict.fromkeys((one, end_after(one, last)) for one, last in zip(starts, padded, strict=False))
    )


def _same_day(start: date | datetime, end: date | datetime | None) -> bool:
    """Does `end` name the day of a `start` that has an hour? It says nothing then, and nothing wrong."""
    return isinstance(start, datetime) and not isinstance(end, datetime) and end == start.date()


def _status(stated: list[str]) -> str | None:
    words = [local(word) for word in stated]
    return next((grave for grave in _GRAVEST if grave in words), words[0] if words else None)


def _ages(stated: str | None) -> tuple[float | None, float | None]:
    """`7-12`, `12+`, `7-` (from 7 on): https://schema.org/typicalAgeRange."""
    found = _AGES.fullmatch((stated or "").strip())
    if not found:
        return None, None
    return float(found[1]), float(found[2]) if found[2] else None


def _with_performers(text: str | None, title: str, performers: list[str]) -> str | None:
    """`text`, followed by who performs when neither it nor the title names them: a record has no field for them."""
    named = fold(f"{title} {text or ''}")
    absent = [name for name in dict.fromkeys(performers) if fold(name) not in named]
    if not absent:
        return text
    line = f"Avec {', '.join(absent)}"
    if text and _TAG.search(text):
        return f"{text}<p>{html.escape(line)}</p>"
    return f"{text}\n\n{line}" if text else line
