"""A web page as recognisers look at it, and what kind of page it is when nothing can be read there.

Run in the killable child: the bytes are a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from agregateur.contract import Document, Link, Page
from agregateur.detecting.naming import short
from agregateur.detecting.services import hosted
from agregateur.ingest.answers import is_challenge
from agregateur.text import decode, fold, is_web_page, one_line, web_address

MOST_TEXT = 3_000_000
"""Characters of a page that are parsed."""
MOST_LINKS = 3_000
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_ADDRESSES = {"a": "href", "link": "href", "area": "href"} | _FRAMES


@dataclass(frozen=True, slots=True)
class Seen:
    """A parsed page: what recognisers are given, what its site is called and where it begins, and the words that are
    read on the page (folded, the first thousands)."""

    page: Page
    title: str
    home: str
    words: str


def is_page(document: Document) -> bool:
    """Whether the document is a web page, by its bytes or, when these leave it open, by what the server says."""
    text = decode(document.content[:65_536], document.charset)[0]
    if is_web_page(text):
        return True
    return document.media_type in {"text/html", "application/xhtml+xml"} and "<" in text[:1_000]


def seen(document: Document) -> Seen:
    """The page of a document. Never fails: a page that is none has no links."""
    source = decode(document.content, document.charset)[0][:MOST_TEXT]
    tree = LexborHTMLParser(source)
    base = _base(tree, document.url)
    links = tuple(_links(tree, base))
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property")
        if name and (content := node.attributes.get("content")):
            metas.setdefault(name.strip().lower(), one_line(content[:2_000]))
    title = one_line((_text(tree.css_first("title")))[:300])
    home = home_of(document.url, links)
    inner = urlsplit(home).path.rstrip("/") != urlsplit(document.url).path.rstrip("/")
    name = short(metas.get("og:site_name", "")) or short(title, inner=inner)
    body = tree.body
    words = fold(one_line(body.text(separator=" ")[:20_000])) if body is not None else ""
    page = Page(url=document.url, links=links, metas=metas, source=source)
    return Seen(page, name, home, f"{fold(title)} {words}")


def home_of(url: str, links: Collection[Link]) -> str:
    """Where the site of the page at `url` begins: at the root of its host, unless the page, which lies in a folder,
    leads no higher than there (a site of a farm of wikis, of Wix). The page itself at a service (`services.hosted`)."""
    parts = urlsplit(url)
    if hosted(url):
        return parts._replace(query="", fragment="").geturl()
    here = f"{_folder(parts.path).rstrip('/')}/"
    above = {
        _folder(there.path)
        for there in (urlsplit(link.url) for link in links if link.rel != "frame" and not link.type)
        if _bare(there) == _bare(parts) and here.startswith(f"{_folder(there.path).rstrip('/')}/")
    }
    return urljoin(url, min(above, key=len, default="/"))


def _folder(path: str) -> str:
    return re.sub(r"[^/]*\.\w+$", "", path) or "/"


def _bare(parts: SplitResult) -> str:
    return parts.netloc.removeprefix("www.")


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return web_address(url, node.attributes.get("href")) or url if node is not None else url


def _links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    for count, node in enumerate(tree.css(",".join(f"{tag}[{name}]" for tag, name in _ADDRESSES.items()))):
        if count >= MOST_LINKS:
            return
        tag = node.tag or ""
        found = node.attributes.get(_ADDRESSES.get(tag, "href"))
        if not found:
            continue
        # A page's webcal address is an https one under another name.
        url = web_address(base, re.sub(r"^\s*webcals?:", "https:", found, flags=re.I))
        if url is None:
            continue
        rel = "frame" if tag in _FRAMES else " ".join((node.attributes.get("rel") or "").lower().split())
        kind = (node.attributes.get("type") or "").strip().lower()
        if tag == "a" and re.match(r"\s*webcal", found, re.I):
            kind = kind or "text/calendar"
        text = _text(node) or node.attributes.get("title") or ""
        yield Link(url=url, rel=rel, type=kind, text=one_line(text[:300]))


def _text(node: Any) -> str:
    return node.text() if node is not None else ""


_UNDER_CONSTRUCTION = re.compile(
    r"site (?:est )?(?:actuellement )?en (?:cours de )?(?:construction|maintenance|travaux|refonte)|en maintenance"
    r"|under construction|coming soon|bientot (?:en ligne|disponible)"
    r"|scheduled maintenance|maintenance mode|be right back"
)
_PARKED = re.compile(
    r"domaine? (?:name )?(?:est|is) (?:a vendre|for sale|parked|gare|reserve|disponible a la vente)"
    r"|buy this domain|domain (?:may be|is) for sale|acheter ce (?:nom de )?domaine|this domain is parked"
    r"|site (?:pas encore )?(?:installe|cree) (?:chez|par) (?:ovh|gandi|ionos|o2switch)|page parking"
)


def sign(found: Seen) -> str | None:
    """The situation that explains a page where nothing can be read; None when it is an ordinary one."""
    source, words = found.page.source, found.words
    if is_challenge(source[:65_536].encode("utf-8", "replace")):
        return "challenge"
    short = len(words) < 4_000
    if short and (_PARKED.search(words) or re.search(r"sedoparking|parkingcrew|bodis\.com", source)):
        return "parked"
    if short and _UNDER_CONSTRUCTION.search(words):
        return "under_construction"
    if "accounts.google.com" in found.page.url or re.search(
        r"accounts\.google\.com/(?:v3/)?signin|ServiceLogin", source
    ):
        return "google_sign_in"
    if re.search(r"""<input[^>]{0,300}type\s*=\s*["']?password""", source, re.I) and len(words) < 3_000:
        return "login_required"
    return None
