"""Dates printed in many manners and read again; texts without any; and hostile ones, in bounded time."""

from __future__ import annotations

import time as clock
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.ingest.prose import Found, announced, find
from agregateur.ingest.prose.elements import MAX_TEXT
from tests.ingest.prose.manners import (
    AT,
    DAYS,
    MONTHS,
    PUBLISHED,
    SPAN,
    ahead,
    around,
    clocks,
    dates,
    hours,
    number,
)  # fmt: skip


def read(text: str, title: str = "Fête du village") -> Found | None:
    return announced(find(title, text, published=PUBLISHED, zone="Europe/Paris"))


@given(ahead, hours, dates, clocks, st.sampled_from(AT), around)
def test_a_day_and_its_hour(on, at, manner, spoken, joined, sentence):
    text = sentence.format(joined.format(d=manner(on), h=spoken(at)))
    found = read(text)
    assert found is not None and found.timings == ((datetime.combine(on, at), None),), text


@given(ahead, hours, dates, clocks, st.sampled_from(SPAN), around)
def test_a_day_from_an_hour_to_another(on, at, manner, spoken, span, sentence):
    end = time(at.hour + 1, at.minute)
    text = sentence.format(f"{manner(on)} {span.format(a=spoken(at), b=spoken(end))}")
    found = read(text)
    assert found is not None, text
    assert found.timings == ((datetime.combine(on, at), datetime.combine(on, end)),), text


@given(ahead, st.integers(1, 60), st.booleans(), st.booleans(), around)
def test_a_range(first, length, named, dated, sentence):
    # Without weekday and year, a day of last season is as near.
    dated = dated or (not named and first - PUBLISHED.date() > timedelta(days=250))
    last = first + timedelta(days=length)

    def told(on: date) -> str:
        year = f" {on.year}" if dated else ""
        return f"{DAYS[on.weekday()] + ' ' if named else ''}{number(on)} {MONTHS[on.month - 1]}{year}"

    text = sentence.format(f"du {told(first)} au {told(last)}")
    found = announced(find("Fête du village", text, published=PUBLISHED, zone="Europe/Paris"), believed=True)
    assert found is not None and found.timings == ((first, last + timedelta(days=1)),), text


@given(ahead, st.sets(st.integers(1, 27), min_size=1, max_size=5), hours, st.booleans(), around)
def test_a_list(first, steps, at, short, sentence):
    days = [first, *(first + timedelta(days=n) for n in sorted(steps))]
    if short and len({d.month for d in days}) == 1:
        numbers = [number(d) for d in days]
        told = f"les {', '.join(numbers[:-1])} et {numbers[-1]} {MONTHS[first.month - 1]} {first.year}"
    else:
        spoken = [f"{DAYS[d.weekday()]} {number(d)} {MONTHS[d.month - 1]}" for d in days]
        told = f"{', '.join(spoken[:-1])} et {spoken[-1]}"
    text = sentence.format(f"{told} à {at.hour}h{at:%M}")
    found = announced(find("Fête du village", text, published=PUBLISHED, zone="Europe/Paris"), believed=True)
    assert found is not None, text
    assert found.timings == tuple((datetime.combine(d, at), None) for d in days), text


@given(
    st.sampled_from(("tous les {}s", "chaque {}", "tous les {}s soir", "les {}s")),
    st.integers(0, 6),
    hours,
)
def test_a_week_s_repeat(spoken, weekday, at):
    text = f"Atelier {spoken.format(DAYS[weekday])} de {at.hour}h{at:%M} à {at.hour + 1}h{at:%M}, salle 3."
    found = announced(find("Atelier", text, published=PUBLISHED, zone="Europe/Paris"), believed=True)
    assert (
        found is not None
        and found.rrule == f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][weekday]}"
    ), text
    start = found.timings[0][0]
    assert isinstance(start, datetime) and start.weekday() == weekday and start.time() == at
    assert timedelta(0) <= start.date() - PUBLISHED.date() < timedelta(days=7)


_NO_DATE = st.text(alphabet=st.characters(exclude_categories=["Nd", "No", "Nl", "Cs"]), max_size=300)
_WORDS = (*DAYS, *MONTHS, "demain", "aujourd", "week", "chaque", "tous", "midi", "minuit", "soir", "prochain")


@given(_NO_DATE, _NO_DATE)
def test_nothing_is_found_where_no_digit_and_no_word_of_dates_stands(title, text):
    from agregateur.ingest.prose.tokens import bare

    plain = bare(title + " " + text).lower()
    if not any(word in plain for word in map(str.lower, map(bare, _WORDS))):
        assert find(title, text, published=PUBLISHED, zone="Europe/Paris") == ()


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_read(title, text):
    for found in find(title, text, published=PUBLISHED, zone="Europe/Paris"):
        assert found.timings and 0 <= found.confidence <= 1
        assert all(end is None or end > start for start, end in found.timings)


_PIECES = """du au le les et , . - / : 12 5 1er 2026 mai déc. samedi tous chaque jusqu'au 20h30 de à 14h demain 05/12
    mois un sur deux prochain € ans avant"""


@given(st.lists(st.sampled_from([*_PIECES.split(), "\n"]), max_size=60))
def test_any_row_of_words_of_dates_is_read(words):
    for found in find("", " ".join(words), published=PUBLISHED, zone="Europe/Paris"):
        assert all(end is None or end > start for start, end in found.timings)


HOSTILE = {
    "numbers": "1, 2, 3, 4, 5, " * 2000,
    "dates": "samedi 5 décembre 2026 " * 1000,
    "ranges": "du 5 au " * 3000,
    "weekdays": "lundi, mardi et " * 1500,
    "hours": "20h30, " * 4000,
    "repeats": "tous les mardis de 18h à 19h " * 1000,
    "one sentence": "retour sur la fête " * 400 + "du 12 mai " * 1200,
    "digits": "1" * 20_000,
    "dots": "." * 20_000,
    "spaces": "5" + " " * 20_000 + "mai",
    "letters": "a" * 20_000,
    "slashes": "1/1" * 7000,
    "mail": "a." * 10_000 + "@",
    "deadlines": "avant le inscription " * 1000 + "5 mai",
    "listed hours": "les 5 (20h) et 6 (20h) et " * 900,
    "lines": "5 mai\n" * 4000,
    "long": "Le 5 mai à 20h. " * 200_000,
}


def _cost(text: str) -> float:
    begun = clock.process_time()
    find(text[:500], text, published=PUBLISHED, zone="Europe/Paris")
    return clock.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_little(name):
    text = HOSTILE[name]
    half, whole = text[: min(len(text), MAX_TEXT) // 2], text
    # The bound is on work that grows faster than the text, not on a machine: a second is ten times the dearest one.
    assert _cost(whole) < 1.0 + 8 * _cost(half)
    assert _cost(whole) < 5.0
