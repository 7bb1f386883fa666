"""What matching looks at in an item: folded titles without what says nothing, starts by day, places, candidate keys.

Everything is a pure function of one item, computed once. `Features` holds plain values only, so that it can be stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from agregateur.communes import commune, communes_at
from agregateur.ingest.marks import marks, room_in_title, rooms
from agregateur.ingest.meeting import SQUARES, generic, venue_of
from agregateur.ingest.themes import PROPER, telling, themes
from agregateur.ingest.tongues import foreign
from agregateur.ingest.vocabulary import (
    BODIES,
    EVERYWHERE,
    GENERIC,
    INVITATIONS,
    NIGHT_WORDS,
    REPEATERS,
    SORTS,
    stem,
)
from agregateur.ingest.wording import (
    bare_words,
    cut_short,
    doors_told,
    flat,
    hours_told,
    names_in,
    names_of,
    read_title,
    runs,
    sides,
    spelt_out,
    without_replaced,
    words_of,
)
from agregateur.model import Item, Occurrence

VERSION = 12
"""Raise it when `features` or `candidate_keys` says something else of the same item: stored ones are made again."""

UNKNOWN = -1
"""The minutes of a start whose hour is not stated."""
DEFAULT_HOUR = 20 * 60
"""What forms put when nobody fills in the hour."""
MAX_NIGHTS = 14
"""Days on end that are told one by one elsewhere: of a longer event (an exhibition) only the first day is compared."""
MAX_KEYED = 60
"""Occurrences that get several keys each: a weekly series over thirteen months has 57."""
MAX_DAYS = 400
"""Days that get keys at all: a daily series over the window has 427."""
LARGE_TOWN = 20_000
"""Inhabitants from which `day × commune` holds too many events to compare them all, and the hour is added."""
MAX_SUBJECT = 260
"""Characters of a description in which it names its subject."""
MAX_TEXT = 800
"""Characters of a description that are looked at: its beginning says what it is."""

_PARIS = ZoneInfo("Europe/Paris")
_POSTCODE = re.compile(r"\b(?:0[1-9]|[1-8]\d|9[0-578])\d{3}\b(?!\s*(?:euros|habitants|m2|km))")
_OF_TOWNS = ("oi", "ois", "oise", "ai", "ais", "aise", "ien", "ienne", "ain", "aine")
"""Endings of what is called after a town, its plural taken off."""
_NATION = frozenset({"francai", "francais", "francaise"})
_TRACKING = re.compile(r"^(?:utm_|mtm_|pk_|at_|mc_|fbclid$|gclid$|xtor$)")
_LISTING = re.compile(r"/(?:agenda|evenements?|events?|calendrier|calendar|programme|actualites?|news)/?$")
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_NAME_IN_UID = re.compile(r"[A-Za-z]{6}")
_ASSETS = re.compile(r"(?:logo|default|placeholder|no-?image|avatar|favicon)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Features:
    """One item as matching sees it.

    `title` holds the words of the title without stop words, dates and numbers of groups, in order; `telling` those
    that may identify it, `named` those that may do so beyond one commune, `proper` those written as names; `parts`
    the words of each part that may be the subject; `frame` the telling words of the part that names a programme
    ("Festival des Cimes"), `whole` whether the title names nothing else. `sorts` are the sorts of thing it says (a
    ball, a meal), `marks` what tells sister events apart (`kind:value`). `starts` maps a local day (ordinal) to the
    minutes since midnight of its starts (-1: no hour known), sorted; `days` is the length of the longest occurrence
    in days, `span` first and last day of one longer than two weeks; `hours` are the hours told in title and text,
    `doors` those of them at which people may come, `shift` the minutes by which its starts would be earlier if
    their UTC were the local clock (0 when they are not told in UTC), `lasts` the minutes of the shortest occurrence
    whose end is stated (0: none is); `postcodes` those told where the commune is unknown. `sides` are the words on
    both sides of a match ("Voiron – Bourgoin"). `venue` is folded and bare of the town's name; `host` are the own
    words of who holds it: the organiser, else the source where it is one society; `around` are words of place, town
    and organiser; `context` those and the words of the text. `print` are digests of runs of words of the text.
    `foreign` tells whether the title is in another language than French.
    `sure` tells whether the commune rests on more than a default or a point; `how` it was found (`Located`), `home`
    the source's own commune where a venue lent another; `village` are the parts of a commune's long name that are
    said.
    """

    source: str
    uid: str
    insee: str | None
    how: str
    home: str
    sure: bool
    city: str
    village: frozenset[str]
    latitude: float | None
    longitude: float | None
    title: tuple[str, ...]
    telling: tuple[str, ...]
    named: frozenset[str]
    proper: frozenset[str]
    parts: tuple[str, ...]
    sides: tuple[tuple[frozenset[str], frozenset[str]], ...]
    frame: frozenset[str]
    whole: bool
    cut: bool
    headline: bool
    sorts: frozenset[str]
    marks: frozenset[str]
    starts: dict[int, tuple[int, ...]]
    days: int
    span: tuple[int, int] | None
    ended: bool
    nightly: bool
    hours: frozenset[int]
    doors: frozenset[int]
    shift: int
    lasts: int
    postcodes: frozenset[str]
    venue: str
    venue_generic: bool
    street: str
    organizer: str
    host: frozenset[str]
    around: frozenset[str]
    subjects: frozenset[str]
    context: frozenset[str]
    print: frozenset[int]
    pages: frozenset[str]
    ids: frozenset[str]
    image: str | None
    contact: frozenset[str]
    price: frozenset[str]
    language: str
    foreign: bool


def features(item: Item) -> Features:
    """What matching compares of `item`, which must be an event, located."""
    place = item.place
    town = _town(item.located.insee)
    city = words_of(place.city or "")
    venue_words = words_of(place.venue or "")
    organizer = words_of(item.organizer or "")
    teller = words_of(item.teller) if item.teller else ()
    stated = spelt_out(without_replaced(item.title))
    folded = flat(stated)
    text = flat(item.text[:MAX_TEXT]) if item.text else ""
    said = words_of(text)
    street = words_of(place.street or "")
    if not venue_words and not item.located.values.get("online") and street and street[0] in SQUARES:
        # "Place du Champ-de-Mars": people meet on it.
        venue_words = street
    around = frozenset((*venue_words, *city, *town, *organizer))
    tokens, parts, frame, whole = read_title(stated.rstrip(), folded, around)
    tokens = tuple(w for w in tokens if not _POSTCODE.fullmatch(w)) or tokens
    told = tuple(dict.fromkeys(w for w in tokens if w not in GENERIC and len(w) > 1))
    own = tuple(w for w in told if w not in town and w not in city and not _demonym(w, town))
    elsewhere = tuple(w for w in own if w not in around)
    venue = venue_of(item, venue_words, town.union(city), tokens, folded)
    if not parts and elsewhere and not whole:
        parts = (" ".join(tokens),)
    sorts = frozenset(SORTS[w] for w in tokens if w in SORTS)
    starts, days, span, ended = _starts(item.occurrences)
    return Features(
        source=item.source,
        uid=item.uid,
        insee=item.located.insee,
        how=item.located.how,
        home=str(item.located.values.get("home", "")),
        sure=item.located.how not in {"title", "text", "default", "coordinates", "none"},
        village=_villages(town, (*words_of(folded), *venue_words, *city)),
        city=" ".join(city),
        latitude=place.latitude,
        longitude=place.longitude,
        title=tuple(w for w in tokens if w not in town and w not in city)
        or tokens
        or tuple(bare_words(folded)),
        telling=elsewhere,
        named=frozenset(w for w in elsewhere if w not in EVERYWHERE),
        proper=names_of(stated).intersection(elsewhere),
        parts=parts,
        sides=sides(folded),
        frame=frame,
        whole=whole,
        cut=cut_short(item.title),
        headline=_headline(elsewhere, tokens),
        sorts=sorts,
        marks=marks(folded) | room_in_title(folded) | rooms(flat(place.venue) if place.venue else ""),
        starts=starts,
        days=days,
        span=span,
        ended=ended,
        nightly=any(w in NIGHT_WORDS for w in tokens),
        hours=hours_told(f"{folded} {text}"),
        doors=doors_told(text),
        shift=_shift(item),
        lasts=_lasts(item.occurrences),
        postcodes=frozenset() if item.located.insee else frozenset(_POSTCODE.findall(f"{place.text} {text}")),
        venue=venue,
        venue_generic=generic(venue),
        street=" ".join(w for w in street if w not in {"rue", "place", "avenue", "route"}),
        organizer=" ".join(organizer),
        host=_host(organizer, teller, town.union(city)),
        around=around,
        subjects=_subjects(item, around.union(town, teller)),
        context=around.union(
            street, said, teller, (stem(w) for c in item.words for w in bare_words(flat(c)))
        ),
        print=runs(said),
        pages=frozenset(p for u in (item.url, *item.links) if u and (p := page_key(u))),
        ids=frozenset(i for i in (item.uid, *item.carried) if _worldwide(i)),
        image=_image(item.image),
        contact=frozenset(
            x for x in (_phone(item.contact.telephone), (item.contact.email or "").lower()) if x
        ),
        price=frozenset(re.findall(r"\d+", item.price)) if item.price else frozenset(),
        language=(item.language or "")[:2].lower(),
        foreign=foreign(folded),
    )


@lru_cache(maxsize=4096)
def _town(insee: str | None) -> frozenset[str]:
    here = commune(insee) if insee else None
    return frozenset(words_of(here.nom)) if here else frozenset()


def _demonym(word: str, town: frozenset[str]) -> bool:
    """Whether a word is the adjective of the town's name ("crestois", "millavoise"): it tells no more than the town."""
    return word.endswith(_OF_TOWNS) and any(
        len(name) >= 3 and word.startswith(name[:5]) and word not in _NATION for name in town - {word}
    )


