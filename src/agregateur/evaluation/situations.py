"""The situations of a generated territory: usual ones, and those in which events are hard to tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from agregateur.evaluation.geography import Country, Town
from agregateur.evaluation.happenings import Happening, Pieces
from agregateur.evaluation.rivalries import Rivalries
from agregateur.evaluation.vocabulary import Vocabulary


class Situations(Rivalries, Pieces):
    """Sets of events: one alone, or several that are hard to tell apart. `mix` is `usual` or `hard`."""

    def __init__(self, place: Country, words: Vocabulary, chance: Random, today: datetime, mix: str) -> None:
        super().__init__(place, words, chance, today)
        chosen = HARD if mix == "hard" else USUAL
        self._makers = [getattr(self, name) for name, _ in chosen]
        self._weights = [weight for _, weight in chosen]

    def __iter__(self) -> Iterator[list[Happening]]:
        while True:
            for maker in self.chance.choices(self._makers, self._weights, k=200):
                yield maker()

    def plain(self) -> list[Happening]:
        return [self.event("plain", self.sort(("exposition",)), self.town(), self.day())]

    def whole_day(self) -> list[Happening]:
        sort = self.sort(("exposition", "solidarite", "cinema"))
        found = self.event("all_day", sort, self.town(), self.day(), hour=0)
        found.all_day, found.days = True, self.chance.choice((1, 1, 1, 2, 3))
        return [found]

    def one_generic(self) -> list[Happening]:
        town, day, kind = self.town(), self.day(), self.chance.choice(self.words.generics)
        return [self.generic("generic", kind, town, day)] if self.alone(kind, town, day) else self.plain()

    def weekly(self) -> list[Happening]:
        """A workshop every week: a rule here, its dates one by one there."""
        return [self.series(self.town(), self.chance.choice(self.words.weekly), self.chance.randint(4, 12))]

    def several_dates(self) -> list[Happening]:
        """One show on several evenings, which somebody tells as one thing."""
        found = self.event("several_dates", self.sort(("exposition", "solidarite")), self.town(), self.day())
        first = found.slots[0]
        steps = sorted(self.chance.sample(range(1, 12), self.chance.randint(1, 3)))
        found.slots = (first, *(first + timedelta(days=n) for n in steps))
        found.together = True
        return [found]

    def held_sessions(self) -> list[Happening]:
        """Two sittings of one day that some tell apart, and one partner as one thing: one event."""
        found = self.event(
            "held_sessions", self.named("scene", "livres", "cinema"), self.town(), self.day(), hour=870
        )
        found.minutes, found.together = 45, True
        found.slots = (
            found.slots[0],
            found.slots[0] + timedelta(minutes=self.chance.choice((75, 90, 120, 180))),
        )
        found.says = frozenset({"hour"})
        return [found]

    def exhibition(self) -> list[Happening]:
        found = self.event("exhibition", self.named("exposition"), self.town(), self.day(-60, 140), hour=0)
        found.all_day, found.days = True, self.chance.choice((9, 14, 21, 30, 45, 60, 90))
        return [found]

    def opening(self) -> list[Happening]:
        """An exhibition of weeks, and the evening that opens it."""
        [a] = self.exhibition()
        a.trap, a.headlines, a.english = "opening", (), ()
        beside = self.chance.choice(("Vernissage", "Visite guidée", "Atelier enfants autour de l'exposition"))
        days = 0 if beside == "Vernissage" else self.chance.randrange(a.days)
        b = self.twin(
            a,
            titles=tuple(f"{beside} : {title}" for title in a.titles),
            gist=f"{beside} en présence de l'artiste. {a.gist}",
            slots=(a.slots[0].replace(hour=18, minute=30) + timedelta(days=days),),
            all_day=False,
            days=1,
            minutes=120,
        )
        return self.rivals([a, b], {"hour", "title"})

    def festival(self) -> list[Happening]:
        """A festival of some days, told as whole days or from its first evening to its last, and its concerts."""
        town, day, chance = self.town(), self.day(5, 150), self.chance
        nights = chance.randint(1, 4)
        sort = self.named("musique", "scene", "cinema")
        name = self.words.fill("Festival des {choses} {adjectifs}", chance)
        whole = self.event("festival", sort, town, day, hour=0)
        whole.titles = (name, f"{name} – {chance.randint(2, 30)}e édition", f"{name} à {town.name}")
        whole.headlines, whole.english, whole.main = (), (), name
        whole.gist = f"{name} : {nights} jours de rencontres et de spectacles à {town.name}."
        shows = []
        for night in range(nights):
            for hour in (1080, 1260) if chance.random() < 0.4 else (chance.choice(sort.hours),):
                show = self.event(
                    "festival", sort, town, day + timedelta(days=night), venue=whole.venue, hour=hour
                )
                show.titles = (*show.titles[:3], f"{name} : {show.main}", f"{show.main} ({name})")
                shows.append(show)
        if nights == 1 or chance.random() < 0.7:
            whole.all_day, whole.days = True, nights
        else:
            whole.slots = shows[0].slots
            whole.minutes = 1440 * (nights - 1) + 180
        return self.rivals([whole, *shows], {"hour"})

    def namesakes(self) -> list[Happening]:
        """Generic titles on one day in neighbouring communes, in halls of one name."""
        town, kind, day = self.town(), self.chance.choice(self.words.generics), self.day()
        other = self.neighbour(town)
        if _mistakable(town, other) or not (self.alone(kind, town, day) and self.alone(kind, other, day)):
            return self.plain()
        hour = self.chance.choice(kind.hours)
        hall = self.chance.randrange(3)
        a = self.generic("namesake_venue", kind, town, day, hour=hour, venue=town.venues[hall])
        b = self.generic("namesake_venue", kind, other, day, hour=hour, venue=other.venues[hall])
        b.titles = (a.titles[0], *b.titles[1:])
        return self.rivals([a, b], {"town", "venue", "hour"})

    def one_film_in_two_towns(self) -> list[Happening]:
        """The new film, at one hour of one evening in the cinemas of two towns."""
        town = self.town()
        other = self.neighbour(town)
        if _mistakable(town, other):
            return self.plain()
        a = self.event("one_film", self.named("cinema"), town, self.day())
        venue = self.chance.choice(other.venues)
        b = self.twin(a, town=other, venue=venue, host=self.host(other, venue))
        return self.rivals([a, b], {"town", "venue", "hour"})

    def special_session(self) -> list[Happening]:
        """A weekly meeting, and on one of its days a special one after it."""
        a = self.series(self.town(), self.chance.choice(self.words.weekly), self.chance.randint(4, 10))
        theme = self.words.fill("spécial {choses}", self.chance)
        day = self.chance.choice(a.slots[:8]) + timedelta(minutes=a.minutes + 30)
        b = self.twin(
            a,
            titles=tuple(f"{title} – {theme}" for title in a.titles),
            gist=f"{a.titles[0]} : un rendez-vous {theme}.",
            slots=(day,),
            repeat=None,
            dropped=(),
            moved=(),
            later=None,
            together=False,
        )
        a.trap = "special_session"
        return self.rivals([a, b], {"hour", "title"})

    def same_house_name(self) -> list[Happening]:
        """Workshops of one name at one hour in houses of one name in two communes: "Ludothèque la Ruche" twice."""
        town = self.town()
        other = self.neighbour(town)
        if _mistakable(town, other):
            return self.plain()
        house = self.chance.choice([venue for venue in town.venues if not venue.common])
        a = self.event("namesake_venue", self.named("atelier", "solidarite"), town, self.day(), venue=house)
        there = replace(house, lat=other.lat, lon=other.lon, street=other.venues[0].street)
        return self.rivals([a, self.elsewhere(a, town=other, venue=there)], {"town", "venue", "hour"})


def _mistakable(one: Town, other: Town) -> bool:
    """Whether the name of one may be written for the other: nobody could tell two namesakes there."""
    return one.insee == other.insee or one.name == other.postal or other.name == one.postal


USUAL = (
    ("plain", 54.0), ("exhibition", 3.5), ("whole_day", 4.0), ("one_generic", 6.0), ("weekly", 3.5),
    ("several_dates", 3.5), ("held_sessions", 1.0), ("festival", 1.5), ("two_sessions", 3.0), ("two_groups", 2.5),
    ("two_rooms", 2.0), ("next_edition", 2.5), ("tour", 2.5), ("namesakes", 3.0), ("same_house_name", 0.7),
    ("one_film_in_two_towns", 1.0), ("special_session", 0.5), ("two_societies", 2.0), ("two_weekdays", 0.6),
    ("opening", 1.0), ("meal_and_ball", 1.0),
)  # fmt: skip
"""How often each situation comes, in percent."""
HARD = (
    ("plain", 15.0), ("one_generic", 8.0), ("weekly", 2.0), ("several_dates", 4.0), ("held_sessions", 4.0),
    ("festival", 5.0), ("two_sessions", 12.0), ("two_groups", 10.0), ("two_rooms", 8.0), ("next_edition", 8.0),
    ("tour", 7.0), ("namesakes", 8.0), ("same_house_name", 3.0), ("one_film_in_two_towns", 5.0),
    ("special_session", 2.0), ("two_societies", 8.0), ("two_weekdays", 2.0), ("opening", 4.0), ("meal_and_ball", 5.0),
)  # fmt: skip
