"""An article as feeds tell it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

from agregateur.model import Item
from agregateur.publish.articles.rss import rss
from agregateur.publish.articles.told import News, told
from tests.publish.feeds import NOW, channel


def news(**more: Any) -> News:
    said: dict[str, Any] = {
        "source": "mjc",
        "uid": "1",
        "kind": "article",
        "title": "L'appel",
        "republication": "complet",
    }
    return News(
        id="a",
        item=Item(**(said | more)),
        published=NOW + timedelta(days=3),
        updated=NOW - timedelta(days=1),
        genre="Annonce",
    )


def test_what_is_announced_for_later_bears_a_date_that_stays() -> None:
    (now,) = told([news()], channel("rss"))
    (later,) = told([news()], channel("rss", now=NOW + timedelta(hours=5)))
    assert now.published == later.published == NOW - timedelta(days=1)


def test_the_summary_reads_well_when_its_lines_run_together() -> None:
    body = rss([news(text="C'est l'été & <ici>")], channel("rss"))
    said = ET.fromstring(body).findtext("channel/item/description") or ""
    assert said.split("\n")[0] == "C'est l'été &amp; &lt;ici&gt;."
