"""Cheap keys under which an event may meet its likes. Only those that share one are compared."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import combinations

from agregateur.communes import NEIGHBOURS_KM, codes_named, commune, communes_at, kilometres
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.places_alike import SPOT_METRES
from agregateur.ingest.matching.repeats import repeat_key
from agregateur.ingest.matching.starts import UNKNOWN
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.towns import town_words
from agregateur.ingest.matching.venues_alike import BUILDINGS
from agregateur.ingest.matching.vocabulary import EVERYWHERE, GENERIC
from agregateur.ingest.matching.wording import words_of
from agregateur.model import Item

MAX_KEYED = 60
"""Occurrences that get several keys each: a weekly series over thirteen months has 57."""
MAX_DAYS = 400
"""Days that get keys at all: a daily series over the window has 427."""
LARGE_TOWN = 20_000
"""Inhabitants from which `day × commune` holds too many events to compare them all, and the hour is added."""


def candidate_keys(item: Item, seen: Features) -> frozenset[str]:
    """Cheap keys under which the item may meet its likes; some fifteen a date, 500 at most.

    `d` day and commune: of what begins at no stated hour, or whose title tells nothing of it; what is told in full
    only lists it, and asks by the half hour (`s`) and by a telling word (`c`), which suffice in a large town. `h` day,
    commune and hour, for series: they touch every day;
    `t` day, département, hour and telling word, `p` day, département and two of them, for a mistaken town (without the
    département where the town is missing or a guess, and then with the hour, unless one of them is a name: France
    gives blood every day; where it is missing, `t` asks in those of its source); `n` day and name of the town, for a
    place that only a title names; `v` day, département and a venue with a name of its own (of
    what has no commune, anywhere, unless that name is one word); `r` weekday, commune and
    telling word, of a series; `l` month and telling word of what lasts months; `u` page, `i` uid; `o` what its source
    tells again on other dates (`repeats`).
    No key depends on what else is stored.

    Those with `?` are how an item whose town is known is found by others: it seeks by them only when it has their twin
    without `?` too. Thousands of villages named after a saint do not meet one another. Those with `!` find them, not
    one another: two items without a town that share one word are nothing yet. Those with `=` find others of their
    source alone.

    Measured on generated records (2026-11-22): of 5,493 pairs judged one among 10,000 none is lost for meeting so. What
    is judged in all is a fifth less there, and a third where a commune has 250 records.
    """
    keys = {f"u|{page}" for page in seen.pages} | {f"i|{uid}" for uid in seen.ids}
    insee = seen.insee
    if series := repeat_key(seen):
        keys.add(series)
    tokens = sorted(seen.telling, key=lambda w: (w in EVERYWHERE, -len(w), w))
    pairs = ["+".join(pair) for pair in combinations(sorted(tokens[: 2 if insee else 4]), 2)]
    lone = tokens[:3] or list(seen.title[:1])
    # "Vide-grenier de l'APE Jules-Ferry" is a bare "Vide-grenier" elsewhere.
    sorts = [w for w in tokens[3:] if w in EVERYWHERE][:1]
    town = town_words(insee) or frozenset(seen.city.split())
    venues = _venue_keys(item, seen, town)
    among = sorted(seen.among)
    said = {*words_of(item.place.venue or ""), *seen.venue.split()} if not insee else set()
    towns = [_called(town)] if insee and town else [] if insee else _towns_named(item, seen)
    days = sorted(seen.starts)
    single = len(days) <= 8
    dense = _large(insee) if insee else False
    if len(days) > MAX_KEYED:
        for day in days[:MAX_DAYS]:
            begins = seen.starts[day][0]
            if insee:
                keys.add(f"h|{day}|{insee}|{begins}")
            else:
                keys.update(f"p|{day}|{_anywhere(pair, begins)}" for pair in pairs[:1])
        days = days[: MAX_KEYED // 3]
    for day in days:
        if insee:
            hours = seen.starts[day][:4]
            keys.update(
                f"h{'?' if single and not dense else ''}|{day}|{insee}|{minutes}" for minutes in hours
            )
            if dense and UNKNOWN in hours:
                keys.update(f"h|{day}|{insee}|{minutes}" for minutes in sorted(seen.hours)[:3])
            if single and not dense:
                # Two half hours: others may begin half an hour later.
                keys.update(
                    f"s|{day}|{insee}|{minutes // 30 + more}"
                    for minutes in (*hours, *(sorted(seen.hours)[:3] if seen.doors else ()))
                    for more in (0, 1)
                )
                # Those who sell come hours before those who buy, and either may be told.
                stalls = "market" in seen.sorts and EVERYWHERE.issuperset(seen.telling)
                blind = seen.headline or not seen.telling or UNKNOWN in hours or stalls
                keys.add(f"d{'' if blind else '?'}|{day}|{insee}")
            if single:
                keys.update(f"c|{day}|{insee}|{word}" for word in (*lone, *sorts))
            keys.update(f"t|{day}|{insee[:2]}|{minutes}|{word}" for word in lone for minutes in hours[:2])
            keys.update(f"p|{day}|{insee[:2]}|{pair}" for pair in pairs)
        elif single or day // 7 % 4 == 0:
            # Of a series one week in four: each weekly one is on, wherever its window begins.
            timed = [minutes for minutes in seen.starts[day][:2] if minutes != UNKNOWN]
            keys.update(
                f"t!|{day}|{code}|{minutes}|{word}"
                for word in (*tokens[:4], *seen.title[:1])
                for minutes in timed
                for code in among
            )
        begins = seen.starts[day][0]
        keys.update(f"p{'?' if seen.sure else ''}|{day}|{_anywhere(pair, begins)}" for pair in pairs)
        keys.update(f"v?|{day}|{venue}" for venue in venues)
        if insee and venues:
            keys.add(f"v|{day}|{insee[:2]}|{min(venues, key=_by_length)}")
        elif not insee:
            # A venue of one word ("Le Moulin") is borne in a hundred communes of a large portal.
            keys.update(
                f"v|{day}|{where}{venue}"
                for venue in venues
                for where in ([f"{code}|" for code in among] if venue in said and among else [""])
            )
        if single or day == days[0]:
            # A place that only the title or the venue names.
            if not dense:
                keys.update(f"n{'?' if insee else '!'}|{day}|{word}" for word in towns)
            if dense or not insee:
                keys.update(f"n{'' if insee else '!'}|{day}|{word}|{begins}" for word in towns)
    if insee and not single:
        # Two series of one weekday, at hours that differ a little.
        keys.update(f"r|{days[0] % 7}|{insee}|{word}" for word in lone)
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


def _called(town: frozenset[str]) -> str:
    """The word of a town's name by which it is sought: the longest of those that titles do not use anyway."""
    return max(town - GENERIC - EVERYWHERE or town, key=_by_length)


