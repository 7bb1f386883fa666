"""Records of one source, one a date: when they are evidently a series, and when they are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from agregateur.ingest.matching.repeats import repeats
from agregateur.model import Item
from tests.ingest.items import EMBRUN, item

TEXT = "Avec Olivia, pour débutants et confirmés, tapis fournis."
PAGE = "https://mjc.example/agenda/yoga"


def date(start: str, *, venue: str = "MJC", text: str | None = TEXT, **more: Any) -> Item:
    return item("mjc", "Yoga des cimes", start, uid=start, venue=venue, text=text, **more)


YOGA = date("2026-12-01 18:00")
SERIES = {
    "a week later": date("2026-12-08 18:00"),
    "five weeks later, a month with five Tuesdays": date("2027-01-05 18:00"),
    "one page for all, and a text for each": date("2026-12-08 18:00", text=None, url=PAGE),
}
APART = {
    "another hour": date("2026-12-08 19:00"),
    "another weekday": date("2026-12-10 18:00"),
    "next season": date("2027-03-02 18:00"),
    "another text": date(
        "2026-12-08 18:00", text="Atelier avec Hugo autour de la respiration et du souffle."
    ),
    "another hall": date("2026-12-08 18:00", venue="Gymnase du Prorel"),
    "another town": date("2026-12-08 18:00", insee=EMBRUN),
    "another group": replace(date("2026-12-08 18:00"), title="Yoga des cimes, enfants"),
    "another partner": replace(date("2026-12-08 18:00"), source="ot"),
}


@pytest.mark.parametrize("other", SERIES.values(), ids=SERIES)
def test_dates_of_a_series(other: Item) -> None:
    first = replace(YOGA, url=PAGE)
    assert repeats(features(first), features(other))
    assert verdict(features(first), features(other)).outcome == "same"
    assert candidate_keys(first, features(first)) & candidate_keys(other, features(other))


@pytest.mark.parametrize("other", APART.values(), ids=APART)
def test_other_events(other: Item) -> None:
    assert not repeats(features(YOGA), features(other))


def test_evenings_of_one_run_are_told_on_one_page() -> None:
    first, second = (date(f"2026-12-0{day} 20:30", url=PAGE) for day in (4, 5))
    assert repeats(features(first), features(second))
    alone = [replace(one, url=None) for one in (first, second)]
    assert not repeats(*map(features, alone))


def test_a_bare_title_is_another_one_each_month() -> None:
    first, second = (
        item("foot", "Loto", f"2026-{on} 20:00", uid=on, venue="Salle des fêtes") for on in ("11-14", "12-12")
    )
    assert not repeats(features(first), features(second))
