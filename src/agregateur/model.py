"""The frozen values that `ingest` makes, `store` keeps and `publish` prints. No behaviour but their written form.

    Record (contract)  what a source states           ─► expansion in the reading child
    Expansion          the dates of one group         ─► cleaning
    Item               one group, cleaned and located ─► matching and merging
    Event              the canonical thing shown, made of one or more items (actors and articles are made of one)

Reasons, repairs and evidence are `Note`s: a code with values. The sentence is made when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from agregateur.contract import Kind, Repair, When
from agregateur.frozen import quick

Status = Literal["confirmed", "tentative", "cancelled", "postponed", "rescheduled", "moved-online"]
Republication = Literal["complet", "signalement", "portail"]

WINDOW_BACK = timedelta(days=31)
WINDOW_AHEAD = timedelta(days=396)
"""Occurrences are stored from 31 days ago to 13 months ahead."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A reason, a repair or a piece of evidence: a stable code, plain values, and a weight where it was weighed."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    weight: float | None = None


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One dated happening.

    `start`/`end` are dates (all day, `end` exclusive and always set) or aware datetimes in the item's zone (`end` may
    be None: not stated). `record` is the written recurrence_id of the record that states it, '' for the master's.
    `slot` is the original date or time in the rule when a single date was moved. `title`, `venue` hold what a single
    date overrides.
    """

    start: When
    end: When | None = None
    status: Status = "confirmed"
    record: str = ""
    slot: When | None = None
    title: str | None = None
    venue: str | None = None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def day(self) -> date:
        """The local day on which it starts."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Expansion:
    """The dates of one group, made by the reading child (`ingest.recurrence.expand`).

    `occurrences` are sorted by start. A rule without end (`endless`) gives its window only; anything else gives all
    its dates. `last` is None when endless. `rule` is set when one rule explains all dates, for feeds that write it.
    """

    occurrences: tuple[Occurrence, ...]
    timezone: str
    first: date
    last: date | None
    endless: bool = False
    rule: Rule | None = None
    until: datetime | None = None
    """The end of the window that an endless rule was expanded to."""
    repairs: tuple[Repair, ...] = ()


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A recurrence as iCalendar writes it: the master's start and end, one RRULE, and its exceptions.

    `exdates` are the slots that do not happen; single dates that moved or changed are occurrences with a `slot`.
    """

    start: When
    end: When | None
    rrule: str
    exdates: tuple[When, ...] = ()


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where, as stated, each part cleaned (one line, no control characters). `text` is the one-line form as stated."""

    text: str | None = None
    venue: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    insee: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A place's commune: today's INSEE code or None, how it was found, and how sure (0 to 1).

    `how`: insee, postcode_name, name, postcode, venue, coordinates; title, text (the event's own words); default (the
    source's); decision (a human's); or none. `outside` says that the place is known and lies outside the portal's
    territory (`insee` is then its true commune when known).
    """

    insee: str | None = None
    how: str = "none"
    sure: float = 0.0
    outside: bool = False
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Left out of the hash: pydantic copies a default that has none, at each reading (a third of its time)."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How to reach the organiser. Shown on pages; left out of bulk exports unless it is a role address."""

    telephone: str | None = None
    email: str | None = None


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One group (source, uid), cleaned: the unit of matching. `description` is safe HTML, `text` its plain form."""

    source: str
    uid: str
    kind: Kind
    title: str
    teller: str | None = None
    """The source's name: often the organiser's, who does not name itself in its own calendar."""
    description: str | None = None
    text: str | None = None
    language: str | None = None
    status: Status = "confirmed"
    sold_out: bool = False
    timezone: str = "Europe/Paris"
    occurrences: tuple[Occurrence, ...] = ()
    first: date | None = None
    last: date | None = None
    endless: bool = False
    rule: Rule | None = None
    utc: bool = False
    """Its start is stated in UTC: right, or the local clock of a program that knows no zones."""
    recurs: str | None = None
    """Digest of the recurrence as stated when it has no end and no one rule says it: its dates alone are a window."""
    place: Place = Place()
    located: Located = Located()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The partner's own category words, kept for display of actors and for a later taxonomy."""
    public: tuple[str, ...] = ()
    acces: str | None = None
    price: str | None = None
    inscription: str | None = None
    accessibilite: tuple[str, ...] = ()
    online: str | None = None
    organizer: str | None = None
    contact: Contact = Contact()
    url: str | None = None
    links: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    image: str | None = None
    image_credit: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    genre: str | None = None
    """Articles only, as `echeance`: a code of the facet `genre`."""
    echeance: date | None = None
    """The last local day on which one may answer it (a call, a job, volunteering, a loan), when it is surely said."""
    possible_dates: tuple[str, ...] = ()
    """Articles only: the words of the text that may announce a date."""
    republication: Republication = "signalement"
    licence: str | None = None
    echo: bool = False
    """Bears our own uid or links: never a source, never evidence, never counted."""
    repairs: tuple[Repair, ...] = ()


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One record group of an event, as pages and feeds name it. `missing_since` is set when it is no longer listed."""

    source: str
    uid: str
    url: str | None = None
    missing_since: datetime | None = None
    republication: Republication = "signalement"
    licence: str | None = None
    """Of its texts and images, as the item or its source states it."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """The canonical event: what pages show and feeds print.

    `id` is ours, for life, without a hyphen. What may leave in feeds is an Event of its own, made of the records that
    may be republished (`merge.leaving`): it never holds a text or an image that may not. `provenance` maps a field to
    the (source, uid) it came from, or to ('', decision's number) when a human set it. `sequence`, `created` and
    `updated` (aware, UTC) are iCalendar's SEQUENCE, CREATED and LAST-MODIFIED. `change` is the store's change number.
    """

    id: str
    title: str
    description: str | None = None
    text: str | None = None
    language: str | None = None
    status: Status = "confirmed"
    sold_out: bool = False
    timezone: str = "Europe/Paris"
    occurrences: tuple[Occurrence, ...] = ()
    first: date | None = None
    last: date | None = None
    endless: bool = False
    rule: Rule | None = None
    place: Place = Place()
    insee: str | None = None
    located: Located = Located()
    categories: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    acces: str | None = None
    price: str | None = None
    inscription: str | None = None
    accessibilite: tuple[str, ...] = ()
    online: str | None = None
    organizer: str | None = None
    contact: Contact = Contact()
    url: str | None = None
    image: str | None = None
    image_credit: str | None = None
    members: tuple[Member, ...] = ()
    provenance: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reasons: tuple[Note, ...] = ()
    """Why the members were taken for one: `values` hold `a` and `b` ([source, uid]), `score`, `evidence` (Notes)."""
    republication: Republication = "signalement"
    created: datetime | None = None
    updated: datetime | None = None
    sequence: int = 0
    change: int = 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


T = TypeVar("T")


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Making one takes milliseconds, and every row is read through one.
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_json(value: Any) -> str:
    """Written form (compact JSON, fields at their default left out) of a dataclass of this module or a Record."""
    return _adapter(type(value)).serializer.to_json(value, exclude_defaults=True).decode()


def from_json(kind: type[T], text: str | bytes) -> T:
    """The inverse of `to_json`. Raises pydantic.ValidationError on a text that is not one."""
    value: T = _adapter(kind).validate_json(text)
    return value
