"""The lists of actors and articles: what they may be asked, in which order, and until when a call is there."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from agregateur.model import Located
from tests.web import factory
from tests.web.conftest import Portal
from tests.web.factory import Filler

GAP = Located(insee="05061")


def fill(add: Filler) -> None:
    add.source("carte", "La carte")
    add.source("journal", "Le journal")
    add.actor("chorale", "Chorale du Buëch", categories=("musique",))
    add.actor("compagnie", "Compagnie du Vent", categories=("spectacles", "musique"), located=GAP)
    add.actor("entraide", "Entraide 05")
    calls = (("loin", date(2027, 1, 15)), ("pres", date(2026, 12, 15)), ("hier", date(2026, 12, 8)))
    for n, (id, day) in enumerate((*calls, ("aujourdhui", date(2026, 12, 9)), ("ouvert", None))):
        published = factory.NOW - timedelta(days=n + 1)
        add.article(id, f"Appel {id}", published, genre="appel", echeance=day, categories=("transition",))
    add.article("poste", "Un poste", factory.NOW, genre="emploi", echeance=date(2026, 12, 20), located=GAP)
    add.article("nouvelle", "Une nouvelle", factory.NOW, categories=("musique",))


@pytest.fixture
def lists(blank: Portal) -> Portal:
    blank.fill(fill)
    return blank


def shown(portal: Portal, address: str) -> list[str]:
    answer = portal.get(address)
    assert answer.status_code == 200, answer.text
    return re.findall(r'<li class="card" id="([a-z0-9]+)">', answer.text)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/actualites", ["nouvelle", "poste", "loin", "pres", "aujourdhui", "ouvert"]),
        ("/actualites?genre=appel", ["aujourdhui", "pres", "loin", "ouvert"]),
        ("/actualites?genre=appel,emploi", ["poste", "loin", "pres", "aujourdhui", "ouvert"]),
        ("/actualites?genre=annonce", ["nouvelle"]),
        ("/actualites?categorie=musique", ["nouvelle"]),
        ("/actualites?sauf_categorie=transition", ["nouvelle", "poste"]),
        ("/actualites?commune=05061", ["poste"]),
        ("/en/actualites?genre=emploi", ["poste"]),
        ("/acteurs", ["chorale", "compagnie", "entraide"]),
        ("/acteurs?categorie=musique", ["chorale", "compagnie"]),
        ("/acteurs?categorie=musique&sauf_categorie=spectacles", ["chorale"]),
        ("/acteurs?categorie=spectacles,ateliers&commune=05061", ["compagnie"]),
        ("/acteurs?sauf_categorie=musique", ["entraide"]),
    ],
)
def test_a_list_is_what_is_asked(lists: Portal, address: str, expected: list[str]) -> None:
    assert shown(lists, address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/api/v1/articles?genre=appel", ["loin", "pres", "aujourdhui", "ouvert"]),
        ("/api/v1/articles?categorie=musique", ["nouvelle"]),
        ("/api/v1/actors?categorie=spectacles", ["compagnie"]),
        ("/api/v1/actors?sauf_categorie=musique", ["entraide"]),
    ],
)
def test_programs_may_ask_the_same(lists: Portal, address: str, expected: list[str]) -> None:
    assert [one["id"] for one in lists.get(address).json()["items"]] == expected


def test_a_call_leaves_the_list_the_day_after_its_deadline(lists: Portal) -> None:
    midnight = factory.NOW.replace(hour=0, minute=0)
    lists.now = midnight + timedelta(days=1, minutes=-1)
    assert "aujourdhui" in shown(lists, "/actualites?genre=appel"), "23:59 of the day itself"
    lists.now = midnight + timedelta(days=1)
    assert "aujourdhui" not in shown(lists, "/actualites?genre=appel")


def test_the_genre_and_the_deadline_are_told(lists: Portal) -> None:
    page = lists.get("/actualites?genre=appel").text
    card = page.partition('id="pres"')[2].partition('<li class="card"')[0].replace("\xa0", " ")
    assert "Appel à projets" in card and "jusqu’au 15 décembre" in card
    assert '<a href="/actualites?genre=appel" aria-current="true">' in page
    assert "Votre choix" not in page, "the tab says it"
    english = lists.get("/en/actualites?genre=appel").text
    assert "Call for projects" in english and "/en/actualites?genre=benevolat" in english
    other = lists.get("/actualites?genre=appel&categorie=transition").text
    assert "Votre choix" in other and "/actualites?genre=emploi&amp;categorie=transition" in other


def test_themes_that_nothing_has_are_not_offered(lists: Portal) -> None:
    offered = re.findall(r'name="categorie" value="([a-z]+)"', lists.get("/acteurs").text)
    assert offered == ["musique", "spectacles"]
    chosen = lists.get("/acteurs?categorie=cinema").text
    assert 'value="cinema" checked' in chosen and "aucune structure" in chosen


@pytest.mark.parametrize(
    "address",
    [
        "/acteurs?genre=appel",
        "/actualites?genre=truc",
        "/actualites?jours=7",
        "/actualites?periode=demain",
        "/actualites?public=ados",
    ],
)
def test_a_word_that_is_not_of_the_list_is_a_helpful_page(lists: Portal, address: str) -> None:
    answer = lists.get(address)
    assert answer.status_code == 422
    assert "<h1" in answer.text


def test_the_agenda_knows_no_genre(lists: Portal) -> None:
    assert lists.get("/agenda.rss?genre=appel").status_code == 422
    assert lists.get("/?genre=appel").status_code == 422
