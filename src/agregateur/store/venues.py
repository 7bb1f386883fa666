"""In which communes venues are said to lie, and who depends on their word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, select

from agregateur.store import rows, tables
from agregateur.store.rows import among

_ASK = tables.core(tables.VenueAsk)
_CLAIM = tables.core(tables.VenueClaim)


def venue_codes(connection: Connection, keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The communes that venues are said to lie in, sorted, by key."""
    # Put together by the engine: some names are borne in hundreds of communes.
    codes = func.aggregate_strings(_CLAIM.c.insee, ",")
    query = select(_CLAIM.c.key, codes).where(among(connection, _CLAIM.c.key, keys)).group_by(_CLAIM.c.key)
    return {key: tuple(sorted(told.split(","))) for key, told in connection.execute(query).all()}


def claim(connection: Connection, more: Mapping[tuple[int, str], int]) -> dict[int, set[str]]:
    """Count claims (venue key, INSEE code), or fewer of them. Out: by key, the communes that it got or lost."""
    more = {one: count for one, count in more.items() if count}
    if not more:
        return {}
    keys, codes = ({one[place] for one in more} for place in (0, 1))
    query = select(_CLAIM).where(
        among(connection, _CLAIM.c.key, keys), among(connection, _CLAIM.c.insee, codes)
    )
    counted = Counter({(key, insee): count for key, insee, count in connection.execute(query).all()})
    new: list[rows.Row] = []
    changed: list[rows.Row] = []
    gone: list[rows.Row] = []
    for one, count in more.items():
        total = counted[one] + count
        if total <= 0:
            gone.append(one)
        elif counted[one]:
            changed.append((total, *one))
        else:
            new.append((*one, total))
    rows.delete(connection, _CLAIM, ("key", "insee"), gone)
    rows.update(connection, _CLAIM, ("claims",), ("key", "insee"), changed)
    rows.insert(connection, _CLAIM, ("key", "insee", "claims"), new)
    moved: dict[int, set[str]] = {}
    for found, insee, *_ in (*gone, *new):
        moved.setdefault(found, set()).add(insee)
    return moved


def askers(connection: Connection, keys: Iterable[int]) -> set[int]:
    """The groups that ask for a venue under one of these keys: its own, `keys.asked_by`, `keys.asked_about`."""
    wanted = sorted(keys)
    query = select(_ASK.c.group_id).where(among(connection, _ASK.c.key, wanted))
    return set(connection.scalars(query)) if wanted else set()
