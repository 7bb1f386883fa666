"""Days named in two rows: weekdays then numbers, or one span after another under one month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.day import Day, DayReader
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS, several

MAX_LISTED = 40
"""Days of one list; it also bounds the work on hostile text."""


@dataclass(frozen=True, slots=True)
class Days:
    """A mention: days one by one, or a range (`ranged`, two days, with hours of its own when it states them)."""

    start: int
    stop: int
    days: tuple[Day, ...]
    ranged: bool = False
    since: Slot | None = None
    until: Slot | None = None


class ZippedReader(DayReader):
    """Reads such rows from tokens at a place."""

    def zipped(self, i: int) -> Days | None:
        """`vendredi et samedi 4 et 5 décembre`: the first weekday is that of the first day."""
        j = i + (self.word(i) in {"le", "les", "des"})
        weekdays: list[int] = []
        while self.word(j) in WEEKDAYS:
            weekdays.append(WEEKDAYS[self.word(j)])
            j = self.separator(j + 1) or j + 1
        numbers: list[int] = []
        while len(weekdays) > 1 and self.kind(j) == "number" and len(numbers) < MAX_LISTED:
            numbers.append(self.tokens[j].a)
            stop, j = j + 1, self.separator(j + 1) or j + 1
        if not numbers or len(numbers) < len(weekdays) or max(numbers) > 31 or self.word(stop) not in MONTHS:
            return None
        weekdays = weekdays if len(numbers) == len(weekdays) else _going_round(weekdays, numbers)
        if not weekdays:
            return None
        month = MONTHS[self.word(stop)]
        stop += 2 if self.word(stop + 1) == "." and len(self.word(stop)) < 5 else 1
        year, stop = self._year(stop)
        days = zip(weekdays, numbers, strict=True)
        return Days(i, stop, tuple(Day(weekday, number, month, year) for weekday, number in days))

    def pairs(self, i: int) -> Days | None:
        """`5-6 et 12-13 décembre`: the days of both; `4-5-6 décembre`: one after another."""
        j = i + (self.word(i) in {"les", "des"})
        days: list[int] = []
        stop = j
        while (
            self.kind(j) == "number"
            and (not days or self.tokens[j].a == days[-1] + 1)
            and len(days) < MAX_LISTED
        ):
            days.append(self.tokens[j].a)
            stop = j + 1
            j += 2 if self.word(j + 1) == "-" else 1
        if len(days) > 2 and self.word(stop) in MONTHS:
            return self._under(i, days, stop)
        j, days = i + (self.word(i) in {"les", "des"}), []
        while self.kind(j) == "number" and self.word(j + 1) == "-" and self.kind(j + 2) == "number":
            first, last = self.tokens[j].a, self.tokens[j + 2].a
            if not 1 <= first < last <= min(31, first + 3) or len(days) > MAX_LISTED:
                return None
            days += range(first, last + 1)
            stop, j = j + 3, self.separator(j + 3) or j + 3
        return self._under(i, days, stop) if len(days) >= 4 and self.word(stop) in MONTHS else None

    def _under(self, i: int, days: Sequence[int], stop: int) -> Days:
        """These days of the month that is named at `stop`."""
        month = MONTHS[self.word(stop)]
        year, stop = self._year(stop + 1)
        return Days(i, stop, tuple(Day(None, day, month, year) for day in days))

    def separator(self, i: int) -> int | None:
        """Past what stands between two days of a list."""
        start = i
        while i - start < 4:
            word, kind = self.word(i), self.kind(i)
            if word in _BETWEEN or (kind == "line" and i > start):
                i += 1
            else:
                break
        return i if i > start else None


def _going_round(weekdays: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """`les vendredis et samedis 17, 18, 24 et 25 juillet`: the weekday of each day, by the days between them; [] when
    they fall on others, or on several ways of it."""
    ways = [[(first + number - numbers[0]) % 7 for number in numbers] for first in dict.fromkeys(weekdays)]
    found = [way for way in ways if set(way) == set(weekdays)]
    return found[0] if len(found) == 1 else []


_BETWEEN = several(", et & + puis ou / ; | ainsi que encore enfin •")
