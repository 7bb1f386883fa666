"""calcurse: the agenda downloaded and imported.

calcurse knows no subscription, and an import adds to what is there: a calendar is renewed by importing it into an
empty folder. Of an event it keeps title, hours, rule and notes: it shows no status (only the note of a cancelled event
says `Annulé`). It knows no RECURRENCE-ID, so that a date that moved out of a rule stays at its first hour beside the
new one, and does not count a date that EXDATE leaves out among those of COUNT, against RFC 5545 (3.8.5.1, 3.8.5.3):
one comes too many.
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.clients import programs
from tests.clients.conftest import Run
from tests.clients.town import HALL, TOLD, Date, Town, dates

pytestmark = [pytest.mark.slow, pytest.mark.clients]

SURPLUS = {("2026-11-03 18:00", "Yoga doux"), ("2026-11-24 18:00", "Yoga doux")}
"""Where the rule had the date that moved to the next day, and the seventh of six dates of which one is left out."""
_TIMED, _WHOLE = "%(start:%Y-%m-%d %H:%M)|%(end:%Y-%m-%d %H:%M)|%m\n", "|%m\n"
_FORMATS = {"apt": _TIMED, "recur-apt": _TIMED, "event": _WHOLE, "recur-event": _WHOLE}


def imported(run: Run, folder: Path, url: str) -> list[tuple[str, str]]:
    """The agenda at `url` imported into the new `folder`: start (or day) and title of what calcurse then lists."""

    def calcurse(*arguments: str | Path) -> str:
        return run(programs.debian("calcurse"), "-D", folder, "-C", folder, *arguments)

    folder.mkdir()
    (folder / "agenda.ics").write_bytes(httpx.get(url).content)
    calcurse("-q", "-i", folder / "agenda.ics")
    formats = [part for kind, form in _FORMATS.items() for part in (f"--format-{kind}", form)]
    period = ["--input-datefmt", "4", "--output-datefmt", "%Y-%m-%d", "--from", "2026-10-12", "--days", "60"]
    found, day = set(), ""
    for line in calcurse("-Q", *period, *formats).splitlines():
        if "|" not in line:
            day = line.removesuffix(":") or day
            continue
        start, *_, title = line.strip().split("|")
        found.add((start or day, title))
    return sorted(found)


def listed(found: list[Date]) -> list[tuple[str, str]]:
    """The same of what ought to be there: calcurse lists an event without hours on each of its days."""
    every = {(one.start, one.title) for one in found if " " in one.start}
    every |= {(f"2026-11-{day:02}", "Festival des cimes") for day in (6, 7, 8)}
    every |= {("2026-10-23", "Journée portes ouvertes")}
    return sorted(every | SURPLUS)


def test_an_import_holds_the_agenda(town: Town, run: Run, tmp_path: Path) -> None:
    assert imported(run, tmp_path / "first", town.url("/agenda.ics")) == listed(dates())
    town.busy_day()
    assert imported(run, tmp_path / "second", town.url("/agenda.ics")) == listed(dates(after=True))


def test_the_notes_say_what_is_cancelled(town: Town, run: Run, tmp_path: Path) -> None:
    imported(run, tmp_path / "first", town.url("/agenda.ics"))
    notes = [file.read_text() for file in (tmp_path / "first" / "notes").iterdir()]
    assert sum(note.startswith("Annulé\n") for note in notes) == 1
    assert sum(note.startswith("Reporté\n") for note in notes) == 1
    [concert] = [note for note in notes if "vin chaud" in note]
    assert concert.startswith("\n".join(TOLD)), "and nothing of LINK, IMAGE, X-LICENCE, X-REPUBLICATION"
    assert concert.splitlines()[len(TOLD) + 1 :] == [
        "-- ",
        f"Location: {HALL}",
        "Import: TZID=Europe/Paris",
    ]
