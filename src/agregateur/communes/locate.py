"""Place -> commune, with evidence.

A ladder: the first rung that answers gives the commune; what contradicts it lowers `sure`, and is named in
`values["against"]`. Rungs, strongest first:

    insee          a code stated by the source (old codes lead to today's)
    postcode_name  postcode and town's name agree (nearly: misspelt, cut short), or name and the postcode's département
    name           a town clearly stated: a field, or a part of a line of its own, unique within the source's territory,
                   else within the portal's
    venue          a venue or actor whose commune is known; so a bare "Vars" may be the hall of that name
    postcode       a postcode that serves one commune (of the territory), or one where the point or the default lies
    name           a bare name; a short one ("Brive"); one within a line ("Foyer rural de Rambaud"); one nearly right
    coordinates    the commune whose point is the nearest for its size (right for 91 % of points, as measured; the
                   nearest of all is for 77 to 85 %; weak near borders)
    postcode       the one town among the villages of a postcode
    title          "Marché de Noël à Guillestre"; a line of the description "Lieu : …" (how: text)
                   the latter before a known venue too: who organises may stand in the venue's field
    text           a town that the description says one meets in
    default        what the operator says of the source; else its only commune, else the one in its name
    text           a town that the description is "à", else the only one whose postcode and name it holds

Pure: the same place, areas and venues give the same answer, whatever was located before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from agregateur.communes import areas, table, titles, told
from agregateur.communes.clues import Clues
from agregateur.communes.guesses import GUESSED
from agregateur.communes.homely import is_homely, is_told_so
from agregateur.communes.rungs import STATED, single
from agregateur.communes.short import words_of
from agregateur.communes.spots import spots
from agregateur.communes.venues import invites, is_house, organises, venue_keys
from agregateur.model import Located, Place


def locate(
    place: Place,
    *,
    portal: areas.Area,
    source: areas.Area | None = None,
    default: str | None = None,
    venues: Mapping[str, str | Collection[str]] | None = None,
    name: str | None = None,
    title: str | None = None,
    text: str | None = None,
    weighing: Callable[[frozenset[str]], None] | None = None,
) -> Located:
    """The commune of `place`.

    `portal` is the portal's territory, `source` the one the source speaks of (the portal's when None), `default` the
    source's own INSEE code and `name` its name, `title` and `text` the event's own words, read when the place says too
    little. `venues` maps `venue_keys(place)` to the INSEE code, or codes, of those who claim the venue
    (`venue_claims`): of several, the one within the source's territory counts. `weighing` is told, where venues can
    make a difference, of the communes that they would tell apart: one more that bears a venue's name matters when it is
    among these, or when the name leads to one commune less or more (`lending`).

    Out: see `model.Located`; `values` may hold `postcode`, `city`, `departement`, `country`, `venue`, `km`, `name_kind`
    (name, article, old_name, nearly, in_line), `from` (of a default: name, territory), `seat` (of a venue: it is
    the name of who organises, whose seat is known, and the event may be elsewhere), `candidates` (names of communes
    that it may be) and `against` (codes: postcode_elsewhere, name_elsewhere, point_elsewhere, insee_elsewhere).
    """
    home = areas.within(portal)
    area = areas.within(source) if source is not None else home
    stated = table.today(default) if default else None
    fallback = stated or _only_commune(area) or (_told(told.of_source, name, area) if name else None)
    found, settled, weighed = _by_place(place, home, area, (), fallback)
    # What is known of venues is asked for only where it can make a difference: who keeps it also keeps who asked.
    if weighing and not settled:
        weighing(weighed)
    if not settled and venues:
        lent = tuple((key, _codes(venues[key])) for key in venue_keys(place) if key in venues)
        if lent:
            found, *_ = _by_place(place, home, area, lent, fallback)
    if found.how == "venue" and text and (code := _marked(text, home, area) or _beside(place, text, area)):
        # Who organises may stand where the place should, and is known elsewhere.
        if code != found.insee:
            return replace(found, insee=code, how="text", sure=0.6, outside=code not in home)
    elif found.how == "venue" and organises(found.values.get("venue"), text):
        return replace(found, values={**found.values, "seat": True})
    if found.insee or found.outside or found.values.keys() & {"online", "elsewhere"}:
        return found
    if said := _in_words(title, text, home, area, stated):
        code, how, sure = said
        return replace(found, insee=code, how=how, sure=sure, outside=code not in home)
    met = _met(text, area) if fallback and text else None
    if met and met != fallback and _clues(place, home, area, (), fallback).likely(met):
        return replace(found, insee=met, how="text", sure=0.45, outside=met not in home)
    if fallback:
        # The operator's word counts more than what a name suggests, and both more when nothing else is said.
        sure = (0.4 if place != Place() else 0.5) - (0.0 if stated else 0.05)
        more = {} if stated else {"from": "territory" if len(area) == 1 else "name"}
        return _clues(place, home, area, (), None).answer(fallback, "default", sure, **more)
    code_told = _said(text, area, home) if text else None
    if code_told is None:
        return found
    return replace(found, insee=code_told, how="text", sure=0.35, outside=code_told not in home)


def _in_words(
    title: str | None, text: str | None, home: frozenset[str], area: frozenset[str], default: str | None
) -> tuple[str, str, float] | None:
    """(INSEE code, how, sure) of what an event's own words state more clearly than a default does."""
    if title:
        if code := single(told.addressed(title)):
            return code, "title", 0.6
        code = _told(partial(titles.in_title, careful=bool(default)), title, area, home)
        if code and not is_told_so(title, code, default):
            return code, "title", 0.45
    if code := _marked(text, home, area):
        return code, "text", 0.45
    return None


