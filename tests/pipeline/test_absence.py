"""Cancelled, vanished and source down are three different states; a source that breaks deletes nothing."""

from __future__ import annotations

import pytest

from agregateur.store import directory
from tests.pipeline.portal import Portal, calendar, vevent


def many(count: int, first: int = 0) -> list[str]:
    return [
        vevent(
            f"e{n}@mjc",
            f"Rendez-vous numéro {'abcdefghijklmnopqrstuvwxyz'[n]}{n}x",
            f"202612{n + 1:02}T200000",
        )
        for n in range(first, first + count)
    ]


def test_absent_then_withdrawn_a_day_later(portal: Portal) -> None:
    events = many(10)
    portal.put("mjc", calendar(*events))
    portal.harvest()
    [gone] = [e for e in portal.export() if e["records"][0]["uid"] == "e3@mjc"]
    portal.put("mjc", calendar(*events[:3], *events[4:]))
    portal.later(hours=1)
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["withdrawn"]) == ("ok", 0)
    [missing] = [e for e in portal.export() if e["id"] == gone["id"]]
    assert missing["records"] == [], "a missing record leaves the export's records"
    assert portal.rows("SELECT count(*) FROM event WHERE missing")[0][0] == 1
    portal.later(hours=23)
    assert portal.harvest()["mjc"]["withdrawn"] == 0
    portal.later(hours=2)
    line = portal.harvest()["mjc"]
    assert line["withdrawn"] == 1
    assert gone["id"] not in {e["id"] for e in portal.export()}
    assert announced(portal) == {"mjc": 9}
    [record] = [r for r in portal.export("records") if r["uid"] == "e3@mjc"]
    assert record["status"] == "withdrawn"
    # It comes back under the same address.
    portal.put("mjc", calendar(*events))
    portal.later(hours=1)
    portal.harvest()
    assert gone["id"] in {e["id"] for e in portal.export()}
    assert announced(portal) == {"mjc": 10}


def announced(portal: Portal) -> dict[str, int]:
    with portal.database.reader() as connection:
        return directory.announced(connection)


@pytest.mark.parametrize("left", [0, 2, 7])
def test_the_shrink_guard(portal: Portal, left: int) -> None:
    events = many(14)
    portal.put("mjc", calendar(*events))
    portal.harvest()
    portal.put("mjc", calendar(*events[:left]))
    for _ in range(3):
        portal.later(hours=20)
        line = portal.harvest()["mjc"]
        assert (line["outcome"], line["withdrawn"]) == ("suspicious", 0)
        assert len(portal.export()) == 14
        assert all(e["records"] for e in portal.export())
    # Three equal readings over two days are believed.
    portal.later(hours=20)
    assert portal.harvest()["mjc"]["outcome"] == "ok"
    portal.later(hours=25)
    assert portal.harvest()["mjc"]["withdrawn"] == 14 - left
    assert len(portal.export()) == left


def test_a_human_lifts_the_guard_and_force_does_not(portal: Portal) -> None:
    events = many(14)
    portal.put("mjc", calendar(*events))
    portal.harvest()
    portal.put("mjc", calendar(events[0]))
    portal.later(hours=1)
    assert portal.harvest(force=True)["mjc"]["outcome"] == "suspicious"
    assert portal.harvest(accept=True)["mjc"]["outcome"] == "ok"
    assert sum(not e["records"] for e in portal.export()) == 13


def test_a_small_loss_is_believed_and_a_recovered_source_forgets(portal: Portal) -> None:
    events = many(14)
    portal.put("mjc", calendar(*events))
    portal.harvest()
    portal.put("mjc", calendar(*events[:7]))
    portal.later(hours=1)
    assert portal.harvest()["mjc"]["outcome"] == "suspicious"
    portal.put("mjc", calendar(*events[:9]))
    portal.later(hours=1)
    assert portal.harvest()["mjc"]["outcome"] == "ok", "five of fourteen"
    assert portal.rows("SELECT suspicious_count FROM source")[0][0] == 0


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "refused"),
        (b"<!DOCTYPE html><html><title>Connexion</title></html>", "refused"),
        (calendar(*many(10))[:1500], "refused"),
        (calendar(), "suspicious"),
        (b"\x00" * 100, "refused"),
        (None, "failed"),
    ],
)
def test_a_broken_source_deletes_nothing(portal: Portal, content: bytes | None, outcome: str) -> None:
    portal.put("mjc", calendar(*many(10)))
    portal.harvest()
    before = portal.export()
    if content is None:
        (portal.folder / "mjc.ical").unlink()
    else:
        portal.put("mjc", content)
    for _ in range(4):
        portal.later(hours=10)
        line = portal.harvest()["mjc"]
        assert line["outcome"] == outcome
    assert portal.export() == before


