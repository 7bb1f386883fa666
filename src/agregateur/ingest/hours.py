"""Whether a source's hours look shifted: local hours labelled UTC, or the reverse. A proposal, never a correction.

Partners write the hour in their texts too ("à 20h30"). When most of a source's texts that name an hour disagree with
the stated starts, all by the zone's offset from UTC, the hours are labelled wrongly (seen: WordPress agendas that
write local hours as UTC, judell/community-calendar#44 the reverse). The operator decides: `options: {times: …}`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agregateur.contract import Record, Repair
from agregateur.ingest.series import YEARS

ENOUGH = 5
"""Events that must speak for a shift."""
SHARE = 0.8
"""Of the events whose texts speak for one reading or another, those that must speak for the shift."""
SAMPLE = 300
"""Timed events looked at in one reading: as many say what all would, and looking costs some microseconds each."""
NIGHT = (time(0, 30), time(6))
"""Hours at which agendas hold next to nothing; most of a source's events there is a sign by itself."""
_TEXT = 2_000
# 20h30, 20 h 30, 20h, 20:30, 8h; no part of a longer number or of a clock time with seconds.
_HOUR = re.compile(r"(?<![\d:h.,/-])([01]?\d|2[0-4])(?:\s?[hH]\s?([0-5]\d)?|:([0-5]\d))(?![\d:])")
# What an hour that follows it is, when it is not the start.
_OTHER = re.compile(r"portes|accueil|ouverture|billetterie|doors|jusqu|fin\b|until|avant", re.IGNORECASE)


_SAID = {
    "hours_look_local": "its hours look like local ones that were labelled UTC",
    "hours_look_utc": "its hours look like UTC ones that were labelled local",
}


def advice(repairs: Iterable[Repair]) -> tuple[str, ...]:
    """What the operator may do about a source, one sentence a proposal among `repairs`."""
    found = []
    for one in repairs:
        if one.code in _SAID:
            option, _, figures = one.detail.partition(" (")
            option, _, other = option.partition(", ")
            then = f"write options: {{{option}}} in its stanza" + (f", {other}" if other else "")
            found.append(f"{_SAID[one.code]}: if so, {then} ({figures}")
    return tuple(found)


class Hours:
    """Looks at the records of one reading. `zone` is the source's IANA zone."""

    def __init__(self, zone: str) -> None:
        try:
            self._home = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self._home = ZoneInfo("Europe/Paris")
        self._seen = 0
        self._votes: Counter[str] = Counter()
        self._night: Counter[str] = Counter()
        self._in_utc = 0

    def see(self, record: Record) -> None:
        """Takes note of one timed event."""
        start = record.start
        if self._seen >= SAMPLE or record.kind != "event" or not isinstance(start, datetime):
            return
        if start.year not in YEARS or record.recurrence_id is not None or start.time() == time():
            return
        stated = start if start.tzinfo is not None else start.replace(tzinfo=self._home)
        own = (
            stated.tzinfo if isinstance(stated.tzinfo, ZoneInfo) and "/" in stated.tzinfo.key else self._home
        )
        local = stated.astimezone(own)
        offset = local.utcoffset() or timedelta()
        if not offset:
            return
        self._seen += 1
        self._in_utc += stated.tzinfo is UTC
        wall = local.replace(tzinfo=None)
        readings = {"as-written": wall, "local": wall - offset, "utc": wall + offset}
        for name, moment in readings.items():
            self._night[name] += NIGHT[0] <= moment.time() < NIGHT[1]
        named = _hours(f"{record.title}\n{(record.description or '')[:_TEXT]}")
        # Of "de 9h à 11h" the first is the start.
        agreeing = [name for hour in named for name, moment in readings.items() if moment.time() == hour]
        self._votes.update(agreeing[:1])

    def proposal(self) -> Repair | None:
        """`hours_look_local` or `hours_look_utc` with its figures, when the sign is strong; else None."""
        spoke = self._votes.total()
        for reading in ("local", "utc"):
            votes = self._votes[reading]
            if votes >= ENOUGH and votes >= SHARE * spoke:
                return self._proposed(reading, f"{votes}/{spoke} texts")
            by_night = self._night["as-written"]
            if (
                self._seen >= 2 * ENOUGH
                and by_night >= self._seen / 2
                and 10 * self._night[reading] <= self._seen
                and votes >= spoke / 2
            ):
                return self._proposed(reading, f"{by_night}/{self._seen} at night")
        return None

    def _proposed(self, reading: str, figures: str) -> Repair:
        # A time in a zone may have been stated so, or in UTC under a calendar's X-WR-TIMEZONE.
        either = reading == "local" and not self._in_utc
        times = "local, or shifted where hours bear a TZID" if either else reading
        return Repair(code=f"hours_look_{reading}", detail=f"times: {times} ({figures})")


def _hours(text: str) -> list[time]:
    """The hours that a text names, in its order, but those of doors and ends."""
    return [
        time(int(match[1]) % 24, int(match[2] or match[3] or 0))
        for match in _HOUR.finditer(text)
        if not _OTHER.search(text, max(match.start() - 25, 0), match.start())
    ]
