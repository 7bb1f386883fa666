"""Our text for a paper bulletin: what an editor pastes, whatever partners wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from agregateur.model import Contact, Event, Occurrence, Place
from agregateur.publish.entries import Entry
from agregateur.publish.leaving import status_of
from agregateur.publish.plaintext import plaintext
from agregateur.text import one_line
from tests.publish.feeds import channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert

MOYEN: dict[str, Any] = {"options": {"texte": "moyen"}}
FOOT = ["", "Annoncé par : MJC <Briançon>.", f"{BASE}/communes/05061-gap"]


def lines(*entries: Entry | Event, commune: str | None = None, **more: Any) -> list[str]:
    given: dict[str, Any] = {"first": date(2026, 11, 22), "last": date(2026, 12, 21)}
    found = [replace(entry, commune=commune) for entry in listed(*entries)]
    body = plaintext(found, channel("txt", **(given | more))).decode()
    assert body.endswith("\n") and "\n\n\n" not in body and clean(body)
    return body.splitlines()


def body(*entries: Entry | Event, **more: Any) -> list[str]:
    """Without title, period and foot."""
    found = lines(*entries, **more)
    assert found[:3] == ["Agenda de Gap", "Du 22 novembre au 21 décembre", ""]
    assert found[-3:] == FOOT
    return found[3:-3]


def hour(day: int, hour: int = 20, minute: int = 30, **more: Any) -> Occurrence:
    start = at(2026, 12, day, hour, minute)
    return Occurrence(start=start, end=start + timedelta(hours=1), **more)


@pytest.mark.parametrize("form", ["court", "moyen"])
def test_any_event_is_printed_unless_it_does_not_happen(form: str) -> None:
    @settings(max_examples=30)
    @given(events())
    def check(event: Event) -> None:
        found = lines(event, options={"texte": form}, first=None, last=None)
        coming = [o for o in event.occurrences if o.day >= event.occurrences[0].day]
        held = [o for o in coming if status_of(event, o) not in {"cancelled", "postponed"}]
        titles = [one_line(o.title or "") or one_line(event.title) for o in held]
        # A sentence does not end with a comma or a semicolon.
        begins = [title.split(" ")[0][:30].rstrip(",;") for title in titles]
        assert any(words in "\n".join(found) for words in begins) == bool(held)
        assert ("Aucun rendez-vous annoncé." in found) == (not held)
        assert all(line == line.strip() for line in found)

    check()


def test_a_line_an_event_that_can_be_cut_out_alone() -> None:
    gala = concert(
        id="gala",
        acces="gratuit",
        inscription="conseillee",
        contact=Contact(telephone="04 92 21 00 00"),
        occurrences=(hour(12),),
    )
    bal = concert(
        id="bal",
        title="Bal",
        price="8 € / 5 €",
        place=Place(venue="Salle des fêtes", city="Embrun"),
        occurrences=(hour(12, 18, 0),),
    )
    loto = concert(
        id="loto", title="Loto", place=Place(), price="Tarif unique : 2 €", occurrences=(hour(5, 9, 0),)
    )
    assert body(gala, bal, loto, commune="Embrun") == [
        "sam. 5 déc., 9 h : Loto, Embrun. Tarif unique : 2 €.",
        "",
        "sam. 12 déc., 18 h : Bal, Salle des fêtes, Embrun. Tarif : 8 € / 5 €.",
        "sam. 12 déc., 20 h 30 : Concert de Noël, MJC, Briançon, Embrun. Gratuit. Inscription conseillée. "
        "04 92 21 00 00.",
    ]


def test_a_place_without_a_venue_is_its_street() -> None:
    place = Place(street="Place de l’Église", postcode="05220", city="Le Monêtier-les-Bains")
    (line,) = body(concert(place=place))
    assert line.endswith("Concert de Noël, Place de l’Église, Le Monêtier-les-Bains.")
    for title, printed in (("Expo photo.", "Expo photo"), ("Fest. d’hiv.", "Fest. d’hiv.")):
        (line,) = body(concert(title=title, place=place))
        assert f" : {printed}, Place de l’Église" in line


def test_hours_follow_one_another_within_a_day_wherever_it_is() -> None:
    found = [
        Entry(
            event=concert(id=name, title=name, place=Place(), occurrences=(hour(12, h),)),
            occurrence=hour(12, h),
            commune=town,
        )
        for name, h, town in (("a", 9, "Gap"), ("b", 10, "Embrun"), ("c", 8, "Gap"))
    ]
    text = plaintext(found, channel("txt")).decode().splitlines()
    assert [line for line in text if line.startswith("sam.")] == [
        "sam. 12 déc., 8 h 30 : c, Gap.",
        "sam. 12 déc., 9 h 30 : a, Gap.",
        "sam. 12 déc., 10 h 30 : b, Embrun.",
    ]


def test_what_the_text_says_already_is_not_said_again() -> None:
    event = concert(
        text="Chorale. Gratuit, sur inscription. Contact : 04 92 21 00 00.",
        acces="gratuit",
        inscription="obligatoire",
        contact=Contact(telephone="04 92 21 00 00", email="contact@chorale.example"),
    )
    third = body(event, **MOYEN)[-1]
    assert third.startswith(f"{event.text} Inscription obligatoire. contact@chorale.example. ")
    other = concert(text="Un goûter gratuit suivra.", acces="gratuit")
    assert "suivra. Gratuit." in body(other, **MOYEN)[-1], "of the tea, not of the concert"


def test_three_lines_an_event_under_its_day() -> None:
    event = concert(
        text="Chorale. " * 60,
        acces="gratuit",
        organizer="La chorale",
        contact=Contact(telephone="04 92 21 00 00", email="contact@chorale.example"),
    )
    day, empty, first, second, third = body(event, **MOYEN)
    assert (day, empty) == ("Samedi 12 décembre", "")
    assert first == "20 h 30–22 h : Concert de Noël"
    assert second == "MJC, 2 rue du Temple, 05100 Briançon"
    text, _, rest = third.partition("… ")
    assert 200 < len(text) <= 250 and text.endswith("Chorale")
    assert rest == (
        "Gratuit. 04 92 21 00 00, contact@chorale.example. Organisé par La chorale. "
        "Source : MJC <Briançon> (CC-BY-SA-4.0)."
    )


def test_what_recurs_is_said_once_and_what_goes_on_apart() -> None:
    yoga = concert(
        id="yoga", title="Yoga", text=None, occurrences=tuple(hour(d, 18, 0) for d in (1, 8, 15, 22))
    )
    expo = concert(
        id="expo", title="Expo", occurrences=(Occurrence(start=date(2026, 10, 1), end=date(2027, 1, 11)),)
    )
    assert body(yoga, expo) == [
        "Toutes les semaines",
        "",
        "Tous les mardis, 18 h–19 h (1er, 8 et 15 déc.) : Yoga, MJC, Briançon.",
        "",
        "En ce moment",
        "",
        "Jusqu’au 10 janv. 2027 : Expo, MJC, Briançon.",
    ]


def test_several_days_and_several_hours() -> None:
    film = concert(title="Film", occurrences=(hour(3, 14, 0), hour(3), hour(10), hour(19), hour(28)))
    fair = concert(
        id="x", title="Foire", occurrences=(Occurrence(start=date(2026, 12, 4), end=date(2026, 12, 7)),)
    )
    assert body(film, fair) == [
        "jeu. 3 déc., 14 h : Film, MJC, Briançon. Aussi à 20 h 30, les 10 et 19 déc.",
        "",
        "du 4 au 6 déc. : Foire, MJC, Briançon.",
    ]


def test_what_does_not_happen_is_never_printed() -> None:
    for status in ("cancelled", "postponed"):
        assert lines(concert(status=status))[3] == "Aucun rendez-vous annoncé."
    moved = concert(occurrences=(hour(12, status="cancelled"), hour(13), hour(30)))
    assert body(moved) == ["dim. 13 déc., 20 h 30 : Concert de Noël, MJC, Briançon."]
    doubtful = concert(status="tentative", sold_out=True)
    assert body(doubtful) == [
        "sam. 12 déc., 20 h 30 : Concert de Noël (à confirmer, complet), MJC, Briançon."
    ]


def test_words_that_run_from_right_to_left_do_not_turn_their_neighbours() -> None:
    (line,) = body(concert(title="שלום", place=Place(venue="قهوة", city="Gap")))
    assert line == "sam. 12 déc., 20 h 30 : שלום\u200e, قهوة, Gap\u200e."


def test_it_is_said_in_english() -> None:
    found = lines(concert(acces="gratuit"), language="en")
    assert found[1] == "22 November – 21 December"
    assert found[3] == "Sat 12 Dec, 8:30 pm: Concert de Noël, MJC, Briançon. Free."
    assert found[5] == "Announced by: MJC <Briançon>."


def test_only_what_may_leave_leaves() -> None:
    event = concert(contact=Contact(telephone="04 92 21 00 00"), price="5 €")
    signalled = " ".join(lines(replace(event, republication="signalement"), **MOYEN))
    assert "vin chaud" not in signalled and "04 92" not in signalled and "5 €" not in signalled
    assert lines(replace(event, republication="portail"))[3] == "Aucun rendez-vous annoncé."
