"""Weighing the mentions of an article: which one is announced, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agregateur.ingest.categories import classify
from agregateur.ingest.characters import mended
from agregateur.ingest.prose import notices, roles, signs
from agregateur.ingest.prose.attach import Loose
from agregateur.ingest.prose.elements import read
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.mention import Mention, role_of
from agregateur.ingest.prose.mentions import mentions
from agregateur.ingest.prose.vocabulary import several
from agregateur.ingest.prose.weigh import UNSIGNED, Chain, Found, Scene, weighed
from agregateur.taxonomy import OTHER

SURE = 0.75
"""From here an article becomes an event by itself."""
BELIEVED = 0.5
"""From here when the partner says that every item announces one (`items: events`)."""


_TOPICS = frozenset({OTHER, "transition", "solidarite", "citoyennete", "politique"})
"""Categories that news belong to as often as events: they make no event of a title."""


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
    shown = signs.shown(texts[0].bare.lower())
    for previous, one in zip([None, *found], found, strict=False):
        near = previous if previous is not None and previous.read is one.read else None
        one.role = role_of(one, day, near, shown=shown)
    usable = [one for one in found if one.role is None and (one.dates or one.repeat)]
    if not usable:
        return ()
    chains = _programme(_chains(usable), loose)
    first = _first(chains)
    about = (texts[0].bare + "\n" + texts[1].bare[:600]).lower()
    scene = Scene(
        day=day,
        loose=[h for h in loose if not _owned(h, first, found)],
        same=[one for one in usable if one not in first and _days(first) & one.days and one.repeat is None],
        denied=roles.title_denies(texts[0].bare.lower()),
        only=len(chains) == 1 or all(_days(c) <= _days(first) for c in chains if c[0].repeat is None),
        kind=signs.kind_of_event(about) or not _TOPICS.issuperset(classify((), title)),
        named=signs.kind_of_event(texts[0].bare.lower()),
        placed=signs.place_or_guest(about),
        invited=signs.announcing(about) > 0.0,
        practical=notices.practical(texts[0].bare.lower()),
        shown=signs.shown(about),
    )
    best = weighed(first, scene)
    rivals = [c for c in chains if c is not first and _rival(first, c)]
    if best is not None and rivals and first[0].where > 0:
        best = replace(best, flags=best.flags | {"several"})
    if best is not None and _begun(best, published, zone):
        best = replace(best, confidence=min(best.confidence, UNSIGNED))
    others = (weighed(chain, replace(scene, loose=[])) for chain in chains if chain is not first)
    weaker = (replace(one, confidence=min(one.confidence, 0.4)) for one in others if one is not None)
    return tuple(one for one in (best, *weaker) if one is not None)


def _day(published: datetime | None, zone: str) -> date | None:
    if published is None:
        return None
    return published.astimezone(ZoneInfo(zone)).date() if published.tzinfo else published.date()


def _begun(found: Found, published: datetime | None, zone: str) -> bool:
    """Whether the only date had begun when the article came out: a report or a reading, seldom an announcement."""
    start, end = found.timings[-1]
    if published is None or len(found.timings) > 1 or found.rrule or not isinstance(start, datetime):
        return False
    out = published.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if published.tzinfo else published
    return start < out and (end is None or not isinstance(end, datetime) or end < out)


# Choosing ------------------------------------------------------------------------------------------------------------

MAX_BETWEEN = 8
"""Tokens between two days, each with its hours, that `et` makes one list."""
_APART = several("pour , ; :")
_JOINTS = several(", et & + puis ; - • | / ou ainsi que le enfin . * au )")


def _chains(usable: Sequence[Mention]) -> list[Chain]:
    chains: list[Chain] = []
    for one in usable:
        last = chains[-1][-1] if chains else None
        if last is not None and last.where == one.where and _joined(last, one):
            chains[-1].append(one)
        else:
            chains.append([one])
    return chains


def _programme(chains: list[Chain], loose: Sequence[Loose]) -> list[Chain]:
    """Lines that each begin with the next day and state its hours are one list."""
    kept: list[Chain] = []
    for chain in chains:
        last, one = (kept[-1][-1] if kept else None), chain[0]
        if last is not None and len(chain) == 1 and _line(last) and _line(one) and _next_day(last, one):
            for line in (last, one):
                line.slots = line.slots or _said_in(line, loose)
            if last.slots and one.slots:
                kept[-1] = [*kept[-1], one]
                continue
        kept.append(chain)
    return kept


def _line(one: Mention) -> bool:
    lead = one.read.tokens[one.start - 1].kind if one.start else "line"
    return lead == "line" and len(one.dates) == 1 and one.repeat is None and not one.ranged


def _next_day(a: Mention, b: Mention) -> bool:
    return a.read is b.read and (b.dates[0].on - a.dates[0].on).days == 1


def _said_in(line: Mention, loose: Sequence[Loose]) -> tuple[Slot, ...]:
    """The first hours of a line."""
    here = (h for h in loose if h.read is line.read and h.read.sentences[h.hours.start] == line.sentence)
    return next((h.hours.slots for h in here if h.role != "other"), ())


def _joined(a: Mention, b: Mention) -> bool:
    if a.ranged or b.ranged or a.repeat or b.repeat or b.start < a.stop:
        return False
    between = a.read.tokens[a.stop : b.start]
    if len(between) <= 5 and all(t.text in _JOINTS or t.kind == "line" for t in between):
        return True
    # "Jeudi 24 à 18h (veillée) et vendredi 25 à 10h30", but not "… pour le loto et … pour le concert".
    beside = a.slots and b.slots and a.sentence == b.sentence and 1 < len(between) <= MAX_BETWEEN
    return bool(beside) and between[-1].text in {"et", "puis"} and all(t.text not in _APART for t in between)


def _first(chains: Sequence[Chain]) -> Chain:
    """What the article is about: the title's dates, else the text's first, a date before a repeat.

    When the text names the title's day among others, it says more: its list is taken.
    """
    dated = [c for c in chains if c[0].repeat is None]
    # "Les jeudis du kiosque" is a name: a habit without hours leads only when nothing else is said.
    named = [
        c for c in chains if not (c[0].where == 0 and c[0].repeat and c[0].repeat.habit and not c[0].slots)
    ]
    chains = named or chains
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
    # What is on show after its opening, and the meeting after this one, announce nothing else.
    if (other[0].shown or other[0].next_one) and any(m.dates and m.slots for m in first):
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
