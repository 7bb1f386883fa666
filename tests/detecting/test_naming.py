"""What sources are called, and where their partners' sites begin."""

from __future__ import annotations

import pytest

from agregateur.contract import Document, Link
from agregateur.detecting.naming import called, legible, short
from agregateur.detecting.page import home_of, seen
from agregateur.detecting.services import hosted
from tests.detecting.sites import page


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Collectif du Jardin : PagePrincipale", "Collectif du Jardin"),
        ("Foyer - Mobilizon", "Foyer"),
        ("Accueil | Centre social Les Peupliers", "Centre social Les Peupliers"),
        ("Page d’accueil – Mairie de Laye", "Mairie de Laye"),
        ("MJC de Sault – Maison des jeunes et de la culture", "MJC de Sault"),
        ("Gap – Office de tourisme des vallées du pays", "Gap – Office de tourisme des vallées du pays"),
        ("MJC – Concerts", "MJC – Concerts"),
        ("Saint-Bonnet-en-Champsaur", "Saint-Bonnet-en-Champsaur"),
        ("Programme du Foyer - Google Sheets", "Programme du Foyer"),
        ("Foyer rural | OpenAgenda", "Foyer rural"),
        ("Le Bouquet » Flux", "Le Bouquet"),
        ("Calendrier", ""),
        ("Accueil", ""),
        ("", ""),
        ("|", ""),
    ],
)  # fmt: skip
def test_a_name_without_what_any_site_says(told: str, name: str) -> None:
    assert short(told) == name


def test_an_inner_page_ends_with_the_name_of_its_site() -> None:
    assert short("Concert de Noël – MJC de Sault", inner=True) == "MJC de Sault"
    assert short("MJC de Sault – Agenda", inner=True) == "MJC de Sault"


@pytest.mark.parametrize(
    ("own", "site", "url", "home", "name"),
    [
        ("Sorties", "MJC", "https://mjc.example/a.ics", None, "Sorties"),
        ("Agenda", "MJC", "https://mjc.example/a.ics", None, "MJC"),
        ("lea@gmail.com", "MJC", "https://calendar.google.com/calendar/ical/lea%40gmail.com/public/basic.ics", None,
         "MJC"),
        ("lea@gmail.com", "", "https://calendar.google.com/calendar/ical/lea%40gmail.com/public/basic.ics", None,
         "Agenda de lea"),
        ("", "", "https://calendar.google.com/calendar/ical/c12%40group.calendar.google.com/public/basic.ics", None,
         "Agenda (calendar.google.com)"),
        ("Calendrier", "", "https://outlook.office365.com/owa/calendar/ab@foyer.fr/12/calendar.ics", None,
         "Calendrier (foyer.fr)"),
        ("Agenda", "", "https://www.mjc.example/a.ics", "https://www.mjc.example/", "Agenda (mjc.example)"),
        ("", "", "https://xn--mjc-brianon-u9a.fr/export.zip", None, "mjc-briançon.fr"),
    ],
)  # fmt: skip
def test_the_name_of_a_source(own: str, site: str, url: str, home: str | None, name: str) -> None:
    assert called(own, site, url, home) == name


def test_an_address_is_shown_with_its_accents() -> None:
    assert legible("https://xn--mjc-brianon-u9a.fr:8443/a?b=c") == "https://mjc-briançon.fr:8443/a?b=c"
    assert (
        legible("https://mjc.example/xn--mjc-brianon-u9a.fr") == "https://mjc.example/xn--mjc-brianon-u9a.fr"
    )
    assert legible("https://[::1/") == "https://[::1/"


@pytest.mark.parametrize(
    ("url", "links", "home"),
    [
        ("https://mjc.example/agenda", ["/"], "https://mjc.example/"),
        ("https://mjc.example/agenda", [], "https://mjc.example/"),
        ("https://mjc.example/agenda", ["https://www.mjc.example", "/agenda"], "https://mjc.example/"),
        ("https://lea.wix.example/foyer", ["/foyer/agenda", "/foyer"], "https://lea.wix.example/foyer"),
        ("https://wikis.example/jardin/?Agenda", ["/jardin/?PagePrincipale"], "https://wikis.example/jardin/"),
        ("https://mjc.example/index.php?id=2", ["/index.php"], "https://mjc.example/"),
        ("https://umap.openstreetmap.fr/fr/map/fours_12?zoom=3#6/45", ["/"], "https://umap.openstreetmap.fr/fr/map/fours_12"),
        ("https://mobilizon.example/@foyer", ["/"], "https://mobilizon.example/@foyer"),
    ],
)  # fmt: skip
def test_where_a_site_begins(url: str, links: list[str], home: str) -> None:
    body = "".join(f"<a href='{link}'>x</a>" for link in links)
    assert seen(Document(url=url, content=page(body))).home == home
    frames = [Link(url=url, rel="frame"), Link(url=f"{url}/flux.xml", type="application/rss+xml")]
    assert home_of("https://mjc.example/agenda", frames) == "https://mjc.example/"


def test_which_sites_are_of_services() -> None:
    for url in (
        "https://openagenda.com/foyer",
        "https://umap.asso.example/fr/map/fours_12",
        "https://nuage.asso.example/remote.php/dav/public-calendars/aBcDeFgHiJ?export",
        "https://diffuseur.datatourisme.fr/webservice/12",
    ):
        assert hosted(url)
    assert not hosted("https://mjc.example/agenda")
    assert not hosted("https://umaprovence.example/agenda")
    assert not hosted("https://[::1/")
