"""Decisions by name, as the command line and the moderators' pages take them."""

from __future__ import annotations

import pytest

from agregateur import deciding
from agregateur.errors import StoreError
from agregateur.ingest.corrections import FIELDS
from agregateur.store import decisions
from tests.pipeline.portal import Portal, calendar, vevent

MJC = vevent("1@mjc", "Soirée jeux de société", "20261205T200000", place="MJC, 05100 Briançon")
LUDO = vevent("2@ludo", "Nuit blanche", "20261205T200000", place="05100 Briançon")


@pytest.fixture
def two(portal: Portal) -> Portal:
    portal.put("mjc", calendar(MJC))
    portal.put("ludo", calendar(LUDO))
    portal.harvest()
    return portal


def ids(portal: Portal) -> dict[str, str]:
    return {event["title"]: event["id"] for event in portal.export()}


def test_two_events_made_one_by_their_addresses(two: Portal) -> None:
    found = ids(two)
    jeux, nuit = found["Soirée jeux de société"], found["Nuit blanche"]
    done = deciding.decide(
        two.context, "same", f"https://agenda.example/evenements/{jeux}-soiree", nuit, now=two.now, by="Anne"
    )
    [event] = two.export()
    assert done.events == (event["id"],)
    back = deciding.revoke(two.context, done.numbers[0], now=two.now)
    assert sorted(e for e in back.events if e) == sorted(ids(two).values())


def test_a_decision_holds_when_the_record_comes_again_under_another_uid(portal: Portal) -> None:
    said = vevent("1@mjc", "Concert de cornemuses", "20261219T203000", place="Temple, 05100 Briançon")
    other = vevent(
        "b1", "Concert de cornemuses et bombardes", "20261219T203000", place="Temple, 05100 Briançon"
    )
    portal.put("mjc", calendar(said))
    portal.put("ludo", calendar(other))
    portal.harvest()
    assert len(portal.export()) == 1
    deciding.decide(portal.context, "distinct", "mjc:1@mjc", "ludo:b1", now=portal.now)
    deciding.decide(portal.context, "set", "mjc:1@mjc", setting=("venue", "Église"), now=portal.now)
    before = {e["id"]: e["title"] for e in portal.export()}
    portal.put("mjc", calendar(said.replace("1@mjc", "new@mjc")))
    portal.later(hours=1)
    portal.harvest("mjc", accept=True)
    found = {e["id"]: e for e in portal.export()}
    assert {i: e["title"] for i, e in found.items()} == before
    [mine] = [e for e in found.values() if e["records"][0]["source"] == "mjc"]
    assert (mine["records"][0]["uid"], mine["venue"], len(mine["records"])) == ("new@mjc", "Église", 1)


def test_what_one_act_kept_is_taken_back_together(two: Portal) -> None:
    two.put("ville", calendar(MJC.replace("1@mjc", "7@ville")))
    two.harvest()
    before = ids(two)
    done = deciding.decide(two.context, "same", *before.values(), now=two.now)
    [event] = two.export()
    assert (len(done.numbers), len(event["records"])) == (2, 3)
    two.later(hours=1)
    deciding.decide(two.context, "distinct", "mjc:1@mjc", "ludo:2@ludo", now=two.now)
    with two.database.reader() as connection:
        listed = decisions.listed(connection)
    assert decisions.overruled(listed) == {
        one.number: listed[-1].number
        for one in listed[:-1]
        if one.a == ("mjc", "1@mjc") or one.b == ("mjc", "1@mjc")
    }
    deciding.revoke(two.context, listed[-1].number, now=two.now)
    back = deciding.revoke(two.context, done.numbers[1], now=two.now)
    assert back.numbers == done.numbers
    assert ids(two) == before


def test_an_old_id_still_names_the_event(two: Portal) -> None:
    found = ids(two)
    deciding.decide(two.context, "same", "mjc:1@mjc", "ludo:2@ludo", now=two.now)
    [event] = two.export()
    [other] = set(found.values()) - {event["id"]}
    deciding.decide(two.context, "hide", other, now=two.now)
    assert two.export() == []


def test_hidden_stays_hidden_when_another_source_says_it_again(two: Portal) -> None:
    deciding.decide(two.context, "hide", "mjc:1@mjc", now=two.now, reason="private")
    two.put("mjc", calendar())
    two.later(hours=1)
    two.harvest("mjc", accept=True)
    two.put("ville", calendar(MJC.replace("1@mjc", "7@ville")))
    two.harvest()
    assert [event["title"] for event in two.export()] == ["Nuit blanche"]


