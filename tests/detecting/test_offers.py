"""One offer a data set, and what is told when a site shows to people alone what it announces."""

from __future__ import annotations

from typing import Any

import pytest

from agregateur.contract import Document
from agregateur.ingest import registry
from agregateur.web.situations import situation
from tests.detecting.sites import CONCERT, RSS, STAGE, codes, html, ics, look, page, refused, site
from tests.servers import http

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Nouvelles</title><entry>
<title>Le nouveau bureau est élu</title>
<link rel="replies" href="https://mjc.example/bureau/avis"/><link href="https://mjc.example/bureau"/><id>u1</id>
<updated>2026-11-01T10:00:00Z</updated></entry></feed>""".encode()
MORE = ATOM.replace(b"/bureau", b"/autre")
ALTERNATE = '<link rel="alternate" type="application/{}+xml" href="{}">'


def holds(kind: str, url: str, content: bytes | None = None) -> set[str]:
    document = None if content is None else Document(url=url, content=content)
    connector: Any = registry.kinds()[kind]
    return set(connector.holds(url, document))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("geojson", "https://umap.openstreetmap.fr/fr/map/fours_12?zoom=3", "https://umap.openstreetmap.fr/en/map/12/geojson/"),
        ("opendatasoft", "https://data.ville.example/explore/dataset/agenda/table/",
         "https://data.ville.example/api/explore/v2.1/catalog/datasets/agenda/records?limit=100&offset=0"),
        ("openagenda", "https://openagenda.com/fr/agendas/123/events", "https://openagenda.com/agendas/123/events.v2.json"),
        ("events_calendar", "https://mjc.example/wp-json/tribe/events/v1/events",
         "https://mjc.example/?rest_route=/tribe/events/v1/events"),
        ("mobilizon", "https://mobilizon.example/@foyer", "https://mobilizon.example/@foyer/events"),
        ("gancio", "https://gancio.example/", "https://gancio.example/api/events?show_recurrent=true"),
        ("tableur", "https://framacalc.org/foyer", "https://framacalc.org/foyer.csv"),
        ("yeswiki", "https://wiki.example/?PagePrincipale", "https://wiki.example/?api/forms"),
    ],
)  # fmt: skip
def test_a_page_and_its_data_are_one(kind: str, one: str, other: str) -> None:
    assert holds(kind, one) == holds(kind, other) != set()


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("geojson", "https://umap.openstreetmap.fr/fr/map/fours_12", "https://umap.openstreetmap.fr/fr/map/fours_13"),
        ("opendatasoft", "https://data.ville.example/explore/dataset/agenda/?refine.ville=Gap",
         "https://data.ville.example/explore/dataset/agenda/"),
        ("mobilizon", "https://mobilizon.example/@foyer", "https://mobilizon.example/@mjc"),
        ("gancio", "https://gancio.example/", "https://gancio.example/tag/bal"),
        ("yeswiki", "https://wiki.example/?api/forms/2/entries", "https://wiki.example/?api/forms/3/entries"),
        ("tableur", "https://framacalc.org/foyer", "https://framacalc.org/mjc"),
    ],
)  # fmt: skip
def test_what_really_differs_is_two(kind: str, one: str, other: str) -> None:
    assert holds(kind, one).isdisjoint(holds(kind, other))


def test_the_page_of_an_agenda_tells_its_number_and_that_of_a_wiki_its_forms() -> None:
    shown = b"<!doctype html><script>var a = '/agendas/123/embed'</script>"
    assert holds("openagenda", "https://openagenda.com/foyer", shown) == {"123"}
    assert holds("openagenda", "https://openagenda.com/foyer", b"<!doctype html>rien") == {"foyer"}
    wiki = page("<div data-id_typeannonce='2'></div><link href='/jardin/tools/bazar/libs/x.css'>")
    there = holds("yeswiki", "https://wiki.example/jardin/?Agenda", wiki)
    assert there == holds("yeswiki", "https://wiki.example/jardin/?api/forms") | holds(
        "yeswiki", "https://wiki.example/jardin/?api/forms/2/entries"
    )


def test_rss_and_atom_of_one_site_are_one_offer() -> None:
    heads = "".join(
        ALTERNATE.format(kind, path) for kind, path in (("rss", "/rss"), ("atom", "/atom"), ("atom", "/plus"))
    )
    routes = {"/": html(page(head=heads)), "/rss": http(RSS), "/atom": http(ATOM), "/plus": http(MORE)}
    with site(routes) as server:
        found = server.detect()
        assert [(one.url, one.name) for one in found.others] == [(f"{server.url}/plus", "Nouvelles")]
    assert found.name == "Nouvelles de la MJC"


def test_the_calendar_of_one_event_is_not_offered_beside_the_sites() -> None:
    links = "<a href='/a.ics'>tout</a><a href='/concert/a.ics'>.ics</a>"
    saved: dict[str, Any] = {
        "https://mjc.example/": page(links),
        "https://mjc.example/a.ics": ics(CONCERT, STAGE),
        "https://mjc.example/concert/a.ics": ics(CONCERT, name="Concert"),
    }
    looked, _ = look("https://mjc.example/", saved)
    assert [one.url for one in looked.candidates] == ["https://mjc.example/a.ics"]


def test_a_page_in_place_of_a_calendar_is_not_offered() -> None:
    saved: dict[str, Any] = {
        "https://mjc.example/": page("<a href='/a.ics'>tout</a><a href='/vieux.ics'>.ics</a>"),
        "https://mjc.example/a.ics": ics(CONCERT),
        "https://mjc.example/vieux.ics": page("Cette page a changé d’adresse"),
    }
    looked, _ = look("https://mjc.example/", saved)
    assert [one.url for one in looked.candidates] == ["https://mjc.example/a.ics"]


def test_comments_and_changes_of_a_wiki_are_not_offered() -> None:
    other = RSS.replace(b"/bureau", b"/avis")
    heads = ALTERNATE.format("rss", "/avis-des-lecteurs") + ALTERNATE.format("rss", "/nouvelles-du-foyer")
    routes = {
        "/": html(page(head=heads)),
        "/avis-des-lecteurs": http(other.replace(b"Nouvelles de", "Commentaires sur : À propos de".encode())),
        "/nouvelles-du-foyer": http(RSS),
    }
    with site(routes) as server:
        found = server.detect()
        assert (found.shown_url, found.others) == (f"{server.url}/nouvelles-du-foyer", ())


def test_a_feed_of_the_agenda_is_looked_at_among_many() -> None:
    feeds = ("/a.rss", "/b.rss", "/c.rss", "/d.rss", "/categorie-agenda.rss")
    heads = "".join(ALTERNATE.format("rss", path) for path in feeds)
    _, asked = look("https://mjc.example/", {"https://mjc.example/": page(head=heads)})
    assert [path for path in feeds if f"https://mjc.example{path}" in asked] == [*feeds[:2], feeds[4]]


def test_what_was_typed_without_https_may_be_had_by_http_alone() -> None:
    for code in ("unreachable", "certificate"):
        saved: dict[str, Any] = {"https://mjc.example": refused(code), "http://mjc.example": ics(CONCERT)}
        looked, asked = look("mjc.example", saved)
        assert ([one.url for one in looked.candidates], codes(looked)) == (["http://mjc.example"], [])
        looked, asked = look("https://mjc.example", saved)
        assert (codes(looked), asked) == ([code], ["https://mjc.example"])


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("<a href='/docs/hiver.pdf'>Notre programme</a>", "linked_pdf"),
        ("<a href='https://calendar.google.com/calendar/u/0/r'>Dates</a>", "linked_own_page"),
        ("<a href='/statuts.pdf'>Statuts</a>", "no_calendar"),
    ],
)
def test_what_a_site_shows_to_people_alone_is_told(link: str, code: str) -> None:
    with site({"/": html(page(link))}) as server:
        found = server.detect()
        assert codes(found) == [code]
    assert "127.0.0.1" in situation(found.notes[0], "fr")[0]
    with site({"/": html(page(f"{link}<a href='/a.ics'>x</a>")), "/a.ics": http(ics(CONCERT))}) as server:
        assert codes(server.detect()) == []


def test_a_name_for_sale_is_the_one_that_was_pasted() -> None:
    seller = Document(url="https://vend.example/?d=mjc.example", content=page("This domain is for sale"))
    looked, _ = look("mjc.example", {"https://mjc.example": seller})
    assert [(note.code, note.values["host"]) for note in looked.notes] == [("parked", "mjc.example")]


def test_a_document_without_a_name_is_called_as_its_site() -> None:
    nameless = ics(CONCERT).replace("X-WR-CALNAME:MJC du Briançonnais\r\n".encode(), b"")
    with site({"/": html(page(title="Foyer de Laye – Accueil")), "/a.ics": http(nameless)}) as server:
        found = server.detect("/a.ics")
        assert (found.name, found.id, server.asked) == (
            "Foyer de Laye",
            "foyer-de-laye",
            ["/a.ics", "/robots.txt", "/"],
        )
    sheet = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl/e"
    csv = "Titre;Date;Lieu\nBal;05/12/2026;Salle des fêtes\nLoto;06/12/2026;Salle des fêtes\n".encode()
    saved = {f"{sheet}xport?format=csv": csv, f"{sheet}dit": page(title="Programme du foyer - Google Sheets")}
    looked, _ = look(f"{sheet}dit", saved)
    assert (looked.candidates[0].kind, looked.name, looked.home) == ("tableur", "Programme du foyer", None)


def test_the_reason_of_most_refusals_is_told() -> None:
    lost = "SUMMARY:Sans date"
    with site({"/a.ics": http(ics(CONCERT, lost, f"{lost};;LOCATION:Gap"))}) as server:
        (note,) = server.detect("/a.ics").notes
    what, todo = situation(note, "fr")
    assert (note.code, note.values["count"]) == ("some_refused", 2)
    assert "Laissés de côté : 2." in what and "%" not in what + todo
