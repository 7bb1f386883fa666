"""Evidence of name for a pair: titles, subjects told in texts, sorts, groups, programmes; and what is beside."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache

from rapidfuzz import fuzz

from agregateur.ingest.dates_alike import Times
from agregateur.ingest.features import Features
from agregateur.ingest.marks import conflict
from agregateur.ingest.programmes import cut_frame, one_stretch, part_of
from agregateur.ingest.themes import FORMATS, PROPER, telling, themes_of
from agregateur.ingest.towns import town_words
from agregateur.ingest.vocabulary import BODIES, EVERYWHERE, GENERIC, KINDRED, SORTS

INWARD = "assemblee"
"""The word of titles whose subject is who holds them."""
PROGRAMME = 3
"""Hours told in one text from which it is a programme, which names much that is not the event itself."""

TOWN_WIDE = frozenset({"market", "festival", "firework", "ceremony", "fair"})
"""Sorts of which one commune hardly holds two at one hour, as it may hold two lotos or two meetings."""

UNIQUE = frozenset({"opening"})
"""Sorts of which one venue holds no two at one hour."""

Pieces = dict[str, dict[str, object]]

_ENDINGS = (
    "ation", "ateur", "atrice", "ement", "ique", "iste", "isme", "euse", "iere", "erie", "aire", "ure", "eur", "ier",
    "age", "ant", "er", "ez", "ee", "al", "e", "r",
)  # fmt: skip
"""Endings by which words of one family differ, the longest first."""

_OWN_KINDS = (
    "group:",
    "level:",
    "part:",
    "session:",
    "age:",
    "team:",
    "language:",
    "version:",
    "km:",
    "sex:",
)
"""Marks that, on one of two announcements only, speak a little against: the others are often left out."""


def compare_titles(
    a: Features, b: Features, times: Times, places: Mapping[str, Mapping[str, object]]
) -> Pieces:
    """Pieces of evidence by key. `times` and `places` are what dates and places said."""
    pieces: Pieces = {}
    kind = conflict(a.marks, b.marks)
    if kind:
        # Group 1 and group 2, beginners and advanced, part one and part two are two events.
        pieces["mark_differs"] = {"kind": kind, "a": sorted(a.marks), "b": sorted(b.marks)}
    elif a.marks != b.marks and _own(a.marks) != _own(b.marks):
        # Who does not say the language means French.
        spoken = {m.partition(":")[2] for m in a.marks ^ b.marks if m.startswith("language:")} - {"francais"}
        said = a.context.union(a.title) if spoken and _own(b.marks) else b.context.union(b.title)
        foreign = any(not any(w.startswith(s[:5]) for w in said) for s in spoken)
        if foreign or (not spoken and not {"language:francais"} >= _own(a.marks) ^ _own(b.marks)):
            key = "mark_on_one/language" if foreign else "mark_on_one"
            pieces[key] = {"a": sorted(a.marks), "b": sorted(b.marks)}
    _sorts(a, b, {key.partition("/")[0] for key in places}, pieces)
    if {m for m in a.marks & b.marks if m.startswith("edition:")}:
        pieces["same_edition"] = {}
    ours, theirs = set(a.telling), set(b.telling)
    shared = common(a.telling, b.telling)
    least, most = sorted((len(ours), len(theirs)))
    n = min(len(shared[0]), len(shared[1]))
    extra_a = (ours - shared[0]) - b.context
    extra_b = (theirs - shared[1]) - a.context
    stretch = one_stretch(a, b)
    part = not stretch and part_of(
        a, b, ours - shared[0] - b.around - set(b.title), theirs - shared[1] - a.around - set(a.title)
    )
    if part:
        beginning = times.exact or "near_start" in times.pieces
        pieces["part_of_whole" + ("/same_start" if beginning and a.days == b.days else "")] = {}
    name = _name(a, b, n, least, most, shared[0])
    if name:
        pieces[name] = {"words": n}
        if name.startswith("title_within"):
            more = len(extra_a | extra_b)
            if more >= 2 and any(telling(w) >= PROPER for w in extra_a | extra_b):
                pieces["title_more"] = {"words": more}
            elif not more and max(len(a.hours), len(b.hours)) < PROGRAMME:
                pieces["context_explains"] = {}
    elif _one_fixture(a, b):
        pieces["title_within/2"] = {"words": 2}
    elif found := _subject_told(a, b):
        pieces[f"subject_in_text/{min(2, found)}"] = {"words": found}
        if n:
            pieces["title_partly/1"] = {"words": n}
    elif n:
        if _other_subjects(a, b, shared):
            pieces["other_subject"] = {}
        pieces[_partly(a, b, n, least, shared, extra_a, extra_b)] = {"words": n}
    elif _initialled(a, b):
        pieces["title_within/1"] = {"words": 1}
    elif _covered(a, b) or _covered(b, a) or _same_pastime(a, b) or _same_pastime(b, a):
        pieces["title_within/place"] = {"words": len(set(a.title) & set(b.title))}
    elif _translated(a, b, times, places):
        # A level that one states may be told in the other's language.
        pieces.pop("mark_on_one", None)
        pieces["title_far/foreign"] = {}
    elif _clash(a, b) and not _linked(a, b):
        pieces["title_far/theme"] = {}
    elif a.headline and b.headline:
        alike = _generic_alike(a, b)
        pieces["title_vague/alike" if alike else "title_vague"] = {}
    elif (a.headline or b.headline) and _town_wide(a, b) and set(a.title) & set(b.title):
        # "Marché du samedi", "Grand marché provençal".
        pieces["title_same/town"] = {"words": 0}
    elif a.headline or b.headline:
        vague, other = (a, b) if a.headline else (b, a)
        pieces["title_headline" if _invites(vague) else f"title_generic{_of_what(vague, other)}"] = {}
    elif _linked(a, b):
        pieces["title_far/copied"] = {}
    else:
        pieces[_far(a, b, extra_a, extra_b)] = {}
    if not (_invites(a) or _invites(b)) and all(telling(w) < PROPER for w in (*a.telling, *b.telling)):
        _texts(a, b, pieces)
    whole_name = name.startswith(("title_same", "title_close")) and not cut_frame(a, b)
    if not (part or stretch) and (a.days > 1) != (b.days > 1) and not whole_name:
        # A festival is not its concerts: days on end against one sitting of another name.
        key = "length_differs" if name and not cut_frame(a, b) else "length_differs/other_title"
        pieces[key] = {"days": max(a.days, b.days)}
    return pieces


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
    if not (extra_a - EVERYWHERE and extra_b - EVERYWHERE):
        return key
    told = max(sum(map(telling, words)) for words in shared)
    named = _names(a, extra_a) and _names(b, extra_b)
    rare = {w for words in shared for w in words if telling(w) >= PROPER}
    if rare and not (named and rare.isdisjoint(a.proper | b.proper)):
        # "Théâtre : Antigone, de Jean Anouilh", "Le Chant du Lynx : Antigone".
        return f"{key}/name"
    if (told < PROPER or rare) and named and not _initialled(a, b):
        # "Portes ouvertes du collège Mauzan", "Portes ouvertes du collège Fontreyne": each has a name of its own.
        return "title_partly/own"
    # "Sortie raquettes au col", "Sortie raquettes au lac": each has a word of its own.
    return f"{key}/both"


def _far(a: Features, b: Features, extra_a: Set[str], extra_b: Set[str]) -> str:
    """The key of two titles without a word in common: of one theme, of two, or who knows."""
    ours, theirs = (themes_of(w for w in f.title if w not in GENERIC) for f in (a, b))
    if (ours & theirs) - {"council"}:
        return "title_akin/own" if _names(a, extra_a) and _names(b, extra_b) else "title_akin"
    return "title_far/theme" if ours and theirs else "title_far"


def _translated(a: Features, b: Features, times: Times, places: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether one title may be the other's translation: two languages, one minute, one place, and no other end."""
    if a.headline or b.headline:
        return False
    spoken = {a.language, b.language}
    two = a.foreign != b.foreign or ("fr" in spoken and len(spoken - {""}) == 2)
    if not two or not times.exact or {"same_venue/slot", "same_venue/generic/slot"}.isdisjoint(places):
        return False
    return not (a.lasts and b.lasts) or a.lasts == b.lasts


