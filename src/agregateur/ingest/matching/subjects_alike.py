"""Of what two announcements speak: the subject of one in the other's text, one theme or two."""

from __future__ import annotations

from collections.abc import Mapping, Set

from agregateur.ingest.matching.dates_alike import Times
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.names_alike import common, invites
from agregateur.ingest.matching.themes import FORMATS, PROPER, telling, themes_of
from agregateur.ingest.matching.vocabulary import EVERYWHERE, GENERIC, SORTS
from agregateur.ingest.matching.weights import Pieces

FEASTS = frozenset({"fete", "carnaval", "kermesse", "feria", "bal"})
"""Words of feasts that are no frame of several things on one day."""
PROGRAMME = 3
"""Hours told in one text from which it is a programme, which names much that is not the event itself."""


def translated(a: Features, b: Features, times: Times, places: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether one title may be the other's translation: two languages, one minute, one place, and no other end."""
    if a.headline or b.headline or not times.exact or not two_languages(a, b):
        return False
    if any(key.startswith(("other_venue", "neighbour_commune", "other_commune")) for key in places):
        return False
    return not (a.lasts and b.lasts) or a.lasts == b.lasts


def two_languages(a: Features, b: Features) -> bool:
    """Whether the titles are in two languages, as far as their words and their sources tell."""
    if a.foreign != b.foreign:
        return True
    spoken = {a.language, b.language} - {""}
    return len(spoken) == 2 and (a.foreign or "fr" in spoken)


def texts_name(a: Features, b: Features, pieces: Pieces) -> None:
    """What the texts of two titles that say nothing ("Concert") name: one subject, or two."""
    if not (a.subjects and b.subjects):
        return
    both = a.subjects & b.subjects - _holders(a, b)
    ours, theirs = a.subjects - b.context, b.subjects - a.context
    # One company plays « Un air de famille », and « Le Malade imaginaire ».
    if ours and theirs and len(both) <= min(len(ours), len(theirs)):
        # Two first names and two surnames, or two whole titles: no slip of one word.
        whole = min(len(ours), len(theirs)) >= 2 and not both
        pieces["text_differs/names" if whole else "text_differs"] = {}
    elif both:
        pieces["text_subject"] = {"words": len(both)}


def _holders(a: Features, b: Features) -> set[str]:
    """Words of who holds either, which is no subject."""
    return {*a.held.split(), *b.held.split()}


def texts_name_others(a: Features, b: Features, pieces: Pieces) -> None:
    """The same of titles that have no name in common. Texts that name two subjects were never of one event in labelled
    records (450 pairs, most of them generated), but who organises is named in a text, too: it weighs less."""
    if a.subjects and b.subjects:
        both = {w for w in a.subjects & b.subjects - _holders(a, b) if telling(w) >= PROPER}
        if both and (a.headline or b.headline):
            pieces["text_subject"] = {"words": len(both)}
        elif not (a.subjects & b.context or b.subjects & a.context):
            pieces["text_differs/other"] = {}
        return
    for vague, other in ((a, b), (b, a)):
        if vague.headline and vague.subjects and not other.headline:
            own = {w for w in other.telling if telling(w) >= PROPER}
            if (
                own
                and own.isdisjoint(vague.context)
                and vague.subjects.isdisjoint(other.context.union(other.title))
            ):
                # "Concert", of a band that the text names; the other title names another.
                pieces["text_differs/other"] = {}


def same_pastime(a: Features, b: Features) -> bool:
    """Whether a title that says little says what one does there, and all of it stands in the other: "Soirée jeux"."""
    if not a.headline or len(a.title) < 2:
        return False
    return bool((themes_of(a.title) & themes_of(b.title)) - FORMATS) and (
        set(a.title) < set(b.title) or all(telling(w) < PROPER for w in b.telling)
    )


def clash(a: Features, b: Features) -> bool:
    """Whether the titles speak of two things, common words counted: an evening of games, a film on forests."""
    ours, theirs = (themes_of(f.title) - FORMATS for f in (a, b))
    return bool(ours and theirs) and ours.isdisjoint(theirs) and not a.sorts & b.sorts


def of_what(vague: Features, other: Features) -> str:
    """What the text of a title that says nothing ("Concert") tells of the other's theme."""
    ours = themes_of(w for w in vague.context - vague.around if w not in GENERIC)
    theirs = themes_of(w for w in other.title if w not in GENERIC)
    if not (ours and theirs):
        return ""
    return "/akin" if ours & theirs else "/theme"


def other_subjects(a: Features, b: Features, shared: tuple[Set[str], Set[str]]) -> bool:
    """Whether the titles begin alike and go on with two subjects: "Ciné-club : Le Mépris", "Ciné-club : Le Doulos"."""
    if len(a.parts) < 2 or len(b.parts) < 2:
        return False
    ours, theirs = (set(f.parts[-1].split()) & set(f.telling) for f in (a, b))
    return bool(ours and theirs) and not ours & shared[0] and not theirs & shared[1]


def subject_told(a: Features, b: Features) -> int:
    """How many words of a part of one's title, all of them, stand in the other's text or place; 0 when none does.

    A programme's text names all that it holds: it proves nothing. Nor do words of a place that both share.
    """
    found = 0
    for one, other in ((a, b), (b, a)):
        if (
            (other.whole and other.frame and not one.whole)
            or (other.programme and not one.programme)
            or other.days > one.days
            or len(other.hours) >= PROGRAMME
        ):
            continue
        for part in one.parts or _feast(one, other):
            said = [w for w in part.split() if w not in GENERIC and w not in SORTS]
            if said and _all_told(said, part, one, other) and not other.context.isdisjoint(said):
                own = [w for w in said if w in one.telling and w not in other.around]
                # "Brocante de l'aviron" is a "Vide-grenier" that the rowing club holds.
                rest = [
                    w
                    for w in one.telling
                    if w not in said and w not in other.context and SORTS.get(w) not in other.sorts
                ]
                # "Scène ouverte avec Benali": who comes is no subject while another is left untold.
                if len(own) > 1 or (own and not rest):
                    found = max(found, len(own))
    return found


def _feast(one: Features, other: Features) -> tuple[str, ...]:
    """The whole title of a feast ("Fête de l'abolition") of which the other is no part: both begin and end together, or
    begin together, and the other says that it lasts for days."""
    together = one.starts == other.starts and one.days == other.days
    lasting = other.lasting and one.days > 1 and min(one.starts, default=0) == min(other.starts, default=1)
    if one.whole and not FEASTS.isdisjoint(one.title) and (together or lasting):
        return (" ".join(one.title),)
    return ()


def told_of_another(a: Features, b: Features) -> int:
    """How many words of each title that name something stand in the other's text, where one alone proves nothing: two
    of one title, or one of each; 0 where fewer do."""
    found, proper = [], []
    for one, other in ((a, b), (b, a)):
        if (
            other.days > one.days
            or len(other.hours) >= PROGRAMME
            or (other.programme or other.whole) > one.whole
        ):
            continue
        said = other.context - other.around - one.around
        told = [w for w in one.telling if w in said and w not in EVERYWHERE]
        proper.append(sum(telling(w) >= PROPER for w in told))
        found.append(len(told) if proper[-1] else 0)
    if len(proper) == 2 and min(proper) >= 1:
        return max(2, *found)
    return max((n for n in found if n >= 2), default=0)


def _all_told(said: list[str], part: str, one: Features, other: Features) -> bool:
    """Whether the words of a part stand in the other's record; of those that every commune has, one and its sort."""
    whole = other.context.union(other.title)
    told = [w for w in said if w in one.telling]
    if len(told) < 2 or any(w not in EVERYWHERE for w in told):
        return whole.issuperset(said)
    return not whole.isdisjoint(told) and whole.issuperset(w for w in part.split() if w in GENERIC)


def linked(a: Features, b: Features) -> bool:
    """Whether text, page or uid say that one was taken from the other, or both texts name one person or work."""
    return bool(_copied(a, b) or a.pages & b.pages or a.ids & b.ids) or len(a.subjects & b.subjects) >= 2


def _copied(a: Features, b: Features) -> bool:
    shared = len(a.print & b.print)
    return shared >= 4 and shared * 2 >= min(len(a.print), len(b.print))


def generic_alike(a: Features, b: Features) -> bool:
    """Whether two titles that name no subject say one word, or one pastime, in common."""
    one = set(a.title) & set(b.title) or (themes_of(a.title) & themes_of(b.title)) - FORMATS
    return bool(one) and not invites(a)


def unlike(a: Features, b: Features) -> bool:
    """Whether the titles name two things: no telling word in common, and neither's subject in the other's text."""
    if (
        not (a.telling and b.telling)
        or a.title == b.title
        or a.pages & b.pages
        or len(a.print & b.print) >= 4
    ):
        return False
    shared = common(a.telling, b.telling)
    return not shared[0] and not subject_told(a, b)
