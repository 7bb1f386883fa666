"""What words tell, and what that changes between two records."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.marks import conflict, marks
from agregateur.ingest.matching.match import Verdict, verdict
from agregateur.ingest.matching.rooms import rooms
from agregateur.ingest.matching.themes import PROPER, SHARED, USUAL, telling, themes
from agregateur.ingest.matching.wording import flat, names_in, names_of, read_title, without_replaced
from agregateur.model import Item
from tests.ingest.items import GAP, item

D = "2026-12-05"


def judged(a: Item, b: Item) -> Verdict:
    return verdict(features(a), features(b))


def codes(a: Item, b: Item) -> set[str]:
    return {note.code for note in judged(a, b).evidence}


@pytest.mark.parametrize(
    ("word", "worth"),
    [("atelier", 0.0), ("noel", SHARED), ("vannerie", USUAL), ("12", USUAL), ("fontreyne", PROPER)],
)
def test_a_word_tells_the_more_the_fewer_things_share_it(word: str, worth: float) -> None:
    assert telling(word) == worth


def test_words_of_one_family_speak_of_one_theme() -> None:
    assert themes("reparation") & themes("repare") & themes("bricolage")
    assert not themes("reparation") & themes("couture")


SAME = {
    "no common word, one theme, one hall": (
        item("a", "On coud ensemble", f"{D} 14:00", venue="Espace Planchon"),
        item("b", "Couture et retouches pour tous", f"{D} 14:00", venue="Espace Planchon"),
    ),
    "one play, its author here, its company there": (
        item("a", "Bérénice, de Jean Racine", f"{D} 20:30"),
        item("b", "Cie des Sables : « Bérénice »", f"{D} 20:30"),
    ),
    "its own calendar does not name the society that assembles": (
        item("a", "Assemblée générale", f"{D} 20:30", venue="Salle Giraudoux", teller="Jardiniers du Vincou"),
        item("b", "AG des Jardiniers du Vincou", f"{D} 20:30", venue="Salle Giraudoux", teller="Mairie"),
    ),
    "a catch phrase, and what its text names": (
        item("a", "La culture s'invite à Briançon", f"{D} 10:00", text="Une journée de vannerie pour tous."),
        item("b", "Stage de vannerie", f"{D} 10:00", venue="Le Quai"),
    ),
    "the society where the place should be": (
        item("a", "Bourse aux skis", f"{D} 09:00", venue="Comité d'animation"),
        item("b", "Bourse aux skis d'occasion", f"{D} 09:00", venue="Salle polyvalente"),
    ),
}
APART = {
    "each has a name of its own behind the same head": (
        item("a", "Portes ouvertes du collège Jean-Moulin", f"{D} 09:00", insee=GAP),
        item("b", "Portes ouvertes au collège Fabre", f"{D} 09:00", insee=GAP),
    ),
    "bare titles whose texts name two bands": (
        item("a", "Concert", f"{D} 21:00", text="Sur la place, le quartet Tramontana joue."),
        item("b", "Concert", f"{D} 21:00", text="Soirée avec les Barboteurs, entrée au chapeau."),
    ),
    "two works of one company": (
        item("a", "Spectacle", f"{D} 15:00", text="La troupe Escampette joue « Un air de famille »."),
        item("b", "Spectacle", f"{D} 15:00", text="La troupe Escampette joue « Le Malade imaginaire »."),
    ),
    "an evening of games and a film, at the default hour, in one hall": (
        item("a", "Soirée jeux", f"{D} 20:00", venue="Maison Harjès"),
        item("b", "Projection-débat « Le temps des forêts »", f"{D} 20:00", venue="Maison Harjès"),
    ),
    "two societies assemble": (
        item("a", "Assemblée générale", f"{D} 20:30", venue="Salle Giraudoux", teller="Société de chasse"),
        item("b", "Assemblée générale", f"{D} 20:30", venue="Salle Giraudoux", teller="Comité de jumelage"),
    ),
    "a mention is not the subject": (
        item("a", "Les Volcans endormis", f"{D} 18:30", venue="Le Forum"),
        item(
            "b", "« Peuples de la tourbière » (remplace Les Volcans endormis)", f"{D} 18:30", venue="Le Forum"
        ),
    ),
    "a rehearsal and the concert": (
        item("a", "Répétition publique du Chœur de la Sauldre", f"{D} 19:00"),
        item("b", "Concert du Chœur de la Sauldre", f"{D} 19:30"),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_one_event(name: str) -> None:
    found = judged(*SAME[name])
    assert found.outcome == "same", found


@pytest.mark.parametrize("name", APART)
def test_two_events(name: str) -> None:
    found = judged(*APART[name])
    assert found.outcome != "same", found


def test_a_bare_title_is_told_by_the_names_of_its_text() -> None:
    told = item("a", "Concert", f"{D} 21:00", text="Avec le quartet Tramontana.")
    again = item("b", "Concert gratuit", f"{D} 21:00", text="Ce soir, venez écouter Tramontana.")
    assert "text_subject" in codes(told, again)


def test_names_are_what_is_written_so() -> None:
    assert names_of("Portes ouvertes du collège Jean-Moulin") >= {"moulin"}
    assert names_of("Sortie raquettes pleine lune") == frozenset()
    assert names_in("Samedi, le trio Sabbagh joue « Un air de famille ».") == {"sabbagh", "air"}


def test_what_it_replaces_is_left_out_of_a_title() -> None:
    assert without_replaced("Nous paysans (à la place de La Théorie du boxeur)").strip() == "Nous paysans"
    assert without_replaced("Marché sur la place du village") == "Marché sur la place du village"


def test_a_title_cut_behind_a_programme_is_not_the_programme() -> None:
    for title in (
        "Festival des Moulins : M…",
        "Festival des Moulins :[…]",
        "Festival des Moulins : Les sœ...",
    ):
        *_, whole = read_title(title, flat(title), frozenset())
        assert not whole, title
    title = "Festival des Moulins de la vallée et du…"
    *_, whole = read_title(title, flat(title), frozenset())
    assert whole


def test_an_elision_is_no_letter_of_a_group() -> None:
    assert marks("stage d'equitation") == frozenset()
    assert marks("groupe d") == {"group:d"}
    assert conflict(marks("anglais, niveau a2"), marks("anglais, niveau b2")) == "grade"
    assert conflict(marks("bebes lecteurs (ados)"), marks("bebes lecteurs (adultes)")) == "age"


def test_rooms_by_their_use_stand_beside_a_house() -> None:
    assert rooms("auditorium, espace rene-char") == {"room:auditorium"}
    assert rooms("auditorium") == frozenset()
