"""Codes, names, postcodes, groups and distances, against facts anyone can check on insee.fr."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from agregateur import communes
from agregateur.communes import build, table
from agregateur.config import Territory


def test_a_commune_knows_its_place() -> None:
    briancon = communes.commune("05023")
    assert briancon is not None
    assert (briancon.nom, briancon.departement, briancon.departement_nom) == (
        "Briançon",
        "05",
        "Hautes-Alpes",
    )
    assert (briancon.region, briancon.epci_nom, briancon.slug) == ("93", "CC du Briançonnais", "briancon")
    assert briancon.codes_postaux == ("05100",)
    assert briancon.population > 10_000


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("05002", "05139"),  # Agnières-en-Dévoluy, now Dévoluy
        ("05139", "05139"),  # Saint-Étienne-en-Dévoluy kept its code
        ("69383", "69123"),  # third district of Lyon
        ("75059", "93066"),  # Saint-Denis, before 1968
        ("2a004", "2A004"),
        ("99999", None),
        ("", None),
    ],
)
def test_old_codes_lead_to_today(old: str, today: str | None) -> None:
    found = communes.commune(old)
    assert (found.insee if found else None) == today


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Briançon", "05023"),
        ("BRIANCON", "05023"),
        ("BRIANÇON CEDEX", "05023"),
        ("Briançon Cedex 09", "05023"),
        ("St-Véran", "05157"),
        ("saint veran", "05157"),
        ("Ste Marie-de-Vars", None),
        ("L’Argentière la Bessée", "05006"),
        ("Argentière-la-Bessée", "05006"),
        ("Monêtier les Bains", "05079"),
        ("Villar d'Arène", "05181"),
        ("Val d'Isère", "73304"),
        ("Valdisère", "73304"),
        ("Lyon 3e", "69123"),
        ("LYON 03", "69123"),
        ("Paris 12ème arrondissement", "75056"),
        ("Marseille (8e)", "13055"),
        ("Châlons s/ Marne", "51108"),
        ("Abriès", "05001"),
        ("Superdévoluy", "05139"),
        ("ND de Vaulx", "38280"),
        ("N.-D.-de-Mésage", "38279"),
        ("Gd Lemps", "38182"),
        ("Pt Couronne", "76497"),
        ("Œuilly", None),
    ],
)
def test_names_as_people_type_them(typed: str, insee: str | None) -> None:
    found = communes.communes_named(typed)
    if insee is not None:
        assert [one.insee for one in found] == [insee]
    else:
        assert len(found) != 1


def test_homonyms_come_together_and_the_article_decides_only_between_them() -> None:
    assert len(communes.communes_named("Sainte-Colombe")) >= 12
    assert {c.nom for c in communes.communes_named("La Saulce")} == {"La Saulce"}
    assert communes.codes_named("Saulce", communes.within(Territory(departements=("05",))))[1] == "article"


def test_postcodes() -> None:
    at = [one.nom for one in communes.communes_at("05100")]
    assert at[0] == "Briançon"
    assert "Montgenèvre" in at
    assert communes.communes_at("05 100") == communes.communes_at("05100")
    assert communes.communes_at("00000") == ()


def test_every_commune_has_a_known_departement_and_region() -> None:
    codes = {departement for (departement,) in table.columns(2)}
    assert codes <= communes.departements().keys()
    assert len(communes.departements()) == 110 - 1 and len(codes) == 109
    reunion = communes.departement("974")
    assert reunion is not None and reunion.region_nom == "La Réunion"


def test_areas_are_unions_and_none_is_everywhere() -> None:
    alps = communes.within(Territory(departements=("05",)))
    group = communes.commune("05023")
    assert group is not None and group.epci is not None
    both = communes.within(Territory(departements=("05",), epcis=(group.epci,), communes=("69383",)))
    assert both == alps | {"69123"}
    assert len(communes.within(Territory())) > 34_000
    found = communes.epci(group.epci)
    assert found is not None and "05023" in found.communes and set(found.communes) <= alps
    assert communes.epci("000000000") is None
    assert {one.insee for one in communes.communes_of("05")} == alps


def test_groups_and_regions_of_all_communes() -> None:
    groups: dict[str, int] = {}
    for insee, departement, siren in table.columns(0, 2, 3):
        assert communes.departement(departement) is not None, insee
        groups[siren] = groups.get(siren, 0) + 1
    without = groups.pop("")
    # Four islands of the mainland and the overseas collectivities belong to no group (DGCL, 2026).
    assert without == 98
    for siren, number in groups.items():
        found = communes.epci(siren)
        assert found is not None and found.nom and len(found.communes) == number
    names = {one.region_nom for one in communes.departements().values()}
    assert {"Provence-Alpes-Côte d'Azur", "Bretagne", "Corse", "Mayotte"} <= names
    # Neighbours know no border: Curbans is of the Alpes-de-Haute-Provence, across the Durance from Tallard.
    assert "04066" in {one.insee for one in communes.neighbours("05170", 8)}
    assert communes.distance("05023", "05061") == communes.distance("05061", "05023")


def test_distances_and_neighbours() -> None:
    # Briançon to Gap is 58 km as the crow flies.
    far = communes.distance("05023", "05061")
    assert far is not None and 55 < far < 62
    near = communes.neighbours("05023", 5)
    assert len(near) == 5 and "05023" not in {one.insee for one in near}
    kms = [communes.distance("05023", one.insee) or 0 for one in near]
    assert kms == sorted(kms)
    everyone = sorted(
        (communes.distance("05023", code) or 0, code) for code in communes.within(Territory()) - {"05023"}
    )
    assert [one.insee for one in near] == [code for _, code in everyone[:5]]
    assert communes.neighbours("00000") == () and communes.distance("05023", "00000") is None


def test_around_the_date_line_and_the_poles() -> None:
    assert communes.nearest(-17.53, -149.56, 1)[0][1] == "98735"  # Papeete
    assert communes.around(90.0, 0.0, 10.0) == ()
    assert communes.nearest(45.07, 7.68, 1, limit=30.0) == ()  # Turin


def test_loading_is_quick() -> None:
    """One commune, in a process of its own: measured 25 ms; the bound leaves room for a busy machine."""
    code = (
        "import time; from agregateur.communes import commune; t = time.process_time(); commune('05023');"
        "print(time.process_time() - t)"
    )
    seconds = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    )
    assert seconds < 0.2


def test_lookups_are_kept() -> None:
    communes.communes_named("Gap"), communes.communes_at("05000"), communes.neighbours("05061")
    began = time.process_time()
    for _ in range(1000):
        communes.commune("05061"), communes.codes_named("Gap"), communes.neighbours("05061")
    assert time.process_time() - began < 0.5


def test_building_refuses_other_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "communes.csv").write_text("code,nom\n05023,Briançon\n", encoding="utf-8")
    assert build.main([str(tmp_path)]) == 2
    assert "columns must be insee" in capsys.readouterr().err
    assert build.main([]) == 2
