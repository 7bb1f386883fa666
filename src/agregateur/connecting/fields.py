"""The option `fields`: a partner's own field names, by ours. For formats whose columns each partner chooses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from agregateur.connecting.values import at, clock_of, point_of, text_of, texts_of, when_of
from agregateur.contract import Repair
from agregateur.text import end_after

FIELDS = frozenset(
    [
        "title",
        "description",
        "url",
        "image",
        "start",
        "end",
        "start_date",
        "start_time",
        "end_date",
        "end_time",
        "venue",
        "street",
        "postcode",
        "city",
        "insee",
        "latitude",
        "longitude",
        "organizer",
        "category",
        "price",
    ]
)
"""The words that `fields` may map (design section 8)."""
ABOUT = (
    "the partner's own field names by ours (title, description, url, image, start, end, start_date, start_time, "
    "end_date, end_time, venue, street, postcode, city, insee, latitude, longitude, organizer, category, price); "
    "a dot goes one level down (address.postalCode)"
)


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises ValueError that names the option, for `__post_init__`."""
    for name, key in fields.items():
        if name not in FIELDS:
            raise ValueError(f"option fields.{name}: unknown; one of {', '.join(sorted(FIELDS))}")
        if not key.strip():
            raise ValueError(f"option fields.{name}: must name a field of the partner's")


class Item:
    """One item of a partner, read through `fields`; where nothing is mapped, through the `usual` names of its format.

    What could not be read is in `repairs`.
    """

    def __init__(self, value: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        self.value = value
        self.fields = fields
        self.repairs: list[Repair] = []

    def raw(self, name: str, *usual: str) -> Any:
        """The value mapped to `name`, else the first of the `usual` keys that says something."""
        if name in self.fields:
            return at(self.value, self.fields[name])
        return next((found for key in usual if (found := at(self.value, key)) not in (None, "", [])), None)

    def said(self, name: str, *usual: str) -> str | None:
        """As `raw`, the first that is a text."""
        if name in self.fields:
            return text_of(at(self.value, self.fields[name]))
        return next((text for key in usual if (text := text_of(at(self.value, key)))), None)

    def listed(self, name: str, *usual: str) -> tuple[str, ...]:
        """As `raw`, a list of texts."""
        return texts_of(self.raw(name, *usual))

    def point(self, *usual: tuple[str, str]) -> tuple[float | None, float | None]:
        """Latitude and longitude, from the mapped fields or from the first `usual` pair of keys that holds a point."""
        mapped = (self.fields.get("latitude"), self.fields.get("longitude"))
        pairs = [mapped] if mapped[0] and mapped[1] else usual
        for north, east in pairs:
            latitude, longitude = at(self.value, north or ""), at(self.value, east or "")
            if found := point_of(latitude, longitude):
                return found
            if (
                text_of(latitude)
                and text_of(longitude)
                and (text_of(latitude), text_of(longitude)) != ("0", "0")
            ):
                self.repairs.append(Repair(code="bad_point", detail=f"{latitude}, {longitude}"[:80]))
        return None, None

    def dates(
        self, start: tuple[str, ...] = (), end: tuple[str, ...] = ()
    ) -> tuple[date | datetime | None, date | datetime | None]:
        """(start, end) by `start`, `start_date` with `start_time`, and the same of the end; else by the `start` and
        `end` names usual in the format. The end of an all-day item is exclusive; without a zone they float."""
        first = self._moment("start", start, None)
        if first is None:
            return None, None
        day = first.date() if isinstance(first, datetime) else first
        stated = self._moment("end", end, day)
        last = end_after(first, stated)
        if stated is not None and last is None and stated != day:
            self.repairs.append(Repair(code="bad_end", detail=stated.isoformat()))
        return first, last

    def _moment(self, name: str, usual: tuple[str, ...], day: date | None) -> date | datetime | None:
        """`name`, or `name`_date with `name`_time; an hour alone (`end_time`) falls on `day`."""
        mapped = name in self.fields or f"{name}_date" in self.fields
        stated = self.raw(name, *(() if mapped else usual))
        if stated in (None, ""):
            stated = self.raw(f"{name}_date")
        found = stated if isinstance(stated, date) else when_of(stated)
        if found is None and stated not in (None, ""):
            self.repairs.append(Repair(code=f"bad_{name}", detail=str(stated)[:40]))
        hour = self.raw(f"{name}_time")
        midnight = isinstance(found, datetime) and found.time() == time() and found.tzinfo is None
        if hour in (None, "") or (isinstance(found, datetime) and not midnight):
            return found
        clock = clock_of(hour)
        if clock is None:
            self.repairs.append(Repair(code=f"bad_{name}_time", detail=str(hour)[:40]))
            return found
        on = found or (day if stated in (None, "") else None)
        return datetime.combine(on, clock) if on else None
