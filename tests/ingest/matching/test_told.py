"""What a text tells: labels, who holds it, lists of names; and what a title bears that is no part of it."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.labels import labels
from agregateur.ingest.matching.match import verdict
from agregateur.ingest.matching.told import held_by, lasting, several_named
from agregateur.ingest.matching.wording import flat, without_rubric
from tests.ingest.items import item

D = "2026-12-05"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Avec Anne. Gratuit. Groupe confirmés.", {"level:3"}),
        ("On danse ! Pour les 9 à 12 ans. Goûter.", {"age:9-12"}),
        ("Gr. A. Sur inscription.", {"group:a"}),
        ("Tarif : 8 €. Séance réservée : 4-6 ans.", {"age:4-6"}),
        ("Gratuit. Public : session 2.", {"session:2"}),
        ("Tarifs. Adultes : 8 €. Enfants : 5 €.", set()),
        ("Un atelier que les enfants adorent et les adultes aussi.", set()),
    ],
)
def test_a_sentence_that_is_a_label(text: str, found: set[str]) -> None:
    assert labels(flat(text)) == found


def test_a_label_told_in_the_text_tells_sister_events_apart() -> None:
    a = item("a", "Stage de cuisine – débutants", f"{D} 10:00", venue="Maison des associations")
    b = item("b", "Stage de cuisine", f"{D} 10:00", venue="Maison des associations", text="Niveau confirmé.")
    c = item("c", "Stage de cuisine", f"{D} 10:00", venue="Maison des associations", text="Débutants.")
    assert verdict(features(a), features(b)).outcome == "distinct"
    assert verdict(features(a), features(c)).outcome == "same"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Organisé par le Foyer rural. Gratuit.", ("foyer", "rural")),
        ("À l'initiative des Amis de l'orgue", ("ami", "orgue")),
        ("Manifestation portée par l'ADMR. Gratuit.", ("admr",)),
        ("Une proposition de l'ADMR.", ("admr",)),
        ("Organisé par Amis [...]", ()),
        ("Animé par Yvette Roussel.", ()),
    ],
)
def test_who_holds_it_as_the_text_tells(text: str, who: tuple[str, ...]) -> None:
    assert held_by(flat(text)) == who


def test_who_holds_two_things_is_no_subject_of_theirs() -> None:
    lace = "Premiers points de dentelle. Manifestation portée par ADMR. Renseignements en mairie."
    sewing = "Confection de sacs à vrac. Une proposition de ADMR."
    a = item("a", "Atelier dentelle aux fuseaux", f"{D} 10:00", venue="Médiathèque Colette", text=lace)
    b = item("b", "Initiation : couture zéro déchet", f"{D} 10:00", venue="Médiathèque Colette", text=sewing)
    assert verdict(features(a), features(b)).outcome != "same"


def test_a_festival_of_one_day_is_not_its_concert() -> None:
    text = "Le festival accueille La Fanfare Saltarelle, Les Gastéropodes Tchavolo, Trio Calypso."
    assert several_named(text)
    festival = features(item("a", "Les Hivernales du rire", D, text=text))
    concert = features(item("b", "Les Hivernales du rire : Les Gastéropodes Tchavolo", f"{D} 20:30"))
    alone = features(item("c", "Les Gastéropodes Tchavolo", f"{D} 20:30"))
    again = features(item("d", "Les Hivernales du rire", f"{D} 14:00"))
    assert verdict(festival, concert).outcome == "distinct"
    assert verdict(festival, alone).outcome not in {"same", "doubtful"}
    assert verdict(festival, again).outcome == "same"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("[2026-12-19] Bal trad @ Foyer rural", "Bal trad"),
        ("Sortir : Bal trad", "Bal trad"),
        ("Ciné-club : Le Mépris", "Ciné-club : Le Mépris"),
        ("Agenda", "Agenda"),
    ],
)
def test_what_programs_and_papers_put_around_a_title(title: str, bare: str) -> None:
    assert without_rubric(title) == bare


def test_a_week_end_counts_in_a_title_alone() -> None:
    """A concert's text speaks of its festival's week-end."""
    assert lasting("la coquille reine du week-end", "")
    assert not lasting("concert de clotaire", "tout le week-end, le festival invite.")
    assert lasting("les bulles debordent", "jusqu'a dimanche.")
