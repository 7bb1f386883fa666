"""Choosing among the mentions of an article: those that are one list, the one it is about, and its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agregateur.ingest.prose import attending, clause, roles, wording
from agregateur.ingest.prose.attach import Loose
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.timings import Chain
from agregateur.ingest.prose.tokens import Token
from agregateur.ingest.prose.vocabulary import several
from agregateur.ingest.prose.weigh import Head, around_of, signs_of

BETTER = 1.5
"""Log-odds by which a later mention must be likelier to be what one attends, to be taken instead of the first."""
AS_LIKELY = 2.5
"""A mention that much less likely than the one taken is no rival."""
MAX_BETWEEN = 10
"""Tokens between two days, each with its hours, that `et` makes one list."""
_APART = several("pour , ; :")
_BULLETS, _PARTED = several("- • * · > – | ★"), several("• | ★")
_ELSEWHERE = ("title_", "near_", wording.MARK)
"""Signs that are not in a mention's own words."""
_JOINTS = several(", et & + puis ; - • | / ou ainsi que le enfin . * au )")


@dataclass(frozen=True, slots=True)
class Judged:
    """A list of mentions with the signs that people attend (`attending`)."""

    chain: Chain
    around: attending.Around
    signs: Sequence[str]

    @property
    def own(self) -> float:
        """What its own words and its hour say, whatever the title."""
        told = attending.score([s for s in self.signs if not s.startswith(_ELSEWHERE)])
        return told - 2.0 * self.chain[0].framed + 0.5 * (len(self.chain) - 1)

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


def chains_of(usable: Sequence[Mention], loose: Sequence[Loose], *, named: bool) -> list[Chain]:
    """Mentions that are one list, together. `named`: the title names a kind of event."""
    _headed(usable, loose)
    chains: list[Chain] = []
    for one in usable:
        last = chains[-1][-1] if chains else None
        if last is not None and last.where == one.where and _joined(last, one):
            chains[-1].append(one)
        else:
            chains.append([one])
    return _programme(chains, loose, named=named)


def _headed(usable: Sequence[Mention], loose: Sequence[Loose]) -> None:
    """Lines of days under the hour they share: `Au cinéma à 20h30 :`."""
    shared: tuple[Slot, ...] = ()
    previous: Mention | None = None
    for one in usable:
        if one.slots or not _line(one):
            shared = ()
        else:
            if previous is None or previous.read is not one.read or not shared:
                over = [
                    h for h in loose if h.read is one.read and h.hours.stop <= one.start and h.role != "other"
                ]
                joint = one.read.tokens[over[-1].hours.stop : one.start] if over else []
                heads = bool(joint) and joint[0].text == ":"
                bare = heads and all(t.kind == "line" or t.text in {":", *_BULLETS} for t in joint)
                shared = over[-1].hours.slots if bare else ()
            if shared:
                one.slots, one.beside = shared, True
        previous = one


def _programme(chains: list[Chain], loose: Sequence[Loose], *, named: bool) -> list[Chain]:
    """Lines, or sentences of what the title names, that each begin with the next day and state its hours: one list."""
    kept: list[Chain] = []
    told: set[int] = set()
    for chain in chains:
        last, one = (kept[-1][-1] if kept else None), chain[0]
        later = (
            last is not None
            and last.read is one.read
            and max(last.days, default=date.max) < min(one.days, default=date.min)
        )
        if (
            last is not None
            and later
            and len(chain) == 1
            and (
                _next_day(last, one)
                or (named and _placed(last) and _placed(one))
                or (_line(last) and _line(one) and last.beside and one.beside)
            )
        ):
            lines = _line(last) and _line(one)
            stated = (last.beside and one.beside) or _next_day(last, one)
            if lines or (named and _opening(last) and _opening(one) and stated):
                for line in (last, one):
                    line.slots = line.slots or _said_in(line, loose)
                if lines or named:
                    last.slots = (*last.slots, *_more(last, one, loose))
                if last.slots and one.slots:
                    kept[-1] = [*kept[-1], one]
                    told.add(id(last))
                    continue
        kept.append(chain)
    for chain, following in zip(kept, [*kept[1:], None], strict=True):
        if any(id(m) in told for m in chain[:-1]):
            one = chain[-1]
            one.slots = (*one.slots, *_more(one, following[0] if following else None, loose))
    return kept


