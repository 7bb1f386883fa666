"""Notices that are written like announcements, and announcements whose words could be those of something else."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agregateur.ingest.prose import Found, announced, find

PUBLISHED = datetime(2026, 11, 22, 9, 0)


def read(text: str, title: str = "Informations", *, believed: bool = False) -> Found | None:
    return announced(find(title, text, published=PUBLISHED, zone="Europe/Paris"), believed=believed)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("École", "La rentrée des élèves est fixée au lundi 4 janvier 2027 à 8h20."),
        ("Ludothèque", "Fermeture du 20 au 31 décembre 2026. Réouverture vendredi 8 janvier à 15h."),
        ("Avis", "L'inhumation aura lieu mercredi 25 novembre à 10h au cimetière de Rosans."),
        ("On parle de nous", "Le reportage passe mardi 1er décembre à 19h sur France 3."),
        ("Voirie", "Une équipe interviendra jeudi 3 décembre de 8h à 12h quartier du Forest."),
        ("Forêt", "Des traques sont prévues samedi 5 décembre de 7h à 13h."),
        ("Gymnastique", "Pas de cours jeudi 24 décembre à 18h."),
        ("Piscine", "L'entrée passe de 3 € à 4 € au 1er février 2027."),
        ("Réseau", "Les abonnés seront basculés mercredi 9 décembre 2026 à 14h."),
        ("Santé", "Médecin de garde dimanche 29 novembre de 8h à 20h."),
        ("Relevé", "Un agent se présentera chez vous du lundi 7 au vendredi 11 décembre 2026."),
        ("Neige", "Dimanche 22 novembre, 6h : 40 cm au col."),
        ("École : fête de Noël", "Les photos seront vendues le mercredi 16 décembre."),
    ],
)
def test_a_notice_makes_no_event(title, text):
    assert read(text, title) is None


@pytest.mark.parametrize(
    "text",
    [
        "Après le repas de midi, le 6 décembre à 15h, bal au foyer.",
        "Prochaine date du bal : 6 décembre à 15h.",
        "Le 6 décembre à 15h, la compagnie Zig joue au siège du club.",
        "En raison du succès, une séance de plus le dimanche 6 décembre à 15h au cinéma.",
        "Réouverture du local : inauguration dimanche 6 décembre à 15h.",
    ],
)
def test_words_that_could_recall_or_inform_announce_what_is_to_come(text):
    found = read(text, "Au village")
    assert found is not None and found.timings == ((datetime(2026, 12, 6, 15), None),)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Les jeudis 3, 10 et 17 décembre à 18h", ["12-03T18:00", "12-10T18:00", "12-17T18:00"]),
        ("samedi 12 (10h-12h) et dimanche 13 décembre (14h-16h)", ["12-12T10:00", "12-13T14:00"]),
        ("Les 4-5-6 décembre à 20h30", ["12-04T20:30", "12-05T20:30", "12-06T20:30"]),
        ("Les 11 (21h), 12 (20h) et 13 décembre (16h)", ["12-11T21:00", "12-12T20:00", "12-13T16:00"]),
        ("Samedi 12 décembre à 18h (chants) et dimanche 13 décembre à 10h", ["12-12T18:00", "12-13T10:00"]),
        ("Samedi 12 décembre : défilé à 15h\nDimanche 13 décembre : bal à 16h", ["12-12T15:00", "12-13T16:00"]),
        ("Ouverture samedi 12 décembre à 18h. L'exposition est visible jusqu'au 9 janvier.", ["12-12T18:00"]),
        ("Bal samedi 12 décembre à 21h. Prochain bal le 13 mars 2027.", ["12-12T21:00"]),
        ("Le bal du samedi 5 décembre est décalé au samedi 12 décembre à 21h.", ["12-12T21:00"]),
        ("Dès le samedi 12 décembre à 9h, salle des fêtes", ["12-12T09:00"]),
        ("Le samedi douze décembre à vingt et une heures", ["12-12T21:00"]),
    ],
)  # fmt: skip
def test_several_days_as_people_write_them(text, starts):
    # Which days are meant is asked here; how sure it is that people attend, in test_attending.
    found = read(text, "Fêtes de Noël", believed=True)
    assert found is not None
    assert [start.isoformat()[5:16] for start, _ in found.timings] == starts


def test_a_plural_weekday_that_does_not_suit_every_day_is_left_to_a_human():
    [found] = find(
        "Atelier", "Les jeudis 3, 10 et 18 décembre à 18h", published=PUBLISHED, zone="Europe/Paris"
    )
    assert "disagrees" in found.flags and announced([found]) is None


@pytest.mark.parametrize(
    "text",
    ["05/12/2026 18:00 - 05/12/2026 20:00", "2026-12-05T18:00 - 2026-12-05T20:00",
     "du 05/12/2026 18h au 05/12/2026 20h"],
)  # fmt: skip
def test_two_stamps_are_one_span(text):
    found = read(text, "Concert")
    assert found is not None and found.timings == (
        (datetime(2026, 12, 5, 18), datetime(2026, 12, 5, 20)),
    )  # fmt: skip


def test_a_beginning_and_an_end_that_are_labelled_are_a_range():
    found = read("Début : 05/12/2026\nFin : 07/12/2026", "Stage", believed=True)
    assert found is not None and found.timings == ((date(2026, 12, 5), date(2026, 12, 8)),)


def test_a_day_after_until_is_no_hour():
    found = read("Tous les lundis à 9h jusqu'au 14 décembre.", "Marche")
    assert found is not None and found.timings == ((datetime(2026, 11, 23, 9), None),)
    assert found.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T235959"


def test_a_title_that_is_a_habit_leaves_the_date_to_the_text():
    found = read("Vendredi 11 décembre à 20h30, salle des fêtes.", "Les vendredis du conte")
    assert found is not None and found.timings == ((datetime(2026, 12, 11, 20, 30), None),)
