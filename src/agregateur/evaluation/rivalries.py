"""Sets of events that are hard to tell apart, a sort a method."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from agregateur.evaluation.happenings import Happening, Pieces
from agregateur.evaluation.vocabulary import capital

_GROUPS = (
    ("groupe 1", "groupe 2"), ("groupe A", "groupe B"), ("débutants", "confirmés"), ("niveau 1", "niveau 2"),
    ("enfants", "adultes"), ("ados", "adultes"), ("3-6 ans", "7-11 ans"), ("débutants", "intermédiaires"),
    ("1re partie", "2e partie"), ("équipe bleue", "équipe rouge"), ("matin", "après-midi"), ("français", "anglais"),
    ("dès 3 ans", "dès 8 ans"), ("cycle 1", "cycle 2"), ("parents", "enfants"), ("session 1", "session 2"),
)  # fmt: skip
_PARTS_OF_AN_EVENING = (
    ("Repas", "Bal"), ("Messe", "Apéritif"), ("Défilé", "Concert"), ("Concours de boules", "Feu d'artifice"),
    ("Goûter", "Spectacle"), ("Visite", "Conférence"), ("Assemblée générale", "Repas"), ("Atelier", "Concert"),
)  # fmt: skip
_ONE_A_TOWN = frozenset({
    "Carnaval", "Conseil municipal", "Don du sang", "Fête de la musique", "Marché de Noël", "Messe",
    "Repas des aînés", "Réunion publique", "Vœux du maire",
})  # fmt: skip
"""What no town holds twice on one day."""
_ROOMS = (
    ("salle 1", "salle 2"), ("salle A", "salle B"), ("grande salle", "petite salle"),
    ("rez-de-chaussée", "1er étage"),
)  # fmt: skip


class Rivalries(Pieces):
    """Makers of sets of events; `Situations` chooses among them."""

    def two_sessions(self) -> list[Happening]:
        """The same show twice in one day: two events, since two records say so."""
        hour = self.chance.choice((600, 840, 870, 900, 1080))
        a = self.event(
            "two_sessions", self.sort(("exposition", "solidarite")), self.town(), self.day(), hour=hour
        )
        gap = self.chance.choice((45, 60, 75, 90, 120, 150, 180, 300))
        a.minutes = min(a.minutes, gap - 15)
        return self.rivals([a, self.twin(a, slots=(a.slots[0] + timedelta(minutes=gap),))], {"hour"})

    def two_groups(self) -> list[Happening]:
        """Two groups, levels or ages: one after the other, or at one hour in two rooms."""
        one, two = self.chance.choice(_GROUPS)
        a = self.event("two_groups", self.named("atelier", "atelier", "livres"), self.town(), self.day())
        shift = timedelta(minutes=self.chance.choice((0, 0, 30, 60, 75, 90, 120)))
        if not shift and "auteur" in a.parts:
            shift = timedelta(minutes=60)  # an author reads to one group after the other
        if one == "matin":
            a.slots, shift = (a.slots[0].replace(hour=9, minute=30),), timedelta(hours=4, minutes=30)
        form = self.chance.choice(("{} – {}", "{} ({})", "{} {}"))
        titles, gist = a.titles, a.gist
        a.headlines, a.english = (), ()
        a.titles, a.gist = tuple(form.format(t, one) for t in titles), f"{gist} ({capital(one)})"
        b = self.twin(
            a,
            titles=tuple(form.format(t, two) for t in titles),
            gist=f"{gist} ({capital(two)})",
            slots=(a.slots[0] + shift,),
        )
        return self.rivals([a, b], {"hour", "title"})

    def two_rooms(self) -> list[Happening]:
        """Two things at one hour in two rooms of one house: of two names, or of one name."""
        town, day = self.town(), self.day()
        sort = self.named("cinema", "atelier", "conference", "livres")
        venue = self.chance.choice(town.venues)
        a = self.event("two_rooms", sort, town, day, venue=venue)
        rooms = [
            replace(venue, spellings=tuple(f"{spelling}, {room}" for spelling in venue.spellings[:3]))
            for room in self.chance.choice(_ROOMS)
        ]
        if sort.name == "atelier":
            a.venue = rooms[0]
            return self.rivals([a, self.elsewhere(a, venue=rooms[1])], {"hour", "venue", "title"})
        b = self.event("two_rooms", sort, town, day, venue=venue)
        b.slots, b.host = a.slots, a.host
        for event, room in zip((a, b), rooms, strict=True):
            if self.chance.random() < 0.5:
                event.venue = room
        return self.rivals([a, b], {"title"})

    def next_edition(self) -> list[Happening]:
        """The same thing again, some weeks or a year later, told by records of their own."""
        a = self.event("next_edition", self.sort(("exposition", "solidarite")), self.town(), self.day(0, 120))
        titles = a.titles
        b = self.twin(a, slots=(a.slots[0] + timedelta(days=self.chance.choice((7, 14, 28, 35, 364, 365))),))
        if self.chance.random() < 0.5:
            number = self.chance.randint(2, 24)
            a.titles = tuple(f"{title} #{number}" for title in titles)
            b.titles = tuple(f"{title} #{number + 1}" for title in titles)
        return self.rivals([a, b], set())

    def tour(self) -> list[Happening]:
        """One show in several towns, on several days, sometimes afternoon and evening of one."""
        here = self.town()
        towns = {
            town.insee: town for town in (self.neighbour(here) for _ in range(self.chance.randint(1, 3)))
        }
        towns.pop(here.insee, None)
        a = self.event("tour", self.named("musique", "scene", "conference", "livres"), here, self.day())
        shows = [a]
        for n, town in enumerate(towns.values(), 1):
            days = self.chance.choice((0, 1, 1, 2, 7)) * n
            hour = a.slots[0] + timedelta(days=days, hours=0 if days else -3 * n)
            shows.append(
                self.twin(
                    a,
                    town=town,
                    venue=self.chance.choice(town.venues),
                    slots=(hour,),
                    host=f"Mairie de {town.name}",
                )
            )
        return self.rivals(shows, {"town", "hour"})

    def two_societies(self) -> list[Happening]:
        """Two lotos of one town on one day: another hall, another society, mostly another hour."""
        kinds = [kind for kind in self.words.generics if kind.titles[0] not in _ONE_A_TOWN]
        town, kind, day = self.town(), self.chance.choice(kinds), self.day()
        if not self.alone(kind, town, day):
            return [self.event("plain", self.named("scene"), town, day)]
        one, two = self.chance.sample(town.venues, 2)
        a = self.generic("generic_titles", kind, town, day, venue=one)
        b = self.generic("generic_titles", kind, town, day, venue=two)
        while b.host == a.host:
            b = self.generic("generic_titles", kind, town, day, venue=two)
        b.titles = (a.titles[0], *b.titles[1:])
        b.gist = f"{b.titles[0]} organisé par : {b.host}."
        return self.rivals([a, b], {"town", "venue", "hour", "host"})

    def two_weekdays(self) -> list[Happening]:
        """The Monday course and the Thursday course."""
        town, names = self.town(), self.chance.choice(self.words.weekly)
        a = self.series(town, names, self.chance.randint(6, 12))
        day = self.today + timedelta(days=self.chance.randint(0, 6))
        b = self.series(town, names, self.chance.randint(6, 12), day=day)
        if {slot.date() for slot in a.slots} & {slot.date() for slot in b.slots}:
            return [a]
        b.venue, b.host, b.titles, b.gist = a.venue, a.host, a.titles, a.gist
        a.trap = "two_weekdays"
        return self.rivals([a, b], {"town", "venue", "hour", "host"})

    def meal_and_ball(self) -> list[Happening]:
        """Two things of one evening by one society."""
        a = self.event("meal_and_ball", self.named("fete"), self.town(), self.day(), hour=1140)
        one, two = self.chance.choice(_PARTS_OF_AN_EVENING)
        nom, society = a.parts["nom"], a.parts["societe"]
        a.titles, a.gist = (f"{one} – {nom}", f"{one} {nom}"), f"{one} organisé par {society} ({nom})."
        a.headlines, a.english, a.main, a.kind = (), (), nom, one
        b = self.twin(
            a,
            titles=(f"{two} – {nom}", f"{two} {nom}"),
            gist=f"{two} organisé par {society} ({nom}).",
            kind=two,
            slots=(a.slots[0] + timedelta(minutes=self.chance.choice((75, 90, 120, 150))),),
        )
        return self.rivals([a, b], {"hour", "title"})
