"""The agenda on other sites, as their webmasters and readers take it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from agregateur.model import Member
from tests.web import factory
from tests.web.conftest import CONCERT_TITLE, Portal
from tests.web.factory import at, event, weekly, whole
from tests.web.outline import BRIANCON, outline

HERE = "commune=05023"


def items(html: str) -> list[str]:
    """The titles of the list."""
    return [re.sub(r"\s", " ", title) for title in re.findall(r'rel="noopener"[^>]*>([^<]*)</a>', html)][:-1]


def words(html: str) -> str:
    bare = re.sub(r"<[^>]+>", "", html).replace("\N{WORD JOINER}", "")
    return " ".join(bare.split())


@pytest.mark.parametrize("path", [f"/widget?{HERE}", "/widget", f"/en/widget?{HERE}", "/widget?fond=000"])
def test_the_framed_page_is_whole_and_small(portal: Portal, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200
    found = outline(answer.text)
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False))
    assert ("base", "target", "_top") in found.attributes
    assert ("meta", "content", "noindex") in found.attributes
    assert f'<html lang="{"en" if path.startswith("/en") else "fr"}">' in answer.text
    assert not [a for a in found.attributes if a[1] == "style" or a[1].startswith("on")]
    loaded = [
        value for tag, name, value in found.attributes if (tag, name) in {("link", "href"), ("script", "src")}
    ]
    fetched = [portal.get(value) for value in loaded if not value.startswith("http")]
    assert len(fetched) >= 2
    assert all(one.status_code == 200 for one in fetched)
    assert sum(len(one.content) for one in [answer, *fetched]) < 30_000


def test_it_may_be_framed_and_nothing_else_may(portal: Portal) -> None:
    for path in ("/widget", f"/widget?{HERE}", "/en/widget", "/widget?foo=1"):
        headers = portal.get(path).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "script-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "x-frame-options" not in headers
        assert "set-cookie" not in headers
        assert headers["x-content-type-options"] == "nosniff"
    for path in ("/", "/ecran", "/widget.html", "/widget.css", "/widget.js", "/qr.svg?adresse=/", BRIANCON):
        headers = portal.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        if headers["content-type"].startswith("text/html"):
            assert headers["x-frame-options"] == "DENY"


def test_the_list_holds_what_comes(portal: Portal) -> None:
    html = portal.get(f"/widget?{HERE}").text
    found = items(html)
    assert found[0] == CONCERT_TITLE
    assert "Marché du matin" not in found, "over since nine"
    assert "Réservé à nos pages" not in found
    assert "Jazz au Quattro" not in found
    assert len(found) == 10
    assert items(portal.get(f"/widget?{HERE}&limite=50").text)[-1] == "Yoga doux", "what comes back is last"
    said = words(html)
    assert "Agenda – Briançon" in said
    assert (
        "Aujourd’hui · mercredi 9 décembre 20 h 30 Concert de Noël de l’Harmonie, MJC-Centre social – Gratuit"
        in said
    )
    assert "Conférence sur les loups, MJC-Centre social – Annulé" in said
    assert "Annoncé par : MJC du Briançonnais, Office de tourisme" in said
    assert 'href="http://portail.test/communes/05023-briancon"' in html


def test_ten_items_and_thirty_days_unless_asked_otherwise(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC", licence="CC-BY-4.0")
        for n in range(20):
            to.event(event(f"d{n}", f"Numéro {n}", at(n // 4, 12 + n % 4)))
        to.event(event("tous", "Chaque semaine", *weekly(8, 18, first=1)))
        to.event(event("loin", "Au printemps", at(31)))

    blank.fill(fill)
    assert items(blank.get("/widget").text) == [f"Numéro {n}" for n in range(10)]
    assert items(blank.get("/widget?limite=3").text) == ["Numéro 0", "Numéro 1", "Numéro 2"]
    assert items(blank.get("/widget?limite=50").text) == [
        *(f"Numéro {n}" for n in range(20)),
        "Chaque semaine",
    ]
    assert items(blank.get("/widget?du=2027-01-08&au=2027-01-10").text) == ["Au printemps"]
    assert "MJC (CC-BY-4.0)" in blank.get("/widget").text
    assert blank.get("/widget?limite=51").status_code == 422


def test_a_day_begins_with_three_whole_days_at_most(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for n in range(5):
            to.event(event(f"w{n}", f"Jour {n}", whole(1)))
        to.event(event("soir", "Le soir", at(1)))

    blank.fill(fill)
    assert items(blank.get("/widget").text) == ["Jour 0", "Jour 1", "Jour 2", "Le soir", "Jour 3", "Jour 4"]


def test_what_was_not_agreed_does_not_leave(blank: Portal) -> None:
    ours = Member(source="carnet", uid="c", republication="portail")
    theirs = Member(source="mjc", uid="a", republication="complet")
    seen = event(
        "a", "Titre de notre carnet", at(1), members=(ours, theirs), provenance={"title": ("carnet", "c")}
    )
    left = event("a", "Titre public", at(1), members=(theirs,))

    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.source("carnet", "Le carnet", republication="portail")
        to.event(seen, leaving=left)
        to.event(event("b", "Pour nos pages", at(1), republication="portail"))

    blank.fill(fill)
    for path in ("/widget", "/widget.html", "/ecran"):
        html = blank.get(path).text
        assert "Titre public" in html
        assert "carnet" not in html
        assert "Pour nos pages" not in html


def test_an_empty_list_says_so(blank: Portal) -> None:
    assert "Aucun rendez-vous n’est annoncé pour le moment." in blank.get("/widget").text
    assert "No event is announced for now." in blank.get("/widget?langue=en").text


def test_hostile_words_are_escaped(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "<b>MJC</b>")
        to.event(event("x", '<script>alert("1")</script>\N{RIGHT-TO-LEFT OVERRIDE}', at(1)))

    blank.fill(fill)
    for path in ("/widget", "/widget.html", "/ecran"):
        html = blank.get(path).text
        assert "alert(" in html
        assert "<script>" not in html
        assert "<b>" not in html


def test_wrong_words_are_told_within_the_frame(portal: Portal) -> None:
    answer = portal.get("/widget?comune=05023")
    assert answer.status_code == 422
    found = outline(answer.text)
    assert "header" not in found.tags, "no page that refuses to be framed around it"
    assert "« comune »" in words(answer.text)
    weak = portal.get("/widget?couleur=777&fond=fff")
    assert weak.status_code == 422
    assert "leur contraste est de 4,47, il faut au moins 4,5" in words(weak.text)
    sheet = portal.get("/widget.css?couleur=777&fond=fff")
    assert sheet.status_code == 422
    assert (sheet.json()["word"], sheet.json()["contrast"]) == ("couleur", "4.47")


def test_colours_come_in_a_sheet_of_their_own(portal: Portal) -> None:
    html = portal.get("/widget?fond=102030&couleur=fff").text
    assert '<link rel="stylesheet" href="/widget.css?couleur=ffffff&amp;fond=102030&amp;lien=ffffff">' in html
    answer = portal.get("/widget.css?couleur=ffffff&fond=102030&lien=ffffff")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "--paper: #102030" in answer.text
    assert "widget.css?" not in portal.get("/widget").text


# The fragment -------------------------------------------------------------------------------------------------------


def test_the_fragment_is_bare(portal: Portal) -> None:
    answer = portal.get(f"/widget.html?{HERE}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-robots-tag"] == "noindex"
    found = outline(answer.text)
    assert set(found.tags) <= {"section", "h2", "h3", "ul", "li", "a", "p", "span", "strong", "em", "time"}
    assert found.tags[0] == "section"
    assert found.headings[:2] == [2, 3]
    assert found.ids == []
    assert {name for _, name, _ in found.attributes} <= {"class", "lang", "href", "rel", "datetime"}
    assert all(link.startswith("http://portail.test/") for link in found.links)
    assert items(answer.text)[0] == CONCERT_TITLE


@pytest.mark.parametrize("level", [1, 3, 5])
def test_its_headings_fit_the_page_around(portal: Portal, level: int) -> None:
    found = outline(portal.get(f"/widget.html?{HERE}&niveau={level}").text)
    assert found.headings[:2] == [level, level + 1]


def test_its_links_are_in_its_language(portal: Portal) -> None:
    found = outline(portal.get(f"/widget.html?{HERE}&langue=en").text)
    assert all(link.startswith("http://portail.test/en/") for link in found.links)


@pytest.mark.parametrize("query", ["niveau=6", "niveau=", "fond=000", "periode=hier", "langue=de", "page=2"])
def test_it_refuses_what_it_does_not_know(portal: Portal, query: str) -> None:
    answer = portal.get(f"/widget.html?{query}")
    assert answer.status_code == 422
    assert answer.json()["word"] == query.partition("=")[0]


# Validators ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/widget?{HERE}", f"/widget.html?{HERE}"])
def test_an_unchanged_list_reads_no_event(portal: Portal, path: str) -> None:
    first = portal.get(path)
    again, statements = portal.counted(path, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert len(statements) == 1
    head = portal.request("HEAD", path)
    assert (head.headers, head.content) == (first.headers, b"")
    assert "max-age=900" in first.headers["cache-control"]


def test_the_validator_moves_with_time_change_and_words(portal: Portal) -> None:
    def etag(path: str = f"/widget?{HERE}") -> str:
        return portal.get(path).headers["etag"]

    before = etag()
    assert etag("/widget?utm_source=x&commune=05023") == before
    assert (
        len(
            {
                before,
                etag(f"/widget.html?{HERE}"),
                etag(f"/widget?{HERE}&fond=000"),
                etag("/widget?langue=en"),
            }
        )
        == 4
    )

    def more(fill: factory.Filler) -> None:
        fill.change = 99
        fill.event(event("gap", "À Gap", at(2), insee="05061"))

    portal.fill(more)
    assert etag() == before, "another commune's change is none of its business"
    portal.now = factory.NOW + timedelta(minutes=14)
    assert etag() == before
    portal.now = factory.NOW + timedelta(minutes=15)
    assert etag() != before


def test_a_body_is_the_same_as_long_as_its_validator(portal: Portal) -> None:
    portal.now = factory.NOW.replace(hour=22, minute=29)
    shown = portal.get("/widget")
    portal.now = factory.NOW.replace(hour=22, minute=31)
    later = portal.get("/widget")
    assert CONCERT_TITLE in items(shown.text)
    assert CONCERT_TITLE not in items(later.text)
    assert shown.headers["etag"] != later.headers["etag"]


def test_the_script_is_asked_again_every_day(portal: Portal) -> None:
    first = portal.get("/widget.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "public, max-age=86400"
    assert portal.get("/widget.js", if_none_match=first.headers["etag"]).status_code == 304
    assert portal.request("HEAD", "/widget.js").headers == first.headers
