"""Dates and hours as people write them in a cell of their own: `samedi 5 décembre 2026`, `5-6/12`, `14h-17h`.

A cell holds a date and nothing else; what has other words is prose, and is not read here. Everything is a pure function
of what is written: a year that stands nowhere is never guessed from the day of today.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from agregateur.connecting.values import text_of, when_of
from agregateur.text import fold

Year = Callable[[int], int | None]
"""The year of a month that is written without one; None when nothing tells it."""
Hours = tuple[time, time | None]

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"], 1)
    for name in names.split()
}  # fmt: skip
_NAMED = tuple(name for name in _MONTHS if len(name) > 3)
_WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_PIECE = re.compile(
    r"(?:(?:le )?(?P<weekday>lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|anche|edi|\.)?,? )?(?:le )?"
    r"(?P<day>\d{1,2})(?:er)?"
    r"(?: ?(?P<sign>[/.-])(?P<month>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d\d))?"
    rf"| ?(?P<name>{'|'.join(_MONTHS)})\.?(?: (?P<named_year>\d{{4}}|'?\d\d))?)?"
)
_CLOCK = r"(\d{1,2}) ?(?:h|:|heures?)(?: ?(\d\d))?(?::\d\d(?:\.\d+)?)?(?: ?mn| ?min)?"
_HOURS = re.compile(rf"(?:a partir de |des |de |a |entre )?{_CLOCK}(?: ?(?:-|a|au|et|jusqu'a|>) ?{_CLOCK})?")
_SHORT_HOURS = re.compile(rf"(?:de )?(\d{{1,2}}) ?(?:-|a) ?{_CLOCK}")
_TAIL = re.compile(
    rf"(?:[ ,;:-]+|^)(?P<hours>(?:a partir de |des |de |a )?{_CLOCK}(?: ?(?:-|a) ?{_CLOCK})?)$"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_RANGE = re.compile(r" au | a | ?- ?| jusqu'au | > ")
_LIST = re.compile(r" ?(?:,| et | & |\+) ?(?:le )?")
_SLASH = re.compile(r"(?<=\d)/(?=\d)")


class Unread(ValueError):
    """A cell whose date cannot be read; `code` is `bad_start`, or `no_year` when only the year is missing."""

    def __init__(self, code: str = "bad_start") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Days:
    """What a cell of dates says: `days` one by one, or the first and the `last` (inside) of a range.

    `moment` is set when a machine wrote a moment; `hours` when hours stand in the same cell; `wrong_weekday` when the
    day of the week that is written is another.
    """

    days: tuple[date, ...]
    last: date | None = None
    moment: datetime | None = None
    hours: Hours | None = None
    wrong_weekday: bool = False


def plain(value: Any) -> str:
    """A cell as it is compared: folded, on one line, dashes and blanks made one."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text_of(value) or ""))
    return " ".join(text.split()).strip(" .;,")


