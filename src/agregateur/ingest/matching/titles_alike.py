"""Evidence of name for a pair: what titles, and the texts behind them, say of one thing or two."""

from __future__ import annotations

from collections.abc import Mapping, Set

from agregateur.ingest.matching.beside import one_holder
from agregateur.ingest.matching.dates_alike import Times
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.groups_alike import compare_marks
from agregateur.ingest.matching.names_alike import (
    common,
    covered,
    cut_off,
    initialled,
    invites,
    naming,
    one_fixture,
    town_wide,
    village_feast,
)
from agregateur.ingest.matching.places_alike import small
from agregateur.ingest.matching.programmes import cut_frame, one_stretch, part_of, told_part
from agregateur.ingest.matching.slots import MODEST, Slot, slot
from agregateur.ingest.matching.subjects_alike import (
    PROGRAMME,
    clash,
    generic_alike,
    linked,
    of_what,
    other_subjects,
    same_pastime,
    subject_told,
    told_of_another,
    translated,
)
from agregateur.ingest.matching.texts_alike import (
    compare_texts,
    one_person,
    topic_told,
    topic_untold,
    whole_told,
)
from agregateur.ingest.matching.themes import FORMATS, PROPER, telling, themes_of
from agregateur.ingest.matching.venues_alike import roomy
from agregateur.ingest.matching.vocabulary import EVERYWHERE, GENERIC, KINDRED, SORTS
from agregateur.ingest.matching.weights import Pieces

UNIQUE = frozenset({"opening"})
"""Sorts of which one venue holds no two at one hour."""

_TALKS = frozenset({"meeting", "talk"})
"""Sorts of which a town holds several at one hour, each about something else."""
_NAMING = ("title_same", "title_close", "title_within", "subject_in_text")
_LETTERS = 9
"""Letters at the beginning of a title that are hardly another's."""


def compare_titles(
    a: Features, b: Features, times: Times, places: Mapping[str, Mapping[str, object]]
) -> Pieces:
    """Pieces of evidence by key. `times` and `places` are what dates and places said."""
    pieces: Pieces = {}
    where = slot(times, places)
    compare_marks(a, b, times.exact or "near_start" in times.pieces, pieces)
    _sorts(a, b, {key.partition("/")[0] for key in places}, pieces)
    if {m for m in a.marks & b.marks if m.startswith("edition:")}:
        pieces["same_edition"] = {}
    ours, theirs = set(a.telling), set(b.telling)
    shared = common(a.telling, b.telling)
    least, most = sorted((len(ours), len(theirs)))
    n = min(len(shared[0]), len(shared[1]))
    stretch = one_stretch(a, b)
    part = not stretch and part_of(
        a, b, ours - shared[0] - b.around - set(b.title), theirs - shared[1] - a.around - set(a.title)
    )
    told = told_part(a, b)
    if told:
        pieces["part_of_whole/told"] = {}
    elif part:
        beginning = times.exact or "near_start" in times.pieces
        pieces["part_of_whole" + ("/same_start" if beginning and a.days == b.days else "")] = {}
    name = naming(a, b, n, least, most, shared[0])
    if name:
        pieces[name] = {"words": n}
        if name.startswith("title_within"):
            more = ((ours - shared[0]) - b.context) | ((theirs - shared[1]) - a.context)
            if where in {"", "day"} and len(more) >= 2 and any(telling(w) >= PROPER for w in more):
                pieces["title_more"] = {"words": len(more)}
            elif not more and not told and max(len(a.hours), len(b.hours)) < PROGRAMME:
                pieces["context_explains"] = {}
    else:
        _without_name(a, b, times, places, shared, pieces)
    compare_texts(a, b, name, shared[0], where, pieces)
    if "title_partly/2/both" in pieces and not any(
        k.startswith(("same_start", "near")) for k in times.pieces
    ):
        # "Les Noces du Renard bleu", "Le Retour du Renard bleu": of one day they may be two plays.
        pieces["title_partly/2/both/day"] = pieces.pop("title_partly/2/both")
    if where:
        _together(pieces, where, bool(name or n), roomy(a, b))
    elif "near_start/30" in times.pieces and "same_sort" in pieces and "same_venue" in places:
        # The aperitif at noon, the meal at half past.
        _together(pieces, "town", bool(n), roomy(a, b))
    whole_name = name.startswith(("title_same", "title_close")) and not cut_frame(a, b)
    short = a if a.days < b.days else b
    if short.lasting and (
        where == "hall" or any(key.startswith((*_NAMING, "title_partly")) for key in pieces)
    ):
        # "Trois jours pour flâner à la foire d'automne"
        whole_name = True
    if not (part or stretch) and (a.days > 1) != (b.days > 1) and not whole_name:
        # A festival is not its concerts: days on end against one sitting of another name.
        key = "length_differs" if name and not cut_frame(a, b) else "length_differs/other_title"
        pieces[key] = {"days": max(a.days, b.days)}
    return pieces


