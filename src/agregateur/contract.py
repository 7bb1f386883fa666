"""What a connector is, and what it says: the only module of the core that connectors know (with `errors` and `text`).

A connector is a frozen dataclass whose fields are `url` and its options. `collect(fetch, known)` yields what the
partner states, nothing cleaned and nothing guessed:

* `Record`: one item, exactly as stated. Records that share a `uid` form a *group* (a master and its overrides):
  they are yielded one after another, and belong to one event;
* `Unchanged(key)`: the group `key` has the digest that `known` holds, so it was not parsed;
* `Withdrawn(key)`: the format itself says that the group was deleted;
* `Rejected(uid, code, detail)`: one unusable item; the others go on;
* `Repair(code, detail)`: something mended in the document as a whole;
* `Enclosed(document)`: a document within the document (a calendar attached to a mail), which another connector reads.

A document that is not readable as a whole raises `ParseError`. Connectors do not clean, geocode, deduplicate,
sleep, log, or know the database; they fetch through the `fetch` they are given, never by themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, Protocol, runtime_checkable

from pydantic import PlainSerializer, PlainValidator

from agregateur.frozen import quick
from agregateur.text import decode_when, encode_when

Kind = Literal["event", "actor", "article"]
Listing = Literal["complete", "recent"]
Times = Literal["as-written", "local", "utc", "shifted"]
"""How a source's hours are to be read, when its operator knows that they are labelled wrongly (`text.retimed`)."""

