"""XML as we write it: whatever the text, an XML reader reads it back where it was put."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import example, given

from agregateur.publish.xml import element, within, written
from agregateur.text import printable
from tests.publish.strategies import words


@given(words, words)
@example("]]></a><b>", "\" x='1'>\t\n\r<!--")
@example("", "")
def test_texts_and_attributes_read_back_as_they_were(value: str, other: str) -> None:
    body = written("rss", [within("item", [element("title", value, of=other)], about=other)], version="2.0")
    root = ET.fromstring(body)
    (item,) = root
    (title,) = item
    assert (root.tag, item.tag, title.tag) == ("rss", "item", "title")
    assert (title.text or "") == printable(value)
    assert title.attrib == {"of": printable(other)} and item.attrib == {"about": printable(other)}


def test_the_vocabularies_that_are_spoken_are_declared() -> None:
    body = written("rss", [element("dc:rights", "<media:content>"), element("ev:startdate", "2026-12-05")])
    assert ET.fromstring(body)[0].tag == "{http://purl.org/dc/elements/1.1/}rights"
    assert body.count(b"xmlns:") == 2
