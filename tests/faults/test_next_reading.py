"""When a source is read again: at its own pace with some play, later and later while it fails, when it asks to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.store.sources import next_time
from tests.faults.arena import Arena, arena, good, served
from tests.pipeline.portal import START, calendar
from tests.servers import http

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@given(
    every=st.timedeltas(timedelta(minutes=5), timedelta(days=30)),
    failures=st.integers(0, 100_000),
    asked=st.none() | st.integers(60, 86_400),
    spread=st.floats(0, 1),
)
def test_never_too_soon_nor_too_late(
    every: timedelta, failures: int, asked: int | None, spread: float
) -> None:
    wait = next_time(START, every, failures, asked, spread) - START
    assert wait >= 0.9 * every
    assert wait <= max(1.1 * every, DAY, timedelta(seconds=asked or 0))
    assert wait >= timedelta(seconds=asked or 0)
    assert wait >= next_time(START, every, max(failures - 1, 0), asked, spread) - START


def test_sources_of_one_pace_do_not_come_together() -> None:
    waits = {next_time(START, HOUR, 0, None, n / 10) - START for n in range(11)}
    assert len(waits) == 11
    assert (min(waits), max(waits)) == (0.9 * HOUR, 1.1 * HOUR)


@pytest.fixture
def ring(sqlite_url: str, tmp_path: Path) -> Iterator[Arena]:
    with arena(sqlite_url, tmp_path / "sources") as made:
        yield made


def wait(ring: Arena, source: str) -> timedelta:
    [row] = ring.portal.rows(f"SELECT next_at FROM source WHERE id = '{source}'")
    return datetime.fromisoformat(str(row.next_at)).replace(tzinfo=START.tzinfo) - ring.portal.now


def test_what_the_server_says_moves_the_next_reading(ring: Arena) -> None:
    partner = ring.partner("mjc", every="1h")
    ring.portal.harvest()
    assert 0.9 * HOUR <= wait(ring, "mjc") <= 1.1 * HOUR
    partner.answer = http(b"", status="500 Oops")
    for failures in range(1, 8):
        ring.portal.harvest("mjc")
        assert min(2**failures * 0.9 * HOUR, DAY) <= wait(ring, "mjc") <= min(2**failures * 1.1 * HOUR, DAY)
    partner.answer = served(calendar(*good("mjc")))
    ring.portal.harvest("mjc")
    assert wait(ring, "mjc") <= 1.1 * HOUR, "one good answer and all is forgiven"
    partner.answer = http(b"", "Retry-After: 50000", status="429 Too Many Requests")
    ring.portal.harvest("mjc")
    assert wait(ring, "mjc") == timedelta(seconds=50_000)
    partner.answer = http(b"", "Retry-After: 99999999", status="503 Service Unavailable")
    ring.portal.harvest("mjc")
    assert wait(ring, "mjc") == DAY
    partner.answer = http(b"", status="410 Gone")
    assert ring.portal.harvest("mjc")["mjc"]["outcome"] == "gone"
    assert wait(ring, "mjc") == 7 * DAY
