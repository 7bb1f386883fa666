"""What is mended in a feed's text before it is parsed, so that one slip of a publisher does not spoil the whole.

expat reads well-formed documents only; feedparser's second parser, for all others, loses namespaces and unescapes
CDATA differently. What readers show anyway is therefore made well-formed first. Everything here takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5

# Characters that XML 1.0 §2.2 forbids, bare or as references: one of them makes the whole document ill-formed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#[xX]([0-9A-Fa-f]+);|#([0-9]+);|([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>]")
# feedparser forgets the text of an unknown element that bears attributes, such as a namespace bound on the spot.
_EVENT_ELEMENT = re.compile(
    r"<([A-Za-z_][\w.-]*:(?:startdate|enddate|location|organizer|type|dtstart|dtend|categories))\s[^<>]*?(/?)>",
    re.I,
)
# An <image> in an item, with an address inside or in its <url>, is no RSS: feedparser forgets it.
_IMAGE = re.compile(r"<image>\s*(?:<url>\s*)?(https?://[^<\s\"]+)\s*(?:</url>.{0,500}?)?</image>", re.S)
# feedparser makes a relative guid absolute: the item would change its name with the address it is read from.
_RELATIVE_ID = re.compile(r"<(guid|id)(?:\s[^<>]*)?>(?=\s*+(?![A-Za-z][A-Za-z0-9+.-]*:))")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=")
_BOUND = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "mec": "http://webnus.net/rss/mec/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def mend(text: str, root: str) -> tuple[str, bool]:
    """The feed's element `text`, whose name is `root`, made well-formed where it is known how; and whether it was not.

    Gone: forbidden characters. Written out: HTML's named characters and bare ampersands. Bound: prefixes that nothing
    binds. Besides, what feedparser would forget is written as it understands it.
    """
    allowed = _outside_cdata(_FORBIDDEN.sub("", text), lambda part: _AMPERSAND.sub(_reference, part))
    shaped = _outside_cdata(allowed, _readable)
    wrong = allowed != text or bool(_prefixes(allowed) - set(_BOUND.findall(allowed)))
    return _bind_prefixes(shaped, root), wrong


def count_items(text: str) -> int:
    """Items as the text shows them, whatever a parser makes of it."""
    head, *rest = _plain(text).split("<!--")
    return sum(len(_ITEM.findall(part)) for part in (head, *(part.partition("-->")[2] for part in rest)))


def _plain(text: str) -> str:
    """`text` without its CDATA sections."""
    head, *rest = text.split("<![CDATA[")
    return "".join((head, *(part.partition("]]>")[2] for part in rest)))


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """`text` with what stands outside its CDATA sections changed."""
    head, *rest = text.split("<![CDATA[")
    out = [change(head)]
    for part in rest:
        inside, end, after = part.partition("]]>")
        out += ["<![CDATA[", inside, end, change(after) if end else ""]
    return "".join(out)


def _reference(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        if name in _XML_NAMES:
            return found[0]
        meant = html5.get(name + ";")
        return "".join(f"&#{ord(c)};" for c in meant) if meant else f"&amp;{name};"
    if not (hexadecimal or decimal):
        return "&amp;"
    digits = (hexadecimal or decimal).lstrip("0")
    number = int(digits or "0", 16 if hexadecimal else 10) if len(digits) <= 7 else 0x110000
    return "" if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else found[0]


def _readable(part: str) -> str:
    part = _RELATIVE_ID.sub(r'<\1 isPermaLink="false">', part)
    return _IMAGE.sub(r'<media:thumbnail url="\1"/>', _EVENT_ELEMENT.sub(r"<\1\2>", part))


def _prefixes(text: str) -> set[str]:
    """The prefixes that elements and attributes of `text` use."""
    return {one or other for one, other in _PREFIX.findall(_plain(text))} - {"xml", "xmlns"}


def _bind_prefixes(text: str, root: str) -> str:
    """`text` with its prefixes bound on the root, those too that only some of its elements bind."""
    missing = sorted(_prefixes(text) - set(_BOUND.findall(text[: text.find(">") + 1])))
    if len(missing) > 100:
        return text
    spaces = "".join(f' xmlns:{name}="{_SPACES.get(name, "urn:unbound:" + name)}"' for name in missing)
    start = len(root) + 1
    return text[:start] + spaces + text[start:]
