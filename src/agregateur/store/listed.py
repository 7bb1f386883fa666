"""The canonical actors and articles, as stored: written only when they changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from agregateur.model import Item, Member, Note, to_json
from agregateur.store import rows, search, stems, tables
from agregateur.store.printed import Changes
from agregateur.store.rows import among

_ACTOR = tables.core(tables.Actor)
_ARTICLE = tables.core(tables.Article)
_ACTOR_SOURCE = tables.core(tables.ActorSource)
_CATEGORY = {"actor": tables.core(tables.ActorCategory), "article": tables.core(tables.ArticleCategory)}


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor or article as it should now be. `members` and `reasons` are told of actors made of several entries."""

    item: Item
    first_seen: datetime
    members: tuple[Member, ...] = ()
    reasons: tuple[Note, ...] = ()

    @property
    def sources(self) -> list[str]:
        """Who lists it now; when nobody does any more, who did."""
        listed = [m.source for m in self.members if m.missing_since is None]
        return list(dict.fromkeys(listed or [m.source for m in self.members] or [self.item.source]))

    @property
    def told(self) -> str | None:
        """Members and reasons as they are stored."""
        if not self.members:
            return None
        parts = {"members": self.members, "reasons": self.reasons}
        return json.dumps({k: [json.loads(to_json(one)) for one in v] for k, v in parts.items()})


def write(
    connection: Connection,
    kind: Literal["actor", "article"],
    entries: Mapping[str, Entry | None],
    now: datetime,
    changes: Changes,
) -> None:
    """Write actors or articles, by id; None is gone and leaves its row as a tombstone."""
    if not entries:
        return
    table, touched = (_ACTOR, changes.actors) if kind == "actor" else (_ARTICLE, changes.articles)
    extra = table.c.members if kind == "actor" else table.c.source_id
    query = select(table.c.id, table.c.data, table.c.gone_at, extra).where(
        among(connection, table.c.id, entries)
    )
    known = {row[0]: row for row in connection.execute(query)}
    gone = [i for i, entry in entries.items() if entry is None and i in known and known[i][2] is None]
    new: list[rows.Row] = []
    changed: list[rows.Row] = []
    texts: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    categories: list[rows.Row] = []
    for item_id, entry in entries.items():
        if entry is None:
            continue
        before, data = known.get(item_id), to_json(entry.item)
        beside = entry.told if kind == "actor" else entry.item.source
        if before is not None and before[1:] == (data, None, beside):
            continue
        row = (*_row(kind, entry, data), now, None, item_id)
        (new if before is None else changed).append(row)
        texts[item_id] = stems.item_text(entry.item)
        told[item_id] = entry.sources
        categories += [(item_id, code) for code in dict.fromkeys(entry.item.categories)]
    columns = (*_COLUMNS[kind], "updated", "gone_at")
    rows.insert(connection, table, (*columns, "id", "change"), [(*row, 0) for row in new])
    rows.update(connection, table, columns, ("id",), changed)
    if gone:
        where = among(connection, table.c.id, gone)
        connection.execute(update(table).where(where).values(gone_at=now, updated=now))
    stale = [*gone, *(row[-1] for row in changed)]
    rows.exchange(connection, _CATEGORY[kind], (f"{kind}_id", "code"), 2, stale, categories)
    if kind == "actor":
        if stale:
            connection.execute(
                delete(_ACTOR_SOURCE).where(among(connection, _ACTOR_SOURCE.c.actor_id, stale))
            )
        pairs = [(item_id, source) for item_id, sources in told.items() for source in sources]
        rows.insert(connection, _ACTOR_SOURCE, ("actor_id", "source_id"), pairs)
    search.remove(connection, kind, gone)
    search.index(connection, kind, texts)
    touched.update(gone, texts)


_COLUMNS = {
    "actor": ("insee", "source_id", "data", "republication", "name", "members"),
    "article": ("insee", "source_id", "data", "republication", "title", "published", "genre", "echeance"),
}


def _row(kind: str, entry: Entry, data: str) -> tuple[Any, ...]:
    item = entry.item
    start = (item.located.insee, item.source, data, item.republication, item.title)
    if kind == "actor":
        return (*start, entry.told)
    echeance = item.echeance.isoformat() if item.echeance else None
    return (*start, item.published or entry.first_seen, item.genre or "annonce", echeance)
