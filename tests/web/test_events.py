"""The page of an event, and what becomes of its address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from agregateur.model import Note, Occurrence, Place
from agregateur.publish.personal import without_personal
from agregateur.web import sentences
from tests.web import factory
from tests.web.conftest import CONCERT_TITLE, Portal
from tests.web.factory import Filler, at, event
from tests.web.outline import CONCERT, text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_event_page_says_it_all(portal: Portal, language: str) -> None:
    html = portal.get(CONCERT if language == "fr" else f"/en{CONCERT}").text
    said = text(html)
    for words in (
        CONCERT_TITLE,
        "MJC-Centre social",
        "35 rue Pasteur",
        "Harmonie de Briançon",
        "Office de tourisme",
    ):
        assert words in said
    assert 'href="tel:0492210000"' in html
    assert 'href="https://office.example/f-12"' in html
    assert "<strong>de fête</strong>" in html
    if language == "fr":
        assert "Gratuit, sans inscription" in said
        assert "même jour et même heure, titres proches" in said
        assert "Aujourd’hui, mercredi 9\xa0décembre, 20\xa0h\xa030–\u206022\xa0h\xa030" in html, (
            "hours are not cut"
        )
    else:
        assert "Free, no booking needed" in said
        assert "same day and hour" in said
    assert html.index("<details") < html.index("Pourquoi" if language == "fr" else "Why these"), "folded"


def test_unknown_evidence_is_told_not_hidden(portal: Portal) -> None:
    note = Note(code="same", values={"a": ["x", "1"], "b": ["y", "2"], "evidence": [{"code": "brand_new"}]})
    (reason,) = sentences.reasons([note], {"x": "La MJC"}, "fr")
    assert (reason.a, reason.b) == ("La MJC", "y")
    assert reason.evidence == ("autre indice (brand_new)",)
    assert sentences.sentence(Note(code="near_place"), "fr") == "autre indice (near_place)"


def test_a_text_nobody_gave_is_quoted_shortly(portal: Portal) -> None:
    html = portal.get("/evenements/quattro-jazz-au-quattro").text
    quoted = re.search(r'<div class="text"><p>(.*?)</p>', html)
    assert quoted is not None
    assert 200 < len(quoted[1]) <= 300
    assert html.count("Texte de l’office") < 60


def _machines(html: str) -> str:
    """What a page says to programs: its JSON-LD, and the addresses of its other forms."""
    return " ".join(
        re.findall(r'<script type="application/ld\+json">.*?</script>|[^"]*\.ics|/oembed\?[^"]*', html)
    )


def test_programs_read_no_more_on_a_page_than_what_may_leave(blank: Portal) -> None:
    whole = event("bal", "Bal", at(2), description="<p>Au 06 12 34 56 78</p>", text="Au 06 12 34 56 78")
    told = event("jazz", "Jazz", at(2), republication="signalement", text="Un texte gardé")

    def filled(fill: Filler) -> None:
        fill.source("mjc", "La MJC")
        fill.event(whole, leaving=without_personal(whole))
        fill.event(told)
        fill.event(event("prive", "Réservé", at(2), republication="portail"))

    blank.fill(filled)
    page = blank.get("/evenements/bal-bal").text
    assert "06 12 34 56 78" in text(page), "people need to call"
    assert "(contact : voir la page)" in _machines(page) and "06 12" not in _machines(page)
    quoted = blank.get("/evenements/jazz-jazz").text
    assert '"name":"Jazz"' in _machines(quoted) and "gardé" not in _machines(quoted)
    own = blank.get("/evenements/prive-reserve").text
    assert "Réservé" in text(own) and not _machines(own), "no button that leads nowhere either"


def test_moved_and_next_dates(portal: Portal) -> None:
    said = text(portal.get("/evenements/contes-l-heure-du-conte").text)
    assert "au lieu du vendredi 18 décembre" in said


def test_an_id_lives_for_ever(portal: Portal) -> None:
    for path in ("/evenements/noel", "/evenements/noel-autre-titre", "/evenements/ancien-titre"):
        answer = portal.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, CONCERT)
    gone = portal.get("/evenements/parti-loto")
    assert gone.status_code == 410
    assert "« Loto des aînés » n’est plus annoncé par MJC du Briançonnais." in text(gone.text)
    assert "Voici ce qui a lieu à Briançon" in gone.text
    assert CONCERT_TITLE in gone.text
    assert portal.get("/evenements/inconnu").status_code == 404


def test_a_source_that_fell_silent_confirms_nothing(portal: Portal) -> None:
    page = "/evenements/yoga-yoga-doux"
    portal.now = factory.NOW + timedelta(days=13)
    assert "Non confirmé" not in portal.get(page).text
    portal.now = factory.NOW + timedelta(days=15)
    assert "Non confirmé depuis le mercredi 9 décembre" in text(portal.get(page).text)


def test_a_next_date_that_differs_says_so(portal: Portal) -> None:
    usual = at(0, 17)
    moved = Occurrence(start=at(1, 18).start, end=at(1, 18).end, slot=usual.start, venue="Salle du Prorel")
    off = Occurrence(start=at(2).start, end=at(2).end, status="cancelled")

    def fill(fill: factory.Filler) -> None:
        fill.change = 80
        fill.event(event("bouge", "Chorale", moved, at(30)))
        fill.event(event("relache", "Ciné-club", off))
        fill.event(event("visio", "En visio", at(1), insee=None, place=Place(), online="https://v.example/"))
        fill.event(event("flou", "Quelque part", at(1), insee=None, place=Place()))

    portal.fill(fill)
    said = text(portal.get("/evenements/bouge-chorale").text)
    assert "au lieu du mercredi 9 décembre" in said
    assert "lieu : Salle du Prorel" in said
    assert "Annulé" in text(portal.get("/evenements/relache-cine-club").text)
    assert "Lieu non précisé" in portal.get("/evenements/flou-quelque-part").text
    assert "En visio En ligne" in text(portal.get("/?periode=demain").text)


def test_a_short_text_to_copy(portal: Portal) -> None:
    html = portal.get(CONCERT).text
    found = re.search(r'<textarea id="texte-court"[^>]*>([^<]*)</textarea>', html)
    assert found
    assert found[1] == (
        "Concert de Noël de l’Harmonie – mercredi 9 décembre, 20 h 30, MJC-Centre social, Briançon. Gratuit. "
        "http://portail.test/evenements/noel"
    )
    assert portal.get("/evenements/noel").headers["location"] == CONCERT
    for off in ("/evenements/loups-conference-sur-les-loups", "/evenements/prive-reserve-a-nos-pages"):
        assert portal.get(off).status_code == 200
        assert "texte-court" not in portal.get(off).text
