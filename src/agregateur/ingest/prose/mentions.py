"""From the elements of a text to its mentions: days with their hours, or a repeat with its hours and bounds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from agregateur.ingest.prose.attach import MAX_FILLERS, Loose, attach, attach_before, hour_role
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import Bound, Element, Read
from agregateur.ingest.prose.hours import Hours, Slot
from agregateur.ingest.prose.mention import Mention, is_bare
from agregateur.ingest.prose.repeats import Repeat
from agregateur.ingest.prose.resolve import resolve, resolve_list, resolve_range
from agregateur.ingest.prose.sittings import sit
from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS, several


def mentions(read: Read, where: int, published: date | None) -> tuple[list[Mention], list[Loose]]:
    """The mentions of one text in order, and the hours that belong to none of them."""
    elements = list(read.elements)
    taken: set[int] = set()
    found: list[Mention] = []
    for n, element in enumerate(elements):
        if isinstance(element, (Days, Repeat, Bound)):
            one = Mention(read, where, [element])
            if isinstance(element, Bound) or not attach(one, elements, n, taken):
                attach_before(one, elements, n, taken)
            found.append(one)
    for n, one in ((n, one) for n, one in enumerate(found) if not one.slots or one.beside):
        sit(one, elements, found[n + 1] if n + 1 < len(found) else None, taken)
    for one in found:
        _resolve(one, published)
    _months(found)
    found = _bounded(_lent(_apart(found, elements)))
    loose = [
        Loose(read, where, e, hour_role(read, e))
        for n, e in enumerate(elements)
        if isinstance(e, Hours) and e.slots and n not in taken
    ]
    return found, loose


def _resolve(one: Mention, published: date | None) -> None:
    element = one.elements[0]
    if isinstance(element, Days):
        if element.ranged:
            pair = resolve_range(element, published)
            one.dates = list(pair) if pair else []
            one.ranged = True
            if element.since is not None:
                one.ends = (element.since, element.until)
                one.beside = True
        else:
            one.dates = resolve_list(element.days, published) or []
        if any(day.figures for day in element.days) and not (one.slots or element.ranged):
            one.flags.add("bare_figures")
        if any(day.month is None and not day.relative for day in element.days) and not element.ranged:
            one.flags.add("no_month")
        if not one.dates:
            one.role = "unclear"
        elif any(r.disagrees for r in one.dates):
            one.flags.add("disagrees")
    elif isinstance(element, Bound):
        resolved = resolve(element.day, published)
        one.dates = list(resolved)
        one.role = "until" if element.until else "since"
        one.published = published
    elif isinstance(element, Repeat):
        one.repeat = element
        months = element.months or _months_of(one.read.before(element.start))
        if months is not None and published is not None:
            one.since, one.until = _season(*months, published)


_SEASON = re.compile(
    rf"\b(?:en|pendant|durant|tout)(?: le mois d(?:e |'))? ?({'|'.join(MONTHS)})(?: et (?:en )?({'|'.join(MONTHS)}))?\b"
)


def _months_of(before: str) -> tuple[int, int] | None:
    """The first and the last month that the folded words before a repeat name: `en juillet et en août, le mardi`."""
    told = _SEASON.search(before)
    return (MONTHS[told[1]], MONTHS[told[2] or told[1]]) if told else None


def _season(first: int, last: int, published: date) -> tuple[date, date]:
    """The first and the last day of months, those that go on or come next."""
    year = published.year + (last < published.month)
    end = date(year + (last == 12), last % 12 + 1, 1) - timedelta(days=1)
    begin = date(year - (first > last), first, 1)
    return max(begin, published), end


def _months(found: list[Mention]) -> None:
    """`samedi 12 à 20h et dimanche 13 décembre à 15h`: a day without a month takes that of its neighbour."""
    _weekdays(found)
    for one, following in itertools.pairwise(found):
        first, second = one.elements[0], following.elements[0]
        if not (isinstance(first, Days) and isinstance(second, Days)) or first.ranged or second.ranged:
            continue
        if second.start - one.stop > MAX_FILLERS or not (one.dates and following.dates):
            continue
        if is_bare(one) and is_bare(following):
            # "samedi à 18h et dimanche à 10h30": the second follows the first.
            following.dates = list(resolve(second.days[0], one.dates[-1].on))
        elif "no_month" in following.flags and "no_month" not in one.flags:
            following.dates = resolve_list(second.days, one.dates[-1].on) or following.dates
        elif "no_month" in one.flags and "no_month" not in following.flags:
            near = following.dates[0].on
            # The last such days before it.
            for days in (7, 14, 31):
                shifted = resolve_list(first.days, near - timedelta(days=days)) or []
                if shifted and shifted[-1].on <= near:
                    one.dates = shifted
                    break


def _weekdays(found: list[Mention]) -> None:
    """`samedi 13 juin de 16h à 19h et dimanche dès 7h`: a weekday alone is that of the days just named."""
    named: date | None = None
    for one in found:
        element = one.elements[0]
        if not (isinstance(element, Days) and one.dates):
            continue
        if is_bare(one) and named is not None and len(one.dates) == 1:
            weekday = one.dates[0].on.weekday()
            shift = (weekday - named.weekday() + 3) % 7 - 3
            one.dates = [replace(one.dates[0], on=named + timedelta(days=shift))]
        elif not element.ranged and not any(day.relative for day in element.days):
            named = one.dates[-1].on


MAX_APART = 10
"""Days of a list or a span that are looked at for hours of their own."""
MAX_BEFORE = 5
"""Sentences, or lines, before them that are looked at too."""
_BEFORE_HOURS = several(": - ( , le la de des a •")


def _apart(found: list[Mention], elements: Sequence[Element]) -> list[Mention]:
    """`les 6 et 7 février (samedi de 14h à 17h, dimanche de 10h à 17h)`: each day has the hours of its weekday."""
    gone: set[int] = set()
    for one in found:
        days = [r.on for r in one.dates]
        if one.ranged and len(days) == 2 and (days[1] - days[0]).days < MAX_APART:
            days = [days[0] + timedelta(days=n) for n in range((days[1] - days[0]).days + 1)]
        weekdays = {on.weekday() for on in days}
        if one.repeat is not None or not 1 < len(days) <= MAX_APART or len(weekdays) != len(days):
            continue
        told: dict[int, tuple[Slot, ...]] = {}
        for element in elements:
            if (
                not isinstance(element, Hours)
                or one.sentence - one.read.sentences[element.start] > MAX_BEFORE
            ):
                continue
            if one.read.sentences[element.start] > one.sentence + MAX_APART:
                break
            before = element.start - 1
            while before > 0 and one.read.word(before) in _BEFORE_HOURS:
                before -= 1
            weekday = WEEKDAYS.get(one.read.word(before))
            if weekday is not None and weekday in weekdays and element.slots:
                told.setdefault(weekday, element.slots)
                gone |= {id(m) for m in found if m is not one and m.start <= before < m.stop}
        if len(told) == len(days):
            one.by_weekday, one.slots, one.beside = told, told[days[0].weekday()], True
        else:
            gone = set()
    return [one for one in found if id(one) not in gone]


def _lent(found: list[Mention]) -> list[Mention]:
    """`Le samedi à 10h30. Dates : 10 octobre et 7 novembre`: a habit lends its hour to days that are such days."""
    for habit in found:
        if habit.repeat is None or not (habit.repeat.habit and habit.slots) or habit.repeat.nth:
            continue
        days = habit.repeat.weekdays
        heads = habit.read.word(habit.stop) == ":"
        lent = [
            one
            for one in found
            if one.repeat is None and one.dates and not (one.ranged or one.slots)
            if len(one.dates) > 1 or (heads and one.sentence == habit.sentence)
            if all(r.on.weekday() in days for r in one.dates)
        ]
        for one in lent:
            one.slots, one.beside = habit.slots, True
        if lent:
            return [other for other in found if other is not habit]
    return found


_BEGINS = re.compile(
    r"\b(?:debut\w*|demarr\w*|commenc\w*|repri\w*|repren\w*|redemarr\w*|recommenc\w*"
    r"|rentree|premiere seance|premier cours)\b[^.;]{0,40}$"
)
_THEN = frozenset({"puis", "ensuite"})
MAX_BEGUN = 2
"""Sentences between a repeat and the day it begins."""


def _begun(found: list[Mention]) -> list[Mention]:
    """`Les cours démarrent le mardi 6 octobre. Ils ont lieu le mardi de 18h30 à 20h`: a day without hours that
    something begins on is that of the only repeat, which has hours."""
    _same_hour(found)
    repeats = [one for one in found if one.repeat is not None and one.slots and not one.repeat.daily]
    if len(repeats) != 1:
        return list(found)
    [repeat] = repeats
    for one in found:
        single = one.repeat is None and len(one.dates) == 1 and not one.ranged and not one.slots
        near = one.read is repeat.read and abs(one.sentence - repeat.sentence) <= MAX_BEGUN
        known = repeat.since is not None or any(m.role == "since" for m in found)
        then = one.stop < repeat.start <= one.stop + MAX_FILLERS and one.read.word(repeat.start - 1) in _THEN
        begins = then or _BEGINS.search(one.read.before(one.start)) is not None
        if single and near and not known and one.role is None and begins:
            repeat.since = one.dates[0].on
            repeat.elements.extend(one.elements)
            return [other for other in found if other is not one]
    return list(found)


def _same_hour(found: list[Mention]) -> None:
    """`mardi 8 septembre à 20h30, et ensuite chaque mardi à la même heure`: the repeat takes the hours, not the day."""
    for one, following in itertools.pairwise(found):
        if following.repeat is None or following.slots or not one.slots or one.repeat is not None:
            continue
        if _SAME_HOUR.search(following.read.after(following.stop)):
            following.slots, following.beside = one.slots, True
            one.slots, one.beside = (), False


_SAME_HOUR = re.compile(r"^\W*(?:a la meme heure|aux memes heures|meme heure|memes horaires)\b")


def _bounded(found: list[Mention]) -> list[Mention]:
    """Repeats take the range, `à partir du` and `jusqu'au` of their sentence, and stop being alone with it.

    `tous les jours` is no repeat of its own: its hours are those of the range it stands beside.
    """
    kept = _begun(found)
    for one in kept[:]:
        if one.repeat is None:
            continue
        for other in found:
            if (
                other is one
                or other not in kept
                or other.sentence != one.sentence
                or other.repeat
                or not other.dates
            ):
                continue
            if one.repeat.habit and not one.slots:
                continue
            if one.repeat.daily:
                if not other.slots:
                    other.slots, other.beside = one.slots, True
                continue
            if other.ranged and not other.ends:
                one.since, one.until = other.dates[0].on, other.dates[1].on
            elif other.role == "until":
                one.until = other.dates[0].on
            elif other.role == "since":
                one.since = other.dates[0].on
            else:
                continue
            if not one.slots and other.slots:
                one.slots, one.beside = other.slots, True
            one.elements.extend(other.elements)
            kept.remove(other)
    return [one for one in kept if one.repeat is None or not one.repeat.daily]
