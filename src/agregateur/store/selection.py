"""A selection: which events, said in the words of the public addresses. What it means in SQL is `store.reach`.

    words of an address ─► parse ─► Selection ─► canonical() ─► part of a validator
                                              └► places(), windows(today, …) ─► Reach ─► SELECT over the indexes

Inside a word values are joined by OR, between words by AND. A word that is wrong is never dropped: that would answer
more than was asked. Days are inclusive and local (`LOCAL`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agregateur import communes
from agregateur.errors import SelectionError
from agregateur.store import search
from agregateur.taxonomy import taxonomy
from agregateur.text import one_line

LOCAL = ZoneInfo("Europe/Paris")
"""The zone in which "today" and the days of a selection are meant."""

WORDS = ("commune", "epci", "departement", "categorie", "source", "q", "du", "au", "jours", "periode")
PERIODS = ("aujourdhui", "demain", "weekend", "semaine", "mois", "mois-prochain")
MAX_VALUES = 200
"""Values one word may take: a département of 2026 has at most 890 communes, but has a word of its own."""
MAX_TEXT = 200
MAX_DAYS = 396


@dataclass(frozen=True, slots=True)
class Window:
    """Local days, both included."""

    first: date
    last: date

    def begin(self) -> datetime:
        """The first moment, aware."""
        return datetime.combine(self.first, time(), LOCAL)

    def end(self) -> datetime:
        """The first moment after, aware."""
        return datetime.combine(self.last + timedelta(days=1), time(), LOCAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A filter over events, normalised: values sorted, each once. `scope` is the place that the path names.

    `scope` is (`commune` | `epci` | `departement`, code); it narrows what the words choose.
    """

    scope: tuple[str, str] | None = None
    commune: tuple[str, ...] = ()
    epci: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    categorie: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    q: tuple[str, ...] = ()
    du: date | None = None
    au: date | None = None
    jours: int | None = None
    periode: tuple[str, ...] = ()

    def canonical(self) -> str:
        """The same text for every way of writing this selection."""
        said = {word: getattr(self, word) for word in ("scope", *WORDS) if getattr(self, word)}
        if self.q:
            said["q"] = sorted(" ".join(search.asked(text)) for text in self.q)
        return json.dumps(said, default=date.isoformat, ensure_ascii=False, sort_keys=True)

    def query(self, **changes: Any) -> tuple[tuple[str, str], ...]:
        """The words as (word, value) pairs for an address, `changes` applied; the path's place is left out."""
        other = replace(self, **changes)
        pairs = []
        for word in WORDS:
            value = getattr(other, word)
            if isinstance(value, tuple):
                value = ",".join(value)
            if value:
                pairs.append((word, value.isoformat() if isinstance(value, date) else str(value)))
        return tuple(pairs)

    def places(self) -> frozenset[str] | None:
        """The INSEE codes it is about; None = everywhere, commune unknown included."""
        found: frozenset[str] | None = None
        sets = [
            (word, getattr(self, word)) for word in ("commune", "epci", "departement") if getattr(self, word)
        ]
        if self.scope:
            sets.append((self.scope[0], (self.scope[1],)))
        for word, codes in sets:
            here = frozenset(insee for code in codes for insee in _expand(word, code))
            found = here if found is None else found & here
        return found

    def dated(self) -> bool:
        """Whether the address itself says which days."""
        return bool(self.du or self.au or self.jours or self.periode)

    def windows(self, today: date, *, first: date, last: date) -> tuple[Window, ...]:
        """The days it is about, in order. `first` and `last` are the defaults of the surface (page or feed).

        A named period is cut at `first` (on a page, Sunday's "ce week-end" is Sunday) unless `du` says otherwise.
        """
        low = self.du or first
        high = self.au or last
        if self.jours:
            begin = self.du or today
            low = max(low, begin)
            high = min(high, begin + timedelta(days=self.jours - 1))
        periods = [_period(name, today) for name in self.periode] or [Window(low, high)]
        cut = (Window(max(low, p.first), min(high, p.last)) for p in periods)
        return _joined(window for window in cut if window.first <= window.last)


def _joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    out: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.first, w.last)):
        if out and window.first <= out[-1].last + timedelta(days=1):
            out[-1] = Window(out[-1].first, max(out[-1].last, window.last))
        else:
            out.append(window)
    return tuple(out)


def _period(name: str, today: date) -> Window:
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    following = (month + timedelta(days=31)).replace(day=1)
    if name == "aujourdhui":
        return Window(today, today)
    if name == "demain":
        return Window(today + timedelta(days=1), today + timedelta(days=1))
    if name == "weekend":
        return Window(monday + timedelta(days=5), monday + timedelta(days=6))
    if name == "semaine":
        return Window(monday, monday + timedelta(days=6))
    if name == "mois":
        return Window(month, following - timedelta(days=1))
    after = (following + timedelta(days=31)).replace(day=1)
    return Window(following, after - timedelta(days=1))


