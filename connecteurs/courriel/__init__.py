"""A mailbox that a partner adds to the list of its newsletter: letters become articles to review, attached calendars
events (RFC 5322 and MIME; IMAP by the core's `fetch`, as `imaps://host/INBOX`). Saved messages (.eml) and mbox files
are read too.

Only letters that are sent to a list come in, and calendars: all other mail is somebody's own, and is not even fetched.
What a letter says of its one reader (addresses, links by which it is counted or unsubscribed) never leaves.

A message never changes, so its name (Message-ID) stands for its content: a letter that is known is not fetched again,
and one whose name came before is not read. While the list of the mailbox is the same, nothing at all is read.
Calendars have no such memory: mails that hold nothing else are fetched again whenever the list changes, at most the 500
newest. The newest come first, so that a cancellation (METHOD:CANCEL) is known before what it cancels.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from agregateur.connecting.checks import check_word
from agregateur.contract import (
    Document,
    Facts,
    Fetch,
    Kind,
    Listing,
    Repair,
    Said,
    digester,
)
from connecteurs.courriel import listing
from connecteurs.courriel.inbox import Inbox
from connecteurs.courriel.message import is_message

Items = Literal["auto", "events", "articles"]
_ADDRESS = re.compile(r"\s*imaps?:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Courriel:
    """Reads the mailbox at `url` (`imaps://host/INBOX`), or the message or mbox file at any other address."""

    kind: ClassVar[str] = "courriel"
    label: ClassVar[str] = "Mailbox of newsletters (IMAP)"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "recent"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "article"})
    facts: ClassVar[Facts] = Facts(
        richness=10,
        dates="exact in attached calendars, else found in the words",
        places="as attached calendars tell them, else the words of the letter",
        deletions="a cancellation that is mailed as a calendar; a letter stays",
        stanza="""
- id: lettre-mjc
  name: Lettre de la MJC
  kind: courriel
  url: imaps://mail.agenda.example/INBOX
  options:
    user: lettres@agenda.example
    password: ${COURRIEL_MOT_DE_PASSE}
    senders: [mjc.example]
""",
    )

    url: str
    user: str = field(default="", metadata={"about": "the user name of the mailbox, most often its address"})
    password: str = field(
        default="",
        metadata={
            "about": "its password, as ${NAME}; many providers want one of its own for each application, made on "
            "their site"
        },
    )
    senders: tuple[str, ...] = field(
        default=(),
        metadata={
            "about": "read only what these send: addresses, or domains with all below them. Anyone may write to a "
            "mailbox, so name them. A letter that a named sender mails by blind copy, without a list, comes in too"
        },
    )
    items: Items = field(
        default="auto",
        metadata={
            "about": "auto: a letter whose words surely announce a date is an event, the others are articles; events: "
            "each announces one, so that dates in words are believed more readily; articles: all are articles"
        },
    )

    def __post_init__(self) -> None:
        check_word("items", self.items, Items)
        for sender in self.senders:
            if not sender.strip() or any(c.isspace() for c in sender.strip()):
                raise ValueError("option senders: addresses or domains, as in mjc.example")
        for name in ("user", "password"):
            value = getattr(self, name)
            if self._is_mailbox and not value:
                raise ValueError(f"option {name}: a mailbox is read with a user name and a password")
            if not value.isprintable() or (name == "user" and ":" in value):
                raise ValueError(f"option {name}: no control character, and no colon in a user name")

    @property
    def _is_mailbox(self) -> bool:
        return _ADDRESS.match(self.url) is not None

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the letters and calendars state. Raises FetchError; ParseError (`empty`, `html_instead`, `not_mail`,
        `truncated`, `too_many_parts`)."""
        headers = {}
        if self._is_mailbox:
            coded = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers = {"Authorization": f"Basic {coded}"}
        document = fetch(self.url, headers=headers)
        inbox = Inbox(self.senders, self.user, known, digester(self))
        if self._is_mailbox and listing.is_listing(document):
            for entry in listing.entries(document):
                if listing.is_of(entry.address, self.url):
                    yield from inbox.entry(entry, lambda address: fetch(address, headers=headers))
        elif listing.is_mbox(document.content):
            if not document.content.endswith((b"\n\n", b"\n\r\n")):
                yield Repair(code="truncated", detail="the last message")
            for number, content in enumerate(listing.messages(document.content)):
                yield from inbox.apart(content, f"{document.url}#{number}")
        else:
            yield from inbox.message(document.content, document.url)

    @classmethod
    def steady(cls, content: bytes) -> bytes:
        """All of it: what a list names never changes."""
        return content

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return 95 if _ADDRESS.match(url) else 0
        if listing.is_listing(document):
            return 95
        return 90 if is_message(document.content) or listing.is_mbox(document.content) else 0
