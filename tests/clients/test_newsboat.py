"""newsboat: the agenda as news, in RSS and Atom.

newsboat asks with the validator that it holds, once it has had two answers. An item whose date changed keeps its
identity: its title is renewed where it stands, with no second item beside it. Cancelled and postponed events are items
whose title says so. An item that left the feed stays in the reader's archive, as news does, until the reader deletes
it. The version of Debian 12 (2.21) reads no JSON Feed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.clients import programs
from tests.clients.conftest import Run
from tests.clients.town import ARABIC, CONCERT, EMOJI, LECTURE, LONG_SHOWN, LOTO, Town

pytestmark = [pytest.mark.slow, pytest.mark.clients]

TITLES = {
    "mar. 13 oct., 18 h – Yoga doux",
    "jeu. 15 oct., 14 h – Permanence numérique",
    "lun. 19 oct., 9 h – Sortie champignons",
    "jeu. 22 oct., 19 h 30 – Atelier budget en visioconférence",
    "ven. 23 oct. – Journée portes ouvertes",
    "sam. 24 oct., 22 h – Nuit du changement d’heure",
    "dim. 25 oct., 14 h – Reporté : Course de caisses à savon",
    "sam. 31 oct., 21 h – Annulé : Bal des conscrits",
    f"dim. 1er nov., 11 h – {EMOJI}",
    "du 6 au 8 nov. – Festival des cimes",
    f"sam. 14 nov., 20 h – {ARABIC}",
    f"lun. 16 nov., 18 h – {LONG_SHOWN}",
    "mer. 18 nov., 21 h – Veillée avec La Réunion",
}
"""Those that stay as they are."""


@pytest.fixture
def reload(run: Run, tmp_path: Path) -> Callable[[str], dict[str, tuple[str, str]]]:
    """Reloads the feed at an address; (title, content) of each item of the archive, by guid."""
    newsboat = programs.debian("newsboat")
    (tmp_path / "config").write_text("")

    def reloaded(url: str) -> dict[str, tuple[str, str]]:
        (tmp_path / "urls").write_text(f"{url}\n")
        files = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", tmp_path / "config"]
        run(newsboat, *files, "-x", "reload")
        with closing(sqlite3.connect(tmp_path / "cache.db")) as archive:
            rows = archive.execute("SELECT guid, title, content FROM rss_item").fetchall()
        assert len(rows) == len({guid for guid, *_ in rows})
        return {guid: (title, content) for guid, title, content in rows}

    return reloaded


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_news_follow_the_agenda(town: Town, reload: Callable[..., dict], ending: str) -> None:
    path = f"/agenda.{ending}"
    first = reload(town.url(path))
    changing = {
        f"ven. 16 oct., 20 h 30 – {CONCERT}",
        f"dim. 18 oct., 15 h – {LOTO}",
        f"mar. 20 oct., 18 h 30 – {LECTURE}",
    }
    assert {title for title, _ in first.values()} == TITLES | changing
    [concert] = [content for title, content in first.values() if CONCERT in title]
    assert "vendredi 16 octobre, 20 h 30–22 h 30. Salle du Vieux-Colombier, 05100 Briançon" in concert

    assert reload(town.url(path)) == first  # the validator is kept from the second answer on
    assert reload(town.url(path)) == first
    assert town.statuses(path) == [200, 200, 304]

    town.busy_day()
    second = reload(town.url(path))
    assert town.statuses(path)[-1] == 200
    changed = {
        f"sam. 17 oct., 18 h – {CONCERT}",
        f"dim. 18 oct., 15 h – {LOTO}",
        f"mar. 20 oct., 18 h 30 – Annulé : {LECTURE}",
    }
    assert {title for title, _ in second.values()} - TITLES == changed
    assert second.keys() == first.keys()
    [concert] = [content for title, content in second.values() if CONCERT in title]
    assert "samedi 17 octobre, 18 h–20 h. Théâtre Le Cadran, 05100 Briançon" in concert


def test_items_are_known_by_their_page(town: Town, reload: Callable[..., dict]) -> None:
    assert all(guid.startswith(f"{town.base}/evenements/") for guid in reload(town.url("/agenda.rss")))
