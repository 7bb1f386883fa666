"""Every real file of the kinds we know is read without a crash, and whatever is refused has a reason."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from agregateur.contract import Record, Unchanged
from agregateur.ingest import registry
from tests.connecteurs.real_files import FOLDER, files, kind_of, read
from tests.connecteurs.samples import Answers
from tests.connecteurs.test_conformance import check

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the folder of real files is not there ({FOLDER}); see AGREGATEUR_FIXTURES"
)
PARTS = {"pages_shifted", "pages_missing"}
"""Errors of one page that was saved of a longer answer: it is read, and said to be a part."""
FILES = [
    pytest.param(kind, path, id=f"{kind}/{path.name}") for kind, path in (files() if FOLDER.is_dir() else ())
]


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_is_read_or_refused_with_a_reason(kind, path):
    done = read(kind, path)
    assert all(one.code and one.code == one.code.lower() for one in done.rejected)
    if done.error in PARTS:
        assert done.items and done.recognised == kind
    elif done.error:
        assert not done.items
    else:
        assert done.recognised == kind
        # Nothing vanishes between the connector and the cleaned items.
        assert len(done.items) + len(done.rejected) >= done.groups
    for item in done.items:
        assert item.title
        assert "\ufffd" not in item.title or "\ufffd" in path.read_text("utf-8", "ignore")
        assert item.kind != "event" or item.occurrences or item.endless


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_is_unchanged_when_read_again(kind, path):
    connector = registry.build(kind, f"https://partenaire.example/{path.name}", {})
    content = path.read_bytes()
    error = read(kind, path).error
    if error:
        assert error == error.lower()
        return
    first = list(connector.collect(Answers(content, {}), {}))
    check(first, connector)
    known = {one.uid: one.digest for one in first if isinstance(one, Record) and one.digest}
    again = list(connector.collect(Answers(content, {}), known))
    assert not [one for one in again if isinstance(one, Record)]
    assert {one.key for one in again if isinstance(one, Unchanged)} == set(known)


# Read by a human in each file, and written down: number of items; of one of them its title, first date or day, where.
EXPECTED: list[tuple[str, int, str, str, str]] = [
    ("activitypub/gancio-create-event.json", 1, "Demo event", "2021-07-14 17:30", "Colosseo"),
    ("activitypub/mobilizon-create-event.json", 1, "My first event", "2018-02-12 15:08", "69007 Lyon"),
    ("activitypub/mobilizon-create-event-group.json", 0, "", "", ""),
    ("apidae/export-objets_modifies-2.json", 1,
     "Les Spécimens - Spectacle familial", "2017-11-04 17:00", "La Traverse"),
    ("apidae/structure.json", 0, "", "", ""),
    ("carte-umap-geojson/niort-cooperative.geojson", 2,
     "Les Roseaux Sociaux Permaculture", "", "14 Rue de la Regratterie"),
    ("carte-umap-geojson/umap-export.umap", 3, "Lille", "", "50.6269 3.0528"),
    ("carte-umap-geojson/umap-import.csv", 2, "a point somewhere", "", "48.5 14.5"),
    ("datatourisme/evenement-b05d29fb-7862-3bfa-a9a5-05ab9f73c0a2.json", 1,
     "Les racontines", "2020-09-23 11:00", "37018"),
    ("datatourisme/evenement-e852f137-1732-3b39-8ead-59b1844758f2.json", 1,
     'Repas-spectacle "Tournée générale Spécial Fêtes"', "2020-12-12", "36244"),
    ("gogocarto/elements-gogocompact.json", 51, "Les delices du potager", "", "45.81055 -0.52072"),
    ("gogocarto/elements-gogofull-charente.json", 12, "Graine d'écolo", "", "54 rue Saint-Ausone 16000 Angoulême"),
    ("ical/alboussiere-autour-du-village.ics", 15, "Drôme Bike Festival - VTT", "2026-10-17 08:00", "26780 Allan"),
    ("ical/lightning-radicale-paris-annulation.ics", 1, "Cours Balboa", "2017-10-09 20:30", "Some place"),
    ("activitypub/gancio-lieux-multiples.json", 0, "", "", ""),
    ("linkedevents/espoo-odata-source.json", 0, "", "", ""),
    ("linkedevents/helsinki-places.json", 0, "", "", ""),
    ("openagenda/ods-records-paris-2026.json", 39, "ART CAPITAL 2026", "2026-02-13 10:00", "75008 Paris"),
    ("openagenda/v2-albi-75-evenements.json", 75, "La Brocante du samedi", "2023-11-25 07:00", "81004"),
    ("openagenda/v2-onlineAttendance.event.json", 1, "Film documentaire de 13 minutes", "2025-04-07", ""),
    ("openagenda/v2-rodin-bourdelle.event.json", 1,
     "Expositions du printemps 2025 à La Piscine", "2025-03-01 13:00", "59512"),
    ("rss/tinqueux-agenda-wordpress.xml", 6, "THÉ DANSANT", "2023-11-15 15:00", ""),
    ("rss/georss-w3c.xml", 4, "04/04/2006: Uncasville, CT", "", "41.492491 -72.095783"),
    ("schema-org/blr-skillboxes.json", 11,
     "Aarzu India Tour Bengaluru", "2026-09-12 21:00", "The Golden Circle Brewery"),
    ("schema-org/congres-rempart-index.html", 1, "Congrès REMPART 2026 · 60ᵉ Anniversaire", "2026-05-23", "02380"),
    ("tec-rest/archive-champs-supplementaires.json", 1, "Test Event 1", "2084-07-14 14:00", ""),
    ("tec-rest/event-aggregator-juneau-1.json", 150, "House of Wickersham Tours", "2017-08-23 10:00", "213 7th St"),
    ("yeswiki-bazar/fiches-agenda.json", 2, "Sortie Culturelle", "2024-05-30 18:00", "75000 Paris"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "count", "title", "when", "where"), EXPECTED, ids=[row[0] for row in EXPECTED]
)
def test_says_what_a_human_read_in_it(name: str, count: int, title: str, when: str, where: str) -> None:
    path = FOLDER / name
    done = read(kind_of(path), path)
    assert len(done.items) == count
    if not title:
        return
    item = next(item for item in done.items if item.title.startswith(title))
    first = item.occurrences[0].start if item.occurrences else None
    assert (
        "" if first is None else f"{first:%Y-%m-%d %H:%M}" if isinstance(first, datetime) else f"{first}"
    ) == when
    place = item.place
    stated = (
        place.text,
        place.venue,
        place.street,
        place.postcode,
        place.city,
        place.insee,
        place.latitude,
        place.longitude,
    )
    assert where in " ".join(str(part) for part in stated if part is not None)


def test_two_files_of_each_kind_are_written_down() -> None:
    counted = Counter(kind_of(FOLDER / row[0]) for row in EXPECTED)
    there = Counter(kind for kind, _ in files())
    assert {kind: min(n, 2) for kind, n in there.items() if counted[kind] < min(n, 2)} == {}
