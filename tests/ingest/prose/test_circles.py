"""Who is meant, and what the tense of a date's own clause says: everyday texts of neighbours, clubs and unions."""

from __future__ import annotations

from datetime import datetime

import pytest

from agregateur.ingest.prose import announced, circles, find, verbs
from agregateur.ingest.prose.clause import Clause


def read(title: str, text: str, published: str = "2027-03-02T10:00") -> list[str] | None:
    """The beginnings of what is announced, to the minute."""
    found = announced(find(title, text, published=datetime.fromisoformat(published), zone="Europe/Paris"))
    return [f"{start:%d/%m %H:%M}" for start, _ in found.timings] if found else None


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ("reunion de preparation du carnaval", True),
        ("les choristes de l'ensemble ont rendez-vous devant l'eglise", True),
        ("rencontre avec la direction", True),
        ("les enfants inscrits", True),
        ("reunion publique sur le carnaval", False),
        ("rencontre avec l'autrice", False),
    ],
)
def test_a_circle_that_meets(said: str, closed: bool) -> None:
    assert circles.closed(said) is closed


@pytest.mark.parametrize(
    ("folded", "written", "past"),
    [
        ("un verre a cote du lavoir", "un verre à côté du lavoir", False),
        ("on a fete les rois", "on a fêté les rois", True),
        # Where accents are lost, "a" may be either.
        ("le club a fete ses champions", "", True),
        ("une derniere tournee", "une dernière tournée", False),
        ("la semaine derniere", "la semaine dernière", True),
    ],
)
def test_accents_part_the_past_from_a_place(folded: str, written: str, past: bool) -> None:
    assert verbs.tells_past(folded, written) is past


def test_an_adjective_is_no_passive() -> None:
    assert not Clause("l'entree est libre", "l'entrée est libre").other_verb
    assert not Clause("elle sera parmi nous", "elle sera parmi nous à l'été").other_verb
    assert Clause("le fioul sera livre", "le fioul sera livré").other_verb


@pytest.mark.parametrize(
    ("title", "text", "starts"),
    [
        # The hour of its own sentence leads, not that of the next.
        (
            "Marche pour l'école",
            "Le collectif appelle à marcher. Rassemblement à 14h, place Bellevue, samedi 13 mars. Départ à 15h.",
            ["13/03 14:00"],
        ),
        (
            "Journée au verger",
            "Samedi 13 mars : greffe de 10h à 12h avec Roland, puis taille de 14h à 17h.",
            ["13/03 10:00", "13/03 14:00"],
        ),
        (
            "Programme des 13 et 14 mars",
            "Samedi 13 mars : bal à 21h au foyer. Dimanche 14 mars : repas à 12h30 sous la halle, 18 €.",
            ["13/03 21:00", "14/03 12:30"],
        ),
        ("Rando du jeudi", "Jeu 11 - 9 km - départ parking de la poste à 14h.", ["11/03 14:00"]),
        (
            "La fanfare en fête",
            "Les musiciens défileront dans le bourg samedi. Rendez-vous à 16 h au lavoir.",
            ["06/03 16:00"],
        ),
        # An hour behind a day and month in figures makes a date of them; a comma before a weekday parts no list.
        (
            "Galette dansante",
            "Le club invite ses amis à la galette, 7/3 à 15h, chez Pampille.",
            ["07/03 15:00"],
        ),
        (
            "Le Pavillon ouvre la saison",
            "La salle rouvrira avec un concert de Denez, vendredi à 20 h 30. Tarif : 25 €.",
            ["05/03 20:30"],
        ),
        (
            "Compost du square",
            "On s'y met à plusieurs jeudi soir, 18h30, avec des fourches et une frontale. Venez !",
            ["04/03 18:30"],
        ),
        # One hour for all days of a sentence.
        (
            "Ateliers du mercredi",
            "Poterie le mercredi 10 mars, mosaïque le mercredi 24 mars, à 10h30.",
            ["10/03 10:30", "24/03 10:30"],
        ),
        (
            "8-Mars",
            "La population est invitée à la marche lundi 8 mars. Rassemblement 18h30 place de la Mairie.",
            ["08/03 18:30"],
        ),
        (
            "Atelier citoyen sur la fermeture de classe",
            "Mardi 9 mars à 18h30 en mairie, parents et élus réfléchiront ensemble à la suite à donner.",
            ["09/03 18:30"],
        ),
    ],
)
def test_everyday_voices(title: str, text: str, starts: list[str]) -> None:
    assert read(title, text) == starts


def test_a_repeat_begins_on_the_day_that_leads_to_it() -> None:
    text = "On se retrouve le lundi 8 mars, puis tous les lundis de 14h à 16h à la maison des aînés."
    [found] = find("Scrabble", text, published=datetime(2027, 3, 2, 10, 0), zone="Europe/Paris")
    assert (found.timings[0][0], found.rrule) == (datetime(2027, 3, 8, 14, 0), "FREQ=WEEKLY;BYDAY=MO")


def test_why_one_does_it_again_is_not_what_one_does() -> None:
    before = "comme c'etait chouette l'ete dernier, on refait un bal chez tonio "
    assert not verbs.tells_past(verbs.main(before, ", 20h"))
    assert verbs.tells_past(verbs.main("on a fete le bal chez tonio ", ", 20h"))


def test_a_repeat_at_the_same_hour() -> None:
    text = (
        "Première répétition mardi 9 mars à 20h30, et ensuite chaque mardi à la même heure. Venez chanter !"
    )
    [found] = find("La chorale reprend !", text, published=datetime(2027, 3, 2, 10, 0), zone="Europe/Paris")
    assert (found.timings[0][0], found.rrule) == (datetime(2027, 3, 9, 20, 30), "FREQ=WEEKLY;BYDAY=TU")
