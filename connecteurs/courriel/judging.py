"""Which messages are for the public: letters sent to a list, and calendars. All else is somebody's own mail."""

from __future__ import annotations

from collections.abc import Sequence

from agregateur.contract import Rejected
from connecteurs.courriel.message import Header

_LIST = ("list-id", "list-unsubscribe", "list-post")
_BULK = frozenset({"bulk", "list"})
_OWN = ("delivered-to", "x-original-to", "envelope-to")
_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
"""What attendees mail back (RFC 5546 1.4): their own business."""


def refused(header: Header, kind: str, senders: Sequence[str], user: str, holds: bool) -> Rejected | None:
    """Why a message does not come in, by its header; its name is nobody's business either.

    `kind`: its media type; `holds`: whether it has a calendar, or forwards a message.
    """
    spam = header.said("x-spam-flag") or header.said("x-spam-status")
    if spam.lower().startswith("yes"):
        return Rejected("", "spam")
    if (
        header.said("auto-submitted").lower().startswith("auto-replied")
        or header.has("x-autoreply", "x-autorespond")
        or header.said("precedence").lower() == "auto_reply"
    ):
        return Rejected("", "private", "an automatic answer")
    if (
        kind == "multipart/report"
        or header.said("return-path") == "<>"
        or any(address.startswith("mailer-daemon@") for _, address in header.addresses("from"))
    ):
        return Rejected("", "private", "a delivery report")
    if senders and not is_named(header, senders):
        return Rejected("", "other_sender")
    if not holds and not is_letter(header, senders, user):
        return Rejected("", "private", "it was sent to no list")
    return None


def is_named(header: Header, senders: Sequence[str]) -> bool:
    """Whether the sender is one of `senders`: addresses, or domains with all below them."""
    wanted = [sender.strip().lower().removeprefix("@") for sender in senders]
    return any(
        address == one or ("@" not in one and f".{address.partition('@')[2]}".endswith(f".{one}"))
        for _, address in header.addresses("from")
        for one in wanted
    )


def is_letter(header: Header, senders: Sequence[str], user: str) -> bool:
    """Whether a message was sent to a list: its header says so (RFC 2369, 2919), or a sender that the operator names
    wrote it to others than the mailbox (a blind copy). An answer in a conversation is none."""
    if header.has("in-reply-to"):
        return False
    if header.has(*_LIST) or header.said("precedence").lower() in _BULK:
        return True
    if not senders or not is_named(header, senders):
        return False
    shown = {address for _, address in header.addresses("to", "cc")}
    own = own_addresses(header, user)
    return bool(own) and not own & shown


def own_addresses(header: Header, user: str) -> set[str]:
    """The addresses of the mailbox itself."""
    found = {address for _, address in header.addresses(*_OWN)}
    return found | ({user.lower()} if "@" in user else set())


def is_answer(method: str) -> bool:
    return method in _ANSWERS
