"""Gnumeric: the agenda opened as a spreadsheet, from CSV with either separator and from XLSX.

Days and hours are days and hours to it in all three (one can sort and count them). In CSV a postcode is a number, as in
any spreadsheet that guesses: `05100` becomes 5100. XLSX says what each cell is, and keeps it. A file is read anew to
follow changes; what is cancelled stays, with `Annulé` in the column `Statut`.
"""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.clients import programs
from tests.clients.conftest import Run
from tests.clients.town import ARABIC, CONCERT, EMOJI, LECTURE, LONG_SHOWN, LOTO, Town

pytestmark = [pytest.mark.slow, pytest.mark.clients]

_GNM = "{http://www.gnumeric.org/v10.dtd}"
_TEXT, _NUMBER = "60", "40"
"""The types of Gnumeric's values (VALUE_STRING, VALUE_FLOAT in its value.h)."""
_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets."""


def opened(run: Run, folder: Path, url: str) -> dict[str, dict[str, Any]]:
    """What Gnumeric holds after opening the file at `url`: the cells of each event by heading, by title."""
    file = folder / Path(httpx.URL(url).path).name
    file.write_bytes(httpx.get(url).content)
    run(programs.debian("ssconvert"), "-T", "Gnumeric_XmlIO:sax", file, folder / "out.gnumeric")
    written = (folder / "out.gnumeric").read_bytes()
    book = ET.fromstring(gzip.decompress(written) if written[:2] == b"\x1f\x8b" else written)
    sheet = book.find(f"{_GNM}Sheets/{_GNM}Sheet")
    assert sheet is not None
    rows: dict[int, dict[int, Any]] = {}
    for cell in sheet.iter(f"{_GNM}Cell"):
        number = cell.get("ValueType") == _NUMBER
        assert number or cell.get("ValueType") == _TEXT, "a formula, an error"
        value: Any = float(cell.text or "") if number else cell.text
        rows.setdefault(int(cell.get("Row", "")), {})[int(cell.get("Col", ""))] = value
    headings = rows.pop(0)
    table = [{headings[col]: value for col, value in row.items()} for row in rows.values()]
    return {row["Titre"]: row for row in table}


def when(row: dict[str, Any]) -> tuple[date, float | None, date, float | None]:
    """Its days, and its hours as fractions of a day, all of them numbers to Gnumeric."""
    days = [_ZERO + timedelta(days=row[name]) for name in ("Date de début", "Date de fin")]
    hours = [row.get(name) for name in ("Heure de début", "Heure de fin")]
    return days[0], hours[0], days[1], hours[1]


def hour(hours: int, minutes: int = 0) -> Any:
    return pytest.approx((hours * 60 + minutes) / 1440)


@pytest.mark.parametrize("file", ["agenda.csv", "agenda.csv?tableur=oui", "agenda.xlsx"])
def test_a_spreadsheet_follows_the_agenda(town: Town, run: Run, tmp_path: Path, file: str) -> None:
    first = opened(run, tmp_path, town.url(f"/{file}"))
    assert {ARABIC, EMOJI, LONG_SHOWN} < first.keys() and len(first) == 16
    assert when(first[CONCERT]) == (date(2026, 10, 16), hour(20, 30), date(2026, 10, 16), hour(22, 30))
    assert when(first["Festival des cimes"]) == (date(2026, 11, 6), None, date(2026, 11, 8), None)
    assert when(first["Nuit du changement d’heure"])[2:] == (date(2026, 10, 25), hour(4))
    assert first["Bal des conscrits"]["Statut"] == "Annulé"
    assert first["Course de caisses à savon"]["Statut"] == "Reporté"
    assert first["Sortie champignons"]["Statut"] == "À confirmer"
    assert first["Permanence numérique"]["Autres dates"] == "2026-10-21 14:00 ; 2026-11-10 09:30"
    assert first[CONCERT]["Code postal"] == ("05100" if file == "agenda.xlsx" else 5100)

    town.busy_day()
    second = opened(run, tmp_path, town.url(f"/{file}"))
    assert first.keys() - second.keys() == {LOTO} and not second.keys() - first.keys()
    assert when(second[CONCERT]) == (date(2026, 10, 17), hour(18), date(2026, 10, 17), hour(20))
    assert second[CONCERT]["Lieu"] == "Théâtre Le Cadran"
    assert second[LECTURE]["Statut"] == "Annulé"
