"""Fills a store with what a page needs, from model values, without harvesting anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from agregateur.model import Event, Item, Located, Member, Occurrence, Place, to_json
from agregateur.publish import dates, ical
from agregateur.store import facets, search, stems, tables

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 12, 9, 10, 0, tzinfo=PARIS)
"""A Wednesday, at ten in the morning."""
TODAY = NOW.date()
_TABLES = tables.Event.metadata.tables


def at(days: int, hour: int = 20, minute: int = 30, *, hours: float | None = 2) -> Occurrence:
    """An occurrence `days` from today that lasts `hours` (None: no end)."""
    start = datetime.combine(TODAY + timedelta(days=days), time(hour, minute), PARIS)
    return Occurrence(start=start, end=start + timedelta(hours=hours) if hours else None)


def whole(days: int, length: int = 1) -> Occurrence:
    """`length` whole days from `days` on."""
    first = TODAY + timedelta(days=days)
    return Occurrence(start=first, end=first + timedelta(days=length))


def event(id: str, title: str, *occurrences: Occurrence, **fields: Any) -> Event:
    """A plain event at the MJC of Briançon, announced by the source `mjc`."""
    days = sorted(o.day for o in occurrences)
    given: dict[str, Any] = {
        "insee": "05023",
        "place": Place(venue="MJC-Centre social", street="35 rue Pasteur", postcode="05100", city="Briançon"),
        "categories": ("musique",),
        "members": (
            Member(source="mjc", uid=f"{id}@mjc", url=f"https://mjc.example/{id}", republication="complet"),
        ),
        "republication": "complet",
        "created": NOW - timedelta(days=3),
        "updated": NOW - timedelta(days=2),
    }
    return Event(
        id=id, title=title, occurrences=tuple(occurrences), first=days[0], last=days[-1], **(given | fields)
    )


class Filler:
    """Writes rows into an empty store through one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.change = 0
        search.create(connection)
        meta = _TABLES["meta"]
        connection.execute(meta.delete().where(meta.c.key == "portal_name"))
        self.add("meta", key="portal_name", value="portail.test")

    def add(self, table: str, **values: Any) -> int:
        """One row; gives its primary key when that is a number."""
        found = self.connection.execute(insert(_TABLES[table]).values(**values)).inserted_primary_key
        return int(found[0]) if found and isinstance(found[0], int) else 0

    def source(self, id: str, name: str, **values: Any) -> None:
        given = {
            "url": f"https://{id}.example/agenda.ics",
            "created": NOW,
            "republication": "complet",
            "config": "{}",
        }
        self.add("source", id=id, name=name, **(given | values))

    def event(
        self, event: Event, *, missing: bool = False, gone: bool = False, leaving: Event | None = None
    ) -> None:
        """An event with its dates, categories, sources and groups."""
        self.change += 1
        long, regular = dates.is_long(event), dates.is_regular(event)
        self.add(
            "event",
            id=event.id,
            title=event.title,
            insee=event.insee,
            status=event.status,
            first=event.first.isoformat() if event.first else None,
            last=event.last.isoformat() if event.last else None,
            **dict(zip(facets.COLUMNS, facets.of(event), strict=True)),
            republication=event.republication,
            long=long,
            regular=regular,
            missing=missing,
            data=to_json(event),
            leaving=to_json(leaving) if leaving else None,
            digest=event.id,
            ical=ical.vevent(leaving or event, portal="portail.test", base_url="http://portail.test"),
            render_version=ical.version("http://portail.test"),
            created=event.created,
            updated=event.updated,
            change=self.change,
            gone_at=NOW if gone else None,
        )
        for occurrence in () if gone else event.occurrences:
            self._occurrence(event, occurrence)
        for code in () if gone else event.categories:
            self.add("eventcategory", event_id=event.id, code=code)
        for source in () if gone else {m.source for m in event.members if m.missing_since is None}:
            self.add("eventsource", event_id=event.id, source_id=source)
        for n, member in enumerate(event.members):
            self.group(member.source, member.uid, own=event.id if not n else f"{event.id}x{n}", now=event.id)
        search.index(self.connection, "event", {event.id: stems.event_text(event)})
        self._changed(event.insee)

    def _occurrence(self, event: Event, o: Occurrence) -> None:
        begin, end = _moment(o.start), _moment(o.end or o.start)
        self.add(
            "occurrence",
            event_id=event.id,
            start=begin,
            end=end,
            all_day=o.all_day,
            day=o.day.isoformat(),
            status=o.status,
            insee=event.insee,
        )

    def group(self, source: str, uid: str, *, own: str, now: str | None, kind: str = "event") -> None:
        """The group that gave the public id `own` and belongs to `now`."""
        self.add(
            "uidgroup",
            source_id=source,
            uid=uid,
            kind=kind,
            own_id=own,
            canonical_id=now,
            digest=uid,
            first_seen=NOW,
            changed=NOW,
        )

    def actor(self, id: str, title: str, **fields: Any) -> None:
        given: dict[str, Any] = {"located": Located(insee="05023"), "place": Place(city="Briançon")}
        self.change += 1
        item = Item(source="carte", uid=id, kind="actor", title=title, **(given | fields))
        self.add(
            "actor",
            id=id,
            name=title,
            insee=item.located.insee,
            source_id="carte",
            data=to_json(item),
            updated=NOW,
            change=self.change,
        )
        self.add("actorsource", actor_id=id, source_id="carte")
        for code in item.categories:
            self.add("actorcategory", actor_id=id, code=code)
        search.index(self.connection, "actor", {id: f"{title} {item.text or ''}"})
        self._changed(None)

    def article(self, id: str, title: str, published: datetime, **fields: Any) -> None:
        self.change += 1
        given: dict[str, Any] = {"genre": "annonce", "republication": "complet"}
        item = Item(
            source="journal", uid=id, kind="article", title=title, published=published, **(given | fields)
        )
        self.add(
            "article",
            id=id,
            title=title,
            insee=item.located.insee,
            source_id="journal",
            published=published,
            genre=item.genre,
            echeance=item.echeance.isoformat() if item.echeance else None,
            republication=item.republication,
            data=to_json(item),
            updated=NOW,
            change=self.change,
        )
        for code in item.categories:
            self.add("articlecategory", article_id=id, code=code)
        search.index(self.connection, "article", {id: f"{title} {item.text or ''}"})
        self._changed(None)

    def _changed(self, insee: str | None) -> None:
        meta, commune = _TABLES["meta"], _TABLES["communechange"]
        self.connection.execute(meta.delete().where(meta.c.key == "change"))
        self.add("meta", key="change", value=str(self.change))
        if insee:
            self.connection.execute(commune.delete().where(commune.c.insee == insee))
            self.add("communechange", insee=insee, change=self.change)


def weekly(weeks: int, hour: int = 18, *, first: int = 0) -> Iterable[Occurrence]:
    """One hour each week from `first` days on."""
    return (at(first + 7 * n, hour, 0, hours=1) for n in range(weeks))


def _moment(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time(), PARIS).astimezone(UTC)
