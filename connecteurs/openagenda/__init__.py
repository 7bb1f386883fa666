"""OpenAgenda: the events of one agenda, by its API v2 (with a key) or its public JSON export (without).

The answer is the same: pages of events and a cursor `after` to the next one; notes of the events that were removed are
asked for apart. Events that are over are not asked for. Format: OpenAgenda/dev-doc, docs/evenements/lecture.md and
structure.md; the export: OpenAgenda/oa-public, react/src/components/AgendaExportModal.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from agregateur.connecting.keys import needed_key, refused_key
from agregateur.connecting.openagenda import SITE
from agregateur.connecting.paging import Walk
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said, Withdrawn
from agregateur.errors import FetchError, HttpStatus, ParseError
from agregateur.text import decode, is_web_page
from connecteurs.openagenda.address import Agenda, agenda_of, number_in, other_format
from connecteurs.openagenda.document import Listed, certainty, listed
from connecteurs.openagenda.event import read

_NAMED_IN_SOURCE = re.compile(r"openagenda\.com(?:\\?/[a-z]{2})?\\?/agendas\\?/(\d+)")


@dataclass(frozen=True, kw_only=True)
class OpenAgenda:
    """The agenda at `url`: its page (https://openagenda.com/SLUG), its export, or its address in the API."""

    kind: ClassVar[str] = "openagenda"
    label: ClassVar[str] = "OpenAgenda"
    version: ClassVar[int] = 2
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=90,
        dates="every date one by one, with hours and offset",
        places="venue, address, commune code and point",
        deletions="the API names what was removed; absence from the list",
        stanza="""
- id: ville-agenda
  name: Agenda de la ville
  kind: openagenda
  url: https://openagenda.com/agendas/12345678
  options: {key: "${OPENAGENDA_KEY}"}
""",
    )

    url: str
    key: str | None = field(
        default=None,
        metadata={
            "about": "the public key of an OpenAgenda account (Settings, API); without one the public export is read"
        },
    )

    def __post_init__(self) -> None:
        if self.key is not None and not re.fullmatch(r"[\x21-\x7e]+", self.key):
            raise ValueError("option key: must be the key alone, on one line")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the agenda at `url` holds of now and later. Raises FetchError; ParseError (`key_refused`, `key_needed`,
        `agenda_unknown`, `not_an_agenda`, `paging_loop`, `pages_shifted`, and those of `load_json`)."""
        yield from tell(self, self._said(fetch), known)

    def _said(self, fetch: Fetch) -> Iterator[Said]:
        agenda = agenda_of(self.url)
        key = self.key or (agenda.key if agenda else "")
        if agenda and agenda.slug:
            document = _get(fetch, agenda.search(key, self.url), key)
            uid = number_in(document, agenda.slug)
            if uid is None:
                yield from _alone(listed(load_json(document)))
            else:
                yield from _walk(fetch, agenda.numbered(uid, key), key)
        elif agenda:
            yield from _walk(fetch, agenda.numbered(agenda.uid, key) if agenda.site else agenda, key)
        else:
            yield from _alone(listed(load_json(_get(fetch, self.url, key))))

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The agendas that a page shows (OpenAgenda's widget is a quotation with a link to the agenda, or a frame) or
        links to, by their public export."""
        for link in page.links:
            agenda = None if other_format(link.url) else agenda_of(link.url)
            if agenda and agenda.site:
                yield f"{SITE}agendas/{agenda.uid}/events.v2.json" if agenda.uid else f"{SITE}{agenda.slug}"
        for uid in dict.fromkeys(_NAMED_IN_SOURCE.findall(page.source)):
            yield f"{SITE}agendas/{uid}/events.v2.json"

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The agenda by its number, which its page tells."""
        agenda = None if other_format(url) else agenda_of(url)
        number = agenda.uid if agenda else ""
        if agenda and not number and document is not None:
            with contextlib.suppress(ParseError):
                number = number_in(document, agenda.slug) or ""
        yield number or (agenda.slug if agenda else url)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        agenda = None if other_format(url) else agenda_of(url)
        named = 0 if agenda is None else 90 if agenda.uid else 70
        if document is None:
            return named
        text, _ = decode(document.content, document.charset)
        if is_web_page(text):
            return named
        try:
            return certainty(load_json(document))
        except ParseError:
            return 0


def _walk(fetch: Fetch, agenda: Agenda, key: str) -> Iterator[Said]:
    walk = Walk()
    seen: set[str | None] = set()
    gone: list[Said] = []
    after: tuple[str, ...] = ()
    while True:
        walk.step(after)
        page = listed(load_json(_get(fetch, agenda.page(after), key)))
        if not after:
            gone = _removed(fetch, agenda, key)
        # An event that moves up while the list is read comes twice.
        fresh = [event for event in page.events if _uid(event) is None or _uid(event) not in seen]
        yield from (read(event, agenda.uid) for event in fresh)
        seen.update(map(_uid, fresh))
        walk.took(len(fresh), page.total)
        after = page.after
        if not fresh or not after:
            break
    yield from (said for said in gone if not isinstance(said, Withdrawn) or said.key not in seen)
    walk.end()


def _removed(fetch: Fetch, agenda: Agenda, key: str) -> list[Said]:
    """What was removed of late. A server that does not tell is no failure: what is no longer listed tells it too, a day
    later."""
    try:
        notes = listed(load_json(_get(fetch, agenda.removed(), key))).events
    except (FetchError, ParseError) as error:
        return [Repair(code="deletions_unread", detail=error.code)]
    return [said for note in notes if isinstance(said := read(note), Withdrawn)]


def _alone(page: Listed) -> Iterator[Said]:
    """A saved answer: one page is all there is, which may be less than the whole list."""
    walk = Walk()
    yield from map(read, page.events)
    walk.took(len(page.events), page.total)
    walk.end()


def _uid(event: Any) -> str | None:
    return text_of(event.get("uid")) if isinstance(event, dict) else None


def _get(fetch: Fetch, address: str, key: str) -> Document:
    """Raises FetchError; ParseError (`key_refused`, `key_needed`)."""
    try:
        return fetch(address, headers={"key": key} if key else None)
    except HttpStatus as error:
        if key:
            raise refused_key(error, "key") from error
        raise needed_key(
            error,
            "OpenAgenda shows this agenda only to who has a key. Ask for one on openagenda.com (Settings, API; it "
            "is free) and write it as the option key.",
        ) from error
