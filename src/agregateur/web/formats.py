"""The formats of a feed: the ending of its address, its media type, what it holds by itself, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from agregateur.publish import atom, geojson, jsonfeed, jsonldfeed, plaintext, rss, tabular, workbook
from agregateur.publish.entries import Channel, Entry
from agregateur.web import calendars, listing
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

Write = Callable[[Sequence[Entry], Channel], bytes]
MONTH = timedelta(days=29)
"""The thirty days of a bulletin, today included."""
MONTHS = timedelta(days=60)
"""How far news readers look ahead (users.md, 4)."""
FILE = 5_000
"""Events of a file that is opened whole, unless more are asked for."""
MANY = 20_000
"""Events that the whole agenda of a region may hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """`body` makes the feed; `most` bounds `limite`; `name` is what documents call it.

    `choices` are its own words, each with its values, the default first; `sorts` says whether `tri` means something;
    `schema` describes its bodies in `/openapi.json`.
    """

    ending: str
    name: str
    media: str
    body: Callable[[Site, Connection, Wanted], bytes]
    most: int
    sorts: bool = True
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)


def _listed(
    write: Write, *, limit: int, ahead: timedelta | None = None, back: bool = False
) -> Callable[[Site, Connection, Wanted], bytes]:
    """A body that lists events, `limit` of them unless asked otherwise (see `listing.entries`)."""

    def body(site: Site, connection: Connection, wanted: Wanted) -> bytes:
        today = site.today()
        listed = listing.entries(
            connection, wanted, today, limit=wanted.limit or limit, ahead=ahead, back=back
        )
        channel = listing.channel(site, connection, wanted, listing.announcers(listed))
        if days := listing.windows(wanted, today, ahead=ahead, back=back):
            channel = replace(channel, first=days[0].first, last=days[-1].last)
        return write(listed, channel)

    return body


_ALL = (
    Format(
        ending="ics", name="iCalendar", media="text/calendar; charset=utf-8", body=calendars.calendar, most=MANY,
        sorts=False,
    ),
    Format(
        ending="rss", name="RSS 2.0", media="application/rss+xml; charset=utf-8",
        body=_listed(rss.rss, limit=30, ahead=MONTHS), most=200,
    ),
    Format(
        ending="atom", name="Atom", media="application/atom+xml; charset=utf-8",
        body=_listed(atom.atom, limit=30, ahead=MONTHS), most=200,
    ),
    Format(
        ending="json", name="JSON Feed 1.1", media="application/feed+json",
        body=_listed(jsonfeed.jsonfeed, limit=30, ahead=MONTHS), most=200, schema=jsonfeed.SCHEMA,
    ),
    Format(
        ending="geojson", name="GeoJSON", media="application/geo+json",
        body=_listed(geojson.geojson, limit=FILE, back=True), most=MANY,
        schema={"type": "object", "required": ["type", "features"]},
    ),
    Format(
        ending="jsonld", name="JSON-LD", media="application/ld+json",
        body=_listed(jsonldfeed.jsonld, limit=FILE, back=True), most=MANY,
        schema={"type": "object", "required": ["@context", "@type", "dataFeedElement"]},
    ),
    Format(
        ending="csv", name="CSV", media="text/csv; charset=utf-8; header=present",
        body=_listed(tabular.as_csv, limit=FILE, back=True), most=MANY,
        choices={tabular.SPREADSHEET: ("non", "oui")},
    ),
    Format(
        ending="xlsx", name="XLSX", media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body=_listed(workbook.xlsx, limit=FILE, back=True), most=MANY,
    ),
    Format(
        ending="txt", name="Text for a bulletin", media="text/plain; charset=utf-8",
        body=_listed(plaintext.plaintext, limit=1_000, ahead=MONTH), most=FILE, sorts=False,
        choices={plaintext.FORM: plaintext.FORMS},
    ),
)  # fmt: skip
FORMATS: Mapping[str, Format] = {one.ending: one for one in _ALL}
