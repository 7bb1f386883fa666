"""Territories of any size, made by a seed: what N partners publish, and the truth of what happens.

    plan = Plan(records=8_000, seed=1)
    found = territory(plan)          # everything in memory
    for source, kind, pieces in found.documents(): ...
    for told in stream(plan): ...    # one set of true events at a time, for a million records

Deterministic: equal plans give equal bytes. No network; words are the package's own (`data/vocabulary.yaml`), communes
those of INSEE. What a careful human could not tell from the records is not made: events that look alike always differ
in something that every record says (`happenings`: `says`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agregateur.contract import Record, When
from agregateur.evaluation import wording
from agregateur.evaluation.geography import country
from agregateur.evaluation.happenings import Happening
from agregateur.evaluation.situations import Situations
from agregateur.evaluation.tellers import Press, Teller, press
from agregateur.evaluation.telling import Told, tell
from agregateur.evaluation.vocabulary import vocabulary
from agregateur.evaluation.writing import FIELDS, document
from agregateur.text import slug

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAYS = 180
"""Days from now over which sets of starts are compared."""
PER_COMMUNE = 125
"""Records a commune, where geography grows with size."""
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to make: about `records` records (or true events, if `events` is given instead).

    `communes`: their number in a fixed geography; None: one for each `PER_COMMUNE` records. `sources`: None for one
    a 300 records, 8 at least. `mix`: `usual` proportions, or mostly `hard` distinct events.
    """

    records: int = 8_000
    events: int | None = None
    seed: int = 1
    communes: int | None = None
    sources: int | None = None
    mix: Literal["usual", "hard"] = "usual"
    now: datetime = NOW

    @property
    def towns(self) -> int:
        return self.communes or max(4, self._size // PER_COMMUNE)

    @property
    def tellers(self) -> int:
        return self.sources or max(8, self._size // 300)

    @property
    def _size(self) -> int:
        """Records: an event is told by two sources or so."""
        return self.events * 2 if self.events else self.records


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """What happens. `starts`: for each date in the `DAYS` from now, the starts that are right, as `written`."""

    label: str
    trap: str
    rivals: str
    title: str
    insee: str
    starts: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What one uid of one source is: the label of its event, and the commune it states (None: it does not say)."""

    event: str
    insee: str | None
    starts: frozenset[str] = frozenset()
    """The starts that its records state, as written by `written`."""


@dataclass(frozen=True, slots=True)
class Published:
    """One true event, and what every source says of it: (source id, one told uid)."""

    event: TrueEvent
    told: tuple[tuple[str, Told], ...]


@dataclass(frozen=True, kw_only=True)
class Territory:
    """All that partners publish, and the truth by (source, uid)."""

    plan: Plan
    departements: tuple[str, ...]
    tellers: tuple[Teller, ...]
    groups: Mapping[str, Sequence[tuple[Record, ...]]]
    truth: Mapping[tuple[str, str], Truth]
    events: Mapping[str, TrueEvent] = field(default_factory=dict)

    def documents(self) -> Iterator[tuple[str, str, bytes]]:
        """(source id, kind, bytes) of each source."""
        for teller in self.tellers:
            pieces = document(teller, self.groups.get(teller.id, ()), stamp=self.plan.now)
            yield teller.id, teller.kind, b"".join(pieces)

    def stanzas(self) -> list[dict[str, Any]]:
        """The sources file's lines, with addresses `file:<id>.<kind>`."""
        return [stanza(teller) for teller in self.tellers]


def stanza(teller: Teller) -> dict[str, Any]:
    """A source's lines in the sources file, with the address `file:<id>.<kind>`."""
    found = teller.stanza() | {"url": f"file:{teller.id}.{teller.kind}"}
    return found | ({"options": {"fields": FIELDS}} if teller.kind == "gogocarto" else {})


def stream(plan: Plan) -> Iterator[Published]:
    """True events with their records, one after another, until the plan's number is reached."""
    yield from Generation(plan).published()


class Generation:
    """One plan being carried out: its communes and sources are known at once, its events are made on demand."""

    def __init__(self, plan: Plan) -> None:
        words = vocabulary()
        self.plan = plan
        self._chance = Random(f"{plan.seed} {plan.mix}")  # noqa: S311 - reproducible data, no secret
        self.country = country(plan.towns, plan.seed, words)
        self.press: Press = press(self.country, plan.tellers, words, self._chance)
        self._words = words
        self._numbers: dict[str, int] = {}

    def published(self) -> Iterator[Published]:
        """See `stream`."""
        plan = self.plan
        situations = Situations(
            self.country, self._words, self._chance, plan.now.replace(tzinfo=None), plan.mix
        )
        own = frozenset(teller.id for teller in self.press.own)
        records = events = 0
        for situation in situations:
            for happening in situation:
                told = self._told(happening)
                records += sum(len(one.records) for _, one in told)
                events += 1
                yield Published(_true(happening, told, own, plan.now), tuple(told))
            if events >= plan.events if plan.events else records >= plan.records:
                return

    def _told(self, event: Happening) -> list[tuple[str, Told]]:
        own, office, agenda, platform = self.press.of(event.town)
        chance = self._chance
        tellers = []
        if chance.random() < 0.68:
            tellers.append(chance.choice(own))
        if chance.random() < 0.45:
            tellers.append(office)
        if chance.random() < 0.3:
            tellers.append(agenda)
        if chance.random() < 0.1:
            tellers.append(platform)
        if not tellers:
            tellers.append(chance.choice(own))
        if not wording.fits_a_sentence(event):
            tellers = [teller for teller in tellers if teller.clock != "prose"] or [office]
        tellers = list(dict.fromkeys(self._able(event, tellers)))
        site = next((t.host for t in tellers if t.role == "own"), f"{slug(event.host)[:30]}.example")
        origin = f"https://{site}/evenement/{event.label}"
        told: list[tuple[str, Told]] = []
        carried = None
        for teller in tellers:
            keeps = carried if teller.role in {"agenda", "platform"} and chance.random() < 0.08 else None
            found = tell(event, teller, self._number(teller), origin, self._words, chance, keeps)
            told += [(teller.id, one) for one in found]
            if teller.role == "own" and len(event.slots) == 1 and teller.uids != "bare":
                carried = found[0].records[0].uid
        return told

    def _able(self, event: Happening, tellers: list[Teller]) -> list[Teller]:
        """Somebody must hold all dates of an event of several, or nobody could know that they are one event."""
        if not event.together or any(t.series != "dates" and t.kind == "ical" for t in tellers):
            return tellers
        own, office, agenda, platform = self.press.of(event.town)
        able = [t for t in (*own, office, agenda, platform) if t.series != "dates" and t.kind == "ical"]
        every = able or [t for t in self.press.all if t.series != "dates" and t.kind == "ical"]
        return [*tellers, self._chance.choice(every)]

    def _number(self, teller: Teller) -> int:
        found = self._numbers[teller.id] = self._numbers.get(teller.id, 0) + 1
        return found


def territory(plan: Plan) -> Territory:
    """The whole territory in memory (about 2 kB a record)."""
    generation = Generation(plan)
    groups: dict[str, list[tuple[Record, ...]]] = {}
    truth: dict[tuple[str, str], Truth] = {}
    events: dict[str, TrueEvent] = {}
    for found in generation.published():
        events[found.event.label] = found.event
        for source, told in found.told:
            groups.setdefault(source, []).append(told.records)
            truth[source, told.records[0].uid] = Truth(
                found.event.label, told.insee, frozenset(map(written, told.starts))
            )
    return Territory(
        plan=plan,
        departements=generation.country.departements,
        tellers=generation.press.all,
        groups=groups,
        truth=truth,
        events=events,
    )


def again(found: Territory) -> Territory:
    """The same, exported a day later: every source under new uids, as some do at each export."""
    groups = {
        source: [tuple(replace(record, uid=renewed(record.uid)) for record in group) for group in stated]
        for source, stated in found.groups.items()
    }
    truth = {(source, renewed(uid)): said for (source, uid), said in found.truth.items()}
    plan = replace(found.plan, now=found.plan.now + timedelta(days=1))
    return replace(found, plan=plan, groups=groups, truth=truth)


def renewed(uid: str) -> str:
    """The uid that `again` gives to a record."""
    return str(int(uid) + 5_000_000) if uid.isdigit() else f"n{uid}"


# The truth -----------------------------------------------------------------------------------------------------------


def written(when: When) -> str:
    """A start as it is compared: `2026-12-05T19:30:00Z`, or `2026-12-05` for a whole day."""
    if not isinstance(when, datetime):
        return when.isoformat()
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _true(
    event: Happening, told: Sequence[tuple[str, Told]], own: frozenset[str], now: datetime
) -> TrueEvent:
    """`own`: the sources that tell their own events: what they say of an hour is right, what others say may be."""
    planned = [slot.date() if event.all_day else slot.replace(tzinfo=_PARIS) for slot in event.slots]
    heard = {start for _, one in told for start in one.starts}
    organiser = {start for source, one in told if source in own for start in one.starts}
    hours: dict[date, set[str]] = {}
    for start in heard:
        if isinstance(start, datetime):
            hours.setdefault(start.astimezone(_PARIS).date(), set()).add(written(start))
    starts = []
    for when in planned:
        day = _day(when)
        right = written(when)
        if event.all_day:
            choices = {right, *hours.get(day, ())}
        elif right in map(written, organiser):
            choices = {right}
        else:
            # Where nobody says the hour, the day is right; where only others say it, so is what they say.
            choices = hours.get(day) or {day.isoformat()}
        starts.append(frozenset(choices))
    last = (now + timedelta(days=DAYS)).date()
    within = tuple(s for s, when in zip(starts, planned, strict=True) if now.date() < _day(when) < last)
    told_dates = within if heard else ()
    return TrueEvent(event.label, event.trap, event.rivals, event.titles[0], event.town.insee, told_dates)


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when
