"""Where the events of an agenda are listed, whatever address of it was given.

OpenAgenda's own addresses: `/agendas/UID…` and `/SLUG…` on openagenda.com (either with a language before it), and
`/v2/agendas/UID/events` on api.openagenda.com, which asks for a key. `/agendas/UID/events.v2.json` on openagenda.com
gives the same answer without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from agregateur.connecting.openagenda import SITE
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page

API = "https://api.openagenda.com/v2/agendas"
PAGE = 100
"""Events asked for at once: 300 are allowed (dev-doc, docs/evenements/lecture.md); of long events with hundreds of
dates that would be more than a document may weigh."""
_OWN = re.compile(r"(?:[\w-]+\.)?openagenda\.com", re.I)
_BY_API = re.compile(r"/v2/agendas/(\d+)(?:/events)?/?")
_BY_NUMBER = re.compile(r"(?:/[a-z]{2})?/agendas/(\d+)(?:/.*)?")
_EXPORT = re.compile(r"/agendas/(\d+)/events(?:\.v2)?\.json")
_BY_NAME = re.compile(r"(?:/[a-z]{2}(?=/))?/([\w-]{2,})(?:/(?:events|contribute|admin|settings)(?:/.*)?)?/?")
_NO_AGENDA = {
    *(
        "agendas",
        "about",
        "api",
        "blog",
        "contact",
        "events",
        "faq",
        "home",
        "js",
        "legal",
        "login",
        "logout",
    ),
    *("new", "pricing", "privacy", "register", "search", "settings", "signin", "signup", "support", "users"),
}
_OTHER_FORMAT = re.compile(r"\.(?:ics|rss|csv|xlsx|pdf|xml|docx)$", re.I)
_PAGING = re.compile(r"(?:after|from|size|page|limit|offset|key)(?:\[.*\])?")
_ASKED = (
    ("detailed", "1"),
    ("longDescriptionFormat", "HTML"),
    ("includeLabels", "1"),
    ("size", str(PAGE)),
)
_REMOVED = (("removed", "1"), ("sort", "updatedAt.desc"), ("size", str(PAGE)))
_COMING = (("relative[]", "current"), ("relative[]", "upcoming"))
_WHEN = re.compile(r"(?:relative|timings)\[")


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda: `listing` where it is listed ("" until its number is known), `site` whether that is OpenAgenda's own,
    `query` what the given address asks for, `key` the one written in it."""

    uid: str
    slug: str
    site: bool
    listing: str = ""
    query: tuple[tuple[str, str], ...] = ()
    key: str = ""

    def numbered(self, uid: str, key: str) -> Agenda:
        """The same, listed at OpenAgenda's own address: its API with a key, the public export without."""
        return replace(
            self, uid=uid, listing=f"{API}/{uid}/events" if key else f"{SITE}agendas/{uid}/events.v2.json"
        )

    def search(self, key: str, url: str) -> str:
        """Where the number of the agenda can be read: its API with a key, its page without."""
        return f"{API}?{urlencode({'slug[]': self.slug})}" if key else url

    def page(self, after: Sequence[str]) -> str:
        """The address of the page of the list behind the cursor `after`."""
        when = () if any(_WHEN.match(name) for name, _ in self.query) else _COMING
        pairs = [*self.query, *_ASKED, *when, *(("after[]", value) for value in after)]
        return f"{self.listing}?{urlencode(pairs)}"

    def removed(self) -> str:
        """The address of the notes of what was removed last: they bear no dates, so no period selects them."""
        return f"{self.listing}?{urlencode(_REMOVED)}"


def agenda_of(url: str) -> Agenda | None:
    """The agenda that an address is of; None for any other address, which is then read as a plain document."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    pairs = parse_qsl(parts.query)
    query = tuple(
        (name, value) for name, value in pairs if not _PAGING.fullmatch(name) and name not in dict(_ASKED)
    )
    key = dict(pairs).get("key", "")
    own = _OWN.fullmatch(host) is not None
    number = _BY_API.fullmatch(parts.path) or (_BY_NUMBER if own else _EXPORT).fullmatch(parts.path)
    if number:
        listing = "" if own else f"{parts.scheme}://{parts.netloc}{parts.path}"
        return Agenda(number[1], "", own, listing, query, key)
    name = (
        _BY_NAME.fullmatch(parts.path)
        if own and not host.startswith(("api.", "cdn.", "developers.", "doc."))
        else None
    )
    return Agenda("", name[1], own, "", query, key) if name and name[1] not in _NO_AGENDA else None


def other_format(url: str) -> bool:
    """Whether an address asks for the calendar, the feed or the table of an agenda: other connectors' matter."""
    try:
        return bool(_OTHER_FORMAT.search(urlsplit(url).path))
    except ValueError:
        return False


def number_in(document: Document, slug: str) -> str | None:
    """The number of the agenda called `slug`: in the answer of the API's search (`{"agendas": [{"uid", "slug"}]}`), or
    in its page, which names it. None when `document` is an answer of another kind. Raises ParseError
    (`agenda_unknown`, and those of `load_json`)."""
    text, _ = decode(document.content, document.charset)
    if is_web_page(text):
        if found := re.search(r"/agendas/(\d+)", text):
            return found[1]
        raise _unknown(slug)
    value: Any = load_json(document)
    listed = value.get("agendas") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return None
    for one in listed:
        if isinstance(one, dict) and one.get("slug") in (slug, None) and (uid := text_of(one.get("uid"))):
            return uid
    raise _unknown(slug)


def _unknown(slug: str) -> ParseError:
    return ParseError(
        f"OpenAgenda knows no agenda called {slug[:80]!r}. Open its page and copy the address again, or write its "
        "number: https://openagenda.com/agendas/NUMBER (it stands at the foot of the page's side bar).",
        code="agenda_unknown",
    )
