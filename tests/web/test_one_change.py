"""What one event that changes costs: its own text is made again, and the feeds and pages of its communes alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from agregateur.model import Event
from agregateur.publish import ical
from agregateur.web import app, front
from tests.pipeline.portal import Portal, calendar, vevent

TOWNS = {
    "05023": "05100 Briançon",
    "05061": "05000 Gap",
    "05046": "05200 Embrun",
    "05132": "05600 Guillestre",
}
EACH = 5


@pytest.fixture
def portal(database_url: str, tmp_path: Path) -> Iterator[Portal]:
    made = Portal(tmp_path / "sources", database_url)
    yield made
    made.database.dispose()


def announce(portal: Portal, titles: dict[str, str], town: dict[str, str] | None = None) -> None:
    events = []
    for insee, name in TOWNS.items():
        for n in range(EACH):
            uid = f"{insee}-{n}"
            place = f"Salle des fêtes, {(town or {}).get(uid, name)}"
            start = f"202612{10 + n:02d}T203000"
            events.append(vevent(uid, titles.get(uid, f"Bal numéro {n} {name}"), start, place=place))
    portal.put("mjc", calendar(*events))


def test_one_event_that_changes_costs_its_own_text_and_its_communes_feeds(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "CHECKED_SECONDS", 0.0)
    rendered: list[str] = []

    def counted(event: Event, **more: Any) -> str:
        rendered.append(event.title)
        return write(event, **more)

    write = ical.vevent
    monkeypatch.setattr(ical, "vevent", counted)
    announce(portal, {})
    portal.harvest()
    assert len(rendered) == len(TOWNS) * EACH

    application, before = app.portal(
        portal.database, portal.context.configuration, portal.settings, lambda: portal.now
    )
    paths = [f"/communes/{insee}/agenda.{ending}" for insee in TOWNS for ending in ("ics", "rss")]
    paths += ["/agenda.ics", "/departements/05/agenda.ics"]
    held = ask(before, paths)

    def moved() -> list[str]:
        """The feeds that another answer than before is given for; every feed is polled with its validator."""
        answers = ask(before, paths, {path: held[path].headers["etag"] for path in paths})
        held.update({path: answer for path, answer in answers.items() if answer.status_code == 200})
        assert {answer.status_code for answer in answers.values()} <= {200, 304}
        return [path for path, answer in answers.items() if answer.status_code == 200]

    assert moved() == []
    rendered.clear()
    announce(portal, {"05061-2": "Bal masqué"})
    portal.harvest()
    assert rendered == ["Bal masqué"]
    gap = [
        "/communes/05061/agenda.ics",
        "/communes/05061/agenda.rss",
        "/agenda.ics",
        "/departements/05/agenda.ics",
    ]
    assert moved() == gap
    assert moved() == []

    rendered.clear()
    announce(portal, {"05061-2": "Bal masqué"}, {"05061-2": TOWNS["05046"]})
    portal.harvest()
    assert rendered == ["Bal masqué"]
    assert set(moved()) == {*gap, "/communes/05046/agenda.ics", "/communes/05046/agenda.rss"}, (
        "left and come to"
    )

    rendered.clear()
    portal.harvest(force=True)
    assert rendered == [] and moved() == []
    assert application.state.site.state() is not None


def ask(
    served: front.Front, paths: Sequence[str], etags: dict[str, str] | None = None
) -> dict[str, httpx.Response]:
    async def every() -> dict[str, httpx.Response]:
        transport = httpx.ASGITransport(app=served)
        async with httpx.AsyncClient(transport=transport, base_url="http://portail.test") as client:
            return {
                path: await client.get(path, headers={"if-none-match": (etags or {}).get(path, "")})
                for path in paths
            }

    return asyncio.run(every())
