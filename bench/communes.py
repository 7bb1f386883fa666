"""What it costs to find communes: loading the tables, and `locate` on places never seen and seen before.

    python bench/communes.py [--places 5000] [--seed 1]

Load times and memory are those of a fresh process; places are written as partners write them, over one département and
over all of France. Processor time, so that a busy machine does not matter much.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from random import Random
from time import process_time

from agregateur.communes import commune, locate
from agregateur.communes.table import columns
from agregateur.config import Territory
from agregateur.model import Place

_LOADS = {
    "one commune": "communes.commune('05023')",
    "one name": "communes.codes_named('Gap')",
    "one postcode": "communes.codes_at('05100')",
    "one place": "communes.locate(Place(text='Salle X, 05100 Brianson'), portal=Territory(departements=('05',)))",
    "one point": "communes.nearest(44.9, 6.64)",
}
_FORMS = (
    "Salle Dum'Art {n}, {n} rue Pasteur, {postcode} {name}, France",
    "Le Cadran {n} - {name}",
    "Salle des fêtes {name}",
    "Mairie de {name}, salle {n}",
    "{n} rue Carnot {postcode} {name}",
    "{name}",
    "Le Cadran {n}",
    "{postcode} {wrong}",
    "RDV parking {n} à {name}",
    "Gymnase {n}, {wrong}",
)


def main() -> None:
    """Prints one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for what, call in _LOADS.items():
        print(f"load, {what:13} {_load(call)}")
    for label, territory in (("05", Territory(departements=("05",))), ("France", Territory())):
        found = _places(given.places, given.seed, territory)
        locate(found[0], portal=territory)
        locate(Place(text="Foyer rural de Rambauds, Chorge"), portal=territory)
        new, again = _timed(found, territory), _timed(found, territory)
        print(f"locate, {label:7} new {new:6.1f} µs, again {again:5.1f} µs a place")


def _load(call: str) -> str:
    code = (
        "import resource, time\n"
        "from agregateur import communes\nfrom agregateur.config import Territory\nfrom agregateur.model import Place\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; t = time.process_time()\n"
        f"{call}\n"
        "t = time.process_time() - t; after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(f'{t * 1000:7.1f} ms  {(after - before) / 1024:6.1f} MiB')"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip(
            "\n"
        )
        for _ in range(5)
    ]
    return min(runs)


def _places(count: int, seed: int, territory: Territory) -> list[Place]:
    chance = Random(seed)
    every = [
        insee for insee, dep in columns(0, 2) if not territory.departements or dep in territory.departements
    ]
    found = []
    for n in range(count):
        here = commune(chance.choice(every))
        assert here is not None
        at = chance.randrange(1, max(2, len(here.nom) - 1))
        line = chance.choice(_FORMS).format(
            n=n,
            name=here.nom,
            postcode=here.codes_postaux[0] if here.codes_postaux else "",
            wrong=here.nom[:at] + here.nom[at + 1 :],
        )
        if chance.random() < 0.3:
            found.append(Place(text=line, latitude=here.lat + 0.001 * (n % 20), longitude=here.lon))
        else:
            found.append(Place(text=line))
    return found


def _timed(found: list[Place], territory: Territory) -> float:
    began = process_time()
    for place in found:
        locate(place, portal=territory)
    return (process_time() - began) / len(found) * 1e6


if __name__ == "__main__":
    main()
