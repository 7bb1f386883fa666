"""Lists: mentions that together say when one thing takes place, `vendredi 18 à 20h et dimanche 20 à 16h`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from agregateur.ingest.prose import clause, services, verbs
from agregateur.ingest.prose.attach import Loose
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.sittings import kinds_of
from agregateur.ingest.prose.timings import Chain
from agregateur.ingest.prose.tokens import Token, bare
from agregateur.ingest.prose.vocabulary import several, singular

MAX_BETWEEN = 10
"""Tokens between two days, each with its hours, that `et` makes one list."""
MAX_SAID = 25
"""Tokens between two days of a list that say where each is, or what is played."""
_APART = several("pour , ; :")
_BULLETS, _PARTED = several("- • * · > – | ★"), several("• | ★")
_JOINTS = several(", et & + puis ; - • | / ou ainsi que le enfin . * au )")


def chains_of(usable: Sequence[Mention], loose: Sequence[Loose], *, named: bool, topic: bool) -> list[Chain]:
    """Mentions that are one list, together. `named`: the title names a kind of event; `topic`: a word that may be."""
    _headed(usable, loose)
    chains: list[Chain] = []
    titled = frozenset(on for one in usable if one.where == 0 for on in one.days)
    for one in usable:
        last = chains[-1][-1] if chains else None
        if last is not None and last.where == one.where and _joined(last, one):
            chains[-1].append(one)
        else:
            chains.append([one])
    return _beside(_programme(chains, loose, named=named), titled, named=named or topic)


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


def _beside(chains: list[Chain], titled: frozenset[date], *, named: bool) -> list[Chain]:
    """Days that stand beside one another, each with its place or piece, of what the title or their sentence names."""
    kept: list[Chain] = []
    for chain in chains:
        last, one = (kept[-1][-1] if kept else None), chain[0]
        if (
            last is not None
            and last.read is one.read
            and _parallel(last, one, headed=bool(_heading(kept[-1][0])))
        ):
            head = kept[-1][0]
            begin = clause.sentence_of(head.read, head.sentence)[0]
            if (
                named
                or (last.days | one.days) <= titled
                or clause.between(head.read, begin, head.start).kind == 2
            ):
                for other in chain:
                    other.slots = other.slots or _heading(head)
                kept[-1] = [*kept[-1], *chain]
                continue
        kept.append(chain)
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
    between = _without_asides(between)
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


def _parallel(a: Mention, b: Mention, *, headed: bool) -> bool:
    """Whether a later day stands beside another as it does: `samedi 26, 20h30, église Saint-Paul ; dimanche 27, 15h,
    temple`; nothing between them tells or does something else. `headed`: one hour leads them all."""
    between = a.read.tokens[a.stop : b.start]
    listed = all(m.dates and not (m.ranged or m.repeat) for m in (a, b))
    if not listed or max(a.days) >= min(b.days) or not 0 < len(between) <= MAX_SAID:
        return False
    # "Poterie le mercredi 22 avril, mosaïque le mercredi 29 avril, de 10h à 12h": the hour is that of both.
    shared = not a.slots and a.sentence == b.sentence and len(between) <= MAX_BETWEEN
    if bool(b.slots) != bool(a.slots) and not (headed or shared):
        return False
    if b.sentence > a.sentence + 1 or b.next_one or not _aligned(a, b, between) or _unlike(a, b):
        return False
    # Without accents "à" would be a verb.
    said = bare(_AT_A.sub(" ", a.read.text[between[0].start : between[-1].end].lower()))
    # "Au foyer des Eaux-Vives" is a name.
    words = {singular(t.text) for t in between if a.read.bare[t.start].islower()}
    return words.isdisjoint(services.NOUNS - services.SEATS) and not verbs.has_verb(said)


_AT_A = re.compile(r"\bà\b")


def _unlike(a: Mention, b: Mention) -> bool:
    """Whether two days that do not follow each other are of things of other kinds, as in a calendar: `samedi 7 : loto à
    20h30. Mercredi 11 : conférence à 15h`."""
    one, other = _kinds(a, b.start), _kinds(b, len(b.read.tokens))
    return bool(one and other) and one.isdisjoint(other) and not _next_day(a, b)


def _kinds(one: Mention, stop: int) -> frozenset[str]:
    """What is held on a day, by the words behind it in its sentence."""
    stop = min(stop, clause.sentence_of(one.read, one.sentence)[1], one.stop + MAX_SAID)
    return kinds_of([token.text for token in one.read.tokens[one.stop : stop]])


def _aligned(a: Mention, b: Mention, between: Sequence[Token]) -> bool:
    """Whether both open their sentence or line, or a mark or `et` parts them right before the second."""
    if b.sentence > a.sentence:
        # "Les ados : vendredi 26 à 20h30. Les adultes : samedi 27 à 20h30."
        labelled = all(m.read.word(m.start - 1) == ":" for m in (a, b))
        return labelled or (_opening(a) and _opening(b))
    return any(t.text in _PARTING or t.kind == "line" for t in between)


def _heading(one: Mention) -> tuple[Slot, ...]:
    """The hours that lead a list: `à 21h : 4 juillet, Trio Manouche ; 11 juillet, Orkestina`."""
    head = min(one.elements, key=lambda element: element.start)
    led = not isinstance(head, Days) and one.read.word(head.stop) == ":"
    return one.slots if led else ()


def _without_asides(between: Sequence[Token]) -> Sequence[Token]:
    """The tokens that stand in no brackets."""
    kept: list[Token] = []
    inside = False
    for token in between:
        inside = token.text == "(" or (inside and token.text != ")")
        if not inside and token.text != ")":
            kept.append(token)
    return kept


_AGAIN = _JOINTS | several(
    "seance seances supplementaire supplementaires autre autres nouvelle deuxieme seconde representation reprise"
)
_AT, _PARTING = several("a au aux en"), several(", et puis ;")


def _spoken_of(between: Sequence[Token]) -> bool:
    """Whether more than places stands between two days."""
    return sum(t.text in _PARTING for t in between) > 1 or any(t.text in _APART for t in between[:-1])
