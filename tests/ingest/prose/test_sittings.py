"""Several hours of one day, and several days each with their own hours, places or pieces: one list, or a programme."""

from __future__ import annotations

from datetime import datetime

import pytest

from agregateur.ingest.prose import announced, find


def read(title: str, text: str, published: str) -> list[str] | None:
    """The beginnings of what is announced, to the minute."""
    found = announced(find(title, text, published=datetime.fromisoformat(published), zone="Europe/Paris"))
    return [f"{start:%d/%m %H:%M}" for start, _ in found.timings] if found else None


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("messe à 18h30, église Saint-Jean ; messe de la nuit à 23h, basilique", ["18:30", "23:00"]),
        ("messe de minuit à 22h30, cathédrale", ["22:30"]),
        ("18h à Saint-Jean, 23h à la basilique", ["18:00", "23:00"]),
        ("concert des enfants à 14h, salle Hugo ; concert des adultes à 20h, église", ["14:00", "20:00"]),
        ("départ à 14h pour les familles, départ à 17h pour les adultes", ["14:00", "17:00"]),
        ("une visite le matin à 10h, une autre l'après-midi à 15h", ["10:00", "15:00"]),
        # The parts of a programme begin nothing anew.
        ("repas à 12h ; tirage de la tombola à 16h", ["12:00"]),
        ("concert à 18h, place du Marché ; buvette et grillades à 20h", ["18:00"]),
        ("rendez-vous des équipes à 9h ; finale à 17h", ["09:00"]),
    ],
)
def test_hours_of_one_day(text: str, starts: list[str]) -> None:
    found = read("Noël en fête, concerts et messes", f"Jeudi 24 décembre : {text}.", "2026-12-07T09:00")
    assert found == [f"24/12 {hour}" for hour in starts]


@pytest.mark.parametrize(
    ("title", "text", "starts"),
    [
        (
            "Gospel à Saint-Paul",
            "Deux concerts : samedi 26 septembre, 20h30, église Saint-Paul ; dimanche 27 septembre, 15h, temple.",
            ["26/09 20:30", "27/09 15:00"],
        ),
        (
            "Spectacle de l'atelier théâtre",
            "Les ados : vendredi 25 septembre 20h30. Les adultes : samedi 26 septembre 20h30.",
            ["25/09 20:30", "26/09 20:30"],
        ),
        (
            "Cinéma en plein air",
            "À 21h30, parc de la Mairie. Vendredi 18 septembre : « Alice ». Vendredi 25 septembre : « Momo ».",
            ["18/09 21:30", "25/09 21:30"],
        ),
        (
            "Son et lumière",
            "Les vendredis et samedis 18, 19, 25 et 26 septembre à 21h au château. 15 €.",
            ["18/09 21:00", "19/09 21:00", "25/09 21:00", "26/09 21:00"],
        ),
        (
            "L'heure du conte",
            "Le samedi à 10h30. Prochaines dates : 19 septembre et 3 octobre.",
            ["19/09 10:30", "03/10 10:30"],
        ),
        # The day that the text states is the one of the week-end that the title means.
        (
            "Match au sommet ce week-end",
            "Les Lionnes reçoivent Digne samedi 19 septembre à 20h au gymnase.",
            ["19/09 20:00"],
        ),
        # What follows is another meeting, or nobody's.
        (
            "Cercle de lecture",
            "Rencontre mardi 22 septembre à 18h30. Les suivantes auront lieu les 13 octobre et 17 novembre.",
            ["22/09 18:30"],
        ),
        (
            "Portes ouvertes du judo",
            "Portes ouvertes samedi 19 septembre de 10h à 12h. Inscriptions lundi 21 septembre de 17h à 19h.",
            ["19/09 10:00"],
        ),
    ],
)
def test_days_that_stand_beside_one_another(title: str, text: str, starts: list[str]) -> None:
    assert read(title, text, "2026-09-14T09:00") == starts


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("On en discute le 18 à 19h30 autour d'un verre. Venez nombreux !", ["18/06 19:30"]),
        ("Rendez-vous le 4 à partir de 18h pour une soirée jeux.", ["04/07 18:00"]),
        ("Le conseil s'est réuni le 12 à 18h30 et a voté le budget.", None),
        ("Samedi, de 14h à 18h, vous avez été 46 à tenter de sortir.", None),
    ],
)
def test_a_day_without_its_month_is_the_next(text: str, starts: list[str] | None) -> None:
    assert read("Apéro-projet du quartier", text, "2026-06-05T09:00") == starts