def _names(one: Features, extra: Set[str]) -> bool:
    """Whether one of the words is a name."""
    return not one.proper.isdisjoint(extra)


def _initialled(a: Features, b: Features) -> bool:
    return _acronym(a, b) or _acronym(b, a)


def _texts(a: Features, b: Features, pieces: Pieces) -> None:
    """What the texts of two titles that say nothing ("Concert") name: one subject, or two."""
    if not (a.subjects and b.subjects):
        return
    both = a.subjects & b.subjects
    ours, theirs = a.subjects - b.context, b.subjects - a.context
    # One company plays « Un air de famille », and « Le Malade imaginaire ».
    if ours and theirs and len(both) <= min(len(ours), len(theirs)):
        pieces["text_differs"] = {}
    elif both:
        pieces["text_subject"] = {"words": len(both)}


def _same_pastime(a: Features, b: Features) -> bool:
    """Whether a title that says little says what one does there, and all of it stands in the other: "Soirée jeux"."""
    if not a.headline or len(a.title) < 2:
        return False
    return bool((themes_of(a.title) & themes_of(b.title)) - FORMATS) and (
        set(a.title) < set(b.title) or all(telling(w) < PROPER for w in b.telling)
    )


def _clash(a: Features, b: Features) -> bool:
    """Whether the titles speak of two things, common words counted: an evening of games, a film on forests."""
    ours, theirs = (themes_of(f.title) - FORMATS for f in (a, b))
    return bool(ours and theirs) and ours.isdisjoint(theirs) and not a.sorts & b.sorts


