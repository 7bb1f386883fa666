"""Lists of days and ranges, as written: nothing is resolved here, a year or a month may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agregateur.ingest.prose.day import Day
from agregateur.ingest.prose.hours import hours_at
from agregateur.ingest.prose.tokens import Token
from agregateur.ingest.prose.vocabulary import SHORT_WEEKDAYS, WEEKDAYS, several
from agregateur.ingest.prose.zipped import MAX_LISTED, Days, ZippedReader


class Reader(ZippedReader):
    """Reads days, lists and ranges from tokens at a place."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self.barren = 0
        """Up to here numbers are known to belong to a list that names no month."""
        self.continued = 0
        """Where the next day of a list with hours stands."""

    def bare_weekday(self, i: int) -> Days | None:
        """`samedi à 20h`, `mercredi matin, 10h`: the next one, when an hour follows at once and no article leads."""
        word = self.word(i)
        if word not in WEEKDAYS or word in SHORT_WEEKDAYS or word.endswith("s"):
            return None
        listed = self.word(i - 1) in {"et", ","} and self.kind(i - 2) == "time"
        led = self.word(i - 1) in _LEADING and not (
            self.word(i - 1) == "," and self.word(i - 2) not in WEEKDAYS
        )
        if i and not listed and (led or self.kind(i - 1) == "number"):
            return None
        j = i + 1
        while j < i + 4 and self.word(j) in _TO_ITS_HOUR:
            j += 1
        day = Day(WEEKDAYS[word], relative="seul")
        said = [self.word(k) for k in range(i - 3, i + 2)] if i >= 3 else []
        if said[:3] == ["c", "'", "est"] and said[4] in {"!", "."}:
            return Days(i, i + 1, (Day(WEEKDAYS[word], relative="ce"),))
        # "Samedi de 14 à 17 h".
        span = self.kind(j) == "number" and self.word(j + 1) in {"a", "-"} and self.kind(j + 2) == "time"
        timed = j > i + 1 and (span or self.kind(j) == "time")
        return Days(i, i + 1, (day,)) if timed or self._begun_next(i + 1) else None

    def _begun_next(self, i: int) -> bool:
        """Whether the sentence of a weekday alone ends soon, and the next says when one meets: `… samedi sur les quais.
        Départ du cortège à 14 h`."""
        if self.word(i) in _OF_PAST:
            return False
        stop = next((k for k in range(i, i + FAR_AHEAD) if self.word(k) in {".", "!"}), None)
        if stop is None or any(self.word(k) in WEEKDAYS or self.kind(k) == "time" for k in range(i, stop)):
            return False
        following = range(stop + 1, stop + 1 + FAR_AHEAD)
        ends = ("time", "date", "number", "")
        end = next((k for k in following if self.word(k) in {*WEEKDAYS, "."} or self.kind(k) in ends), None)
        return end is not None and self.kind(end) == "time"

    def bare_number(self, i: int) -> Days | None:
        """`on en discute le 18 à 19h30`: the next day of that number, when its hour follows at once."""
        if self.word(i) != "le" or self.kind(i + 1) != "number" or not 1 <= self.tokens[i + 1].a <= 31:
            return None
        j = i + 2
        while j < i + 5 and self.word(j) in _TO_ITS_HOUR:
            j += 1
        if j == i + 2 or self.kind(j) != "time" or self.tokens[i + 1].ordinal:
            return None
        return Days(i, i + 2, (Day(day=self.tokens[i + 1].a, relative="le"),))

    def mention(self, i: int) -> Days | None:
        """The longest range or list of days that begins at `i`."""
        if i < self.barren and self.kind(i) == "number":
            return None
        listed = self._with_hours(i) if self.word(i) == "les" or self.continued == i else None
        if listed is not None:
            hours = hours_at(self.tokens, self.to_hours(listed.stop))
            stop = hours.stop + (self.word(hours.stop) == ")") if hours else listed.stop
            self.continued = self.separator(stop) or 0
            return listed
        return self.zipped(i) or self.pairs(i) or self._range(i) or self._list(i)

    def _range(self, i: int) -> Days | None:
        j = i
        opened = self.word(i) in {"du", "de", "entre"}
        if opened:
            j += 1
        begun = self.word(i - 1) == ":" and self.word(i - 2) == "debut"
        first = self.day(j)
        if first is None or first[0].relative:
            return None
        one, j = first
        j += self.word(j) == "prochain"
        stamped = self._stamp(j - 1)
        since = hours_at(self.tokens, self.to_hours(j)) if opened or stamped else None
        at = since.stop if since else j
        if since and (len(since.slots) > 1 or since.slots[0].end):
            since, at = None, j
        at += bool(since) and self.word(at) == ")"
        until = self._fin(at) if begun else None
        until = until or self._joined(at, self.word(i))
        if until is None:
            return None
        second = self.day(until)
        if second is None or second[0].relative:
            return None
        two, stop = second
        if two.month is None and not (two.weekday is not None and one.month is None and opened):
            if one.month is None or not opened or one.day is None or (two.day or 0) <= one.day:
                return None
            two = replace(two, month=one.month, year=one.year)
        dashed = not opened and self.word(until - 1) == "-"
        if dashed and one.month is None and (two.day or 0) <= (one.day or 0):
            return None
        ending = hours_at(self.tokens, self.to_hours(stop)) if since else None
        if since and not opened and not (ending and self._stamp(stop - 1)):
            return None
        if one.month is None:
            one = replace(one, month=two.month if (one.day or 0) <= (two.day or 0) else None)
        if since is None:
            return Days(i, stop, (one, two), ranged=True)
        end = ending.slots[0] if ending and len(ending.slots) == 1 else None
        return Days(i, ending.stop if end and ending else stop, (one, two), True, since.slots[0], end)

    def _stamp(self, i: int) -> bool:
        """Whether a whole date in figures stands at `i`: `05/12/2026 18:00 - 05/12/2026 20:00` is one span."""
        return self.kind(i) == "date" and bool(self.tokens[i].c)

    def _fin(self, i: int) -> int | None:
        """Past `- Fin :`, which follows `Début : 05/12/2026`."""
        while self.word(i) in {"-", ",", ";", "/", "|"} or self.kind(i) == "line":
            i += 1
        if self.word(i) != "fin":
            return None
        return i + 2 if self.word(i + 1) == ":" else i + 1

    def to_hours(self, i: int) -> int:
        """Past what may stand between a day and its hour."""
        while self.word(i) in _TO_HOURS:
            i += 1
        return i

    def _joined(self, i: int, opening: str) -> int | None:
        """Past `au`, `-`, `→` or, after `entre`, `et`."""
        word = self.word(i)
        if opening == "entre":
            return i + 1 if word == "et" else None
        if word in {"au", "a", "-", "→", ">", "/"} and not (word == "/" and opening != "du"):
            return i + 2 if word == "-" and self.word(i + 1) == ">" else i + 1
        if word == "jusqu" and self.word(i + 1) == "'" and self.word(i + 2) == "au":
            return i + 3
        if word in {",", "inclus"} and self.word(i + 1) == "au":
            return i + 2
        return None

    def _list(self, i: int) -> Days | None:
        j = i
        if self.word(i) in {"des", "du", "au", "aux"}:
            j += 1
        elif (
            self.weekend(i + 1)
            and self.word(i) == "le"
            and self.word(i + 1 + self.weekend(i + 1)) in {"des", "du"}
        ):
            j = i + 2 + self.weekend(i + 1)
        first = self.day(j)
        if first is None:
            return None
        found, ends = [first[0]], [first[1]]
        plural = [first[0].weekday] if self._plural(j) else []
        while len(found) < MAX_LISTED:
            k = self.separator(ends[-1])
            following = self.day(k) if k else None
            if following is None or (following[0].relative and not found[-1].relative):
                break
            if (
                self.kind(following[1]) == "time"
                and following[0].weekday is None
                and following[0].month is None
            ):
                break
            found.append(following[0])
            ends.append(following[1])
            # "Les mardis 1er et 15 décembre": each is a Tuesday.
            if following[0].weekday is not None:
                plural = [following[0].weekday] if self._plural(k or 0) else []
            elif plural and following[0].day is not None:
                found[-1] = replace(following[0], weekday=plural[0])
        # A bare number at the end is no day: "samedi 5 décembre, 3 €". The last may yet begin a range.
        if not any(map(_dated, found)):
            self.barren = max(self.barren, ends[-2] if len(ends) > 1 else 0)
        while found and not _dated(found[-1]):
            found.pop()
            ends.pop()
        if not found:
            return None
        days = _filled(found)
        # Bare numbers must have been given a month.
        if any(d.month is None and d.weekday is None and not d.relative for d in days):
            return None
        return Days(i, ends[-1], days)

    def _plural(self, i: int) -> bool:
        """Whether a weekday in the plural stands at `i`."""
        word = self.word(i + 1) if self.word(i) == "les" else self.word(i)
        return word in WEEKDAYS and word not in SHORT_WEEKDAYS and word.endswith("s")

    def _with_hours(self, i: int, depth: int = 6) -> Days | None:
        """`les 5` of `les 5 (20h30) et 6 décembre (17h)`: it takes the month of the last."""
        j = i + (self.word(i) == "les")
        if (
            self.kind(j) != "number"
            or not 1 <= self.tokens[j].a <= 31
            or (i == j and depth == 6 and self.continued != i)
        ):
            return None
        hours = hours_at(self.tokens, self.to_hours(j + 1))
        if hours is None or hours.start == j + 1 or len(hours.slots) > 2:
            return None
        k = self.separator(hours.stop + (self.word(hours.stop) == ")"))
        following = self.day(k) if k else None
        if following is None or k is None or following[0].relative:
            return None
        last = following[0]
        if last.month is None and depth:
            further = self._with_hours(k, depth - 1)
            last = further.days[0] if further else last
        if last.month is None or (last.day or 0) <= self.tokens[j].a:
            return None
        return Days(i, j + 1, (Day(None, self.tokens[j].a, last.month, last.year),))


_TO_HOURS = several(", a des - : vers ( au t soir matin partir de")
_TO_ITS_HOUR = several("a des vers de soir matin apres-midi aprem , entre partir (")
"""What may stand between a weekday alone and its hour."""
FAR_AHEAD = 12
"""Tokens in which a sentence ends, and tells its hour, to be that of a weekday alone."""
_OF_PAST = several("dernier passe suivant")
_LEADING = several("le la les du au de des un une chaque tous sauf et ou , / & - d l dernier")


def _filled(found: Sequence[Day]) -> tuple[Day, ...]:
    """The days of a list: a month, and a year, stand for those before it that name none."""
    filled: list[Day] = []
    after = Day()
    for one in reversed(found):
        if one.relative is not None:
            filled.append(one)
        elif one.month is None:
            filled.append(replace(one, month=after.month, year=after.year))
        else:
            # "les 30 novembre et 1er décembre 2026": the year is said once.
            earlier = after.month is not None and one.month <= after.month
            after = replace(one, year=one.year or (after.year if earlier else None))
            filled.append(after)
    return tuple(reversed(filled))


def _dated(one: Day) -> bool:
    return one.month is not None or one.weekday is not None or one.relative is not None


__all__ = ["MAX_LISTED", "Days", "Reader"]