def _by_length(word: str) -> tuple[int, str]:
    # Of words as long as one another always the same one: sets have another order in each process.
    return len(word), word


def _anywhere(pair: str, minutes: int) -> str:
    """Two words of a title, by which an item is sought wherever it is, with its hour unless one of them is a name."""
    return pair if any(telling(word) >= PROPER for word in pair.split("+")) else f"{pair}|{minutes}"


def home(seen: Features) -> str | None:
    """The commune beyond whose neighbours (`communes.mistakable`) none is this event, were it found under one key:
    what `places_alike` says of two distant towns that are both sure outweighs all else. None where it is not sure, or
    where its point or the name of its town may lie in another."""
    here = commune(seen.insee) if seen.insee and seen.sure else None
    if here is None or (seen.city and not _only_called(here.insee, seen.city)):
        return None
    if seen.latitude is None or seen.longitude is None:
        return here.insee
    # Two points of one spot are as near as this to the centres of two communes only when these are neighbours.
    far = (NEIGHBOURS_KM - SPOT_METRES / 1000) / 2
    return None if kilometres(here.lat, here.lon, seen.latitude, seen.longitude) > far else here.insee


@lru_cache(maxsize=4096)
def _only_called(insee: str, city: str) -> bool:
    """Whether the town of that name (`Features.city`) is the commune, and no other of its département."""
    here = commune(insee)
    if here is None or frozenset(city.split()) != town_words(insee):
        return False
    return sum(code[:2] == insee[:2] for code in codes_named(here.nom)[0]) == 1


def _towns_named(item: Item, seen: Features) -> list[str]:
    """Words that may be the name of the town where an item does not state it: of its title, its venue, the beginning
    of its text, and of the communes of a postcode told there.
    """
    beginning = words_of((item.text or "")[:200])
    own = {*seen.title, *seen.venue.split(), *beginning} - GENERIC - EVERYWHERE
    coded = {
        _called(name) for code in seen.postcodes for c in communes_at(code) if (name := town_words(c.insee))
    }
    return sorted(w for w in own if len(w) > 2)[:24] + sorted(coded - own)[:16]


def _venue_keys(item: Item, seen: Features, town: frozenset[str]) -> list[str]:
    """The venue by its own name, and with its town's: "MJC" of one town is "MJC de Briançon" elsewhere."""
    stated = frozenset(words_of(item.place.venue or "") or seen.venue.split())
    # "Place de la Capelle" is "La Capelle" elsewhere.
    stated = stated - BUILDINGS or stated
    if not stated:
        return []
    both = stated | town
    names = {both} if seen.venue_generic else {stated, both}
    if not seen.insee:
        # "Col d'Aspin, parking": parts of a line, none of which is known to be a town.
        parts = (frozenset(words_of(part)) - BUILDINGS for part in (item.place.venue or "").split(","))
        names.update(part for part in parts if part)
    return sorted("".join(sorted(name))[:60] for name in names)


@lru_cache(maxsize=4096)
def _large(insee: str) -> bool:
    here = commune(insee)
    return here is not None and here.population >= LARGE_TOWN
