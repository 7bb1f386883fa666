"""What a text says that it is about, and within what it is held."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.topics import topics, within
from agregateur.ingest.matching.wording import flat


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Habitants et élus échangent sur la voie verte. Buvette.", {"voie", "verte"}),
        ("La municipalité présente le projet de chaufferie et répond aux questions.", {"chaufferie"}),
        ("La réunion portera sur la collecte des ordures.", {"ordure"}),
        ("Soirée consacrée aux hérissons, suivie d'une sortie.", {"herisson"}),
        ("Temps d'échange sur le thème de la parentalité.", {"parentalite"}),
        ("Débat avec le réalisateur sur l'exil.", {"exil"}),
        ("Thème : le sommeil.", {"sommeil"}),
        ("Venez échanger autour d'un verre.", set()),
        ("Pâtisseries et buvette sur place.", set()),
    ],
)
def test_topics(text: str, about: set[str]) -> None:
    assert topics(flat(text)) == about


def test_within() -> None:
    assert within(flat("Concert dans le cadre du festival Croq'Notes, entrée libre.")) == {"croq", "note"}
    assert within(flat("Visite à l'occasion des Journées du patrimoine.")) == {"patrimoine"}
    assert within(flat("Un cadre de verdure.")) == frozenset()
