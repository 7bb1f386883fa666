"""What an announcement is, and what is none, phrase by phrase."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agregateur.ingest.prose import Found, announced, find

PUBLISHED = datetime(2026, 11, 22, 9, 0)


def read(text: str, title: str = "Au village", *, believed: bool = False) -> Found | None:
    return announced(find(title, text, published=PUBLISHED, zone="Europe/Paris"), believed=believed)


NO_EVENTS = [
    "Retour sur la fête du 12 mai.",
    "La fête s'est déroulée samedi dernier devant 200 personnes.",
    "Samedi 21 novembre à 18h, les jeunes ont reçu leur médaille.",
    "Dimanche 22 novembre à 9h, les pompiers ont été appelés.",
    "Né le 12 mai 1921 à Ceillac, mort le 3 avril 1999.",
    "La bataille du 6 juin 1944 est dans toutes les mémoires. Depuis 1998, on s'en souvient.",
    "Inscriptions avant le 3 mars auprès du secrétariat.",
    "Vous avez jusqu'au 15 janvier pour candidater.",
    "Date limite : vendredi 4 décembre à 17h.",
    "Publié le 22 novembre 2026 à 9h12. Mis à jour le 23 novembre 2026.",
    "Pour les 3 à 6 ans, de 5 à 12 €, 5/10 € réduit.",
    "Tél. 04 92 12 05 20, 06.12.10.20.30, 05000 Gap, 24 rue du 8 mai 1945.",
    "Victoire 28-24, puis 3-1. Classement : 5e avec 12 pts.",
    "La rue sera fermée à la circulation lundi 7 décembre de 8h à 17h.",
    "Loi du 1er juillet 1901, arrêté du 12 décembre, décret n° 2026-512.",
    "La danse d'aujourd'hui, le monde de demain, à partir de 20h.",
    "Ouvert du lundi au samedi de 9h à 12h et de 14h à 18h.",
    "Le nouveau bus circulera à partir du 4 janvier 2027.",
    "Lecture : Mt 5, 3-12 ; chapitre 5, p. 12-15 ; Ubuntu 26.04 ; 1/2 journée.",
    "Le concert du samedi 28 novembre à 20h30 est annulé.",
    "Une boucle de 12 km, 4h30 de marche, 650 m de dénivelé.",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_EVENTS)
def test_what_is_no_date_of_an_event(text):
    assert read(text) is None
    assert read(text, believed=True) is None


@pytest.mark.parametrize(
    "title", ["Retour en images", "Compte rendu du conseil", "Fermeture de la mairie", "Menus de la semaine"]
)
def test_a_title_that_reports_or_closes_makes_no_event(title):
    text = "Vendredi 4 décembre à 18h à la salle des fêtes."
    assert read(text) is not None
    assert read(text, title, believed=True) is None


def test_a_weekday_that_disagrees_is_left_to_a_human():
    [found] = find("Concert", "Vendredi 5 décembre 2026 à 20h30.", published=PUBLISHED, zone="Europe/Paris")
    assert "disagrees" in found.flags
    assert announced([found], believed=True) is None
    assert found.words == "Vendredi 5 décembre 2026 à 20h30"


def test_a_weekday_settles_the_year():
    found = read("Grand bal samedi 13 mars à 21h.")
    assert found is not None and found.timings == ((datetime(2027, 3, 13, 21), None),)


def test_several_announcements_make_no_event():
    found = find(
        "Agenda", "Samedi 5 décembre à 18h : loto. Mercredi 9 décembre à 15h : contes.",
        published=PUBLISHED, zone="Europe/Paris",
    )  # fmt: skip
    assert "several" in found[0].flags and len(found) == 2
    assert announced(found, believed=True) is None


def test_holidays_leave_a_repeat_in_doubt():
    assert read("Cours de yoga tous les mardis de 18h à 19h, hors vacances scolaires.") is None
    assert read("Cours de yoga tous les mardis de 18h à 19h.") is not None


def test_relative_words_lean_on_the_day_of_publication_in_its_zone():
    late = datetime.fromisoformat("2026-11-24T23:30:00+00:00")
    text = "Réunion publique demain à 18h30."
    [paris] = find("", text, published=late, zone="Europe/Paris")
    [fort_de_france] = find("", text, published=late, zone="America/Martinique")
    assert paris.timings == ((datetime(2026, 11, 26, 18, 30), None),)
    assert fort_de_france.timings == ((datetime(2026, 11, 25, 18, 30), None),)


def test_a_weekday_in_the_headline_gives_way_to_the_day_that_the_text_states_in_full():
    published = datetime.fromisoformat("2026-11-22T09:00:00+01:00")

    def first(title: str, text: str):
        return find(title, text, published=published, zone="Europe/Paris")[0].timings[0][0]

    in_full = "Bal trad samedi 16 janvier à 20h30, salle des fêtes."
    assert first("Ce samedi, on danse !", in_full) == datetime(2027, 1, 16, 20, 30)
    # It tells the hour of the nearest one, or of another day's weekday: nothing gives way.
    assert first("Ce samedi, on danse !", "Bal trad samedi à 20h30.") == datetime(2026, 11, 28, 20, 30)
    assert first("Bal ce samedi", "Prochain bal dimanche 17 janvier à 15h.").isoformat()[:10] == "2026-11-28"
    assert (
        first("Bal ce samedi", "Dès 20h30. Le prochain bal : samedi 16 janvier.").isoformat()[:10]
        == "2026-11-28"
    )


def test_without_a_day_of_publication_only_a_stated_year_counts():
    for text, dated in (
        ("Loto samedi 5 décembre 2026 à 20h.", True),
        ("Loto samedi 5 décembre à 20h.", False),
    ):
        assert bool(find("", text, published=None, zone="Europe/Paris")) is dated


def test_a_place_in_the_text_is_kept():
    text = "Entrée libre. Loto samedi 5 décembre à 20h30, salle des fêtes."
    [found] = find("Loto", text, published=PUBLISHED, zone="Europe/Paris")
    assert text[slice(*found.span)] == found.words == "samedi 5 décembre à 20h30"
    assert found.where == "text"


def test_the_end_of_a_range_is_exclusive_and_midnight_is_the_end_of_the_day():
    found = read("La fête aura lieu du 3 au 5 juillet 2027.")
    assert found is not None and found.timings == ((date(2027, 7, 3), date(2027, 7, 6)),)
    night = read("Messe jeudi 24 décembre à minuit.")
    assert night is not None and night.timings == ((datetime(2026, 12, 25), None),)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Vendredi 4 : 20h30 / Samedi 5 : 20h / Dimanche 6 décembre : 17h",
         ["12-04T20:30", "12-05T20:00", "12-06T17:00"]),
        ("Concert : 13h ouverture des portes, 14h30 début, dimanche 6 décembre", ["12-06T14:30"]),
        ("Rendez-vous samedi à 18h et dimanche à 10h30.", ["11-28T18:00", "11-29T10:30"]),
        ("Foire 5/6 décembre à 10h", ["12-05T10:00", "12-06T10:00"]),
        ("Visites samedi 28 novembre de 10h à 12h atelier 1 et de 15h à 17h atelier 2", ["11-28T10:00", "11-28T15:00"]),
        ("Loto samedi 5 décembre à 14h, prévu d'abord le 28 novembre puis reporté", ["12-05T14:00"]),
    ],
)  # fmt: skip
def test_lists_as_people_write_them(text, starts):
    found = read(text)
    assert found is not None
    assert [start.isoformat()[5:16] for start, _ in found.timings] == starts


def test_a_repeat_keeps_to_its_months():
    found = read("Marché tous les mardis de juillet et août de 18h à 22h.")
    assert found is not None and found.timings[0][0] == datetime(2027, 7, 6, 18)
    assert found.rrule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270831T235959"


def test_a_fifth_weekday_is_waited_for_as_long_as_it_takes():
    [found] = find(
        "Café tricot",
        "Chaque 5e samedi du mois à 14h à la bibliothèque.",
        published=datetime(2027, 2, 1, 9, 0),
        zone="Europe/Paris",
    )
    # No month has five Saturdays before May.
    assert found.rrule == "FREQ=MONTHLY;BYDAY=5SA"
    assert found.timings[0][0] == datetime(2027, 5, 29, 14, 0)


def test_a_repeat_takes_the_day_on_which_it_is_said_to_begin():
    text = "Les cours démarrent le mardi 1er décembre. Ils ont lieu tous les mardis de 18h à 19h."
    found = read(text, "Yoga", believed=True)
    assert found is not None and found.rrule == "FREQ=WEEKLY;BYDAY=TU"
    assert found.timings == ((datetime(2026, 12, 1, 18, 0), datetime(2026, 12, 1, 19, 0)),)


def test_an_hour_in_words_that_nothing_leads_to_is_a_length():
    found = read(
        "Rencontre samedi 5 décembre à partir de 18h30 à la médiathèque, entrée libre.", "Une heure avec Ida"
    )
    assert found is not None and found.timings[0][0] == datetime(2026, 12, 5, 18, 30)
    found = read("Concert samedi 5 décembre, à onze heures, au temple.")
    assert found is not None and found.timings[0][0] == datetime(2026, 12, 5, 11, 0)


@pytest.mark.parametrize(
    "text",
    [
        "« Le 12 décembre, à 9h30, je me suis garée devant l'usine et je n'ai pas pu sortir. »",
        "Une foule était là dimanche à 17h, deux rappels et des larmes.",
    ],
)
def test_what_somebody_remembers_is_no_event(text):
    assert read(text) is None


@pytest.mark.parametrize("year", [1, 9999])
def test_a_year_that_stands_for_no_publication_settles_nothing(year):
    told = "Concert samedi 5 décembre 2026 à 20h30, et le jour de l'an à 17h, au temple. Du 3 au samedi 5, jeudi à 20h."
    found = find("Concert", told, published=datetime(year, 1, 1), zone="Europe/Paris")
    assert found == find("Concert", told, published=None, zone="Europe/Paris")
    assert found
