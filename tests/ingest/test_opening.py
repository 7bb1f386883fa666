"""What a reading child sends is opened without running anything of it."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agregateur.contract import Record, Rejected, Repair
from agregateur.errors import HttpStatus
from agregateur.ingest.grouping import Group
from agregateur.ingest.messages import Ended, Packed, Same
from agregateur.ingest.opening import opened
from agregateur.ingest.reading import Reading
from agregateur.model import Expansion, Occurrence

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 12, 5, 20, tzinfo=PARIS)
RECORD = Record(uid="a", title="Bal", start=START, end=date(2026, 12, 6), rdate=(START,), repairs=())
EXPANSION = Expansion(
    occurrences=(Occurrence(start=START, end=START),), timezone="Europe/Paris", first=START, last=START
)
GROUP = Group("a", "event", "digest", (RECORD,), EXPANSION)


@pytest.mark.parametrize(
    "value",
    [
        [GROUP, GROUP],
        Same(("a", "b")),
        [Rejected("a", "no_date", "because"), Repair(code="charset", detail="x")],
        Ended(etag='"x"', bytes=3),
        [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))],
        {"a": frozenset({1}), "b": {2}},
    ],
)
def test_what_a_child_says_is_opened(value: object) -> None:
    assert opened(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) == value


def test_an_error_is_opened_with_its_code_and_values() -> None:
    said = opened(pickle.dumps(Ended(error=HttpStatus("https://a.example answered 500", status=500)), 5))
    assert isinstance(said.error, HttpStatus) and said.error.values == {"status": 500}


@dataclass
class Calls:
    """Pickled as a call."""

    what: Any
    given: tuple[Any, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return (self.what, self.given)


def forged(path: Path) -> list[object]:
    return [
        Calls(os.mkdir, (str(path),)),
        Calls(eval, (f"__import__('os').mkdir({str(path)!r})",)),
        Calls(getattr, ("text", "join")),
        Calls(getattr, (ZoneInfo, "no_cache")),
        Calls(Path.mkdir, (path,)),
        START.tzinfo.no_cache,  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize("number", range(6))
def test_nothing_that_a_message_names_is_run(tmp_path: Path, number: int) -> None:
    path = tmp_path / "made"
    data = pickle.dumps([forged(path)[number]], pickle.HIGHEST_PROTOCOL)
    with pytest.raises(pickle.UnpicklingError):
        opened(data)
    reading = Reading(packed=[Packed(1, pickle.dumps([GROUP])), Packed(1, data)], complete=True)
    reading.unpack()
    assert reading.error is not None and reading.error.code == "not_plain"
    assert reading.groups == [GROUP] and not reading.complete
    assert not path.exists()


@pytest.mark.parametrize("noise", [b"", b"not a pickle", b"\x80\x05]\x94(e", b"cos\nsystem\n.", b"\x80\x09."])
def test_what_is_no_message_is_told(noise: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        opened(noise)


def test_a_message_cut_anywhere_is_told() -> None:
    data = pickle.dumps([GROUP], pickle.HIGHEST_PROTOCOL)
    for at in range(len(data)):
        with pytest.raises(pickle.UnpicklingError):
            opened(data[:at])
