"""The address of `/flux` read: which door, which selection, what the form could not understand. Pure.

The form sends its own words beside those of a selection: what it says of places (`lieu`, `etendue`) and of days
(`quand`) is turned into a selection, and the visitor is led to the one address that says the same. So the address is
the state of the page.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agregateur import communes
from agregateur.communes import Commune
from agregateur.errors import SelectionError
from agregateur.publish.plaintext import FORMS
from agregateur.store.asking import ASKED, parse, refused
from agregateur.store.days import PERIODS
from agregateur.store.selection import RADIUS, Selection
from agregateur.web import params
from agregateur.web.i18n import mark

DOORS = ("telephone", "site", "bulletin", "autres")
PUBLISHERS = ("site", "bulletin", "autres")
"""Doors of those who repeat the agenda: town halls, offices, associations."""
DISCREET = ("culte", "politique")
"""What a town hall leaves out unless it says otherwise (users.md, 3)."""
RADII = (5, 10, 15, 20, 30, 50)
EXTENTS = ("commune", "voisines", "epci", "departement", "rayon", "territoire", "garder")
OWN = (
    "porte", "lieu", "etendue", "ici", "quand", "qui", "neuf", "km", "texte", "retires", "liste", "garder",
)  # fmt: skip
_PLACES = ("commune", "epci", "departement", "autour", "rayon", "voisines")
_DAYS = ("du", "au", "jours", "periode")
_SENT = frozenset(("lieu", "etendue", "quand", "neuf", "liste"))
"""Words of forms that no address of ours keeps."""
_FIELDS = frozenset(("du", "au", "q"))
"""Words that are typed: a mistake in one is told beside its field."""
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_ID = re.compile(r"[a-z0-9]{1,40}")
MOST_IDS = 200

UNKNOWN_PLACE = mark(
    "Nous ne trouvons pas cette commune. Essayez avec le début du nom, ou avec le code postal."
)
NO_PLACE = mark("Indiquez d’abord une commune.")
NO_GROUP = mark("Cette commune n’appartient à aucune intercommunalité.")
SEVERAL = mark("Plusieurs communes répondent : choisissez la vôtre.")
BAD_DATE = mark("Ce n’est pas une date : écrivez par exemple 2026-12-31.")
BAD_ORDER = mark("La date de fin vient avant la date de début.")
BAD_TEXT = mark("Écrivez au moins une lettre ou un chiffre, et 200 caractères au plus.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the address says. `door` is None on the first screen.

    `here` is the commune around which places are meant, `typed` what the visitor wrote when no commune is meant by it;
    `candidates` are those that it may mean. `errors` are sentences (msgids) by word. `submitted`: a form said it, so
    that the address can be told shorter. `who` looks for structures; `removed` are events taken out of the bulletin.
    """

    selection: Selection
    door: str | None = None
    here: Commune | None = None
    extent: str = "commune"
    radius: str = str(RADIUS)
    typed: str = ""
    candidates: tuple[Commune, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    submitted: bool = False
    who: str = ""
    text: str = FORMS[0]
    removed: frozenset[str] = frozenset()

    def query(self, **changes: Any) -> list[tuple[str, str]]:
        """The words of the page's address, with `changes` (of fields) applied."""
        other = replace(self, **changes)
        said = [("porte", other.door)] if other.door else []
        said += other.selection.plain().query()
        if other.here and other.extent in {"epci", "departement", "territoire"}:
            said.append(("ici", other.here.insee))
        if other.who:
            said.append(("qui", other.who))
        if other.door == "bulletin":
            said += [("texte", other.text)] if other.text != FORMS[0] else []
            said += [("retires", ",".join(sorted(other.removed)))] if other.removed else []
        return [(word, value) for word, value in said if value]

    def at(self, door: str | None) -> list[tuple[str, str]]:
        """The words that lead to another door: the same choice, as that door usually wants it."""
        chosen = self.selection
        if door != self.door:
            chosen = usual(chosen, self.door, door)
        return self.query(door=door, selection=chosen, who="", removed=frozenset())


def usual(selection: Selection, before: str | None, door: str | None) -> Selection:
    """What who comes to a door from another most often wants: visible, and undone by a tick."""
    silent = not (selection.categorie or selection.sauf_categorie)
    if door in PUBLISHERS and before not in PUBLISHERS and silent:
        selection = replace(selection, sauf_categorie=DISCREET)
    if door == "bulletin" and not selection.dated():
        selection = replace(selection, periode=("mois-prochain",))
    elif before == "bulletin" and door != "bulletin":
        # What is subscribed to follows the present; a bulletin is of one month.
        selection = replace(selection, periode=(), du=None, au=None, jours=None)
    return selection


def read(pairs: Iterable[tuple[str, str]], places: Callable[[str], tuple[Commune, ...]]) -> Told:
    """What the address says; `places` gives the communes that a text may mean.

    Raises SelectionError for what no form of ours sends.
    """
    own, said = _split(pairs)
    submitted = not _SENT.isdisjoint(own)
    errors: dict[str, str] = {}
    if "quand" in own:
        said = _days(own["quand"], said)
    before = _here(own)
    place = _Place()
    if "etendue" in own or "lieu" in own:
        kept = [pair for pair in said if pair[0] in _PLACES]
        place = _place(own, before, bool(kept), places, errors)
        said = [pair for pair in said if pair[0] not in _PLACES]
        said += kept if place.extent == "garder" else place.words
    selection = _parsed(said, errors)
    door = own.get("porte")
    if "neuf" in own:
        selection = usual(selection, None, door)
    if not place.extent:
        place = _derived(selection, before)
    return Told(
        selection=selection,
        door=door,
        here=place.here,
        extent=place.extent,
        radius=own.get("km", str(selection.rayon or RADIUS)),
        typed=place.typed,
        candidates=place.candidates,
        errors=errors,
        submitted=submitted,
        who=own.get("qui", "")[:100],
        text=own.get("texte", FORMS[0]),
        removed=_removed(own),
    )


def label(commune: Commune) -> str:
    """A commune as the field shows it, so that it is found again as it stands: `Briançon (05100)`."""
    return f"{commune.nom} ({commune.codes_postaux[0]})" if commune.codes_postaux else commune.nom


@dataclass(frozen=True, slots=True)
class _Place:
    extent: str = ""
    here: Commune | None = None
    words: tuple[tuple[str, str], ...] = ()
    typed: str = ""
    candidates: tuple[Commune, ...] = ()


def _split(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    own: dict[str, str] = {}
    said: list[tuple[str, str]] = []
    for word, written in pairs:
        value = written.strip()
        if not value or params.tracking(word):
            continue
        if word in OWN:
            joined = word in {"garder", "liste", "retires"} and word in own
            own[word] = f"{own[word]},{value}" if joined else value
        elif word in ASKED:
            said.append((word, value))
        else:
            allowed = (*ASKED, *OWN)
            raise refused(word, value, f"the word {word!r} is not known here.", allowed, "word")
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    choices = (("porte", DOORS), ("etendue", EXTENTS), ("texte", FORMS))
    for word, values in choices:
        if word in own and own[word] not in values:
            raise refused(word, own[word], f"{word}={own[word]!r} is not known.", values)
    return own, said


def _here(own: Mapping[str, str]) -> Commune | None:
    if "ici" not in own:
        return None
    found = communes.commune(own["ici"])
    if found is None:
        raise refused("ici", own["ici"], "ici is the INSEE code of a commune.")
    return found


def _place(
    own: Mapping[str, str],
    before: Commune | None,
    kept: bool,
    places: Callable[[str], tuple[Commune, ...]],
    errors: dict[str, str],
) -> _Place:
    """The place that the form says. A new name means the commune of that name, whatever was ticked for the old one."""
    typed, extent = own.get("lieu", "")[:100], own.get("etendue", "commune")
    new = bool(typed) and (before is None or typed != label(before))
    here = before if typed and not new else None
    if new:
        found = places(typed)
        if len(found) != 1:
            errors["lieu"] = SEVERAL if found else UNKNOWN_PLACE
            return _Place(extent if extent != "garder" else "commune", None, (), typed, found)
        here = found[0]
        extent = "commune" if extent in {"garder", "territoire"} else extent
    if extent == "garder":
        return _Place("garder" if kept else "territoire", here)
    if here is None:
        if extent not in {"commune", "territoire"}:
            errors["lieu"] = NO_PLACE
        return _Place(extent if extent != "commune" else "territoire")
    return _around(here, extent, own.get("km", str(RADIUS)), errors)


def _around(here: Commune, extent: str, radius: str, errors: dict[str, str]) -> _Place:
    words: tuple[tuple[str, str], ...] = ()
    if extent in {"commune", "voisines"}:
        words = (("commune", here.insee), *((("voisines", "oui"),) if extent == "voisines" else ()))
    elif extent == "epci" and here.epci:
        words = (("epci", here.epci),)
    elif extent == "epci":
        errors["lieu"] = NO_GROUP
    elif extent == "departement":
        words = (("departement", here.departement),)
    elif extent == "rayon":
        words = (("autour", here.insee), ("rayon", radius))
    return _Place(extent, here, words)


def _derived(selection: Selection, before: Commune | None) -> _Place:
    """How the form shows the places of a selection that no form said."""
    plain = selection.plain()
    one = {word: getattr(plain, word) for word in ("commune", "epci", "departement", "autour")}
    said = {word: values for word, values in one.items() if values}
    if not said:
        return _Place("territoire" if before else "commune", before)
    (word, values) = next(iter(said.items()))
    if len(said) > 1 or len(values) > 1:
        return _Place("garder", before)
    if word == "commune":
        return _Place("voisines" if plain.voisines else "commune", communes.commune(values[0]))
    if word == "autour":
        here = communes.commune(values[0]) if "," not in values[0] else None
        return _Place("rayon" if here else "garder", here)
    inside = before is not None and values[0] == (before.epci if word == "epci" else before.departement)
    return _Place(word if inside else "garder", before if inside else None)


def _days(when: str, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words of a selection with the days of `when`; days that were typed win."""
    typed = [pair for pair in said if pair[0] in {"du", "au"}]
    if when == "garder":
        return said
    rest = [pair for pair in said if pair[0] not in _DAYS]
    if typed or when in {"toutes", "dates"}:
        return [*rest, *typed]
    if when in PERIODS:
        return [*rest, ("periode", when)]
    if match := _MONTH.fullmatch(when):
        first, last = month(int(match[1]), int(match[2]))
        return [*rest, ("du", first.isoformat()), ("au", last.isoformat())]
    raise refused("quand", when, f"quand={when!r} is not known.", PERIODS)


def month(year: int, number: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _parsed(said: list[tuple[str, str]], errors: dict[str, str]) -> Selection:
    """The selection, without the words that were mistyped, each of which is told in `errors`."""
    while True:
        try:
            return parse(said)
        except SelectionError as error:
            word = str(error.values.get("word", ""))
            if word not in _FIELDS or word in errors:
                raise
            order = error.code == "selection_order"
            errors[word] = BAD_TEXT if word == "q" else BAD_ORDER if order else BAD_DATE
            said = [pair for pair in said if pair[0] != word]


def _removed(own: Mapping[str, str]) -> frozenset[str]:
    """The events that were taken out: said by the address, or left without a tick in the list that was shown."""
    ids = {word: [id for id in own.get(word, "").split(",") if id] for word in ("retires", "liste", "garder")}
    for word, found in ids.items():
        if len(found) > MOST_IDS or not all(_ID.fullmatch(id) for id in found):
            raise refused(word, own[word], f"{word}: at most {MOST_IDS} identifiers of events.")
    return frozenset({*ids["retires"], *ids["liste"]} - set(ids["garder"]))