def _marked(text: str | None, home: frozenset[str], area: frozenset[str]) -> str | None:
    """The commune that a description's "Lieu : …" states."""
    line = told.labelled(text) if text else None
    if line is None:
        return None
    found, *_ = _by_place(Place(text=line), home, area, (), None)
    return found.insee if found.how in _STATED else None


def _beside(place: Place, text: str, area: frozenset[str]) -> str | None:
    """The commune that a description states without saying "Lieu", where the place is but a name of no house, or of one
    that invites elsewhere."""
    name = place.venue or place.text or ""
    if place.street or (is_house(name) and not invites(name, text)):
        return None
    return _met(text, area)


def _met(text: str, area: frozenset[str]) -> str | None:
    """The commune where a description states that one meets."""
    return single(spots(text, area)) or single(told.met_in(text, area) or told.addressed(text, careful=True))


def _said(text: str, area: frozenset[str], home: frozenset[str]) -> str | None:
    """The commune that a description says something of."""
    return single(spots(text, area)) or _told(told.in_text, text, area, home) or single(told.addressed(text))


_STATED = frozenset(("postcode_name", "name", "postcode"))


_Lent = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=16384)
def _by_place(
    place: Place, home: frozenset[str], area: frozenset[str], lent: _Lent, fallback: str | None
) -> tuple[Located, bool, frozenset[str]]:
    """What the place itself and its venue say, whether it is settled, whatever is known of the venue, and the communes
    that the venue would have told apart.

    `values["elsewhere"]` when the place is somewhere, but not known where. The answers are kept: a partner's events
    happen at few places.
    """
    clues = _clues(place, home, area, lent, fallback)
    if clues.online:
        return Located(how="none", values={"online": True}), True, frozenset()
    for rung in STATED:
        found = rung(clues)
        if found is not None:
            return found, found.how != "default", frozenset(clues.weighed)
    for rung in GUESSED:
        found = rung(clues)
        if found is not None and not _at_home(found, clues):
            return found, False, frozenset(clues.weighed)
    return Located(how="none", values=clues.seen(elsewhere=clues.elsewhere)), False, frozenset(clues.weighed)


def _at_home(found: Located, clues: Clues) -> bool:
    """Is all that is said, one name, rather that of something in the source's own commune?"""
    return (
        found.how == "name"
        and len(clues.pieces) == 1
        and is_homely(clues.pieces[0], found.insee, clues.default)
    )


def _clues(
    place: Place, home: frozenset[str], area: frozenset[str], lent: _Lent, fallback: str | None
) -> Clues:
    return Clues(place=place, home=home, area=area, venues=dict(lent), default=fallback)


def _codes(stated: str | Collection[str]) -> tuple[str, ...]:
    return (stated,) if isinstance(stated, str) else tuple(sorted(stated))


def _only_commune(area: frozenset[str]) -> str | None:
    return next(iter(area)) if len(area) == 1 else None


def _told(
    read: Callable[[str, frozenset[str]], frozenset[str]],
    words: str,
    area: frozenset[str],
    home: frozenset[str] | None = None,
) -> str | None:
    """The one commune that words tell of, in the source's territory, else in the portal's (`home`), where nothing in
    the source's is called so for short: "Noël à Vals" of a source of Vals-les-Bains."""
    codes = read(words, area)
    if not codes and home is not None and home is not area:
        codes = read(words, home)
        begun = _beginnings(area) if codes else frozenset()
        codes = frozenset(code for code in codes if words_of(table.at(code).nom) not in begun)
    return next(iter(codes)) if len(codes) == 1 else None


@lru_cache(maxsize=256)
def _beginnings(area: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """The first words of longer names of communes of an area."""
    names = (words_of(table.at(code).nom) for code in area)
    return frozenset(name[:count] for name in names for count in range(1, len(name)))