# What the words accept ------------------------------------------------------------------------------------------


def _refuse(
    word: str, value: str, message: str, allowed: Sequence[str] = (), code: str = "value"
) -> SelectionError:
    return SelectionError(
        message, code=f"selection_{code}", word=word, value=value[:MAX_TEXT], allowed=list(allowed)
    )


def _expand(word: str, code: str) -> tuple[str, ...]:
    if word == "commune":
        return (code,)
    if word == "departement":
        return tuple(commune.insee for commune in communes.communes_of(code))
    group = communes.epci(code)
    return group.communes if group else ()


def _commune(value: str) -> str:
    found = communes.commune(value)
    if found is None:
        raise _refuse(
            "commune",
            value,
            f"commune={value!r}: no commune has this INSEE code (five characters, such as 05061).",
        )
    return found.insee


def _epci(value: str) -> str:
    if communes.epci(value) is None:
        raise _refuse("epci", value, f"epci={value!r}: no EPCI has this SIREN number (nine digits).")
    return value


def _departement(value: str) -> str:
    if communes.departement(value) is None:
        raise _refuse(
            "departement", value, f"departement={value!r}: no département has this code (such as 05 or 2A)."
        )
    return value


def _date(word: str, value: str) -> date:
    try:
        if len(value) != 10:
            raise ValueError(value)
        found = date.fromisoformat(value)
    except ValueError:
        raise _refuse(
            word,
            value,
            f"{word}={value!r}: not a date; write it like 2026-12-31.",
            ["AAAA-MM-JJ"],
            code="date",
        ) from None
    if not 1900 <= found.year <= 2200:
        raise _refuse(word, value, f"{word}={value!r}: the year must lie between 1900 and 2200.", code="date")
    return found


def _days(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and 1 <= int(value) <= MAX_DAYS):
        allowed = [f"1-{MAX_DAYS}"]
        raise _refuse(
            "jours", value, f"jours={value!r}: write a number of days from 1 to {MAX_DAYS}.", allowed
        )
    return int(value)


def _one_of(word: str, allowed: Sequence[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in allowed:
            raise _refuse(
                word, value, f"{word}={value!r} is not known; allowed: {', '.join(allowed)}.", allowed
            )
        return value

    return check


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise _refuse("q", value, f"q: a search has at most {MAX_TEXT} characters.", [f"≤ {MAX_TEXT}"])
    if not search.asked(value):
        raise _refuse("q", value, f"q={value!r}: a search needs at least one letter or digit.")
    return one_line(value)


def _source(value: str) -> str:
    if not value.isascii() or not value.replace("-", "a").isalnum() or value != value.lower():
        raise _refuse(
            "source", value, f"source={value!r}: a source is named in lower case, digits and hyphens."
        )
    return value


def parse(pairs: Iterable[tuple[str, str]], *, scope: tuple[str, str] | None = None) -> Selection:
    """The selection said by `pairs` of (word, value as written); every word must be one of `WORDS`.

    Raises SelectionError whose values name word, value and allowed ones.
    Whether a source exists is known to the store alone: see `store.directory.unknown_sources`.
    """
    said: dict[str, list[str]] = {}
    for word, value in pairs:
        if word not in WORDS:
            raise _refuse(
                word, value, f"the word {word!r} is not known; allowed: {', '.join(WORDS)}.", WORDS, "word"
            )
        parts = [part.strip() for part in value.split(",")]
        said.setdefault(word, []).extend(part for part in parts if part)
        if not any(parts):
            raise _refuse(word, value, f"{word} is empty: give it a value or leave it out.", code="empty")
    for word, values in said.items():
        if len(values) > MAX_VALUES:
            raise _refuse(
                word, str(len(values)), f"{word}: at most {MAX_VALUES} values.", [f"≤ {MAX_VALUES}"]
            )
        if word in {"du", "au", "jours"} and len(set(values)) > 1:
            raise _refuse(word, ",".join(values), f"{word} takes one value only.", code="one")

    def many(word: str, check: Callable[[str], str]) -> tuple[str, ...]:
        return tuple(sorted({check(value) for value in said.get(word, [])}))

    selection = Selection(
        scope=scope,
        commune=many("commune", _commune),
        epci=many("epci", _epci),
        departement=many("departement", lambda value: _departement(value.upper())),
        categorie=many("categorie", _one_of("categorie", tuple(taxonomy()))),
        source=many("source", _source),
        q=many("q", _text),
        periode=many("periode", _one_of("periode", PERIODS)),
        du=_date("du", said["du"][0]) if "du" in said else None,
        au=_date("au", said["au"][0]) if "au" in said else None,
        jours=_days(said["jours"][0]) if "jours" in said else None,
    )
    if selection.du and selection.au and selection.au < selection.du:
        raise _refuse(
            "au", said["au"][0], f"au={said['au'][0]!r} lies before du={said['du'][0]!r}.", code="order"
        )
    return selection
