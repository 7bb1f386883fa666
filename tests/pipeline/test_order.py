"""The outcome depends neither on the order of reading nor on history."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.pipeline.portal import Portal, calendar, canonical, vevent

pytestmark = pytest.mark.slow

# The same happenings as several partners tell them: what joins, what must not, chains between the two, and groups
# that only the words of one source tell apart.
TITLES = (
    "Bal trad des Semelles", "Bal trad", "Les Semelles : bal trad", "Loto des pompiers", "Loto",
    "Yoga doux groupe 1", "Yoga doux groupe 2", "Festival des Cimes", "Festival des Cimes : Trio Mélèze",
    "Éveil musical – Loupiots", "Éveil musical – Farfadets", "Éveil musical", "Initiation poterie (Tournesols)",
    "Initiation poterie (Coquelicots)", "Poterie : initiation",
    "Repair café", "Conte : La Loutre et le Lutin", "La loutre et le lutin", "Marché de Noël", "Marché",
)  # fmt: skip
HOURS = ("", "T140000", "T143000", "T160000", "T200000", "T203000")
PLACES = (
    "", "MJC, 05100 Briançon", "Salle des fêtes, 05100 Briançon", "Salle des fêtes, 05000 Gap",
    "MJC du Briançonnais", "Le Labo des Possibles", "05200 Embrun",
)  # fmt: skip
ACTORS = (
    b'{"data": [{"id": 7, "name": "Le Labo des Possibles", "geo": {"latitude": 44.5645, "longitude": 6.4956},'
    b' "address": {"postalCode": "05200", "addressLocality": "Embrun"}}]}'
)


def partners(seed: int) -> dict[str, list[str]]:
    """Each partner tells some of the same few happenings, now and then otherwise."""
    chance = random.Random(seed)
    happenings = [(chance.choice(TITLES), chance.choice(HOURS), chance.choice(PLACES)) for _ in range(8)]
    made: dict[str, list[str]] = {}
    for source in ("mjc", "ot", "bib", "asso"):
        events = []
        for n in range(chance.randint(6, 12)):
            title, hour, place = (
                chance.choice(usual) if chance.random() < 0.25 else told
                for told, usual in zip(chance.choice(happenings), (TITLES, HOURS, PLACES), strict=True)
            )
            more = ["RRULE:FREQ=WEEKLY;COUNT=3"] if chance.random() < 0.2 else []
            events.append(
                vevent(
                    f"{n}@{source}", title, f"202612{chance.choice('56'):0>2}{hour}", place=place, more=more
                )
            )
        made[source] = events
    return made


def put(portal: Portal, told: dict[str, list[str]]) -> None:
    for source, events in told.items():
        portal.put(source, calendar(*events))
    portal.put("carte", ACTORS, kind="gogocarto")


@pytest.mark.parametrize("seed", range(4))
def test_any_order_gives_the_same_events(new_portal: Callable[[], Portal], seed: int) -> None:
    told = partners(seed)
    at_once = new_portal()
    put(at_once, told)
    at_once.harvest()
    expected = canonical(at_once.export())
    assert len(expected) < sum(map(len, told.values())), "something must have been merged"

    one_by_one = new_portal()
    one_by_one.stanzas = dict(at_once.stanzas)
    for source in reversed([*told, "carte"]):
        one_by_one.harvest(source)
        one_by_one.later(minutes=5)
    assert canonical(one_by_one.export()) == expected

    # Item by item, each list growing in another order, with a mistake made and mended on the way.
    grown = new_portal()
    chance = random.Random(seed + 1000)
    steps = [(source, event) for source, events in told.items() for event in events]
    chance.shuffle(steps)
    shown: dict[str, list[str]] = {source: [] for source in told}
    put(grown, shown)
    for number, (source, event) in enumerate(steps):
        wrong = event.replace("202612", "202701")
        shown[source] = [*shown[source], wrong if number % 3 == 0 else event]
        if number % 5 == 4 or number == len(steps) - 1:
            put(grown, shown)
            grown.harvest(accept=True)
            grown.later(minutes=5)
    shown = {source: [e.replace("202701", "202612") for e in events] for source, events in shown.items()}
    put(grown, shown)
    grown.harvest(accept=True)
    assert canonical(grown.export()) == expected


def test_public_ids_are_those_of_the_oldest(new_portal: Callable[[], Portal]) -> None:
    portal = new_portal()
    put(portal, partners(1))
    portal.harvest()
    ids = {e["id"] for e in portal.export()}
    portal.later(hours=1)
    portal.put("late", calendar(*[e.replace("@mjc", "@late") for e in partners(1)["mjc"]]))
    portal.harvest("late")
    assert {e["id"] for e in portal.export()} >= ids - {
        e["id"] for e in portal.export() if len(e["records"]) > 1
    }
    assert all(len(i) == 12 and "-" not in i for i in ids)