def _together(pieces: Pieces, where: Slot, word: bool, rooms: bool) -> None:
    """Weigh less what differs between two that meet at one minute; `word`: their titles have one in common; `rooms`:
    they may have met in a house of many rooms."""
    milder = ["title_akin"] if where != "day" else []
    if word:
        milder += ["mark_on_one", "title_partly/1/both"]
    if word and where == "hall":
        milder += ["sort_differs", "part_of_whole/same_start"]
    if where == "hall" and not rooms:
        milder += ["title_far/theme"]
    for key in milder:
        if key in pieces:
            pieces[f"{key}/together"] = pieces.pop(key)


def _without_name(
    a: Features,
    b: Features,
    times: Times,
    places: Mapping[str, Mapping[str, object]],
    shared: tuple[Set[str], Set[str]],
    pieces: Pieces,
) -> None:
    """What two titles say that do not name one another; `shared` are the words of each that stand in the other."""
    ours, theirs = set(a.telling), set(b.telling)
    n = min(len(shared[0]), len(shared[1]))
    extra_a = (ours - shared[0]) - b.context
    extra_b = (theirs - shared[1]) - a.context
    if one_fixture(a, b):
        pieces["title_within/2"] = {"words": 2}
    elif letters := cut_off(a, b):
        pieces["title_within/2" if letters >= _LETTERS else "title_within/1"] = {"words": max(1, n)}
    elif (found := subject_told(a, b)) and not topic_untold(a, b):
        pieces[f"subject_in_text/{min(2, found)}"] = {"words": found}
        if n:
            pieces["title_partly/1"] = {"words": n}
    elif not n and (found := topic_told(a, b)):
        pieces["subject_in_text/1"] = {"words": found}
    elif n:
        if other_subjects(a, b, shared):
            apart = _two_meetings(a, b, shared, extra_a, extra_b)
            pieces["other_subject/meeting" if apart else "other_subject"] = {}
        pieces[_partly(a, b, n, min(len(ours), len(theirs)), shared, extra_a, extra_b)] = {"words": n}
    elif initialled(a, b):
        pieces["title_within/1"] = {"words": 1}
    elif village_feast(a, b):
        pieces["title_same/town"] = {"words": 0}
    elif covered(a, b) or covered(b, a) or same_pastime(a, b) or same_pastime(b, a):
        pieces["title_within/place"] = {"words": len(set(a.title) & set(b.title))}
    elif translated(a, b, times, places):
        # A level that one states may be told in the other's language, and "course" is a race in French.
        for key in ("mark_on_one", "sort_differs", "sort_differs/kindred"):
            pieces.pop(key, None)
        hall = any(key.startswith("same_venue") and key.endswith("/slot") for key in places)
        pieces["title_far/foreign" if hall else "title_far/foreign/town"] = {}
    elif not (a.headline or b.headline) and (found := told_of_another(a, b)):
        pieces["subject_in_text/some"] = {"words": found}
    elif times.exact and (found := _told_whole(a, b, slot(times, places))):
        pieces["subject_in_text/1"] = {"words": found}
    elif clash(a, b) and not (linked(a, b) or one_person(a, b)):
        pieces["title_far/theme"] = {}
    elif a.headline and b.headline:
        alike = generic_alike(a, b)
        pieces["title_vague/alike" if alike else "title_vague"] = {}
    elif (a.headline or b.headline) and town_wide(a, b) and set(a.title) & set(b.title):
        # "Marché du samedi", "Grand marché provençal".
        pieces["title_same/town"] = {"words": 0}
    elif a.headline or b.headline:
        vague, other = (a, b) if a.headline else (b, a)
        pieces["title_headline" if invites(vague) else f"title_generic{of_what(vague, other)}"] = {}
    elif linked(a, b):
        pieces["title_far/copied"] = {}
    elif _house_named(a, b) and slot(times, places) == "hall":
        # "La légende de la Fosse Dionne", "Contes au bord de la Fosse Dionne": each is about where it is.
        pieces["title_generic"] = {}
    else:
        pieces[_far(a, b, extra_a, extra_b)] = {}


def _told_whole(a: Features, b: Features, where: Slot) -> int:
    """How many words one title has that the other's text tells, of two that one society holds, or that are hardly two:
    of one minute in one hall, or in a town that is no city."""
    if one_holder(a, b):
        return whole_told(a, b)
    met = where == "hall" or (where == "town" and a.insee is not None and small(a.insee, MODEST))
    return whole_told(a, b, named=True) if met else 0


