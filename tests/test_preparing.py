"""Preparing in another process gives what preparing here gives, and its end harms nothing."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agregateur import preparing
from agregateur.config import load
from agregateur.contract import Record
from agregateur.ingest import recurrence, workers
from agregateur.ingest.grouping import Group
from agregateur.ingest.messages import Packed
from agregateur.ingest.reading import Reading
from agregateur.ingest.windows import window_at
from agregateur.preparing import Helper, Prepared, Task, prepared
from tests.faults.command import session

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def given(tmp_path: Path) -> Task:
    return given_in(tmp_path)


def given_in(tmp_path: Path) -> Task:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "territory: {departements: ['05']}\n"
        "sources:\n"
        "  - {id: mjc, name: MJC du Briançonnais, kind: ical, url: 'https://mjc.example/agenda.ics'}\n"
    )
    configuration = load(path, environ={})
    return Task(
        configuration.sources[0], configuration.territory, ("abc", "https://portail.example"), window_at(NOW)
    )


@pytest.fixture
def helper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Helper]:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(preparing, "WORTH", 10)
    with Helper(sources=1) as found:
        yield found


def _start(helper: Helper, given: Task) -> None:
    """A first reading starts the process, and is left to this one meanwhile."""
    came = _packed(_groups(given, 40))
    helper.prepare(given, came)
    assert came.packed and not came.prepared


def _groups(task: Task, count: int) -> list[Group]:
    places = ("Salle des fêtes, Guillestre", "Le Vieux-Colombier, Briançon", "Salle des fêtes", None, "Lyon")
    rules = ((), ("FREQ=WEEKLY",), ("FREQ=WEEKLY;COUNT=4",))
    found = []
    for n in range(count):
        record = Record(
            uid=f"e{n}",
            title=f"Concert n° {n} à Embrun" if n % 3 else f"  Atelier&nbsp;{n} [ANNULÉ]",
            description="<p>Entrée libre <script>x</script></p>" if n % 2 else None,
            start=NOW.replace(tzinfo=None) + timedelta(days=n),
            location=places[n % 5],
            rrule=rules[n % 3],
        )
        dates = recurrence.expand((record,), zone="Europe/Paris", window=task.window)
        found.append(Group(f"e{n}", "event", f"digest{n}", (record,), dates))
    return found


def _packed(groups: list[Group]) -> Reading:
    halves = (groups[: len(groups) // 2], groups[len(groups) // 2 :])
    return Reading(packed=[Packed(len(half), pickle.dumps(half)) for half in halves])


def _told(found: Prepared) -> dict[str, Any]:
    return {key: (one.own, one.keys, one.features, one.item) for key, one in found.ready.items()}


def test_another_process_prepares_the_same(given: Task, helper: Helper) -> None:
    groups = _groups(given, 40)
    came = _packed(groups)
    _start(helper, given)
    helper.prepare(given, came)
    assert came.prepared and not came.packed
    there, here = prepared(given, came), prepared(given, Reading(groups=groups))
    assert (there.stated, there.refused) == (here.stated, here.refused)
    assert _told(there) == _told(here)


def test_small_harvests_start_no_process(given: Task, helper: Helper) -> None:
    for _ in range(2):
        came = _packed(_groups(given, 9))
        helper.prepare(given, came)
        assert came.packed and not came.prepared


def test_what_the_first_sources_bring_tells_of_the_others(given: Task, helper: Helper) -> None:
    with Helper(sources=2) as many:
        for prepared_there in (False, True):
            came = _packed(_groups(given, 6))
            many.prepare(given, came)
            assert bool(came.prepared) is prepared_there


def test_what_a_dead_helper_leaves_is_done_here(given: Task, helper: Helper) -> None:
    groups = _groups(given, 40)
    _start(helper, given)
    helper.prepare(given, _packed(groups))
    for process in helper._pool._processes.values():  # type: ignore[union-attr]
        os.kill(int(process.pid or 0), signal.SIGKILL)
        process.join()
    came = _packed(groups)
    helper.prepare(given, came)
    came.unpack()
    assert len(prepared(given, came).stated) == 40


def test_one_item_that_cleaning_stumbles_over_is_left_out_alone(
    given: Task, helper: Helper, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = _groups(given, 40)
    groups[7] = Group("e7", "event", "digest7", ())
    came = _packed(groups)
    _start(helper, given)
    helper.prepare(given, came)
    came.unpack()
    done = prepared(given, came)
    assert [r.uid for r in done.refused] == ["e7"]
    assert len(done.stated) == 39


_ALONE = """
import signal
import time
from pathlib import Path
from tests import test_preparing as t
from agregateur import preparing
from agregateur.ingest import workers

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell began us in the background
workers.cores, preparing.WORTH = lambda: 2, 1
with preparing.Helper(sources=1) as helper:
    task = t.given_in(Path(%r))
    t._start(helper, task)
    came = t._packed(t._groups(task, 4))
    helper.prepare(task, came)
    print(len(came.prepared), flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_the_helper_ends_with_its_harvest(tmp_path: Path, blow: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _ALONE % str(tmp_path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert parent.stdout is not None and parent.stdout.readline() == "2\n"
        assert len(session(parent.pid)) >= 3  # it, the fork server, the helper
        parent.send_signal(blow)
        parent.wait(60)
    finally:
        parent.kill()
        parent.communicate()
    before = time.monotonic()
    while (left := session(parent.pid)) and time.monotonic() - before < 60:
        time.sleep(0.05)
    assert left == {}
