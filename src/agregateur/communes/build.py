"""Makes the package's own territory files from the INSEE tables: `python -m agregateur.communes.build FOLDER`.

FOLDER holds `communes.csv`, `communes_anciennes.csv` and `communes_alias.csv` (columns as named in `COMMUNES` and the
others below). Written beside this module, in `data/`, sorted, tab separated, without header:

    communes.tsv     insee, name, département, EPCI (SIREN), postcodes (joined by |), population, lat, lon, key
    epcis.tsv        SIREN, name
    anciennes.tsv    old code (empty for a mere alias), name, today's code, postcode (empty if unknown), key

`key` is `names.key(name)`, computed here so that loading folds nothing.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from agregateur.communes.names import key

COMMUNES = (
    "insee", "nom", "departement", "region", "epci_siren", "epci_nom", "codes_postaux", "population", "lat", "lon",
)  # fmt: skip


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
             r["lon"], key(r["nom"]))
            for r in communes
        ),
    )  # fmt: skip
    _write(target / "epcis.tsv", {(r["epci_siren"], r["epci_nom"]) for r in communes if r["epci_siren"]})
    old = [
        (r["insee_ancien"], r["nom_ancien"], r["insee_actuel"], "")
        for r in _rows(folder / "communes_anciennes.csv")
    ]
    aliases = [("", r["alias"], r["insee"], r["code_postal"]) for r in _rows(folder / "communes_alias.csv")]
    _write(target / "anciennes.tsv", ((*row, key(row[1])) for row in old + aliases))
    return 0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in sorted(rows)), encoding="utf-8")
    sys.stdout.write(f"{path} {path.stat().st_size}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
