"""Whom it concerns that a venue's name is heard of in one commune more, or in one less.

A name such as "Médiathèque La Ruche" is borne in forty communes of a large portal, and thousands ask where it is. Who
looks for its commune takes the only one there is, else the only one in the source's territory, else in the portal's
(`guesses`), or tells by it communes of one name or postcode apart (`rungs`). So the forty-first concerns the sources
at home there that knew none or one, and those who weigh that commune against others; not the thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from functools import cached_property, lru_cache

from agregateur.communes import areas, table


class Listeners:
    """A portal and the sources that have a territory of their own (by id), to be asked whom a venue's move concerns."""

    def __init__(self, portal: areas.Area, sources: Mapping[str, areas.Area]) -> None:
        self._portal = portal
        self._sources = sources
        self._known: dict[str, Collection[tuple[frozenset[str], list[str]]]] = {}

    def all(self, before: Set[str], after: Set[str]) -> bool:
        """Whether it may concern everybody that a venue's codes were those, and are these now."""
        was, now = _today(before), _today(after)
        return _only(was) != _only(now) or _only(was & self._home) != _only(now & self._home)

    def sources(self, before: Set[str], after: Set[str]) -> list[str]:
        """The sources that it concerns, where not everybody is."""
        was, now = _today(before), _today(after)
        return [
            source
            for code in was ^ now
            for area, sources in self._around(code)
            if _only(was & area) != _only(now & area)
            for source in sources
        ]

    @cached_property
    def _home(self) -> frozenset[str]:
        return areas.within(self._portal)

    def _around(self, code: str) -> Collection[tuple[frozenset[str], list[str]]]:
        """The areas that hold a commune, each with its sources."""
        if code not in self._known:
            near = self._by_departement.get(code[:2], {})
            self._known[code] = [(area, sources) for area, sources in near.items() if code in area]
        return self._known[code]

    @cached_property
    def _by_departement(self) -> Mapping[str, Mapping[frozenset[str], list[str]]]:
        """The sources by their communes, by what the codes of these begin with. Many have one territory."""
        found: dict[str, dict[frozenset[str], list[str]]] = {}
        for source, territory in self._sources.items():
            area = areas.within(territory)
            for start in _starts(area):
                found.setdefault(start, {}).setdefault(area, []).append(source)
        return found


@lru_cache(maxsize=4096)
def _starts(area: frozenset[str]) -> frozenset[str]:
    """What the codes of an area begin with. Remembered: many sources have one département for theirs."""
    return frozenset(code[:2] for code in area)


def _today(codes: Set[str]) -> frozenset[str]:
    """The communes of today that the codes lead to, which they mostly are."""
    if codes <= table.codes():
        return frozenset(codes)
    return frozenset(code for one in codes if (code := table.today(one)))


def _only(codes: Set[str]) -> str | None:
    """The only one, when there is but one."""
    return next(iter(codes)) if len(codes) == 1 else None
