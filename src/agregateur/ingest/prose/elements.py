"""One pass over a text: its mentions of days, hours and repeats, in order, with the sentence each stands in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.day import Day
from agregateur.ingest.prose.days import Days, Reader
from agregateur.ingest.prose.hours import Hours, Slot, hours_at
from agregateur.ingest.prose.repeats import Repeat, repeat_at
from agregateur.ingest.prose.tokens import Token, bare, tokens
from agregateur.ingest.prose.vocabulary import MONTHS, ORDINALS, SHORT_WEEKDAYS, WEEKDAYS, several

MAX_TEXT = 20_000
"""Characters read: an announcement names its date in its first lines (cost: about 1 µs a character)."""


MAX_SENTENCE = 600
"""Characters of a sentence that are looked at for what it is about."""
MAX_ELEMENTS = 150
"""Days, hours and repeats of one text: what holds more is a calendar, not an announcement."""


@dataclass(frozen=True, slots=True)
class Bound:
    """`jusqu'au 15 janvier` (until) or `à partir du 4 novembre` (since)."""

    start: int
    stop: int
    day: Day
    until: bool


Element = Days | Hours | Repeat | Bound


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text as read. `sentences[i]` is the number of the sentence of token i."""

    text: str
    bare: str
    tokens: Sequence[Token]
    sentences: Sequence[int]
    elements: Sequence[Element]

    def word(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def sentence(self, element: Element) -> int:
        return self.sentences[element.start]

    def span(self, element: Element) -> tuple[int, int]:
        return self.tokens[element.start].start, self.tokens[element.stop - 1].end

    def before(self, i: int, limit: int = 90, since: int = 0) -> str:
        """What stands before token `i` in its sentence, folded, at most `limit` characters, from token `since` on."""
        end = self.tokens[i].start
        first = i
        while (
            first > since
            and self.sentences[first - 1] == self.sentences[i]
            and end - self.tokens[first].start < limit
        ):
            first -= 1
        return self.bare[max(self.tokens[first].start, end - limit) : end].lower()

    def after(self, i: int, limit: int = 60) -> str:
        """What stands after token `i - 1` in its sentence, folded."""
        if i >= len(self.tokens) or i == 0 or self.sentences[i] != self.sentences[i - 1]:
            return ""
        last = i
        start = self.tokens[i - 1].end
        while (
            last + 1 < len(self.tokens)
            and self.sentences[last + 1] == self.sentences[i]
            and self.tokens[last].end - start < limit
        ):
            last += 1
        return self.bare[start : min(self.tokens[last].end, start + limit)].lower()

    def words_of(self, sentence: int) -> str:
        """The sentence, folded; long ones are cut."""
        # Sentences are numbered in order.
        first, stop = bisect_left(self.sentences, sentence), bisect_right(self.sentences, sentence)
        if first == stop:
            return ""
        start = self.tokens[first].start
        return self.bare[start : min(self.tokens[stop - 1].end, start + MAX_SENTENCE)].lower()


def read(text: str) -> Read:
    """The elements of `text`."""
    text = text[:MAX_TEXT]
    plain = bare(text)
    found = tokens(plain)
    return Read(text, plain, found, _sentences(found), _elements(found))


def _elements(found: Sequence[Token]) -> list[Element]:
    reader = Reader(found)
    elements: list[Element] = []
    i = 0
    while i < len(found) and len(elements) < MAX_ELEMENTS:
        token = found[i]
        begins = token.text in _OPENING if token.kind == "word" else token.kind in {"date", "time", "number"}
        one = _element(reader, found, i) if begins else None
        if one is None:
            i += 1
        else:
            elements.append(one)
            i = one.stop
    return elements


_OPENING = frozenset(WEEKDAYS) | frozenset(ORDINALS) | several(
    """le la les l ce cette ces cet du de des d au aux a entre vers partir depuis jusqu jusque demain aujourd apres
    tous toutes chaque un week weekend""",
)  # fmt: skip
"""Words that a mention may begin with; all others are passed over."""


def _element(reader: Reader, found: Sequence[Token], i: int) -> Element | None:
    if (skipped := _duration(found, i)) is not None:
        return Hours(i, skipped, ())
    if (bound := _bound(reader, found, i)) is not None:
        return bound
    days = reader.mention(i) or repeat_at(found, i) or reader.bare_weekday(i) or reader.bare_number(i)
    return days or hours_at(found, i)


_SINCE = (
    ("a", "partir", "du"),
    ("a", "partir", "de"),
    ("a", "compter", "du"),
    ("des", "le"),
    ("depuis", "le"),
)


def _bound(reader: Reader, found: Sequence[Token], i: int) -> Bound | None:
    words = [reader.word(k) for k in range(i, i + 4)]
    for start in _SINCE:
        if tuple(words[: len(start)]) == start:
            day = reader.day(i + len(start))
            # "Dès le samedi 5 décembre à 10h" says when it begins.
            begins = start[0] == "des" and hours_at(found, reader.to_hours(day[1])) if day else None
            if day is not None and _whole(day[0]) and not begins:
                return Bound(i, day[1], day[0], until=False)
    if words[:3] == ["jusqu", "'", "au"] or words[0] == "jusque" or words[:2] == ["jusqu", "au"]:
        j = i + (3 if words[1] == "'" else 2)
        day = reader.day(j)
        if day is not None and _whole(day[0]):
            return Bound(i, day[1], day[0], until=True)
    return None


def _whole(day: Day) -> bool:
    return day.relative is None and (day.month is not None or day.weekday is not None)


_NAMING = ["du"], ["de"], ["d"], ["des"]
_LED = several(
    "a des vers partir - et , depart departs debut rdv rendez-vous accueil portes messe concert loto repas ouverture"
)
_LASTING = several("duree pendant durant environ en repos temps toutes compter comptez prevoir")


def _duration(found: Sequence[Token], i: int) -> int | None:
    """The place after an hour that is a length of time: `5h de marche`, `durée : 1h30`, `2h par semaine`."""
    if found[i].text == "de" and [t.text for t in found[max(0, i - 1) : i + 2]] == ["messe", "de", "minuit"]:
        return i + 2
    if found[i].kind != "time" or ":" in found[i].text or found[i].text in {"midi", "minuit"}:
        return None
    back = [
        t.text
        for t in found[max(0, i - 3) : i]
        if t.text not in {":", "de", "d", "'", "(", "totale", "estimee"}
    ]
    if back and back[-1] in _LASTING and not (back[-1] == "environ" and "a" in back):
        return i + 1
    after = [t.text for t in found[i + 1 : i + 5]]
    # "Le Grand Bain (2018, 1h58)", "28 km (2h45)": nothing begins at such an hour.
    if found[i].a < 6 and after[:1] == [")"] and i and found[i - 1].text in {"(", ","}:
        return i + 1
    # "Les 24 heures du vélo" is a name.
    named = found[i].a == 24 or (i > 0 and found[i - 1].text in {"les", "des"})
    if named and "heures" in found[i].text and after[:1] in _NAMING:
        return i + 1
    # "Une heure avec Lola Lafon", but "à une heure du matin".
    if found[i].text[0].isalpha() and found[i].a <= 12 and after[:1] != ["du"]:
        word = found[i - 1].text if i else ""
        if word not in _LED and word not in {"et", "ou", "entre"}:
            return i + 1
    if not after:
        return None
    if after[0] in {"par", "chrono", "non", "hebdomadaires", "aller", "chacune", "chacun", "semaine"}:
        return i + 1
    if after[0] == "/" and len(after) > 1 and after[1] in {"semaine", "sem", "jour"}:
        return i + 1
    led = bool(back) and back[-1] in _LED and found[i - 1].text != "de"
    if after[:2] == ["de", "marche"] and found[i].a < 9:
        return i + 1
    if after[0] in {"de", "d"} and not led:
        following = (
            after[2] if after[1:2] == ["'"] and len(after) > 2 else (after[1] if len(after) > 1 else "")
        )
        if following in _ACTIVITIES or (
            following and following.isalpha() and len(following) > 3 and not back
        ):
            return i + 1
    return None


_ACTIVITIES = several(
    """marche spectacle cours montee descente trajet route jeu jeux musique visite film cuisson repos travail formation
    pratique ski velo la lecture concert danse rando randonnee benevolat direct show rires bonheur course atelier
    conduite"""
)


_IN_FULL = frozenset({"mars", "mai", "juin", "aout"})
_SHORTENED = several("tel av bd st ste mme etc rdv")
"""Words whose point does not end a sentence."""


def _sentences(found: Sequence[Token]) -> list[int]:
    numbers, number = [], 0
    for i, token in enumerate(found):
        numbers.append(number)
        before = found[i - 1] if i else None
        if token.kind == "line" or token.text in {"!", "?", "•", "…", "★", "*"}:
            number += 1
        elif token.text == "." and before is not None:
            abbreviated = before.text in SHORT_WEEKDAYS or (
                before.text in MONTHS and len(before.text) < 5 and before.text not in _IN_FULL
            )
            spelled = (len(before.text) == 1 and before.kind == "word") or before.text in _SHORTENED
            glued = i + 1 < len(found) and found[i + 1].start == token.end and before.end == token.start
            if not (
                abbreviated or spelled or (glued and found[i + 1].kind == "word" and len(before.text) == 1)
            ):
                number += 1
    return numbers


__all__ = ["Bound", "Element", "Read", "Slot", "read"]
