"""The text of a paper bulletin: what is ticked, once each, without what is cancelled."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from agregateur.model import Place
from tests.web.conftest import Portal
from tests.web.factory import at, event, whole
from tests.web.outline import text

HERE = "/flux?porte=bulletin&commune=05023&du=2026-12-09&au=2026-12-31"


def written(portal: Portal, address: str = HERE) -> list[str]:
    """The lines of the text to copy."""
    page = portal.get(address).text
    [area] = re.findall(r'<textarea id="texte-bulletin"[^>]*>(.*?)</textarea>', page, re.S)
    return unescape(area).split("\n")


def test_the_text_is_that_of_the_format(portal: Portal) -> None:
    for length in ("court", "moyen"):
        own = portal.get(f"/communes/05023/agenda.txt?du=2026-12-09&au=2026-12-31&texte={length}").text
        assert "\n".join(written(portal, f"{HERE}&texte={length}")) == own
        assert "Concert de Noël" in own


def test_the_address_that_is_printed_still_holds_next_month(portal: Portal) -> None:
    for days in ("periode=mois", "jours=20", "du=2026-12-09&au=2026-12-31"):
        lines = portal.get(f"/communes/05023/agenda.txt?{days}&sauf_categorie=culte").text.splitlines()
        assert lines[-1] == "http://portail.test/communes/05023-briancon?sauf_categorie=culte"


def test_what_is_cancelled_is_never_printed(portal: Portal) -> None:
    assert "Conférence sur les loups" not in text(portal.get(HERE).text).partition("Le texte à imprimer")[2]


def test_what_loses_its_tick_leaves_the_text(portal: Portal) -> None:
    page = portal.get(HERE).text
    form = page[page.index('class="filter pick"') :].partition("</form>")[0]
    hidden = re.findall('<input type="hidden" name="(\\w+)" value="([^"]*)">', form)
    ticks = re.findall('name="garder" value="(\\w+)" checked', form)
    assert set(ticks) == set(dict(hidden)["liste"].split(","))
    kept = [("garder", id) for id in ticks if id not in {"yoga", "expo"}]
    moved = portal.get("/flux?" + urlencode([*hidden, *kept, ("texte", "court")]))
    assert moved.status_code == 302
    there = moved.headers["location"]
    assert dict(parse_qsl(urlsplit(there).query))["retires"] == "expo,yoga"
    lines = written(portal, there)
    assert not any("Yoga" in line or "Regards" in line for line in lines)
    assert any("Nuit du jeu" in line for line in lines)
    assert 'name="garder" value="yoga">' in portal.get(there).text, "it can be ticked again"
    nothing = portal.get("/flux?" + urlencode([*hidden, ("texte", "court")])).headers["location"]
    assert "Nuit du jeu" not in "".join(written(portal, nothing))
    feed = re.findall(r'value="(http://portail.test[^"]*agenda.csv[^"]*)"', portal.get(there).text)[0]
    assert "Yoga" in portal.get(unescape(feed).removeprefix("http://portail.test")).text, (
        "ticks are of this text alone"
    )


def test_the_usual_bulletin_is_of_the_next_month(portal: Portal) -> None:
    there = portal.get("/flux?neuf=oui&lieu=brian%C3%A7on&etendue=voisines&porte=bulletin").headers[
        "location"
    ]
    page = portal.get(there).text
    assert '<option value="mois-prochain" selected>Le mois prochain : janvier 2027</option>' in page
    shown = text(page)
    assert "Briançon et communes voisines" in shown
    assert "sauf réunions politiques et cultes" in shown
    assert 'name="sauf_categorie" value="politique" checked' in page
    assert 'name="sauf_categorie" value="culte" checked' in page
    lines = written(portal, there)
    assert any("Yoga doux" in line for line in lines)
    assert not any("Concert" in line for line in lines)


@pytest.mark.parametrize("length", ["court", "moyen"])
def test_hostile_texts_are_texts(portal: Portal, length: str) -> None:
    portal.fill(
        lambda fill: fill.event(
            event(
                "mal",
                "</textarea><script>alert(1)</script>\nLigne\u2028deux\x00",
                at(1),
                whole(3),
                place=Place(venue="A\nB", city="Briançon"),
                organizer="X\r\nY",
            )
        )
    )
    page = portal.get(f"{HERE}&texte={length}").text
    assert "<script>alert" not in page
    lines = written(portal, f"{HERE}&texte={length}")
    assert sum("</textarea><script>alert(1)</script> Ligne deux" in line for line in lines) == 1


def test_nothing_to_print_is_said(portal: Portal) -> None:
    page = portal.get("/flux?porte=bulletin&commune=05177&periode=mois-prochain")
    assert "Rien à imprimer pour ces dates." in text(page.text)


def test_the_address_of_the_text_is_as_long_as_the_text(portal: Portal) -> None:
    page = portal.get("/flux?porte=bulletin&commune=05023&jours=30&texte=moyen").text
    assert 'agenda.txt?jours=30&amp;texte=moyen"' in page
    assert 'agenda.xlsx?jours=30"' in page
    assert (
        "texte=" not in portal.get("/flux?porte=site&commune=05023&texte=moyen").text.partition("adresse-")[2]
    )