def _villages(town: frozenset[str], said: tuple[str, ...]) -> frozenset[str]:
    """The words of a name such as Abriès-Ristolas that are said: two villages joined may hold one feast each."""
    return town.intersection(said) if len(town) > 1 else frozenset()


def _subjects(item: Item, around: frozenset[str]) -> frozenset[str]:
    """The names at the beginning of its text, but those of the place and of who tells."""
    return names_in(item.text[:MAX_SUBJECT]).difference(around) if item.text else frozenset()


def _headline(elsewhere: tuple[str, ...], tokens: tuple[str, ...]) -> bool:
    """Whether a title names no subject: it has no word of its own, or invites ("La culture s'invite")."""
    if not elsewhere:
        return True
    return any(w in INVITATIONS for w in tokens) and all(
        w in INVITATIONS or (telling(w) < PROPER and not themes(w)) for w in elsewhere
    )


def _host(organizer: tuple[str, ...], teller: tuple[str, ...], town: frozenset[str]) -> frozenset[str]:
    """The own words of who holds it; none where only one who repeats others is known."""
    if not organizer and not REPEATERS.isdisjoint(teller):
        return frozenset()
    return frozenset(w for w in organizer or teller if w not in town and w not in BODIES)


def told_hours(item: Item) -> frozenset[int]:
    """Hours told in an item's title and text, in minutes since midnight."""
    return hours_told(flat(f"{item.title} {(item.text or '')[:MAX_TEXT]}"))