def test_past_dates_never_count(portal: Portal) -> None:
    portal.put("mjc", calendar(*many(10)))
    portal.harvest()
    portal.put("mjc", calendar(many(10)[9]))
    portal.later(days=17)  # only the tenth is still to come
    line = portal.harvest()["mjc"]
    assert line["outcome"] == "unchanged"
    portal.later(days=2)
    assert portal.harvest()["mjc"]["withdrawn"] == 0


def test_new_uids_at_each_export_double_nothing(portal: Portal) -> None:
    def edition(n: int) -> bytes:
        return calendar(*many(12)).replace(b"@mjc", f"-{n}@mjc".encode())

    portal.put("mjc", edition(1))
    portal.harvest()
    ids = {e["id"] for e in portal.export()}
    for n in (2, 3, 4):
        portal.later(hours=30)
        portal.put("mjc", edition(n))
        line = portal.harvest()["mjc"]
        assert line["outcome"] == "ok"
        assert len(portal.export()) == 12
        assert {e["id"] for e in portal.export()} == ids
        assert all(len(e["records"]) == 1 for e in portal.export())


def test_cancelled_by_the_format_acts_at_once(portal: Portal) -> None:
    portal.put("mjc", calendar(*many(3)))
    portal.harvest()
    portal.put("mjc", calendar(*many(3)).replace(b"SUMMARY", b"STATUS:CANCELLED\r\nSUMMARY"))
    portal.later(hours=1)
    portal.harvest()
    assert {e["status"] for e in portal.export()} == {"cancelled"}


def test_one_event_that_turned_bad_is_not_gone(portal: Portal) -> None:
    events = many(4)
    portal.put("mjc", calendar(*events))
    portal.harvest()
    portal.put("mjc", calendar(*events[:3], events[3].replace("20261204T200000", "hier soir")))
    portal.later(hours=1)
    line = portal.harvest()["mjc"]
    assert line["rejected"] == 1
    assert len(portal.export()) == 4
    assert all(e["records"] for e in portal.export())


def feed(*items: tuple[str, str, str]) -> bytes:
    """An RSS feed of events: (guid, title, start as ISO local time)."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><ev:startdate>{start}</ev:startdate>"
        f"<ev:location>Salle du Vieux-Colombier, 05100 Briançon</ev:location></item>"
        for guid, title, start in items
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel>'
        f"<title>MJC</title><link>https://mjc.example/</link>{entries}</channel></rss>"
    ).encode()


def test_a_feed_that_comes_again_under_new_guids_doubles_nothing(portal: Portal) -> None:
    shows = [("Nuit du conte", "2026-12-05T20:30:00"), ("Bal folk des loutres", "2026-12-12T21:00:00")]
    portal.put("mjc", feed(*((f"a{n}", *show) for n, show in enumerate(shows))), kind="rss")
    portal.harvest()
    before = {e["id"] for e in portal.export()}
    portal.later(hours=2)
    portal.put("mjc", feed(*((f"b{n}", *show) for n, show in enumerate(shows))), kind="rss")
    portal.harvest()
    assert {e["id"] for e in portal.export()} == before and len(before) == 2
    assert {r["uid"] for e in portal.export() for r in e["records"]} == {"b0", "b1"}


def test_past_events_under_new_uids_are_not_there_twice(portal: Portal) -> None:
    past, coming = "20261110T203000", "20261205T203000"
    portal.put(
        "mjc", calendar(vevent("1", "Nuit du conte", past), vevent("2", "Bal folk des loutres", coming))
    )
    portal.harvest()
    before = {e["id"] for e in portal.export()}
    portal.later(hours=2)
    portal.put(
        "mjc", calendar(vevent("7", "Nuit du conte", past), vevent("8", "Bal folk des loutres", coming))
    )
    portal.harvest()
    assert {e["id"] for e in portal.export()} == before and len(before) == 2
