"""What records lend one another through the store: the commune of a venue, an actor on several maps."""

from __future__ import annotations

import json
from typing import Any

from agregateur.canonical import settle_and_write
from agregateur.rebuilding import rebuild
from agregateur.store import decisions
from tests.pipeline.portal import Portal, calendar, vevent

GOOD = vevent("1@ot", "Loto", "20261205T200000", place="Le Vieux Moulin Bleu, 05200 Embrun")
POOR = vevent("1@asso", "Veillée contes", "20261206T200000", place="Le Vieux Moulin Bleu")
POORER = vevent("1@bib", "Bal trad", "20261207T200000", place="Le Vieux Moulin Bleu, Grange aux Merles")
POOREST = vevent("1@mjc", "Repair café", "20261208T200000", place="Grange aux Merles")


def communes(portal: Portal) -> dict[str, str | None]:
    return {event["title"]: event["insee"] for event in portal.export()}


def test_a_good_record_tells_where_a_venue_is(portal: Portal) -> None:
    """Read before or after, withdrawn and back: who says only the venue's name gets the commune of those who know."""
    portal.put("asso", calendar(POOR))
    portal.put("bib", calendar(POORER))
    portal.put("mjc", calendar(POOREST))
    portal.put("ot", calendar())
    portal.harvest()
    assert set(communes(portal).values()) == {None}
    portal.put("ot", calendar(GOOD))
    portal.later(hours=1)
    portal.harvest("ot")
    known = {"Loto": "05046", "Veillée contes": "05046", "Bal trad": "05046"}
    assert communes(portal) == known | {"Repair café": None}, "what is lent is not lent on"
    before = portal.dump()
    rebuild(portal.context, portal.now)
    assert portal.dump() == before
    portal.put("ot", calendar())
    for _ in range(2):
        portal.later(hours=30)
        portal.harvest("ot", accept=True)
    assert set(communes(portal).values()) == {None}, "nobody says so any more"


def element(number: int, name: str, **more: Any) -> dict[str, Any]:
    where = {"address": {"postalCode": "05200", "addressLocality": "Embrun"}}
    return {"id": number, "name": name, "geo": {"latitude": 44.5645, "longitude": 6.4956}} | where | more


def put_map(portal: Portal, source: str, *elements: dict[str, Any]) -> None:
    portal.put(source, json.dumps({"data": elements}).encode(), kind="gogocarto")


def test_an_actor_of_two_maps_is_shown_once(portal: Portal) -> None:
    put_map(portal, "carte", element(7, "Le Labo des Possibles"))
    portal.harvest()
    [first] = portal.export("actors")
    put_map(portal, "annuaire", element(1, "Labo des possibles"), element(2, "Les Bricoleurs du dimanche"))
    portal.later(hours=1)
    portal.harvest()
    shown = {actor["id"] for actor in portal.export("actors")}
    assert len(shown) == 2
    assert first["id"] in shown, "the oldest keeps its address"
    told = portal.rows("SELECT actor_id, source_id FROM actorsource ORDER BY source_id")
    assert [row.source_id for row in told if row.actor_id == first["id"]] == ["annuaire", "carte"]
    [row] = portal.rows(f"SELECT members FROM actor WHERE id = '{first['id']}'")
    members = json.loads(row.members)
    assert [m["source"] for m in members["members"]] == ["annuaire", "carte"]
    assert members["reasons"][0]["values"]["evidence"]
    assert len({row.canonical_id for row in portal.rows("SELECT canonical_id FROM uidgroup")}) == 2
    before = portal.dump()
    rebuild(portal.context, portal.now)
    assert portal.dump() == before

    names = tuple(
        (r.source_id, r.uid)
        for r in portal.rows(f"SELECT source_id, uid FROM uidgroup WHERE canonical_id = '{first['id']}'")
    )
    with portal.database.writer() as connection:
        _, touched = decisions.decide(connection, "distinct", *names, now=portal.now)
        settle_and_write(portal.context, connection, touched, portal.now)
    assert len(portal.export("actors")) == 3, "a human told them apart"


def test_an_actor_stays_while_one_map_shows_it(portal: Portal) -> None:
    put_map(portal, "carte", element(7, "Le Labo des Possibles"))
    put_map(portal, "annuaire", element(1, "Labo des possibles"))
    portal.harvest()
    [actor] = portal.export("actors")
    put_map(portal, "carte")
    for _ in range(2):
        portal.later(hours=30)
        portal.harvest("carte", accept=True)
    [kept] = portal.export("actors")
    assert kept["id"] == actor["id"]
    assert [row.source_id for row in portal.rows("SELECT source_id FROM actorsource")] == ["annuaire"]
