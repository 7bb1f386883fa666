"""The score of French dates in prose on the labelled texts of `data/dates-*<half>.yaml` (their format stands
on top of dates-tuning.yaml)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any, Literal

import yaml
from dateutil.rrule import rrulestr

from agregateur.contract import When
from agregateur.ingest.prose import Found, announced, find

Half = Literal["tuning", "score"]
Timing = tuple[When, When | None]
DAYS = 180
"""A repeat is compared over as many days from its publication."""
WORST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One labelled text. `timings` are its dates (ends exclusive), () when it announces none; `doubtful`: a date is
    there that nobody should announce without asking."""

    name: str
    situation: str
    title: str
    text: str
    published: datetime
    zone: str
    timings: tuple[Timing, ...] = ()
    rrule: str | None = None
    doubtful: bool = False

    @property
    def dated(self) -> bool:
        return bool(self.timings) and not self.doubtful


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that was not read as labelled. `kind`: wrong, missed, invented."""

    case: str
    situation: str
    kind: str
    words: str
    expected: str
    found: str


@dataclass(slots=True)
class Score:
    """`dated` texts announce something: each is exact, wrong or missed. `undated` texts (doubtful ones included)
    announce nothing sure: each found date is `invented`. `by_situation` counts (right, all)."""

    dated: int = 0
    undated: int = 0
    exact: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    by_situation: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    @property
    def found_exactly(self) -> float:
        """Share of dated texts read exactly."""
        return self.exact / self.dated if self.dated else 1.0

    @property
    def invented_share(self) -> float:
        """Share of texts without a sure date in which one was found all the same."""
        return self.invented / self.undated if self.undated else 0.0

    @property
    def worst(self) -> Sequence[Miss]:
        """The worst errors first: invented, then wrong, then missed."""
        order = {"invented": 0, "wrong": 1, "missed": 2}
        return sorted(self.misses, key=lambda m: (order[m.kind], m.case))[:WORST]


def cases(half: Half) -> list[Case]:
    """The labelled texts of one half."""
    folder = resources.files("agregateur.evaluation") / "data"
    found = sorted((f for f in folder.iterdir() if _FILE.fullmatch(f.name)), key=lambda f: f.name)
    texts = (f.read_text(encoding="utf-8") for f in found if f.name.endswith(f"-{half}.yaml"))
    return [_case(row) for text in texts for row in yaml.safe_load(text)]


_FILE = re.compile(r"dates-[a-z-]+\.yaml")


def score(half: Half, *, believed: bool = False) -> Score:
    """Read every text of one half as a feed's article. `believed`: as a feed with `items: events`."""
    result = Score()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases(half):
        found = announced(
            find(case.title, case.text, published=case.published, zone=case.zone), believed=believed
        )
        kind = _kind(case, found)
        result.dated += case.dated
        result.undated += not case.dated
        total[case.situation] += 1
        right[case.situation] += kind is None
        if kind is None:
            result.exact += case.dated
            continue
        setattr(result, kind, getattr(result, kind) + 1)
        expected = _written(case.timings, case.rrule) if case.dated else "-"
        told = _written(found.timings, found.rrule) if found else "-"
        words = found.words if found else case.title
        result.misses.append(Miss(case.name, case.situation, kind, words, expected, told))
    result.by_situation = {name: (right[name], total[name]) for name in sorted(total)}
    return result


def _kind(case: Case, found: Found | None) -> str | None:
    if not case.dated:
        return "invented" if found is not None else None
    if found is None:
        return "missed"
    return None if _same(case, found) else "wrong"


def _same(case: Case, found: Found) -> bool:
    """Equal starts, and equal ends where the label states one, over the days that are compared."""
    wanted = dict(_dates(case.timings, case.rrule, case.published))
    given = dict(_dates(found.timings, found.rrule, case.published))
    return wanted.keys() == given.keys() and all(end in (None, given[start]) for start, end in wanted.items())


def _dates(timings: Sequence[Timing], rrule: str | None, published: datetime) -> Sequence[Timing]:
    if rrule is None or not timings:
        return timings
    start, end = timings[0]
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    limit = published.replace(tzinfo=None) + timedelta(days=DAYS)
    length = end - start if end is not None else None
    found = [d for d in rrulestr(rrule, dtstart=begin).xafter(begin, inc=True, count=400) if d <= limit]
    days: list[When] = [d if isinstance(start, datetime) else d.date() for d in found]
    return [(d, None if length is None else d + length) for d in days]


def _written(timings: Sequence[Timing], rrule: str | None) -> str:
    told = [f"{start}/{end}" if end else f"{start}" for start, end in timings[:4]]
    return "; ".join([*told, *(["…"] if len(timings) > 4 else []), *([rrule] if rrule else [])])


# Reading the labels ----------------------------------------------------------------------------------------------


def _case(row: Mapping[str, Any]) -> Case:
    published = row["published"]
    if not isinstance(published, datetime):
        published = (
            datetime.combine(published, time(8))
            if isinstance(published, date)
            else datetime.fromisoformat(published)
        )
    rule = row.get("rule")
    stated = [rule["start"]] if rule else row.get("dates", [])
    return Case(
        name=row["case"],
        situation=row["situation"],
        title=row["title"],
        text=row["text"],
        published=published,
        zone=row.get("zone", "Europe/Paris"),
        timings=tuple(_timing(str(one)) for one in stated),
        rrule=rule["rrule"] if rule else None,
        doubtful=row.get("doubtful", False),
    )


def _timing(written: str) -> Timing:
    first, _, last = written.partition("/")
    if "T" not in first:
        start = date.fromisoformat(first)
        return start, (date.fromisoformat(last) if last else start) + timedelta(days=1)
    begin = datetime.fromisoformat(first)
    if not last:
        return begin, None
    return begin, datetime.fromisoformat(last if "T" in last else f"{begin:%Y-%m-%d}T{last}")
