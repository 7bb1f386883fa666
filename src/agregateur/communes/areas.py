"""Sets of communes: départements, groups of communes (EPCI), and the areas that a portal or a source is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from agregateur import text
from agregateur.communes.table import Commune, at, codes, columns, epci_names, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Epci:
    """A group of communes: `siren`, name, INSEE codes of its communes (sorted)."""

    siren: str
    nom: str
    communes: tuple[str, ...]

    @property
    def slug(self) -> str:
        return text.slug(self.nom)


class Area(Protocol):
    """A set of communes, as `config.Territory` describes one. All three empty = everywhere."""

    @property
    def departements(self) -> tuple[str, ...]: ...
    @property
    def epcis(self) -> tuple[str, ...]: ...
    @property
    def communes(self) -> tuple[str, ...]: ...


@cache
def _by_epci() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, siren in columns(0, 3):
        found.setdefault(siren, []).append(code)
    found.pop("", None)
    return found


@cache
def by_departement() -> dict[str, list[str]]:
    """INSEE codes of today by département, sorted."""
    found: dict[str, list[str]] = {}
    for code in sorted(codes()):
        # An INSEE code begins with its département's, of three characters overseas.
        found.setdefault(code[:3] if code[:2] in ("97", "98") else code[:2], []).append(code)
    return found


def epci(siren: str) -> Epci | None:
    """The group of communes of that SIREN."""
    inside = _by_epci().get(siren)
    return Epci(siren=siren, nom=epci_names()[siren], communes=tuple(inside)) if inside else None


def communes_of(code: str) -> tuple[Commune, ...]:
    """The communes of a département, by name."""
    return tuple(sorted((at(c) for c in by_departement().get(code, ())), key=lambda c: text.fold(c.nom)))


def within(area: Area) -> frozenset[str]:
    """INSEE codes of an area: the union of its départements, EPCIs and communes; all communes when it names none."""
    return _within(tuple(area.departements), tuple(area.epcis), tuple(area.communes))


@lru_cache(maxsize=256)
def _within(
    departements: tuple[str, ...], epcis: tuple[str, ...], communes: tuple[str, ...]
) -> frozenset[str]:
    if not (departements or epcis or communes):
        return codes()
    inside: set[str] = set()
    for code in departements:
        inside.update(by_departement().get(code.upper(), ()))
    for siren in epcis:
        inside.update(_by_epci().get(siren, ()))
    inside.update(found for found in map(today, communes) if found)
    return frozenset(inside)
