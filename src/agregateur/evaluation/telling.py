"""How a source tells an event: rewritten titles, cut texts, hours half an hour off, towns left out. Out: records."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from zoneinfo import ZoneInfo

from agregateur.contract import Record, When
from agregateur.evaluation.happenings import Happening
from agregateur.evaluation.tellers import Teller
from agregateur.evaluation.vocabulary import Vocabulary, weighted
from agregateur.text import fold, slug

PARIS = ZoneInfo("Europe/Paris")
_SHORTER = (
    ("Saint-", "St "), ("Sainte-", "Ste "), ("Association", "Asso"), ("Médiathèque", "Média."), ("compagnie", "Cie"),
    ("Conférence", "Conf."), ("Exposition", "Expo"), ("Randonnée", "Rando"), ("Anniversaire", "Anniv."), (" et ", " & "),
    ("après-midi", "ap-m"), ("Festival", "Fest."), ("municipal", "mun."), ("Assemblée générale", "AG"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """A place as told. `town` says whether a human reads the commune in it."""

    town: bool
    location: str | None = None
    venue: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Records of one uid, with the commune that they state (None: they do not say), and the hours that they state."""

    records: tuple[Record, ...]
    insee: str | None
    starts: tuple[When, ...]


def tell(
    event: Happening, teller: Teller, number: int, origin: str, words: Vocabulary, chance: Random
) -> list[Told]:
    """`event` as `teller` publishes it, one `Told` a uid. `number` is the teller's own count of items, `origin` the
    organiser's page."""
    title, described = _title(event, teller, chance)
    text = _text(event, teller, words, chance, needed=not described)
    where = _place(event, teller, chance)
    slots, all_day = _slots(event, teller, chance, sure=text is not None)
    page = f"https://{teller.host}/agenda/{slug(event.titles[0])[:40]}-{number}"
    own = teller.role == "own"
    base = Record(
        uid="",
        title=title,
        description=text,
        location=where.location,
        venue=where.venue,
        street=where.street,
        postcode=where.postcode,
        city=where.city,
        latitude=where.latitude,
        longitude=where.longitude,
        categories=(chance.choice(event.category),) if chance.random() < 0.7 else (),
        organizer=event.host if own or "host" in event.says or chance.random() < 0.2 else None,
        url=origin if own or chance.random() < 0.06 else page if chance.random() < 0.8 else None,
        status="CONFIRMED" if chance.random() < 0.5 else None,
        updated=datetime(2026, 11, 1 + number % 20, number % 24, number % 60, tzinfo=UTC),
        sequence=number % 3,
    )
    insee = event.town.insee if where.town else None
    return [
        Told(
            tuple(_with(r, uid=_uid(teller, number, n, chance.getrandbits(64), slots[0])) for r in one),
            insee,
            starts,
        )
        for n, (one, starts) in enumerate(_dated(base, event, teller, slots, all_day, chance))
    ]


def _with(record: Record, **changes: object) -> Record:
    return replace(record, **changes)  # type: ignore[arg-type]


# Titles and texts ----------------------------------------------------------------------------------------------------


def _title(event: Happening, teller: Teller, chance: Random) -> tuple[str, bool]:
    """A title, and whether it still holds what identifies the event."""
    own, fixed = teller.role == "own", "title" in event.says
    draw = chance.random()
    if own or draw > teller.rewrites:
        title = event.titles[0] if chance.random() < 0.55 else chance.choice(event.titles)
    elif draw < 0.05 and event.headlines and not fixed:
        title = chance.choice(event.headlines)
    elif draw < 0.07 and event.english and not fixed:
        title = chance.choice(event.english)
    else:
        title = chance.choice(event.titles)
    habit = teller.titles
    if habit == "kind_prefix" and chance.random() < 0.7 and not fold(title).startswith(fold(event.kind)):
        title = f"{event.kind} : {title}" if chance.random() < 0.7 else f"[{event.kind}] {title}"
    elif habit == "town_suffix" and chance.random() < 0.7:
        title = chance.choice(
            (f"{title} à {event.town.name}", f"{title} - {event.town.name}", f"{title} ({event.town.name})")
        )
    elif habit == "upper" and chance.random() < 0.8:
        title = title.upper()
    elif habit == "unaccented":
        title = _unaccented(title)
    if habit == "cut" and len(title) > 34 and not fixed:
        title = title[: chance.randint(28, 34)].rstrip() + chance.choice(("…", "...", "…"))
    if not own and chance.random() < 0.1:
        title = _spoilt(title, chance)
    return title, fold(event.main) in fold(title)


