"""Records of one source that are evidently dates of one series, told one by one.

Who has no field for repeats copies the announcement, or its software prints one record a date. Other records of one
source are different events: a lotto of one hall, announced in the same words three months later, is another lotto, and
two dates alone are no series yet (`no_series`).

Two things show a series: what the records tell alike (`series`: one text or one page), and, where they tell little or
each its own date, that they follow one another week by week, or day by day as an exhibition is open (`run`): chance
does not repeat itself so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal, Protocol

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.marks import conflict
from agregateur.ingest.matching.starts import UNKNOWN
from agregateur.ingest.matching.vocabulary import stem

MAX_GAP = 35
"""Days between two dates of a series that are compared: a fifth Saturday follows a fourth one so late. What lies
farther apart is joined by the dates between."""
RUN = 3
"""Days between two evenings of one run, or two days on which an exhibition is open."""
PAUSE = 21
"""Days between two dates of a weekly run: two weeks of holidays lie between."""
LEAST = 4
"""Dates that make a run."""
RECURRENT = frozenset({"atelier", "expo", "mass", "rehearsal", "tour"})
"""Sorts of thing that are the same each week under a title that says no more; a town's concerts, lottos and meetings
are others each time."""
WEEKLY = frozenset({stem("marche"), stem("permanence")})
"""So are these."""
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"
_DATED = frozenset(form for word in f"{_WEEKDAYS} {_MONTHS}".split() for form in (word, stem(word)))

Kind = Literal["series", "run"]


class Told(Protocol):
    """A stored pair: its evidence as JSON."""

    @property
    def evidence(self) -> str: ...


def repeat_key(seen: Features) -> str | None:
    """The key under which a record meets the other dates of its series; None for what holds several dates, or has no
    title."""
    if len(seen.starts) != 1 or seen.span or not seen.title:
        return None
    ((_, minutes),) = seen.starts.items()
    return f"o=|{seen.source}|{seen.insee}|{seen.venue}|{'+'.join(map(str, minutes))}|{' '.join(seen.title)}"


def repeats(a: Features, b: Features) -> Kind | None:
    """Whether two records of one source are two dates of one series: one title, place and hour, and one text or page,
    on the same weekday within `MAX_GAP` days, or evenings of one run (`series`); or on one weekday or at most `RUN`
    days apart with nothing that tells them apart, which others have to confirm (`run`, see `no_series`)."""
    if a.source != b.source or a.title != b.title:
        return None
    key = repeat_key(a)
    if key is None or key != repeat_key(b):
        return None
    gap = abs(_day(a) - _day(b))
    if not gap or gap > MAX_GAP or (gap % 7 and gap > RUN) or conflict(a.marks, b.marks):
        return None
    page = not a.pages.isdisjoint(b.pages)
    alike = a.print == b.print
    if (page and alike) if gap % 7 else (alike if a.print and b.print else page):
        return "series"
    return "run" if _may_run(a, b, gap) else None


def _may_run(a: Features, b: Features, gap: int) -> bool:
    """Whether two records may be dates of a run: nothing tells them apart but their dates, and the title is not one
    that is given to other things each time."""
    if gap > PAUSE or a.marks != b.marks or a.labels != b.labels or not _one_thing(a):
        return False
    if gap % 7 and not (
        UNKNOWN in next(iter(a.starts.values())) or "expo" in a.sorts or (a.print and a.named)
    ):
        # Three evenings of one title may be three shows.
        return False
    return all(word in _DATED or any(map(str.isdigit, word)) for word in a.context ^ b.context)


def _one_thing(seen: Features) -> bool:
    if not seen.headline and (seen.named or not seen.sorts):
        return True
    return (bool(seen.sorts) and seen.sorts <= RECURRENT) or not WEEKLY.isdisjoint(seen.title)


def no_series(
    links: Mapping[tuple[int, int], Told], seen: Mapping[int, Features] | None
) -> set[tuple[int, int]]:
    """The pairs of dates of one source that make no series: two records are two events until a third follows suit, and
    what only the run shows needs `LEAST` dates in regular steps. `seen` holds the features of all that links name (None
    for what has no dates)."""
    told = {pair for pair, link in links.items() if '"one_a_date"' in link.evidence}
    if not told or seen is None:
        return set()
    runs = {pair for pair in told if '"run"' in links[pair].evidence}
    near = _neighbours(told - runs)
    few = runs | {(low, high) for low, high in told - runs if near[low] == {high} and near[high] == {low}}
    if runs:
        for members in _connected(_neighbours(told)):
            if _regular({_day(seen[i]) for i in members}):
                few = {pair for pair in few if pair[0] not in members}
    return few


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = defaultdict(set)
    for low, high in pairs:
        near[low].add(high)
        near[high].add(low)
    return near


def _connected(near: Mapping[int, set[int]]) -> Iterator[set[int]]:
    left = set(near)
    while left:
        members, waiting = set[int](), [left.pop()]
        while waiting:
            one = waiting.pop()
            members.add(one)
            waiting += near[one] - members
        left -= members
        yield members


def _regular(days: Iterable[int]) -> bool:
    """Whether days follow one another as those of a series do: most by one step of a week or two, or day by day."""
    steps = [after - before for before, after in pairwise(sorted(days))]
    if len(steps) < LEAST - 1:
        return False
    least = min(steps)
    usual = sum(step == least for step in steps) if least in {7, 14} else sum(step <= RUN for step in steps)
    return usual * 2 >= len(steps)


def _day(seen: Features) -> int:
    """The one day of a record, as `date.toordinal` counts them."""
    return next(iter(seen.starts))
