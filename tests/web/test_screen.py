"""The page for the screen of an entrance hall, without a browser; tests/browser looks at it."""

from __future__ import annotations

import re

import pytest

from agregateur.model import Member
from tests.web import factory
from tests.web.conftest import Portal
from tests.web.outline import BRIANCON, outline


@pytest.mark.parametrize("path", ["/ecran?commune=05023", "/en/ecran"])
def test_it_is_whole(portal: Portal, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200
    found = outline(answer.text)
    assert found.headings[0] == 1
    assert set(found.headings[1:]) == {2}
    assert ("meta", "content", "noindex") in found.attributes
    assert ("meta", "http-equiv", "refresh") in found.attributes
    assert (
        answer.text.index("<noscript>")
        < answer.text.index('http-equiv="refresh"')
        < answer.text.index("</noscript>")
    )
    assert not [a for a in found.attributes if a[1] == "style" or a[1].startswith("on")]
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-robots-tag"] == "noindex"


def test_the_code_is_doubled_by_its_address(portal: Portal) -> None:
    html = portal.get("/ecran?commune=05023&categorie=fetes").text
    assert f"portail.test{BRIANCON}?categorie=fetes" in html
    code = next(value for tag, name, value in outline(html).attributes if (tag, name) == ("img", "src"))
    assert code == "/qr.svg?adresse=%2Fcommunes%2F05023-briancon%3Fcategorie%3Dfetes"
    assert portal.get(code).status_code == 200


def test_towns_are_named_when_there_may_be_several(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(factory.event("loto", "Grand loto", factory.at(4), insee="05085"))

    blank.fill(fill)
    for path in ("/ecran?", "/widget?", "/widget.html?"):
        assert "Montgenèvre" in blank.get(f"{path}commune=05023&voisines=oui").text, path
        assert "Montgenèvre" not in blank.get(f"{path}commune=05085").text.partition("Grand loto")[2], path
    page = blank.get(f"{BRIANCON}?voisines=oui").text
    assert '<span class="town">Montgenèvre</span>' in page


def test_of_many_who_announce_the_first_ones_are_named(blank: Portal) -> None:
    """The others are on the page whose address stands above; thirty names would take the place of events."""

    def fill(to: factory.Filler) -> None:
        for n in range(12):
            to.source(f"s{n:02d}", f"Structure <{n:02d}>")
            member = Member(source=f"s{n:02d}", uid="x", republication="complet")
            to.event(factory.event(f"e{n:02d}", f"Loto {n}", factory.at(n + 1), members=(member,)))

    blank.fill(fill)
    note = blank.get("/ecran").text.partition("Annoncé par")[2]
    assert "Structure &lt;07&gt; … et 4 autres" in note
    assert "08" not in note.partition(" · ")[0]
    assert "autres" not in blank.get("/ecran?limite=9").text


@pytest.mark.parametrize(("hour", "dark"), [(5, True), (6, False), (21, False), (22, True)])
def test_it_is_dark_at_night(portal: Portal, hour: int, dark: bool) -> None:
    portal.now = factory.NOW.replace(hour=hour, minute=50)
    html = portal.get("/ecran").text
    assert ('<html lang="fr" class="night">' in html) is dark
    said = re.sub(r"\s", " ", html)
    assert f"Mis à jour : mercredi 9 décembre, {hour} h 45" in said


def test_it_changes_with_its_selection_and_refuses_the_rest(portal: Portal) -> None:
    first = portal.get("/ecran?commune=05023")
    assert portal.get("/ecran?commune=05023", if_none_match=first.headers["etag"]).status_code == 304
    assert portal.request("HEAD", "/ecran?commune=05023").headers == first.headers
    assert "Jazz au Quattro" in portal.get("/ecran?commune=05061").text
    assert "Jazz au Quattro" not in first.text
    assert portal.get("/ecran?fond=000").status_code == 422
    assert first.text.count('class="entry') == 11
    assert portal.get("/ecran?commune=05023&limite=2").text.count('class="entry') == 2
