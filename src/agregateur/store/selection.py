"""A selection: which events (or actors, or articles), said in the words of the public addresses.

    words of an address ─► asking.parse ─► Selection ─► canonical() ─► part of a validator, one address
                                              └► places(), windows(today, …) ─► reach.Reach ─► SELECT

Inside a word values are joined by OR, between words by AND. Days are inclusive and local (`days.LOCAL`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agregateur import communes
from agregateur.frozen import changed, quick
from agregateur.store import search
from agregateur.store.days import Window, joined, period

PLACES = ("commune", "epci", "departement")
"""Words that the path of an address may say as well."""
WORDS = (
    *PLACES, "autour", "rayon", "voisines", "genre", "categorie", "public", "acces", "inscription", "accessibilite",
    "statut", "mode", "longs", "regulier", "structure", "source", "q", "periode", "du", "au", "jours",
    "sauf_categorie", "sauf_structure", "sauf_source",
)  # fmt: skip
"""The words of a selection in the order in which an address says them. `gratuit=oui` is read as `acces=gratuit`."""
RADIUS = 15
"""Kilometres of `autour` when `rayon` is not said (users.md, 4)."""


@dataclass(frozen=True, slots=True)
class Around:
    """A point in WGS 84 degrees, and the `commune` whose centre it is when the address names one."""

    latitude: float
    longitude: float
    commune: str | None = None


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A filter over events, normalised: values sorted, each once. `scope` is the place that the path names.

    `scope` is (`commune` | `epci` | `departement`, code), and no other value of that word is there beside it. `autour`
    holds INSEE codes and points (`lat,lon`), `rayon` is in km; `genre` is of articles; `longs` and `regulier` are
    None when both are wanted.
    """

    scope: tuple[str, str] | None = None
    commune: tuple[str, ...] = ()
    epci: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    autour: tuple[str, ...] = ()
    rayon: int | None = None
    voisines: bool = False
    genre: tuple[str, ...] = ()
    categorie: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    acces: tuple[str, ...] = ()
    inscription: tuple[str, ...] = ()
    accessibilite: tuple[str, ...] = ()
    statut: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    longs: bool | None = None
    regulier: bool | None = None
    structure: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    q: tuple[str, ...] = ()
    periode: tuple[str, ...] = ()
    du: date | None = None
    au: date | None = None
    jours: int | None = None
    sauf_categorie: tuple[str, ...] = ()
    sauf_structure: tuple[str, ...] = ()
    sauf_source: tuple[str, ...] = ()

    def plain(self) -> Selection:
        """The same with the path's place as a word like the others."""
        if self.scope is None:
            return self
        word, code = self.scope
        said: dict[str, Any] = {word: (code,)}
        return changed(self, scope=None, **said)

    def within(self, word: str) -> Selection:
        """The inverse of `plain`: the same with the one value of `word` as the path's place."""
        (code,) = getattr(self, word)
        said: dict[str, Any] = {word: ()}
        return changed(self, scope=(word, code), **said)

    def canonical(self) -> str:
        """The same text for every way of writing this selection."""
        plain = self.plain()
        said = {word: value for word in WORDS if (value := getattr(plain, word)) not in ((), None, False)}
        if self.longs is False:
            said["longs"] = False
        if self.regulier is False:
            said["regulier"] = False
        if self.q:
            said["q"] = sorted({" ".join(search.asked(text)) for text in self.q})
        return json.dumps(said, default=date.isoformat, ensure_ascii=False, sort_keys=True)

    def query(self, **changes: Any) -> tuple[tuple[str, str], ...]:
        """The words as (word, value) pairs for an address, `changes` applied; the path's place is left out."""
        other = changed(self, **changes) if changes else self
        pairs = []
        for word in WORDS:
            written = _written(word, getattr(other, word))
            if written and not (other.scope and word == other.scope[0]):
                pairs.append((word, written))
        return tuple(pairs)

    def around(self) -> tuple[Around, ...]:
        """The points of `autour`."""
        return tuple(map(_point, self.autour))

    @property
    def radius(self) -> int:
        """Kilometres around each of them."""
        return self.rayon or RADIUS

    def places(self) -> frozenset[str] | None:
        """The INSEE codes it may be about; None = everywhere, commune unknown included.

        Around a point these are the communes whose land may lie within the radius: `reach` asks for the distance.
        """
        found: frozenset[str] | None = None
        plain = self.plain()
        for word in PLACES:
            codes = getattr(plain, word)
            if codes:
                here = frozenset(insee for code in codes for insee in _expand(word, code, self.voisines))
                found = here if found is None else found & here
        if self.autour:
            within = frozenset(
                insee for point in self.around() for insee in _within(point, self.radius + _FARTHEST_KM)
            )
            found = within if found is None else found & within
        return found

    def watched(self) -> frozenset[str] | None:
        """The communes whose changes change its answer; None = any change: an actor's name is no commune's."""
        return None if self.structure or self.sauf_structure else self.places()

    def centres(self) -> frozenset[str]:
        """INSEE codes of the communes whose centre lies within the radius of a point of `autour`."""
        return frozenset(insee for point in self.around() for insee in _within(point, self.radius))

    def dated(self) -> bool:
        """Whether the address itself says which days."""
        return bool(self.du or self.au or self.jours or self.periode)

    def windows(self, today: date, *, first: date, last: date) -> tuple[Window, ...]:
        """The days it is about, in order. `first` and `last` are the defaults of the surface (page or feed).

        A named period is cut at `first` (on a page, Sunday's "ce week-end" is Sunday) unless `du` says otherwise.
        """
        low = self.du or first
        high = self.au or last
        if self.jours:
            begin = self.du or today
            low = max(low, begin)
            high = min(high, begin + timedelta(days=self.jours - 1))
        periods = [period(name, today) for name in self.periode] or [Window(low, high)]
        cut = (Window(max(low, p.first), min(high, p.last)) for p in periods)
        return joined(window for window in cut if window.first <= window.last)


_FARTHEST_KM = 10.0
"""How far from its commune's centre an event is still looked for: a disc of that radius has 314 km2, twenty times the
mean commune."""


def _written(word: str, value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "oui" if value else "" if word == "voisines" else "non"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _expand(word: str, code: str, beside: bool) -> tuple[str, ...]:
    if word == "commune":
        return (code, *(c.insee for c in communes.neighbours(code))) if beside else (code,)
    if word == "departement":
        return tuple(commune.insee for commune in communes.communes_of(code))
    group = communes.epci(code)
    return group.communes if group else ()


def _point(value: str) -> Around:
    if "," in value:
        latitude, longitude = value.split(",")
        return Around(float(latitude), float(longitude))
    found = communes.commune(value)
    if found is None:
        raise ValueError(f"{value!r} is no commune: a selection is made by `asking.parse`")
    return Around(found.lat, found.lon, found.insee)


def _within(point: Around, km: float) -> tuple[str, ...]:
    return tuple(insee for _, insee in communes.around(point.latitude, point.longitude, km))
