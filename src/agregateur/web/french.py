"""The small words that French puts before names of places and between the parts of a list, and English's plain ones.

Names of places come from INSEE, whose straight apostrophes stay as they are: `typographic` curls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agregateur.publish.words import Lang
from agregateur.text import fold
from agregateur.web.i18n import mark, say

Placed = tuple[str, str]
"""A preposition and what follows it: (`à`, `Gap`), (`aux`, `Orres`), (`dans`, `les Hautes-Alpes`), (`in`, `Gap`)."""


def typographic(text: str) -> str:
    """`text` with curved apostrophes."""
    return text.replace("'", "’")


def quoted(text: str, language: Lang) -> str:
    """`« text »`, `“text”`; marks that `text` brings with it are not doubled."""
    bare = text.strip(' "«»“”') or text
    return f"“{bare}”" if language == "en" else f"« {bare} »"


# Communes -----------------------------------------------------------------------------------------------------------


def of_place(name: str, language: Lang) -> str:
    """`de Gap`, `d’Embrun`, `du Monêtier-les-Bains`, `des Orres`, `de La Roche-de-Rame`; `in Gap`."""
    return f"in {name}" if language == "en" else of_name(name, language)


def of_name(name: str, language: Lang) -> str:
    """The same words in French; the bare name in English, for what says its own preposition: `within 5 km of Gap`."""
    if language == "en":
        return name
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    # An H is left alone: most are aspirate in names, and "de H…" is never wrong.
    return f"d’{name}" if fold(name)[:1] in "aeiouy" else f"de {name}"


def at_place(name: str, language: Lang) -> str:
    """`à Gap`, `au Monêtier-les-Bains`, `aux Orres`, `à La Roche-de-Rame`; `in Gap`."""
    return " ".join(commune_at(name, language))


def commune_at(name: str, language: Lang) -> Placed:
    """The two parts of `at_place`."""
    if language == "en":
        return "in", name
    if name.startswith("Le "):
        return "au", name[3:]
    if name.startswith("Les "):
        return "aux", name[4:]
    return "à", name


# Départements -------------------------------------------------------------------------------------------------------

_DEPARTEMENTS = {
    "dans l’": "01 02 03 10 11 12 27 34 36 60 61 89",
    "dans la ": "23 26 42 50 51 55 58 72 80 86",
    "dans le ": "14 15 18 25 29 30 32 39 45 46 56 59 62 63 67 68 69 81 83 84 90 94 95",
    "dans les ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92 984",
    "à ": "75 974 975 976 977 978 986 989",
}
"""What is said before the name of a département; `en` before all others. The articles are those of INSEE's Code
officiel géographique (TNCC, édition 2026); "en" is usage: before two names joined by "et", and before feminine names
that it has become common for ("en Savoie", but "dans la Drôme")."""
_BEFORE = {code: words for words, codes in _DEPARTEMENTS.items() for code in codes.split()}


def departement_at(code: str, name: str, language: Lang) -> Placed:
    """`dans les Hautes-Alpes`, `en Savoie`, `dans l’Ain`, `à Paris`; `in Hautes-Alpes`."""
    if language == "en":
        return "in", name
    preposition, _, article = _BEFORE.get(code, "en ").partition(" ")
    return preposition, article + name


# Groups of communes -------------------------------------------------------------------------------------------------

_KINDS = {"CC": "communauté de communes", "CA": "communauté d’agglomération", "CU": "communauté urbaine"}
_AFTERWORD = re.compile(r"\s*\([^()]*\)$")
_JOINED = re.compile(r"(?:du|de|des) |d['’]")
_WITH_L = re.compile(r"(?:[lL]['’])?(?=(?:Agglo|Agglomération|Intercom?|Eurométropole)\b)")
_WITH_LA = re.compile(r"(?:Communauté|Métropole)\b")
_SAYS_WHAT = re.compile(r"\b(?:Communauté|Agglo|Agglomération|Agglopôle|Métropole|Intercom?)\b")


def epci_name(name: str) -> tuple[str, str]:
    """The article and the name in full words of a group of communes as INSEE writes it.

    `CC du Briançonnais` gives (`la `, `communauté de communes du Briançonnais`); a name that says by itself what it is
    stands alone: `CA Alès Agglomération` gives (``, `Alès Agglomération`).
    """
    whole = " ".join(_AFTERWORD.sub("", name).replace('"', "").split())
    kind, _, rest = whole.partition(" ")
    if kind not in _KINDS:
        kind, rest = "", whole
    if not (kind and _JOINED.match(rest)):
        if found := _WITH_L.match(rest):
            return "l’", rest[found.end() :]
        if _WITH_LA.match(rest):
            return "la ", rest
        if not kind or _SAYS_WHAT.search(rest):
            return "", rest
    return "la ", f"{_KINDS[kind]} {rest}"


def epci_at(name: str, language: Lang) -> Placed:
    """`dans la communauté de communes du Briançonnais`; `in the communauté de communes du Briançonnais`."""
    article, full = epci_name(name)
    if language == "en":
        return "in", ("the " if article else "") + full
    return "dans", article + full


# Lists --------------------------------------------------------------------------------------------------------------


def listed(names: Sequence[str], language: Lang, *, either: bool = False) -> str:
    """`Gap`, `Gap et Embrun`, `Gap, Embrun et Briançon`; with `either`, `Gap ou Embrun`."""
    if len(names) < 2:
        return "".join(names)
    joint = mark("%(before)s ou %(last)s") if either else mark("%(before)s et %(last)s")
    return say(language, joint, before=", ".join(names[:-1]), last=names[-1])


def placed(places: Sequence[Placed], language: Lang, *, more: Iterable[Placed] = ()) -> str:
    """One list of places, the preposition said once where all share it, unless it holds an article of its own.

    `à Gap et Embrun`, `à Gap et aux Orres`, `au Bez et au Noyer`. `more` end the list, as they follow a name and as
    they follow a preposition: `à Gap et communes voisines`, `à Gap, aux Orres et dans les communes voisines`.
    """
    first = places[0][0]
    once = first in {"à", "en", "dans", "in"} and all(preposition == first for preposition, _ in places)
    if once or len(places) == 1:
        names = [*(name for _, name in places), *(bare for bare, _ in more)]
        return f"{first} {listed(names, language)}"
    return listed([*map(" ".join, places), *(full for _, full in more)], language)