def _of_what(vague: Features, other: Features) -> str:
    """What the text of a title that says nothing ("Concert") tells of the other's theme."""
    ours = themes_of(w for w in vague.context - vague.around if w not in GENERIC)
    theirs = themes_of(w for w in other.title if w not in GENERIC)
    if not (ours and theirs):
        return ""
    return "/akin" if ours & theirs else "/theme"


def _covered(a: Features, b: Features) -> bool:
    """Whether the title of `a` holds no telling word that the title and the place of `b` do not: a place that both
    titles name was left out of one of them."""
    both = set(a.title) & set(b.title) - GENERIC
    if not both or (both <= EVERYWHERE and not _town_wide(a, b)):
        return False
    return all(w in GENERIC or w in both or w in b.around or w in b.title for w in a.title)


def _acronym(a: Features, b: Features) -> bool:
    """Whether a word of one title is made of the initials of words on end of the other: JEMA, MSP."""
    initials = "".join(w[0] for w in b.title)
    return any(3 <= len(w) <= 6 and w in initials for w in a.telling if w not in b.title)


def _one_fixture(a: Features, b: Features) -> bool:
    """Whether both titles set one thing against another, and both name both: "Voiron – Bourgoin"."""
    for x, y in a.sides:
        for z, w in b.sides:
            if ((x & z) and (y & w)) or ((x & w) and (y & z)):
                return True
    return False


def _name(a: Features, b: Features, n: int, least: int, most: int, shared: Set[str]) -> str:
    """The key of how one title names the other; '' when neither holds the other's words."""
    level = min(2, sum(w not in EVERYWHERE for w in a.telling) + (least >= 2))
    ours, theirs = set(a.title), set(b.title)
    if a.title == b.title or (ours <= theirs | b.around and theirs <= ours | a.around):
        # "Soirée jeux" at the library, "Soirée jeux à la bibliothèque".
        words = (ours & theirs) - GENERIC
        if words and not least:
            own = words - EVERYWHERE
            return f"title_same/{min(2, len(words))}" if own else "title_same/common"
        if least:
            return f"title_same/{min(level, least)}" if level else "title_same/common"
        if _invites(a):
            return ""
        return (
            "title_same/long"
            if len(a.title) >= 3
            else "title_same/town"
            if _town_wide(a, b)
            else "title_same/0"
        )
    if n and shared <= EVERYWHERE and not a.sorts & b.sorts:
        # "Concert de Noël" and "Marché de Noël" have the season in common.
        short, long = sorted((a, b), key=lambda f: (len(f.title), f.title))
        if not set(short.title) <= long.context.union(long.title):
            return ""
    if least and n == most:
        return "title_close/2" if least >= 2 else "title_close/1"
    if least and n < least and fuzz.ratio("".join(a.title), "".join(b.title)) >= 88:
        return "title_close/2" if least >= 2 else "title_close/1"
    if not least and not most:
        joined = "".join(a.title), "".join(b.title)
        if set(a.title) == set(b.title) or fuzz.ratio(*joined) >= 92:
            return "" if _invites(a) else "title_same/town" if _town_wide(a, b) else "title_same/0"
        return ""
    if least and n == least:
        return f"title_within/{min(3, n)}"
    return ""


