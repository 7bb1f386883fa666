"""A letter as an article: its subject, its words without what speaks of its one reader, and its address on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from agregateur.connecting.values import moment_of
from agregateur.contract import Record, Repair
from agregateur.text import fold, one_line, whole
from connecteurs.courriel.judging import own_addresses
from connecteurs.courriel.message import Header, Mail
from connecteurs.courriel.personal import LEAVING_WORDS, ONLINE_WORDS, Personal

LONGEST = 500_000
"""Characters of markup that are read."""
MOST_TAGS = 20_000
"""The library's time grows with the square of the depth (measured: 20,000 elements within one another, 1 s)."""
_BRACKETED = re.compile(r"<([^<>\s]+)>")
_UNSEEN = re.compile(
    r"display:none|mso-hide:all|visibility:hidden|max-height:0(?![.\d])|font-size:0(?![.\d])"
)
_DROPPED = frozenset({
    "script", "style", "head", "title", "noscript", "template", "textarea", "select", "svg", "math", "object", "form",
    "button", "iframe", "video", "audio", "map", "-comment", "-undef", "!doctype",
})  # fmt: skip
_INLINE = frozenset({"b", "strong", "i", "em", "u", "sup", "sub", "s"})
_OWN_BLOCK = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre"})
_BLOCK = frozenset({
    "p", "div", "td", "th", "tr", "table", "center", "section", "article", "header", "footer", "main", "aside", "body",
    "dl", "dt", "dd", "figure", "figcaption", "address", "nav",
})  # fmt: skip


def article(uid: str, mark: str, mail: Mail, user: str) -> Record:
    """The record of a letter. `mark`: its digest; `user`: the user of the mailbox."""
    header = mail.header
    personal = Personal(own_addresses(header, user), _leaving(header))
    title = personal.masked(header.said("subject"))
    repairs = [Repair(code="truncated")] if mail.cut else []
    if mail.winmail:
        repairs.append(Repair(code="winmail"))
    markup = "\n".join(mail.html)
    if len(read := _bounded(markup)) < len(markup):
        repairs.append(Repair(code="description_cut", detail=str(len(markup))))
    page = Words(read, personal) if markup else None
    if page is not None and page.text:
        description = page.html
    else:
        page, description = None, personal.without_links("\n".join(mail.text)).strip()
    online = page.online if page is not None else None
    return Record(
        uid=uid,
        kind="article",
        digest=mark,
        title=title,
        description=whole(description) or None,
        markup=page is not None,
        language=header.said("content-language").partition(",")[0].strip()[:20] or None,
        published=moment_of(header.said("date")),
        organizer=next((name for name, _ in header.addresses("from") if name and "@" not in name), None),
        url=_stated(header, personal, "archived-at") or online or _stated(header, personal, "list-archive"),
        repairs=tuple(repairs),
    )


def _leaving(header: Header) -> list[str]:
    names = ("list-unsubscribe", "list-subscribe", "list-owner", "list-help")
    return [address for name in names for value in header.raw(name) for address in _BRACKETED.findall(value)]


def _stated(header: Header, personal: Personal, name: str) -> str | None:
    """The web address in a field (RFC 2369, 5064), when it is the same for all readers."""
    for value in header.raw(name):
        for address in _BRACKETED.findall(value) or [one_line(value)]:
            if address.startswith(("http://", "https://")) and (public := personal.public(address)):
                return public
    return None


def _bounded(markup: str) -> str:
    markup = markup[:LONGEST]
    if markup.count("<") > MOST_TAGS:
        markup = "<".join(markup.split("<", MOST_TAGS)[:MOST_TAGS])
    return markup


class Words:
    """What a mail program shows of markup: paragraphs, headings, lists and public links, in simple HTML.

    Letters are laid out in tables within tables, and hold texts that nobody sees. `html`; `text`, whether there is any;
    `online`: the address that the letter gives as its own on the web.
    """

    def __init__(self, markup: str, personal: Personal) -> None:
        self._personal = personal
        self._out: list[str] = []
        self._paragraph = False
        self._blocks = 0
        self._waiting: list[str] = []
        """Elements within a line that have begun, and hold no words yet."""
        self.online: str | None = None
        self.text = False
        # Held as long as its nodes are looked at.
        tree = LexborHTMLParser(markup)
        for node, opens in self._walk(tree.root) if tree.root is not None else ():
            (self._begin if opens else self._end)(node)
        self._break()
        self.html = personal.masked("".join(self._out)).strip()

    def _begin(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._say(node.text_content or "")
        elif tag == "br":
            self._out.append("<br>" if self._paragraph or self._blocks else "")
        elif tag in _INLINE:
            self._waiting.append(tag)
        elif tag in {"ul", "ol"}:
            self._break()
            self._out.append(f"<{tag}>")
        elif tag in _OWN_BLOCK:
            self._break()
            self._blocks += 1
            self._out.append(f"<{tag}>")
        elif tag in _BLOCK:
            self._break()
        elif tag == "a" and (address := self._public(node)):
            self._open()
            self._out.append(f'<a href="{escape(address)}">')

    def _end(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _INLINE:
            if self._waiting:
                self._waiting.pop()
            else:
                self._out.append(f"</{tag}>")
        elif tag in {"ul", "ol"}:
            self._break()
            self._out.append(f"</{tag}>")
        elif tag in _OWN_BLOCK:
            self._out.append(f"</{tag}>")
            self._blocks -= 1
        elif tag in _BLOCK:
            self._break()
        elif tag == "a" and self._public(node):
            self._out.append("</a>")

    def _say(self, text: str) -> None:
        if text.strip():
            self.text = True
            self._open()
        elif not self._paragraph and not self._blocks:
            return
        self._out.append(escape(text, quote=False))

    def _open(self) -> None:
        if not self._paragraph and not self._blocks:
            self._out.append("<p>")
            self._paragraph = True
        self._out += (f"<{tag}>" for tag in self._waiting)
        self._waiting.clear()

    def _break(self) -> None:
        if self._paragraph:
            self._out.append("</p>\n")
            self._paragraph = False

    def _public(self, node: LexborNode) -> str | None:
        return self._personal.public(node.attributes.get("href") or "")

    def _walk(self, root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
        """The nodes that are seen, each as it begins and as it ends. Without recursion: a hostile tree is deep."""
        waiting = [(root, True)]
        while waiting:
            node, opens = waiting.pop()
            yield node, opens
            if opens:
                waiting.append((node, False))
                inside = [one for one in node.iter(include_text=True) if self._is_seen(one)]
                waiting += [(one, True) for one in reversed(inside)]

    def _is_seen(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in _DROPPED:
            return False
        if tag == "-text":
            return True
        stated = node.attributes
        if tag == "a":
            said = fold(one_line(node.text()))[:200]
            if ONLINE_WORDS.search(said):
                self.online = self.online or self._public(node)
                return False
            # A picture that is a link says nothing.
            return bool(said) and not LEAVING_WORDS.search(said)
        style = re.sub(r"\s", "", (stated.get("style") or "").lower())
        return "hidden" not in stated and not _UNSEEN.search(style)
