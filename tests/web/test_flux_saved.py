"""Feeds that were given a name: an address that stays, and a private link that changes what it gives."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text as sql

from agregateur.web import pace
from agregateur.web.formats import FORMATS
from agregateur.web.subscribing import guard
from tests.web.conftest import Portal
from tests.web.outline import outline, text

WORDS = {"commune": "05023", "sauf_categorie": "fetes"}
HOSTILE = "Fête\r\nX-Evil: 1\x00 ]]> \"'<b>&amp; =1+1 \u202etxt é😀"


@pytest.fixture
def link(portal: Portal) -> str:
    """The private link of a feed of Briançon."""
    return made(portal)


def made(portal: Portal, name: str = "Agenda de la mairie", prefix: str = "", **words: str) -> str:
    answer = portal.post(f"{prefix}/flux", {**(words or WORDS), "nom": name}, sec_fetch_site="same-origin")
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    there = answer.headers["location"]
    assert re.fullmatch(prefix + r"/flux/[a-z2-7]{26}/modifier/[a-z2-7]{26}\?fait=cree", there)
    return str(there.partition("?")[0])


def public(link: str) -> str:
    """The public address of a private link, without the ending of a format."""
    return link.partition("/modifier/")[0]


def test_a_name_makes_an_address_in_every_format(portal: Portal, link: str) -> None:
    for ending, format in FORMATS.items():
        answer = portal.get(f"{public(link)}.{ending}")
        assert answer.status_code == 200, ending
        assert answer.headers["content-type"] == format.media
        assert 'filename="agenda-agenda-de-la-mairie.' in answer.headers["content-disposition"]
    ics = portal.get(f"{public(link)}.ics").text.replace("\r\n ", "")
    assert "\r\nX-WR-CALNAME:Agenda de la mairie\r\n" in ics
    assert f"http://portail.test{public(link)}.ics" in ics, "the feed says its own lasting address"
    assert "/communes/05023/agenda.ics" not in ics
    assert "Concert de Noël" in ics
    assert "Nuit du jeu" not in ics
    rss = portal.get(f"{public(link)}.rss").text
    assert "<title>Agenda de la mairie</title>" in rss
    assert f'href="http://portail.test{public(link)}.rss"' in rss
    assert f"<link>http://portail.test{public(link)}</link>" in rss


def test_a_changed_choice_keeps_the_address_and_moves_the_validator(portal: Portal, link: str) -> None:
    address = f"{public(link)}.ics"
    before = portal.get(address).headers["etag"]
    assert portal.get(address, if_none_match=before).status_code == 304
    assert portal.get(f"{link}?porte=autres&commune=05061").status_code == 200
    assert portal.get(address, if_none_match=before).status_code == 304, "looking changes nothing"
    answer = portal.post(link, {"commune": "05061", "nom": "Agenda de la mairie"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}?fait=oui")
    after = portal.get(address, if_none_match=before)
    assert after.status_code == 200
    assert "Jazz au Quattro" in after.text
    assert "Concert de Noël" not in after.text
    portal.post(link, {"commune": "05061", "nom": "Gap"})
    renamed = portal.get(address, if_none_match=after.headers["etag"])
    assert renamed.status_code == 200
    assert "X-WR-CALNAME:Gap\r\n" in renamed.text


def test_a_deleted_feed_is_gone_for_good(portal: Portal, link: str) -> None:
    portal.post(link, {"faire": "supprimer"})
    assert portal.get(f"{public(link)}.ics").status_code == 200, "it was not confirmed"
    answer = portal.post(link, {"faire": "supprimer", "oui": "oui"})
    assert answer.status_code == 200
    assert "Adresse supprimée" in answer.text
    gone = portal.get(f"{public(link)}.ics")
    assert gone.status_code == 410
    assert gone.json()["error"] == "feed_gone"
    page = portal.get(public(link))
    assert page.status_code == 410
    assert "Cette adresse a été supprimée" in page.text
    assert portal.get(link).status_code == 410
    assert portal.post(link, {**WORDS, "nom": "Encore"}).status_code == 410


def test_an_address_that_never_was(portal: Portal, link: str) -> None:
    assert portal.get("/flux/aaaaaaaaaaaaaaaaaaaaaaaaaa.ics").json()["error"] == "feed"
    page = portal.get("/flux/aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert page.status_code == 404
    assert "Aucun agenda ne porte cette adresse" in text(page.text)
    wrong = f"{public(link)}/modifier/{'a' * 26}"
    assert portal.get(wrong).status_code == 404
    assert portal.post(wrong, {**WORDS, "nom": "Pris"}).status_code == 404
    assert "Agenda de la mairie" in portal.get(public(link)).text
    assert portal.get(f"{public(link)}.exe").status_code == 404
    assert portal.get(f"{public(link)}.ics?commune=05061").status_code == 422, (
        "what it gives is what was saved"
    )


def test_the_private_page_is_kept_from_others(portal: Portal, link: str) -> None:
    answer = portal.get(f"{link}?fait=cree")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "etag" not in answer.headers
    assert "Gardez bien l’adresse de cette page" in text(answer.text)
    assert f'value="http://portail.test{link}"' in answer.text
    assert link not in portal.get(public(link)).text
    outline(answer.text)
    for other in (f"{link}/", f"{link}?nimp=1", f"{link}?fait=oui&commune=05061", f"/en{link}", f"{link}x"):
        answer = portal.get(other)
        assert answer.headers["cache-control"] == "no-store", other
        assert answer.headers["referrer-policy"] == "no-referrer", other
        assert "noindex" in answer.headers["x-robots-tag"], other


def test_the_form_of_the_private_page_leads_to_what_it_would_give(portal: Portal, link: str) -> None:
    moved = portal.get(f"{link}?porte=autres&lieu=Gap&etendue=commune&quand=toutes")
    assert moved.status_code == 303
    assert moved.headers["location"] == f"{link}?porte=autres&commune=05061"
    assert moved.headers["referrer-policy"] == "no-referrer"
    shown = portal.get(moved.headers["location"])
    assert "Jazz au Quattro" in text(shown.text)
    assert '<input type="hidden" name="commune" value="05061">' in shown.text
    everything = portal.get(f"{link}?porte=autres")
    assert "Tous les rendez-vous – Hautes-Alpes" in text(everything.text).replace("\xa0", " ")


def test_the_public_page_says_what_it_gives(portal: Portal, link: str) -> None:
    for query in ("", "?porte=site", "?porte=autres", "?porte=inconnue"):
        answer = portal.get(public(link) + query)
        assert answer.status_code == 200
        found = outline(answer.text)
        assert found.headings.count(1) == 1
        assert "<h1>Agenda de la mairie</h1>" in answer.text
        assert f"http://portail.test{public(link)}." in answer.text
    assert portal.get(f"/en{public(link)}").status_code == 200


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_a_hostile_name_is_a_name(portal: Portal, ending: str) -> None:
    there = public(made(portal, HOSTILE))
    answer = portal.get(f"{there}.{ending}")
    assert answer.status_code == 200
    assert "x-evil" not in answer.headers
    assert answer.headers["content-disposition"].isascii()
    if ending not in {"xlsx"}:
        assert "\x00" not in answer.text
        assert "\nX-Evil" not in answer.text
    page = portal.get(there).text
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_english_is_kept_unless_the_address_says(portal: Portal) -> None:
    there = public(made(portal, "Briançon", prefix="/en")).removeprefix("/en")
    rss = portal.get(f"{there}.rss").text
    assert "<language>en" in rss
    assert f'href="http://portail.test{there}.rss"' in rss
    french = portal.get(f"{there}.rss?langue=fr").text
    assert "<language>fr" in french
    assert f'href="http://portail.test{there}.rss?langue=fr"' in french


def test_a_name_is_asked_for(portal: Portal, link: str) -> None:
    for name in ("", "  ", "\x00\r\n"):
        answer = portal.post("/flux", {**WORDS, "nom": name})
        assert answer.status_code == 422
        assert "Donnez un nom" in text(answer.text)
        assert 'name="commune" value="05023"' in answer.text
        assert portal.post(link, {**WORDS, "nom": name}).status_code == 422
    long = public(made(portal, "Très " * 100))
    assert len(re.findall("<h1>(.*)</h1>", portal.get(long).text)[0]) <= 100


def test_what_cannot_be_chosen_is_not_saved(portal: Portal) -> None:
    wrong = ({"commune": "99999"}, {"source": "personne"}, {"structure": "personne"}, {"du": "hier"})
    for words in (*wrong, {"communes": "05061"}, {"commune": ""}, {"commune": " "}):
        assert portal.post("/flux", {**words, "nom": "Faux"}).status_code == 422
    with portal.database.reader() as connection:
        assert connection.execute(sql("SELECT count(*) FROM savedfeed")).scalar() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec_fetch_site": "same-origin"}, 303),
        ({"origin": "http://portail.test"}, 303),
        ({"origin": "null"}, 303),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"origin": "http://ailleurs.test"}, 403),
        ({"origin": "http://portail.test.ailleurs.test"}, 403),
        ({"origin": "http://[::"}, 403),
        ({"content_type": "text/plain"}, 400),
        ({"content_type": "multipart/form-data; boundary=x"}, 400),
    ],
)
def test_a_form_comes_from_here(portal: Portal, headers: dict[str, str], status: int) -> None:
    answer = portal.post("/flux", {**WORDS, "nom": "Mairie"}, **headers)
    assert answer.status_code == status
    if status != 303:
        assert answer.headers["content-type"].startswith("text/html")


def test_a_form_is_small(portal: Portal) -> None:
    assert portal.post("/flux", {"nom": "x" * guard.MOST_BYTES}).status_code == 413
    many = {f"w{n}": "1" for n in range(guard.MOST_FIELDS + 1)}
    assert portal.post("/flux", {**many, "nom": "x"}).status_code == 400


def test_one_visitor_does_not_fill_the_store(portal: Portal) -> None:
    def again(address: str) -> int:
        fields = {**WORDS, "nom": "Mairie"}
        return portal.post("/flux", fields, x_forwarded_for=f"198.51.100.9, {address}").status_code

    assert [again("2001:db8::1") for _ in range(pace.MOST_EACH)] == [303] * pace.MOST_EACH
    assert again("2001:db8::2") == 429, "one home has 2^64 addresses"
    assert again("2001:db8:0:1::2") == 303
    portal.now += timedelta(hours=1)
    assert again("2001:db8::1") == 303


def test_a_flood_ends() -> None:
    from tests.web.factory import NOW

    held = pace.Pace(each=2, most=3)
    assert [held.allows(who, NOW) for who in "aabcd"] == [True, True, True, False, False]
    assert held.allows("d", NOW + pace.HOUR)


def test_nothing_else_is_written_to(portal: Portal, link: str) -> None:
    for path in ("/", public(link), f"{public(link)}.ics", "/acteurs"):
        assert portal.post(path, {"nom": "x"}).status_code == 405


def test_a_feed_costs_one_question_more(portal: Portal, link: str) -> None:
    plain, saved = "/communes/05023/agenda.ics?sauf_categorie=fetes", f"{public(link)}.ics"
    held = {path: portal.get(path).headers["etag"] for path in (plain, saved)}
    costs = {path: len(portal.counted(path, if_none_match=etag)[1]) for path, etag in held.items()}
    assert costs[saved] == costs[plain] + 1


def test_links_that_are_shown_work(portal: Portal, link: str) -> None:
    for page in (link, public(link)):
        for found in set(outline(portal.get(page).text).links):
            if found.startswith(("/", "http://portail.test")):
                path = urlsplit(found)._replace(scheme="", netloc="", fragment="").geturl()
                assert portal.get(path or page).status_code in {200, 302, 303}, found
