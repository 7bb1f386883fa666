"""Weighing the mentions of an article: which one is announced, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agregateur.contract import When
from agregateur.ingest.characters import mended
from agregateur.ingest.prose import roles
from agregateur.ingest.prose.elements import read
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.mentions import Loose, Mention, hours_for, is_bare, is_passing, mentions, role_of
from agregateur.ingest.prose.repeats import Repeat

SURE = 0.75
"""From here an article becomes an event by itself."""
BELIEVED = 0.5
"""From here when the partner says that every item announces one (`items: events`)."""
MAX_DAILY = 10
"""A range of that many days at stated hours is so many sittings; a longer one is on during the whole range."""
MAX_LASTING = 100
"""Days: a longer range is as likely a season of opening as an exhibition."""
MAX_AHEAD = 800
"""Days: nobody announces further ahead; such a year is a slip or something else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One mention that may be an event's date.

    `timings` are (start, end) in order: dates (all day, end exclusive) or naive datetimes on the clock of the zone
    given to `find`; end None when not stated. With `rrule` (RFC 5545, without DTSTART) there is one, the first.
    `words` are the matched words, `span` their place in the text as mended, `where` "title" or "text". `confidence`
    is 0 to 1. `flags`: `several` (others as likely), `disagrees` (the weekday is another one), `holidays` (a
    repeat with exceptions nobody states), `relative`, `doors` (only the doors' hour is stated), `no_month`,
    `bare_figures`, `past_title`, `habit`.
    """

    timings: tuple[tuple[When, When | None], ...]
    rrule: str | None = None
    words: str
    span: tuple[int, int]
    where: str
    confidence: float
    flags: frozenset[str] = frozenset()


def announced(found: Sequence[Found], *, believed: bool = False) -> Found | None:
    """The mention to make an event of, or None. `believed`: the partner says that every item announces one."""
    if not found:
        return None
    best = found[0]
    barred = {"several", "disagrees", "holidays", "title_denies"}
    return best if best.confidence >= (BELIEVED if believed else SURE) and not best.flags & barred else None


def find(title: str, text: str, *, published: datetime | None, zone: str) -> tuple[Found, ...]:
    """The mentions of an article that may be an event's date, the most likely first.

    `title` and `text` are plain. `published` (aware, or naive = on the clock of `zone`, an IANA name) settles missing
    years and relative words; without it only dates with a year are read. What reports, closes, limits or recalls is
    left out (`roles`), and so is what lies before the day of publication. Time and memory are linear in the text, of
    which `elements.MAX_TEXT` characters are read.
    """
    day = _day(published, zone)
    texts = [read(mended(part, [], "")) for part in (title, text)]
    found: list[Mention] = []
    loose: list[Loose] = []
    for where, part in enumerate(texts):
        here, hours = mentions(part, where, day)
        found += here
        loose += hours
    shown = roles.shown(texts[0].bare.lower())
    for previous, one in zip([None, *found], found, strict=False):
        near = previous if previous is not None and previous.read is one.read else None
        one.role = role_of(one, day, near, shown=shown)
    usable = [one for one in found if one.role is None and (one.dates or one.repeat)]
    if not usable:
        return ()
    chains = _chains(usable)
    first = _first(chains)
    about = (texts[0].bare + "\n" + texts[1].bare[:600]).lower()
    scene = _Scene(
        day=day,
        loose=[h for h in loose if not _owned(h, first, found)],
        same=[one for one in usable if one not in first and _days(first) & one.days and one.repeat is None],
        denied=roles.title_denies(texts[0].bare.lower()),
        kind=roles.kind_of_event(about),
        shown=roles.shown(about),
    )
    best = _weighed(first, scene)
    rivals = [c for c in chains if c is not first and _rival(first, c)]
    if best is not None and rivals and first[0].where > 0:
        best = replace(best, flags=best.flags | {"several"})
    others = (_weighed(chain, replace(scene, loose=[])) for chain in chains if chain is not first)
    weaker = (replace(one, confidence=min(one.confidence, 0.4)) for one in others if one is not None)
    return tuple(one for one in (best, *weaker) if one is not None)


def _day(published: datetime | None, zone: str) -> date | None:
    if published is None:
        return None
    return published.astimezone(ZoneInfo(zone)).date() if published.tzinfo else published.date()


# Choosing ------------------------------------------------------------------------------------------------------------

_JOINTS = frozenset(
    [
        ",",
        "et",
        "&",
        "+",
        "puis",
        ";",
        "-",
        "•",
        "|",
        "/",
        "ou",
        "ainsi",
        "que",
        "le",
        "enfin",
        ".",
        "*",
        "au",
    ]
)

Chain = list[Mention]
"""Mentions that are one list: nothing but commas, bullets and line ends between them."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What surrounds the mention that is weighed."""

    day: date | None
    loose: Sequence[Loose]
    same: Sequence[Mention]
    denied: bool
    kind: bool
    shown: bool


def _chains(usable: Sequence[Mention]) -> list[Chain]:
    chains: list[Chain] = []
    for one in usable:
        last = chains[-1][-1] if chains else None
        if last is not None and last.where == one.where and _joined(last, one):
            chains[-1].append(one)
        else:
            chains.append([one])
    return chains


def _joined(a: Mention, b: Mention) -> bool:
    if a.ranged or b.ranged or a.repeat or b.repeat or b.start < a.stop:
        return False
    between = a.read.tokens[a.stop : b.start]
    return len(between) <= 5 and all(t.text in _JOINTS or t.kind == "line" for t in between)


def _first(chains: Sequence[Chain]) -> Chain:
    """What the article is about: the title's dates, else the text's first, a date before a repeat.

    When the text names the title's day among others, it says more: its list is taken.
    """
    dated = [c for c in chains if c[0].repeat is None]
    first = next((c for c in dated if c[0].where == 0), None)
    first = first or next((c for c in chains if c[0].where == 0), None) or (dated or chains)[0]
    if first[0].where == 0 and first[0].repeat is None and not any(m.ranged for m in first):
        for chain in dated:
            if chain[0].where == 1 and _days(first) < _days(chain) and not any(m.ranged for m in chain):
                return chain
    return first


def _days(chain: Chain) -> frozenset[date]:
    return frozenset(on for m in chain for on in m.days)


def _covers(chain: Chain, on: date) -> bool:
    return any(on in m.days or (m.ranged and m.dates[0].on <= on <= m.dates[1].on) for m in chain)


def _rival(first: Chain, other: Chain) -> bool:
    """Whether another mention may be announced just as well: on other days, or another repeat."""
    if other[0].where == 0:
        return False
    if first[0].repeat is not None or other[0].repeat is not None:
        return (
            first[0].repeat is not None and other[0].repeat is not None and first[0].repeat != other[0].repeat
        )
    return not all(_covers(first, on) for on in _days(other))


def _owned(loose: Loose, first: Chain, found: Sequence[Mention]) -> bool:
    """Whether hours stand in a sentence that speaks of other days."""
    sentence = loose.read.sentences[loose.hours.start]
    here = [m for m in found if m.read is loose.read and m.sentence == sentence]
    return bool(here) and not any(m in first or (m.days and m.days <= _days(first)) for m in here)


# Weighing ------------------------------------------------------------------------------------------------------------


def _weighed(chain: Chain, scene: _Scene) -> Found | None:
    first = chain[0]
    flags = set().union(*(m.flags for m in chain))
    slots = _slots(chain, scene, flags)
    made = _repeated(first, slots[0], scene, flags) if first.repeat else (_timings(chain, slots), None)
    if made is None or not made[0]:
        return None
    timings, rrule = made
    dates = [r for m in chain for r in m.dates]
    others = [r for m in scene.same for r in m.dates]
    days = {r.on for r in dates}
    agreed = bool(dates) and all(r.agreed or any(o.on == r.on and o.agreed for o in others) for r in dates)
    dated = any(r.dated for r in dates) or any(o.dated and o.on in days for o in others)
    far = scene.day is not None and bool(days) and (max(days) - scene.day).days > MAX_AHEAD
    if any(o.disagrees for o in others) or far:
        flags.add("disagrees")
    weight = 0.45
    weight += 0.25 if agreed and dated else 0.2 if agreed or dated else 0.0
    alone = any(is_bare(m) for m in chain)
    weight += 0.05 if alone else 0.15 if any(r.relative for r in dates) else 0.0
    weight += 0.2 if any(slots) else 0.0
    weight += 0.1 if first.ranged else 0.0
    weight += 0.15 if first.where == 0 else 0.0
    weight += 0.1 if scene.kind else 0.0
    weight += roles.announcing(first.read.words_of(first.sentence))
    weight += 0.1 if first.ranged and _opens(first) else 0.0
    if first.ranged and (dates[1].on - dates[0].on).days > MAX_LASTING:
        # A season of opening, unless something is on show.
        weight -= 0.0 if scene.shown else 0.2
    weight -= 0.25 if "bare_figures" in flags and not any(slots) else 0.0
    weight -= 0.1 if "no_month" in flags else 0.0
    if first.repeat is not None:
        weight += -0.15 if first.repeat.habit else 0.1 if any(slots) else -0.1
        lone = len(first.repeat.weekdays) == 1 and not any(s.end for hours in slots for s in hours)
        weight -= 0.2 if first.repeat.habit and lone else 0.0
        flags |= {"habit"} if first.repeat.habit else set()
    if is_passing(first) and not any(slots):
        weight -= 0.3
    if scene.denied:
        flags.add("title_denies")
    if any(r.relative for r in dates):
        flags.add("relative")
    start, end = min(m.span[0] for m in chain), max(m.span[1] for m in chain)
    return Found(
        timings=timings,
        rrule=rrule,
        words=" ".join(first.read.text[start:end].split()),
        span=(start, end),
        where="title" if first.where == 0 else "text",
        confidence=round(max(0.0, min(1.0, weight)), 2),
        flags=frozenset(flags),
    )


def _opens(one: Mention) -> bool:
    """Whether a sentence begins with it."""
    return one.start == 0 or one.read.sentences[one.start - 1] != one.sentence


def _slots(chain: Chain, scene: _Scene, flags: set[str]) -> list[tuple[Slot, ...]]:
    """The hours of each mention: its own, those of the next in the list, those said of the same days elsewhere, or
    those that stand alone."""
    own = [m.slots for m in chain]
    for i in range(len(own) - 2, -1, -1):
        own[i] = own[i] or own[i + 1]
    if any(own) or any(m.ends for m in chain):
        return own
    same = next((m.slots for m in scene.same if m.slots), ())
    if same:
        return [same] * len(chain)
    found = hours_for(chain[0], scene.loose)
    # Hours somewhere in the text are not those of each day of a range, unless they say when it closes.
    if chain[0].ranged and (found is None or any(s.end is None for s in found.slots)):
        return own
    if found is not None and found.doors:
        flags.add("doors")
    return [found.slots if found else ()] * len(chain)


def _timings(chain: Chain, slots: Sequence[tuple[Slot, ...]]) -> tuple[tuple[When, When | None], ...]:
    found: list[tuple[When, When | None]] = []
    for one, hours in zip(chain, slots, strict=True):
        days = [r.on for r in one.dates]
        if one.shown and one.published is not None and days:
            found.append((one.published, days[0] + _DAY))
        elif one.ranged:
            found += _of_range(one, days[0], days[1], hours)
        else:
            for day in days:
                found += _of_day(day, hours)
    return tuple(dict.fromkeys(found))


_DAY = timedelta(days=1)


def _of_range(one: Mention, first: date, last: date, hours: Sequence[Slot]) -> list[tuple[When, When | None]]:
    if one.ends is not None:
        since, until = one.ends
        begin = _at(first, since.start) if since else datetime.combine(first, time())
        end = _at(last, until.end or until.start) if until else datetime.combine(last + _DAY, time())
        return [(begin, end)]
    length = (last - first).days + 1
    if hours and length <= MAX_DAILY:
        return [t for n in range(length) for t in _of_day(first + n * _DAY, hours)]
    return [(first, last + _DAY)]


def _of_day(day: date, hours: Sequence[Slot]) -> list[tuple[When, When | None]]:
    if not hours:
        return [(day, day + _DAY)]
    found: list[tuple[When, When | None]] = []
    for slot in hours:
        start = _at(day, slot.start)
        end = _at(day, slot.end) if slot.end else None
        if end is not None and end <= start:
            end += _DAY
        # "De 21h à 20h" is a slip, not a day and a night.
        found.append((start, end if end is None or end - start <= timedelta(hours=18) else None))
    return found


def _at(day: date, point: tuple[int, int]) -> datetime:
    """The hour on that day; 24:00, and midnight in words, is the end of the day."""
    return datetime.combine(day, time()) + timedelta(hours=point[0], minutes=point[1])


def _repeated(
    one: Mention, hours: Sequence[Slot], scene: _Scene, flags: set[str]
) -> tuple[tuple[tuple[When, When | None], ...], str] | None:
    """The first date of a repeat, on or after the day of publication or its stated beginning, and its rule."""
    repeat, day = one.repeat, one.since or scene.day
    if repeat is None or day is None or len(hours) > 1:
        return None
    sentence = one.read.words_of(one.sentence)
    following = one.read.words_of(one.read.sentences[one.stop - 1] + 1)
    if roles.holidays(sentence) or roles.holidays(following):
        flags.add("holidays")
    if repeat.habit and (roles.fixed(sentence) or not hours):
        return None
    # One week out of two says nothing without the week it begins with.
    if repeat.every > 1 and one.since is None:
        flags.add("holidays")
    first = _first_of(repeat, day)
    if first is None:
        return None
    rule = repeat.rrule
    if one.until is not None:
        if one.until < first:
            return None
        rule += f";UNTIL={one.until:%Y%m%d}" + ("T235959" if hours else "")
    return tuple(_of_day(first, hours)), rule


def _first_of(repeat: Repeat, day: date) -> date | None:
    for ahead in range(70):
        on = day + ahead * _DAY
        if on.weekday() not in repeat.weekdays:
            continue
        last = (on + 7 * _DAY).month != on.month
        if not repeat.nth or (on.day - 1) // 7 + 1 in repeat.nth or (last and -1 in repeat.nth):
            return on
    return None
