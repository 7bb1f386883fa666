"""What is read off without a parser is what the parsers make of it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.contract import Repair
from agregateur.ingest import simplehtml
from agregateur.ingest.html import description, sanitise, to_text

BITS = st.one_of(
    st.text(max_size=8),
    st.text("ab é\n\t &<>’\xa0\u202f", max_size=12),
    st.sampled_from([
        "\n", " \n ", "\n\n", "\n \n", "  ", "& ", "&b=2", "&copy", "&lt;", "&amp;eacute;", "R&B", "2 < 3", "http://",
        "https://exemple.fr/a?b=1&c=2", "(https://exemple.fr/x_(y))", "https://Exemple.FR.", "https://1.2.3.4/",
        "https://xn--a.fr", "https://a..fr", "https://exemple.fr:80/é", "https://exemple.fr/%zz#@[]",
        "https://exemple.fr?x=&copy=1", "&https://exemple.fr/a;", "Ã©", "â€™", "\U0001f600", "\u200b", "\ufeff", "—",
        "\x07", "\u0301", "\u0338", "=", "Entrée libre\nTarif : 5 €",
    ]),
)  # fmt: skip
TAGS = st.sampled_from([
    "<p>", "</p>", "<br>", "<BR />", "<b>", "</b>", "<strong>", "</strong>", "<em>", "</em>", "<a>", "</a>",
    '<a href="https://exemple.fr/?a=1&amp;b=2">', '<a href="mailto:a@b.fr">', '<a href="javascript:x">', "<div>",
    "</div>", "<span style='x'>", "</span>", "<h1>", "</h1>", "<h3>", "</h3>", "<ul>", "<li>", "</li>", "</ul>",
    "&nbsp;", "&eacute;", "&amp;", "&lt;b&gt;", "&#1;", "&copy", "<p", "<pre>", "<q>", "<table><tr><td>", "<!-- c -->",
])  # fmt: skip
PLAIN = st.lists(BITS, max_size=10).map("".join)
SOUP = st.lists(st.one_of(TAGS, TAGS, BITS), max_size=14).map("".join)
NESTED = st.recursive(
    BITS.map(lambda bit: bit.replace("<", "")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.builds(
            lambda tag, held: f"<{tag}>{held}</{tag.split()[0]}>",
            st.sampled_from(["p", "b", "strong", "em", "i", "u", "h3", 'a href="https://exemple.fr/a"']),
            inner,
        ),
        st.just("<br>"),
    ),
    max_leaves=10,
)


def by_the_libraries(text: str, markup: bool) -> tuple[str | None, str | None, list[Repair]]:
    repairs: list[Repair] = []
    with (
        patch.object(simplehtml, "of_text", lambda text: None),
        patch.object(simplehtml, "text_of", lambda safe: None),
    ):
        return (*description(text, markup, repairs), repairs)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PLAIN.map(lambda t: (t, False)), st.one_of(SOUP, NESTED).map(lambda t: (t, True))))
def test_a_description_is_what_the_libraries_make_of_it(given_: tuple[str, bool]) -> None:
    repairs: list[Repair] = []
    assert (*description(*given_, repairs), repairs) == by_the_libraries(*given_)


@settings(max_examples=200, deadline=None)
@given(st.one_of(SOUP, NESTED))
def test_html_that_is_read_off_is_clean(text: str) -> None:
    safe = sanitise(text)
    if simplehtml.text_of(safe) is not None:
        with patch.object(simplehtml, "text_of", lambda safe: None):
            assert sanitise(safe) == safe


@pytest.mark.parametrize("text", [
    "Entrée libre.\n\nTarif : 5 €, « réduit » – 3 € ! Buvette & repas 🎉\nhttps://exemple.fr/a?b=1&c=2",
    "Apportez vos gants ; rendez-vous à 9 h devant l’église (cœur du village).",
])  # fmt: skip
def test_what_people_write_needs_no_library(text: str) -> None:
    assert simplehtml.of_text(text) is not None


def test_common_markup_needs_no_library() -> None:
    safe = sanitise(
        "<div><p>Bonjour&nbsp;<b>à tous</b></p>Suite<br><a href='https://exemple.fr'>ici</a> &amp; là</div>"
    )
    assert simplehtml.text_of(safe) == to_text(safe) == "Bonjour à tous\n\nSuite\nici & là"
