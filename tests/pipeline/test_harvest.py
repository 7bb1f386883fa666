"""From a partner's file to canonical events: what a reading changes, and what it leaves alone."""

from __future__ import annotations

from tests.pipeline.portal import Portal, calendar, vevent

CONCERT = vevent("c1@mjc", "Les Voisins du dessus", "20261205T203000", end="20261205T223000")
STAGE = vevent("s1@mjc", "Stage de tango", "20261212T140000", end="20261212T180000")


def test_a_calendar_becomes_events(portal: Portal) -> None:
    portal.put("mjc", calendar(CONCERT, STAGE))
    line = portal.harvest()["mjc"]
    assert line["outcome"] == "ok"
    assert (line["received"], line["new"], line["rejected"]) == (2, 2, 0)
    concert = next(e for e in portal.export() if e["title"] == "Les Voisins du dessus")
    assert concert["insee"] == "05023"
    assert concert["commune"] == "Briançon"
    assert concert["venue"] == "Salle du Vieux-Colombier"
    assert concert["start"] == "2026-12-05T19:30:00Z"
    assert concert["records"] == [{"source": "mjc", "uid": "c1@mjc", "url": None}]
    records = portal.export("records")
    assert [r["event"] for r in records if r["uid"] == "c1@mjc"] == [concert["id"]]


def test_a_first_reading_of_which_all_is_refused_is_not_unchanged(portal: Portal) -> None:
    portal.put(
        "mjc", calendar(vevent("p@mjc", "Réunion du bureau", "20261205T203000", more=["CLASS:PRIVATE"]))
    )
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["received"], line["rejected"]) == ("ok", 0, 1)
    portal.later(hours=2)
    assert portal.harvest()["mjc"]["outcome"] == "unchanged"
    assert portal.harvest(force=True)["mjc"]["outcome"] == "unchanged"


def test_nothing_changed_rewrites_nothing(portal: Portal) -> None:
    portal.put("mjc", calendar(CONCERT, STAGE))
    portal.harvest()
    before = portal.dump()
    portal.later(hours=2)
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["received"], line["unchanged"]) == ("unchanged", 2, 2)
    # A server that stamps each answer changes nothing either.
    portal.put("mjc", calendar(CONCERT, STAGE).replace(b"20261101T000000Z", b"20261122T121212Z"))
    portal.later(hours=2)
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["received"], line["unchanged"]) == ("unchanged", 2, 2)
    # Nor does reading everything again.
    line = portal.harvest(force=True)["mjc"]
    assert (line["new"], line["changed"], line["unchanged"]) == (0, 0, 2)
    after = portal.dump()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"uidgroup", "record"}, "only the forced reading may touch what was stated"


def test_sequence_moves_when_readers_see_a_change(portal: Portal) -> None:
    def sequence() -> tuple[int, str]:
        [row] = portal.rows("SELECT sequence, ical FROM event WHERE gone_at IS NULL")
        return row.sequence, next(line for line in row.ical.splitlines() if line.startswith("UID:"))

    portal.put("mjc", calendar(CONCERT))
    portal.harvest()
    first, uid = sequence()
    assert first == 0
    for step, change in enumerate(
        (
            (b"SUMMARY:Les Voisins du dessus", b"SUMMARY:Les Voisins du dessous"),
            (b"20261205T203000", b"20261205T210000"),
            (b"Salle du Vieux-Colombier", "Théâtre du Cadran".encode()),
            (b"END:VEVENT", b"STATUS:CANCELLED\r\nEND:VEVENT"),
        ),
        start=1,
    ):
        content = (portal.folder / "mjc.ical").read_bytes().replace(*change)
        portal.put("mjc", content)
        portal.later(hours=1)
        assert portal.harvest()["mjc"]["changed"] == 1
        assert sequence() == (step, uid), change
    # Another source that says the same is a credit, not a change of the event.
    portal.put("ot", content.replace(b"c1@mjc", b"77@ot"))
    portal.later(hours=1)
    portal.harvest()
    assert sequence() == (4, uid)
    [event] = portal.export()
    assert len(event["records"]) == 2


def test_two_sources_one_event_and_apart_again(portal: Portal) -> None:
    portal.put("mjc", calendar(CONCERT))
    portal.put("ot", calendar(vevent("9@ot", "Concert : Les Voisins du dessus", "20261205T200000")))
    portal.harvest("mjc")
    [alone] = portal.export()
    portal.later(hours=1)
    portal.harvest("ot")
    [both] = portal.export()
    assert both["id"] == alone["id"]
    assert {r["source"] for r in both["records"]} == {"mjc", "ot"}
    [row] = portal.rows("SELECT data FROM event WHERE gone_at IS NULL")
    assert '"near_start"' in row.data
    # The tourist office was mistaken: it moves its line to another day, and the two part.
    portal.put("ot", calendar(vevent("9@ot", "Concert : Les Voisins du dessus", "20261219T200000")))
    portal.later(hours=1)
    portal.harvest("ot")
    assert len(portal.export()) == 2
    assert alone["id"] in {e["id"] for e in portal.export()}
    portal.put("ot", calendar(vevent("9@ot", "Concert : Les Voisins du dessus", "20261205T200000")))
    portal.later(hours=1)
    portal.harvest("ot")
    [again] = portal.export()
    assert again == both | {"updated": again["updated"]}