# Dates ------------------------------------------------------------------------------------------------------------


def _starts(
    occurrences: Iterable[Occurrence],
) -> tuple[dict[int, tuple[int, ...]], int, tuple[int, int] | None, bool]:
    """Minutes by local day, the longest length in days, the span of a long one, and whether ends are stated."""
    found: dict[int, tuple[int, ...]] = {}
    longest, span, ended = 1, None, False
    for occurrence in occurrences:
        start, length = occurrence.start, _length(occurrence)
        if isinstance(start, datetime):
            start = _at_home(start)
            minutes = start.hour * 60 + start.minute or UNKNOWN  # midnight is what programs write for no hour
            ended = ended or occurrence.end is not None
        else:
            minutes = UNKNOWN
        day = start.toordinal()
        if length > 1:
            longest = max(longest, length)
            if length > MAX_NIGHTS:
                last = day + length - 1
                span = (day, last) if span is None else (min(span[0], day), max(span[1], last))
        told = length if minutes == UNKNOWN and length <= MAX_NIGHTS else 1
        for night in range(day, day + told):
            held = found.get(night)
            found[night] = (minutes,) if held is None else tuple(sorted({*held, minutes}))
    return found, longest, span, ended


def _shift(item: Item) -> int:
    start = item.occurrences[0].start if item.utc and item.occurrences else None
    offset = _at_home(start).utcoffset() if isinstance(start, datetime) else None
    return int(offset.total_seconds()) // 60 if offset else 0


