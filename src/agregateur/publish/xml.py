"""XML out through xml.etree: nothing is written by hand, so nothing can escape its element.

What RSS and Atom both borrow from other vocabularies is written here once: when, where, by whom, and the image.
"""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.publish.dates import last_day
from agregateur.publish.items import Item
from agregateur.publish.leaving import http_url, point_of

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "agregateur": "urn:x-agregateur:rights",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
}
for _prefix, _uri in _NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)


@cache
def name(tag: str) -> str:
    """`prefix:tag` with its namespace, as xml.etree wants it; a tag without prefix as it is."""
    prefix, _, local = tag.rpartition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local


def add(parent: ET.Element, tag: str, value: str, **attributes: str) -> ET.Element:
    """A child of `parent` that holds `value` as text, without what XML 1.0 does not allow."""
    element = ET.SubElement(parent, name(tag), attributes)
    element.text = text.printable(value)
    return element


def add_modules(parent: ET.Element, item: Item) -> None:
    """The event's dates and place in `ev:` (http://purl.org/rss/1.0/modules/event/; a last day is inside, as readers
    of feeds take it), its point in `georss:` (latitude first: https://docs.ogc.org/cs/17-002r1/17-002r1.html), its
    image in `media:` (Media RSS 1.5.1)."""
    event, occurrence = item.event, item.occurrence
    add(parent, "ev:startdate", occurrence.start.isoformat())
    if occurrence.end:
        end = last_day(occurrence) if occurrence.all_day else occurrence.end
        add(parent, "ev:enddate", end.isoformat())
    if item.place:
        add(parent, "ev:location", item.place)
    if event.organizer:
        add(parent, "ev:organizer", event.organizer)
    if point := point_of(event.place):
        add(parent, "georss:point", f"{point[0]:.6f} {point[1]:.6f}")
    if image := http_url(event.image):
        media = ET.SubElement(parent, name("media:content"), url=image, medium="image")
        if item.rights.image_credit:
            add(media, "media:credit", item.rights.image_credit)
        if item.rights.licence and item.rights.licence_url:
            more = {"type": "text/html", "href": item.rights.licence_url}
            add(media, "media:license", item.rights.licence, **more)


def written(root: ET.Element) -> bytes:
    """The document in UTF-8, with its declaration."""
    # Encoded at once: told the encoding, xml.etree encodes each tag and text by itself (measured: twice as long).
    body: str = ET.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{body}".encode()
