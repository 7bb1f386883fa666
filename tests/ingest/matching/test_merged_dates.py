"""One start per happening: whom to believe when partners differ, and what is no start at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import permutations

import pytest

from agregateur.ingest.matching.merge import Announced, SourceFacts, merge
from agregateur.model import Item, Occurrence
from tests.ingest.items import at, item

D, NEXT = "2026-12-05", "2026-12-12"
FACTS = {
    "mjc": SourceFacts("MJC du Briançonnais", "mjc.example"),
    "ot": SourceFacts("Office de tourisme", "ot.example"),
    "agenda": SourceFacts("L'agenda des Hautes-Alpes", "agenda.example"),
    "asso": SourceFacts("Les Semelles de vent", "semelles.example"),
}


def starts(*items: Item) -> list[str]:
    """The starts of the event that `items` make, in whatever order they come."""
    found = {
        tuple(_written(o) for o in merge("x", [Announced(i) for i in order], FACTS).occurrences)
        for order in permutations(items)
    }
    assert len(found) == 1, "the order of the records must not matter"
    return list(found.pop())


def _written(occurrence: Occurrence) -> str:
    start = occurrence.start
    return f"{start:%Y-%m-%d %H:%M}" if isinstance(start, datetime) else start.isoformat()


CASES = {
    "the organiser knows, however many repeat another hour": (
        [item("mjc", "Bal", f"{D} 20:30", venue="MJC du Briançonnais"), item("ot", "Bal", f"{D} 20:00"),
         item("agenda", "Bal", f"{D} 20:00")],
        [f"{D} 20:30"],
    ),
    "who links to the organiser's page repeats it": (
        [item("asso", "Bal", f"{D} 20:30"), item("ot", "Bal", f"{D} 20:15", url="https://semelles.example/bal")],
        [f"{D} 20:30"],
    ),
    "a time beats all day": ([item("mjc", "Bal", D), item("ot", "Bal", f"{D} 20:30")], [f"{D} 20:30"]),
    "midnight is no hour": ([item("mjc", "Bal", f"{D} 00:00"), item("ot", "Bal", f"{D} 20:30")], [f"{D} 20:30"]),
    "midnight beside another hour of the same announcement is an hour": (
        [item("mjc", "Veillée", f"{D} 00:00", f"{D} 17:00")], [f"{D} 00:00", f"{D} 17:00"],
    ),
    "midnight that one knows for an hour, another gives too": (
        [item("mjc", "Veillée", f"{D} 00:00", f"{D} 17:00"), item("ot", "Veillée", f"{D} 00:00")],
        [f"{D} 00:00", f"{D} 17:00"],
    ),
    "a running time read as the start": (
        [item("mjc", "Film", f"{D} 01:35"), item("ot", "Film", f"{D} 20:30")], [f"{D} 20:30"],
    ),
    "the hour that forms put by default": (
        [item("mjc", "Conférence", f"{D} 20:00"), item("ot", "Conférence", f"{D} 15:00", hours=2)], [f"{D} 15:00"],
    ),
    "the text tells another hour than the field": (
        [item("mjc", "Conférence", f"{D} 10:00", text="Rendez-vous à 15h, entrée libre."),
         item("ot", "Conférence", f"{D} 15:00")],
        [f"{D} 15:00"],
    ),
    "two hours that one record holds are two": (
        [item("mjc", "Contes", f"{D} 14:00", f"{D} 14:30"), item("ot", "Contes", f"{D} 14:00")],
        [f"{D} 14:00", f"{D} 14:30"],
    ),
    "an hour apart, and nobody says both: it happens once": (
        [item("asso", "Le réveil des chamois", D), item("ot", "Le réveil des chamois", f"{D} 07:30"),
         item("mjc", "Le réveil des chamois", f"{D} 06:30", venue="MJC du Briançonnais")],
        [f"{D} 06:30"],
    ),
    "two sessions that one source tells in two records are two": (
        [item("mjc", "Contes", f"{D} 14:00", uid="1"), item("mjc", "Contes", f"{D} 16:00", uid="2")],
        [f"{D} 14:00", f"{D} 16:00"],
    ),
    "days on end, told one by one with hours": (
        [item("mjc", "Fête", D, days=2), item("ot", "Fête", f"{D} 10:00", uid="1"),
         item("ot", "Fête", "2026-12-06 10:00", uid="2")],
        [f"{D} 10:00", "2026-12-06 10:00"],
    ),
    "days on end, one of them with hours": (
        [item("mjc", "Fête", D, days=3), item("ot", "Fête", "2026-12-06 10:00")], [D],
    ),
    "two days, told with the hour at which they begin and the one at which they end": (
        [item("mjc", "Fête", D, days=2), item("agenda", "Fête", D, days=2),
         item("ot", "Fête", f"{D} 10:00", hours=32)],
        [f"{D} 10:00"],
    ),
    "two days, and an evening of one that ends after midnight": (
        [item("mjc", "Fête", D, days=2), item("ot", "Fête", f"{D} 20:00", hours=5)], [D],
    ),
    "months, told with hours at one": (
        [item("mjc", "Exposition", D, days=60), item("ot", "Exposition", f"{D} 10:00", hours=24 * 59)],
        [f"{D} 10:00"],
    ),
    "dates of a series add up": (
        [item("mjc", "Yoga", f"{D} 18:00", f"{NEXT} 18:00"), item("ot", "Yoga", f"{NEXT} 18:00")],
        [f"{D} 18:00", f"{NEXT} 18:00"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_starts(case: tuple[list[Item], list[str]]) -> None:
    items, expected = case
    assert starts(*items) == expected


def test_a_moved_date_is_not_kept_beside_the_new_one() -> None:
    moved = item("mjc", "Chorale", f"{D} 20:00", "2026-12-13 20:00")
    last = replace(moved.occurrences[1], slot=at(f"{NEXT} 20:00"), record=f"{NEXT}T20:00:00")
    moved = replace(moved, occurrences=(moved.occurrences[0], last))
    still = item("ot", "Chorale", f"{D} 20:00", f"{NEXT} 20:00")
    assert starts(moved, still) == [f"{D} 20:00", "2026-12-13 20:00"]


def test_one_cancelling_is_enough() -> None:
    called_off = item("mjc", "Bal", f"{D} 20:30")
    called_off = replace(
        called_off, occurrences=tuple(replace(o, status="cancelled") for o in called_off.occurrences)
    )
    event = merge("x", [Announced(called_off), Announced(item("ot", "Bal", f"{D} 20:30"))], FACTS)
    assert [o.status for o in event.occurrences] == ["cancelled"]
    assert event.status == "cancelled"


def test_the_title_is_neither_cut_nor_a_headline() -> None:
    whole = item("agenda", "Conférence : les canaux du Briançonnais", f"{D} 18:00")
    cut = item("mjc", "Conférence : les canaux du Bri…", f"{D} 18:00", venue="MJC du Briançonnais")
    headline = item("asso", "Venez nombreux !", f"{D} 18:00")
    for order in permutations([whole, cut, headline]):
        assert merge("x", [Announced(i) for i in order], FACTS).title == whole.title
