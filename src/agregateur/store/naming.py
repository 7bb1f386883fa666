"""What a person's name for a record or an event stands for.

A record is named `SOURCE:UID`, an event by its public id, its page's last part, or its page's address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from agregateur.errors import StoreError
from agregateur.store import decisions, groups
from agregateur.store.decisions import Name
from agregateur.store.groups import Group

_RECORD = re.compile(r"([a-z0-9-]+):(.+)", re.DOTALL)
_EVENT = re.compile(r"(?:.*/)?([a-z2-7]{12})(?:-[a-z0-9-]*)?/?")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name means: the groups of an event (oldest first), or one record's group; `event` is its event now."""

    groups: tuple[Group, ...]
    whole: bool
    event: str | None

    @property
    def names(self) -> tuple[Name, ...]:
        return tuple((g.item.source, g.item.uid) for g in self.groups)


def named(connection: Connection, name: str) -> Named:
    """What `name` stands for. Raises StoreError (`unknown_record`, `unknown_event`, `bad_name`)."""
    name = name.strip()
    if (found := _RECORD.fullmatch(name)) and not name.startswith(("http:", "https:")):
        source, uid = found.groups()
        group_id = decisions.group_id(connection, (source, uid))
        if group_id is None:
            raise StoreError(f"no record {uid!r} in source {source!r}", code="unknown_record")
        group = groups.load(connection, [group_id])[group_id]
        return Named((group,), False, group.canonical_id)
    if match := _EVENT.fullmatch(name):
        event_id = groups.canonical_of(connection, match[1])
        ids = groups.ids_of_events(connection, [event_id]) if event_id else ()
        members = sorted(groups.load(connection, ids).values(), key=lambda g: g.age)
        if not members:
            raise StoreError(f"no event {match[1]}", code="unknown_event")
        return Named(tuple(members), True, event_id)
    raise StoreError(
        f"{name!r} names nothing: write SOURCE:UID for a record, or the id or address of an event",
        code="bad_name",
    )
