"""vdirsyncer and khal: the agenda synchronised into a folder, as people without a server do, and read from there.

vdirsyncer asks for the whole calendar at every sync (no validator) and knows an event by what it says, whatever its
UID: one that changed is deleted and copied anew, one that did not must stay. khal keeps a cancelled event and writes
`CANCELLED` before it; what is merely tentative it shows as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.clients.conftest import Run
from tests.clients.town import CONCERT, TOLD, Date, Town, dates

pytestmark = [pytest.mark.slow, pytest.mark.clients]

_VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair agenda]
a = "portal"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage portal]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/agenda"
fileext = ".ics"
"""
_KHAL = """
[calendars]
[[agenda]]
path = {folder}/agenda
readonly = True
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
_LINE = "{start}|{end}|{title}|{location}|{status}"


@pytest.fixture
def khal(python_programs: Path, town: Town, run: Run, tmp_path: Path) -> Callable[..., str]:
    """Runs `vdirsyncer sync` or `khal list`, set up for the town."""
    (tmp_path / "agenda").mkdir()
    configured = {"vdirsyncer": _VDIRSYNCER, "khal": _KHAL}
    for name, text in configured.items():
        (tmp_path / name).write_text(text.format(folder=tmp_path, url=town.url("/agenda.ics")))

    def ran(program: str, *arguments: str) -> str:
        return run(python_programs / program, "-c", tmp_path / program, *arguments)

    ran("vdirsyncer", "discover")
    return ran


def listed(text: str) -> list[Date]:
    """What `khal list` shows: all days of an event, and the last day of those without hours."""
    found = set()
    for line in text.splitlines():
        if "|" not in line:
            continue  # the heading of a day
        start, end, title, place, status = line.split("|")
        if len(end) == 10:
            end = (date.fromisoformat(end) + timedelta(days=1)).isoformat()
        found.add(Date(start, end, title, place, status.strip()))
    return sorted(found, key=lambda one: (one.start, one.title))


def test_a_folder_follows_the_agenda(town: Town, khal: Callable[..., str], tmp_path: Path) -> None:
    def read() -> list[Date]:
        return listed(khal("khal", "list", "-f", _LINE, "2026-10-12", "60d"))

    khal("vdirsyncer", "sync")
    assert read() == dates()
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "agenda").iterdir()}

    town.busy_day()
    khal("vdirsyncer", "sync")
    assert read() == dates(after=True)
    now = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "agenda").iterdir()}
    assert len(kept.items() - now.items()) == 3, "moved, deleted, cancelled: nothing else is written again"
    assert len(now) == len(kept) - 1
    assert town.statuses("/agenda.ics") == [200, 200]


def test_khal_shows_all_that_was_told_and_what_is_cancelled(town: Town, khal: Callable[..., str]) -> None:
    khal("vdirsyncer", "sync")
    concert = khal("khal", "list", "2026-10-16", "1d").splitlines()
    assert concert[:-1] == [
        "Friday, 2026-10-16",
        f"20:30-22:30 {CONCERT} :: Chorale, puis vin chaud.",
        *TOLD[1:],
    ], "and nothing of LINK, IMAGE, X-LICENCE, X-REPUBLICATION"
    assert concert[-1].startswith(f"{town.base}/evenements/")
    ball = khal("khal", "list", "2026-10-31", "1d").splitlines()
    assert ball[1] == "CANCELLED 21:00-23:59 Bal des conscrits :: Annulé"