def test_a_rule_here_and_dates_there(portal: Portal) -> None:
    weekly = vevent(
        "h1@bib",
        "L'heure du conte des petites oreilles",
        "20261202T103000",
        more=["RRULE:FREQ=WEEKLY;COUNT=3"],
    )
    dated = [
        vevent(f"{n}@ot", "L'heure du conte des petites oreilles", f"202612{day:02}T103000")
        for n, day in enumerate((2, 9, 16))
    ]
    portal.put("bib", calendar(weekly))
    portal.put("ot", calendar(*dated))
    portal.harvest()
    [event] = portal.export()
    assert len(event["records"]) == 4
    assert [o["start"][:10] for o in event["occurrences"]] == ["2026-12-02", "2026-12-09", "2026-12-16"]


def test_dates_without_any_rule_stay_apart(portal: Portal) -> None:
    dated = [vevent(f"{n}@ot", "L'heure du conte", f"202612{d:02}T103000") for n, d in enumerate((2, 9, 16))]
    portal.put("ot", calendar(*dated))
    portal.harvest()
    assert len(portal.export()) == 3


def test_a_record_that_holds_both_hours_joins_two_sessions(portal: Portal) -> None:
    sessions = [vevent(f"{h}@mjc", "Atelier Gravure sur lino", f"20261205T{h}0000") for h in (14, 16)]
    portal.put("mjc", calendar(*sessions))
    portal.harvest()
    assert len(portal.export()) == 2
    both = vevent(
        "1@ot",
        "Atelier Gravure sur lino",
        "20261205T140000",
        more=["RDATE;TZID=Europe/Paris:20261205T160000"],
    )
    portal.put("ot", calendar(both))
    portal.later(hours=1)
    portal.harvest()
    [event] = portal.export()
    assert [o["start"] for o in event["occurrences"]] == ["2026-12-05T13:00:00Z", "2026-12-05T15:00:00Z"]


def test_a_known_actor_lends_its_commune_whichever_came_first(portal: Portal) -> None:
    there = vevent("g1@x", "Gratiféria de l'hiver", "20261205T100000", place="Le Labo des Possibles")
    actors = (
        b'{"data": [{"id": 7, "name": "Le Labo des Possibles", "geo": {"latitude": 44.5645, "longitude": 6.4956},'
        b' "address": {"postalCode": "05200", "addressLocality": "Embrun"}}]}'
    )
    portal.put("asso", calendar(there))
    portal.harvest()
    [event] = portal.export()
    assert event["insee"] is None
    portal.put("carte", actors, kind="gogocarto")
    portal.later(hours=1)
    portal.harvest("carte")
    [event] = portal.export()
    assert event["insee"] == "05046"
    assert [a["title"] for a in portal.export("actors")] == ["Le Labo des Possibles"]
    # The actor goes, and what it lent goes with it.
    portal.put("carte", b'{"data": []}', kind="gogocarto")
    portal.later(hours=1)
    portal.harvest("carte", accept=True)
    portal.later(hours=25)
    portal.harvest("carte", accept=True)
    [event] = portal.export()
    assert event["insee"] is None
    assert portal.export("actors") == []


def test_a_stanza_taken_out_is_retired_and_comes_back(portal: Portal) -> None:
    portal.put("mjc", calendar(CONCERT))
    portal.put("ot", calendar(STAGE))
    portal.harvest()
    before = portal.export()
    kept = portal.stanzas["mjc"]
    portal.remove("mjc")
    portal.later(hours=1)
    portal.harvest()
    assert portal.titles() == ["Stage de tango"]
    portal.stanzas["mjc"] = kept
    portal.later(hours=1)
    portal.harvest("ot")
    assert portal.titles() == ["Les Voisins du dessus", "Stage de tango"], "back before it is read again"
    assert {e["id"] for e in portal.export()} == {e["id"] for e in before}


def test_new_defaults_are_applied_without_fetching(portal: Portal) -> None:
    portal.put("mjc", calendar(vevent("1@mjc", "Soirée", "20261205T200000", place="")))
    portal.harvest()
    [event] = portal.export()
    assert event["insee"] is None
    (portal.folder / "mjc.ical").unlink()
    portal.stanzas["mjc"]["default"] = {"commune": "05061"}
    portal.later(hours=1)
    assert portal.harvest()["mjc"]["outcome"] == "failed"
    [event] = portal.export()
    assert event["insee"] == "05061"


def test_an_endless_rule_rolls_on_without_being_a_change(portal: Portal) -> None:
    weekly = vevent(
        "r1@x", "Répétition publique de la fanfare", "20261125T190000", more=["RRULE:FREQ=WEEKLY"]
    )
    portal.put("x", calendar(weekly))
    portal.harvest()
    [before] = portal.rows("SELECT sequence, change, ical FROM event")
    [last] = portal.rows("SELECT max(start) AS start FROM occurrence")
    portal.later(days=30)
    assert portal.harvest()["x"]["outcome"] == "unchanged"
    [after] = portal.rows("SELECT sequence, change, ical FROM event")
    [later] = portal.rows("SELECT max(start) AS start FROM occurrence")
    assert after == before
    assert str(later.start) > str(last.start)
