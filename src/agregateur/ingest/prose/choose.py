"""Choosing among the lists of mentions of an article: the one it is about, and its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agregateur.ingest.prose import attending, roles, wording
from agregateur.ingest.prose.around import Around
from agregateur.ingest.prose.attach import Loose
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.timings import Chain
from agregateur.ingest.prose.weigh import Head, around_of, signs_of

BETTER = 1.5
"""Log-odds by which a later mention must be likelier to be what one attends, to be taken instead of the first."""
AS_LIKELY = 2.5
"""A mention that much less likely than the one taken is no rival."""
_ELSEWHERE = ("title_", "near_", wording.MARK)
"""Signs that are not in a mention's own words."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A list of mentions with the signs that people attend (`attending`)."""

    chain: Chain
    around: Around
    signs: Sequence[str]

    @property
    def own(self) -> float:
        """What its own words and its hour say, whatever the title."""
        told = attending.score([s for s in self.signs if not s.startswith(_ELSEWHERE)])
        return (
            told - 2.0 * self.chain[0].framed - BETTER * self.chain[0].next_one + 0.5 * (len(self.chain) - 1)
        )

    @property
    def said(self) -> float:
        """What its own words say, whatever the title, the hour and the day of the week."""
        told = [s for s in self.signs if not s.startswith(_ELSEWHERE) and s not in attending.FORMS]
        return attending.score(told)

    @property
    def sure(self) -> bool:
        return attending.score(self.signs) >= 0.0


def judged(chain: Chain, head: Head) -> Judged:
    """A list of mentions with its signs, by the hours beside it."""
    around = around_of(chain, head)
    return Judged(chain, around, signs_of(chain, around))


def first_of(among: Sequence[Judged]) -> Judged:
    """What the article is about: the title's dates, else the first of the text that is as likely as any; a date
    before a repeat, hours before the span they lie in ("dans le cadre du festival (8-23 août), … le 14 août à 21h").

    When the text names the title's day among others, it says more: its list is taken.
    """
    # "Les jeudis du kiosque" is a name: a habit without hours leads only when nothing else is said.
    named = [one for one in among if not _nominal(one.chain[0])] or among
    dated = [one for one in named if one.chain[0].repeat is None]
    titled = [one for one in (dated or named) if one.chain[0].where == 0] or [
        one for one in named if one.chain[0].where == 0
    ]
    if titled:
        first = titled[0]
        if first.chain[0].repeat is None and not any(m.ranged for m in first.chain):
            for one in dated:
                same = days(first.chain) == days(one.chain) and all(m.slots for m in one.chain)
                more = days(first.chain) < days(one.chain) or (same and not any(m.slots for m in first.chain))
                more = more and not any(m.ranged for m in one.chain)
                if one.chain[0].where == 1 and more:
                    return one
        return first
    likely = dated or named
    first = likely[0]
    if len(likely) == 1:
        return first
    detailed = [one for one in likely if _details(first.chain, one.chain)]
    if detailed:
        return detailed[0]
    # What is on show after its opening is not what is announced first.
    best = max([one for one in likely if not one.chain[0].shown] or likely, key=lambda one: one.own)
    if best is first or best.own < first.own + BETTER:
        return first
    whole = first.chain[0].ranged and not first.chain[0].framed and first.sure
    return first if whole and all(covers(first.chain, on) for on in days(best.chain)) else best


def _details(frame: Chain, chain: Chain) -> bool:
    """Whether a list tells each day of a span, with its hours."""
    if not (frame[0].ranged and frame[0].dates) or any(m.ranged or not m.slots for m in chain):
        return False
    first, last = frame[0].dates[0].on, frame[0].dates[1].on
    told = days(chain)
    return len(told) == (last - first).days + 1 and all(first <= on <= last for on in told)


def _nominal(one: Mention) -> bool:
    return one.where == 0 and one.repeat is not None and one.repeat.habit and not one.slots


def days(chain: Chain) -> frozenset[date]:
    return frozenset(on for m in chain for on in m.days)


def covers(chain: Chain, on: date) -> bool:
    return any(on in m.days or (m.ranged and m.dates[0].on <= on <= m.dates[1].on) for m in chain)


def rival(first: Judged, other: Judged) -> bool:
    """Whether another mention may be announced just as well: on other days, or another repeat."""
    a, b = first.chain, other.chain
    if other is first or b[0].where == 0:
        return False
    # What is on show after its opening, and the meeting after this one, announce nothing else.
    if (b[0].shown or b[0].next_one) and any(m.dates and m.slots for m in a):
        return False
    if a[0].repeat is not None or b[0].repeat is not None:
        return a[0].repeat is not None and b[0].repeat is not None and a[0].repeat != b[0].repeat
    if not other.sure or other.said < first.said - AS_LIKELY:
        return False
    hours = any(m.slots for m in a) and not any(m.slots or m.ends for m in b)
    if hours and {"leads_2", "label"}.isdisjoint(other.signs):
        return False
    if b[0].framed or ("leads_-1" in other.signs and "leads_-1" not in first.signs):
        return False
    # A span without hours that the day lies in is its frame.
    if b[0].ranged and not b[0].ends and all(covers(b, on) for on in days(a)):
        return False
    return not all(covers(a, on) for on in days(b))


def owned(loose: Loose, first: Chain, found: Sequence[Mention]) -> bool:
    """Whether hours stand in a sentence that speaks of other days, or of what is closed."""
    sentence = loose.read.sentences[loose.hours.start]
    if roles.of_sentence(loose.read.words_of(sentence)) is not None:
        return True
    here = [m for m in found if m.read is loose.read and m.sentence == sentence]
    return bool(here) and not any(m in first or (m.days and m.days <= days(first)) for m in here)
