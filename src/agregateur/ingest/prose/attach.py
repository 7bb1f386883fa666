"""Which hours belong to which day: those beside it, those of the doors, and those that stand alone in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agregateur.ingest.prose import hour_roles
from agregateur.ingest.prose.elements import Bound, Element, Read
from agregateur.ingest.prose.hours import Hours, Slot
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.repeats import Repeat
from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS, several

_FILLERS = several(
    """, : - ( ) | / . → & ' " « » a au aux de des du la le les l d t soit partir vers matin soir apres-midi
    en soiree matinee journee toute precises inclus inclu horaires horaire heure heures debut prochain
    prochaine et ; chaque jour jours tous uniquement seulement rdv rendez vous is // ans"""
)
_THEN = frozenset({"puis", "ensuite"})
MAX_FILLERS = 8
"""Tokens of no weight between a day and its hour."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Hours that stand beside no day, with their role (`hour_roles`)."""

    read: Read
    where: int
    hours: Hours
    role: str | None


def _gap(read: Read, start: int, stop: int) -> bool:
    """Whether nothing of weight stands between two places."""
    between = read.tokens[start:stop]
    return len(between) <= MAX_FILLERS and all(t.text in _FILLERS or t.kind == "line" for t in between)


def hour_role(read: Read, hours: Hours) -> str | None:
    before = read.before(hours.start)
    first = read.word(hours.start)
    if read.word(hours.start - 1) in {"dure", "duree", "durent"}:
        return "other"
    if first == "midi" or (first in {"de", "entre"} and read.word(hours.start + 1) == "midi"):
        # "Le repas de midi est offert", "tout se joue entre midi et minuit", but "samedi midi", "de midi à 14h".
        said = before.rstrip(" ,:-(").rsplit(maxsplit=1)[-1:]
        dated = not said or said[0].isdigit() or said[0] in MONTHS or said[0] in WEEKDAYS
        if not dated and (hours.slots[0].end is None or first == "entre"):
            return "other"
    # Words before an earlier hour are said of that one.
    since = _since_last_hour(before)
    return hour_roles.hour_role(since, read.after(hours.stop), follows=len(since) < len(before))


def _since_last_hour(words: str) -> str:
    for i in range(len(words) - 1, 0, -1):
        if (words[i - 1].isdigit() and words[i] in "h:") or (words[i].isdigit() and words[i - 1] in "h:"):
            return words[i + 1 :]
    return words


def attach(one: Mention, elements: list[Element], n: int, taken: set[int]) -> bool:
    """Give a mention the hours that follow it at once; hours of doors are passed over when others follow."""
    read, stop, k = one.read, elements[n].stop, n + 1
    doors: tuple[int, Hours] | None = None
    while k < len(elements):
        hours = elements[k]
        if not isinstance(hours, Hours) or not hours.slots or k in taken:
            break
        role = hour_role(read, hours)
        near = _gap(read, stop, hours.start)
        labelled = role in {"doors", "begins"} and read.sentences[hours.start] <= read.sentences[stop - 1] + 1
        labelled &= read.sentences[hours.start] == read.sentences[stop - 1] or not of_meal(read, hours)
        # "Portes à 19h, première partie à 20h": what follows the doors begins, whatever it is called.
        shown = doors is not None and role is None and read.sentences[hours.start] == read.sentences[stop - 1]
        if not near and not labelled and not shown:
            break
        if _daily(read, elements, k) and read.sentences[hours.start] > read.sentences[elements[n].start]:
            break
        if role == "doors":
            doors = doors or (k, hours)
        elif role != "other":
            if not near and doors is None and role != "begins":
                break
            if read.sentences[hours.start] > read.sentences[elements[n].start] and _led_by(
                read, elements, n, taken
            ):
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


def _led_by(read: Read, elements: list[Element], n: int, taken: set[int]) -> bool:
    """Whether an hour of its own sentence leads to a day: `Rassemblement à 10h30, place Bellevue, vendredi 1er mai`."""
    if n == 0 or n - 1 in taken:
        return False
    hours = elements[n - 1]
    same = read.sentences[hours.start] == read.sentences[elements[n].start]
    return (
        same and isinstance(hours, Hours) and bool(hours.slots) and hour_role(read, hours) in {None, "begins"}
    )


def _daily(read: Read, elements: list[Element], k: int) -> bool:
    """Whether a repeat follows the hours at `k` at once: `Horaires : 11h-19h tous les jours`."""
    following = elements[k + 1] if k + 1 < len(elements) else None
    return isinstance(following, Repeat) and _gap(read, elements[k].stop, following.start)


