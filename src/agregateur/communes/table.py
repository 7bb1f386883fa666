"""The French communes of today, their old names and codes, postcodes, EPCI and départements: pure look-ups.

Read on first use from `data/` (made by `build.py`; licences in data/LICENCE-DONNEES.md) and kept for the life of the
process; each index is built when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

from agregateur import text
from agregateur.communes.names import key, parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """One commune of today. `epci` is a SIREN or None; `lat`, `lon` a point near its middle (WGS 84 degrees)."""

    insee: str
    nom: str
    departement: str
    region: str
    epci: str | None
    epci_nom: str | None
    codes_postaux: tuple[str, ...]
    population: int
    lat: float
    lon: float

    @property
    def slug(self) -> str:
        return text.slug(self.nom)

    @property
    def departement_nom(self) -> str:
        found = departement(self.departement)
        return found.nom if found else self.departement


@dataclass(frozen=True, slots=True, kw_only=True)
class Departement:
    """A département or overseas collectivity, with its région."""

    code: str
    nom: str
    region: str
    region_nom: str


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


def lines(name: str) -> list[str]:
    """The lines of a file of this package's data."""
    path = files("agregateur.communes") / "data" / name
    return path.read_text(encoding="utf-8").splitlines()


@cache
def rows() -> dict[str, str]:
    """INSEE code -> line of communes.tsv (see build.py). Lines are split when needed: 5 MB rather than 25."""
    return {line[:5]: line for line in lines("communes.tsv")}


def columns(*wanted: int) -> Iterable[tuple[str, ...]]:
    """The wanted columns of every line of communes.tsv, in order of code."""
    for line in rows().values():
        fields = line.split("\t")
        yield tuple(fields[i] for i in wanted)


@cache
def old_rows() -> list[list[str]]:
    return [line.split("\t") for line in lines("anciennes.tsv")]


@cache
def _old_codes() -> dict[str, str]:
    return {old: today for old, _, today, _, _ in old_rows() if old}


@cache
def _epci_names() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in lines("epcis.tsv"))


@cache
def _regions() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in lines("regions.tsv"))


@cache
def departements() -> dict[str, Departement]:
    """All départements and overseas collectivities by code, in order."""
    out = {}
    for line in lines("departements.tsv"):
        code, nom, region = line.split("\t")
        out[code] = Departement(code=code, nom=nom, region=region, region_nom=_regions()[region])
    return out


def departement(code: str) -> Departement | None:
    """The département of that code ("05", "2A", "974")."""
    return departements().get(code)


def today(insee: str) -> str | None:
    """Today's INSEE code for a code of today or of the past; None when neither."""
    code = insee.strip().upper()
    if code in rows():
        return code
    return _old_codes().get(code)


def commune(insee: str) -> Commune | None:
    """The commune of that INSEE code; a former or delegated commune's code leads to today's commune."""
    code = today(insee)
    return at(code) if code else None


@lru_cache(maxsize=40000)
def at(code: str) -> Commune:
    """The commune of a code of today. Raises KeyError for any other."""
    _, nom, dep, siren, postcodes, population, lat, lon, _ = rows()[code].split("\t")
    return Commune(
        insee=code,
        nom=nom,
        departement=dep,
        region=departements()[dep].region,
        epci=siren or None,
        epci_nom=_epci_names().get(siren),
        codes_postaux=tuple(filter(None, postcodes.split("|"))),
        population=int(population or 0),
        lat=float(lat),
        lon=float(lon),
    )


@cache
def by_name() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """(strict key -> codes, key without article -> codes) of today's names."""
    return _index((line.rsplit("\t", 1)[1], code) for code, line in rows().items())


@cache
def by_old_name() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    return _index((row[4], row[2]) for row in old_rows())


def _index(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    strict: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for name_key, code in pairs:
        article, _, rest = name_key.partition("|")
        strict.setdefault(article + rest, []).append(code)
        loose.setdefault(rest, []).append(code)
    return strict, loose


def codes_named(name: str, among: frozenset[str] | None = None) -> tuple[frozenset[str], str]:
    """INSEE codes of the communes of that name (limited to `among`), and what kind of name it is.

    Kinds, first that answers wins: `name` (today's), `article` (today's, but for a leading La, Le, Les, L'),
    `old_name` (former, delegated or associated commune, or a place with its own postcode), or '' (nothing found).
    797 old names are today the name of another commune, hence the order.
    """
    written = key(name)
    strict, loose = parts(written)
    if not loose:
        return frozenset(), ""
    for kind, index, wanted in (
        ("name", by_name()[0], strict),
        ("article", by_name()[1], loose),
        ("old_name", by_old_name()[0], strict),
        ("old_name", by_old_name()[1], loose),
    ):
        found = frozenset(index.get(wanted, ()))
        if among is not None:
            found &= among
        if found:
            # La Thuile (73) and Lathuile (74) differ by a blank only.
            as_written = frozenset(code for code in found if rows()[code].endswith("\t" + written))
            return as_written or found, kind
    return frozenset(), ""


def communes_named(name: str) -> tuple[Commune, ...]:
    """Communes of that name (accents, hyphens, St/Ste, articles, CEDEX and districts do not matter), largest first."""
    return _largest_first(codes_named(name)[0])


@cache
def by_postcode() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, postcodes in columns(0, 4):
        for postcode in postcodes.split("|"):
            if postcode:
                found.setdefault(postcode, set()).add(code)
    for _, _, code, postcode, _ in old_rows():
        if postcode:
            found.setdefault(postcode, set()).add(code)
    return {postcode: frozenset(codes) for postcode, codes in found.items()}


def codes_at(postcode: str) -> frozenset[str]:
    """INSEE codes of the communes that a postcode serves (empty for an unknown or CEDEX one)."""
    return by_postcode().get(postcode.replace(" ", ""), frozenset())


def communes_at(postcode: str) -> tuple[Commune, ...]:
    """Communes that a postcode serves, largest first."""
    return _largest_first(codes_at(postcode))


def _largest_first(codes: Iterable[str]) -> tuple[Commune, ...]:
    return tuple(sorted((at(code) for code in codes), key=lambda c: (-c.population, c.insee)))


@cache
def _by_epci() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, siren in columns(0, 3):
        found.setdefault(siren, []).append(code)
    found.pop("", None)
    return found


@cache
def by_departement() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, dep in columns(0, 2):
        found.setdefault(dep, []).append(code)
    return found


def epci(siren: str) -> Epci | None:
    """The group of communes of that SIREN."""
    codes = _by_epci().get(siren)
    return Epci(siren=siren, nom=_epci_names()[siren], communes=tuple(codes)) if codes else None


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
        return frozenset(rows())
    codes: set[str] = set()
    for code in departements:
        codes.update(by_departement().get(code.upper(), ()))
    for siren in epcis:
        codes.update(_by_epci().get(siren, ()))
    codes.update(found for found in map(today, communes) if found)
    return frozenset(codes)
