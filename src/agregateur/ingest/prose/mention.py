"""A mention: what one place of a text says of days and hours, and why it may be no event."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from agregateur.ingest.prose import happenings, roles, verbs
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import MAX_SENTENCE, Element, Read
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.repeats import Repeat
from agregateur.ingest.prose.resolve import Resolved
from agregateur.ingest.prose.tokens import written
from agregateur.ingest.prose.vocabulary import WEEKDAYS


@dataclass(slots=True, eq=False)
class Mention:
    """What one place of a text says. `role` is None for what may be announced, else why it is not (`roles`).

    `slots` are its hours, those right beside it when `beside`. `where` counts the texts (0 the title).
    """

    read: Read
    where: int
    elements: list[Element]
    dates: list[Resolved] = field(default_factory=list)
    ranged: bool = False
    repeat: Repeat | None = None
    since: date | None = None
    until: date | None = None
    slots: tuple[Slot, ...] = ()
    ends: tuple[Slot | None, Slot | None] | None = None
    by_weekday: Mapping[int, tuple[Slot, ...]] = field(default_factory=dict)
    """Hours that differ from day to day: `samedi de 14h à 17h, dimanche de 10h à 17h`."""
    beside: bool = False
    role: str | None = None
    flags: set[str] = field(default_factory=set)
    published: date | None = None
    shown: bool = False
    next_one: bool = False
    """Said of the meeting after the one announced: `prochain loto le 16 janvier`."""

    @property
    def start(self) -> int:
        return min(e.start for e in self.elements)

    @property
    def stop(self) -> int:
        return max(e.stop for e in self.elements)

    @property
    def span(self) -> tuple[int, int]:
        return self.read.tokens[self.start].start, self.read.tokens[self.stop - 1].end

    @property
    def sentence(self) -> int:
        return self.read.sentences[self.start]

    @property
    def opens(self) -> bool:
        """Whether a sentence begins with it."""
        return self.start == 0 or self.read.sentences[self.start - 1] != self.sentence

    @property
    def framed(self) -> bool:
        """Whether it is said of what the article's own event belongs to: in brackets, `dans le cadre de`."""
        aside = self.read.word(self.start - 1) == "(" or self.read.word(self.start) == "("
        return aside or roles.framed(self.read.before(self.start))

    @property
    def days(self) -> frozenset[date]:
        return frozenset(r.on for r in self.dates)

    @property
    def clause(self) -> str:
        """What its own clause says, folded (`verbs.main`)."""
        return self._clause(self.read.bare)

    @property
    def written(self) -> str:
        """The same with its accents."""
        return self._clause(self.read.text)

    def _clause(self, text: str) -> str:
        read, (begin, end) = self.read, self.span
        first, stop = bisect_left(read.sentences, self.sentence), bisect_right(read.sentences, self.sentence)
        before = text[max(read.tokens[first].start, begin - MAX_SENTENCE) : begin]
        after = text[end : min(read.tokens[stop - 1].end, end + MAX_SENTENCE)]
        return verbs.main(written(before), written(after))


FAR = 183
"""Days: a day of the year that is nearer behind than ahead is a memory, when nothing else is said of it."""


def role_of(
    one: Mention, published: date | None, previous: Mention | None = None, *, shown: bool = False
) -> str | None:
    """Why a mention announces nothing, or None: its own role, else what the words around it make of it.

    `previous` is the mention before it in its text: words before that one are said of that one.
    `shown`: the title names something that is on show.
    """
    if one.role in {"unclear", "since"}:
        return one.role
    read = one.read
    sentence = read.words_of(one.sentence)
    said = roles.of_sentence(sentence)
    if one.role == "until":
        one.shown = shown or happenings.shown(sentence)
        return said or (None if one.shown else "deadline")
    if one.repeat is not None:
        return said
    if is_passing(one) and _spoken(one):
        return "unclear"
    first = one.elements[0].start
    before = read.before(first, since=previous.stop if previous is not None else 0)
    one.next_one = roles.next_one(before)
    if not one.slots and roles.about(_with_lead(one, before)):
        return "unclear"
    if is_undated(one) and roles.has_happened(_marked(one, before)):
        return "report"
    if read.word(one.elements[0].stop) in {"dernier", "passe", "ecoule"}:
        return "past"
    last = max((r.on for r in one.dates), default=None)
    sure = any(r.dated or r.agreed for r in one.dates)
    to_come = published is None or last is None or last > published
    named = read.tokens[first].text == "du" or before.rstrip(" -").endswith("du")
    if _alone(one) and (named or read.tokens[first - 1].text == "-") and roles.street(before):
        return "street"
    if _alone(one) and one.dates[0].on.day == 1 and not one.slots and roles.in_force(_with_lead(one, before)):
        return "law"
    invited = bool(one.slots) or happenings.announced(sentence)
    past = roles.past(one.clause)
    firm = to_come and published is not None and invited and not past
    after = read.after(one.elements[0].stop)
    role = roles.before(before, after, sentence, sure=sure and to_come, firm=firm)
    if role is not None or said is not None:
        return role or said
    if published is not None and last is not None:
        if _alone(one) and not (sure or invited or one.where == 0) and (last - published).days > FAR:
            return "past"
        if last < published:
            return "past"
        if (last == published or not sure) and past:
            return "report"
    return None


def _marked(one: Mention, before: str) -> str:
    """The words before a date, where "à" is told from "a": `on s'y met à plusieurs jeudi soir`."""
    end = one.read.tokens[one.elements[0].start].start
    said = written(one.read.text[end - len(before) : end])
    return verbs.marked(said) or before


def _with_lead(one: Mention, before: str) -> str:
    """The words before a date with the one that leads it."""
    lead = one.read.tokens[one.elements[0].start].text
    return f"{before} {lead}" if lead.isalpha() else before


def _alone(one: Mention) -> bool:
    return not one.ranged and len(one.dates) == 1


_COMMON = frozenset({"aujourd'hui", "demain", "apres-demain"})


def is_passing(one: Mention) -> bool:
    """Whether the day is said by a common word: aujourd'hui, demain."""
    element = one.elements[0]
    return isinstance(element, Days) and element.days[0].relative in _COMMON


def _spoken(one: Mention) -> bool:
    """Whether such a word says no day: "la danse d'aujourd'hui", "le monde de demain"."""
    element = one.elements[0]
    before = one.read.tokens[element.start - 1].text if element.start else ""
    named = before in {"de", "d", "'", "pour", "des"}
    return named or not (one.slots or one.where == 0 or one.read.word(element.stop) in WEEKDAYS)


def is_bare(one: Mention) -> bool:
    """Whether the day is but a weekday without a number: `samedi à 20h`."""
    element = one.elements[0]
    return isinstance(element, Days) and any(day.relative == "seul" for day in element.days)


def is_undated(one: Mention) -> bool:
    """Whether the day is but a weekday, or but a number: `samedi à 20h`, `le 18 à 19h30`."""
    element = one.elements[0]
    return isinstance(element, Days) and any(day.relative in {"seul", "le"} for day in element.days)


MAX_QUOTED = 200
"""Tokens of a quotation that are looked back for its beginning."""


def is_quoted(one: Mention) -> bool:
    """Whether the day is said by somebody who is quoted, or stands in the name of a work."""
    before = [t.text for t in one.read.tokens[max(0, one.start - MAX_QUOTED) : one.start]]
    return (
        before.count("«") > before.count("»")
        or before.count("“") > before.count("”")
        or before.count('"') % 2 == 1
    )
