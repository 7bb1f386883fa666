"""Marks that tell sister events apart."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.marks import conflict, marks
from agregateur.ingest.matching.rooms import room_in_text, room_in_title, rooms
from agregateur.ingest.matching.wording import flat


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yoga groupe 1", "Yoga groupe 2"),
        ("Yoga niveau débutant", "Yoga confirmés"),
        ("Éveil 4-5 ans", "Éveil 6/7 ans"),
        ("Contes dès 3 ans", "Contes dès 8 ans"),
        ("Le Soulier, partie I", "Le Soulier, 2e partie"),
        ("11e Foulées du lac", "Foulées du lac (12ème édition)"),
        ("Trail 12 km", "Trail 25 km"),
        ("Visite en anglais", "Tour in Italian, visita in italiano"),
        ("Le Mépris (VF)", "Le Mépris (VOSTFR)"),
        ("Foire 2026", "Foire 2027"),
        ("Rallye équipe rouge", "Rallye équipe bleue"),
        ("Basket U13", "Basket U15"),
        ("Salle 1", "Salle 2"),
        ("Salle du conseil, grande salle", "Salle du conseil, petite salle"),
        ("Atelier smartphone (seniors)", "Atelier smartphone (jeunes)"),
        ("Salle Brassens, salle bleue", "Salle Brassens, salle verte"),
        ("Raconte-tapis / maternelles", "Raconte-tapis (primaires)"),
        ("Échecs, filles", "Échecs, garçons"),
        ("Éveil musical CP-CE1", "Éveil musical CM1-CM2"),
        ("Stage de cirque, moins de 10 ans", "Stage de cirque, 10 ans et plus"),
    ],
)  # fmt: skip
def test_marks_that_set_sisters_apart(one: str, other: str) -> None:
    a, b = (marks(flat(t)) | rooms(flat(t)) for t in (one, other))
    assert conflict(a, b), (a, b)
    assert conflict(b, a) == conflict(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Danse : éveil (4/5 ans)", "Danse enfants, 4-5 ans"),
        ("Atelier théâtre – salle 1", "Théâtre enfants"),
        ("Conversation en anglais", "English conversation"),
        ("Concert à 20h30", "Concert 21h"),
        ("Course à pied", "Course B"),
        ("Kermesse de l'école maternelle", "Kermesse de l'école primaire"),
        ("Éveil avec les assistantes maternelles", "Éveil des enfants"),
    ],
)
def test_marks_that_agree(one: str, other: str) -> None:
    assert conflict(marks(flat(one)), marks(flat(other))) is None


def test_an_adjective_of_a_music_or_a_meal_is_no_language_that_is_spoken() -> None:
    for title in (
        "Bal occitan",
        "Un après-midi espagnol",
        "Dîner anglais du comité",
        "Concert : duo Alfama",
        "Duo Alfama",
    ):
        assert not {m for m in marks(flat(title)) if m.startswith(("language:", "with:"))}, title
    for title in (
        "Cours d'espagnol",
        "Château, en anglais",
        "Concert commenté (anglais)",
        "Anglais débutants",
    ):
        assert any(m.startswith("language:") for m in marks(flat(title))), title
    assert "with:one" in marks(flat("Journées poneys, en solo"))


def test_one_room_told_in_a_title_in_many_ways() -> None:
    told = ("Ciné-club [salle verte]", "Ciné-club, salle verte", "Ciné-club (salle verte)")
    assert {room_in_title(flat(title)) for title in told} == {frozenset({"room:verte"})}
    assert room_in_title(flat("ATELIER VÉLO – PETITE SALLE")) == {"room:petite"}


def test_groups_of_schools_and_clubs() -> None:
    pairs = (
        ("Cirque, élèves de 1er cycle", "Cirque [2e cycle]"),
        ("Comptines, 6e/5e", "Comptines, 4e-3e"),
        ("RCV - AST, équipe réserve", "RCV - AST (équipe première)"),
        ("Poney, les petits", "Poney [grands]"),
        ("Stage - de 12 ans", "Stage (12 ans et +)"),
    )
    assert all(conflict(marks(flat(one)), marks(flat(other))) for one, other in pairs)


def test_a_room_within_a_house_and_the_one_room_that_a_text_tells() -> None:
    assert rooms(flat("MJC Lucie-Aubrac salle de danse")) == {"room:danse"}
    assert rooms(flat("Théâtre de la Verrière")) == frozenset()
    assert room_in_text(flat("Initiation au macramé. Ça se passe en salle A.")) == {"room:a"}
    assert room_in_text(flat("Rendez-vous au 2e étage.")) == {"floor:2"}
    assert room_in_text(flat("Salle 1 pour les petits, salle 2 pour les grands")) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maison des services, bureau 2", "maison des services, bureau n°4"),
        ("la fabrique, salle n°1", "la fabrique, salle 2"),
        ("maison de quartier salle bleue", "maison de quartier salle verte"),
        ("centre social, cuisine", "centre social, salle d'activites"),
        ("bibliotheque, section adultes", "bibliotheque, section jeunesse"),
        ("chateau, cour", "chateau, chapelle"),
    ],
)
def test_parts_of_a_house_are_rooms(one: str, other: str) -> None:
    assert conflict(rooms(one), rooms(other)) == "room"
    assert conflict(rooms(one), rooms(one)) is None


def test_a_room_for_something_bears_no_letter() -> None:
    assert "room:d" not in rooms("centre social, salle d'activites")


def test_several_distances_are_the_whole_race() -> None:
    assert not any(m.startswith("km:") for m in marks(flat("Courir pour elles : 5 et 10 km")))
    assert not any(m.startswith("km:") for m in marks(flat("Trail des crêtes 12 km / 25 km")))
    assert "km:10" in marks(flat("Corrida : 10 km"))
