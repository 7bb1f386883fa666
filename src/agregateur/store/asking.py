"""The words of an address read into a `Selection`.

What is wrong is refused and named: dropped, it would widen the answer in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from agregateur import communes
from agregateur.errors import SelectionError
from agregateur.frozen import changed
from agregateur.store import search
from agregateur.store.days import PERIODS
from agregateur.store.selection import RADIUS, Selection
from agregateur.taxonomy import facet, taxonomy
from agregateur.text import one_line

ASKED = (
    "commune", "epci", "departement", "autour", "rayon", "voisines", "categorie", "public", "acces", "gratuit",
    "inscription", "accessibilite", "statut", "mode", "longs", "regulier", "structure", "source", "q", "periode", "du",
    "au", "jours", "sauf_categorie", "sauf_structure", "sauf_source",
)  # fmt: skip
"""The words that an address of events may say."""
ACTORS = (
    "commune", "epci", "departement", "autour", "rayon", "voisines", "categorie", "source", "q", "sauf_categorie",
    "sauf_source",
)  # fmt: skip
"""Those of the list of actors."""
ARTICLES = ("genre", *ACTORS)
"""Those of the list of articles and of its feeds."""
MODES = ("sur-place", "en-ligne")
MOST_KM = 100
MAX_VALUES = 200
"""Values one word may take: a département of 2026 has at most 890 communes, but has a word of its own."""
MAX_TEXT = 200
MAX_DAYS = 396
_ONE = frozenset(("rayon", "voisines", "gratuit", "longs", "regulier", "du", "au", "jours"))
_POINT = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?")
_ID = re.compile(r"[a-z0-9]{1,40}")
_SOURCE = re.compile(r"[a-z0-9-]{1,100}")


def parse(
    pairs: Iterable[tuple[str, str]],
    *,
    scope: tuple[str, str] | None = None,
    words: Sequence[str] = ASKED,
) -> Selection:
    """The selection said by `pairs` of (word, value as written); every word must be one of `words`.

    Raises SelectionError whose values name word, value and allowed ones. Whether a source or a structure exists is
    known to the store alone: see `directory.unknown_sources` and `structures.unknown`.
    """
    said = _gathered(pairs, words)

    def many(word: str, check: Callable[[str, str], str]) -> tuple[str, ...]:
        return tuple(sorted({check(word, value) for value in said.get(word, [])}))

    def coded(word: str, codes: Iterable[str]) -> tuple[str, ...]:
        return many(word, lambda word, value: _one_of(word, value, tuple(codes)))

    chosen = Selection(
        scope=scope,
        commune=many("commune", _commune),
        epci=many("epci", _epci),
        departement=many("departement", _departement),
        autour=_around(said.get("autour", [])),
        rayon=_number("rayon", said["rayon"][0], MOST_KM, "kilometres") if "rayon" in said else None,
        voisines=_yes(said, "voisines") or False,
        genre=coded("genre", facet("genre")),
        categorie=coded("categorie", taxonomy()),
        public=coded("public", facet("public")),
        acces=_access(coded("acces", facet("acces")), _yes(said, "gratuit")),
        inscription=coded("inscription", facet("inscription")),
        accessibilite=coded("accessibilite", facet("accessibilite")),
        statut=coded("statut", facet("statut")),
        mode=coded("mode", MODES),
        longs=_yes(said, "longs"),
        regulier=_yes(said, "regulier"),
        structure=many("structure", _structure),
        source=many("source", _source),
        q=many("q", _text),
        periode=coded("periode", PERIODS),
        du=_date("du", said["du"][0]) if "du" in said else None,
        au=_date("au", said["au"][0]) if "au" in said else None,
        jours=_number("jours", said["jours"][0], MAX_DAYS, "days") if "jours" in said else None,
        sauf_categorie=coded("sauf_categorie", taxonomy()),
        sauf_structure=many("sauf_structure", _structure),
        sauf_source=many("sauf_source", _source),
    )
    return _agreed(chosen)


def refused(
    word: str, value: str, message: str, allowed: Iterable[str] = (), code: str = "value"
) -> SelectionError:
    """The error that names a word and its value; `allowed` are the values to choose from."""
    return SelectionError(
        message, code=f"selection_{code}", word=word[:60], value=value[:MAX_TEXT], allowed=list(allowed)
    )


def _gathered(pairs: Iterable[tuple[str, str]], words: Sequence[str]) -> dict[str, list[str]]:
    """The values of each word, commas and repeats alike."""
    said: dict[str, list[str]] = {}
    for word, value in pairs:
        if word not in words:
            message = f"the word {word!r} is not known here; allowed: {', '.join(words)}."
            raise refused(word, value, message, words, "word")
        parts = [part.strip() for part in value.split(",")]
        if not any(parts):
            raise refused(word, value, f"{word} is empty: give it a value or leave it out.", code="empty")
        said.setdefault(word, []).extend(part for part in parts if part)
    for word, values in said.items():
        if len(values) > MAX_VALUES:
            message = f"{word}: at most {MAX_VALUES} values."
            raise refused(word, str(len(values)), message, [f"≤ {MAX_VALUES}"])
        if word in _ONE and len(set(values)) > 1:
            raise refused(word, ",".join(values), f"{word} takes one value only.", code="one")
    return said


def _agreed(chosen: Selection) -> Selection:
    """The selection, its words looked at together."""
    if chosen.du and chosen.au and chosen.au < chosen.du:
        au = chosen.au.isoformat()
        raise refused("au", au, f"au={au!r} lies before du={chosen.du.isoformat()!r}.", code="order")
    if chosen.rayon and not chosen.autour:
        message = "rayon goes with autour: autour=05023&rayon=10."
        raise refused("rayon", str(chosen.rayon), message, ["autour"], "alone")
    if chosen.voisines and not chosen.plain().commune:
        message = "voisines goes with commune: commune=05023&voisines=oui."
        raise refused("voisines", "oui", message, ["commune"], "alone")
    chosen = _plainest(chosen)
    if chosen.scope is None:
        return chosen
    word, code = chosen.scope
    besides = [value for value in getattr(chosen, word) if value != code]
    if besides:
        message = (
            f"{word}={besides[0]!r}: this address is already that of {code}; ask /agenda for several places."
        )
        raise refused(word, besides[0], message, [code], "place")
    none: dict[str, Any] = {word: ()}
    return changed(chosen, **none)


def _plainest(chosen: Selection) -> Selection:
    """The same selection without what goes without saying, so that it has one address: the usual radius, and a number
    of days where both ends are known.
    """
    if chosen.rayon == RADIUS:
        chosen = changed(chosen, rayon=None)
    if chosen.du and chosen.jours:
        end = chosen.du + timedelta(days=chosen.jours - 1)
        chosen = changed(chosen, au=min(end, chosen.au or end), jours=None)
    return chosen


# What the words accept ---------------------------------------------------------------------------------------------


def _commune(word: str, value: str) -> str:
    found = communes.commune(value)
    if found is None:
        message = f"{word}={value!r}: no commune has this INSEE code (five characters, such as 05061)."
        raise refused(word, value, message)
    return found.insee


def _epci(word: str, value: str) -> str:
    if communes.epci(value) is None:
        raise refused(word, value, f"{word}={value!r}: no EPCI has this SIREN number (nine digits).")
    return value


def _departement(word: str, value: str) -> str:
    found = communes.departement(value.upper())
    if found is None:
        raise refused(word, value, f"{word}={value!r}: no département has this code (such as 05 or 2A).")
    return found.code


def _around(values: Sequence[str]) -> tuple[str, ...]:
    """INSEE codes, and points as `lat,lon` with three decimals (a hundred metres): two numbers one after the other."""
    out: set[str] = set()
    left = list(values)
    while left:
        value = left.pop(0)
        if len(value) == 5 and communes.commune(value):
            out.add(_commune("autour", value))
            continue
        other = left.pop(0) if left else ""
        if not (_POINT.fullmatch(value) and _POINT.fullmatch(other)):
            message = f"autour={value!r}: an INSEE code (such as 05061) or latitude,longitude (such as 44.559,6.079)."
            raise refused("autour", value, message, ["05061", "44.559,6.079"])
        latitude, longitude = float(value), float(other)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            message = f"autour={value},{other}: latitude goes from -90 to 90, longitude from -180 to 180."
            raise refused("autour", f"{value},{other}", message, ["44.559,6.079"])
        out.add(f"{latitude:z.3f},{longitude:z.3f}")  # no minus before nought
    return tuple(sorted(out))


def _date(word: str, value: str) -> date:
    try:
        if len(value) != 10:
            raise ValueError(value)
        found = date.fromisoformat(value)
    except ValueError:
        message = f"{word}={value!r}: not a date; write it like 2026-12-31."
        raise refused(word, value, message, ["AAAA-MM-JJ"], "date") from None
    if not 1900 <= found.year <= 2200:
        message = f"{word}={value!r}: the year must lie between 1900 and 2200."
        raise refused(word, value, message, code="date")
    return found


def _number(word: str, value: str, most: int, unit: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and 1 <= int(value) <= most):
        message = f"{word}={value!r}: write a number of {unit} from 1 to {most}."
        raise refused(word, value, message, [f"1-{most}"])
    return int(value)


def _yes(said: dict[str, list[str]], word: str) -> bool | None:
    """True for `oui`, False for `non`, None when the word is not there."""
    if word not in said:
        return None
    return _one_of(word, said[word][0], ("oui", "non")) == "oui"


def _access(codes: tuple[str, ...], free: bool | None) -> tuple[str, ...]:
    if not free:
        return codes
    if codes and "gratuit" not in codes:
        asked = f"acces={','.join(codes)}"
        raise refused(
            "gratuit", asked, f"gratuit=oui and {asked} exclude each other.", ["gratuit"], "against"
        )
    return ("gratuit",)


def _one_of(word: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise refused(word, value, f"{word}={value!r} is not known; allowed: {', '.join(allowed)}.", allowed)
    return value


def _text(word: str, value: str) -> str:
    if len(value) > MAX_TEXT:
        raise refused(word, value, f"{word}: a search has at most {MAX_TEXT} characters.", [f"≤ {MAX_TEXT}"])
    if not search.asked(value):
        raise refused(word, value, f"{word}={value!r}: a search needs at least one letter or digit.")
    return one_line(value)


def _source(word: str, value: str) -> str:
    if not _SOURCE.fullmatch(value):
        message = f"{word}={value!r}: a source is named in lower case, digits and hyphens."
        raise refused(word, value, message)
    return value


def _structure(word: str, value: str) -> str:
    if not _ID.fullmatch(value):
        message = f"{word}={value!r}: not the identifier of a structure; see /acteurs."
        raise refused(word, value, message)
    return value
