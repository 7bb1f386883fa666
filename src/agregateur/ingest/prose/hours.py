"""Hours as written: `20h30`, `de 14 à 18 h`, `10h-12h et 14h-18h`, `à 14h30 et 16h`, `entre 9h et midi`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.tokens import Token

MAX_SLOTS = 12
"""Sittings of one day; it also bounds the work on hostile text."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A beginning and, when stated, an end: (hour 0–24, minute)."""

    start: tuple[int, int]
    end: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Consecutive slots, with the places of their tokens."""

    start: int
    stop: int
    slots: tuple[Slot, ...]


_RANGE = frozenset({"a", "-", "→", "/", ">", "au"})


def hours_at(tokens: Sequence[Token], i: int) -> Hours | None:
    """The hours that begin at `i`, all those that commas, `et` or strokes join."""
    first = _slot(tokens, i)
    if first is None:
        return None
    slots, stop = [first[0]], first[1]
    while len(slots) < MAX_SLOTS:
        j = _separator(tokens, stop)
        following = _slot(tokens, j) if j else None
        if following is None:
            break
        slot, end = following
        # A later single hour after a range is part of the programme: "de 14h à 18h, goûter à 16h".
        if slots[-1].end is not None and slot.end is None:
            break
        if _order(slot.start) <= _order(slots[-1].end or slots[-1].start):
            break
        slots.append(slot)
        stop = end
    return Hours(i, stop, tuple(slots))


def _slot(tokens: Sequence[Token], i: int) -> tuple[Slot, int] | None:
    def word(k: int) -> str:
        return tokens[k].text if k < len(tokens) else ""

    opening = ""
    if word(i) in {"de", "entre", "d"}:
        opening = word(i)
        i += 2 if opening == "d" and word(i + 1) == "'" else 1
    elif word(i) in {"a", "des", "vers"}:
        i += 1
    if word(i) == "partir" and word(i + 1) == "de":
        i += 2
    first = _point(tokens, i, bare=True)
    if first is None:
        return None
    start, j, named = first
    joint = word(j)
    k = j + 1
    if joint == "jusqu" and word(j + 1) == "'" and word(j + 2) in {"a", "au"}:
        joint, k = word(j + 2), j + 3
    elif joint == "et" and word(j + 1) == "jusqu" and word(j + 2) == "'" and word(j + 3) in {"a", "au"}:
        joint, k = word(j + 3), j + 4
    elif joint == "-" and word(j + 1) == ">":
        joint, k = "→", j + 2
    elif joint == "," and word(j + 1) == "fin" and word(j + 2) in {"a", "vers"}:
        joint, k = "a", j + 3
    if joint in _RANGE or (joint == "et" and opening == "entre"):
        # "A 9h jusqu'au 17 décembre", "à 18h au 6 décembre": a day follows.
        second = _point(tokens, k, bare=joint not in {"/", "au"})
        if second is not None and (named or second[2]) and second[0] != start:
            end, stop, _ = second
            if _plausible(start) and _plausible(end):
                # "1h du matin"
                if word(stop) == "du" and word(stop + 1) == "matin":
                    stop += 2
                return Slot(start, end), stop
    if not named or not _plausible(start):
        return None
    return Slot(_evening(start, [word(j + n) for n in range(4)]), None), j


def _evening(start: tuple[int, int], after: Sequence[str]) -> tuple[int, int]:
    """`8 heures du soir` is 20:00; `9h de l'église` is not."""
    said = " ".join(word for word in after if word not in {"'", "’"})
    late = said.startswith(("du soir", "de l apres-midi", "de l aprem", "de apres-midi", "de l apres midi"))
    return (start[0] + 12, start[1]) if late and 1 <= start[0] < 12 else start


def _point(tokens: Sequence[Token], i: int, *, bare: bool) -> tuple[tuple[int, int], int, bool] | None:
    """One hour, the place after it, and whether it says that it is an hour (a bare number may be the first of two)."""
    if i >= len(tokens):
        return None
    token = tokens[i]
    if token.kind == "time":
        return (token.a, token.b), i + 1, True
    if bare and token.kind == "number" and not token.ordinal and len(token.text) <= 2 and token.a <= 24:
        return (token.a, 0), i + 1, False
    return None


def _plausible(point: tuple[int, int]) -> bool:
    return point[0] < 24 or point == (24, 0)


def _order(point: tuple[int, int]) -> int:
    return point[0] * 60 + point[1]


def _separator(tokens: Sequence[Token], i: int) -> int | None:
    start = i
    while (
        i < len(tokens)
        and i - start < 3
        and tokens[i].text in {",", "et", "puis", "/", "ou", "&", ";", "|", "+", "-"}
    ):
        i += 1
    return i if i > start else None
