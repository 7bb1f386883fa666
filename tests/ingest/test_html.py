"""Hostile and clumsy descriptions: what comes out is safe, small and stable."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.contract import Repair
from agregateur.ingest.html import LIMIT, description, from_plain, sanitise, to_text
from agregateur.text import printable

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="jav&#x0A;ascript:alert(1)">x</a>',
    '<a href="java\x00script:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//evil.example/x">x</a>',
    '<a href="/decide?x=1">x</a>',
    '<a href="\\\\evil.example">x</a>',
    '<a href="https:evil">x</a>',
    '<a href="https://user@evil.example@good.example/">x</a>',
    '<a href="https://ok.example" onclick="alert(1)" style="position:fixed" class="btn" target="_top">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf">',
    '<form action="https://evil.example"><input name=p><button>ok</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel=stylesheet href="https://evil.example/x.css"><base href="https://evil.example/">',
    "<style>@import 'https://evil.example/x.css'</style>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<<script>script>alert(1)<</script>/script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<p id="x" name="y" data-a="b" dir="rtl">x</p>',
    '<video autoplay src="https://evil.example/v"><track onload=alert(1)></video>',
]
ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:)")


class _Reader(HTMLParser):
    """Refuses what must not be there, as a browser would read it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {
            "script",
            "style",
            "iframe",
            "img",
            "svg",
            "math",
            "object",
            "embed",
            "form",
            "input",
            "meta",
        }
        assert tag not in {
            "link",
            "base",
            "button",
            "video",
            "audio",
            "template",
            "noscript",
            "xmp",
            "plaintext",
        }
        for name, value in attrs:
            assert tag == "a" and name in {"href", "rel"}
            assert name != "href" or ALLOWED_LINK.match(value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment was kept")


def check(safe: str) -> None:
    _Reader(convert_charrefs=False).feed(safe)
    assert printable(safe) == safe
    assert len(safe) <= LIMIT
    assert sanitise(safe) == safe


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("form", ["{}", "<p>Avant {} après</p>", "<ul><li>{}</ul><b>", "x<table><tr>{}"])
def test_hostile_html_is_harmless(payload: str, form: str) -> None:
    safe, _ = description(form.format(payload), True, [])
    check(safe or "")


def test_what_people_write_is_kept() -> None:
    safe, text = description(
        '<h1>Fête</h1><p class="x">Entrée <b>libre</b><br>Tél. <a href="tel:0492212576">04 92 21 25 76</a></p>'
        '<ul><li>un</li><li>deux</li></ul><p><a href="https://mjc.example/a?b=1&amp;c=2">le site</a></p>',
        True,
        [],
    )
    assert safe is not None and text is not None
    assert "<h3>Fête</h3>" in safe and "<b>libre</b>" in safe and 'href="tel:0492212576"' in safe
    assert 'href="https://mjc.example/a?b=1&amp;c=2" rel="nofollow noopener"' in safe
    assert text.splitlines()[0] == "Fête" and "Entrée libre\nTél. 04 92 21 25 76" in text and "* deux" in text


def test_plain_text_becomes_paragraphs_and_links() -> None:
    repairs: list[Repair] = []
    safe, text = description(
        "Rendez-vous à 9 h <devant la gare> & retour.\nVoir (https://mjc.example/a?b=1&c=2).\n\n\nAutre ligne",
        False,
        repairs,
    )
    assert safe == (
        "<p>Rendez-vous à 9 h &lt;devant la gare&gt; &amp; retour.<br>"
        'Voir (<a href="https://mjc.example/a?b=1&amp;c=2" rel="nofollow noopener">https://mjc.example/a?b=1&amp;c=2</a>).</p>'
        "<p>Autre ligne</p>"
    )
    assert text is not None and "<devant la gare> & retour." in text
    assert repairs == []


def test_html_in_a_plain_field_is_read_as_html() -> None:
    safe, text = description("<p>Bonjour<br>à tous</p>", False, [])
    assert (safe, text) == ("<p>Bonjour<br>à tous</p>", "Bonjour\nà tous")
    assert description("2 < 3 et 4 > 1", False, [])[1] == "2 < 3 et 4 > 1"


@pytest.mark.parametrize("empty", [None, "", "  \n ", "<p> </p>", "<script>x</script>", "<br><br>"])
def test_nothing_said_is_nothing(empty: str | None) -> None:
    assert description(empty, True, []) == (None, None)


def test_mojibake_is_mended_and_noted() -> None:
    repairs: list[Repair] = []
    assert description("Le cafÃ© de l'Ã©tÃ©", False, repairs) == (
        "<p>Le café de l'été</p>",
        "Le café de l'été",
    )
    assert [one.code for one in repairs] == ["mojibake"]


@pytest.mark.parametrize(
    "bomb",
    [
        "<b>" * 50_000 + "fin" + "</b>" * 50_000,
        "<div><span>" * 50_000,
        "début" + "<blockquote>" * 50_000,
        "<b></i>" * 50_000,
        "<a href=http://a.example>" * 20_000,
        "<p>x" * 50_000,
        "<li>" * 50_000,
        "<table><tr><td>" * 20_000,
        "<" * 200_000,
        "&" * 200_000,
        "&lt;b&gt;" * 50_000,
        "http://a.example/ " * 20_000,
        "Ã©" * 100_000,
        "<!--" * 50_000,
    ],
    ids=lambda bomb: bomb[:12],
)
@pytest.mark.parametrize("markup", [True, False])
def test_bombs_are_quick_and_small(bomb: str, markup: bool) -> None:
    began = time.process_time()
    safe, text = description(bomb, markup, [])
    assert time.process_time() - began < 4
    assert len(safe or "") <= LIMIT and len(text or "") <= 2 * LIMIT


def test_deep_html_keeps_its_words() -> None:
    repairs: list[Repair] = []
    safe, text = description("<div>" * 3000 + "Concert ce soir" + "</div>" * 3000, True, repairs)
    assert text == "Concert ce soir" and safe == "<p>Concert ce soir</p>"
    assert "html_too_deep" in {one.code for one in repairs}


fragments = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href='https://x.example/'>",
            "</a>",
            "<br>",
            "<ul><li>",
            "&amp;",
            "&lt;",
        ),
        *(
            "é",
            "\x00",
            "\x85",
            "\u2028",
            "<",
            ">",
            "\"'",
            "\n\n",
            "Ã©",
            "texte ",
            "<script>",
            "</script>",
            "<!--",
        ),
        *("&#1;", "&#x9;", "<table>", "&nbsp;", "<h1>", "<pre>"),
    ]
)


@given(st.lists(fragments, max_size=20).map("".join) | st.text(max_size=200), st.booleans())
def test_cleaning_its_own_output_changes_nothing(text: str, markup: bool) -> None:
    safe, plain = description(text, markup, [])
    check(safe or "")
    assert description(safe, True, []) == (safe, plain)
    assert plain is None or printable(plain) == plain == plain.strip()


# Without what mojibake is made of: that is mended.
@given(st.text(st.characters(exclude_characters="ÃÂâÅ\ufffd"), max_size=200))
def test_plain_text_survives_as_it_is(text: str) -> None:
    safe = sanitise(from_plain(text))
    assert to_text(safe).split() == printable(text).replace("\xa0", " ").split()


@pytest.mark.parametrize("reference", ["amp;", "#38;", "#x26;", "#0038;", "&#97;mp;"])
def test_references_escaped_a_million_times_take_no_time(reference: str) -> None:
    """Descriptions are cleaned in the collector itself, where one partner would hold up all the others."""
    began = time.monotonic()
    _, plain = description("Bal &" + reference * 200_000 + "eacute;", False, [])
    assert time.monotonic() - began < 5
    assert plain is not None and plain.startswith("Bal")
