"""Programmes and what they hold, for a pair: a festival is not its concerts."""

from __future__ import annotations

from collections.abc import Set

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.starts import UNKNOWN
from agregateur.ingest.matching.themes import PROPER, telling, themes, themes_of
from agregateur.ingest.matching.vocabulary import EVERYWHERE

DAY = 24 * 60
"""Minutes."""
_RUBRICS = frozenset({"show", "expo", "film", "sport", "market", "festival", "bal"})
"""Sorts that a page's headings put before a title."""


def part_of(a: Features, b: Features, extra_a: Set[str], extra_b: Set[str]) -> bool:
    """Whether one is a programme, and the other one of its events."""
    return _holds(a, b, extra_b) or _holds(b, a, extra_a)


def told_part(a: Features, b: Features) -> bool:
    """Whether one is a festival, and the other surely a concert of it, by its own hour and name: it names the festival,
    in its title or its text, or the festival lists it."""
    return _tells_part(a, b) or _tells_part(b, a)


def _tells_part(whole: Features, part: Features) -> bool:
    if part.programme or part.days > 1 or not _covers(whole, part):
        return False
    core = set(whole.telling)
    own = {w for w in part.proper.intersection(part.telling) - part.around if telling(w) >= PROPER}
    own = own.difference(whole.title, whole.frame, part.frame, part.within)
    if not own or (whole.days == part.days and len(_items(part, core)) > 1):
        return False
    if part.within and part.within <= whole.frame.union(whole.title) and not part.within & own:
        return True
    if core and core <= part.frame and ("festival" in part.title or part.sorts - whole.sorts):
        # A fair and its stands are one thing: "Salon du livre, librairie des Écrits".
        return True
    return whole.programme and (core <= part.frame.union(part.telling) or own <= whole.subjects)


def _items(part: Features, core: Set[str]) -> list[str]:
    """The parts of its title beside the name of the whole: two and more list what is there."""
    return [text for text in part.parts if core.isdisjoint(text.split())]


def _covers(whole: Features, part: Features) -> bool:
    """Whether one tells no hour of a day on which the other begins at one, or lasts for days."""
    common = whole.starts.keys() & part.starts.keys()
    if whole.days > 1 and common:
        return True
    return any(whole.starts[day] == (UNKNOWN,) != part.starts[day] for day in common)


def _holds(whole: Features, part: Features, extra: Set[str]) -> bool:
    # One counts the last day of an exhibition, the other does not.
    longer = whole.days * 10 > part.days * 13
    if not (whole.whole and not part.whole) and not longer:
        return False
    if part.days * 10 > whole.days * 13 or (part.whole and not longer):
        return False
    core = set(whole.telling)
    if part.cut and part.frame >= set(part.telling) and not whole.cut and whole.starts != part.starts:
        # Its own name was cut away behind that of the programme.
        return True
    if not core & (set(part.telling) | part.frame):
        return False
    if not part.sorts - whole.sorts and core == set(part.telling):
        # "Festival Les Tréteaux du Tau", "Les Tréteaux du Tau": a name and nothing beside.
        return False
    together = min(whole.starts) == min(part.starts)
    if together and (whole.days == part.days > 1 or part.lasts > DAY) and _unnamed(extra):
        # "Week-end chant grégorien", "Stage de chant grégorien", both from Saturday to Sunday.
        return False
    if together and not part.sorts - whole.sorts and _headed(part, core, extra):
        return False
    if part.lasting and not part.sorts - whole.sorts and _unnamed(part.proper & extra - whole.context):
        # "Trois soirs de musique gratuite aux Quais d'Amont"
        return False
    # A visit of the exhibition is not the exhibition; of a market of two days, one record a day is the market.
    # "Rencontres du film de montagne" over the three days of the festival are the festival.
    framing = {"festival", "talk"} if whole.days == part.days > 1 else {"festival"}
    other_sort = bool(part.sorts - whole.sorts - framing) and (longer or not part.sorts & whole.sorts)
    if whole.span:
        return other_sort and part.sorts != {"expo"} and "expo" in part.sorts | whole.sorts
    if whole.whole and longer and not part.whole:
        return True
    if not whole.sorts and part.sorts <= _RUBRICS and len({*part.title}.difference(whole.title)) <= 1:
        # "Théâtre : Le Malade imaginaire" is the play, over three evenings or on one.
        other_sort = False
    named = {w for w in extra if w not in core and w not in part.frame and w not in EVERYWHERE}
    if not longer:
        # "Foire aux plants : graines, outils, conseils" tells what is there, "rendez-vous convivial" nothing at all.
        named = (
            {w for w in named if telling(w) >= PROPER or themes(w)} if len(_items(part, core)) < 2 else set()
        )
    if not whole.sorts.isdisjoint(part.sorts) and not longer:
        # "Grand carnaval : le défilé" is the carnival.
        spoken = themes_of(whole.title)
        named = {w for w in named if themes(w).isdisjoint(spoken)}
    if not part.sorts - whole.sorts and _begin_together(whole, part):
        # "Le marché de Noël s'installe sur les allées" tells of the first of its days.
        named = {w for w in named if telling(w) >= PROPER and w not in whole.context}
    if len(named) == 1 and part.sorts <= whole.sorts and _within_part(part, named, core):
        # "Journées du patrimoine", "Journées européennes du patrimoine".
        named = set()
    return bool(named) or other_sort


def _unnamed(extra: Set[str]) -> bool:
    """Whether what one title says more names nothing."""
    return all(telling(w) < PROPER for w in extra)


def _headed(part: Features, core: Set[str], extra: Set[str]) -> bool:
    """Whether its title is a sentence about the whole: "La Percée attend 30 000 visiteurs"."""
    begins = any(said.split()[0] in core for said in part.parts)
    own = {w for w in extra if not w.isdigit()}
    return begins and not _items(part, core) and _unnamed(own) and not any(map(themes, own))


def _begin_together(whole: Features, part: Features) -> bool:
    first = min(whole.starts)
    return first == min(part.starts) and whole.starts[first] == part.starts[first] != (UNKNOWN,)


def _within_part(part: Features, named: Set[str], core: Set[str]) -> bool:
    """Whether one part of the title holds a word of its own beside those of the whole: it is no subject by itself."""
    return any(named <= (said := set(text.split())) and bool(said & core) for text in part.parts)


def one_stretch(a: Features, b: Features) -> bool:
    """Whether one announcement over several days and one that lists each of them cover the same days on end."""
    for long, listed in ((a, b), (b, a)):
        if long.days > 1 and len(long.starts) in {1, long.days} and len(listed.starts) == long.days:
            first = min(long.starts)
            if min(listed.starts) == first and max(listed.starts) == first + long.days - 1:
                return True
    return False


def cut_frame(a: Features, b: Features) -> bool:
    """Whether the shorter of two bears a title that was cut while it still named the programme."""
    short = a if a.days < b.days else b
    return short.cut and bool(short.frame) and not short.parts
