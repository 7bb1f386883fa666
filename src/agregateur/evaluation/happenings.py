"""What truly happens in a generated territory: events, and the situations in which they are hard to tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from agregateur.evaluation.geography import Country, Town, Venue
from agregateur.evaluation.vocabulary import Generic, Sort, Vocabulary, capital
from agregateur.text import fold

AHEAD = 170
"""Days over which events are spread."""


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
    rule: str | None = None
    dropped: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()
    together: bool = False
    """One record of at least one partner must hold all its dates, or nobody could know that they are one event."""
    rivals: str = ""
    says: frozenset[str] = frozenset()
    parts: dict[str, str] = field(default_factory=dict)


class Maker:
    """Makes the events of one territory. Pure but for its seeded `chance`, and `taken` which keeps names apart."""

    def __init__(self, place: Country, words: Vocabulary, chance: Random, today: datetime, mix: str) -> None:
        self.place, self.words, self.chance = place, words, chance
        self.today = today.replace(hour=0, minute=0, second=0, microsecond=0)
        self.count = 0
        self._taken: set[int] = set()
        situations = HARD if mix == "hard" else USUAL
        self._situations = [(getattr(self, name), weight) for name, weight in situations]

    def situations(self) -> Iterator[list[Happening]]:
        """For ever, sets of events: one alone, or several that are hard to tell apart."""
        makers: list[Callable[[], list[Happening]]] = [maker for maker, _ in self._situations]
        weights = [weight for _, weight in self._situations]
        while True:
            for maker in self.chance.choices(makers, weights, k=200):
                yield maker()

    # Pieces -----------------------------------------------------------------------------------------------------

    def town(self) -> Town:
        return self.chance.choices(self.place.towns, cum_weights=self.place.weights)[0]

    def neighbour(self, town: Town) -> Town:
        """Another commune near by."""
        near = sorted(
            self.chance.sample(self.place.towns, min(40, len(self.place.towns))),
            key=lambda t: (t.lat - town.lat) ** 2 + (t.lon - town.lon) ** 2,
        )
        return next((t for t in near if t.insee != town.insee), near[0])

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
        self,
        trap: str,
        sort: Sort,
        town: Town,
        day: datetime,
        *,
        venue: Venue | None = None,
        hour: int | None = None,
        parts: dict[str, str] | None = None,
    ) -> Happening:
        """One event of `sort`; a name that the neighbourhood already has on that day is not taken again."""
        chance = self.chance
        for _ in range(20):
            chosen = parts or {
                name: capital(self.words.fill(pattern, chance)) if name == sort.main else self.words.fill(pattern, chance)
                for name, pattern in sort.parts.items()
            }  # fmt: skip
            main = chosen[sort.main]
            key = hash((fold(main), day.date(), round(town.lat * 2), round(town.lon * 2)))
            if parts or key not in self._taken:
                break
        self._taken.add(key)
        self.count += 1
        titles = [capital(self.words.fill(pattern, chance, chosen)) for pattern in sort.titles]
        chance.shuffle(titles)
        venue = venue or chance.choice(town.venues)
        start = day + timedelta(minutes=chance.choice(sort.hours) if hour is None else hour)
        host = chance.choice(self.words.lists["societe"]) if venue.common else venue.spellings[0]
        return Happening(
            label=f"e{self.count}",
            trap=trap,
            town=town,
            venue=venue,
            host=f"{host} de {town.name}" if venue.common else host,
            titles=tuple(titles),
            headlines=tuple(capital(self.words.fill(p, chance, chosen)) for p in sort.headlines),
            english=tuple(self.words.fill(p, chance, chosen) for p in sort.english),
            main=main,
            gist=capital(self.words.fill(chance.choice(sort.gist), chance, chosen)),
            category=sort.category,
            kind=chance.choice(sort.label),
            slots=(start,),
            minutes=chance.choice(sort.minutes),
            parts=chosen,
        )

    def generic(self, trap: str, kind: Generic, town: Town, day: datetime, *, hour: int | None = None,
                venue: Venue | None = None) -> Happening:  # fmt: skip
        """A loto like all others: nothing but its place, its hour and its society tells it."""
        chance = self.chance
        self.count += 1
        host = f"{chance.choice(self.words.lists['societe'])} de {town.name}"
        title = chance.choice(kind.titles)
        start = day + timedelta(minutes=chance.choice(kind.hours) if hour is None else hour)
        return Happening(
            label=f"e{self.count}", trap=trap, town=town, venue=venue or chance.choice(town.venues), host=host,
            titles=(title, *kind.titles), main=title, gist=f"{title} organisé par : {host}.", category=(kind.category,),
            kind=kind.titles[0], slots=(start,), minutes=kind.minutes, says=frozenset({"town", "venue", "hour"}),
        )  # fmt: skip

    # Usual situations ---------------------------------------------------------------------------------------------

    def plain(self) -> list[Happening]:
        return [self.event("plain", self.sort(("exposition",)), self.town(), self.day())]

    def exhibition(self) -> list[Happening]:
        sort = self.named("exposition")
        found = self.event("exhibition", sort, self.town(), self.day(-60, 140), hour=0)
        found.all_day, found.days = True, self.chance.choice((9, 14, 21, 30, 45, 60, 90))
        return [found]

    def whole_day(self) -> list[Happening]:
        found = self.event(
            "all_day", self.sort(("exposition", "solidarite", "cinema")), self.town(), self.day(), hour=0
        )
        found.all_day, found.days = True, self.chance.choice((1, 1, 1, 2, 3))
        return [found]

    def one_generic(self) -> list[Happening]:
        town = self.town()
        kind, day = self.chance.choice(self.words.generics), self.day()
        if not self._alone(kind, town, day):
            return self.plain()
        return [self.generic("generic", kind, town, day)]

    def _alone(self, kind: Generic, town: Town, day: datetime) -> bool:
        key = hash((kind.titles[0], town.insee, day.date()))
        fresh = key not in self._taken
        self._taken.add(key)
        return fresh

    def weekly(self) -> list[Happening]:
        """A workshop every week: a rule here, its dates one by one there."""
        town = self.town()
        found = self._series(town, self.chance.choice(self.words.weekly), self.chance.randint(4, 20))
        return [found]

    def _series(
        self, town: Town, names: Sequence[str], count: int, *, day: datetime | None = None
    ) -> Happening:
        chance = self.chance
        day = day or self.day(-14, 60)
        every = chance.choice((1, 1, 1, 2))
        start = day + timedelta(
            minutes=chance.choice((540, 570, 600, 840, 870, 1020, 1080, 1110, 1140, 1200))
        )
        slots = [start + timedelta(weeks=every * n) for n in range(count)]
        self.count += 1
        venue = chance.choice(town.venues)
        teacher = self.words.fill("{prenom} {nom}", chance)
        host = (
            venue.spellings[0]
            if not venue.common
            else f"{chance.choice(self.words.lists['societe'])} de {town.name}"
        )
        interval = f";INTERVAL={every}" if every > 1 else ""
        found = Happening(
            label=f"e{self.count}", trap="weekly", town=town, venue=venue, host=host, titles=tuple(names), main=names[0],
            gist=f"{names[0]} avec {teacher}, pour tous, toute la saison.", category=("Ateliers",), kind=names[0],
            slots=tuple(slots), minutes=chance.choice((60, 90, 120)), rule=f"FREQ=WEEKLY{interval};COUNT={count}",
            together=True, says=frozenset({"town", "venue", "hour"}),
        )  # fmt: skip
        draw = chance.random()
        if count > 5 and draw < 0.3:
            gone = slots[chance.randrange(1, count - 1)]
            found.dropped = (gone,)
            found.trap = "cancelled_date"
        elif count > 5 and draw < 0.5:
            old = slots[chance.randrange(1, count - 1)]
            found.moved = (
                (old, old + timedelta(days=chance.choice((1, -1)), minutes=chance.choice((0, 60)))),
            )
            found.trap = "moved_date"
        moved = dict(found.moved)
        found.slots = tuple(sorted(moved.get(s, s) for s in slots if s not in found.dropped))
        return found

    def several_dates(self) -> list[Happening]:
        """One show on several evenings, which somebody tells as one thing."""
        found = self.event("several_dates", self.sort(("exposition", "solidarite")), self.town(), self.day())
        first = found.slots[0]
        steps = sorted(self.chance.sample(range(1, 12), self.chance.randint(1, 4)))
        found.slots = (first, *(first + timedelta(days=n) for n in steps))
        found.together = True
        return [found]

    def festival(self) -> list[Happening]:
        """A festival over some days, with its concerts."""
        town, day = self.town(), self.day(5, 150)
        nights = self.chance.randint(2, 4)
        sort = self.named("musique", "scene", "cinema")
        name = self.words.fill("Festival des {choses} {adjectifs}", self.chance)
        whole = self.event("festival", sort, town, day, hour=0)
        whole.titles = (name, f"{name} – {self.chance.randint(2, 30)}e édition", f"{name} à {town.name}")
        whole.headlines, whole.english = (), ()
        whole.main, whole.all_day, whole.days = name, True, nights
        whole.gist = f"{name} : {nights} jours de rencontres et de spectacles à {town.name}."
        out = [whole]
        for night in range(nights):
            shown = self.event("festival", sort, town, day + timedelta(days=night), venue=whole.venue)
            shown.titles = (*shown.titles[:3], f"{name} : {shown.main}", f"{shown.main} ({name})")
            out.append(shown)
        return self._rivals(out, {"hour"})

    # Situations chosen to be hard ---------------------------------------------------------------------------------

    def _rivals(self, events: list[Happening], says: set[str]) -> list[Happening]:
        name = f"r{events[0].label}"
        for event in events:
            event.rivals, event.says = name, event.says | says
            if event.trap in {"plain", "weekly", "cancelled_date", "moved_date"}:
                event.trap = events[0].trap
        return events

    def _twin(self, event: Happening, **changes: object) -> Happening:
        self.count += 1
        return replace(event, label=f"e{self.count}", **changes)  # type: ignore[arg-type]

    def two_sessions(self) -> list[Happening]:
        """The same show twice in one day: two events, since two records say so."""
        a = self.event(
            "two_sessions",
            self.sort(("exposition", "solidarite")),
            self.town(),
            self.day(),
            hour=self.chance.choice((600, 840, 870, 900, 1080)),
        )
        a.minutes = min(a.minutes, 75)
        later = timedelta(minutes=self.chance.choice((75, 90, 120, 150, 180, 300)))
        return self._rivals([a, self._twin(a, slots=(a.slots[0] + later,))], {"hour"})

    def two_groups(self) -> list[Happening]:
        """Two groups, levels or ages: one after the other, or at one hour in two rooms."""
        one, two = self.chance.choice((
            ("groupe 1", "groupe 2"), ("groupe A", "groupe B"), ("débutants", "confirmés"), ("niveau 1", "niveau 2"),
            ("enfants", "adultes"), ("ados", "adultes"), ("3-6 ans", "7-11 ans"), ("débutants", "intermédiaires"),
            ("1re partie", "2e partie"), ("équipe bleue", "équipe rouge"), ("matin", "après-midi"), ("français", "anglais"),
        ))  # fmt: skip
        sort = self.named("atelier")
        a = self.event("two_groups", sort, self.town(), self.day())
        shift = timedelta(minutes=self.chance.choice((0, 0, 60, 75, 90, 120)))
        if one == "matin":
            a.slots, shift = (a.slots[0].replace(hour=9, minute=30),), timedelta(hours=4, minutes=30)
        form = self.chance.choice(("{} – {}", "{} ({})", "{} {}"))
        b = self._twin(a, titles=tuple(form.format(t, two) for t in a.titles), slots=(a.slots[0] + shift,),
                       gist=f"{a.gist} ({capital(two)})", main=a.main, headlines=(), english=())  # fmt: skip
        a.titles, a.gist = tuple(form.format(t, one) for t in a.titles), f"{a.gist} ({capital(one)})"
        a.headlines, a.english = (), ()
        return self._rivals([a, b], {"hour", "title"})

    def two_rooms(self) -> list[Happening]:
        """Two things at one hour in two rooms of one house."""
        town, day = self.town(), self.day()
        sort = self.named("cinema", "atelier", "conference", "livres")
        venue = self.chance.choice(town.venues)
        a = self.event("two_rooms", sort, town, day, venue=venue)
        b = self.event("two_rooms", sort, town, day, venue=venue)
        b.slots, b.host = a.slots, a.host
        for event, room in ((a, "salle 1"), (b, "salle 2")):
            if self.chance.random() < 0.5:
                event.venue = replace(venue, spellings=tuple(f"{s}, {room}" for s in venue.spellings[:3]))
        return self._rivals([a, b], {"title"})

    def next_edition(self) -> list[Happening]:
        """The same thing again, a month or a year later, told by records of their own."""
        a = self.event("next_edition", self.sort(("exposition", "solidarite")), self.town(), self.day(0, 120))
        later = self.chance.choice((7, 14, 28, 35, 364, 365))
        number = self.chance.randint(2, 24)
        titles = a.titles
        b = self._twin(a, slots=(a.slots[0] + timedelta(days=later),))
        if self.chance.random() < 0.5:
            a.titles = tuple(f"{t} #{number}" for t in titles)
            b.titles = tuple(f"{t} #{number + 1}" for t in titles)
        return self._rivals([a, b], set())

    def tour(self) -> list[Happening]:
        """One show in several towns, on several days, sometimes afternoon and evening of one."""
        towns = [self.town()]
        towns += [self.neighbour(towns[0]) for _ in range(self.chance.randint(1, 3))]
        towns = list({town.insee: town for town in towns}.values())
        sort = self.named("musique", "scene", "conference", "livres")
        a = self.event("tour", sort, towns[0], self.day())
        out = [a]
        for n, town in enumerate(towns[1:], 1):
            venue = self.chance.choice(town.venues)
            days = timedelta(days=self.chance.choice((0, 1, 1, 2, 7)) * n)
            hour = a.slots[0] + days + (timedelta(hours=-4 * n) if not days else timedelta())
            out.append(self._twin(a, town=town, venue=venue, slots=(hour,), host=f"Mairie de {town.name}"))
        return self._rivals(out, {"town", "hour"})

    def same_name_elsewhere(self) -> list[Happening]:
        """Generic titles on one day in neighbouring communes, in halls of one name."""
        town, kind, day = self.town(), self.chance.choice(self.words.generics), self.day()
        other = self.neighbour(town)
        if other.insee == town.insee or not (self._alone(kind, town, day) and self._alone(kind, other, day)):
            return self.plain()
        hour = self.chance.choice(kind.hours)
        a = self.generic("namesake_venue", kind, town, day, hour=hour, venue=town.venues[0])
        b = self.generic("namesake_venue", kind, other, day, hour=hour, venue=other.venues[0])
        b.titles = a.titles
        return self._rivals([a, b], {"town", "venue", "hour"})

    def two_societies(self) -> list[Happening]:
        """Two lotos of one town on one day: other hall, other society, mostly another hour."""
        town, kind, day = self.town(), self.chance.choice(self.words.generics[:14]), self.day()
        if not self._alone(kind, town, day) or len(town.venues) < 2:
            return self.plain()
        one, two = self.chance.sample(town.venues, 2)
        a = self.generic("generic_titles", kind, town, day, venue=one)
        b = self.generic("generic_titles", kind, town, day, venue=two)
        b.titles = a.titles
        while b.host == a.host:
            b.host = f"{self.chance.choice(self.words.lists['societe'])} de {town.name}"
        b.gist = f"{b.titles[0]} organisé par : {b.host}."
        return self._rivals([a, b], {"town", "venue", "hour", "host"})

    def two_weekdays(self) -> list[Happening]:
        """The Monday course and the Thursday course."""
        town, names = self.town(), self.chance.choice(self.words.weekly)
        a = self._series(town, names, self.chance.randint(6, 16))
        b = self._series(
            town,
            names,
            self.chance.randint(6, 16),
            day=self.today + timedelta(days=self.chance.randint(0, 6)),
        )
        if b.slots[0].weekday() == a.slots[0].weekday() or a.moved or b.moved:
            return [a]
        b.venue, b.host, b.titles, b.gist = a.venue, a.host, a.titles, a.gist
        a.trap = "two_weekdays"
        return self._rivals([a, b], {"town", "venue", "hour", "host"})

    def opening(self) -> list[Happening]:
        """An exhibition of a month, and the evening that opens it."""
        [a] = self.exhibition()
        a.trap = "opening"
        b = self._twin(a, titles=tuple(f"Vernissage : {t}" for t in a.titles), all_day=False, days=1, minutes=120,
                       slots=(a.slots[0].replace(hour=18, minute=30),), headlines=(), english=(),
                       gist=f"Vernissage en présence de l'artiste. {a.gist}")  # fmt: skip
        a.headlines, a.english = (), ()
        return self._rivals([a, b], {"hour", "title"})

    def meal_and_ball(self) -> list[Happening]:
        """Two things of one evening by one society."""
        sort = self.named("fete")
        a = self.event("meal_and_ball", sort, self.town(), self.day(), hour=1140)
        one, two = self.chance.choice((("Repas", "Bal"), ("Messe", "Apéritif"), ("Défilé", "Concert"), ("Concours de boules", "Feu d'artifice"), ("Goûter", "Spectacle")))  # fmt: skip
        nom, host = a.parts["nom"], a.parts["societe"]
        a.titles, a.gist = (f"{one} – {nom}", f"{one} {nom}"), f"{one} organisé par {host} ({nom})."
        a.headlines, a.english, a.main = (), (), nom
        b = self._twin(a, titles=(f"{two} – {nom}", f"{two} {nom}"), gist=f"{two} organisé par {host} ({nom}).",
                       slots=(a.slots[0] + timedelta(minutes=self.chance.choice((90, 120, 150))),))  # fmt: skip
        return self._rivals([a, b], {"hour", "title"})


USUAL = (
    ("plain", 52.0), ("exhibition", 4.0), ("whole_day", 4.0), ("one_generic", 6.0), ("weekly", 5.0), ("several_dates", 5.0),
    ("festival", 1.5), ("two_sessions", 3.0), ("two_groups", 2.5), ("two_rooms", 1.5), ("next_edition", 2.5), ("tour", 2.5),
    ("same_name_elsewhere", 3.0), ("two_societies", 1.5), ("two_weekdays", 1.0), ("opening", 1.0), ("meal_and_ball", 1.0),
)  # fmt: skip
"""How often each situation comes, in percent."""
HARD = (
    ("plain", 15.0), ("one_generic", 8.0), ("weekly", 3.0), ("several_dates", 5.0), ("festival", 6.0), ("two_sessions", 12.0),
    ("two_groups", 10.0), ("two_rooms", 6.0), ("next_edition", 10.0), ("tour", 8.0), ("same_name_elsewhere", 8.0),
    ("two_societies", 8.0), ("two_weekdays", 3.0), ("opening", 4.0), ("meal_and_ball", 4.0),
)  # fmt: skip