def _more(one: Mention, elements: list[Element], k: int, taken: set[int]) -> None:
    """A second sitting after some words: `de 10h à 12h atelier 1 et de 15h à 17h atelier 2`, `…, puis taille de 14h à
    17h`."""
    first = elements[k]
    following = elements[k + 1] if k + 1 < len(elements) else None
    if not (isinstance(first, Hours) and isinstance(following, Hours) and following.slots):
        return
    if follows(one.read, first, following):
        taken.add(k + 1)
        one.slots = (*one.slots, *following.slots)


def follows(read: Read, first: Hours, following: Hours) -> bool:
    """Whether hours with their end are those of a second sitting, after those of the first."""
    between = [read.word(k) for k in range(first.stop, following.start)]
    led = len(between) <= MAX_FILLERS and (between[-1:] == ["et"] or not _THEN.isdisjoint(between))
    end, start = first.slots[-1].end, following.slots[0]
    return led and end is not None and start.end is not None and start.start >= end


def attach_before(one: Mention, elements: list[Element], n: int, taken: set[int]) -> None:
    """`20h, samedi 5 décembre`."""
    if n == 0 or isinstance(one.elements[0], Bound):
        return
    hours = elements[n - 1]
    if not isinstance(hours, Hours) or not hours.slots or n - 1 in taken:
        return
    same = one.read.sentences[hours.start] == one.read.sentences[elements[n].start]
    if same and _gap(one.read, hours.stop, elements[n].start) and hour_role(one.read, hours) != "other":
        taken.add(n - 1)
        one.slots, one.beside = hours.slots, True
        one.elements.append(hours)


def _beside(h: Loose, one: Mention) -> bool:
    return h.read is one.read and h.read.sentences[h.hours.start] == one.sentence


_LED = re.compile(
    r"(?:^|[^\w\s]|\b(?:a|des|vers|heures?|rdv|rv|rendez[- ]vous|depart|debut|accueil|horaires?|jusqu'a))\W*$"
)


_NAMED = re.compile(r"\b(?:portes?|concerts?|messe|match|loto|repas|ceremonie|conference)\W*$")
_ALONE = re.compile(r"^\W*(?:[a-z-]+\W+){1,2}$")
"""`Rassemblement 10h30`: hardly a word before it in its sentence."""
_EARLIEST = 7
"""Hour before which "concert 1h30" is how long it lasts."""


def _led(h: Loose) -> bool:
    """Whether hours of another sentence are told as such: `à 20h`, `20h : concert`, not `le film dure 1h37`."""
    first = h.read.word(h.hours.start)
    if first in {"a", "des", "vers"}:
        return True
    if "midi" in {first, h.read.word(h.hours.start + 1)}:
        return False
    if h.hours.slots[0].end is not None:
        return True
    before = h.read.before(h.hours.start)
    named = _NAMED.search(before) is not None or _ALONE.search(before) is not None
    return (named and h.hours.slots[0].start[0] >= _EARLIEST) or _LED.search(before) is not None


_MEAL = re.compile(
    r"\b(?:repas|aperitif|apero|buffet|pique-niques?|grillades?|dejeuner|banquet)\b[^.;]{0,30}$"
)


def of_meal(read: Read, hours: Hours) -> bool:
    """Whether noon is that of a meal: "fanfare, jeux, repas sous chapiteau à midi"."""
    noon = hours.slots[0].start == (12, 0) and hours.slots[0].end is None
    return noon and _MEAL.search(read.before(hours.start)) is not None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Hours found away from the day they are meant for; `doors`: only when the doors open is said."""

    slots: tuple[Slot, ...]
    doors: bool


def hours_for(one: Mention, loose: Iterable[Loose]) -> Elsewhere | None:
    """Hours for a mention that has none beside it: the first of its sentence, else the first that follow it, else
    the first of all; those of doors only when there are no others."""
    usable = [h for h in loose if h.role != "other" and (_beside(h, one) or _led(h))]

    def order(h: Loose) -> tuple[bool, bool, bool, int, int]:
        same = h.read is one.read and h.read.sentences[h.hours.start] == one.sentence
        later = h.read is not one.read or h.hours.start >= one.stop
        return (h.role == "doors", not same, not later, h.where, h.hours.start)

    if not usable:
        return None
    chosen = min(usable, key=order)
    if chosen.role == "doors":
        return Elsewhere(chosen.hours.slots[:1], True)
    return Elsewhere((*chosen.hours.slots, *_then(chosen, usable)), False)


def _then(first: Loose, usable: Iterable[Loose]) -> tuple[Slot, ...]:
    """The second sitting that follows the first in its sentence (`follows`)."""
    sentence = first.read.sentences[first.hours.start]
    for h in usable:
        here = h.read is first.read and h.read.sentences[h.hours.start] == sentence
        if here and h.hours.start >= first.hours.stop:
            return h.hours.slots if follows(h.read, first.hours, h.hours) else ()
    return ()