def _town_wide(a: Features, b: Features) -> bool:
    """Whether both titles name what a town holds once at a time: its market, its feast, its ceremony."""
    return all("marche" in f.title or not TOWN_WIDE.isdisjoint(f.sorts) for f in (a, b))


def _invites(a: Features) -> bool:
    # "marche" is a walk or a market, "jeux" are of no sort, and still no headline.
    return a.headline and not a.sorts and not themes_of(a.title)


def _own(marks: frozenset[str]) -> set[str]:
    return {m for m in marks if m.startswith(_OWN_KINDS)}


def _sorts(a: Features, b: Features, places_codes: Set[str], pieces: Pieces) -> None:
    if ("opening" in a.sorts) != ("opening" in b.sorts) and ("expo" in a.sorts | b.sorts or a.days != b.days):
        # The evening that opens an exhibition is not the exhibition.
        pieces["opening_differs"] = {}
        return
    if not (a.sorts and b.sorts):
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


def _other_subjects(a: Features, b: Features, shared: tuple[Set[str], Set[str]]) -> bool:
    """Whether the titles begin alike and go on with two subjects: "Ciné-club : Le Mépris", "Ciné-club : Le Doulos"."""
    if len(a.parts) < 2 or len(b.parts) < 2:
        return False
    ours, theirs = (set(f.parts[-1].split()) & set(f.telling) for f in (a, b))
    return bool(ours and theirs) and not ours & shared[0] and not theirs & shared[1]


def _subject_told(a: Features, b: Features) -> int:
    """How many words of a part of one's title, all of them, stand in the other's text or place; 0 when none does.

    A programme's text names all that it holds: it proves nothing. Nor do words of a place that both share.
    """
    found = 0
    for one, other in ((a, b), (b, a)):
        if (
            (other.whole and other.frame and not one.whole)
            or other.days > one.days
            or len(other.hours) >= PROGRAMME
        ):
            continue
        for part in one.parts:
            said = [w for w in part.split() if w not in GENERIC and w not in SORTS]
            if said and _all_told(said, part, one, other) and not other.context.isdisjoint(said):
                own = [w for w in said if w in one.telling and w not in other.around]
                rest = [w for w in one.telling if w not in said and w not in other.context]
                # "Scène ouverte avec Benali": who comes is no subject while another is left untold.
                if len(own) > 1 or (own and not rest):
                    found = max(found, len(own))
    return found


def _all_told(said: list[str], part: str, one: Features, other: Features) -> bool:
    """Whether the words of a part stand in the other's record; of those that every commune has, one and its sort."""
    whole = other.context.union(other.title)
    told = [w for w in said if w in one.telling]
    if len(told) < 2 or any(w not in EVERYWHERE for w in told):
        return whole.issuperset(said)
    return not whole.isdisjoint(told) and whole.issuperset(w for w in part.split() if w in GENERIC)


def _linked(a: Features, b: Features) -> bool:
    """Whether text, page or uid say that one was taken from the other."""
    return bool(_copied(a, b) or a.pages & b.pages or a.ids & b.ids)


def _copied(a: Features, b: Features) -> bool:
    shared = len(a.print & b.print)
    return shared >= 4 and shared * 2 >= min(len(a.print), len(b.print))


def _generic_alike(a: Features, b: Features) -> bool:
    one = set(a.title) & set(b.title) or (themes_of(a.title) & themes_of(b.title)) - FORMATS
    return bool(one) and not _invites(a)


