"""Makes the package's own territory files from the INSEE tables: `python -m agregateur.communes.build FOLDER`.

FOLDER holds `communes.csv`, `communes_anciennes.csv` and `communes_alias.csv` (columns as named in `COMMUNES` and the
others below); `data/noms-usuels.tsv`, kept by hand, adds names in use (in the region's language, of a resort or a
quarter) with today's code. Written beside this module, in `data/`, tab separated, without header, sorted by their
bytes, so that `index.Index` finds a line by its beginning and nothing is computed when they are loaded:

    communes.tsv        insee, name, département, EPCI (SIREN), postcodes (joined by |), population, lat, lon
    epcis.tsv           SIREN, name
    anciennes.tsv       old code (empty for a mere alias), name, today's code, postcode (empty if unknown), key
    noms.tsv            key of a name, 0 today's, 1 today's without its article, 2 old, 3 old without its article,
                        today's code, article
    codes-postaux.tsv   postcode, codes (joined by |)
    mailles.tsv         row and column of a cell of `near.CELL` degrees, then a field a commune: code, lat and lon
    pays.tsv            folded name of a country in six languages, ISO 3166 code (from babel: Unicode CLDR)

A key is `names.key(name)`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from math import floor
from pathlib import Path

from babel import Locale

from agregateur.communes.names import key, parts
from agregateur.communes.near import CELL
from agregateur.text import words

COMMUNES = (
    "insee", "nom", "departement", "region", "epci_siren", "epci_nom", "codes_postaux", "population", "lat", "lon",
)  # fmt: skip

USUAL = "noms-usuels.tsv"


def main(arguments: list[str]) -> int:
    """Reads the folder named by the only argument, writes `data/` beside this module; 2 if wrong."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m agregateur.communes.build FOLDER\n")
        return 2
    folder, target = Path(arguments[0]), Path(__file__).parent / "data"
    communes = _rows(folder / "communes.csv")
    if not communes or tuple(communes[0]) != COMMUNES:
        sys.stderr.write(f"{folder / 'communes.csv'}: columns must be {', '.join(COMMUNES)}\n")
        return 2
    _write(
        target / "communes.tsv",
        (
            (r["insee"], r["nom"], r["departement"], r["epci_siren"], r["codes_postaux"], r["population"], r["lat"],
             r["lon"])
            for r in communes
        ),
    )  # fmt: skip
    _write(target / "epcis.tsv", {(r["epci_siren"], r["epci_nom"]) for r in communes if r["epci_siren"]})
    old = [
        (r["insee_ancien"], r["nom_ancien"], r["insee_actuel"], "")
        for r in _rows(folder / "communes_anciennes.csv")
    ]
    aliases = [("", r["alias"], r["insee"], r["code_postal"]) for r in _rows(folder / "communes_alias.csv")]
    old += aliases
    usual = (line.split("\t") for line in (target / USUAL).read_text(encoding="utf-8").splitlines())
    old += [("", name, code, "") for name, code in usual]
    _write(target / "anciennes.tsv", ((*row, key(row[1])) for row in old))
    named = {line for r in communes for line in _names(r["nom"], r["insee"], 0)}
    named |= {line for row in old for line in _names(row[1], row[2], 2)}
    _write(target / "noms.tsv", named)
    served = {(code, r["insee"]) for r in communes for code in r["codes_postaux"].split("|") if code}
    served |= {(row[3], row[2]) for row in aliases if row[3]}
    _write(target / "codes-postaux.tsv", _gathered(served, "|"))
    points = {
        (
            f"{floor(float(r['lat']) / CELL)} {floor(float(r['lon']) / CELL)}",
            f"{r['insee']} {r['lat']} {r['lon']}",
        )
        for r in communes
    }
    _write(target / "mailles.tsv", _gathered(points, "\t"))
    _write(target / "pays.tsv", _countries())
    return 0


def _names(name: str, insee: str, kind: int) -> list[tuple[str, ...]]:
    """The lines of noms.tsv under which a name is found."""
    article = key(name).partition("|")[0]
    strict, loose = parts(key(name))
    lines: list[tuple[str, ...]] = [(strict, str(kind), insee, article)]
    if article:
        lines.append((loose, str(kind + 1), insee, article))
    return lines


def _gathered(pairs: set[tuple[str, str]], joint: str) -> list[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for first, second in sorted(pairs):
        found.setdefault(first, []).append(second)
    return [(first, joint.join(seconds)) for first, seconds in found.items()]


def _countries() -> set[tuple[str, str]]:
    found: dict[str, str] = {}
    # A later language wins: "Georgia" is none in French.
    for language in ("de", "es", "it", "nl", "en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[" ".join(words(name))] = code
    return set(found.items())


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _bytes(row: tuple[str, ...]) -> bytes:
    return "\t".join(row).encode()


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in sorted(rows, key=_bytes)), encoding="utf-8")
    sys.stdout.write(f"{path} {path.stat().st_size}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
