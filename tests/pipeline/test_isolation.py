"""What is too long or too odd for the store is refused or cut, and a fault of ours is one source's alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from agregateur import canonical, saving
from agregateur.store import groups
from tests.pipeline.portal import Portal, calendar, vevent

GOOD = vevent("c1@mjc", "Les Voisins du dessus", "20261205T203000")


def test_long_texts_are_stored_on_both_engines(portal: Portal) -> None:
    portal.put(
        "mjc", calendar(vevent("long@mjc", "Très long titre " * 700, "20261205T203000", place="Salle " * 700))
    )
    portal.put(
        "carte",
        json.dumps({"data": [{"id": 1, "name": "Le Labo des très longs noms " * 400}]}).encode(),
        "gogocarto",
    )
    portal.put("uid", calendar(vevent("é" * 800, "Un titre", "20261205T203000"), GOOD))
    lines = portal.harvest()
    assert {line["outcome"] for line in lines.values()} == {"ok"}
    assert len(portal.export()) == 3
    assert all(len(uid.encode()) <= 1000 for (uid,) in portal.rows("SELECT uid FROM uidgroup"))


def test_a_fault_of_ours_is_one_source_alone(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.put("mjc", calendar(GOOD))
    portal.put("odd", calendar(vevent("x", "Malheur", "20261206T203000")))
    sound = canonical.settle_and_write

    def faulty(
        context: Any, connection: Connection, touched: Iterable[int], now: datetime, **more: Any
    ) -> None:
        ids = list(touched)
        sound(context, connection, ids, now, **more)
        if ids and "Malheur" in str(groups.load(connection, ids)):
            raise RuntimeError("a fault that nobody foresaw")

    monkeypatch.setattr(saving, "settle_and_write", faulty)
    lines = portal.harvest()
    assert lines["mjc"]["outcome"] == "ok"
    assert lines["odd"]["outcome"] == "failed"
    assert portal.titles() == ["Les Voisins du dessus"], "its transaction was rolled back"
    [row] = portal.rows("SELECT failures, error FROM source WHERE id = 'odd'")
    assert (row.failures, json.loads(row.error)["code"]) == (1, "fault")
