"""Events as hostile as a partner can make them, for hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import strategies as st

from agregateur.model import Event, Member, Occurrence, Place, Rule, Status
from agregateur.text import one_line

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "America/Miquelon",
    "Pacific/Marquesas",
    "America/New_York",
    "Asia/Kathmandu",
)

nasty = st.sampled_from([
    "\r\nBEGIN:VEVENT\r\nUID:evil", "\rEND:VCALENDAR", "a\u2028b\u2029c\x85d", "\x00\x0b\x1b[31m", "]]><script>",
    "<![CDATA[", "&amp;&#0;", "=HYPERLINK(1)", "+33 4", "@SUM", "\uff1d1", "\\n\\;\\,", "\\", ";:,\"'",
    "\U0001f469\u200d\U0001f467\u200d\U0001f466" * 9, "é" * 80, "e\u0301" * 50, "\u202eقهوة\u202c שלום",
    "\U0001f3d4\ufe0f" * 20, "\ud800", "\ufffe\uffff", "\t\ttab\u00a0\u202f", "«–—»", "x" * 200,
    "Concert de Noël, à l'église ; entrée libre",
])  # fmt: skip
words = st.lists(st.one_of(nasty, st.text(max_size=30)), min_size=1, max_size=4).map(" ".join)
huge = st.builds(lambda word: (word + " ") * (10_000 // (len(word) + 1)), words)
titles = st.one_of(words, words, words, huge).map(lambda t: t if one_line(t) else "Sans titre")

days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
changes = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 14), date(2027, 11, 7)])
"""Days on which the clocks change in Paris or in Saint-Pierre-et-Miquelon."""


@st.composite
def occurrences(draw: st.DrawFn, zone: str) -> Occurrence:
    day = draw(st.one_of(days, changes))
    status: Status = draw(st.sampled_from(["confirmed", "confirmed", "cancelled"]))
    title = draw(st.one_of(st.none(), st.none(), words))
    if draw(st.booleans()):
        after = day + timedelta(days=draw(st.integers(1, 40)))
        return Occurrence(start=day, end=after, status=status, title=title)
    moment = datetime.combine(day, draw(st.times()).replace(microsecond=0, fold=draw(st.integers(0, 1))))
    # A wall time that does not exist is no start: what the reading gives always went through UTC.
    start = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    length = draw(st.sampled_from([None, 0, 45, 120, 60 * 26, 60 * 24 * 12]))
    end = (
        None
        if length is None
        else (start.astimezone(UTC) + timedelta(minutes=length)).astimezone(ZoneInfo(zone))
    )
    return Occurrence(start=start, end=end, status=status, title=title)


@st.composite
def series(draw: st.DrawFn) -> tuple[Rule, tuple[Occurrence, ...]]:
    """A rule, and all the dates it gives: some left out, some moved, some cancelled."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES[:4])))
    all_day = draw(st.booleans())
    day = draw(st.one_of(days, changes))
    naive = datetime.combine(
        day, draw(st.times()).replace(microsecond=0, second=0, hour=draw(st.integers(5, 22)))
    )
    if all_day:
        naive = datetime.combine(day, datetime.min.time())
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY;INTERVAL=2", "MONTHLY;BYDAY=1SA"]))
    count = draw(st.integers(2, 30))
    found = list(rrulestr(f"FREQ={frequency};COUNT={count}", dtstart=naive))
    if found[0] != naive:  # an awkward start: the first date of the rule is the start
        naive = found[0]
    slots = [m.date() if all_day else m.replace(tzinfo=zone) for m in found]
    ending = f"COUNT={count}"
    if draw(st.booleans()):
        last = slots[-1]
        ending = (
            f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            if isinstance(last, datetime)
            else f"UNTIL={last:%Y%m%d}"
        )
    length = timedelta(days=draw(st.integers(1, 3))) if all_day else timedelta(minutes=90)
    endless_end = not all_day and draw(st.booleans())
    out: list[Occurrence] = []
    exdates = []
    for index, slot in enumerate(slots):
        end = None if endless_end else slot + length
        fate = (
            draw(st.sampled_from(["kept"] * 6 + ["out", "moved", "cancelled", "renamed"]))
            if index
            else "kept"
        )
        if fate == "out":
            exdates.append(slot)
        elif fate == "moved" and not (all_day and frequency == "DAILY"):  # two dates would become one
            moved = slot + (timedelta(days=1) if all_day else timedelta(hours=1))
            out.append(Occurrence(start=moved, end=end and moved + length, slot=slot))
        elif fate == "cancelled":
            out.append(Occurrence(start=slot, end=end, status="cancelled", slot=slot))
        elif fate == "renamed":
            out.append(Occurrence(start=slot, end=end, title=draw(words), venue="Ailleurs", slot=slot))
        else:
            out.append(Occurrence(start=slot, end=end))
    rule = Rule(
        start=slots[0],
        end=None if endless_end else slots[0] + length,
        rrule=f"FREQ={frequency};{ending}",
        exdates=tuple(exdates),
    )
    return rule, tuple(out)


@st.composite
def events(draw: st.DrawFn, *, ruled: bool | None = None) -> Event:
    """An event that may leave whole; `ruled` asks for one with a rule, or one without."""
    rule = None
    zone = draw(st.sampled_from(ZONES))
    if ruled or (ruled is None and draw(st.booleans())):
        rule, dates = draw(series())
        zone = rule.start.tzinfo.key if isinstance(rule.start, datetime) else zone  # type: ignore[union-attr]
    else:
        dates = tuple(
            draw(st.lists(occurrences(zone), min_size=1, max_size=5, unique_by=lambda o: str(o.start)))
        )
    created = draw(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1))).replace(
        microsecond=0, tzinfo=UTC
    )
    return Event(
        id=draw(st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=8, max_size=8)),
        title=draw(titles),
        text=draw(st.one_of(st.none(), titles)),
        timezone=zone,
        status=draw(st.sampled_from(["confirmed", "tentative", "cancelled", "postponed"])),
        occurrences=dates,
        rule=rule,
        place=Place(
            venue=draw(st.one_of(st.none(), words)),
            city=draw(st.one_of(st.none(), words)),
            postcode="05100",
            latitude=draw(st.one_of(st.none(), st.floats(1, 90))),
            longitude=draw(st.floats(-180, 180)),
        ),
        categories=draw(st.sampled_from([(), ("musique",), ("musique", "autre")])),
        organizer=draw(st.one_of(st.none(), words)),
        price=draw(st.one_of(st.none(), words)),
        url=draw(
            st.sampled_from([None, "https://example.org/a?b=1,2;3&é", "javascript:alert(1)", "http://x\r\ny"])
        ),
        image=draw(st.sampled_from([None, "https://example.org/i.jpg", "data:image/png;base64,AA"])),
        members=(Member(source="mjc", uid="1", republication="complet"),),
        republication="complet",
        created=created,
        updated=created + timedelta(days=1),
        sequence=draw(st.integers(0, 9)),
    )