def test_a_field_set_by_hand_wins_and_survives(two: Portal) -> None:
    first = ids(two)["Nuit blanche"]
    done = deciding.decide(two.context, "set", first, setting=("title", "  Grande  nuit "), now=two.now)
    deciding.decide(two.context, "set", first, setting=("insee", "Gap"), now=two.now)
    deciding.decide(two.context, "set", first, setting=("start", "2026-12-05T21:00"), now=two.now)
    two.put("ludo", calendar(LUDO.replace("Nuit blanche", "Longue nuit blanche")))
    two.later(hours=1)
    two.harvest()
    [event] = [e for e in two.export() if e["id"] == first]
    assert (event["title"], event["insee"], event["start"]) == (
        "Grande nuit",
        "05061",
        "2026-12-05T20:00:00Z",
    )
    assert (event["city"], event["postcode"]) == ("Gap", "05000"), "they follow the commune"
    [row] = two.rows(f"SELECT sequence FROM event WHERE id = '{first}'")
    assert row.sequence == 3, "calendars must follow"
    deciding.revoke(two.context, done.numbers[0], now=two.now)
    assert first in ids(two).values() and ids(two)["Longue nuit blanche"] == first


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("mjc:nobody", "unknown_record"),
        ("nowhere:1@mjc", "unknown_record"),
        ("aaaaaaaaaaaa", "unknown_event"),
        ("what?", "bad_name"),
        ("https://agenda.example/aide", "bad_name"),
    ],
)
def test_a_name_that_names_nothing(two: Portal, name: str, code: str) -> None:
    with pytest.raises(StoreError) as told:
        deciding.decide(two.context, "hide", name, now=two.now)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "blue"),
        ("title", "  "),
        ("status", "perhaps"),
        ("categories", "musique,inconnue"),
        ("insee", "Saint-Martin"),
        ("point", "91,6"),
        ("point", "nan,nan"),
        ("point", "44.9"),
        ("url", "javascript:alert(1)"),
        ("start", "demain"),
        ("end", "2026-12-05T19:00"),
        ("title", "x" * 30_000),
    ],
)
def test_a_value_that_cannot_be_set_leaves_no_trace(two: Portal, field: str, value: str) -> None:
    before = two.dump()
    with pytest.raises(StoreError):
        deciding.decide(two.context, "set", "mjc:1@mjc", setting=(field, value), now=two.now)
    assert two.dump() == before


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("description", "Venez tous\n\nà 20 h", "Venez tous\n\nà 20 h"),
        ("status", "annule", "cancelled"),
        ("venue", "Salle 2", "Salle 2"),
        ("postcode", "05000", "05000"),
        ("categories", "fetes, musique", ["fetes", "musique"]),
        ("public", "enfants,familles", ["enfants", "familles"]),
        ("acces", "gratuit", "gratuit"),
        ("price", "5 €", "5 €"),
        ("url", "https://example.org/x", "https://example.org/x"),
        ("end", "2026-12-06T01:00", "2026-12-06T00:00:00Z"),
        ("start", "2026-12-06", "2026-12-06"),
        ("organizer", "", None),
    ],
)
def test_every_sort_of_field(two: Portal, field: str, value: str, shown: object) -> None:
    assert field in FIELDS
    deciding.decide(two.context, "set", "mjc:1@mjc", setting=(field, value), now=two.now)
    [event] = [e for e in two.export() if any(r["uid"] == "1@mjc" for r in e["records"])]
    assert event[field] == shown


def test_a_point_moves_on_the_map(two: Portal) -> None:
    deciding.decide(two.context, "set", "mjc:1@mjc", setting=("point", "44.9,6.64"), now=two.now)
    [event] = [e for e in two.export() if any(r["uid"] == "1@mjc" for r in e["records"])]
    assert (event["latitude"], event["longitude"]) == (44.9, 6.64)


def test_a_record_without_a_town_is_exported_where_its_event_is(portal: Portal) -> None:
    portal.put("mjc", calendar(MJC))
    portal.put("ludo", calendar(LUDO.replace("05100 Briançon", "")))
    portal.harvest()
    assert {record["insee"] for record in portal.export("records")} == {"05023", None}
    deciding.decide(portal.context, "same", "mjc:1@mjc", "ludo:2@ludo", now=portal.now)
    assert {record["insee"] for record in portal.export("records")} == {"05023"}
