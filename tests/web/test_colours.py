"""Colours of the framed agenda: measured as WCAG 2.2 measures them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.errors import SelectionError
from agregateur.web import colours

HEX = st.from_regex(r"[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("000000", "ffffff", 21.0),
        ("777777", "ffffff", 4.48),  # the best-known grey that just fails
        ("767676", "ffffff", 4.54),
        ("ff0000", "ffffff", 4.00),
        ("0000ff", "ffffff", 8.59),
        ("123456", "123456", 1.0),
    ],
)
def test_contrast_as_others_measure_it(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(other, one) == colours.contrast(one, other)


def test_the_words_are_read_whatever_their_form() -> None:
    assert colours.read({}) is None
    assert colours.read({"couleur": "#FFF", "fond": "102030"}) == colours.Colours(
        "ffffff", "102030", "ffffff"
    )


@given(HEX)
def test_a_background_alone_gets_text_and_links_that_can_be_read(fond: str) -> None:
    found = colours.read({"fond": fond})
    assert found is not None
    assert colours.contrast(found.couleur, fond) >= 4.5
    assert colours.contrast(found.lien, fond) >= 4.5


@given(HEX, HEX, HEX)
def test_nothing_weaker_than_4_5_passes(couleur: str, fond: str, lien: str) -> None:
    weakest = min(colours.contrast(couleur, fond), colours.contrast(lien, fond))
    said = {"couleur": couleur, "fond": fond, "lien": lien}
    if weakest >= 4.5:
        assert colours.read(said) == colours.Colours(couleur, fond, lien)
        return
    with pytest.raises(SelectionError) as refused:
        colours.read(said)
    assert refused.value.code == "selection_contrast"
    assert float(refused.value.values["contrast"]) < 4.5


def test_the_refusal_tells_what_was_measured() -> None:
    with pytest.raises(SelectionError, match=r"lien=777777 on fond=ffffff: contrast 4.47:1") as refused:
        colours.read({"couleur": "000", "lien": "777"})
    assert refused.value.values["word"] == "lien"


@pytest.mark.parametrize("value", ["", "red", "12345", "1234567", "fff;}", "‘fff", "url(x)"])
def test_only_digits_are_colours(value: str) -> None:
    with pytest.raises(SelectionError):
        colours.read({"fond": value})


def test_the_sheet_sets_four_properties_and_nothing_else() -> None:
    written = colours.sheet(colours.read({"couleur": "fff", "fond": "000"}))
    assert written == (
        ":root { color-scheme: dark; --ink: #ffffff; --paper: #000000; --link: #ffffff; --line: #1a1a1a; }\n"
    )
    assert "color-scheme: light" in colours.sheet(colours.read({"couleur": "000"}))
    assert colours.sheet(None) == ""
    assert re.fullmatch(r":root \{[^{}]*\}\n", colours.sheet(colours.read({"fond": "0b5a5c"})))
