"""Sources are read ahead of the store, by a bounded number, and one host's one after another."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agregateur import pipeline
from agregateur.config import Settings
from agregateur.ingest.messages import Packed
from agregateur.ingest.reading import Job, Onto, Reading
from agregateur.jobs.harvest import AHEAD
from tests.pipeline.portal import Portal

WORKERS = 2
SOURCES = 12


class Readings:
    """Stands for reading children: counts those at work, and what is read but not yet stored."""

    def __init__(self, groups: int = 0) -> None:
        """Each brings so many groups, or says so."""
        self.groups = groups
        self.lock = threading.Lock()
        self.working: list[str] = []
        self.begun = self.stored = 0
        self.most_working = self.most_ahead = 0
        self.together: set[str] = set()

    def read(self, job: Job, *, onto: Onto) -> Reading:
        host = job.url.split("/")[2] or job.url
        with self.lock:
            if host in self.working:
                self.together.add(host)
            self.working.append(host)
            self.begun += 1
            self.most_working = max(self.most_working, len(self.working))
            self.most_ahead = max(self.most_ahead, self.begun - self.stored)
        onto(Packed(self.groups, pickle.dumps([])))
        time.sleep(0.01)
        with self.lock:
            self.working.remove(host)
        return Reading(kind="ical", listing="complete", complete=True)

    def told(self, *_: object) -> None:
        time.sleep(0.02)
        with self.lock:
            self.stored += 1


@pytest.fixture
def portal(sqlite_url: str, tmp_path: Path) -> Iterator[Portal]:
    found = Portal(tmp_path / "portal", sqlite_url, settings=Settings(host_pace=0, workers=WORKERS))
    for n in range(SOURCES):
        # Four hosts of three sources each.
        found.put(f"s{n}", b"", url=f"https://h{n % 4}.example/{n}.ics")
    yield found
    found.database.dispose()


def test_reading_goes_ahead_of_storing_but_not_far(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = Readings()
    monkeypatch.setattr("agregateur.jobs.harvest.read", readings.read)
    report = portal.report(told=readings.told)
    assert len(report.lines) == readings.begun == SOURCES
    assert readings.most_working == WORKERS
    assert WORKERS < readings.most_ahead <= 2 * WORKERS
    assert not readings.together


def test_large_sources_are_read_less_far_ahead(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agregateur.ingest.workers.cores", lambda: 1)
    readings = Readings(groups=AHEAD)
    monkeypatch.setattr("agregateur.jobs.harvest.read", readings.read)
    report = portal.report(told=readings.told)
    assert len(report.lines) == readings.begun == SOURCES
    assert readings.most_ahead == WORKERS


def test_an_interrupted_harvest_begins_no_further_reading(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = Readings()
    monkeypatch.setattr("agregateur.jobs.harvest.read", readings.read)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        portal.report(told=interrupted)
    time.sleep(0.2)
    begun = readings.begun
    assert begun <= 3 * WORKERS
    time.sleep(0.1)
    assert readings.begun == begun and not readings.working


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("https://partenaire.example/agenda.ics", 7.0),
        ("http://10.0.0.5:8080/agenda.ics", 0.0),
        ("http://10.0.0.5:8081/agenda.ics", 7.0),
        ("http://nas.local/agenda.ics", 0.0),
    ],
)
def test_the_operators_own_hosts_are_not_waited_for(
    tmp_path: Path, sqlite_url: str, url: str, seconds: float
) -> None:
    allow = frozenset({"10.0.0.5:8080", "nas.local:*"})
    found = Portal(tmp_path / "portal", sqlite_url, settings=Settings(host_pace=7, fetch_allow=allow))
    found.put("mjc", b"", url=url)
    assert pipeline.pace(found.context, found.context.stanzas["mjc"]) == seconds
