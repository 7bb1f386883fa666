"""Repeats as written: `tous les mardis`, `chaque 1er samedi du mois`, `un mercredi sur deux`, `le mardi et jeudi`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.tokens import Token
from agregateur.ingest.prose.vocabulary import MONTHS, ORDINALS, RFC_DAYS, SHORT_WEEKDAYS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeat without its hours and bounds. `nth`: which ones of the month (-1 the last). `habit`: no word such as
    `tous` or `chaque` says that it repeats ("le mardi et le jeudi"). `every`: weeks between two dates."""

    start: int
    stop: int
    weekdays: tuple[int, ...]
    nth: tuple[int, ...] = ()
    every: int = 1
    habit: bool = False
    daily: bool = False
    months: tuple[int, int] | None = None
    """`de juillet et août`: the first and the last month in which it repeats."""

    @property
    def rrule(self) -> str:
        """RFC 5545 3.3.10, without an end."""
        if self.daily:
            return "FREQ=DAILY"
        if self.nth:
            days = ",".join(f"{n}{RFC_DAYS[d]}" for n in self.nth for d in self.weekdays)
            return f"FREQ=MONTHLY;BYDAY={days}"
        days = ",".join(RFC_DAYS[d] for d in sorted(self.weekdays))
        return f"FREQ=WEEKLY;{f'INTERVAL={self.every};' if self.every > 1 else ''}BYDAY={days}"


def repeat_at(tokens: Sequence[Token], i: int) -> Repeat | None:
    """The repeat that begins at `i`."""

    def word(k: int) -> str:
        return tokens[k].text if 0 <= k < len(tokens) else ""

    if word(i) == "tous" and word(i + 1) == "les":
        if word(i + 2) in {"jours", "soirs", "matins", "apres-midis"}:
            return Repeat(i, i + 3, (), daily=True)
        if word(i + 2) == "15 jours":
            found = _weekdays(tokens, i + 3) or _weekdays(tokens, i + 4)
            return Repeat(i, found[1], found[0], every=2) if found else None
        return _named(tokens, i, i + 2, habit=False)
    if word(i) == "chaque":
        return _named(tokens, i, i + 1, habit=False)
    if (
        word(i) in {"un", "1"}
        and word(i + 1) in WEEKDAYS
        and word(i + 2) == "sur"
        and word(i + 3) in {"deux", "2"}
    ):
        return Repeat(i, i + 4, (WEEKDAYS[word(i + 1)],), every=2)
    if word(i) == "du" and word(i + 1) in WEEKDAYS and word(i + 2) == "au" and word(i + 3) in WEEKDAYS:
        first, last = WEEKDAYS[word(i + 1)], WEEKDAYS[word(i + 3)]
        # From Monday to Friday and more are the hours of an office.
        if first < last < first + 4 and not _numbered(tokens, i + 4):
            return Repeat(i, i + 4, tuple(range(first, last + 1)), habit=True)
        return None
    if word(i) in {"le", "les"}:
        return _named(tokens, i, i + 1, habit=True)
    if word(i) in WEEKDAYS and word(i) not in SHORT_WEEKDAYS and word(i).endswith("s"):
        return _named(tokens, i, i, habit=True)
    if (nth := _nth(tokens, i)) is not None and word(nth[1]) in WEEKDAYS:
        return _named(tokens, i, i, habit=True)
    return None


def _named(tokens: Sequence[Token], start: int, i: int, *, habit: bool) -> Repeat | None:
    nth = _nth(tokens, i)
    found = _weekdays(tokens, nth[1] if nth else i)
    if found is None:
        return None
    days, stop = found
    if nth is not None:
        after = [t.text for t in tokens[stop : stop + 3]]
        if after[:2] == ["du", "mois"] or after[:2] == ["de", "mois"]:
            return Repeat(start, stop + 2, days, nth=nth[0])
        if after == ["de", "chaque", "mois"]:
            return Repeat(start, stop + 3, days, nth=nth[0])
        return None
    if tokens[stop : stop + 2] and [t.text for t in tokens[stop : stop + 2]] == ["sur", "deux"]:
        return Repeat(start, stop + 2, days, every=2)
    months, stop = _months(tokens, stop)
    return Repeat(start, stop, days, habit=habit, months=months)


def _months(tokens: Sequence[Token], i: int) -> tuple[tuple[int, int] | None, int]:
    """`de décembre`, `en juillet et août`, `d'octobre`."""
    words = [t.text for t in tokens[i : i + 6]]
    if words[:1] not in (["de"], ["d"], ["en"]):
        return None, i
    at = 2 if words[1:2] == ["'"] else 1
    at += 2 if words[at : at + 2] == ["mois", "de"] else 0
    first = MONTHS.get(words[at]) if at < len(words) else None
    if first is None:
        return None, i
    last = MONTHS.get(words[at + 2]) if words[at + 1 : at + 2] == ["et"] and at + 2 < len(words) else None
    return (first, last or first), i + at + (3 if last else 1)


def _nth(tokens: Sequence[Token], i: int) -> tuple[tuple[int, ...], int] | None:
    """`1er`, `2e et 4e`, `premier et troisième`, `dernier`."""
    found: list[int] = []
    while i < len(tokens) and len(found) < 5:
        token = tokens[i]
        if token.text in ORDINALS:
            found.append(ORDINALS[token.text])
        elif token.kind == "number" and token.ordinal and 1 <= token.a <= 5:
            found.append(token.a)
        else:
            break
        i += 1
        if (
            i + 1 < len(tokens)
            and tokens[i].text in {"et", ",", "&"}
            and (
                tokens[i + 1].text in ORDINALS or tokens[i + 1].ordinal or tokens[i + 1].text in {"le", "les"}
            )
        ):
            i += 2 if tokens[i + 1].text in {"le", "les"} else 1
    return (tuple(found), i) if found else None


def _weekdays(tokens: Sequence[Token], i: int) -> tuple[tuple[int, ...], int] | None:
    """Names of weekdays that no number follows: `mardi`, `lundis et jeudis`, `le mardi et le jeudi`."""
    days: list[int] = []
    stop = i
    while i < len(tokens) and len(days) < 7:
        text = tokens[i].text
        if text not in WEEKDAYS or (text in SHORT_WEEKDAYS and not days) or _numbered(tokens, i + 1):
            break
        days.append(WEEKDAYS[text])
        i += 1
        if i < len(tokens) and tokens[i].text in {"soir", "soirs", "matin", "matins", "apres-midi", "midi"}:
            i += 1
        stop = i
        while (
            i < len(tokens)
            and i - stop < 4
            and tokens[i].text in {",", "et", "&", "/", "le", "les", "ou", "tous"}
        ):
            i += 1
        if i == stop:
            break
    return (tuple(dict.fromkeys(days)), stop) if days else None


def _numbered(tokens: Sequence[Token], i: int) -> bool:
    """Whether a day's number, or a word that makes a single day of it, comes next."""
    if i < len(tokens) and tokens[i].text == ".":
        i += 1
    if i >= len(tokens):
        return False
    return (tokens[i].kind == "number" and tokens[i].a <= 31) or tokens[i].kind == "date" or tokens[i].text in {
        "prochain", "dernier", "passe", "suivant", "precedent", "premier",
    }  # fmt: skip
