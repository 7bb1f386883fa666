"""What of a connector's words may be stored, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from agregateur.contract import Record, Rejected, Repair
from agregateur.ingest.grouping import Group, Grouping, Out
from agregateur.model import Expansion
from connecteurs.ical import ICal

_RECORD = TypeAdapter(Record)


def grouped(**fields: Any) -> Out:
    """What becomes of one article of these fields."""
    grouping = Grouping(ICal(url="https://x.example/a.ics"), {}, _no_dates)
    list(grouping.add(Record(**{"uid": "x", "kind": "article", **fields})))
    (out,) = grouping.finish()
    return out


def _no_dates(_: tuple[Record, ...]) -> Expansion:
    raise AssertionError("an article has no dates")


SOUND: list[dict[str, Any]] = [
    {"title": "Fête", "description": "œ 🎉", "start": date(2026, 12, 5)},
    {
        "start": datetime(2026, 12, 5, 20, tzinfo=ZoneInfo("Europe/Paris")),
        "end": datetime(2026, 12, 5, tzinfo=UTC),
    },
    {"start": datetime(2026, 12, 5, 20), "duration": timedelta(hours=2), "sequence": 3, "latitude": 44},
    {
        "rrule": ("FREQ=DAILY",),
        "exdate": (date(2026, 12, 5), datetime(2026, 12, 6, tzinfo=UTC)),
        "free": True,
    },
    {
        "periods": ((datetime(2026, 12, 5), datetime(2026, 12, 6)),),
        "repairs": (Repair(code="x", detail="é"),),
    },
    {"timings": ((date(2026, 12, 5), None),), "attendance": "mixed", "categories": ("Bal", "Été")},
]
UNSOUND: list[dict[str, Any]] = [
    {"title": None}, {"title": 5}, {"title": b"Bal"}, {"start": "demain"}, {"start": 20261205}, {"end": True},
    {"attendance": "partly"}, {"categories": "Bal"}, {"categories": ["Bal"]}, {"categories": (5,)}, {"rdate": ("x",)},
    {"latitude": "nord"}, {"sequence": 1.5}, {"sequence": "deux"}, {"markup": "peut-être"}, {"duration": 5.5j},
    {"updated": date(2026, 12, 5)}, {"repairs": ("x",)}, {"periods": ((1, 2),)},
]  # fmt: skip


@pytest.mark.parametrize("fields", SOUND)
def test_sound_records_are_kept_and_read_back(fields: dict[str, Any]) -> None:
    out = grouped(**fields)
    assert isinstance(out, Group)
    (record,) = out.records
    assert _RECORD.validate_json(_RECORD.dump_json(record)) == record


@pytest.mark.parametrize("fields", UNSOUND)
def test_what_a_full_check_refuses_is_refused(fields: dict[str, Any]) -> None:
    record = Record(**{"uid": "x", "kind": "article", **fields})
    try:
        _RECORD.validate_json(_RECORD.dump_json(record, exclude_defaults=True, warnings="error"))
        refused = False
    except (PydanticSerializationError, ValidationError, ValueError):
        refused = True
    out = grouped(**fields)
    assert isinstance(out, Rejected) == refused
    assert not isinstance(out, Rejected) or out.code == "malformed"


@pytest.mark.parametrize("fields", [{"title": "a\ud800b"}, {"categories": ("a\ud800b",)}])
def test_half_a_surrogate_pair_is_mended(fields: dict[str, Any]) -> None:
    out = grouped(**fields)
    assert isinstance(out, Group)
    assert "a\ufffdb" in repr(out.records[0])
