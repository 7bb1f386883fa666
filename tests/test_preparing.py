"""Preparing in another process gives what preparing here gives, and its end harms nothing."""

from __future__ import annotations

import multiprocessing
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
from agregateur.ingest.sharing import Made, Piece, Sharing, shared
from agregateur.ingest.windows import window_at
from agregateur.preparing import Coming, Preparation, Prepared, Task, prepared
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
def sharing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sharing]:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(preparing, "WORTH", 10)
    with shared() as found:
        yield found


def _given(preparation: Preparation, given: Task, groups: list[Group]) -> Coming:
    """Groups on their way, in two batches."""
    coming = preparation.begin(given)
    for half in (groups[: len(groups) // 2], groups[len(groups) // 2 :]):
        coming.add(Packed(len(half), pickle.dumps(half)))
    return coming


def _by_the_helper(coming: Coming) -> None:
    """Wait for the helper to do all."""
    for _, piece in coming.pieces:
        assert isinstance(piece.result.result(60), Made)


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


def _told(found: Prepared) -> dict[str, Any]:
    return {key: (one.own, one.keys, one.features, one.item) for key, one in found.ready.items()}


def test_another_process_prepares_the_same(given: Task, sharing: Sharing) -> None:
    groups = _groups(given, 40)
    coming = _given(Preparation(1, sharing), given, groups)
    _by_the_helper(coming)
    there, here = coming.prepared(Reading()), prepared(given, groups)
    assert (there.stated, there.refused) == (here.stated, here.refused)
    assert _told(there) == _told(here)


def test_small_harvests_start_no_process(given: Task, sharing: Sharing) -> None:
    preparation = Preparation(1, sharing)
    for _ in range(2):
        coming = _given(preparation, given, _groups(given, 4))
        assert len(coming.prepared(Reading()).stated) == 4
    assert not sharing.started


def test_what_the_first_sources_bring_tells_of_the_others(given: Task, sharing: Sharing) -> None:
    preparation = Preparation(4, sharing)
    preparation.begin(given)
    for started in (False, True):
        _given(preparation, given, _groups(given, 4))
        assert sharing.started is started


def test_what_a_dead_helper_leaves_is_done_here(given: Task, sharing: Sharing) -> None:
    groups = _groups(given, 40)
    preparation = Preparation(1, sharing)
    _by_the_helper(_given(preparation, given, groups))
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    for _ in range(2):
        assert len(_given(preparation, given, groups).prepared(Reading()).stated) == 40
    assert not sharing.started


def _only_in(process: int) -> str:
    if os.getpid() != process:
        raise RuntimeError("dictionary changed size during iteration")
    return "done"


def test_what_the_helper_stumbles_over_is_done_here(sharing: Sharing) -> None:
    sharing.start(preparing.warm)
    pieces = [Piece(_only_in, (os.getpid(),)) for _ in range(4)]
    for piece in pieces:
        sharing.give(piece)
    # The helper takes them as soon as it is warm.
    assert all(piece.result.exception(timeout=60) is not None for piece in pieces)
    assert [sharing.result(piece) for piece in pieces] == ["done"] * 4


def test_this_process_does_what_the_helper_has_not_begun(given: Task, sharing: Sharing) -> None:
    groups = _groups(given, 40)
    coming = Coming(given, sharing, lambda _: None)
    for group in groups:
        coming.add(Packed(1, pickle.dumps([group])))
    assert sharing.help() and sharing.help()
    sharing.start(preparing.warm)
    assert [one.key for one in coming.prepared(Reading()).stated] == [group.key for group in groups]
    assert not sharing.help()


def test_one_item_that_cleaning_stumbles_over_is_left_out_alone(
    given: Task, sharing: Sharing, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = _groups(given, 40)
    groups[7] = Group("e7", "event", "digest7", ())
    done = _given(Preparation(1, sharing), given, groups).prepared(Reading())
    assert [r.uid for r in done.refused] == ["e7"]
    assert len(done.stated) == 39


def test_what_is_no_group_ends_the_reading(given: Task, sharing: Sharing) -> None:
    coming, came = Coming(given, sharing, lambda _: None), Reading(complete=True)
    first, second, third = _groups(given, 3)
    for content in (pickle.dumps([first]), b"no pickle", pickle.dumps([second, third])):
        coming.add(Packed(1, content))
    assert [one.key for one in coming.prepared(came).stated] == [first.key]
    assert came.error is not None and came.error.code == "not_plain" and not came.complete


_ALONE = """
import signal
import time
from pathlib import Path
from tests import test_preparing as t
from agregateur import preparing
from agregateur.ingest import sharing, workers

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell began us in the background
workers.cores, preparing.WORTH = lambda: 2, 1
with sharing.shared() as found:
    task = t.given_in(Path(%r))
    coming = t._given(preparing.Preparation(1, found), task, t._groups(task, 4))
    t._by_the_helper(coming)
    print(len(coming.pieces), flush=True)
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
