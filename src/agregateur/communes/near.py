"""How far, and which commune is near: great-circle distances over a grid of commune centres."""

from __future__ import annotations

from functools import cache, lru_cache
from math import asin, cos, floor, radians, sin, sqrt

from agregateur.communes.index import index
from agregateur.communes.table import Commune, at, codes_at, commune

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
_KM_PER_DEGREE = 111.0
"""Of latitude: 111.19 on that sphere; a little less, so that the square of `around` holds its circle."""
NEIGHBOURS_KM = 8
"""Centres of two communes that one place may be said to lie in."""
CELL = 0.25
"""Side of a grid cell in degrees: about 28 km of latitude, some 40 communes a cell in France."""


def kilometres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle (haversine) distance in km between two points in WGS 84 degrees."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    h = sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def distance(insee_a: str, insee_b: str) -> float | None:
    """Km between the centres of two communes; None when a code is unknown."""
    a, b = commune(insee_a), commune(insee_b)
    return kilometres(a.lat, a.lon, b.lat, b.lon) if a and b else None


@cache
def _grid() -> dict[str, list[str]]:
    """`row column` of a cell -> its communes, as in mailles.tsv."""
    return {cell: points for cell, *points in index("mailles.tsv").rows()}


@lru_cache(maxsize=4096)
def _cell(row: int, column: int) -> tuple[tuple[float, float, str], ...]:
    """(lat, lon, INSEE code) of the communes of a cell."""
    found = (point.split(" ") for point in _grid().get(f"{row} {column}", ()))
    return tuple((float(lat), float(lon), code) for code, lat, lon in found)


def around(
    lat: float, lon: float, km: float, among: frozenset[str] | None = None
) -> tuple[tuple[float, str], ...]:
    """(km, INSEE) of the communes (limited to `among`) whose centre lies within `km`, nearest first."""
    spread_lat = km / _KM_PER_DEGREE
    spread_lon = min(180.0, spread_lat / max(0.01, cos(radians(min(89.0, abs(lat) + spread_lat)))))
    bands = range(floor((lat - spread_lat) / CELL), floor((lat + spread_lat) / CELL) + 1)
    slices = range(floor((lon - spread_lon) / CELL), floor((lon + spread_lon) / CELL) + 1)
    found = [
        (kilometres(lat, lon, there_lat, there_lon), code)
        for row in bands
        for column in slices
        for there_lat, there_lon, code in _cell(row, column)
        if abs(there_lat - lat) <= spread_lat
        and abs(there_lon - lon) <= spread_lon
        and (among is None or code in among)
    ]
    return tuple(sorted(pair for pair in found if pair[0] <= km))


def nearest(
    lat: float, lon: float, n: int = 1, among: frozenset[str] | None = None, limit: float = 200.0
) -> tuple[tuple[float, str], ...]:
    """The `n` nearest (km, INSEE), not farther than `limit` km; fewer when there are not so many."""
    km = 8.0
    while True:
        found = around(lat, lon, min(km, limit), among)
        if len(found) >= n or km >= limit:
            return found[:n]
        km *= 2


def inhabited(lat: float, lon: float) -> bool:
    """Is there a French commune's centre within some 28 km, the side of a cell (or up to twice as far)?"""
    row, column = floor(lat / CELL), floor(lon / CELL)
    return any(_cell(row + up, column + right) for up in (0, -1, 1) for right in (0, -1, 1))


@lru_cache(maxsize=40000)
def reach(insee: str) -> float:
    """How far the places of a commune of today lie from its point, up to a factor: the mean distance in km of the six
    points next to it, times the fourth root of its inhabitants and a thousand.

    Towns are larger than the villages around them, and their point is farther from where people meet. Of 363 points of
    public book boxes and offices with postcode and town the nearest is right for 82 %, the nearest by `reach` for 91 %;
    roots from 1/5 to 3/10, three to twelve points, and the distance to the power 0.7 to 1.3 do within a point as well.
    """
    here = at(insee)
    # Eight communes have the point of the one they came from or went to: the first is the commune itself, or such.
    apart = [km for km, _ in nearest(here.lat, here.lon, _AROUND + 1)[1:]]
    spacing = sum(apart) / len(apart) if apart else _LONE_KM
    return float(max(spacing, _CLOSEST_KM) * (here.population + _VILLAGE) ** 0.25)


_AROUND = 6
_LONE_KM = 10.0
_CLOSEST_KM = 0.5
_VILLAGE = 1000
"""Inhabitants below which a village is hardly larger for having more."""


def likeliest(
    lat: float, lon: float, among: frozenset[str] | None = None, limit: float = 30.0
) -> tuple[tuple[float, float, str], ...]:
    """(km by `reach`, km, INSEE) of the two communes (limited to `among`) in which a point most likely is, likeliest
    first; none whose point is farther than `limit` km."""
    close = nearest(lat, lon, 1, among, limit)
    if not close:
        return ()
    # No commune reaches farther than this beyond a nearer one; most are left out unseen.
    found = around(lat, lon, min(limit, 4 * (close[0][0] + 1)), among)
    return tuple(sorted((km / reach(code), km, code) for km, code in found)[:2])


@lru_cache(maxsize=4096)
def neighbours(insee: str, n: int = 8) -> tuple[Commune, ...]:
    """The `n` communes whose centres are nearest to that of `insee` (itself left out), nearest first."""
    here = commune(insee)
    if here is None:
        return ()
    found = nearest(here.lat, here.lon, n + 1)
    return tuple(at(code) for _, code in found if code != here.insee)[:n]


@lru_cache(maxsize=65536)
def mistakable(insee: str) -> frozenset[str]:
    """The communes that a place in `insee` may be said to lie in: itself, those of its postcodes, and those whose
    centre is within `NEIGHBOURS_KM`. The other way round they say the same. None for an unknown code."""
    here = commune(insee)
    if here is None:
        return frozenset()
    near = (code for _, code in around(here.lat, here.lon, NEIGHBOURS_KM))
    return frozenset(near).union(*map(codes_at, here.codes_postaux))
