"""check-geojson, which maps use to read what they are given and refuses what RFC 7946 does: the agenda as a map.

A map is read anew to follow changes; what is cancelled stays, with `Annulé` in its name and `cancelled` as its status.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import Run
from tests.clients.town import ARABIC, CONCERT, EMOJI, LECTURE, LONG_SHOWN, LOTO, Town

pytestmark = [pytest.mark.slow, pytest.mark.clients]

SCRIPT = Path(__file__).with_name("js") / "geojson.mjs"


def test_a_map_follows_the_agenda(node_modules: Path, town: Town, run: Run) -> None:
    def read() -> dict[str, Any]:
        found = json.loads(run("node", SCRIPT, node_modules, town.url("/agenda.geojson")))
        assert found["type"] == "FeatureCollection"
        return {feature["properties"]["name"]: feature for feature in found["features"]}

    first = read()
    assert {ARABIC, EMOJI, LONG_SHOWN, LOTO, LECTURE} < first.keys() and len(first) == 16
    assert first[CONCERT]["properties"]["when"] == "vendredi 16 octobre, 20 h 30–22 h 30"
    assert first[CONCERT]["geometry"]["type"] == "Point"
    longitude, latitude = first[CONCERT]["geometry"]["coordinates"]
    assert 6.5 < longitude < 6.8 and 44.8 < latitude < 45.0, "Briançon"
    assert first["Atelier budget en visioconférence"]["geometry"] is None
    assert first["Annulé : Bal des conscrits"]["properties"]["status"] == "cancelled"
    assert first["Reporté : Course de caisses à savon"]["properties"]["status"] == "postponed"

    town.busy_day()
    second = read()
    assert first.keys() - second.keys() == {LOTO, LECTURE}
    assert second.keys() - first.keys() == {f"Annulé : {LECTURE}"}
    assert second[CONCERT]["properties"]["start"] == "2026-10-17T18:00:00+02:00"
    assert second[CONCERT]["id"] == first[CONCERT]["id"]
