"""Two names for one outing: one event while nothing else comes into question, in doubt while something does."""

from __future__ import annotations

from datetime import date

from agregateur import explaining
from agregateur.rebuilding import rebuild
from agregateur.web.explained import lines
from tests.pipeline.portal import Portal, calendar, canonical, vevent

AT = "20261205T083000"
TOWN = "05100 Briançon"
RAPTORS = vevent("1@lpo", "Rapaces et hirondelles du rocher", AT, place=TOWN)
BIRDS = vevent("1@ot", "Sortie ornithologique", AT, place=TOWN)
RIVER = vevent("1@parc", "Les oiseaux de la Durance", AT, place=TOWN)


def outing(day: str) -> bytes:
    return calendar(vevent("1@mag", "Sortie nature", f"202612{day}T083000", place=TOWN))


def shown(portal: Portal) -> set[frozenset[str]]:
    return {frozenset(record["source"] for record in event["records"]) for event in portal.export()}


def test_a_rival_that_comes_and_goes(portal: Portal) -> None:
    portal.put("lpo", calendar(RAPTORS))
    portal.put("ot", calendar(BIRDS))
    portal.harvest()
    assert shown(portal) == {frozenset({"lpo", "ot"})}
    [event] = portal.export()
    with portal.database.reader() as connection:
        found = explaining.explain(connection, event["id"])
    told = "\n".join(lines(found, {}, date(2026, 11, 22), "fr"))
    assert "à vérifier, et rien ne les sépare" in told

    portal.later(hours=1)
    portal.put("parc", calendar(RIVER))
    portal.put("mag", outing("05"))
    portal.harvest()
    # The magazine's outing may be the park's, and the park's any: who knows. The magazine's is none of the other two.
    assert shown(portal) == {frozenset({"lpo", "ot"}), frozenset({"parc"}), frozenset({"mag"})}

    portal.later(hours=1)
    portal.put("mag", outing("06"))
    portal.harvest("mag")
    assert shown(portal) == {frozenset({"lpo", "ot", "parc"}), frozenset({"mag"})}
    assert event["id"] in {e["id"] for e in portal.export()}
    before = canonical(portal.export())
    rebuild(portal.context, portal.now)
    assert canonical(portal.export()) == before
