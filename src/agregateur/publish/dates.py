"""Dates in words, French and English, for pages and feeds: pure functions of model values and of `today`.

Days and hours are local to the occurrence. A year is shown when it is not today's (always, when `today` is None and a
year is needed, never otherwise). Names of days and months come from CLDR; "1er", "20 h 30" and ranges are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names, get_timezone_location

from agregateur.model import Event, Occurrence
from agregateur.publish.words import Lang
from agregateur.publish.zones import VTIMEZONES

LONG = timedelta(days=7)
"""More days on end than this makes an event a long one, shown under "En ce moment"."""
NIGHT_ENDS = 5
"""Until 5 in the morning belongs to the evening before."""

_A_DAY = timedelta(hours=24)
_PARIS = ZoneInfo("Europe/Paris")
_LOCALES: dict[Lang, str] = {"fr": "fr", "en": "en_GB"}
_DAYS = {
    (lang, short): dict(get_day_names("abbreviated" if short else "wide", locale=name))
    for lang, name in _LOCALES.items()
    for short in (False, True)
}
_MONTHS = {
    (lang, short): dict(get_month_names("abbreviated" if short else "wide", locale=name))
    for lang, name in _LOCALES.items()
    for short in (False, True)
}
_ALL_DAY: dict[Lang, str] = {"fr": "toute la journée", "en": "all day"}
ONGOING: dict[Lang, str] = {"fr": "En ce moment", "en": "On now"}


# --- what an occurrence spans ------------------------------------------------------------------------------------


def last_day(occurrence: Occurrence) -> date:
    """The last local day of an occurrence; what ends by 5 in the morning ends the evening before."""
    start, end = occurrence.start, occurrence.end
    if not isinstance(start, datetime):
        return max(start, end - timedelta(days=1)) if end and not isinstance(end, datetime) else start
    if not isinstance(end, datetime) or end <= start:
        return start.date()
    local = _local(end, start)
    night = local.hour < NIGHT_ENDS or (local.hour == NIGHT_ENDS and local.minute == 0)
    return max(start.date(), local.date() - timedelta(days=1) if night else local.date())


def lasts_long(occurrence: Occurrence) -> bool:
    """Whether it lasts more than seven days on end."""
    return last_day(occurrence) - occurrence.day >= LONG


def is_long(event: Event) -> bool:
    """Whether any date of the event lasts more than seven days on end."""
    return any(lasts_long(o) for o in event.occurrences)


def is_regular(event: Event) -> bool:
    """Whether it comes on four days or more, each at most 31 days after the one before."""
    run, before = 0, date.min
    for day in _days_of(event):
        run = run + 1 if (day - before).days <= 31 else 1
        before = day
        if run >= 4:
            return True
    return False


def _days_of(event: Event) -> list[date]:
    """The days on which it happens, cancelled ones left out unless all are."""
    held = [o for o in event.occurrences if o.status != "cancelled"] or list(event.occurrences)
    return sorted({o.day for o in held})


# --- pieces ------------------------------------------------------------------------------------------------------


def time_label(moment: datetime, lang: Lang = "fr") -> str:
    """`20 h 30`, `18 h`; `8:30 pm`, `6 pm`."""
    hour, minute = moment.hour, moment.minute
    if lang == "fr":
        return f"{hour} h {minute:02d}" if minute else f"{hour} h"
    half = "am" if hour < 12 else "pm"
    clock = hour % 12 or 12
    return f"{clock}:{minute:02d} {half}" if minute else f"{clock} {half}"


def hours_label(start: datetime, end: datetime | None, lang: Lang = "fr") -> str:
    """`18 h–19 h`, or `18 h` when no end is stated or it is more than a night away; see `elsewhere`."""
    said = time_label(start, lang)
    if end is not None and start < end and end - start < _A_DAY:
        said += f"–{time_label(_local(end, start), lang)}"
    return said + elsewhere(start, lang)


def elsewhere(moment: datetime, lang: Lang = "fr") -> str:
    """` (heure : Londres)` when `moment` is told on a clock that is no clock of France and says another hour than that
    of Paris; else ''. Readers take an hour for their own."""
    zone = moment.tzinfo
    key = zone.key if isinstance(zone, ZoneInfo) else ""
    if not key or key in VTIMEZONES or moment.utcoffset() == moment.astimezone(_PARIS).utcoffset():
        return ""
    city = get_timezone_location(key, locale=_LOCALES[lang], return_city=True)
    return f" (heure : {city})" if lang == "fr" else f" ({city} time)"


def _local(end: datetime, start: datetime) -> datetime:
    """`end` by the clock of `start`."""
    return end if end.tzinfo is start.tzinfo else end.astimezone(start.tzinfo)


def day_label(
    day: date, lang: Lang = "fr", *, today: date | None = None, short: bool = False, weekday: bool = True
) -> str:
    """`samedi 12 décembre`, `sam. 12 déc.`, `vendredi 1er janvier 2027`; without `weekday`, `12 décembre`."""
    name = f"{_DAYS[lang, short][day.weekday()]} " if weekday else ""
    year = f" {day.year}" if today is not None and day.year != today.year else ""
    return f"{name}{_number(day, lang)} {_MONTHS[lang, short][day.month]}{year}"


def month_name(day: date, lang: Lang = "fr") -> str:
    """`décembre`: the month of a day."""
    return str(_MONTHS[lang, False][day.month])


def _number(day: date, lang: Lang) -> str:
    return "1er" if lang == "fr" and day.day == 1 else str(day.day)


def range_label(
    first: date, last: date, lang: Lang = "fr", *, today: date | None = None, short: bool = False
) -> str:
    """`du 3 au 5 juillet`, `du 28 juin au 3 juillet`, `du 28 décembre 2026 au 3 janvier 2027`; `3–5 July`."""
    if first == last:
        return day_label(first, lang, today=today, short=short)
    months = _MONTHS[lang, short]
    end = day_label(last, lang, today=today, short=short, weekday=False)
    start = _number(first, lang)
    if first.year != last.year:
        start += f" {months[first.month]} {first.year}"
        end = day_label(last, lang, today=first, short=short, weekday=False)
    elif first.month != last.month:
        start += f" {months[first.month]}"
    if lang == "fr":
        return f"du {start} au {end}"
    return f"{start} – {end}" if " " in start else f"{start}–{end}"


def days_label(days: Sequence[date], lang: Lang = "fr", *, today: date | None = None) -> str:
    """Some days, each month named once: `24 nov., 1er, 8 et 15 déc.`; `24 Nov, 1, 8 and 15 Dec`."""
    said = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        if following and (day.year, day.month) == (following.year, following.month):
            said.append(_number(day, lang))
        else:
            said.append(day_label(day, lang, today=today, short=True, weekday=False))
    joint = " et " if lang == "fr" else " and "
    return joint.join(part for part in (", ".join(said[:-1]), said[-1]) if part) if said else ""


def until_label(last: date, today: date, lang: Lang = "fr") -> str:
    """`jusqu'à dimanche` within the week, else `jusqu'au 15 janvier`; `jusqu'à ce soir` on the last day."""
    ahead = (last - today).days
    if ahead == 0:
        return "jusqu'à ce soir" if lang == "fr" else "until tonight"
    if ahead == 1:
        return "jusqu'à demain" if lang == "fr" else "until tomorrow"
    if 1 < ahead < 7:
        weekday = _DAYS[lang, False][last.weekday()]
        return f"jusqu'à {weekday}" if lang == "fr" else f"until {weekday}"
    day = day_label(last, lang, today=today, weekday=False)
    return f"jusqu'au {day}" if lang == "fr" else f"until {day}"


# --- whole phrases -----------------------------------------------------------------------------------------------


def when_label(
    occurrence: Occurrence,
    lang: Lang = "fr",
    *,
    today: date | None = None,
    short: bool = False,
    end: bool = True,
) -> str:
    """One date: `samedi 12 décembre, 20 h 30–22 h`, `sam. 12 déc., 20 h 30` (`short`, without `end`).

    All day: `samedi 12 décembre, toute la journée` (without `end`, the day alone). Over several days:
    `du 3 au 5 juillet`.
    """
    first, last = occurrence.day, last_day(occurrence)
    if first != last:
        return range_label(first, last, lang, today=today, short=short)
    day = day_label(first, lang, today=today, short=short)
    if not isinstance(occurrence.start, datetime):
        return f"{day}, {_ALL_DAY[lang]}" if end else day
    stop = occurrence.end if end and isinstance(occurrence.end, datetime) else None
    return f"{day}, {hours_label(occurrence.start, stop, lang)}"


def span_label(event: Event, today: date, lang: Lang = "fr") -> str:
    """All dates of an event in one phrase, seen from `today`; '' without dates.

    `tous les mardis, 18 h–19 h` when regular; `En ce moment, jusqu'au 15 janvier` when it lasts long and has begun;
    `jusqu'à dimanche` when it lasts some days and has begun; else its one date, `12, 13 et 20 décembre` style for up
    to three, or `5 dates du 3 décembre au 14 mars`.
    """
    dates = sorted(event.occurrences, key=lambda o: o.day)
    if not dates:
        return ""
    if regular := regular_label(event, lang):
        return regular
    if len(dates) == 1:
        only = dates[0]
        if only.day < today <= last_day(only):
            until = until_label(last_day(only), today, lang)
            return f"{ONGOING[lang]}, {until}" if lasts_long(only) else until
        return when_label(only, lang, today=today)
    days = sorted({o.day for o in dates})
    if len(days) == 1:
        return _same_day(dates, lang, today)
    hours = _common_hours(dates, lang)
    if len(days) >= 4 and (rhythm := _rhythm(days, lang)):
        return rhythm + hours  # once a month is too far apart to be regular, but has its name
    if len(days) <= 3 and all(last_day(o) == o.day for o in dates):
        joint = " et " if lang == "fr" else " and "
        named = [
            day_label(d, lang, today=None if following and following.year == d.year else today)
            for d, following in zip(days, [*days[1:], None], strict=True)
        ]
        return ", ".join(named[:-1]) + joint + named[-1] + hours
    span = range_label(days[0], max(last_day(o) for o in dates), lang, today=today)
    return f"{len(days)} dates {span}{hours}" if lang == "fr" else f"{len(days)} dates, {span}{hours}"


def regular_label(event: Event, lang: Lang = "fr") -> str | None:
    """`tous les mardis, 18 h–19 h`; None when the event is not regular (see `is_regular`).

    Also `tous les jours`, `du lundi au vendredi`, `les mardis et jeudis`, `un mardi sur deux`, `chaque 1er samedi du
    mois`; a rhythm that has none of these names is said as `12 dates`. Hours are said when all dates share them.
    """
    if not is_regular(event):
        return None
    held = [o for o in event.occurrences if o.status != "cancelled"] or list(event.occurrences)
    days = _days_of(event)
    rhythm = _rhythm(days, lang)
    if rhythm is None and len({day.weekday() for day in days}) == 1:
        name = _DAYS[lang, False][days[0].weekday()]
        rhythm = f"certains {name}s" if lang == "fr" else f"some {name}s"
    return (rhythm or f"{len(days)} dates") + _common_hours(held, lang)


def _rhythm(days: list[date], lang: Lang) -> str | None:
    names = _DAYS[lang, False]
    weekdays = sorted({d.weekday() for d in days})
    gaps = [(b - a).days for a, b in pairwise(days)]
    if len(weekdays) == 1:
        name = names[weekdays[0]]
        if _mostly(gaps, {7}):
            return f"tous les {name}s" if lang == "fr" else f"every {name}"
        if _mostly(gaps, {14}):
            return f"un {name} sur deux" if lang == "fr" else f"every other {name}"
        ranks = {(d.day - 1) // 7 for d in days}
        if len(ranks) == 1 and _mostly(gaps, {28, 35}):
            rank = ranks.pop()
            if lang == "fr":
                return f"chaque {('1er', '2e', '3e', '4e', '5e')[rank]} {name} du mois"
            return f"every {('1st', '2nd', '3rd', '4th', '5th')[rank]} {name} of the month"
        return None
    if _mostly(gaps, {1}) and len(weekdays) == 7:
        return "tous les jours" if lang == "fr" else "every day"
    # In a week that repeats, each of its days follows the one before at its own distance.
    around = {(b - a) % 7 for a, b in zip(weekdays, [*weekdays[1:], weekdays[0]], strict=True)}
    if not _mostly(gaps, around):
        return None
    if len(weekdays) >= 4 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        first, last = names[weekdays[0]], names[weekdays[-1]]
        return f"du {first} au {last}" if lang == "fr" else f"{first} to {last}"
    if len(weekdays) > 4:
        return None
    listed = [f"{names[w]}s" for w in weekdays]
    joint = " et " if lang == "fr" else " and "
    return ("les " if lang == "fr" else "") + ", ".join(listed[:-1]) + joint + listed[-1]


def _mostly(gaps: list[int], wanted: set[int]) -> bool:
    """Two gaps in three at least: holidays interrupt a rhythm, they do not end it."""
    return sum(gap in wanted for gap in gaps) * 3 >= len(gaps) * 2


def _common_hours(dates: list[Occurrence], lang: Lang) -> str:
    """`, 18 h–19 h` when all dates share their hours, else ''."""
    labels = {
        hours_label(o.start, o.end if isinstance(o.end, datetime) else None, lang)
        if isinstance(o.start, datetime)
        else ""
        for o in dates
    }
    shared = labels.pop() if len(labels) == 1 else ""
    return f", {shared}" if shared else ""


def _same_day(dates: list[Occurrence], lang: Lang, today: date) -> str:
    day = day_label(dates[0].day, lang, today=today)
    starts = sorted(o.start for o in dates if isinstance(o.start, datetime))
    if len(starts) < 2:
        return when_label(dates[0], lang, today=today)
    times = [time_label(s, lang) for s in starts]
    joint = " et " if lang == "fr" else " and "
    return f"{day}, " + ", ".join(times[:-1]) + joint + times[-1]
