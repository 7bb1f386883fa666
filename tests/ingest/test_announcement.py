"""From the words of an article to an event's dates, and what a stated date keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agregateur.config import Stanza
from agregateur.contract import Kind, Record, Repair
from agregateur.ingest.normalise import clean
from agregateur.ingest.recurrence import expand
from agregateur.model import Item

WINDOW = (datetime(2026, 10, 22, tzinfo=UTC), datetime(2027, 12, 23, tzinfo=UTC))
PUBLISHED = datetime(2026, 11, 16, 8, tzinfo=UTC)


def article(title: str, text: str, **options: object) -> Item:
    record = Record(uid="1", kind="article", title=title, description=text, published=PUBLISHED)
    return made(record, **options)


def made(record: Record, **options: object) -> Item:
    stanza = Stanza(
        id="mairie", name="Mairie", url="https://m.example/", shown_url="https://m.example/", kind="rss",
        options=options,
    )  # fmt: skip
    kind: Kind = record.kind
    expansion = expand([record], zone="Europe/Paris", window=WINDOW) if kind == "event" else None
    return clean("1", kind, [record], expansion, stanza, our=("", ""), window=WINDOW)


def test_an_announcement_has_the_dates_its_words_state() -> None:
    item = article("Théâtre", "Les 4, 5 et 6 décembre à 20h45, salle des fêtes de Guillestre.")
    assert item.kind == "event" and item.timezone == "Europe/Paris"
    assert [o.start.isoformat() for o in item.occurrences] == [
        f"2026-12-0{day}T20:45:00+01:00" for day in (4, 5, 6)
    ]
    assert (item.first, item.last) == (date(2026, 12, 4), date(2026, 12, 6))
    assert "date_from_text" in {r.code for r in item.repairs}
    assert item.possible_dates == () and item.genre is None


def test_a_repeat_in_words_is_a_rule() -> None:
    item = article("Gym douce", "Tous les mardis de 18h à 19h à la salle des fêtes.")
    assert item.endless and item.rule is not None and item.rule.rrule == "FREQ=WEEKLY;BYDAY=TU"
    assert max(o.start for o in item.occurrences) < WINDOW[1]


def test_words_that_may_be_a_date_are_kept_for_a_moderator() -> None:
    item = article("Concert", "Vendredi 5 décembre 2026 à 20h30.")
    assert (item.kind, item.possible_dates) == ("article", ("Vendredi 5 décembre 2026 à 20h30",))
    assert item.genre == "annonce"


def test_the_option_items_decides_how_much_is_believed() -> None:
    told = ("Le club", "Le 12 décembre peut-être.")
    assert article(*told).kind == "article"
    assert article("Loto", "Samedi 5 décembre à 20h.", items="articles").kind == "article"
    assert article("Loto", "Samedi 5 décembre à 20h.", items="articles").possible_dates == ()
    assert article("Loto", "On se revoit le 12 décembre à la salle.", items="events").kind == "event"


def test_a_stated_all_day_date_is_kept_and_the_hour_of_its_title_noted() -> None:
    record = Record(uid="1", kind="event", title="Loto à 20h30", start=date(2026, 12, 5))
    item = made(record)
    assert item.occurrences[0].start == date(2026, 12, 5)
    assert [(r.code, r.detail) for r in item.repairs if r.code == "hour_in_title"] == [
        ("hour_in_title", "20:30")
    ]
    several = made(Record(uid="1", kind="event", title="Loto 14h et 20h30", start=date(2026, 12, 5)))
    assert "hour_in_title" not in {r.code for r in several.repairs}


def dated_in_title(title: str, text: str) -> Item:
    record = Record(
        uid="1", title=title, description=text, start=date(2026, 12, 5), published=PUBLISHED,
        repairs=(Repair(code="date_in_title"),),
    )  # fmt: skip
    return made(record, items="events")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Début des parties à 20h.", "2026-12-05T20:00:00+01:00", None),
        ("Samedi 5 décembre de 14h à 18h, salle Delmas.", "2026-12-05T14:00:00+01:00", "2026-12-05T18:00:00+01:00"),
        ("Ouverture des portes 19h30, concert 20h30.", "2026-12-05T20:30:00+01:00", None),
        # None for that day alone: it stays a day.
        ("Venez nombreux, 5 € l'entrée.", "2026-12-05", "2026-12-06"),
        ("Deux séances : 14h et 16h30.", "2026-12-05", "2026-12-06"),
        ("Dimanche 13 décembre à 17h, autre concert.", "2026-12-05", "2026-12-06"),
    ],
)  # fmt: skip
def test_a_day_in_the_title_takes_the_one_hour_of_the_text(text: str, start: str, end: str | None) -> None:
    item = dated_in_title("[2026-12-05] Loto du foot", text)
    (one,) = item.occurrences
    assert one.start.isoformat() == start
    assert end is None or one.end is None or one.end.isoformat() == end
    assert ("hour_from_text" in {r.code for r in item.repairs}) == ("T" in start)
    assert item.title == "Loto du foot"


def test_an_announcement_without_a_field_for_its_place_takes_the_one_it_tells() -> None:
    item = article("Théâtre", "Samedi 5 décembre à 20h45, salle Jean-Vilar - Guillestre. Tarif : 8 €.")
    assert (item.place.venue, item.place.city) == ("salle Jean-Vilar", "Guillestre")
    assert ("place_from_text", "salle Jean-Vilar - Guillestre") in {(r.code, r.detail) for r in item.repairs}
    stated = made(
        Record(
            uid="1", title="Bal", start=date(2026, 12, 5), location="Gap",
            description="Lieu : salle des fêtes de Vars",
        )
    )  # fmt: skip
    assert stated.place.text == "Gap"
    # Of a calendar, which has a field for it, only what is marked as the place is believed.
    calendar = Record(
        uid="1", title="Bal", start=date(2026, 12, 5), description="À 20h, salle des fêtes de Vars"
    )
    assert made(calendar).place.text is None
    marked = Record(
        uid="1", title="Bal", start=date(2026, 12, 5), description="Lieu : salle des fêtes de Vars"
    )
    assert made(marked).place.text == "salle des fêtes de Vars"
