"""The pages, read as a visitor reads them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from agregateur.config import Settings
from agregateur.web import french
from tests.web import factory
from tests.web.conftest import BASE, CONCERT_TITLE, Portal
from tests.web.outline import BRIANCON, CONCERT, outline, text

PAGES = [
    "/",
    "/?lieu=briancon-sur-nowhere",
    "/?lieu=05100",
    BRIANCON,
    f"{BRIANCON}?periode=aujourdhui",
    f"{BRIANCON}?categorie=fetes,marches&q=bal",
    "/communes/38185-grenoble",
    "/epci/240500439",
    "/departements/05",
    CONCERT,
    "/evenements/parti",
    "/evenements/contes-l-heure-du-conte",
    "/acteurs",
    "/acteurs?commune=05023&q=ateliers",
    "/actualites",
    "/sources",
    "/flux",
    "/flux?commune=05023",
    "/flux?porte=telephone&commune=05023",
    "/flux?porte=site&epci=240500439&ici=05023&sauf_categorie=culte,politique",
    "/flux?porte=bulletin&commune=05023&voisines=oui&periode=mois-prochain",
    "/flux?porte=autres&autour=05023&rayon=20&q=bal&structure=act&sauf_source=mjc&qui=miraille",
    "/flux?porte=site&lieu=05100&etendue=rayon&km=20",
    "/flux?porte=site&lieu=nulle-part-du-tout&etendue=commune",
    "/nulle-part",
    "/?foo=1",
]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_and_accessible(portal: Portal, path: str, prefix: str) -> None:
    answer = portal.get(prefix + path)
    assert answer.status_code in {200, 404, 410, 422}
    found = outline(answer.text)
    assert f'<html lang="{"en" if prefix else "fr"}">' in answer.text
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False)), found.headings
    assert len(found.ids) == len(set(found.ids))
    for landmark in ("header", "nav", "main", "footer"):
        assert landmark in found.tags
    assert found.links[0] == "#contenu"
    assert set(found.fields) <= found.labelled
    scripts = re.findall("<script[^>]*>", answer.text)
    assert all(re.search(r'type="application/ld\+json"|src="/static/copy-\w+.js"', one) for one in scripts)
    assert not [a for a in found.attributes if a[1] == "style" or a[1].startswith("on") or a[0] == "img"]
    assert "{{" not in answer.text
    assert "{%" not in answer.text


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_link_leads_nowhere(portal: Portal, path: str, prefix: str) -> None:
    found = outline(portal.get(prefix + path).text)
    ours = {link.partition("#")[0] for link in found.links if link.startswith("/")}
    ours |= {
        link.removeprefix("http://portail.test")
        for link in found.links
        if link.startswith("http://portail.test")
    }
    for link in sorted(ours - {"", path, f"/en{path}"})[:40]:
        assert portal.get(link).status_code in {200, 301, 302}, link
    if prefix:
        # What is for programs has no language of its own.
        pages = [x for x in found.links if x not in {"/openapi.json", "/agenda.rpde"}]
        french_only = [x for x in pages if x.startswith("/") and not x.startswith("/en/")]
        assert french_only == [path], "only the language link leaves English"


@pytest.mark.parametrize(
    "path", [*PAGES, "/agenda.ics", "/agenda.rss", "/evenements/noel.ics", "/api/v1/events"]
)
def test_head_equals_get(portal: Portal, path: str) -> None:
    got, head = portal.get(path), portal.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers == got.headers


def test_headers_of_safety(portal: Portal) -> None:
    for path in ("/", CONCERT, "/agenda.ics", "/api/v1/events", "/static/style.css", "/nulle-part"):
        headers = portal.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy, "default-src 'none' forbids scripts"
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
        if not headers["content-type"].startswith(("text/calendar", "application/json")):
            assert "referrer-policy" in headers and headers["x-frame-options"] == "DENY"


def test_lists_and_sources(portal: Portal) -> None:
    actors = portal.get("/acteurs").text
    assert "Ressourcerie La Miraille" in actors
    assert "Exemple" in actors
    assert "Ressourcerie" in portal.get("/acteurs?q=atelier").text
    assert "Ressourcerie" not in portal.get("/acteurs?commune=05061").text
    assert "Appel à bénévoles" in portal.get("/actualites?q=bénévole").text
    assert portal.get("/actualites?public=enfants").status_code == 422
    sources = text(portal.get("/sources").text)
    assert "MJC du Briançonnais" in sources
    assert re.search(
        r"MJC du Briançonnais Briançon · \d+ rendez-vous · dernière lecture il y a moins", sources
    )
    assert "Le journal de la vallée en attente" in sources, "a source that could not be read looks fine"
    assert "Exemple" in sources


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=59), "il y a moins d’une heure"),
        (timedelta(hours=5), "aujourd’hui à 10 h"),
        (timedelta(hours=20), "hier à 10 h"),
        (timedelta(days=2), "le 9 décembre"),
        (timedelta(days=30), "le 9 décembre 2026"),
    ],
)
def test_a_reading_is_told_no_more_precisely_than_needed(portal: Portal, later: timedelta, said: str) -> None:
    portal.now = factory.NOW + later
    assert f"dernière lecture {said} " in text(portal.get("/sources").text)


def test_english_pages_say_which_words_are_french(portal: Portal) -> None:
    assert f'lang="fr">{CONCERT_TITLE}</a>' in portal.get("/en/").text
    assert f'<h1 lang="fr">{CONCERT_TITLE}</h1>' in portal.get(f"/en{CONCERT}").text
    assert f"<h1>{CONCERT_TITLE}</h1>" in portal.get(CONCERT).text


def test_the_footer_holds_the_legal_notice(portal: Portal) -> None:
    bare = text(portal.get("/").text)
    assert "Accessibilité : non conforme" in bare
    assert "Mentions légales : à compléter" in bare
    named = Settings(
        base_url=BASE,
        publisher="Association <Les Crêtes>",
        publisher_address="1 place de l’Exemple, Gap",
        publisher_phone="04 92 00 00 00",
        director="Camille Exemple",
        hosting="Un hébergeur, Lyon",
    )
    whole_notice = Portal(portal.database, settings=named).get("/").text
    assert "Publié par Association &lt;Les Crêtes&gt;, 1 place de l’Exemple, Gap" in whole_notice
    assert "Camille Exemple" in whole_notice
    assert "Un hébergeur, Lyon" in whole_notice
    assert "à compléter" not in whole_notice


def test_wrong_words_get_a_helpful_page(portal: Portal) -> None:
    for query, says in (
        ("?comune=05023", "« comune »"),
        ("?categorie=jazz", "« jazz »"),
        ("?du=demain", "2026-12-31"),
        ("?du=2026-12-12&au=2026-12-01", "vient avant"),
        ("?source=personne", "« personne »"),
    ):
        answer = portal.get(BRIANCON + query)
        assert answer.status_code == 422
        assert says in text(answer.text)
        assert 'lang="fr"' in answer.text
    assert portal.get(f"{BRIANCON}?utm_source=lettre&fbclid=1&_=2&ver=6.1").status_code == 200
    assert portal.get(f"{BRIANCON}?q=&categorie=").status_code == 200, "a form sends its empty fields"


def test_accept_language_changes_nothing(portal: Portal) -> None:
    assert portal.get("/", accept_language="en").text == portal.get("/").text
    assert "What’s on near you?" in portal.get("/en/").text


def test_a_page_not_modified_is_304(portal: Portal) -> None:
    first = portal.get(BRIANCON)
    again = portal.get(BRIANCON, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    portal.now = factory.NOW + timedelta(days=1)
    assert portal.get(BRIANCON, if_none_match=first.headers["etag"]).status_code == 200


def test_a_fault_is_a_page_too(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agregateur.web.lists.directory.sources", lambda *_: 1 / 0)
    answer = portal.get("/sources")
    assert answer.status_code == 500
    assert "pas votre faute" in answer.text
    assert "ZeroDivision" not in answer.text


def test_small_words_before_names() -> None:
    pairs = {
        "Gap": ("de Gap", "à Gap"),
        "Embrun": ("d’Embrun", "à Embrun"),
        "Le Monêtier-les-Bains": ("du Monêtier-les-Bains", "au Monêtier-les-Bains"),
        "Les Orres": ("des Orres", "aux Orres"),
        "La Roche-de-Rame": ("de La Roche-de-Rame", "à La Roche-de-Rame"),
        "L'Argentière-la-Bessée": ("de L'Argentière-la-Bessée", "à L'Argentière-la-Bessée"),
    }
    for name, said in pairs.items():
        assert (french.of_place(name, "fr"), french.at_place(name, "fr")) == said
