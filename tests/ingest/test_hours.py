"""Hours that look shifted: proposed when most texts say so, and only then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.contract import Record, Repair
from agregateur.ingest.hours import Hours, advice

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 6, 3, 20, 30, tzinfo=PARIS)


def proposal(records: Iterable[Record], zone: str = "Europe/Paris") -> Repair | None:
    hours = Hours(zone)
    for record in records:
        hours.see(record)
    return hours.proposal()


def events(start: str, text: str = "Concert à {:%Hh%M}", count: int = 12) -> list[Record]:
    """Events every nine days, from June to September, whose texts name their true hour."""
    found = []
    for n in range(count):
        true = FIRST + timedelta(days=9 * n)
        stated = {
            "right": true,
            "right, in UTC": true.astimezone(UTC),
            "local as UTC": true.replace(tzinfo=UTC),
            "local as UTC, in a calendar of Paris": true.replace(tzinfo=UTC).astimezone(PARIS),
            "UTC under a zone": true.astimezone(UTC).replace(tzinfo=PARIS),
            "UTC without a zone": true.astimezone(UTC).replace(tzinfo=None),
        }[start]
        found.append(Record(uid=str(n), title="Soirée", description=text.format(true), start=stated))
    return found


@pytest.mark.parametrize(
    ("start", "code", "detail"),
    [
        ("right", None, ""),
        ("right, in UTC", None, ""),
        ("local as UTC", "hours_look_local", "times: local (12/12 texts)"),
        (
            "local as UTC, in a calendar of Paris",
            "hours_look_local",
            "times: local, or shifted where hours bear a TZID (12/12 texts)",
        ),
        ("UTC under a zone", "hours_look_utc", "times: utc (12/12 texts)"),
        ("UTC without a zone", "hours_look_utc", "times: utc (12/12 texts)"),
    ],
)
def test_texts_tell(start: str, code: str | None, detail: str) -> None:
    found = proposal(events(start))
    assert found == (Repair(code=code, detail=detail) if code else None)


@pytest.mark.parametrize(
    "text",
    ["Tarif 5 €, tél. 04 92 20 30 18:30:00", "", "Portes {0:%H} h {0:%M}", "Jusqu'à {:%H:%M}", "Salle 2030"],
)
def test_other_figures_tell_nothing(text: str) -> None:
    assert proposal(events("local as UTC", text)) is None


def test_few_texts_tell_nothing() -> None:
    assert proposal(events("local as UTC", count=4)) is None


def test_texts_that_disagree_among_themselves_tell_nothing() -> None:
    assert proposal([*events("local as UTC"), *events("right", count=4)]) is None


def test_a_source_whose_events_fall_at_night_elsewhere_in_france() -> None:
    noumea = ZoneInfo("Pacific/Noumea")
    records = [
        Record(uid=str(n), title="Soirée", start=datetime(2026, 6, 1 + n, 15 + n % 4, tzinfo=UTC))
        for n in range(20)
    ]
    found = proposal(records, zone="Pacific/Noumea")
    assert found == Repair(code="hours_look_local", detail="times: local (20/20 at night)")
    by_day = [
        Record(uid=r.uid, start=r.start.replace(tzinfo=noumea))
        for r in records
        if isinstance(r.start, datetime)
    ]
    assert proposal(by_day, zone="Pacific/Noumea") is None


@given(st.text(), st.datetimes(timezones=st.sampled_from([None, UTC, PARIS])))
def test_any_record_is_looked_at(text: str, start: datetime) -> None:
    assert proposal([Record(uid="x", title=text, description=text, start=start)]) is None


def test_the_operator_is_told_what_to_write() -> None:
    found = [
        Repair(
            code="hours_look_local", detail="times: local, or shifted where hours bear a TZID (12/12 texts)"
        ),
        Repair(code="zone_guessed", detail="CET"),
    ]
    assert advice(found) == (
        "its hours look like local ones that were labelled UTC: if so, write options: {times: local} in its stanza, "
        "or shifted where hours bear a TZID (12/12 texts)",
    )
