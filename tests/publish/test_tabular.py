"""Our CSV and XLSX: one row an event, whatever its texts, read by Python's csv, calamine and our own connector."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from agregateur.connecting.headings import role_of
from agregateur.model import Contact, Event, Member, Occurrence, Place
from agregateur.publish.entries import Entry
from agregateur.publish.tabular import COLUMNS, as_csv
from agregateur.publish.workbook import xlsx
from agregateur.text import one_line
from tests.publish.feeds import NOW, channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
DINNER = concert(
    occurrences=tuple(
        Occurrence(start=at(2026, 12, day, 20, 30), end=at(2026, 12, day, 22)) for day in (12, 13)
    ),
    place=Place(
        venue="MJC",
        street="2 rue du Temple",
        postcode="05100",
        city="Briançon",
        latitude=44.9,
        longitude=6.64,
    ),
    insee="05023",
    categories=("musique",),
    public=("familles", "ados"),
    acces="prix-libre",
    contact=Contact(telephone="04 92 21 00 00", email="jean.dupont@mjc.example"),
    url="https://mjc.example/noel",
    members=(
        Member(source="mjc", uid="noel", republication="complet"),
        Member(source="office", uid="F;12", republication="complet"),
    ),
)


def table(body: bytes, *, delimiter: str = ",") -> list[dict[str, str]]:
    text = body.decode("utf-8")
    assert clean(text.removeprefix("\ufeff"))
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    assert {len(row) for row in found} == {len(COLUMNS)}, "as many cells in each row (RFC 4180, 2.4)"
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def as_table(*entries: Entry | Event, **more: Any) -> list[dict[str, str]]:
    return table(as_csv(listed(*entries), channel("csv", **more)))


def sheet(*entries: Entry | Event, **more: Any) -> list[list[Any]]:
    body = xlsx(listed(*entries), channel("xlsx", **more))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml"), "no formula, ever"
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def as_dict(rows: list[list[Any]], row: int = 1) -> dict[str, Any]:
    return dict(zip(rows[0], rows[row], strict=True))


@settings(max_examples=40)
@given(events())
def test_any_event_is_a_row_without_formula(event: Event) -> None:
    (row,) = as_table(event)
    title = one_line(event.occurrences[0].title or "") or one_line(event.title)
    assert row["Titre"].removeprefix("'") == title.removeprefix("'")
    assert not any(cell.startswith(FORMULAS) for cell in row.values() if not _is_number(cell))
    assert row["Date de début"] == event.occurrences[0].day.isoformat()


def _is_number(cell: str) -> bool:
    return cell.replace("-", "", 1).replace(".", "", 1).isdigit()


@settings(max_examples=25)
@given(events())
def test_any_event_is_a_row_of_a_workbook(event: Event) -> None:
    found = as_dict(sheet(event))
    assert found["Titre"] == (one_line(event.occurrences[0].title or "") or one_line(event.title))
    assert found["Date de début"] == event.occurrences[0].day
    assert found["Identifiant"] == event.id


def test_a_dinner_in_columns() -> None:
    (row,) = as_table(Entry(event=DINNER, occurrence=DINNER.occurrences[0], commune="Briançon"))
    told = {heading: cell for heading, cell in row.items() if cell}
    terms = told.pop("Conditions de reprise")
    assert "MJC <Briançon>" in terms
    assert told == {
        "Titre": "Concert de Noël",
        "Date de début": "2026-12-12",
        "Heure de début": "20:30",
        "Date de fin": "2026-12-12",
        "Heure de fin": "22:00",
        "En toutes lettres": "samedi 12 décembre, 20 h 30–22 h",
        "Autres dates": "2026-12-13 20:30",
        "Statut": "Prévu",
        "Lieu": "MJC",
        "Adresse": "2 rue du Temple",
        "Code postal": "05100",
        "Commune": "Briançon",
        "Code INSEE": "05023",
        "Lieu tel qu’annoncé": "MJC, 2 rue du Temple, 05100 Briançon",
        "Latitude": "44.9",
        "Longitude": "6.64",
        "Catégories": "Concerts et musique",
        "Codes des catégories": "musique",
        "Public": "Familles ; Ados (12–17 ans)",
        "Accès": "Prix libre",
        "Description": "Chorale, puis vin chaud.",
        "Téléphone": "04 92 21 00 00",
        "Lien": f"{BASE}/evenements/k3v9-concert-de-noel",
        "Page du partenaire": "https://mjc.example/noel",
        "Crédit": "MJC <Briançon>, office",
        "Republication": "complet",
        "Identifiant": "k3v9",
        "Identifiants des partenaires": "mjc:noel ; office:F;12",
        "Fuseau horaire": "Europe/Paris",
        "Modifié le": "2026-11-02T03:04:05Z",
    }


def test_headings_and_words_follow_the_language() -> None:
    (row,) = as_table(DINNER, language="en", labels={"musique": "Music"})
    assert (row["Title"], row["Start time"], row["Access"]) == (
        "Concert de Noël",
        "20:30",
        "Pay what you want",
    )
    assert row["In words"] == "Saturday 12 December, 8:30 pm–10 pm"


def test_our_own_reading_of_spreadsheets_understands_the_headings() -> None:
    roles = {column.fr: role_of(column.fr) for column in COLUMNS}
    assert (
        roles["Titre"] == "title"
        and roles["Date de début"] == "begin"
        and roles["Heure de fin"] == "end_time"
    )
    assert roles["Commune"] == "city" and roles["Code INSEE"] == "insee" and roles["Lien"] == "url"
    known = [role for role in roles.values() if role]
    assert len(known) == len(set(known)), "no two columns are taken for the same thing"


def test_whole_days_end_on_their_last_day() -> None:
    event = concert(occurrences=(Occurrence(start=date(2026, 12, 12), end=date(2026, 12, 14)),))
    (row,) = as_table(event)
    assert (row["Date de début"], row["Date de fin"]) == ("2026-12-12", "2026-12-13")
    assert (row["Heure de début"], row["Heure de fin"]) == ("", "")


def test_the_form_that_french_spreadsheets_open_by_a_double_click() -> None:
    body = as_csv(listed(DINNER), channel("csv", options={"tableur": "oui"}))
    assert body.startswith(b"\xef\xbb\xbfTitre;Date de d")
    (row,) = table(body.removeprefix(b"\xef\xbb\xbf"), delimiter=";")
    assert row["Latitude"] == "44,9" and row["Titre"] == "Concert de Noël"
    plain = as_csv(listed(DINNER), channel("csv"))
    assert plain.startswith(b"Titre,Date") and plain.count(b"\r\n") == 2 and plain.endswith(b"\r\n")


def test_a_workbook_holds_days_hours_and_numbers() -> None:
    found = as_dict(sheet(Entry(event=DINNER, occurrence=DINNER.occurrences[0], commune="Briançon")))
    assert found["Date de début"] == date(2026, 12, 12)
    assert found["Heure de début"] == time(20, 30) and found["Heure de fin"] == time(22)
    assert found["Latitude"] == 44.9 and found["Code postal"] == "05100"
    assert found["Lien"] == f"{BASE}/evenements/k3v9-concert-de-noel"


def test_a_workbook_takes_what_a_cell_cannot_hold_and_no_text_for_a_formula_or_a_link() -> None:
    event = concert(
        title='=HYPERLINK("https://evil.example")', text="é" * 40_000, url="https://e.example/" + "a" * 3000
    )
    found = as_dict(sheet(event))
    assert found["Titre"] == '=HYPERLINK("https://evil.example")'
    assert len(found["Description"]) == 32_767
    assert len(found["Page du partenaire"]) == 3018


def test_a_workbook_is_the_same_bytes_at_any_time() -> None:
    first = xlsx(listed(DINNER), channel("xlsx"))
    assert first == xlsx(listed(DINNER), channel("xlsx", now=NOW + timedelta(hours=7)))


def test_only_what_may_leave_leaves() -> None:
    event = concert(image="https://mjc.example/i.jpg")
    (row,) = as_table(replace(event, republication="signalement"))
    assert (row["Description"], row["Image"], row["Republication"]) == ("", "", "signalement")
    assert as_table(replace(event, republication="portail")) == []
    assert sheet(replace(event, republication="portail"))[1:] == []