def _lasts(occurrences: Iterable[Occurrence]) -> int:
    found = [
        int((o.end - o.start).total_seconds()) // 60
        for o in occurrences
        if isinstance(o.start, datetime) and isinstance(o.end, datetime)
    ]
    return max(0, min(found, default=0))


def _at_home(start: datetime) -> datetime:
    """A start on the clock of its place: a source in UTC or of a neighbouring country still speaks of Paris time."""
    key = getattr(start.tzinfo, "key", "")
    if key == "Europe/Paris" or (key and not key.startswith(("Europe/", "UTC", "Etc/"))):
        return start
    return start.astimezone(_PARIS)


def _length(occurrence: Occurrence) -> int:
    end, start = occurrence.end, occurrence.start
    if end is None:
        return 1
    if isinstance(start, datetime):
        if not isinstance(end, datetime) or (lasting := end - start).days < 1:
            return 1
        # A night that ends at three in the morning is one day.
        return max(1, round(lasting.total_seconds() / 86400 + 0.2))
    return 1 if isinstance(end, datetime) else max(1, (end - start).days)


# Addresses --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def page_key(url: str) -> str | None:
    """A page's address without scheme, www, tracking words and trailing slash; None for a home or a listing page."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    query = (
        urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
        if parts.query
        else ""
    )
    path = parts.path.rstrip("/")
    if not host or (not path and not query) or (_LISTING.search(path) and not query):
        return None
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _worldwide(uid: str) -> bool:
    """Whether a uid may mean something outside its source: bare integers and short words collide between partners."""
    if len(uid) < 16 or uid.isdigit():
        return False
    if _UUID.search(uid):
        return True
    local, _, host = uid.partition("@")
    if "." in host:
        return True
    return len(local) >= 16 and sum(c.isdigit() for c in local) >= 4 and not _NAME_IN_UID.search(local)


def _image(url: str | None) -> str | None:
    return None if not url or _ASSETS.search(url) else page_key(url)


def _phone(value: str | None) -> str:
    digits = "".join(c for c in value or "" if c.isdigit())
    return digits[-9:] if len(digits) >= 9 else ""


# Keys -------------------------------------------------------------------------------------------------------------


def candidate_keys(item: Item, seen: Features) -> frozenset[str]:
    """Cheap keys under which the item may meet its likes; some fifteen a date, 500 at most.

    `d` day and commune: of what begins at no stated hour, or whose title tells nothing of it; what is told in full
    only lists it, and asks by the half hour (`s`) and by a telling word (`c`), which suffice in a large town. `h` day,
    commune and hour, for series: they touch every day;
    `t` day, département, hour and telling word, `p` day, département and two of them, for a mistaken town (without the
    département where the town is missing or a guess); `n` day and name of the town, for a place that only a title
    names; `v` day, département and a venue with a name of its own; `l` month and telling word of what lasts months;
    `u` page, `i` uid.
    No key depends on what else is stored.

    Those with `?` are how an item whose town is known is found by others: it seeks by them only when it has their twin
    without `?` too. Thousands of villages named after a saint do not meet one another.

    Measured on generated records (2026-11-22): of 5,493 pairs judged one among 10,000 none is lost for meeting so. What
    is judged in all is a fifth less there, and a third where a commune has 250 records.
    """
    keys = {f"u|{page}" for page in seen.pages} | {f"i|{uid}" for uid in seen.ids}
    insee = seen.insee
    tokens = sorted(seen.telling, key=lambda w: (w in EVERYWHERE, -len(w), w))
    pairs = ["+".join(pair) for pair in combinations(sorted(tokens[: 2 if insee else 4]), 2)]
    lone = tokens[:3] or list(seen.title[:1])
    town = _town(insee) or frozenset(seen.city.split())
    venues = _venue_keys(item, seen, town)
    towns = [max(town, key=len)] if insee and town else [] if insee else _towns_named(item, seen)
    days = sorted(seen.starts)
    single = len(days) <= 8
    dense = _large(insee) if insee else False
    if len(days) > MAX_KEYED:
        for day in days[:MAX_DAYS]:
            keys.add(f"h|{day}|{insee}|{seen.starts[day][0]}" if insee else f"p|{day}|{''.join(pairs[:1])}")
        days = days[: MAX_KEYED // 3]
    for day in days:
        if insee:
            hours = seen.starts[day][:4]
            keys.update(
                f"h{'?' if single and not dense else ''}|{day}|{insee}|{minutes}" for minutes in hours
            )
            if single and not dense:
                # Two half hours: others may begin half an hour later.
                keys.update(f"s|{day}|{insee}|{minutes // 30 + more}" for minutes in hours for more in (0, 1))
                blind = seen.headline or not seen.telling or UNKNOWN in hours
                keys.add(f"d{'' if blind else '?'}|{day}|{insee}")
            if single:
                keys.update(f"c|{day}|{insee}|{word}" for word in lone)
            keys.update(f"t|{day}|{insee[:2]}|{minutes}|{word}" for word in lone for minutes in hours[:2])
            keys.update(f"p|{day}|{insee[:2]}|{pair}" for pair in pairs)
        keys.update(f"p{'?' if seen.sure else ''}|{day}|{pair}" for pair in pairs)
        keys.update(f"v?|{day}|{venue}" for venue in venues)
        if insee and venues:
            keys.add(f"v|{day}|{insee[:2]}|{min(venues, key=len)}")
        keys.update(f"v|{day}|{venue}" for venue in venues if not insee)
        if single:
            # A place that only the title or the venue names.
            if not dense:
                keys.update(f"n?|{day}|{word}" for word in towns)
                keys.update(f"n|{day}|{word}" for word in towns if not insee)
            if dense or not insee:
                keys.update(f"n|{day}|{word}|{minutes}" for word in towns for minutes in seen.starts[day][:1])
    if seen.span:
        first, last = (date.fromordinal(day) for day in seen.span)
        months = range(first.year * 12 + first.month, last.year * 12 + last.month + 1)
        keys.update(f"l|{month}|{word}|{insee}" for month in list(months)[:14] for word in tokens[:2])
    elif "expo" in seen.sorts:
        keys.update(
            f"l|{on.year * 12 + on.month}|{word}|{insee}"
            for on in {date.fromordinal(day).replace(day=1) for day in days}
            for word in tokens[:2]
        )
    return frozenset(key[:200] for key in keys)


def _towns_named(item: Item, seen: Features) -> list[str]:
    """Words that may be the name of the town where an item does not state it: of its title, its venue, the beginning
    of its text, and of the communes of a postcode told there.
    """
    beginning = words_of((item.text or "")[:200])
    own = {*seen.title, *seen.venue.split(), *beginning} - GENERIC - EVERYWHERE
    coded = {
        max(name, key=len) for code in seen.postcodes for c in communes_at(code) if (name := _town(c.insee))
    }
    return sorted(w for w in own if len(w) > 2)[:24] + sorted(coded - own)[:16]


def _venue_keys(item: Item, seen: Features, town: frozenset[str]) -> list[str]:
    """The venue by its own name, and with its town's: "MJC" of one town is "MJC de Briançon" elsewhere."""
    stated = frozenset(words_of(item.place.venue or ""))
    if not stated:
        return []
    both = stated | town
    return ["".join(sorted(names))[:60] for names in ({both} if seen.venue_generic else {stated, both})]


@lru_cache(maxsize=4096)
def _large(insee: str) -> bool:
    here = commune(insee)
    return here is not None and here.population >= LARGE_TOWN
