"""The sample territory through the whole pipeline: alive, merged where it should be, and quietly renewed."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agregateur import config, examples
from agregateur.config import Settings
from agregateur.context import Context
from agregateur.exporting import export_lines
from agregateur.jobs.harvest import harvest
from agregateur.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
LAST = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
"""The last day before the files are renewed."""
COMMUNES = {
    "05006", "05023", "05040", "05046", "05061", "05065", "05070", "05079", "05132", "05164", "05166", "05170", "05179",
}  # fmt: skip


class Sample:
    """A clone's `config/` and `var/` in a folder, with its store."""

    def __init__(self, folder: Path, url: str) -> None:
        (folder / "config").mkdir()
        shutil.copy(ROOT / "config" / "sources.yaml", folder / "config")
        self.exemples = folder / "var" / "exemples"
        configuration = config.load(folder / "config" / "sources.yaml", environ={})
        self.database = Database(url)
        self.context = Context(self.database, configuration, Settings(host_pace=0, workers=2))

    def harvest(self, now: datetime, *, force: bool = False) -> dict[str, dict[str, Any]]:
        examples.write(self.exemples, now)
        report = harvest(self.context, clock=lambda: now, force=force)
        return {line["id"]: line for line in report.plain()["sources"]}

    def events(self) -> list[dict[str, Any]]:
        with self.database.reader() as connection:
            return list(export_lines(connection, "events"))


@pytest.fixture
def sample(tmp_path: Path, sqlite_url: str) -> Iterator[Sample]:
    made = Sample(tmp_path, sqlite_url)
    yield made
    made.database.dispose()


def happenings(events: list[dict[str, Any]], now: datetime, days: int) -> Counter[str]:
    """Dated happenings by commune within `days` of `now`."""
    first, last = now.date().isoformat(), (now + timedelta(days=days)).date().isoformat()
    return Counter(
        event["insee"]
        for event in events
        for occurrence in event["occurrences"]
        if first <= occurrence["start"][:10] < last
    )


def sources(events: list[dict[str, Any]], words: str) -> list[set[str]]:
    """The sources of each event whose title holds `words`."""
    return [{r["source"] for r in event["records"]} for event in events if words in event["title"]]


def test_the_first_harvest_shows_a_living_territory(sample: Sample) -> None:
    lines = sample.harvest(FIRST)
    outcomes = Counter(line["outcome"] for line in lines.values())
    assert outcomes == {"ok": len(lines) - 1, "refused": 1}
    assert lines["cinema-la-lanterne"]["outcome"] == "refused"
    assert lines["foyer-pont-rouge"]["rejected"] == 1

    events = sample.events()
    by_commune = happenings(events, FIRST, 56)
    assert by_commune.total() >= 150
    assert min(by_commune[insee] for insee in COMMUNES) >= 6
    assert all(event["insee"] for event in events)
    assert {event["insee"] for event in events if event["venue"] == "Le Labo des Possibles"} == {"05046"}

    # One event, said by several.
    together = {
        "Lisière": {"mjc-trois-torrents", "office-cinq-vallees"},
        "vannerie": {"mjc-trois-torrents", "office-cinq-vallees"},
        "Dernier Refuge": {"mjc-trois-torrents", "office-cinq-vallees"},
        "lanternes": {"mjc-trois-torrents", "office-cinq-vallees"},
        "Veillée de contes": {"mjc-trois-torrents", "office-cinq-vallees"},
        "réveil des chamois": {"pas-de-loup", "office-cinq-vallees", "agenda-du-haut-guil"},
        "fournée du Casset": {"vieux-four", "office-cinq-vallees"},
        "reliure": {"mediatheque-grande-ourse", "gap-sorties"},
        "Gratiféria": {"les-passerelles", "rendez-vous-transition"},
    }
    assert {words: sources(events, words) for words in together} == {w: [s] for w, s in together.items()}
    assert {"mediatheque-grande-ourse", "gap-sorties"} in sources(events, "heure du conte")
    # Others that look alike, and are not.
    for words, number in {"Loto": 3, "Atelier origami": 2, "Scène ouverte": 2, "Rives sonores": 4}.items():
        assert len(sources(events, words)) == number
    statuses = {event["title"]: event["status"] for event in events}
    assert statuses["Atelier reliure japonaise"] == statuses["Atelier vannerie sauvage"] == "cancelled"


def test_a_second_harvest_finds_nothing_new(sample: Sample) -> None:
    sample.harvest(FIRST)
    before = sample.events()
    lines = sample.harvest(FIRST + timedelta(hours=13))
    assert Counter(line["outcome"] for line in lines.values()) == {"unchanged": len(lines) - 1, "refused": 1}
    assert sample.events() == before


def test_renewal_moves_everything_and_loses_nothing(sample: Sample) -> None:
    sample.harvest(FIRST)
    ids = {event["id"] for event in sample.events()}
    assert min(happenings(sample.events(), LAST, 21)[insee] for insee in COMMUNES) >= 2
    assert happenings(sample.events(), LAST + timedelta(days=1), 56).total() < 150

    lines = sample.harvest(LAST + timedelta(days=1))
    assert Counter(line["outcome"] for line in lines.values()) == {
        "ok": len(lines) - 2,
        "refused": 1,
        "unchanged": 1,
    }
    assert lines["jardins-partages"]["outcome"] == "unchanged", "a map of places has no week"
    events = sample.events()
    assert {event["id"] for event in events} == ids
    assert min(happenings(events, LAST + timedelta(days=1), 56)[insee] for insee in COMMUNES) >= 6
