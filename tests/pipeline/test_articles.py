"""Articles in the store: their genre, deadline and categories, and those of a store that an earlier release made."""

from __future__ import annotations

from pathlib import Path

import pytest

from agregateur.ingest import genres, normalise
from tests.pipeline.portal import Portal

CALL = """<rss version='2.0'><channel><title>x</title><item><title>Appel à projets jeunesse</title><guid>1</guid>
<category>Écologie</category><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>
<description>Date limite de dépôt : 15 décembre.</description></item></channel></rss>"""
ARTICLE = "SELECT genre, echeance, republication FROM article WHERE gone_at IS NULL"


@pytest.fixture
def portal(database_url: str, tmp_path: Path) -> Portal:
    made = Portal(tmp_path / "sources", database_url)
    made.put("journal", CALL.encode(), "rss", categories={"Écologie": "transition", "Chant": "musique"})
    return made


def test_an_article_is_found_by_genre_deadline_and_category(portal: Portal) -> None:
    portal.harvest()
    assert portal.rows(ARTICLE) == [("appel", "2026-12-15", "complet")]
    assert [row.code for row in portal.rows("SELECT code FROM articlecategory")] == ["transition"]
    [line] = portal.export("articles")
    assert (line["genre"], line["echeance"]) == ("appel", "2026-12-15")
    changed = CALL.replace("15 décembre", "20 décembre").replace("Écologie", "Chant")
    portal.put("journal", changed.encode(), "rss")
    portal.harvest()
    assert portal.rows(ARTICLE) == [("appel", "2026-12-20", "complet")]
    assert [row.code for row in portal.rows("SELECT code FROM articlecategory")] == ["musique"]
    portal.remove("journal")
    portal.harvest()
    assert portal.rows("SELECT code FROM articlecategory") == []
    portal.database.dispose()


def test_what_an_earlier_release_cleaned_is_told_its_genre_without_fetching(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as former:
        former.setattr(normalise, "VERSION", normalise.VERSION - 1)
        former.setattr(genres, "genre", lambda *_: "annonce")
        portal.harvest()
    assert portal.rows(ARTICLE) == [("annonce", None, "complet")]
    (portal.folder / "journal.rss").unlink()
    portal.harvest()
    assert portal.rows(ARTICLE) == [("appel", "2026-12-15", "complet")]
    portal.database.dispose()
