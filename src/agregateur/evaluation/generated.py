"""Scores of a generated territory: read whole, and read again under new uids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from agregateur.contract import Record
from agregateur.evaluation import naive
from agregateur.evaluation.calibration import Bin, table
from agregateur.evaluation.generate import DAYS, Plan, Territory, again, renewed, territory
from agregateur.evaluation.portal import Found, Portal
from agregateur.evaluation.scenes import shown
from agregateur.evaluation.scores import Communes, Key, Label, Pairs, Starts, communes, pairs, starts

ECHO = "echo"
"""The source that publishes our own feed."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """Every source exported again under new uids: events shown before and after; uids that kept their event's id."""

    before: int
    after: int
    asked: int
    kept: int


@dataclass(frozen=True, slots=True)
class Score:
    """All that is measured on one territory."""

    plan: Plan
    records: int
    events: int
    articles: int
    """News items whose date was not sure enough to announce: they are left out of all else."""
    pairs: Pairs
    communes: Communes
    starts: Starts
    stated: Starts
    """The starts of each uid alone, as its source states them: dates without matching."""
    echo: tuple[int, int] | None
    """Events shown before and after a commune publishes our whole feed as its own."""
    relinked: Relinked | None
    calibration: tuple[Bin, ...]
    naive: tuple[Pairs, Pairs] | None = None
    """What two simple ways find there: equal titles, likeness of titles (`naive`)."""


def labels(found: Territory) -> list[Label]:
    """The truth of every uid group."""
    first: dict[Key, Record] = {
        (source, group[0].uid): group[0] for source, stated in found.groups.items() for group in stated
    }
    return [
        Label(
            source=source,
            uid=uid,
            event=truth.event,
            kind=found.events[truth.event].trap,
            rivals=found.events[truth.event].rivals,
            insee=truth.insee,
            shown=shown(first[source, uid]),
            why=f"really: {found.events[truth.event].title} ({truth.event})",
        )
        for (source, uid), truth in found.truth.items()
    ]


def score(plan: Plan, *, relink: bool = True, simple: bool = False) -> Score:
    """Generate the plan's territory, put it through the pipeline, and compare. `relink`: also what takes as long
    again: our own feed as a source, everything under new uids, calibration. `simple`: also what simple ways find."""
    found = territory(plan)
    truth = labels(found)
    echoing = {"id": ECHO, "name": "Commune", "kind": "ical", "url": f"file:{ECHO}.ics"}
    with Portal([*found.stanzas(), echoing], {"departements": list(found.departements)}) as portal:
        _read(portal, found)
        said, shown_events = portal.groups(), portal.events()
        bins = table(portal.items(), {label.key: label.event for label in truth}) if relink else []
        echo = relinked = None
        if relink:
            portal.document(ECHO, portal.feed(), plan.now)
            echo = len(shown_events), len(portal.events())
            relinked = _relinked(portal, found, said, echo[1])
    first, last = plan.now.date() + timedelta(days=1), plan.now.date() + timedelta(days=DAYS)
    # A news item whose date is not sure stays an article: it announces nothing, and is no event missed.
    undated = {key for key, one in said.items() if one.kind == "article"}
    truth = [label for label in truth if label.key not in undated]
    homes = _homes(truth, said)
    days = first.isoformat(), last.isoformat()
    return Score(
        plan=plan,
        records=sum(len(group) for stated in found.groups.values() for group in stated),
        events=len(found.events),
        articles=len(undated),
        pairs=pairs(truth, said),
        communes=communes(truth, said),
        starts=starts(
            {label: event.starts for label, event in found.events.items()},
            {label: shown_events.get(home) for label, home in homes.items()},
            *days,
        ),
        stated=starts(
            {
                "|".join(key): tuple(frozenset({s}) for s in one.starts if days[0] <= s[:10] < days[1])
                for key, one in found.truth.items()
            },
            {"|".join(key): one.starts for key, one in said.items() if one.kind == "event"},
            *days,
        ),
        echo=echo,
        relinked=relinked,
        calibration=tuple(bins),
        naive=_naive(found, truth, said) if simple else None,
    )


def _naive(found: Territory, truth: list[Label], said: Mapping[Key, Found]) -> tuple[Pairs, Pairs]:
    titles = {
        (source, group[0].uid): group[0].title or ""
        for source, stated in found.groups.items()
        for group in stated
    }
    return naive.by_title(truth, titles, said), naive.by_likeness(truth, titles, said)


def _read(portal: Portal, found: Territory) -> None:
    portal.open(found.plan.now)
    for source, _, content in found.documents():
        portal.document(source, content, found.plan.now)


def _homes(truth: list[Label], said: Mapping[Key, Found]) -> dict[str, str]:
    """The shown event in which most of a true event's groups are; ties: the least id."""
    counts: dict[str, dict[str, int]] = {}
    for label in truth:
        if (one := said.get(label.key)) and one.event:
            held = counts.setdefault(label.event, {})
            held[one.event] = held.get(one.event, 0) + 1
    return {event: min(held, key=lambda home: (-held[home], home)) for event, held in counts.items()}


def _relinked(portal: Portal, found: Territory, said: Mapping[Key, Found], before: int) -> Relinked:
    """A day later, everything comes again under new uids."""
    _read(portal, again(found))
    now = portal.groups()
    ids = [
        (said[source, uid].event, now.get((source, renewed(uid))))
        for source, uid in found.truth
        if (source, uid) in said and said[source, uid].event
    ]
    return Relinked(
        before=before,
        after=len(portal.events()),
        asked=len(ids),
        kept=sum(new is not None and new.event == old for old, new in ids),
    )
