"""What it means that a complete reading no longer lists a group: nothing, missing, withdrawn, or too many to believe.

Pure decisions. "Cancelled", "vanished" and "source down" are three different states: a source that breaks,
shrinks or answers an empty document deletes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agregateur.store.groups import Held

SHARE = 0.20
COUNT = 5
"""More than a fifth and more than five of what is to come gone at once, or none left: not believed."""
AGAIN = timedelta(hours=24)
"""A missing group is withdrawn by a complete reading at least this long after it went missing."""
EQUAL_READINGS = 3
EQUAL_SPAN = timedelta(hours=48)
"""What is not believed is believed after three equal complete readings over two days, or when a human says so."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Uids that go missing now, uids that are withdrawn now, and whether the reading is not believed."""

    missing: frozenset[str] = frozenset()
    withdraw: frozenset[str] = frozenset()
    suspicious: bool = False


def newly_absent(held: Mapping[str, Held], present: Set[str], today: date) -> frozenset[str]:
    """Groups still to come that were listed before and are not in this complete reading."""
    return frozenset(
        uid
        for uid in held.keys() - present
        if (group := held[uid]).withdrawn_at is None and group.missing_since is None and group.coming(today)
    )


def judge(
    held: Mapping[str, Held],
    present: Set[str],
    coming_now: bool,
    replaced: Set[str],
    *,
    now: datetime,
    today: date,
    believed: bool,
) -> Absence:
    """Decide on the groups that a complete reading leaves out.

    `present`: uids in the reading; `coming_now`: whether any of its groups is still to come; `replaced`: absent uids
    that came back under another uid, which are no loss; `believed`: the guard is lifted for this reading.
    """
    absent = newly_absent(held, present, today)
    lost = absent - replaced
    shrunk = len(lost) > COUNT and len(lost) > SHARE * _listed_to_come(held, today)
    emptied = bool(lost) and not coming_now
    if (shrunk or emptied) and not believed:
        return Absence(missing=absent & replaced, suspicious=True)
    return Absence(missing=absent, withdraw=overdue(held, present, now))


def _listed_to_come(held: Mapping[str, Held], today: date) -> int:
    return sum(g.coming(today) for g in held.values() if g.missing_since is None and g.withdrawn_at is None)


def overdue(held: Mapping[str, Held], present: Set[str], now: datetime) -> frozenset[str]:
    """Groups that have been missing for a day and still are."""
    return frozenset(
        uid
        for uid in held.keys() - present
        if (group := held[uid]).withdrawn_at is None
        and group.missing_since is not None
        and group.missing_since <= now - AGAIN
    )


def believe(count: int, since: datetime | None, equal: bool, now: datetime) -> bool:
    """Whether a reading that would lose too much has been equal often and long enough. `count` includes this one."""
    return equal and count >= EQUAL_READINGS and since is not None and now - since >= EQUAL_SPAN
