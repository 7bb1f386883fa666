"""One point for any geometry of RFC 7946, and the mistakes that are made with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agregateur.connecting.values import number_of, point_of
from agregateur.contract import Repair

_FRANCE = (
    *((41.0, 51.5, -5.6, 10.0), (14.2, 18.2, -63.3, -60.5), (2.0, 6.0, -54.7, -51.5), (-21.6, -20.7, 55.0, 56.0)),
    *((-13.2, -12.4, 44.9, 45.4), (46.6, 47.3, -56.6, -56.0), (-23.0, -19.0, 163.0, 169.0)),
    *((-28.0, -7.5, -155.0, -134.0), (-14.5, -13.0, -178.3, -176.0)),
)  # fmt: skip
"""South, north, west and east of the mainland with Corsica, and of each overseas territory with inhabitants."""
Point = tuple[float, float]


def in_france(latitude: float, longitude: float) -> bool:
    return any(s <= latitude <= n and w <= longitude <= e for s, n, w, e in _FRANCE)


def point(geometry: Any, repairs: list[Repair]) -> tuple[float | None, float | None]:
    """(latitude, longitude) of a geometry. What lies outside France, and inside when turned round, is turned round."""
    found = _middle(geometry)
    if found is None:
        return None, None
    east, north = found
    checked = point_of(north, east)
    if checked is None:
        if (north, east) != (0, 0):
            repairs.append(Repair(code="bad_point", detail=f"{north}, {east}"[:80]))
        return None, None
    if not in_france(*checked) and in_france(east, north):
        repairs.append(Repair(code="swapped_point", detail=f"{east}, {north}"[:80]))
        return east, north
    return checked


def _middle(geometry: Any) -> Point | None:
    """(x, y): a point, the middle of a line, the centroid of the largest outer ring."""
    if not isinstance(geometry, Mapping):
        return None
    if isinstance(geometry.get("geometries"), list):
        return next((found for one in geometry["geometries"][:100] if (found := _simple(one))), None)
    return _simple(geometry)


def _simple(geometry: Any) -> Point | None:
    if not isinstance(geometry, Mapping):
        return None
    kind, stated = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return _position(stated)
    if not isinstance(stated, list) or not stated:
        return None
    if kind == "MultiPoint":
        return _position(stated[0])
    if kind == "LineString":
        return _position(stated[len(stated) // 2])
    if kind == "MultiLineString":
        longest = max((line for line in stated if isinstance(line, list)), key=len, default=[])
        return _position(longest[len(longest) // 2]) if longest else None
    rings = [stated] if kind == "Polygon" else stated if kind == "MultiPolygon" else []
    found = [_centroid(ring[0]) for ring in rings if isinstance(ring, list) and ring]
    largest = max((one for one in found if one), key=lambda one: one[0], default=None)
    return largest[1] if largest else None


def _position(value: Any) -> Point | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    x, y = number_of(value[0]), number_of(value[1])
    return (x, y) if x is not None and y is not None else None


def _centroid(ring: Any) -> tuple[float, Point] | None:
    """Area and centroid of a ring, by the shoelace formula; the mean of its corners when it has no area."""
    corners = [found for one in ring if (found := _position(one))] if isinstance(ring, list) else []
    if not corners:
        return None
    # From its first corner, so that nothing of the digits is lost on small rings.
    x0, y0 = corners[0]
    area = x = y = 0.0
    for (ax, ay), (bx, by) in _sides(corners):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    if abs(area) < 1e-14:
        return 0.0, (sum(c[0] for c in corners) / len(corners), sum(c[1] for c in corners) / len(corners))
    return abs(area), (round(x0 + x / (3 * area), 7), round(y0 + y / (3 * area), 7))


def _sides(corners: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))
