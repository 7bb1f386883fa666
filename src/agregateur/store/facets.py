"""What selections ask of an event beside its dates, communes, categories and sources: columns of the table `event`.

Several codes of one facet are written `,one,two,`: they are looked at only among the events of an index.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, or_

from agregateur.model import Event
from agregateur.text import words

COLUMNS = (
    "acces", "public", "inscription", "accessibilite", "mode", "latitude", "longitude", "organizer_key", "venue_key",
)  # fmt: skip

_SMALL = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"))
_LEGAL = frozenset(("asso", "association", "assoc", "ass"))


def of(event: Event) -> tuple[Any, ...]:
    """The values of `COLUMNS`; None where nothing is stated."""
    place = event.place
    return (
        event.acces,
        written(event.public),
        event.inscription,
        written(event.accessibilite),
        mode(event),
        place.latitude,
        place.longitude,
        name_key(event.organizer),
        name_key(place.venue),
    )


def mode(event: Event) -> str:
    """`sur-place`, `en-ligne`, or `mixte`: at a place and on the net."""
    online = event.online is not None or event.status == "moved-online"
    if not online:
        return "sur-place"
    place = event.place
    placed = place.venue or place.street or place.city or event.insee
    return "mixte" if placed and event.status != "moved-online" else "en-ligne"


MODES = {"sur-place": ("sur-place", "mixte"), "en-ligne": ("en-ligne", "mixte")}
"""What the words of a selection mean."""


def written(codes: Collection[str]) -> str | None:
    """`,one,two,`; None for no code."""
    return f",{','.join(codes)}," if codes else None


def any_of(column: Any, codes: Collection[str]) -> ColumnElement[bool]:
    """Whether a column made by `written` holds one of `codes`."""
    return or_(*(column.contains(f",{code},", autoescape=True) for code in codes))


def name_key(name: str | None) -> str | None:
    """The key of a structure's name: folded words without articles and legal form ("L’Association des Amis" gives
    `amis`); None for no name."""
    kept = [word for word in words((name or "")[:200]) if word not in _SMALL and word not in _LEGAL]
    return " ".join(kept) or None
