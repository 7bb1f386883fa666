"""Exports by licence: records stay separable, and a mixture leaves without what is not under the licences asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from agregateur import deciding
from agregateur.cli import app
from agregateur.licensed import Terms
from tests.pipeline.portal import Portal, calendar, vevent

BY_SA, ODBL = "CC-BY-SA-4.0", "ODbL-1.0"
WORDS = "Un bal avec les Semelles de vent et leurs amis."


def told(uid: str, title: str, text: str, **more: Any) -> bytes:
    lines = [f"DESCRIPTION:{text}", f"URL:https://{uid[2:]}.example/bal"]
    return calendar(vevent(uid, title, "20261205T200000", more=lines, **more))


@pytest.fixture
def merged(portal: Portal) -> Portal:
    """One ball told by three partners, each under terms of its own, and a market that one of them tells alone."""
    title = "Bal trad des Semelles de vent"
    market = vevent("2@ot", "Marché de Noël", "20261206T090000", place="05100 Briançon")
    portal.put("mjc", told("1@mjc", title, WORDS, place="05100 Briançon"), licence=BY_SA)
    office = told("1@ot", title, "Un bal et un orchestre.")
    portal.put("ot", office.replace(b"END:VCALENDAR", market.encode() + b"END:VCALENDAR"), licence="ODbL")
    private = told("1@club", title, f"{WORDS} Code de la porte : 1234.")
    portal.put("club", private, licence=BY_SA, republication="portail")
    portal.harvest()
    assert len(portal.export()) == 2
    return portal


def under(portal: Portal, *licences: str, what: str = "events") -> list[dict[str, Any]]:
    return portal.export(what, Terms.of(licences))


def test_an_event_leaves_with_the_fields_of_records_under_the_licence(merged: Portal) -> None:
    [ball] = under(merged, BY_SA)
    assert (ball["description"], ball["venue"], ball["licence"]) == (WORDS, None, BY_SA)
    assert [r["source"] for r in ball["records"]] == [c["source"] for c in ball["credits"]] == ["mjc"]
    assert ball["url"] == "https://mjc.example/bal"
    assert ball["start"] == "2026-12-05T19:00:00Z" and ball["commune"] == "Briançon"
    both = {line["title"]: line for line in under(merged, "odc odbl")}
    assert set(both) == {"Bal trad des Semelles de vent", "Marché de Noël"}
    ball_of_the_office = both["Bal trad des Semelles de vent"]
    assert ball_of_the_office["id"] == ball["id"] and ball_of_the_office["updated"] == ball["updated"]
    assert ball_of_the_office["description"] == "Un bal et un orchestre." and ball_of_the_office["venue"]
    assert ball_of_the_office["licence"] == "ODbL"
    assert under(merged, "CC0-1.0") == []


def test_several_licences_and_all_that_may_be_republished(merged: Portal) -> None:
    either, free = under(merged, BY_SA, ODBL), under(merged)
    assert either == free, "here no partner is under a third licence"
    ball = next(line for line in free if line["title"].startswith("Bal"))
    assert {c["source"]: c["licence"] for c in ball["credits"]} == {"mjc": BY_SA, "ot": "ODbL"}
    assert (ball["description"], bool(ball["venue"])) == (WORDS, True), "each field from whoever says it best"
    assert ball["licence"] is None, "what is drawn from two licences has no single one"
    assert "1234" not in json.dumps(free) and "club" not in json.dumps(free)
    held = next(line for line in merged.export() if line["title"].startswith("Bal"))
    assert "1234" in held["description"], "the operator's own export holds everything"
    assert held["licence"] is None and tuple(held) == tuple(ball)


def test_what_was_set_by_hand_stays(merged: Portal) -> None:
    deciding.decide(merged.context, "set", "club:1@club", setting=("title", "Grand bal"), now=merged.now)
    assert [line["title"] for line in under(merged, BY_SA)] == ["Grand bal"]


def test_records_are_chosen_one_by_one(merged: Portal) -> None:
    assert [r["uid"] for r in under(merged, BY_SA, what="records")] == ["1@mjc"]
    assert [r["uid"] for r in under(merged, ODBL, what="records")] == ["1@ot", "2@ot"]
    assert [r["uid"] for r in under(merged, what="records")] == ["1@mjc", "1@ot", "2@ot"]


def test_actors_and_articles_too(portal: Portal) -> None:
    place = {"geo": {"latitude": 44.8995, "longitude": 6.6431}, "address": {"postalCode": "05100"}}
    for source, name, text, licence in (
        ("carte", "MJC des Trois Torrents", "Une maison.", BY_SA),
        ("annuaire", "MJC Trois Torrents", "Une maison ouverte à tous les jeunes.", ODBL),
    ):
        element = {"id": "1", "name": name, "description": text, **place}
        portal.put(source, json.dumps({"data": [element]}).encode(), kind="gogocarto", licence=licence)
    feed = (
        b'<rss version="2.0"><channel><title>J</title>%s</channel></rss>'
        % b"<item><guid>a</guid><title>Une nouvelle</title><description>Un texte.</description></item>"
    )
    portal.put("journal", feed, kind="rss", licence=ODBL, republication="signalement")
    portal.harvest()
    [whole] = portal.export("actors")
    assert len(whole["records"]) == 2
    [line] = under(portal, "cc by-sa 4.0", what="actors")
    assert (line["id"], line["description"]) == (whole["id"], "Une maison.")
    assert [r["source"] for r in line["records"]] == ["carte"]
    assert len(under(portal, what="actors")[0]["records"]) == 2
    [article] = under(portal, ODBL, what="articles")
    assert article["title"] == "Une nouvelle" and article["description"] is None, "signalled alone"
    assert under(portal, BY_SA, what="articles") == []


def test_the_command(merged: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGREGATEUR_DATABASE_URL", merged.url)
    done = CliRunner().invoke(app, ["export", "events", "--licence", "cc by-sa 4.0"])
    assert [json.loads(line)["licence"] for line in done.stdout.splitlines()] == [BY_SA]
    done = CliRunner().invoke(app, ["export", "events", "--republishable", "--format", "csv"])
    assert "1234" not in done.stdout and done.stdout.startswith("id,title,") and "Marché" in done.stdout
    done = CliRunner().invoke(app, ["export", "events", "--licence", " "])
    assert done.exit_code == 2 and not done.stdout, "never a wider answer"
    structlog.reset_defaults()
