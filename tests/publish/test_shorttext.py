"""The short text of an event: it always fits, and no word of it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.publish.shorttext import cut, short_text
from agregateur.text import one_line

PAGE = "https://agenda.example/evenements/k2v9q4m1x7zt"
WORDS = st.text(max_size=400)


def test_an_event_in_a_few_words() -> None:
    said = short_text(
        title="Concert de Noël",
        when="samedi 12 décembre, 20 h 30",
        place="MJC, Briançon",
        price="Gratuit",
        address=PAGE,
    )
    assert said == f"Concert de Noël – samedi 12 décembre, 20 h 30, MJC, Briançon. Gratuit. {PAGE}"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "Bal"}, f"Bal – demain. {PAGE}"),
        ({"title": "Bal !", "when": ""}, f"Bal ! {PAGE}"),
        ({"title": "Bal\nmasqué\x00", "place": "Gap"}, f"Bal masqué – demain, Gap. {PAGE}"),
        ({"title": "Bal", "price": "5 €" + " ou 3 €" * 30}, f"Bal – demain. {PAGE}"),
    ],
)
def test_what_is_not_known_or_has_no_room_is_left_out(fields: dict[str, str], said: str) -> None:
    assert short_text(**({"when": "demain", "address": PAGE} | fields)) == said  # type: ignore[arg-type]


def test_a_long_title_ends_between_two_words() -> None:
    said = short_text(title="mot " * 100, when="demain", place="Gap", price="Gratuit", address=PAGE)
    assert len(said) <= 250
    assert said.endswith(f" mot… – demain, Gap. Gratuit. {PAGE}")


@given(WORDS, WORDS, WORDS, WORDS)
def test_it_always_fits_and_cuts_no_word(title: str, when: str, place: str, price: str) -> None:
    said = short_text(title=title, when=when, place=place, price=price, address=PAGE)
    assert len(said) <= 250
    assert said.endswith(PAGE)
    assert said == one_line(said), "one line, no control character"


@given(st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=80), st.integers(15, 120))
def test_cutting_keeps_whole_words(words: list[str], most: int) -> None:
    line = " ".join(words)
    kept = cut(line, most)
    assert len(kept) <= most
    if kept == line:
        return
    assert kept.endswith("…")
    assert line.startswith(kept[:-1])
    assert line[len(kept) - 1] == " "
    assert len(f"{kept[:-1]} {line[len(kept) :].split()[0]}") + 1 > most, "no room for another word"


def test_one_word_longer_than_the_room_is_cut() -> None:
    assert cut("a" * 50, 10) == "a" * 9 + "…"
    assert cut("ab", 1) == ""
