"""What a webmaster copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from agregateur.config import Configuration, Settings, Territory
from agregateur.store import asking
from agregateur.web.embedding import snippets
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted
from tests.web import factory
from tests.web.outline import outline


@pytest.fixture
def site() -> Site:
    configuration = Configuration(path=Path("s.yaml"), territory=Territory(name="Hautes-Alpes"), sources=())
    database: object = None
    return Site(database, configuration, Settings(base_url="https://p.test/"), lambda: factory.NOW)  # type: ignore[arg-type]


def test_every_piece_says_the_whole_selection(site: Site) -> None:
    chosen = asking.parse([("categorie", "musique,fetes")], scope=("commune", "05023"))
    made = snippets(
        site,
        Wanted(selection=chosen, format="ics", language="en", limit=5),
        title='Agenda "d’ici" <b>',
        colours={"fond": "102030"},
    )
    query = "commune=05023&categorie=fetes,musique&limite=5&langue=en"
    assert made.fragment == f"https://p.test/widget.html?{query}"
    assert made.screen == f"https://p.test/ecran?{query}"
    assert made.widget == (
        "https://p.test/widget?commune=05023&categorie=fetes,musique&fond=102030&limite=5&langue=en"
    )
    assert made.page == "https://p.test/en/communes/05023-briancon?categorie=fetes,musique"
    assert made.qr == (
        "https://p.test/qr.svg?adresse=%2Fen%2Fcommunes%2F05023-briancon%3Fcategorie%3Dfetes,musique"
    )
    frame = {name: value for _, name, value in outline(made.iframe).attributes}
    assert frame["src"] == made.widget
    assert frame["title"] == 'Agenda "d’ici" <b>'
    assert (frame["lang"], frame["loading"], frame["height"]) == ("en", "lazy", "600")
    script = outline(made.script)
    assert script.tags == ["script", "noscript", "a"]
    assert ("script", "data-agenda", made.widget.partition("?")[2]) in script.attributes
    assert script.links == [made.page]


def test_the_whole_agenda_has_no_query(site: Site) -> None:
    made = snippets(site, Wanted(selection=asking.parse([]), format="rss"), title="Agenda")
    assert made.widget == "https://p.test/widget"
    assert 'data-agenda=""' in made.script
    assert made.page == "https://p.test/"
