"""What the messages of one reading say, one after another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from agregateur.contract import Document, Enclosed, Rejected, Said, Unchanged
from agregateur.errors import HttpStatus, ParseError, TooLarge
from agregateur.text import identifier
from connecteurs.courriel import judging
from connecteurs.courriel.letter import article
from connecteurs.courriel.listing import Entry
from connecteurs.courriel.message import Calendar, Header, Mail, read, taken_apart

MAX_FORWARDS = 3
"""Messages within messages that are opened."""


class Inbox:
    """One reading. `mark`: the digest of a message by its name; `known`: those of the messages that are stored."""

    def __init__(
        self, senders: Sequence[str], user: str, known: Mapping[str, str], mark: Callable[[str], str]
    ) -> None:
        self._senders, self._user, self._known, self._mark = senders, user, known, mark
        self._came: set[str] = set()
        """Names of messages: one may be delivered twice."""

    def entry(self, entry: Entry, fetch: Callable[[str], Document]) -> Iterator[Said]:
        """What a message of a mailbox says, which is fetched when that may be something."""
        uid = _name(entry.header)
        if uid in self._came:
            return
        if uid and self._known.get(uid) == self._mark(uid):
            self._came.add(uid)
            yield Unchanged(uid)
            return
        no = judging.refused(entry.header, "", self._senders, self._user, bool(entry.holds))
        if no is not None:
            self._came.add(uid)
            yield no
            return
        try:
            document = fetch(entry.address)
        except HttpStatus as error:
            if error.values.get("status") != 404:
                raise
            return  # It was taken out of the mailbox since the list was made.
        except TooLarge as error:
            if error.code != TooLarge.code:
                raise
            yield Rejected(uid, "too_large", error.message)
            return
        yield from self.apart(document.content, document.url)

    def apart(self, content: bytes, address: str) -> Iterator[Said]:
        """What a message says; a bad one is refused alone."""
        try:
            yield from list(self.message(content, address))
        except ParseError as error:
            yield Rejected("", "unreadable", error.message)

    def message(self, content: bytes, address: str) -> Iterator[Said]:
        """What a message says. Raises ParseError."""
        try:
            mail = read(content)
            uid = _name(mail.header) or _made_name(mail.header)
            yield from list(self._said(mail, uid, address, self._senders, 0))
        except ParseError:
            raise
        except Exception as error:
            # The isolation of one message: a library may raise anything on a stranger's bytes.
            raise ParseError(
                f"The message cannot be read ({type(error).__name__}).", code="unreadable"
            ) from error

    def _said(self, mail: Mail, uid: str, address: str, senders: Sequence[str], depth: int) -> Iterator[Said]:
        if uid in self._came:
            return
        self._came.add(uid)
        mark = self._mark(uid)
        if self._known.get(uid) == mark:
            yield Unchanged(uid)
            return
        calendars = _calendars(mail)
        holds = bool(calendars or mail.inner or mail.winmail)
        no = judging.refused(mail.header, mail.kind, senders, self._user, holds)
        if no is not None:
            yield no
            return
        # Before the letter: a reading that is cut between them asks for the message again.
        around = "\n".join([mail.header.said("subject"), *mail.text, *mail.html])
        for number, calendar in enumerate(calendars, start=1):
            yield Enclosed(_document(calendar, f"{address}#{number}"), kind="ical", around=around)
        for number, inner in enumerate(mail.inner if depth < MAX_FORWARDS else (), start=1):
            forwarded = taken_apart(inner)
            name = _name(forwarded.header) or identifier(f"{uid}#{number}")
            # Whoever forwards a letter answers for its sender.
            yield from self._said(forwarded, name, f"{address}#m{number}", (), depth + 1)
        if judging.is_letter(mail.header, senders, self._user):
            letter = article(uid, mark, mail, self._user)
            yield letter if letter.title or letter.description else Rejected(uid, "empty_item")
        elif not calendars and not mail.inner:
            yield (
                Rejected(uid, "winmail") if mail.winmail else Rejected("", "private", "an attendee's answer")
            )


def _name(header: Header) -> str:
    """What the sender calls a message; empty when it has no name."""
    return identifier(header.said("message-id").strip("<> "))


def _made_name(header: Header) -> str:
    """A name for a message that has none: who wrote it, when, and what about."""
    said = repr([header.raw(name) for name in ("from", "date", "subject")])
    return "message:" + hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _calendars(mail: Mail) -> list[Calendar]:
    """The calendars of a message, each once (Google sends one as a text and as an attachment), newest first; what
    attendees answer left out."""
    found = {one.content.strip(): one for one in mail.calendars if not judging.is_answer(one.method)}
    return list(found.values())


def _document(calendar: Calendar, address: str) -> Document:
    return Document(
        url=address, content=calendar.content, media_type="text/calendar", charset=calendar.charset
    )
