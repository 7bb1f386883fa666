"""node-ical and ical.js, on which web calendars rest: rules expanded to the same dates as ours, for a year.

Both give a cancelled event with its status, and leave it to the program around them what to do with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.clients.conftest import Run
from tests.clients.town import Date, Town, dates
from tests.publish.conftest import Read, ical_js  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.clients]

SCRIPT = Path(__file__).with_name("js") / "node_ical.mjs"
PARIS = ZoneInfo("Europe/Paris")


def node_ical(town: Town, run: Run, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """node-ical fetches the calendar itself."""
    url, year = town.url("/agenda.ics"), ("2026-10-01", "2027-10-01")
    modules = request.getfixturevalue("node_modules")
    read = json.loads(run("node", SCRIPT, modules, url, *year))
    assert read["name"] == "Agenda – Hautes-Alpes"
    found: list[dict[str, Any]] = read["dates"]
    return found


def with_ical_js(town: Town, run: Run, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """ical.js reads what another fetched."""
    request.getfixturevalue("node_modules")  # says that there is no Node, and fails for it in CI
    reader: Read = request.getfixturevalue("ical_js")
    read = reader(httpx.get(town.url("/agenda.ics")).content)
    assert read["name"] == "Agenda – Hautes-Alpes"
    every = [date for event in read["events"] for date in event["dates"]]
    return [one | {"title": one["summary"], "place": one["location"]} for one in every]


@pytest.mark.parametrize("reader", [node_ical, with_ical_js])
def test_a_library_follows_the_agenda(
    town: Town,
    run: Run,
    request: pytest.FixtureRequest,
    reader: Callable[[Town, Run, pytest.FixtureRequest], list[dict[str, Any]]],
) -> None:
    def read() -> list[Date]:
        found = [shown(one) for one in reader(town, run, request)]
        return sorted(found, key=lambda one: (one.start, one.title))

    assert read() == dates()
    assert [(one.start, one.end) for one in read()] == ours(town)
    town.busy_day()
    assert read() == dates(after=True)
    assert [(one.start, one.end) for one in read()] == ours(town)


def shown(one: dict[str, Any]) -> Date:
    return Date(in_paris(one["start"]), in_paris(one["end"]), one["title"], one["place"], one["status"])


def in_paris(written: str) -> str:
    if "T" not in written:
        return written
    return datetime.fromisoformat(written).astimezone(PARIS).strftime("%Y-%m-%d %H:%M")


def ours(town: Town) -> list[tuple[str, str]]:
    """The dates that the portal itself made of the partner's rules and lists, as `export events` gives them."""
    found = [(one["start"], one["end"]) for event in town.portal.export() for one in event["occurrences"]]
    return sorted((in_paris(start), in_paris(end)) for start, end in found)