def _placed(one: Mention) -> bool:
    """Whether a sentence says nothing but a day, its hours and a place."""
    return (
        one.beside
        and _opening(one)
        and clause.between(one.read, *clause.sentence_of(one.read, one.sentence)).empty
    )


def _single(one: Mention) -> bool:
    return len(one.dates) == 1 and one.repeat is None and not one.ranged


def _line(one: Mention) -> bool:
    before = one.start - 1
    while before >= 0 and one.read.tokens[before].text in _BULLETS:
        if one.read.tokens[before].text in _PARTED:
            return _single(one)
        before -= 1
    return (one.read.tokens[before].kind if before >= 0 else "line") == "line" and _single(one)


def _opening(one: Mention) -> bool:
    return (one.opens or _line(one)) and _single(one)


def _next_day(a: Mention, b: Mention) -> bool:
    return a.read is b.read and bool(a.dates and b.dates) and (b.dates[0].on - a.dates[0].on).days == 1


def _said_in(line: Mention, loose: Sequence[Loose]) -> tuple[Slot, ...]:
    """The first hours of a line."""
    here = (h for h in loose if h.read is line.read and h.read.sentences[h.hours.start] == line.sentence)
    return next((h.hours.slots for h in here if h.role != "other"), ())


def _more(last: Mention, following: Mention | None, loose: Sequence[Loose]) -> list[Slot]:
    """The hours that begin a line or a sentence between a day and the next: `20h : film. 22h : concert`."""
    found: list[Slot] = []
    for h in loose:
        start, read = h.hours.start, last.read
        stop = following.start if following and following.read is read else len(read.tokens)
        if h.read is not read or not last.stop <= start < stop or h.role in {"other", "doors"}:
            continue
        opens = read.sentences[start - 1] != read.sentences[start] or read.tokens[start - 1].kind == "line"
        told = h.hours.stop < len(read.tokens) and read.tokens[h.hours.stop].text in {":", "-", "–"}
        if opens and told:
            found += [slot for slot in h.hours.slots if slot not in last.slots]
    return found


def _joined(a: Mention, b: Mention) -> bool:
    if a.ranged or b.ranged or a.repeat or b.repeat or b.start < a.stop:
        return False
    between = a.read.tokens[a.stop : b.start]
    if len(between) <= 5 and all(t.text in _JOINTS or t.kind == "line" for t in between):
        return True
    # "Mardi 24 novembre à Rosans, jeudi 26 à Serres et mardi 1er décembre à Veynes, à 18h".
    toured = a.sentence == b.sentence and not a.slots and 2 < len(between) <= MAX_BETWEEN
    if toured and between[0].text in _AT and between[-1].text in _PARTING and not _spoken_of(between):
        return True
    # "Vendredi 27 à 18h30 ; séance supplémentaire samedi 28 à 15h".
    if a.slots and b.slots and len(between) <= MAX_BETWEEN:
        said = {t.text for t in between}
        if said <= _AGAIN or not said.isdisjoint({"supplementaire", "supplementaires"}):
            return True
    # "Jeudi 24 à 18h (veillée) et vendredi 25 à 10h30", but not "… pour le loto et … pour le concert".
    beside = a.slots and b.slots and a.sentence == b.sentence and 1 < len(between) <= MAX_BETWEEN
    if not beside or between[-1].text not in {"et", "puis"}:
        return False
    joint = 2 if between[-2].text == "," else 1
    return all(t.text not in _APART for t in between[:-joint])


_AGAIN = _JOINTS | several(
    "seance seances supplementaire supplementaires autre autres nouvelle deuxieme seconde representation reprise"
)
_AT, _PARTING = several("a au aux en"), several(", et puis ;")


def _spoken_of(between: Sequence[Token]) -> bool:
    """Whether more than places stands between two days."""
    return sum(t.text in _PARTING for t in between) > 1 or any(t.text in _APART for t in between[:-1])


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
                more = days(first.chain) < days(one.chain) and not any(m.ranged for m in one.chain)
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