When = Annotated[
    date | datetime,
    PlainValidator(lambda value: decode_when(value) if isinstance(value, str) else value),
    PlainSerializer(encode_when, return_type=str, when_used="json"),
]
"""A `date` (all day), or a `datetime`: aware (zoneinfo or fixed offset), or naive = floating (RFC 5545 3.3.5)."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """Something that was mended. `code` is stable (`lower_case`), `detail` a short free text, `uid` the item's."""

    code: str
    detail: str = ""
    uid: str = ""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One item exactly as one source states it.

    `title`, `description`… are the partner's own characters (entities and markup included; `markup` says whether
    `description` is HTML). `start`, `end`, `rdate`, `exdate` and `recurrence_id` are `When` values; `end` of an
    all-day item is exclusive, as in RFC 5545 3.6.1; `end` and `duration` exclude each other. `timings` lists dates
    one by one (OpenAgenda style) as (start, end) and stands instead of `start`/`end`/`rrule`.
    """

    uid: str
    kind: Kind = "event"
    recurrence_id: When | None = None
    this_and_future: bool = False
    digest: str | None = None
    """Digest of the whole group, made with `digest()`; None lets the core make one from the records."""

    title: str = ""
    description: str | None = None
    markup: bool = False
    summary: str | None = None
    """A short text beside the long one, when the format has both."""
    language: str | None = None

    start: When | None = None
    end: When | None = None
    duration: timedelta | None = None
    duration_exact: bool = False
    """Whether whole days of `duration` are so many hours (PT24H), also where the clock changes (RFC 5545 3.3.6)."""
    rrule: tuple[str, ...] = ()
    rdate: tuple[When, ...] = ()
    exdate: tuple[When, ...] = ()
    periods: tuple[tuple[When, When], ...] = ()
    """Added dates with an end of their own: RDATE;VALUE=PERIOD (RFC 5545 3.3.9)."""
    exrule: tuple[str, ...] = ()
    """Rules of dates that do not happen (RFC 2445 4.8.5.2; RFC 5545 dropped it, old exports have it)."""
    timings: tuple[tuple[When, When | None], ...] = ()
    status: str | None = None
    """The partner's own word: CONFIRMED, CANCELLED, EventPostponed…"""
    transparent: bool = False
    sequence: int | None = None
    published: datetime | None = None
    updated: datetime | None = None

    location: str | None = None
    """The place in one line, when the format has no finer fields (RFC 5545 LOCATION)."""
    venue: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    insee: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: str | None = None
    """Address of an online room; `attendance` says offline, online or mixed when stated."""
    attendance: Literal["offline", "online", "mixed"] | None = None

    categories: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    age_min: float | None = None
    age_max: float | None = None
    """Ages in years."""
    accessibility: tuple[str, ...] = ()
    price: str | None = None
    free: bool | None = None
    registration: str | None = None
    organizer: str | None = None
    telephone: str | None = None
    email: str | None = None
    url: str | None = None
    links: tuple[str, ...] = ()
    """Other addresses of the same thing (attachments, the page of the publisher it was taken from)."""
    carried: tuple[str, ...] = ()
    """Identifiers that another publisher gave to the same thing, when this source carries them on."""
    image: str | None = None
    image_credit: str | None = None
    licence: str | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The group `key` (a uid) has the digest that `known` holds."""

    key: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The format itself says that the group `key` (a uid) no longer exists."""

    key: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """One item that cannot be used: `uid` as far as known, a stable `code`, a short `detail`."""

    uid: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document found within what was read, for the connector that recognises it; nothing is said when none does.

    Its items belong to the same source: their uids share its names. `kind` names the connector when it is known.
    `around`: what is written beside it (the letter that it is attached to), whose words may exclude it too.
    """

    document: Document
    kind: str | None = None
    around: str = ""


Said = Record | Unchanged | Withdrawn | Rejected | Repair | Enclosed


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One fetched document: final `url`, raw `content` (inflated), `media_type` and `charset` as declared (lower case).

    Text is decoded by `agregateur.text.decode`, never by a library that might take it for a path.
    """

    url: str
    content: bytes
    media_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One link of a page: `rel` and `type` as written (lower case), `url` absolute, `text` what is read on it. Frames
    (iframe, embed, object) have `rel` "frame"."""

    url: str
    rel: str = ""
    type: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A web page as a recogniser looks at it: where it was found, its links, its `<meta name=… content=…>` (names in
    lower case), and its whole source."""

    url: str
    links: tuple[Link, ...] = ()
    metas: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What people are told of a kind of source, in English: the table of `docs/connecteurs.md` is made of it.

    `richness`, 0 to 100: how much the format says, for choosing among the addresses of one partner: an API above iCal
    (50), iCal above RSS (30). `dates`, `places`, `deletions`: how exactly it tells them, in a few words. `stanza`: YAML
    to copy, below `sources:`.
    """

    richness: int
    dates: str
    places: str
    deletions: str
    stanza: str


class Fetch(Protocol):
    """Gets one address. Raises `FetchError`. `json` makes the request a POST of that value."""

    def __call__(
        self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None
    ) -> Document: ...


@runtime_checkable
class Connector(Protocol):
    """One kind of source. Implementations are frozen dataclasses; their fields are `url` and their options.

    Class attributes: `kind` (its name in YAML), `label` (plain words, English), `version` (raise it when the same
    bytes are understood otherwise), `listing` (`complete`: an absent item is a sign of withdrawal; `recent`: absence
    means nothing), `single` (one document says everything, so validators may be sent), `gives` (kinds of items).

    `recognise(url, document)` answers 0 (no) to 100 (certain); `document` is None when only the address is known.
    A wrong option raises ValueError from `__post_init__`; its text names the option.

    Optional: `facts`, what people are told of the kind. Four classmethods are optional too. `propose(page)`: addresses
    at which the site of a web page probably offers this kind (the API of a WordPress), likeliest first; they are tried
    with `recognise`. `holds(url, document)`: names of what is to be had at an address (`document` as for `recognise`);
    an address that holds nothing more than others is not offered beside them: a map's page and its data. `warm()`:
    called once, before children are forked, makes the tables that each reading would make again. `steady(content)`: the
    bytes of a document without what some servers write anew at each request; documents equal in them are one, and are
    not read again.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    version: ClassVar[int]
    listing: ClassVar[Listing]
    single: ClassVar[bool]
    gives: ClassVar[frozenset[Kind]]

    @property
    def url(self) -> str: ...

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]: ...

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int: ...


def digest(connector: Connector, *parts: bytes | str) -> str:
    """Digest of a group: its bytes and the document's header in `parts`, with the connector's version and options.

    Out: 32 hexadecimal digits (BLAKE2b-128). Leave DTSTAMP, LAST-MODIFIED and SEQUENCE out of `parts`: some servers
    write the hour of the request there, and nothing would ever be unchanged (nextcloud/server#58193).
    """
    return digester(connector)(*parts)


def digester(connector: Connector, *before: bytes | str) -> Callable[..., str]:
    """`digest` for many groups of one connector: its version, options and the parts `before` are taken in once."""
    begun = hashlib.blake2b(digest_size=16)
    options = {f.name: getattr(connector, f.name) for f in fields(connector) if f.name != "url"}  # type: ignore[arg-type]
    begun.update(repr((connector.kind, connector.version, sorted(options.items()))).encode())

    def of(*parts: bytes | str) -> str:
        state = begun.copy()
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            state.update(len(data).to_bytes(8, "big") + data)
        return state.hexdigest()

    for part in before:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        begun.update(len(data).to_bytes(8, "big") + data)
    return of
