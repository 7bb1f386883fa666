"""What a paper bulletin prints of a selection: a list to tick, and the text of what stays ticked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from agregateur.publish import plaintext
from agregateur.web import listing
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

MOST = 150
"""Events of one bulletin: the form that ticks them is an address, of at most some eight thousand characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """One event of the list. `short` is its one line; `kept` whether it stays in the text."""

    id: str
    short: str
    kept: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Bulletin:
    """The list, and the text of what is kept. `full` when there was more than a list can hold."""

    lines: tuple[Printed, ...]
    text: str
    kept: int
    full: bool


def bulletin(site: Site, connection: Connection, wanted: Wanted, removed: Collection[str]) -> Bulletin:
    """The bulletin of what is wanted, from today on, without the events of `removed` (ids).

    It is the text of the format `txt`; what that never prints (cancelled, postponed) is not in the list either.
    """
    today = site.today()
    entries = listing.entries(connection, wanted, today, limit=MOST + 1, ahead=None, back=False)
    full = len(entries) > MOST
    entries = entries[:MOST]
    channel = listing.channel(site, connection, wanted, listing.announcers(entries))
    if days := listing.windows(wanted, today, ahead=None, back=False):
        channel = replace(channel, first=days[0].first, last=days[-1].last)
    lines = tuple(
        Printed(
            id=item.event.id,
            short=plaintext.short(item, channel),
            kept=item.event.id not in removed,
        )
        for item in plaintext.printable(entries, channel)
    )
    kept = [entry for entry in entries if entry.event.id not in removed]
    return Bulletin(
        lines=lines,
        text=plaintext.plaintext(kept, channel).decode(),
        kept=sum(line.kept for line in lines),
        full=full,
    )
