"""Records of one source, one a date: when they are evidently a series, and when they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from agregateur.ingest.matching.repeats import repeats
from agregateur.model import Item
from tests.ingest.clusters import events_of
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
    assert repeats(features(first), features(other)) == "series"
    assert verdict(features(first), features(other)).outcome == "same"
    assert candidate_keys(first, features(first)) & candidate_keys(other, features(other))


@pytest.mark.parametrize("other", APART.values(), ids=APART)
def test_other_events(other: Item) -> None:
    assert not repeats(features(YOGA), features(other))


def test_evenings_of_one_run_are_told_on_one_page() -> None:
    first, second = (date(f"2026-12-0{day} 20:30", url=PAGE) for day in (4, 5))
    assert repeats(features(first), features(second)) == "series"
    alone = [replace(one, url=None) for one in (first, second)]
    assert repeats(*map(features, alone)) == "run", "which two dates are not"


def test_a_bare_title_is_another_one_each_month() -> None:
    first, second = (
        item("foot", "Loto", f"2026-{on} 20:00", uid=on, venue="Salle des fêtes") for on in ("11-14", "12-12")
    )
    assert not repeats(features(first), features(second))


WEDNESDAYS = ("2026-12-02", "2026-12-09", "2026-12-16", "2027-01-06", "2027-01-13")
"""With the holidays between."""
TWELVE_DAYS = tuple(f"2026-12-{day:02}" for day in range(1, 13))
OPEN = tuple(f"2026-12-{day:02}" for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16))


def dated(days: Iterable[str], title: str, hour: str = " 14:00", text: str | None = None) -> list[Item]:
    """One record of one source a day; `text` may tell its `{day}`."""
    return [
        item("mjc", title, f"{day}{hour}", uid=day, venue="MJC", text=text and text.format(day=day[8:]))
        for day in days
    ]


RUNS = {
    "week by week, and nothing else told": dated(WEDNESDAYS, "Tricot papote de Lucette"),
    "a text that tells its own date": dated(
        WEDNESDAYS, "Bébés lecteurs", text="Séance du mercredi {day} décembre. Sur inscription."
    ),
    "an exhibition day by day": dated(
        TWELVE_DAYS, "Exposition Fer et feu", " 10:00", "Venez nombreux, entrée libre, goûter offert."
    ),
    "an exhibition from Tuesday to Saturday": dated(OPEN, "Exposition de maquettes de trains", ""),
    "a play for a week": dated(
        TWELVE_DAYS[:6], "Le Songe d'une nuit d'été", " 20:30", "Une comédie de William Shakespeare."
    ),
    "a bare market": dated(WEDNESDAYS, "Marché", " 08:00"),
}
SINGLE = {
    "three dates": dated(WEDNESDAYS[:3], "Tricot papote de Lucette"),
    "now and then": dated(
        ("2026-12-02", "2026-12-09", "2027-01-20", "2027-02-03"), "Tricot papote de Lucette"
    ),
    "each month": dated(("2026-12-02", "2026-12-30", "2027-01-27", "2027-02-24"), "Tricot papote de Lucette"),
    "a town has another concert each week": dated(WEDNESDAYS, "Concert", " 20:30"),
    "and other lottos": dated(WEDNESDAYS, "Loto"),
    "a film each evening": dated(TWELVE_DAYS, "Ciné-club", " 20:30", "Au programme, un classique du cinéma."),
    "evenings of which nothing is told": dated(TWELVE_DAYS, "Veillée des Cimes", " 20:30"),
    "texts that name other subjects": [
        replace(one, text=f"Film : {film}.")
        for one, film in zip(
            dated(WEDNESDAYS, "Ciné des Cimes", " 20:30"),
            ("Le Mépris", "Le Doulos", "Playtime", "La Jetée", "Mouchette"),
            strict=True,
        )
    ],
}


@pytest.mark.parametrize("items", RUNS.values(), ids=RUNS)
def test_a_run_is_one_event(items: list[Item]) -> None:
    assert events_of(items) == {frozenset(one.uid for one in items)}


@pytest.mark.parametrize("items", SINGLE.values(), ids=SINGLE)
def test_what_makes_no_run(items: list[Item]) -> None:
    assert len(events_of(items)) == len(items)


def test_two_groups_make_two_runs() -> None:
    groups = [
        replace(one, uid=f"{one.uid} {label}", title=f"Éveil musical, {label}")
        for label in ("3-4 ans", "5-6 ans")
        for one in dated(WEDNESDAYS, "Éveil musical")
    ]
    assert sorted(map(len, events_of(groups))) == [5, 5]
