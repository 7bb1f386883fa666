"""OPML lists: read safely, and made into stanzas that the sources file takes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agregateur.config import Stanza
from agregateur.config.secrets import Filler
from agregateur.config.stanzas import Beside, StanzaPart
from agregateur.detecting.opml import DEEPEST, MOST_BYTES, MOST_OUTLINES, outlines, read_opml, stanzas
from agregateur.errors import ParseError

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Nos partenaires</title></head><body>
  <outline text="Vallée"><outline title="Culture" text="Culture">
    <outline type="rss" text="MJC &amp; Cie" xmlUrl="https://mjc.example/feed/" htmlUrl="https://mjc.example/"/>
    <outline text="Agenda" xmlUrl="webcal://mjc.example/agenda.ics"/>
  </outline></outline>
  <outline text="Ressourcerie" xmlUrl="https://framagenda.org/apps/calendar/p/aBcDeFgHiJkLmNoP"/>
  <outline text="Ressourcerie" xmlUrl="https://ressourcerie.example/rss.xml"/>
  <outline text="encore" xmlUrl="http://www.mjc.example/feed"/>
  <outline text="sans adresse"/>
  <outline text="une page" type="link" url="https://page.example/"/>
  <outline text="mauvaise" xmlUrl="javascript:alert(1)"/>
</body></opml>""".encode()


def test_the_addresses_of_nested_lists() -> None:
    first, second, *_ = found = outlines(LIST, "liste.opml")
    assert (first.url, first.name, first.home) == (
        "https://mjc.example/feed/",
        "MJC & Cie",
        "https://mjc.example/",
    )
    assert (first.under, second.under) == (("Vallée", "Culture"), ("Vallée", "Culture"))
    assert [one.name for one in found][2:] == [
        "Ressourcerie",
        "Ressourcerie",
        "encore",
        "une page",
        "mauvaise",
    ]


def test_stanzas_are_sound_and_told_apart() -> None:
    held = Stanza(id="agenda", name="x", url="https://page.example", shown_url="x")
    text = "\n".join(stanzas(outlines(LIST, "x"), [held]))
    made = yaml.safe_load(text)
    for one in made:
        StanzaPart.model_validate(one, context=Beside(Filler({}), None))
    assert [(one["id"], one.get("kind")) for one in made] == [
        ("mjc-cie", "rss"), ("agenda-2", "ical"), ("ressourcerie", "ical"), ("ressourcerie-2", "rss"),
    ]  # fmt: skip
    assert made[0]["home"] == "https://mjc.example/"
    assert made[2]["url"].endswith("/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP?export")
    assert "# Vallée / Culture" in text


def test_what_a_source_has_already_is_left_out() -> None:
    held = [Stanza(id="mjc", name="MJC", url="http://mjc.example/feed", shown_url="x")]
    assert "https://mjc.example/feed" not in "".join(stanzas(outlines(LIST, "x"), held))


def test_a_list_in_another_charset() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><opml><body><outline text="Fête" xmlUrl="https://a.example/"/></body></opml>'
    assert outlines(text.encode("latin-1"), "x")[0].name == "Fête"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body>&a;</body></opml>', "doctype"),
        (b'<!DOCTYPE o SYSTEM "file:///etc/passwd"><opml/>', "doctype"),
        (b"<html><body>hello</body></html>", "not_opml"),
        (b"BEGIN:VCALENDAR", "not_opml"),
        (b"<opml><body>", "not_opml"),
        (b"", "not_opml"),
        (b"<opml>" + b"<outline>" * (DEEPEST + 1), "too_large"),
        (
            b"<opml>" + b"<outline xmlUrl='https://a.example/'/>" * (MOST_OUTLINES + 1) + b"</opml>",
            "too_large",
        ),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        outlines(content, "liste.opml")
    assert caught.value.code == code
    assert "liste.opml" in caught.value.message


def test_a_file_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "liste.opml"
    path.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(ParseError) as caught:
        read_opml(path)
    assert caught.value.code == "too_large"
