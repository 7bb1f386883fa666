"""Whether it matters to a source that a venue's name is heard of in one commune more, or one less.

A name such as "Médiathèque La Ruche" is borne in forty communes of a large portal. Who looks for its commune takes
the only one there is, else the only one in the source's territory, else in the portal's (`guesses`), or tells by it
communes of one name apart (`rungs`): the forty-first, far away, changes none of that, and thousands need not be located
again.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from agregateur.communes import table


def matters(before: Set[str], after: Set[str], portal: table.Area, source: table.Area | None = None) -> bool:
    """Whether a place of that source may be found otherwise since the codes of its venue went from `before` to `after`.

    False only where the answer of `locate` is the same, but for a place that states a postcode of one of the communes
    that came or went.
    """
    home = table.within(portal)
    area = table.within(source) if source is not None else home
    moved = before ^ after
    if not moved.isdisjoint(homonyms()) or not moved.isdisjoint(area):
        return True
    return any(_single(before, among) != _single(after, among) for among in (None, home))


def _single(codes: Set[str], among: frozenset[str] | None) -> str | None:
    found = {code for one in codes if (code := table.today(one)) and (among is None or code in among)}
    return found.pop() if len(found) == 1 else None


@cache
def homonyms() -> frozenset[str]:
    """The communes of today one of whose names, of today or of old, another bears too, article or not."""
    bearers: dict[str, set[str]] = {}
    for key, insee, _ in table.keys_beginning(""):
        bearers.setdefault(key, set()).add(insee)
    return frozenset(code for found in bearers.values() if len(found) > 1 for code in found)
