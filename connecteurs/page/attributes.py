"""Microdata and RDFa Lite: things stated by the attributes of a page's elements, as JSON-LD would state them.

Microdata: https://html.spec.whatwg.org/multipage/microdata.html. RDFa Lite: https://www.w3.org/TR/rdfa-lite/. The two
say the same with other words. One reader for both: the RDFa of extruct 0.18 leaves `<time datetime>` out, and gives
the values of one property in another order each time.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connecteurs.page.graph import VOCABULARY, Thing, local

_ADDRESSES = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("img", "audio", "video", "iframe", "source", "embed", "track"), "src"),
    "object": "data",
}
_MARKED_UP = frozenset(["description", "articleBody", "text"])
"""Properties whose paragraphs are worth keeping."""
_TAG = re.compile("<[a-z]", re.I)


def things(tree: LexborHTMLParser, base: str) -> list[Thing]:
    """The things of the page that stand by themselves, with those that they hold. Addresses are absolute."""
    found: list[Thing] = []
    referred: dict[str, Thing] = {}
    made: dict[int, Thing] = {}
    for node in tree.css("[itemscope][itemref]"):
        made[node.mem_id] = {}
        referred |= dict.fromkeys((node.attributes.get("itemref") or "").split(), made[node.mem_id])
    # (element, the thing it speaks of in microdata, in RDFa, and the RDFa vocabulary in force)
    pending: list[tuple[LexborNode, Thing | None, Thing | None, bool]] = []
    if tree.root is not None:
        pending.append((tree.root, None, None, False))
    while pending:
        node, item, subject, ours = pending.pop()
        attributes = node.attributes
        if "id" in attributes and attributes["id"] in referred:
            item = referred[attributes["id"] or ""]
        inner, about = item, subject
        if "itemscope" in attributes:
            inner = made.get(node.mem_id, {})
            _name(inner, attributes.get("itemtype"), attributes.get("itemid"), base)
            _give(item, attributes.get("itemprop"), inner, found)
        elif item is not None and "itemprop" in attributes:
            _give(item, attributes["itemprop"], _value(node, base, attributes["itemprop"]), None)
        if "vocab" in attributes:
            ours = bool(VOCABULARY.match(f"{attributes['vocab'] or ''}/"))
        kinds = _terms(attributes.get("typeof"), ours)
        properties = _terms(attributes.get("property"), ours)
        if kinds:
            about = {}
            _name(about, kinds, attributes.get("resource") or attributes.get("about"), base)
            _give(subject, properties, about, found)
        elif subject is not None and properties:
            _give(subject, properties, _value(node, base, properties), None)
        children = list(node.iter())
        pending += [(child, inner, about, ours) for child in reversed(children)]
    return [thing for thing in found if "@type" in thing]


def _name(thing: Thing, types: str | None, identity: str | None, base: str) -> None:
    names = [local(one) for one in (types or "").split()]
    if names:
        thing["@type"] = names
    if identity:
        thing["@id"] = _absolute(base, identity)


def _give(thing: Thing | None, names: str | None, value: Any, alone: list[Thing] | None) -> None:
    """Adds `value` to `thing` under each of `names`; a thing that belongs to none stands `alone`."""
    if thing is None or not names:
        if alone is not None:
            alone.append(value)
        return
    for name in names.split():
        thing.setdefault(local(name), []).append(value)


def _terms(value: str | None, ours: bool) -> str:
    """Of the RDFa words in `value`, those of schema.org."""
    return " ".join(
        local(word) for word in (value or "").split() if VOCABULARY.match(word) or (ours and ":" not in word)
    )


def _value(node: LexborNode, base: str, names: str | None) -> str:
    attributes, tag = node.attributes, node.tag or ""
    if (content := attributes.get("content")) is not None:
        return content
    if tag in _ADDRESSES:
        return _absolute(base, attributes.get(_ADDRESSES[tag]) or "")
    for name in ("datetime",) if tag == "time" else ("value",) if tag in {"data", "meter"} else ():
        if stated := attributes.get(name):
            return stated
    if any(local(name) in _MARKED_UP for name in (names or "").split()):
        inside = node.inner_html or ""
        if _TAG.search(inside):
            return inside.strip()
    return " ".join(node.text().split())


def _absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
