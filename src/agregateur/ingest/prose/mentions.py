"""From the elements of a text to its mentions: days with their hours, or a repeat with its hours and bounds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from agregateur.ingest.prose import roles
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import Bound, Element, Read
from agregateur.ingest.prose.hours import Hours, Slot
from agregateur.ingest.prose.repeats import Repeat
from agregateur.ingest.prose.resolve import Resolved, resolve, resolve_list, resolve_range
from agregateur.ingest.prose.vocabulary import WEEKDAYS

_FILLERS = frozenset(
    [
        ",",
        ":",
        "-",
        "(",
        ")",
        "|",
        "/",
        ".",
        "→",
        "&",
        "'",
        '"',
        "«",
        "»",
        "a",
        "au",
        "aux",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
        "soit",
        "partir",
        "vers",
        "matin",
        "soir",
        "apres-midi",
        "en",
        "soiree",
        "matinee",
        "journee",
        "toute",
        "precises",
        "inclus",
        "inclu",
        "horaires",
        "horaire",
        "heure",
        "heures",
        "debut",
        "prochain",
        "prochaine",
        "et",
        ";",
        "chaque",
        "jour",
        "jours",
        "tous",
        "uniquement",
        "seulement",
        "rdv",
        "rendez",
        "vous",
        "is",
        "//",
        "ans",
    ]
)
MAX_FILLERS = 8


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
    beside: bool = False
    role: str | None = None
    flags: set[str] = field(default_factory=set)
    published: date | None = None
    shown: bool = False

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
    def days(self) -> frozenset[date]:
        return frozenset(r.on for r in self.dates)


@dataclass(frozen=True, slots=True)
class Loose:
    """Hours that stand beside no day, with their role (`roles.hour_role`)."""

    read: Read
    where: int
    hours: Hours
    role: str | None


def mentions(read: Read, where: int, published: date | None) -> tuple[list[Mention], list[Loose]]:
    """The mentions of one text in order, and the hours that belong to none of them."""
    elements = list(read.elements)
    taken: set[int] = set()
    found: list[Mention] = []
    for n, element in enumerate(elements):
        if isinstance(element, (Days, Repeat, Bound)):
            one = Mention(read, where, [element])
            if isinstance(element, Bound) or not _attach(one, elements, n, taken):
                _attach_before(one, elements, n, taken)
            found.append(one)
    for one in found:
        _resolve(one, published)
    _months(found)
    found = _bounded(found)
    loose = [
        Loose(read, where, e, _hour_role(read, e))
        for n, e in enumerate(elements)
        if isinstance(e, Hours) and e.slots and n not in taken
    ]
    return found, loose


def _gap(read: Read, start: int, stop: int) -> bool:
    """Whether nothing of weight stands between two places."""
    between = read.tokens[start:stop]
    return len(between) <= MAX_FILLERS and all(t.text in _FILLERS or t.kind == "line" for t in between)


def _hour_role(read: Read, hours: Hours) -> str | None:
    before = read.before(hours.start)
    # Words before an earlier hour are said of that one.
    return roles.hour_role(_since_last_hour(before), read.after(hours.stop))


def _since_last_hour(words: str) -> str:
    for i in range(len(words) - 1, 0, -1):
        if (words[i - 1].isdigit() and words[i] in "h:") or (words[i].isdigit() and words[i - 1] in "h:"):
            return words[i + 1 :]
    return words


def _attach(one: Mention, elements: list[Element], n: int, taken: set[int]) -> bool:
    """Give a mention the hours that follow it at once; hours of doors are passed over when others follow."""
    read, stop, k = one.read, elements[n].stop, n + 1
    doors: tuple[int, Hours] | None = None
    while k < len(elements):
        hours = elements[k]
        if not isinstance(hours, Hours) or not hours.slots or k in taken:
            break
        role = _hour_role(read, hours)
        near = _gap(read, stop, hours.start)
        labelled = role in {"doors", "begins"} and read.sentences[hours.start] <= read.sentences[stop - 1] + 1
        if not near and not labelled:
            break
        if role == "doors":
            doors = doors or (k, hours)
        elif role != "other":
            if not near and doors is None and role != "begins":
                break
            taken.update(range(n + 1, k + 1))
            one.slots, one.beside = hours.slots, True
            _more(one, elements, k, taken)
            if near:
                one.elements.append(hours)
            return True
        stop, k = hours.stop, k + 1
    if doors is not None:
        taken.add(doors[0])
        one.slots, one.beside = doors[1].slots[:1], True
        one.flags.add("doors")
        return True
    return False


def _more(one: Mention, elements: list[Element], k: int, taken: set[int]) -> None:
    """A second sitting after some words: `de 10h à 12h atelier 1 et de 15h à 17h atelier 2`."""
    first = elements[k]
    following = elements[k + 1] if k + 1 < len(elements) else None
    if not (isinstance(first, Hours) and isinstance(following, Hours) and following.slots):
        return
    one_slot, other = first.slots[-1], following.slots[0]
    led = one.read.word(following.start - 1) == "et" and following.start - first.stop <= MAX_FILLERS
    if led and one_slot.end is not None and other.end is not None and other.start >= one_slot.end:
        taken.add(k + 1)
        one.slots = (*one.slots, *following.slots)


def _attach_before(one: Mention, elements: list[Element], n: int, taken: set[int]) -> None:
    """`20h, samedi 5 décembre`."""
    if n == 0 or isinstance(one.elements[0], Bound):
        return
    hours = elements[n - 1]
    if not isinstance(hours, Hours) or not hours.slots or n - 1 in taken:
        return
    same = one.read.sentences[hours.start] == one.read.sentences[elements[n].start]
    if same and _gap(one.read, hours.stop, elements[n].start) and _hour_role(one.read, hours) != "other":
        taken.add(n - 1)
        one.slots, one.beside = hours.slots, True
        one.elements.append(hours)


def _resolve(one: Mention, published: date | None) -> None:
    element = one.elements[0]
    if isinstance(element, Days):
        if element.ranged:
            pair = resolve_range(element, published)
            one.dates = list(pair) if pair else []
            one.ranged = True
            if element.since is not None:
                one.ends = (element.since, element.until)
                one.beside = True
        else:
            one.dates = resolve_list(element.days, published) or []
        if any(day.figures for day in element.days) and not (one.slots or element.ranged):
            one.flags.add("bare_figures")
        if any(day.month is None and not day.relative for day in element.days) and not element.ranged:
            one.flags.add("no_month")
        if not one.dates:
            one.role = "unclear"
        elif any(r.disagrees for r in one.dates):
            one.flags.add("disagrees")
    elif isinstance(element, Bound):
        resolved = resolve(element.day, published)
        one.dates = list(resolved)
        one.role = "until" if element.until else "since"
        one.published = published
    elif isinstance(element, Repeat):
        one.repeat = element


def _months(found: list[Mention]) -> None:
    """`samedi 12 à 20h et dimanche 13 décembre à 15h`: a day without a month takes that of its neighbour."""
    for one, following in itertools.pairwise(found):
        first, second = one.elements[0], following.elements[0]
        if not (isinstance(first, Days) and isinstance(second, Days)) or first.ranged or second.ranged:
            continue
        if second.start - one.stop > MAX_FILLERS or not (one.dates and following.dates):
            continue
        if "no_month" in following.flags and "no_month" not in one.flags:
            following.dates = resolve_list(second.days, one.dates[-1].on) or following.dates
        elif "no_month" in one.flags and "no_month" not in following.flags:
            near = following.dates[0].on
            shifted = resolve_list(first.days, near - timedelta(days=31)) or []
            if shifted and shifted[-1].on <= near:
                one.dates = shifted


def _bounded(found: list[Mention]) -> list[Mention]:
    """Repeats take the range, `à partir du` and `jusqu'au` of their sentence, and stop being alone with it.

    `tous les jours` is no repeat of its own: its hours are those of the range it stands beside.
    """
    kept = list(found)
    for one in found:
        if one.repeat is None:
            continue
        for other in found:
            if (
                other is one
                or other not in kept
                or other.sentence != one.sentence
                or other.repeat
                or not other.dates
            ):
                continue
            if one.repeat.habit and not one.slots:
                continue
            if one.repeat.daily:
                if not other.slots:
                    other.slots, other.beside = one.slots, True
                continue
            if other.ranged and not other.ends:
                one.since, one.until = other.dates[0].on, other.dates[1].on
            elif other.role == "until":
                one.until = other.dates[0].on
            elif other.role == "since":
                one.since = other.dates[0].on
            else:
                continue
            if not one.slots and other.slots:
                one.slots, one.beside = other.slots, True
            one.elements.extend(other.elements)
            kept.remove(other)
    return [one for one in kept if one.repeat is None or not one.repeat.daily]


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
        one.shown = shown or roles.shown(sentence)
        return said or (None if one.shown else "deadline")
    if one.repeat is not None:
        return said
    if is_passing(one) and _spoken(one):
        return "unclear"
    first = one.elements[0].start
    before = read.before(first, since=previous.stop if previous is not None else 0)
    last = max((r.on for r in one.dates), default=None)
    sure = any(r.dated or r.agreed for r in one.dates)
    to_come = published is None or last is None or last > published
    named = read.tokens[first].text == "du" or before.rstrip(" -").endswith("du")
    if _alone(one) and (named or read.tokens[first - 1].text == "-") and roles.street(before):
        return "street"
    role = roles.before(before, read.after(one.elements[0].stop), sentence, sure=sure and to_come)
    if role is not None or said is not None:
        return role or said
    if published is not None and last is not None:
        if last < published:
            return "past"
        if (last == published or not sure) and roles.past(sentence):
            return "report"
    return None


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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Hours found away from the day they are meant for; `doors`: only when the doors open is said."""

    slots: tuple[Slot, ...]
    doors: bool


def hours_for(one: Mention, loose: Iterable[Loose]) -> Elsewhere | None:
    """Hours for a mention that has none beside it: the first of its sentence, else the first that follow it, else
    the first of all; those of doors only when there are no others."""
    usable = [h for h in loose if h.role != "other"]

    def order(h: Loose) -> tuple[bool, bool, bool, int, int]:
        same = h.read is one.read and h.read.sentences[h.hours.start] == one.sentence
        later = h.read is not one.read or h.hours.start >= one.stop
        return (h.role == "doors", not same, not later, h.where, h.hours.start)

    if not usable:
        return None
    chosen = min(usable, key=order)
    doors = chosen.role == "doors"
    return Elsewhere(chosen.hours.slots[:1] if doors else chosen.hours.slots, doors)