def read_hours(value: Any) -> Hours | None:
    """The hour of a cell, or both: `20h30`, `14h-17h`, `de 14:00 à 17:00`, a time, a part of a day, a bare 14."""
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None, microsecond=0), None
    if isinstance(value, time):
        return value.replace(tzinfo=None, microsecond=0), None
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, int | float) and not isinstance(value, bool):
        minutes = round(value * 1440) if 0 <= value < 1 else value * 60 if value == int(value) else -1
        return (time(int(minutes) // 60, int(minutes) % 60), None) if 0 <= minutes < 1440 else None
    text = plain(value).replace("midi", "12h").replace("minuit", "0h")
    if text.isdigit() and len(text) <= 2:
        text += "h"
    if found := _HOURS.fullmatch(text):
        return _hours(*found.groups())
    if found := _SHORT_HOURS.fullmatch(text):
        return _hours(found[1], None, found[2], found[3])
    return None


def _hours(hour: str, minute: str | None, until: str | None, until_minute: str | None) -> Hours | None:
    def clock(hours: str, minutes: str | None) -> time:
        return time(int(hours) % 24 if hours == "24" else int(hours), int(minutes or 0))

    try:
        return clock(hour, minute), clock(until, until_minute) if until else None
    except ValueError:
        return None


def read_days(value: Any, year: Year) -> Days:
    """The dates of a cell. Raises Unread when it is empty of them, has other words, or its year stands nowhere."""
    if isinstance(value, datetime):
        return Days((value.date(),), moment=value)
    if isinstance(value, date):
        return Days((value,))
    if isinstance(value, int | float) and not isinstance(value, bool):
        counted = when_of(value)
        if isinstance(counted, datetime) and value % 86_400 == 0:
            # Grist states a day as the seconds of its midnight in UTC (support.getgrist.com, column types).
            return Days((counted.date(),))
        return _of_machine(counted or _serial(value))
    text = plain(value)
    if not text:
        raise Unread
    if _ISO.match(text) and "au" not in text:
        return _of_machine(when_of(value))
    hours = None
    if (tail := _TAIL.search(text)) and tail.start():
        hours = read_hours(tail["hours"])
        text = text[: tail.start()].strip(" ,")
    found = _pieces(re.sub(r"^(?:du|de|les|le|entre le) ", "", text), year)
    if found is None:
        if hours is None and (moment := when_of(value)):
            return _of_machine(moment)
        raise Unread
    days, last, wrong = found
    if hours == (time(), None):
        # What exports write behind a day without an hour: 05/12/2026 00:00:00.
        hours = None
    return Days(days, last, hours=hours, wrong_weekday=wrong)


def _serial(value: float) -> datetime | date | None:
    """The day that a spreadsheet counts, from 30 December 1899 (ODF 1.3 part 4, 4.3.2); 1954 to 2119."""
    if not 20_000 <= value < 80_000:
        return None
    found = datetime.combine(date(1899, 12, 30), time()) + timedelta(minutes=round(value * 1440))
    return found if found.time() != time() else found.date()


def _of_machine(found: date | datetime | None) -> Days:
    if found is None:
        raise Unread
    if isinstance(found, datetime) and (found.tzinfo or found.time() != time()):
        return Days((found.date(),), moment=found)
    return Days((found.date() if isinstance(found, datetime) else found,))


def _pieces(text: str, year: Year) -> tuple[tuple[date, ...], date | None, bool] | None:
    """One day, the days of a list, or the first and last of a range."""
    if (one := _PIECE.fullmatch(text)) and (one["month"] or one["name"]):
        day, wrong = _day(one, None, year)
        return (day,), None, wrong
    for cut in _RANGE.finditer(text):
        left, right = _PIECE.fullmatch(text[: cut.start()]), _PIECE.fullmatch(text[cut.end() :])
        if left and right and (right["month"] or right["name"]):
            last, wrong = _day(right, None, year)
            first, wrong_too = _day(left, last, year)
            if first > last:
                return None
            return (first,), last, wrong or wrong_too
    if any(f" {name}" in text for name in _NAMED):
        # 5/6 décembre: two days, since the month is named.
        text = _SLASH.sub(",", text)
    parts = [_PIECE.fullmatch(part) for part in _LIST.split(text)]
    if len(parts) < 2 or not parts[-1] or not (parts[-1]["name"] or parts[-1]["month"]):
        return None
    following, wrong = _day(parts[-1], None, year)
    days = [following]
    for part in reversed(parts[:-1]):
        if part is None:
            return None
        following, wrong_too = _day(part, following, year)
        wrong = wrong or wrong_too
        days.insert(0, following)
    return (tuple(days), None, wrong) if days == sorted(set(days)) else None


def _day(piece: re.Match[str], following: date | None, year: Year) -> tuple[date, bool]:
    """The day of one piece; what it leaves out is that of the `following` one."""
    month = int(piece["month"]) if piece["month"] else _MONTHS.get(piece["name"] or "", 0)
    if not month and following:
        month = following.month
    written = (piece["year"] or piece["named_year"] or "").strip("'")
    if written:
        number: int | None = int(written) + (2000 if len(written) == 2 else 0)
    elif following:
        number = following.year - (month > following.month)
    else:
        number = year(month)
    if number is None:
        raise Unread("no_year" if 1 <= month <= 12 else "bad_start")
    try:
        found = date(number, month, int(piece["day"]))
    except ValueError:
        raise Unread from None
    if not 1900 <= found.year <= 2200:
        raise Unread
    wrong = bool(piece["weekday"]) and _WEEKDAYS[found.weekday()] != piece["weekday"]
    if wrong and not written and not following:
        # The day of the week says that the year above the table is not that of this row.
        raise Unread("no_year")
    return found, wrong