def _two_meetings(
    a: Features, b: Features, shared: tuple[Set[str], Set[str]], extra_a: Set[str], extra_b: Set[str]
) -> bool:
    """Whether two meetings have a common name that any has, and each a subject of which the other says nothing."""
    if _TALKS.isdisjoint(a.sorts & b.sorts) or any(telling(w) >= PROPER for words in shared for w in words):
        return False
    own = [{w for w in extra if w not in EVERYWHERE and w not in GENERIC} for extra in (extra_a, extra_b)]
    return bool(own[0] and own[1]) and not (themes_of(own[0]) & themes_of(own[1])) - FORMATS


def _partly(
    a: Features,
    b: Features,
    n: int,
    least: int,
    shared: tuple[Set[str], Set[str]],
    extra_a: Set[str],
    extra_b: Set[str],
) -> str:
    """The key of two titles that have `n` words in common and other words beside."""
    key = "title_partly/2" if n >= 2 and n * 2 >= least else "title_partly/1"
    if a.foreign != b.foreign or not (extra_a - EVERYWHERE and extra_b - EVERYWHERE):
        return key
    told = max(sum(map(telling, words)) for words in shared)
    named = _names(a, extra_a) and _names(b, extra_b)
    beside = [themes_of(extra) - FORMATS for extra in (extra_a, extra_b)]
    if beside[0] & beside[1]:
        # "Course des remparts", "Cinq cents coureurs sur les remparts".
        return f"{key}/akin"
    rare = {w for words in shared for w in words if telling(w) >= PROPER}
    if rare and not (named and rare.isdisjoint(a.proper | b.proper)):
        # "Théâtre : Antigone, de Jean Anouilh", "Le Chant du Lynx : Antigone".
        return f"{key}/name"
    if (told < PROPER or rare) and named and not initialled(a, b):
        # "Portes ouvertes du collège Mauzan", "Portes ouvertes du collège Fontreyne": each has a name of its own.
        return "title_partly/own"
    # "Sortie raquettes au col", "Sortie raquettes au lac": each has a word of its own.
    return f"{key}/both"


def _house_named(a: Features, b: Features) -> bool:
    """Whether both titles bear the name of the place."""
    named = set(a.venue.split()) & set(b.venue.split()) & set(a.title) & set(b.title)
    return any(telling(w) >= PROPER for w in named)


def _far(a: Features, b: Features, extra_a: Set[str], extra_b: Set[str]) -> str:
    """The key of two titles without a word in common: of one theme, of two, or who knows."""
    ours, theirs = (themes_of(w for w in f.title if w not in GENERIC) for f in (a, b))
    if (ours & theirs) - {"council"} or "bal" in a.sorts & b.sorts:
        return "title_akin/own" if _names(a, extra_a) and _names(b, extra_b) else "title_akin"
    return "title_far/theme" if ours and theirs else "title_far"


def _names(one: Features, extra: Set[str]) -> bool:
    """Whether one of the words is a name."""
    return not one.proper.isdisjoint(extra)


def _sorts_told(a: Features) -> set[str]:
    """The sorts that any word of the title names."""
    return {SORTS[w] for w in a.title if w in SORTS}


def _sorts(a: Features, b: Features, places_codes: Set[str], pieces: Pieces) -> None:
    if ("opening" in a.sorts) != ("opening" in b.sorts) and ("expo" in a.sorts | b.sorts or a.days != b.days):
        # The evening that opens an exhibition is not the exhibition.
        pieces["opening_differs"] = {}
        return
    if not (a.sorts and b.sorts):
        return
    if a.sorts.isdisjoint(b.sorts) and not _sorts_told(a).isdisjoint(_sorts_told(b)):
        # "Festival du film", "Rencontres du film".
        return
    if a.sorts & b.sorts and ("rehearsal" in a.sorts) == ("rehearsal" in b.sorts):
        if not UNIQUE.isdisjoint(a.sorts & b.sorts) and "same_venue" in places_codes:
            pieces["same_sort/unique"] = {}
        elif a.title != b.title:
            pieces["same_sort"] = {}
        return
    kindred = any(frozenset((x, y)) in KINDRED for x in a.sorts for y in b.sorts)
    kindred = kindred and not a.sorts & b.sorts
    # The ball and the dinner of one society.
    pieces["sort_differs/kindred" if kindred else "sort_differs"] = {
        "a": sorted(a.sorts),
        "b": sorted(b.sorts),
    }
