"""The French communes of today, their old names and codes, postcodes and départements: pure look-ups.

Read on first use from `data/` (made by `build.py`, which says what each file holds; licences in
data/LICENCE-DONNEES.md) and kept for the life of the process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from agregateur import text
from agregateur.communes.index import index
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


_COMMUNES = "communes.tsv"
_NAMES = "noms.tsv"
_OLD = "anciennes.tsv"


def columns(*wanted: int) -> Iterable[tuple[str, ...]]:
    """The wanted columns of every line of communes.tsv, in order of code."""
    for fields in index(_COMMUNES).rows():
        yield tuple(fields[i] for i in wanted)


@cache
def codes() -> frozenset[str]:
    """The INSEE codes of all communes of today."""
    return frozenset(line[:5].decode() for line in index(_COMMUNES).lines)


@cache
def old_rows() -> list[list[str]]:
    """All lines of anciennes.tsv: old code or '', name, today's code, postcode or '', key."""
    return list(index(_OLD).rows())


@cache
def _old_by_today() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in old_rows():
        found.setdefault(row[2], []).append(row)
    return found


def old_rows_of(insee: str) -> list[list[str]]:
    """The lines of anciennes.tsv that lead to that commune of today."""
    return _old_by_today().get(insee, [])


@cache
def epci_names() -> dict[str, str]:
    """Names of the groups of communes by SIREN."""
    return dict(index("epcis.tsv").rows())


@cache
def _regions() -> dict[str, str]:
    return dict(index("regions.tsv").rows())


@cache
def departements() -> dict[str, Departement]:
    """All départements and overseas collectivities by code, in order."""
    out = {}
    for code, nom, region in index("departements.tsv").rows():
        out[code] = Departement(code=code, nom=nom, region=region, region_nom=_regions()[region])
    return out


def departement(code: str) -> Departement | None:
    """The département of that code ("05", "2A", "974")."""
    return departements().get(code)


def today(insee: str) -> str | None:
    """Today's INSEE code for a code of today or of the past; None when neither."""
    return _today(insee.strip().upper())


@lru_cache(maxsize=16384)
def _today(code: str) -> str | None:
    if len(code) != 5:
        return None
    if any(True for _ in index(_COMMUNES).of(code)):
        return code
    return next((row[2] for row in index(_OLD).of(code)), None)


def commune(insee: str) -> Commune | None:
    """The commune of that INSEE code; a former or delegated commune's code leads to today's commune."""
    code = today(insee)
    return at(code) if code else None


@lru_cache(maxsize=40000)
def at(code: str) -> Commune:
    """The commune of a code of today. Raises KeyError for any other."""
    fields = next(index(_COMMUNES).of(code), None)
    if fields is None:
        raise KeyError(code)
    _, nom, dep, siren, postcodes, population, lat, lon = fields
    return Commune(
        insee=code,
        nom=nom,
        departement=dep,
        region=departements()[dep].region,
        epci=siren or None,
        epci_nom=epci_names().get(siren),
        codes_postaux=tuple(filter(None, postcodes.split("|"))),
        population=int(population or 0),
        lat=float(lat),
        lon=float(lon),
    )


def codes_named(name: str, among: frozenset[str] | None = None) -> tuple[frozenset[str], str]:
    """INSEE codes of the communes of that name (limited to `among`), and what kind of name it is.

    Kinds, first that answers wins: `name` (today's), `article` (today's, but for a leading La, Le, Les, L'),
    `old_name` (former, delegated or associated commune, or a place with its own postcode), or '' (nothing found).
    797 old names are today the name of another commune, hence the order.
    """
    found, kind = _codes_named(key(name))
    if among is None or found <= among:
        return found, kind
    return _codes_named_among(key(name), among)


@lru_cache(maxsize=32768)
def _codes_named(written: str) -> tuple[frozenset[str], str]:
    return _codes_named_among(written, None)


@lru_cache(maxsize=32768)
def _codes_named_among(written: str, among: frozenset[str] | None) -> tuple[frozenset[str], str]:
    strict, loose = parts(written)
    if not loose:
        return frozenset(), ""
    article = written.partition("|")[0]
    for kind, wanted, marks in (
        ("name", strict, "0"),
        ("article", loose, "01"),
        ("old_name", strict, "2"),
        ("old_name", loose, "23"),
    ):
        rows = [
            row for row in index(_NAMES).of(wanted) if row[1] in marks and (among is None or row[2] in among)
        ]
        if rows:
            # La Thuile (73) and Lathuile (74) differ by a blank only.
            as_written = frozenset(row[2] for row in rows if kind == "name" and row[3] == article)
            return as_written or frozenset(row[2] for row in rows), kind
    return frozenset(), ""


def keys_beginning(start: str) -> Iterable[tuple[str, str, str]]:
    """(key, INSEE code, kind) of names whose key begins so: `name`, `article` (left out of the key), `old_name`."""
    kinds = {"0": "name", "1": "article", "2": "old_name", "3": "old_name"}
    for row in index(_NAMES).beginning(start):
        yield row[0], row[2], kinds[row[1]]


def communes_named(name: str) -> tuple[Commune, ...]:
    """Communes of that name (accents, hyphens, St/Ste, articles, CEDEX and districts do not matter), largest first."""
    return _largest_first(codes_named(name)[0])


@lru_cache(maxsize=8192)
def codes_at(postcode: str) -> frozenset[str]:
    """INSEE codes of the communes that a postcode serves (empty for an unknown or CEDEX one)."""
    return frozenset(
        code for row in index("codes-postaux.tsv").of(postcode.replace(" ", "")) for code in row[1].split("|")
    )


def codes_at_beginning(start: str) -> frozenset[str]:
    """INSEE codes of the communes with a postcode that begins so."""
    return frozenset(
        code for row in index("codes-postaux.tsv").beginning(start) for code in row[1].split("|")
    )


def communes_at(postcode: str) -> tuple[Commune, ...]:
    """Communes that a postcode serves, largest first."""
    return _largest_first(codes_at(postcode))


def _largest_first(found: Iterable[str]) -> tuple[Commune, ...]:
    return tuple(sorted((at(code) for code in found), key=lambda c: (-c.population, c.insee)))