def _spoilt(title: str, chance: Random) -> str:
    how = chance.randrange(6)
    if how == 0:
        return _mojibake(title)
    if how == 1:
        return _typo(title, chance)
    if how == 2:
        for long, short in _SHORTER:
            title = title.replace(long, short)
        return title
    if how == 3:
        for mark in (" : ", " – ", ", "):
            if title.count(mark) == 1:
                first, second = title.split(mark)
                return f"{second}{mark}{first}"
        return title
    if how == 4:
        return escape(title).replace("'", "&#8217;").replace("é", "&eacute;")
    return _unaccented(title)


def _unaccented(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))


def _mojibake(title: str) -> str:
    return title.encode("utf-8").decode("cp1252", "replace").replace("�", "")


def _typo(title: str, chance: Random) -> str:
    places = [i for i in range(1, len(title) - 2) if title[i].isalpha() and title[i + 1].isalpha()]
    if not places:
        return title
    at = chance.choice(places)
    return chance.choice(
        (title[:at] + title[at + 1] + title[at] + title[at + 2 :], title[:at] + title[at + 1 :])
    )


def _text(event: Happening, teller: Teller, words: Vocabulary, chance: Random, *, needed: bool) -> str | None:
    """A description; `needed`: it must name what the title does not."""
    if not needed and chance.random() > teller.describes:
        return None
    # What the organiser wrote is the same whoever copies it.
    theirs = Random(event.label)  # noqa: S311 - reproducible data, no secret
    full = [event.gist, *theirs.sample(words.filler, theirs.randint(4, 8))]
    draw = chance.random()
    if teller.role == "own" or draw < 0.5:
        lines = full
    elif draw < 0.7:
        lines = [*full[:2], full[2][: max(8, len(full[2]) // 2)] + "…"]
    elif draw < 0.85 or needed:
        lines = [event.gist, *chance.sample(words.filler, 3)]
    else:
        lines = [
            words.fill(chance.choice(words.rewritten), chance, {"main": event.main}),
            *chance.sample(words.filler, 4),
        ]
    if "host" in event.says and event.host not in " ".join(lines):
        lines.append(f"Organisé par : {event.host}.")
    if len(event.slots) == 1 and not event.all_day and chance.random() < 0.25:
        lines.append(f"Rendez-vous à {event.slots[0]:%Hh%M}.")
    return chance.choice(("\n", "\n\n", " ")).join(lines)


# Places --------------------------------------------------------------------------------------------------------------


def _place(event: Happening, teller: Teller, chance: Random) -> Where:
    town, venue = event.town, event.venue
    form = weighted(chance, teller.places)
    home = teller.commune == town.insee
    needs_venue = "venue" in event.says
    if (teller.commune and not home) or (
        "town" in event.says and not home and form in {"postal", "coordinates", "venue"}
    ):
        form = "full"
    elif needs_venue and form in {"city", "upper", "nothing", "street", "postal", "coordinates"}:
        form = "venue_city" if not home else "venue"
    name = venue.spellings[0] if chance.random() < 0.55 else chance.choice(venue.spellings)
    if form in {"venue", "nothing"} and venue.common and not home:
        form = "venue_city"
    return _written(form, name, event, chance, home=home)


def _written(form: str, name: str, event: Happening, chance: Random, *, home: bool) -> Where:
    town, venue = event.town, event.venue
    if form == "venue_city":
        line = chance.choice(
            (f"{name}, {town.name}", f"{name} - {town.name}", f"{name}, {town.postcode} {town.name}")
        )
        return Where(town.alone or town.postcode in line, line)
    if form == "parenthesis":
        return Where(town.alone, f"{name} ({town.name})")
    if form == "city":
        return Where(town.alone, town.name)
    if form == "upper":
        return Where(True, f"{town.postcode} {_unaccented(town.name).upper()}")
    if form == "postcode":
        return Where(True, f"{name}, {town.postcode} {town.name}")
    if form == "postal" and town.postal:
        return Where(False, f"{name}, {town.postcode} {town.postal}")
    if form == "old" and town.old:
        return Where(True, f"{name}, {venue.street}, {town.postcode} {chance.choice(town.old)}")
    if form == "coordinates":
        return Where(False, name, latitude=venue.lat, longitude=venue.lon)
    if form == "venue":
        return Where(home, name)
    if form == "street" and home:
        return Where(True, f"{name}, {venue.street}")
    if form == "nothing" and home:
        return Where(True)
    line = f"{name}, {venue.street}, {town.postcode} {town.name}"
    point = chance.random() < 0.25
    return Where(True, line, latitude=venue.lat if point else None, longitude=venue.lon if point else None)


# Dates ---------------------------------------------------------------------------------------------------------------


def _slots(
    event: Happening, teller: Teller, chance: Random, *, sure: bool
) -> tuple[tuple[datetime, ...], bool]:
    """The starts as told (naive, of Paris), and whether they are told as whole days."""
    if event.all_day:
        return event.slots, True
    fixed = "hour" in event.says
    draw = chance.random()
    if not fixed and draw < teller.all_day:
        return event.slots, True
    if not fixed and draw < teller.all_day + teller.shifts:
        if sure and len(event.slots) == 1 and chance.random() < 0.2 and not event.rivals:
            # Who knows no hour writes eight in the evening, or takes the running time for the start.
            if chance.random() < 0.5:
                return (event.slots[0].replace(hour=20, minute=0),), False
            hours, rest = divmod(event.minutes, 60)
            return (event.slots[0].replace(hour=hours, minute=rest),), False
        off = timedelta(minutes=chance.choice((-30, -30, -15, 15, 30)))
        return tuple(slot + off for slot in event.slots), False
    return event.slots, False


def _stamp(slot: datetime, teller: Teller) -> datetime:
    if teller.clock == "floating":
        return slot
    aware = slot.replace(tzinfo=PARIS)
    return aware.astimezone(UTC) if teller.clock == "utc" else aware


def _dated(
    base: Record, event: Happening, teller: Teller, slots: Sequence[datetime], all_day: bool, chance: Random
) -> list[tuple[tuple[Record, ...], tuple[When, ...]]]:
    """Groups of records with their starts as stated."""
    length = timedelta(minutes=event.minutes)
    ends = chance.random() >= teller.no_end
    lasts = ends and teller.clock != "utc" and chance.random() < 0.1

    def single(slot: datetime) -> Record:
        if all_day:
            first = slot.date()
            return _with(
                base, start=first, end=first + timedelta(days=event.days) if ends or event.days > 1 else None
            )
        start = _stamp(slot, teller)
        end = _stamp(slot + length, teller) if ends and not lasts else None
        return _with(base, start=start, end=end, duration=length if lasts else None)

    def said(told: Sequence[datetime]) -> tuple[When, ...]:
        return tuple(slot.date() if all_day else slot.replace(tzinfo=PARIS).astimezone(UTC) for slot in told)

    if len(slots) == 1:
        return [((single(slots[0]),), said(slots))]
    style = teller.series
    if teller.kind != "ical" and style != "dates":
        style = "dates"
    if event.rule and style == "rule" and teller.clock != "utc" and not all_day:
        return [(_ruled(single, event, teller, slots, length), said(slots))]
    if style in {"listed", "rule"}:
        first, *others = slots
        rdate: tuple[When, ...] = tuple(s.date() if all_day else _stamp(s, teller) for s in others)
        return [((_with(single(first), rdate=rdate),), said(slots))]
    kept = slots if len(slots) < 6 or chance.random() < 0.5 else slots[: max(4, len(slots) // 2)]
    return [((single(slot),), said((slot,))) for slot in kept]


def _ruled(
    single: Callable[[datetime], Record],
    event: Happening,
    teller: Teller,
    slots: Sequence[datetime],
    length: timedelta,
) -> tuple[Record, ...]:
    """One master with its rule, exceptions and moved dates. The rule runs from the first slot as planned."""
    off = slots[0] - event.slots[0]
    back = {new: old for old, new in event.moved}
    planned = sorted([back.get(s, s) for s in event.slots] + list(event.dropped))
    master = single(planned[0] + off)
    master = _with(
        master, rrule=(event.rule,), exdate=tuple(_stamp(gone + off, teller) for gone in event.dropped)
    )
    overrides = [
        _with(single(new + off), recurrence_id=_stamp(old + off, teller)) for old, new in event.moved
    ]
    return (master, *overrides)


def _uid(teller: Teller, number: int, part: int, salt: int, slot: datetime) -> str:
    at = teller.first_uid + number
    if teller.uids == "bare":
        return str(at * 40 + part)
    if teller.uids == "host":
        return f"{at}-{part}@{teller.host}"
    if teller.uids == "google":
        return f"{salt:016x}{part:x}{number:x}@google.com"
    if teller.uids == "dated":
        return f"{at}-{part}-{int(slot.replace(tzinfo=UTC).timestamp())}@{teller.host}"
    text = f"{salt:016x}{number:08x}{part:08x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
