"""XML out through xml.etree: nothing is written by hand, so nothing can escape its element."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from agregateur import text

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
}
for _prefix, _uri in _NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)


def name(tag: str) -> str:
    """`prefix:tag` with its namespace, as xml.etree wants it; a tag without prefix as it is."""
    prefix, _, local = tag.rpartition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local


def add(parent: ET.Element, tag: str, value: str, **attributes: str) -> ET.Element:
    """A child of `parent` that holds `value` as text, without what XML 1.0 does not allow."""
    element = ET.SubElement(parent, name(tag), attributes)
    element.text = text.printable(value)
    return element


def written(root: ET.Element) -> bytes:
    """The document in UTF-8, with its declaration."""
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body