def common(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """The words of each that stand in the other, spelling mistakes forgiven."""
    both = set(a) & set(b)
    ours, theirs = set(both), set(both)
    for x in a:
        if x in both or len(x) < 4:
            continue
        for y in b:
            if y not in both and len(y) >= 4 and _alike(x, y):
                ours.add(x)
                theirs.add(y)
    return ours, theirs


@lru_cache(maxsize=65536)
def _alike(x: str, y: str) -> bool:
    return fuzz.ratio(x, y) >= 84 or (_root(x) == _root(y) != "")


def _root(word: str) -> str:
    """A word of one family with others: "réparation", "réparer"; '' when it bears no such ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            root = word[: -len(ending)]
            return f"{root[:-2]}c" if root.endswith("qu") else root
    return word if 4 <= len(word) <= 6 else ""


def one_name(a: Features, b: Features) -> bool:
    """Whether the titles may name one series: the same words, or one within the other by two telling words at least."""
    if a.title == b.title:
        return True
    least, most = sorted((len(a.telling), len(b.telling)))
    shared = common(a.telling, b.telling)
    n = min(len(shared[0]), len(shared[1]))
    return bool(least) and (
        n == most or (least >= 2 and n == least) or (n == least and bool(a.pages & b.pages))
    )


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
    return not shared[0] and not _subject_told(a, b)


def beside(a: Features, b: Features) -> Pieces:
    """Evidence beside date, place and title."""
    pieces: Pieces = {}
    if pages := a.pages & b.pages:
        pieces["same_page"] = {"url": min(pages)}
    if a.ids & b.ids:
        pieces["same_uid"] = {}
    if a.image and a.image == b.image:
        pieces["same_image"] = {}
    if a.contact & b.contact:
        pieces["same_contact"] = {}
    if a.price and a.price == b.price:
        pieces["same_price"] = {}
    least = min(len(a.print), len(b.print))
    shared = len(a.print & b.print) if least >= 3 else 0
    if shared >= 4 and shared * 2 >= least:
        pieces["text_copied"] = {"percent": round(100 * shared / least)}
    elif shared >= 3 and shared * 4 >= least:
        pieces["text_close"] = {"percent": round(100 * shared / least)}
    if INWARD in a.title and INWARD in b.title:
        pieces.update(_inward(a, b))
    elif a.organizer and b.organizer:
        towns = {*a.city.split(), *b.city.split(), *town_words(a.insee), *town_words(b.insee)}
        ours, theirs = set(a.organizer.split()) - towns, set(b.organizer.split()) - towns
        if ours <= theirs or theirs <= ours:
            pieces["same_organizer"] = {}
        elif not (ours & theirs) - GENERIC and not _initials(ours, theirs):
            # Who holds it is all that tells two lotos of one evening apart.
            bare = len(a.named & b.named) < 2
            pieces["other_organizer/generic" if bare else "other_organizer"] = {}
    elif a.headline != b.headline and _another_body(*((a, b) if a.headline else (b, a))):
        pieces["other_organizer/generic"] = {}
    return pieces


def _another_body(bare: Features, named: Features) -> bool:
    """Whether a bare title ("Permanence") is one body's, as its organiser says, and the other title names another."""
    holder = bare.host if bare.organizer else frozenset()
    rival = named.proper.intersection(named.telling) - bare.context
    return bool(holder and rival) and not (holder & named.context or _initials(set(holder), set(rival)))


def _inward(a: Features, b: Features) -> Pieces:
    """What is said of the society that assembles: it is the subject, and its own calendar does not name it."""
    ours, theirs = ((set(f.telling) - {"annuelle"} - BODIES) or f.subjects or f.host for f in (a, b))
    if not (ours and theirs):
        return {}
    if ours & b.context or theirs & a.context or ours & theirs or _initials(ours, theirs):
        return {"same_organizer/subject": {}}
    return {"other_organizer/subject": {}}


def _initials(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether one organiser may be the other's initials: APE, parents d'élèves."""
    return any(
        len(x) == 1 and len(next(iter(x))) <= 5 < sum(map(len, y)) and len(y) > 1
        for x, y in ((ours, theirs), (theirs, ours))
    )
