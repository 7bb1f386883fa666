"""How one title names another: the same words, words within words, initials, both sides of a match."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from rapidfuzz import fuzz

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.themes import themes_of
from agregateur.ingest.matching.vocabulary import EVERYWHERE, GENERIC, INVITATIONS, stem
from agregateur.text import words

TOWN_WIDE = frozenset({"market", "festival", "firework", "ceremony", "fair"})
"""Sorts of which one commune hardly holds two at one hour, as it may hold two lotos or two meetings."""
_FEAST = frozenset(stem(w) for w in words("votive patronale foraine locale annuelle communale village pays"))
"""What villages call their feast."""
_FEAST_DAYS = 3
_SHORT = 5
"""Letters up to which two words are equal or different, and never near."""
_ENDINGS = (
    "ation", "ateur", "atrice", "ement", "ique", "iste", "isme", "euse", "iere", "erie", "aire", "ure", "eur", "ier",
    "age", "ant", "er", "ez", "ee", "al", "e", "r",
)  # fmt: skip
"""Endings by which words of one family differ, the longest first."""


def initialled(a: Features, b: Features) -> bool:
    """Whether one title abbreviates words of the other."""
    return _acronym(a, b) or _acronym(b, a)


def covered(a: Features, b: Features) -> bool:
    """Whether the title of `a` holds no telling word that the title and the place of `b` do not: a place that both
    titles name was left out of one of them."""
    both = set(a.title) & set(b.title) - GENERIC
    if not both or (both <= EVERYWHERE and not town_wide(a, b)):
        return False
    return all(w in GENERIC or w in both or w in b.around or w in b.title for w in a.title)


def _acronym(a: Features, b: Features) -> bool:
    """Whether a word of one title is made of the initials of words on end of the other: JEMA, MSP."""
    initials = "".join(w[0] for w in b.title)
    return any(3 <= len(w) <= 6 and w in initials for w in a.telling if w not in b.title)


def one_fixture(a: Features, b: Features) -> bool:
    """Whether both titles set one thing against another, and both name both: "Voiron – Bourgoin"."""
    for x, y in a.sides:
        for z, w in b.sides:
            if ((x & z) and (y & w)) or ((x & w) and (y & z)):
                return True
    return False


def cut_off(a: Features, b: Features) -> int:
    """Letters by which one title, that was cut short, begins as a part of the other does; 0 where it does not."""
    for cut, other in ((a, b), (b, a)):
        if cut.stub and not other.cut:
            for first in range(len(other.title)):
                if "".join(other.title[first:]).startswith(cut.stub):
                    return len(cut.stub)
    return 0


def naming(a: Features, b: Features, n: int, least: int, most: int, shared: Set[str]) -> str:
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
        if invites(a) and not (a.title == b.title and len(a.title) >= 2 and INVITATIONS.isdisjoint(a.title)):
            return ""
        return (
            "title_same/long"
            # "La Nuit du printemps" is a film, and no night nor spring.
            if len(a.title) >= 3 or invites(a)
            else "title_same/town"
            if town_wide(a, b)
            else "title_same/0"
        )
    if n and shared <= EVERYWHERE and not a.sorts & b.sorts:
        # "Concert de Noël" and "Marché de Noël" have the season in common.
        short, long = sorted((a, b), key=lambda f: (len(f.title), f.title))
        if not set(short.title) <= long.context.union(long.title):
            return ""
    if least and n == most:
        return "title_close/2" if least >= 2 else "title_close/1"
    if (
        least
        and n < least
        and fuzz.ratio("".join(a.title), "".join(b.title)) >= 88
        and _misspelt(a.title, b.title)
    ):
        return "title_close/2" if least >= 2 else "title_close/1"
    if not least and not most:
        joined = "".join(a.title), "".join(b.title)
        if set(a.title) == set(b.title) or (fuzz.ratio(*joined) >= 92 and _misspelt(a.title, b.title)):
            return "" if invites(a) else "title_same/town" if town_wide(a, b) else "title_same/0"
        return ""
    if least and n == least:
        return f"title_within/{min(3, n)}"
    return ""


def town_wide(a: Features, b: Features) -> bool:
    """Whether both titles name what a town holds once at a time: its market, its feast, its ceremony."""
    return all("marche" in f.title or not TOWN_WIDE.isdisjoint(f.sorts) for f in (a, b))


def village_feast(a: Features, b: Features) -> bool:
    """Whether two feasts of the same three days and more are the one that a village has, of which one says no more than
    its kind: "Fête votive", "La Saint-Laurent"."""
    if min(len(a.starts), len(b.starts)) < _FEAST_DAYS or a.starts.keys() != b.starts.keys():
        return False
    if not a.insee or a.insee != b.insee or max(a.days, b.days) < _FEAST_DAYS:
        return False
    return any(
        "fete" in one.title
        and _FEAST.issuperset(one.telling)
        and ("fete" in other.title or "saint" in other.title)
        for one, other in ((a, b), (b, a))
    )


def invites(a: Features) -> bool:
    """Whether a title is a headline that does not even say what sort of thing it is: "La culture s'invite"."""
    # "marche" is a walk or a market, "jeux" are of no sort, and still no headline.
    return a.headline and not a.sorts and not themes_of(a.title)


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


def _misspelt(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether what differs may be one word spelt twice, or cut otherwise: "CAF" and "CPAM" are two bodies."""
    ours, theirs = ("".join(w for w in x if w not in y) for x, y in ((a, b), (b, a)))
    return len(ours) > _SHORT and len(theirs) > _SHORT and fuzz.ratio(ours, theirs) >= 80


@lru_cache(maxsize=65536)
def _alike(x: str, y: str) -> bool:
    return fuzz.ratio(x, y) >= 84 or _one_family(x, y) or (_root(x) == _root(y) != "")


def _one_family(x: str, y: str) -> bool:
    """Whether most of the shorter word begins both: "cyclos", "cyclotouriste"."""
    most = max(5, (min(len(x), len(y)) * 3 + 3) // 4)
    return x[:most] == y[:most]


@lru_cache(maxsize=65536)
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
