"""What truly happens in a generated territory: true events, and the pieces that they are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import floor
from random import Random

from agregateur.evaluation.geography import Country, Town, Venue
from agregateur.evaluation.repeats import Repeat, repeat
from agregateur.evaluation.vocabulary import Generic, Sort, Vocabulary, capital
from agregateur.text import fold

AHEAD = 170
"""Days over which events are spread."""
_UNCONTRACTED = re.compile(r"\b(?:de|à) [Ll]es? ")
_CONTRACTED = {"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "}


@dataclass(slots=True)
class Happening:
    """One true event. `slots` are its starts, naive times of Paris; an all-day one begins at midnight.

    `rivals` names the set of events that it is hard to tell from ('' when none), `trap` the sort of difficulty. What
    a human needs to tell it from its rivals must be said by all who tell it: `says` holds `town`, `venue`, `hour`,
    `host`, `title` (the title's own words may not be lost).
    """

    label: str
    trap: str
    town: Town
    venue: Venue
    host: str
    titles: tuple[str, ...]
    main: str
    gist: str
    category: tuple[str, ...]
    kind: str
    slots: tuple[datetime, ...]
    minutes: int
    days: int = 1
    all_day: bool = False
    headlines: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    repeat: Repeat | None = None
    dropped: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()
    later: tuple[datetime, timedelta] | None = None
    """From that date as planned on, all begin so much later (RANGE=THISANDFUTURE)."""
    together: bool = False
    """One record of at least one partner must hold all its dates, or nobody could know that they are one event."""
    rivals: str = ""
    says: frozenset[str] = frozenset()
    parts: dict[str, str] = field(default_factory=dict)


class Pieces:
    """What events are made of. Pure but for its seeded `chance`, and `taken` which keeps names apart."""

    def __init__(self, place: Country, words: Vocabulary, chance: Random, today: datetime) -> None:
        self.place, self.words, self.chance = place, words, chance
        self.today = today.replace(hour=0, minute=0, second=0, microsecond=0)
        self.count = 0
        self._taken: set[int] = set()
        self._cells: dict[tuple[int, int], list[Town]] = {}
        for town in place.towns:
            self._cells.setdefault((floor(town.lat * 5), floor(town.lon * 5)), []).append(town)

    def town(self) -> Town:
        return self.chance.choices(self.place.towns, cum_weights=self.place.weights)[0]

    def neighbour(self, town: Town) -> Town:
        """Another commune near by, or `town` itself where there is none."""
        row, column = floor(town.lat * 5), floor(town.lon * 5)
        near = [
            other
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for other in self._cells.get((r, c), ())
            if other.insee != town.insee
        ]
        near.sort(key=lambda t: (t.lat - town.lat) ** 2 + (t.lon - town.lon) ** 2)
        return self.chance.choice(near[:8]) if near else town

    def day(self, first: int = -5, last: int = AHEAD) -> datetime:
        """A day of the period, weekends more often."""
        found = self.today + timedelta(days=self.chance.randint(first, last))
        if found.weekday() < 5 and self.chance.random() < 0.45:
            found += timedelta(days=5 - found.weekday())
        return found

    def sort(self, but: Sequence[str] = ()) -> Sort:
        sorts = [s for s in self.words.sorts if s.name not in but]
        return self.chance.choices(sorts, [s.weight for s in sorts])[0]

    def named(self, *names: str) -> Sort:
        """One of the sorts of those names."""
        name = self.chance.choice(names)
        return next(sort for sort in self.words.sorts if sort.name == name)

    def event(
        self, trap: str, sort: Sort, town: Town, day: datetime, *, venue: Venue | None = None, hour: int | None = None
    ) -> Happening:  # fmt: skip
        """One event of `sort`, of a name that nothing else has in the neighbourhood on that day."""
        chance = self.chance
        for tries in range(60):
            if tries > 20:
                # A small vocabulary is used up where there are many events: plays have endless names.
                sort = self.named("scene")
            parts = {name: self.words.fill(pattern, chance) for name, pattern in sort.parts.items()}
            parts[sort.main] = main = capital(parts[sort.main])
            # Two degrees: farther than any source of a generated territory speaks of.
            key = hash((fold(main), day.date(), floor(town.lat / 2), floor(town.lon / 2)))
            if key not in self._taken:
                break
        self._taken.add(key)
        titles = [self._filled(pattern, parts) for pattern in sort.titles]
        chance.shuffle(titles)
        venue = venue or chance.choice(town.venues)
        self.count += 1
        return Happening(
            label=f"e{self.count}",
            trap=trap,
            town=town,
            venue=venue,
            host=self.host(town, venue),
            titles=tuple(titles),
            headlines=tuple(self._filled(pattern, parts) for pattern in sort.headlines),
            english=tuple(self.words.fill(pattern, chance, parts) for pattern in sort.english),
            main=main,
            gist=self._filled(chance.choice(sort.gist), parts),
            category=sort.category,
            kind=chance.choice(sort.label),
            slots=(day + timedelta(minutes=chance.choice(sort.hours) if hour is None else hour),),
            minutes=chance.choice(sort.minutes),
            parts=parts,
        )

    def _filled(self, pattern: str, parts: dict[str, str]) -> str:
        """A pattern filled, with "de Les" and "à Le" contracted as French wants it."""
        text = self.words.fill(pattern, self.chance, parts)
        return capital(_UNCONTRACTED.sub(lambda found: _CONTRACTED[found[0].lower()], text))

    def host(self, town: Town, venue: Venue) -> str:
        """Who organises: the house itself, or a society of the town in a hall for everybody."""
        if not venue.common:
            return venue.spellings[0]
        return f"{self.chance.choice(self.words.lists['societe'])} de {town.name}"

    def generic(
        self,
        trap: str,
        kind: Generic,
        town: Town,
        day: datetime,
        *,
        hour: int | None = None,
        venue: Venue | None = None,
    ) -> Happening:
        """A loto like all others: nothing but its place, its hour and its society tells it."""
        chance = self.chance
        self.count += 1
        venue = venue or chance.choice(town.venues)
        host = f"{chance.choice(self.words.lists['societe'])} de {town.name}"
        title = chance.choice(kind.titles)
        return Happening(
            label=f"e{self.count}", trap=trap, town=town, venue=venue, host=host,
            titles=(title, *kind.titles, f"{title} – {host.removesuffix(f' de {town.name}')}"),
            main=title, gist=f"{title} organisé par : {host}.", category=(kind.category,), kind=kind.titles[0],
            slots=(day + timedelta(minutes=chance.choice(kind.hours) if hour is None else hour),),
            minutes=kind.minutes, says=frozenset({"town", "venue", "hour"}),
        )  # fmt: skip

    def alone(self, kind: Generic, town: Town, day: datetime) -> bool:
        """Whether nothing of that name is held in the town on that day yet; it is from now on."""
        key = hash((kind.titles[0], town.insee, day.date()))
        fresh = key not in self._taken
        self._taken.add(key)
        return fresh

    def series(
        self, town: Town, names: Sequence[str], count: int, *, day: datetime | None = None
    ) -> Happening:
        """A workshop that repeats; some dates are called off, moved, or later in the year begin later."""
        chance = self.chance
        hours = (540, 570, 600, 840, 870, 1020, 1080, 1110, 1140, 1200)
        found = repeat(chance, (day or self.day(-14, 60)) + timedelta(minutes=chance.choice(hours)), count)
        self.count += 1
        venue = chance.choice(town.venues)
        teacher = self.words.fill("{prenom} {nom}", chance)
        event = Happening(
            label=f"e{self.count}", trap="weekly", town=town, venue=venue, host=self.host(town, venue),
            titles=tuple(names), main=names[0], gist=f"{names[0]} avec {teacher}, pour tous, toute la saison.",
            category=("Ateliers",), kind=names[0], slots=found.slots, minutes=chance.choice((60, 90, 120)),
            repeat=found, together=True, says=frozenset({"town", "venue", "hour"}),
        )  # fmt: skip
        if len(found.slots) > 4:
            self._disturbed(event)
        return event

    def _disturbed(self, event: Happening) -> None:
        chance, planned = self.chance, event.slots
        draw = chance.random()
        one = planned[chance.randrange(1, min(len(planned) - 1, 12))]
        if draw < 0.25:
            event.dropped, event.trap = (one,), "cancelled_date"
            event.slots = tuple(s for s in planned if s != one)
        elif draw < 0.42:
            by = timedelta(days=chance.choice((1, -1)))
            if one + by not in planned:
                event.moved, event.trap = ((one, one + by),), "moved_date"
                event.slots = tuple(sorted(one + by if s == one else s for s in planned))
        elif draw < 0.5:
            event.later, event.trap = (one, timedelta(minutes=chance.choice((30, 60)))), "later_in_season"
            event.slots = tuple(s + event.later[1] if s >= one else s for s in planned)

    def twin(self, event: Happening, **changes: object) -> Happening:
        """The same with another label, and those changes."""
        self.count += 1
        return replace(event, label=f"e{self.count}", **changes)  # type: ignore[arg-type]

    def elsewhere(self, event: Happening, **changes: object) -> Happening:
        """The same activity at the same hour, so with somebody else: no title may name who leads it."""
        people = [
            event.parts[name] for name in ("animateur", "agent", "auteur", "orateur") if name in event.parts
        ]
        event.titles = tuple(t for t in event.titles if not any(person in t for person in people)) or (
            event.main,
        )
        event.headlines = event.english = ()
        gist = event.gist
        for person in people:
            gist = gist.replace(person, self.words.fill("{prenom} {nom}", self.chance))
        return self.twin(event, gist=gist, **changes)

    def rivals(self, events: list[Happening], says: set[str]) -> list[Happening]:
        """Those events, said to be hard to tell apart unless all who tell them say `says`."""
        name = f"r{events[0].label}"
        for event in events:
            event.rivals, event.says, event.trap = name, event.says | says, events[0].trap
        return events
