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
from agregateur.communes.names import key
from agregateur.model import Place


def matters(before: Set[str], after: Set[str], portal: table.Area, source: table.Area | None = None) -> bool:
    """Whether a place of that source may be found otherwise since the codes of its venue went from `before` to `after`.

    False only where the answer of `locate` is the same, but for a place that `may_mean` one of the communes that came
    or went.
    """
    home = table.within(portal)
    area = table.within(source) if source is not None else home
    if not (before ^ after).isdisjoint(area):
        return True
    return any(_single(before, among) != _single(after, among) for among in (None, home))


def _single(codes: Set[str], among: frozenset[str] | None) -> str | None:
    found = {code for one in codes if (code := table.today(one)) and (among is None or code in among)}
    return found.pop() if len(found) == 1 else None


def may_mean(place: Place, insee: str) -> bool:
    """Whether the place states a postcode of the commune, or a name of it that another bears too, so that the venue
    may tell which of them is meant."""
    here = table.commune(insee)
    told = [part for part in (place.text, place.venue, place.street, place.postcode, place.city) if part]
    if here and any(code in part for code in here.codes_postaux for part in told):
        return True
    shared = _shared_names().get(insee, ())
    return bool(shared) and any(name in key(part).replace("|", "") for part in told for name in shared)


@cache
def _shared_names() -> dict[str, tuple[str, ...]]:
    """By commune of today, its names (as `names.key` writes them, in one) that another bears too, of today or of old,
    article or not."""
    bearers: dict[str, set[str]] = {}
    for name, insee, _ in table.keys_beginning(""):
        bearers.setdefault(name, set()).add(insee)
    found: dict[str, tuple[str, ...]] = {}
    for name, codes in bearers.items():
        for insee in codes if len(codes) > 1 else ():
            found[insee] = (*found.get(insee, ()), name)
    return found
