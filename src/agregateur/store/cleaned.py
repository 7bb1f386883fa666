"""What matching keeps of each group: its item as cleaned, features, candidate keys, what it asks of venues."""

from __future__ import annotations

import json
from array import array
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from agregateur.frozen import quick
from agregateur.store import rows, tables
from agregateur.store.rows import among

_CLEANED = tables.core(tables.Cleaned)
_CANDIDATE = tables.core(tables.CandidateKey)
_ASK = tables.core(tables.VenueAsk)
_CLAIM = tables.core(tables.VenueClaim)


@quick
@dataclass(frozen=True, slots=True)
class Traces:
    """What matching keeps of a group: see `tables.Cleaned`. `claims` are (INSEE code, venue keys) as counted."""

    version: int = 0
    features: str | None = None
    keys: tuple[int, ...] = ()
    asks: tuple[int, ...] = ()
    claims: tuple[str, tuple[int, ...]] | None = None


def traces(connection: Connection, group_ids: Iterable[int]) -> dict[int, Traces]:
    """What is kept of the groups, by id."""
    c = _CLEANED.c
    query = select(c.group_id, c.version, c.features, c.candidates, c.asks, c.claims)
    return {
        row[0]: Traces(row[1], row[2], unpacked(row[3]), unpacked(row[4]), _claims_read(row[5]))
        for row in connection.execute(query.where(among(connection, c.group_id, group_ids))).all()
    }


def keep(
    connection: Connection, found: Mapping[int, tuple[Traces, str]], before: Mapping[int, Traces]
) -> None:
    """Keep traces and items (as JSON) of groups, and the keys under which they are found; `before` is what is stored of
    those that are not new. Venue claims are counted by `claim`.
    """
    keep_rows(connection, found, before)
    nothing = Traces()
    for table, name in ((_CANDIDATE, "keys"), (_ASK, "asks")):
        added: list[tuple[int, int]] = []
        dropped: list[tuple[int, int]] = []
        for group_id, (one, _) in found.items():
            now, then = getattr(one, name), getattr(before.get(group_id, nothing), name)
            if now != then:
                added += [(key, group_id) for key in set(now).difference(then)]
                dropped += [(key, group_id) for key in set(then).difference(now)]
        rows.delete(connection, table, ("key", "group_id"), dropped)
        # In the order of the table, whose leaves are then met once each.
        rows.insert(connection, table, ("key", "group_id"), sorted(added))


def keep_rows(
    connection: Connection, found: Mapping[int, tuple[Traces, str]], before: Container[int]
) -> None:
    """Keep traces and items, but not the keys: they are filled in by `add_keys` and `fill_venues`."""
    new: list[rows.Row] = []
    known: list[rows.Row] = []
    for group_id, (one, item) in found.items():
        row = (
            one.version,
            one.features,
            packed(one.keys),
            packed(one.asks),
            _claims_text(one),
            item,
            group_id,
        )
        (known if group_id in before else new).append(row)
    columns = ("version", "features", "candidates", "asks", "claims", "item")
    rows.insert(connection, _CLEANED, (*columns, "group_id"), new)
    rows.update(connection, _CLEANED, columns, ("group_id",), known)


def items(connection: Connection, group_ids: Iterable[int]) -> list[tuple[int, str]]:
    """The items of the groups as they are stored (JSON), with their ids."""
    ids = list(group_ids)
    if not ids:
        return []
    query = select(_CLEANED.c.group_id, _CLEANED.c.item).where(among(connection, _CLEANED.c.group_id, ids))
    return [(row[0], row[1]) for row in connection.execute(query).all()]


def forget_keys(connection: Connection) -> None:
    """Empty the table of candidate keys, to be filled again by `add_keys`."""
    connection.execute(delete(_CANDIDATE))


def add_keys(connection: Connection, keys: Iterable[int], group_ids: Iterable[int]) -> None:
    """Add candidate keys with their groups, in the order of the table, whose leaves are then written once."""
    rows.insert(connection, _CANDIDATE, ("key", "group_id"), list(zip(keys, group_ids, strict=True)))


def fill_venues(
    connection: Connection, asks: Iterable[tuple[int, int]], claims: Mapping[tuple[int, str], int]
) -> None:
    """Fill the tables of venues again: (key, group) of all that ask, and how many give a venue (key) a commune."""
    for table in (_ASK, _CLAIM):
        connection.execute(delete(table))
    rows.insert(connection, _ASK, ("key", "group_id"), sorted(asks))
    counted = sorted((key, insee, count) for (key, insee), count in claims.items())
    rows.insert(connection, _CLAIM, ("key", "insee", "claims"), counted)


def packed(keys: tuple[int, ...]) -> bytes:
    """Keys as they are stored beside a group."""
    return array("q", keys).tobytes()


def unpacked(text: bytes) -> tuple[int, ...]:
    """The inverse of `packed`: keys are signed, of 64 bits."""
    return tuple(array("q", text))


def _claims_text(one: Traces) -> str | None:
    return json.dumps(one.claims) if one.claims else None


def _claims_read(text: str | None) -> tuple[str, tuple[int, ...]] | None:
    if text is None:
        return None
    insee, keys = json.loads(text)
    return insee, tuple(keys)
