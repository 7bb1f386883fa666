"""Dates, hours and headings as people write them (`agregateur.connecting.written`, `headings`, `rows`)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from agregateur.connecting.cells import Dates, dates_of
from agregateur.connecting.headings import USUAL, bare, named, role_of
from agregateur.connecting.rows import Row
from agregateur.connecting.written import Unread, read_days, read_hours


def _none(month: int) -> int | None:
    return None


def _in_2026(month: int) -> int | None:
    return 2026


@pytest.mark.parametrize(
    ("cell", "days", "last"),
    [
        ("samedi 5 décembre 2026", ["2026-12-05"], None),
        ("Sam. 5 déc. 2026", ["2026-12-05"], None),
        ("le 1er mai 2026", ["2026-05-01"], None),
        ("05/12/2026", ["2026-12-05"], None),
        ("05/12/26", ["2026-12-05"], None),
        ("5.12.2026", ["2026-12-05"], None),
        ("05-12-2026", ["2026-12-05"], None),
        ("2026-12-05", ["2026-12-05"], None),
        ("05/12/2026 00:00:00", ["2026-12-05"], None),
        ("du 3 au 5 juillet 2026", ["2026-07-03"], "2026-07-05"),
        ("3 - 5 juillet 2026", ["2026-07-03"], "2026-07-05"),
        ("du vendredi 3 au dimanche 5 juillet 2026", ["2026-07-03"], "2026-07-05"),
        ("du 30 juin au 2 juillet 2026", ["2026-06-30"], "2026-07-02"),
        ("du 28 décembre au 3 janvier 2027", ["2026-12-28"], "2027-01-03"),
        ("du 28/12/2026 au 03/01/2027", ["2026-12-28"], "2027-01-03"),
        ("5-6/12/2026", ["2026-12-05"], "2026-12-06"),
        ("5 et 6 décembre 2026", ["2026-12-05", "2026-12-06"], None),
        ("5, 12 et 19 décembre 2026", ["2026-12-05", "2026-12-12", "2026-12-19"], None),
        ("28/11, 05/12 et 12/12/2026", ["2026-11-28", "2026-12-05", "2026-12-12"], None),
        (date(2026, 12, 5), ["2026-12-05"], None),
        (46361, ["2026-12-05"], None),
        (46361.0, ["2026-12-05"], None),
        (1796428800, ["2026-12-05"], None),
    ],
)
def test_a_date_in_a_cell_is_read(cell, days, last):
    found = read_days(cell, _none)
    assert [day.isoformat() for day in found.days] == days
    assert (found.last.isoformat() if found.last else None) == last
    assert found.moment is None and not found.wrong_weekday


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (
            "2026-12-05T20:30:00+01:00",
            datetime(2026, 12, 5, 20, 30, tzinfo=datetime.fromisoformat("2026-12-05T20:30+01:00").tzinfo),
        ),
        ("2026-12-05 20:30", datetime(2026, 12, 5, 20, 30)),
        (datetime(2026, 12, 5, 20, 30), datetime(2026, 12, 5, 20, 30)),
        (46361.854166667, datetime(2026, 12, 5, 20, 30)),
        (1796499000, datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ("Sat, 05 Dec 2026 20:30:00 GMT", datetime(2026, 12, 5, 20, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_in_a_cell_is_read(cell, moment):
    assert read_days(cell, _none).moment == moment


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("courant mars", "bad_start"),
        ("tous les samedis", "bad_start"),
        ("samedi prochain", "bad_start"),
        ("à définir", "bad_start"),
        ("31/02/2026", "bad_start"),
        ("32/01/2026", "bad_start"),
        ("5/13/2026", "bad_start"),
        ("du 5 au 3 juillet 2026", "bad_start"),
        ("5 décembre 2026 et peut-être le 6", "bad_start"),
        ("12/2026", "bad_start"),
        ("2026", "bad_start"),
        ("décembre 2026", "bad_start"),
        ("14h", "bad_start"),
        ("", "bad_start"),
        (None, "bad_start"),
        (True, "bad_start"),
        (12, "bad_start"),
        ("5 décembre", "no_year"),
        ("5-6/12", "no_year"),
        ("du 3 au 5 juillet", "no_year"),
    ],
)
def test_prose_and_dates_without_a_year_are_refused(cell, code):
    with pytest.raises(Unread) as raised:
        read_days(cell, _none)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "cell", ["5 décembre", "05/12", "sam 5 déc", "5-6/12", "5 et 6 décembre", "du 5 au 7/12"]
)
def test_a_year_above_the_table_is_taken(cell):
    assert read_days(cell, _in_2026).days[0] == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("cell", "wrong"), [("samedi 5 décembre 2026", False), ("dimanche 5 décembre 2026", True)]
)
def test_a_wrong_day_of_the_week_is_told(cell, wrong):
    assert read_days(cell, _none).wrong_weekday is wrong
    codes = [one.code for one in dates_of({"date": cell}, _none).repairs]
    assert codes == (["wrong_weekday"] if wrong else [])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("20h30", (time(20, 30), None)),
        ("20 h 30", (time(20, 30), None)),
        ("20H", (time(20), None)),
        ("9:00", (time(9), None)),
        ("20:30:00", (time(20, 30), None)),
        ("14h-17h", (time(14), time(17))),
        ("14-17h", (time(14), time(17))),
        ("de 14h à 17h30", (time(14), time(17, 30))),
        ("9h00 – 12h00", (time(9), time(12))),
        ("à partir de 19h", (time(19), None)),
        ("20h - minuit", (time(20), time(0))),
        ("14", (time(14), None)),
        (14.0, (time(14), None)),
        (0.854166667, (time(20, 30), None)),
        (time(20, 30), (time(20, 30), None)),
        (timedelta(hours=20, minutes=30), (time(20, 30), None)),
        ("25h", None),
        ("20h70", None),
        ("portes 19h, concert 20h", None),
        ("14h / 17h", None),
        ("matin", None),
        (36.5, None),
        (timedelta(hours=26), None),
        ("", None),
    ],
)
def test_hours_in_a_cell(cell, expected):
    assert read_hours(cell) == expected


A, B, C = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "05/12/2026"}, Dates(A)),
        ({"date": "05/12/2026", "start_time": "20h30"}, Dates(_at(A, 20, 30))),
        ({"date": "05/12/2026", "hours": "14h-17h"}, Dates(_at(A, 14), _at(A, 17))),
        ({"date": "05/12/2026", "start_time": "14h", "end_time": "17h"}, Dates(_at(A, 14), _at(A, 17))),
        ({"date": "05/12/2026", "hours": "minuit - 5h"}, Dates(_at(A, 0), _at(A, 5))),
        ({"begin": "05/12/2026", "finish": "06/12/2026", "hours": "20h-5h"}, Dates(_at(A, 20), _at(B, 5))),
        ({"date": "05/12/2026", "begin": "14h", "finish": "17h"}, Dates(_at(A, 14), _at(A, 17))),
        ({"date": "05/12/2026", "begin": time(14), "finish": time(17)}, Dates(_at(A, 14), _at(A, 17))),
        (
            {"date": A, "start_time": timedelta(hours=14), "end_time": timedelta(hours=17)},
            Dates(_at(A, 14), _at(A, 17)),
        ),
        ({"date": "05/12/2026 à 20h30"}, Dates(_at(A, 20, 30))),
        ({"date": "05/12/2026", "hours": "20h-2h"}, Dates(_at(A, 20), _at(B, 2))),
        ({"date": "05/12/2026", "hours": "toute la journée"}, Dates(A)),
        ({"begin": "05/12/2026", "finish": "07/12/2026"}, Dates(A, date(2026, 12, 8))),
        ({"begin": "05/12/2026", "finish": "05/12/2026"}, Dates(A, B)),
        ({"begin": "05/12/2026 14:00", "finish": "06/12/2026 17:00"}, Dates(_at(A, 14), _at(B, 17))),
        ({"begin": _at(A, 14), "finish": _at(B, 17)}, Dates(_at(A, 14), _at(B, 17))),
        ({"begin": _at(A, 14), "end_time": "17h"}, Dates(_at(A, 14), _at(A, 17))),
        ({"begin": _at(A, 14), "finish": "07/12/2026"}, Dates(_at(A, 14), _at(date(2026, 12, 8), 0))),
        (
            {"begin": A, "start_time": "18h", "finish": C, "end_time": "23h"},
            Dates(_at(A, 18), _at(C, 23)),
        ),
        ({"begin": "05/12/2026", "finish": "7 décembre"}, Dates(A, date(2026, 12, 8))),
        (
            {"date": "du 5 au 7 décembre 2026", "hours": "10h-18h"},
            Dates(timings=tuple((_at(day, 10), _at(day, 18)) for day in (A, B, C))),
        ),
        (
            {"begin": A, "finish": B, "hours": "10h-18h"},
            Dates(timings=((_at(A, 10), _at(A, 18)), (_at(B, 10), _at(B, 18)))),
        ),
        ({"date": "5 et 6 décembre 2026"}, Dates(timings=((A, None), (B, None)))),
        (
            {"date": "5 et 6 décembre 2026", "start_time": "20h"},
            Dates(timings=((_at(A, 20), None), (_at(B, 20), None))),
        ),
    ],
)
def test_the_cells_of_a_row_say_when_together(cells, expected):
    assert dates_of(cells, _none) == expected


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"date": "05/12/2026", "hours": "le soir"}, ["bad_start_time"]),
        ({"date": "05/12/2026", "start_time": "à minuit"}, ["midnight"]),
        ({"date": "05/12/2026", "start_time": "20h", "end_time": "tard"}, ["bad_end_time"]),
        ({"begin": "05/12/2026", "finish": "le dimanche"}, ["bad_end"]),
        ({"begin": "05/12/2026", "finish": "01/12/2026"}, ["bad_end"]),
        ({"begin": "2026-12-05T20:00Z", "finish": "2026-12-05T19:00Z"}, ["bad_end"]),
        ({"begin": "2026-12-05T20:00Z", "finish": "2026-12-05T22:00"}, ["bad_end"]),
        ({"begin": "01/01/2026", "finish": "31/12/2027", "hours": "9h-17h"}, ["hours_left_out"]),
    ],
)
def test_what_beside_the_start_cannot_be_read_is_told(cells, codes):
    found = dates_of(cells, _none)
    assert found.first is not None
    assert [one.code for one in found.repairs] == codes


_CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.floats(allow_nan=True),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.from_regex(
        r"(du )?\d{1,2}(/\d{1,2})?( au | et |-)\d{1,2} (mai|août)( 20\d\d)?( à \d{1,2}h)?", fullmatch=True
    ),
)


@given(
    st.dictionaries(st.sampled_from(["date", "begin", "finish", "start_time", "end_time", "hours"]), _CELLS)
)
def test_any_cells_are_read_or_refused(cells: dict[str, Any]) -> None:
    try:
        found = dates_of(cells, _in_2026)
    except Unread:
        return
    assert found.first is not None
    for start, end in found.timings or ((found.start, found.end),):
        assert start is not None
        assert end is None or (type(end) is type(start) and (end >= start))


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Titre", "title"),
        ("Intitulé de l'évènement *", "title"),
        ("Nom de la manifestation", "title"),
        ("DATE DE DÉBUT (jj/mm/aaaa)", "begin"),
        ("Date de l’événement", "date"),
        ("Heure de début (hh:mm)", "start_time"),
        ("Horaires", "hours"),
        ("Nom du lieu", "venue"),
        ("Adresse du lieu", "street"),
        ("C.P.", None),
        ("CP", "postcode"),
        ("Ville / Commune", None),
        ("Tél.", "telephone"),
        ("E-mail", "email"),
        ("Tarif (€)", "price"),
        ("code INSEE", "insee"),
        ("addr:street", "street"),
        ("contact:website", "url"),
        ("Remarques internes", None),
        ("", None),
    ],
)
def test_headings_say_one_thing_or_nothing(heading, role):
    assert role_of(heading) == role


def test_every_usual_name_is_written_as_it_is_compared_and_says_one_thing():
    names = [name for group in USUAL.values() for name in group]
    assert len(names) == len(set(names))
    assert [name for name in names if bare(name) != name] == []


def test_the_likeliest_heading_wins_and_mapped_ones_are_not_guessed_again():
    headings = ["Nom", "Titre", "Date", "Fin", "Lieu"]
    assert named(headings, {})["title"] == "Titre"
    mapped = named(headings, {"start": "Lieu", "organizer": "Titre"})
    assert mapped == {"title": "Nom", "begin": "Lieu", "organizer": "Titre"}


def _row(**cells: Any) -> Row:
    return Row(cells, {key: key for key in cells}, "https://site.example/")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"venue": "Salle des fêtes, Gap"}, {"location": "Salle des fêtes, Gap"}),
        ({"venue": "Gap", "room": "Quattro"}, {"location": "Quattro, Gap"}),
        ({"venue": "Gap", "departement": "05"}, {"location": "Gap (05)"}),
        ({"venue": "Salle", "city": "Gap"}, {"venue": "Salle", "city": "Gap"}),
        ({"street": "1 rue Haute 05000 Gap"}, {"location": "1 rue Haute 05000 Gap"}),
        ({"street": "1 rue Haute", "city": "Gap"}, {"street": "1 rue Haute", "city": "Gap"}),
        ({"postcode": 5000.0, "city": "Gap"}, {"postcode": "05000", "city": "Gap"}),
        ({"postcode": "5000", "insee": 5061}, {"postcode": "05000", "insee": "05061"}),
    ],
)
def test_where(cells, expected):
    assert {key: value for key, value in _row(**cells).place().items() if value} == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"contact": "Paul 04 92 00 00 04 paul@a.example"}, ("paul@a.example", "04 92 00 00 04")),
        ({"contact": "Paul", "email": "a@a.example"}, ("a@a.example", None)),
        ({"telephone": 492000004.0}, (None, "0492000004")),
        ({"contact": "Mairie"}, (None, None)),
    ],
)
def test_whom_to_ask(cells, expected):
    assert _row(**cells).contact() == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("Billetterie : https://a.example/x.", "https://a.example/x"),
        ("www.a.example", "https://www.a.example"),
        ("asso.fr/agenda", "https://asso.fr/agenda"),
        ("/agenda/12", "https://site.example/agenda/12"),
        ("Salle des fêtes", None),
        ("javascript:alert(1)", None),
    ],
)
def test_links(said, expected):
    assert _row(url=said).web("url") == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"latitude": "44,56", "longitude": "6,08"}, (44.56, 6.08)),
        ({"point": "44.56, 6.08"}, (44.56, 6.08)),
        ({"point": "44,56 6,08"}, (44.56, 6.08)),
        ({"point": "44.56;6.08"}, (44.56, 6.08)),
        ({"point": "devant l'église"}, (None, None)),
        ({"latitude": 0, "longitude": 0}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_points(cells, expected):
    assert _row(**cells).point() == expected


@pytest.mark.parametrize(
    ("cells", "private"),
    [
        ({"shown": "non"}, True),
        ({"shown": False}, True),
        ({"shown": "oui"}, False),
        ({"hidden": "x"}, True),
        ({"hidden": "non"}, False),
        ({"status": "Brouillon"}, True),
        ({"status": "annulé"}, False),
        ({}, False),
    ],
)
def test_rows_that_are_not_for_the_public(cells, private):
    assert bool(_row(**cells).is_private()) is private
