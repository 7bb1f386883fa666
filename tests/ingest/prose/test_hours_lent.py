"""Which hours a day is given: its own, those told for it elsewhere, those shared by a list; and which it is not."""

from __future__ import annotations

from datetime import datetime

import pytest

from agregateur.ingest.prose import announced, find

PUBLISHED = datetime(2026, 11, 23, 9, 0)


def starts(text: str, title: str = "Fête de la Sainte-Barbe") -> list[str]:
    found = announced(find(title, text, published=PUBLISHED, zone="Europe/Paris"))
    return [start.isoformat()[5:16] for start, _ in found.timings] if found else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Samedi 5 décembre à la salle des fêtes. Rendez-vous à 18h.", ["12-05T18:00"]),
        ("Samedi 5 décembre à la salle des fêtes. 18h : défilé.", ["12-05T18:00"]),
        ("Samedi 5 décembre à la salle des fêtes. Le repas de midi est offert.", ["12-05"]),
        ("Samedi 5 décembre à la salle des fêtes. Tout se joue entre midi et minuit.", ["12-05"]),
        ("Samedi 5 décembre au cinéma. Le film dure 1h37.", ["12-05"]),
        ("Samedi 5 décembre midi, salle des fêtes.", ["12-05T12:00"]),
        ("Samedi 5 décembre de midi à 14h, salle des fêtes.", ["12-05T12:00"]),
        ("Samedi 5 décembre à 9h de l'église au lac.", ["12-05T09:00"]),
        ("Samedi 5 décembre à 3h de l'après-midi.", ["12-05T15:00"]),
    ],
)
def test_an_hour_of_another_sentence_is_one_that_is_told_as_such(text, expected):
    assert starts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mardi 1er décembre à Rosans, jeudi 3 décembre à Serres et mardi 8 décembre à Veynes, à 18h.",
            ["12-01T18:00", "12-03T18:00", "12-08T18:00"],
        ),
        ("Au cinéma à 20h30 :\n3 décembre – Cléo\n10 décembre – Jeanne", ["12-03T20:30", "12-10T20:30"]),
        (
            "Vendredi 4 décembre, 19h30 : trio. 21h30 : bal. Samedi 5 décembre, 20h : fanfare.",
            ["12-04T19:30", "12-04T21:30", "12-05T20:00"],
        ),
        (
            "Du 4 au 5 décembre.\n\nVendredi 4 décembre\n20h : film\n\nSamedi 5 décembre\n14h : film\n20h30 : film",
            ["12-04T20:00", "12-05T14:00", "12-05T20:30"],
        ),
        (
            "- Samedi 5 décembre à 20h30 : concert\n- Samedi 12 décembre à 15h : conte\n"
            "- Vendredi 18 décembre à 19h : repas",
            ["12-05T20:30", "12-12T15:00", "12-18T19:00"],
        ),
    ],
)  # fmt: skip
def test_hours_of_tours_and_programmes(text, expected):
    assert starts(text) == expected


def test_a_common_word_in_the_title_yields_to_a_stated_date():
    text = "Projection jeudi 3 décembre à 20h au cinéma, suivie d'un échange."
    assert starts(text, "Ciné-débat : Nourrir demain") == ["12-03T20:00"]
    assert starts("Rendez-vous au cinéma.", "Ciné-débat demain à 20h") == ["11-24T20:00"]
