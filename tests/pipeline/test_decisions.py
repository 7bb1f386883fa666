"""What humans settle holds through every later run, is explained, and can be taken back."""

from __future__ import annotations

import pytest

from agregateur.canonical import settle_and_write
from agregateur.errors import StoreError
from agregateur.store import decisions
from tests.pipeline.portal import Portal, calendar, vevent

MJC = vevent("1@mjc", "Soirée jeux de société", "20261205T200000", place="MJC, 05100 Briançon")
LUDO = vevent("2@ludo", "Nuit blanche", "20261205T200000", place="05100 Briançon")
A, B = ("mjc", "1@mjc"), ("ludo", "2@ludo")


def settle(portal: Portal, kind: str, *names: tuple[str, str]) -> int:
    with portal.database.writer() as connection:
        number, touched = decisions.decide(connection, kind, *names, now=portal.now, by="test")  # type: ignore[arg-type]
        settle_and_write(portal.context, connection, touched, portal.now)
    return number


def revoke(portal: Portal, number: int) -> None:
    with portal.database.writer() as connection:
        touched = decisions.revoke(connection, number, now=portal.now)
        settle_and_write(portal.context, connection, touched, portal.now)


def test_same_and_back(portal: Portal) -> None:
    portal.put("mjc", calendar(MJC))
    portal.put("ludo", calendar(LUDO))
    portal.harvest()
    assert len(portal.export()) == 2
    number = settle(portal, "same", A, B)
    [event] = portal.export()
    assert {r["source"] for r in event["records"]} == {"mjc", "ludo"}
    [row] = portal.rows("SELECT data FROM event WHERE gone_at IS NULL")
    assert '"decision"' in row.data
    portal.put("ludo", calendar(LUDO.replace("Nuit blanche", "Grande nuit blanche")))
    portal.later(hours=1)
    portal.harvest()
    assert len(portal.export()) == 1, "it holds through a later run that changes a record"
    revoke(portal, number)
    assert len(portal.export()) == 2
    with pytest.raises(StoreError):
        revoke(portal, number)


def test_distinct_wins_over_a_chain(portal: Portal) -> None:
    portal.put("mjc", calendar(MJC))
    portal.put("ot", calendar(MJC.replace("1@mjc", "8@ot")))
    portal.put("ville", calendar(MJC.replace("1@mjc", "9@ville")))
    portal.harvest()
    assert len(portal.export()) == 1
    settle(portal, "distinct", A, ("ot", "8@ot"))
    events = portal.export()
    assert len(events) == 2
    for event in events:
        assert {r["source"] for r in event["records"]} != {"mjc", "ot", "ville"}


def test_hide(portal: Portal) -> None:
    portal.put("mjc", calendar(MJC))
    portal.harvest()
    number = settle(portal, "hide", A)
    assert portal.export() == []
    revoke(portal, number)
    assert len(portal.export()) == 1
    with pytest.raises(StoreError, match="no record"):
        settle(portal, "hide", ("mjc", "unknown"))
