"""What a mention announces in dates, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agregateur.contract import When
from agregateur.ingest.prose import attending, notices, phrasing, roles, verbs
from agregateur.ingest.prose.around import Around
from agregateur.ingest.prose.attach import Loose
from agregateur.ingest.prose.clause import Clause, between, sentence_of
from agregateur.ingest.prose.elements import Read
from agregateur.ingest.prose.hours import Hours, Slot
from agregateur.ingest.prose.mention import Mention, is_bare, is_passing, is_quoted, is_undated
from agregateur.ingest.prose.timings import Chain, repeated, slots_of, timings_of

MAX_LASTING = 100
"""Days: a longer range is as likely a season of opening as an exhibition."""
UNSIGNED = 0.6
"""The most that a date is worth when it is as likely that of something nobody attends."""
UNLIKELY, DENIED = -1.5, 0.4
"""Log-odds below which even a partner who announces nothing else is not believed, and what a date is worth then."""
ATTENDED, EACH, MAX_ATTENDED = 0.23, 0.07, 0.35
"""What it adds to the confidence that people rather attend, what each unit of its odds adds, the most of both."""
BRIEF = 90
"""Characters of a text that says hardly more than when and where."""
NEAR = 400
"""Characters of the text before and behind the sentence of a date that are looked at for signs."""
GONE_BY = 4
"""Days: a weekday alone that is as far ahead was three days ago or less, and is as likely that one."""
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
    `bare_figures`, `habit`, `title_denies` (the title reports or informs). `signs`: what speaks for and
    against something to attend (`attending`), `phrases` the words that do (`phrasing`).
    """

    timings: tuple[tuple[When, When | None], ...]
    rrule: str | None = None
    words: str
    span: tuple[int, int]
    where: str
    confidence: float
    flags: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What is the same for all mentions of an article. `topic`: its title is of a category of events;
    `heading`: it, folded; `practical`: it is that of a notice (`notices`); `words` are signs (`wording`); `lists`: how
    many lists of mentions it has; `day`: that of publication."""

    title: Clause
    heading: str
    topic: bool
    practical: bool
    text: Read
    words: Sequence[str]
    exclaims: bool
    lists: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Scene:
    """What surrounds the mention that is weighed. `only`: no other day is named; `shown`: something is on show."""

    day: date | None
    loose: Sequence[Loose]
    same: Sequence[Mention]
    reports: bool
    informs: bool
    shown: bool
    only: bool


def weighed(chain: Chain, around: Around, scene: Scene, *, best: bool = True) -> Found | None:
    """What a list of mentions announces, None when it comes to no date; the words of what is not the `best` are not
    weighed, since nobody believes it."""
    first = chain[0]
    flags = set().union(*(m.flags for m in chain))
    slots = slots_of(chain, scene.loose, scene.same, flags)
    made = repeated(first, slots[0], scene.day, flags) if first.repeat else (timings_of(chain, slots), None)
    if made is None or not made[0]:
        return None
    timings, rrule = made
    told = signs_of(chain, around, slots)
    phrases = phrases_of(chain, around) if best else ()
    attended = attending.agreed(told, phrases) if best else attending.score(told)
    weight = _certain(chain, scene, slots, flags) + _attended(attended)
    if attended < 0.0:
        # Nothing says that people gather: a moderator may know, or the partner, who announces nothing else.
        weight = min(weight, UNSIGNED if attended >= UNLIKELY else DENIED)
    called = attended >= 0.0 and (not _CALLING.isdisjoint(told) or {"kind_2", "title_kind_2"} <= set(told))
    # "Atelier citoyen sur la fermeture de classe": a gathering about what its title gives.
    gathered = attended >= 0.0 and around.title.leads == 2 and around.title.heads >= 0 and any(slots)
    if scene.reports or (scene.informs and not (called or gathered)):
        flags.add("title_denies")
    if any(r.relative for m in chain for r in m.dates):
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
        signs=tuple(told),
        phrases=phrases,
    )


_CALLING = frozenset({"invites", "leads_2"})
"""Signs that make an announcement of what its title gives as a notice."""


def _attended(odds: float) -> float:
    return min(MAX_ATTENDED, ATTENDED + EACH * odds) if odds >= 0.0 else 0.0


def _certain(chain: Chain, scene: Scene, slots: Sequence[tuple[Slot, ...]], flags: set[str]) -> float:
    """How sure it is that these words say these days: by weekday and year that agree, hours, its place."""
    first = chain[0]
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
    weight += 0.1 if first.ranged or first.shown else 0.0
    weight += 0.15 if first.where == 0 else 0.0
    # A day of the year without weekday, its hour beside it, and no other day in the article.
    plain = scene.only and not (agreed or dated) and first.repeat is None and not alone
    weight += 0.1 if plain and any(m.slots and m.beside for m in chain) and "no_month" not in flags else 0.0
    weight += 0.1 if first.ranged and first.opens else 0.0
    if first.ranged and (dates[1].on - dates[0].on).days > MAX_LASTING:
        # A season of opening, unless something is on show.
        weight -= 0.0 if scene.shown else 0.2
    weight -= 0.3 if "bare_figures" in flags and not any(slots) else 0.0
    weight -= 0.1 if "no_month" in flags else 0.0
    weight += 0.1 if len(days) > 1 and not first.ranged and not any(slots) else 0.0
    if first.repeat is not None:
        habit = first.repeat.habit and not _seasonal(first)
        weight += -0.15 if habit else 0.1 if any(slots) else -0.1
        lone = len(first.repeat.weekdays) == 1 and not any(s.end for hours in slots for s in hours)
        weight -= 0.2 if habit and lone else 0.0
        flags |= {"habit"} if first.repeat.habit else set()
    if is_passing(first) and not any(slots):
        weight -= 0.3
    return weight


def around_of(chain: Chain, head: Head) -> Around:
    """What stands around the first of a list of mentions."""
    first = chain[0]
    read = first.read
    begin, stop = sentence_of(read, first.sentence)
    if first.where == 0:
        near = between(head.text, 0, len(head.text.tokens))
    else:
        pieces = (between(read, 0, begin, NEAR), between(read, stop, len(read.tokens), NEAR))
        near = Clause("\n".join(piece.said for piece in pieces), "\n".join(piece.written for piece in pieces))
    before, sentence = read.before(first.start), read.words_of(first.sentence)
    own = between(read, begin, stop)
    return Around(
        title=head.title,
        own=own,
        main=Clause(first.clause, first.written),
        to_come=verbs.to_come(before),
        next_one=verbs.next_of(before),
        undated=is_undated(first),
        near=near,
        in_title=first.where == 0,
        since=roles.since(before if _led_by_hours(first) else f"{before} {read.word(first.start)}"),
        labelled=first.opens or roles.labelled(before),
        topic=head.topic,
        anew=roles.anew(before, sentence),
        comma=read.word(chain[-1].stop) == ",",
        others=head.lists - 1,
        brief=len(head.text.bare) < BRIEF,
        exclaims=head.exclaims,
        habit=first.repeat is not None and first.repeat.habit and not (_seasonal(first) and own.kind == 2),
        practical=notices.practical(sentence),
        title_practical=head.practical,
        alone=is_bare(first) and not _settled(first, head.day),
        gone_by=_gone_by(first, head.day),
        quoted=first.where > 0 and is_quoted(first),
        words=head.words,
        heading=head.heading,
    )


def _seasonal(one: Mention) -> bool:
    """`Jusqu'au 27 août, visites les mardis à 10h30`: a habit of some weeks is as good as `tous les mardis`."""
    return one.since is not None or one.until is not None


def _led_by_hours(one: Mention) -> bool:
    """`dès 10h ce lundi`: the hours of a mention stand before its day."""
    return isinstance(min(one.elements, key=lambda element: element.start), Hours)


def _gone_by(one: Mention, day: date | None) -> bool:
    ahead = [(r.on - day).days for r in one.dates] if day is not None else []
    return is_bare(one) and not _settled(one, day) and any(days >= GONE_BY for days in ahead)


def _settled(one: Mention, day: date | None) -> bool:
    """Whether a weekday alone is farther ahead than the next one: it is that of a day named elsewhere."""
    return day is not None and any((r.on - day).days >= 7 for r in one.dates)


def phrases_of(chain: Chain, around: Around) -> tuple[str, ...]:
    """The words and their neighbours by which people attend on the days of `chain`, or not (`phrasing`)."""
    first, last = chain[0], chain[-1]
    sentence = "" if around.in_title else around.own.said
    return phrasing.phrases(
        around.heading, around.words, sentence, first.read.before(first.start), last.read.after(last.stop)
    )


def signs_of(chain: Chain, around: Around, slots: Sequence[tuple[Slot, ...]] | None = None) -> list[str]:
    """The signs that people attend on the days of `chain` (`attending`); `slots`: its hours, else those beside it."""
    hours = [slot for of_day in (slots or [m.slots for m in chain]) for slot in of_day]
    days = sorted(on for m in chain for on in m.days)
    repeat = chain[0].repeat is not None
    ranged = chain[0].ranged or chain[0].shown
    return attending.signs_of(around, days, hours, ranged=ranged, repeat=repeat)
