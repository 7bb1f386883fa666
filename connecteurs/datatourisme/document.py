"""Where objects stand in DATAtourisme's documents: an archive, one object, a list, a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from agregateur.connecting.archive import Archive
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Rejected
from agregateur.errors import ParseError
from connecteurs.datatourisme.values import names, of

MAX_ITEMS = 100_000
"""A bound before objects are read one by one. The core's cap is lower."""
_OBJECT = re.compile(r"(^|/)objects/.+\.json$", re.I)
_INDEX = re.compile(r"(^|/)index\.json$", re.I)
_EVENTS = frozenset({"EntertainmentAndEvent", "Event"})
_OTHERS = frozenset({"PointOfInterest", "PlaceOfInterest", "Product", "Tour"})


def is_flux(members: tuple[str, ...]) -> bool:
    return any(_OBJECT.search(name) for name in members)


def kind_of(one: Any) -> Literal["event", "actor"] | None:
    """What an object is; None for what is no point of interest."""
    types = set(names(of(one, "type")))
    if not types & (_EVENTS | _OTHERS):
        return None
    return "event" if types & _EVENTS else "actor"


def is_ours(one: Any) -> bool:
    """Whether `one` is a point of interest of DATAtourisme's, and no schema.org event."""
    if not isinstance(one, dict) or kind_of(one) is None or of(one, "label") is None:
        return False
    types = set(names(of(one, "type")))
    return bool(types & {"PointOfInterest", "EntertainmentAndEvent", "PlaceOfInterest"})


def archived(archive: Archive) -> Iterator[Any]:
    """The objects of a flux, one a member. Raises ParseError (`not_datatourisme`)."""
    if not is_flux(archive.names):
        if any(
            load_json(Document(url=n, content=archive.read(n))) == []
            for n in archive.names
            if _INDEX.search(n)
        ):
            # A flux whose filters nothing meets any more.
            return iter(())
        raise ParseError(
            "The archive is no flux of DATAtourisme: it has no objects/….json.", code="not_datatourisme"
        )
    return _members(archive)


def _members(archive: Archive) -> Iterator[Any]:
    for name in archive.names:
        if not _OBJECT.search(name):
            continue
        # A damaged archive is the end of the reading: what is lost in it must not pass for withdrawn.
        content = archive.read(name)
        try:
            yield load_json(Document(url=name, content=content))
        except ParseError as error:
            uid = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", name)
            yield Rejected(uid[0] if uid else "", "member_unread", f"{name[-60:]}: {error.code}")


def objects_of(value: Any) -> tuple[list[Any], dict[str, Any]]:
    """The objects of one JSON document, and the nodes that they may name by their `@id`.

    Raises ParseError (`not_datatourisme`, `too_many_items`).
    """
    listed = value
    if isinstance(value, dict):
        listed = value["@graph"] if isinstance(value.get("@graph"), list) else [value]
    if not isinstance(listed, list):
        raise _other()
    if len(listed) > MAX_ITEMS:
        raise ParseError(
            f"The document has more than {MAX_ITEMS} objects.", code="too_many_items", limit=MAX_ITEMS
        )
    graph = isinstance(value, dict) and listed is value.get("@graph")
    kept = [one for one in listed if is_ours(one)] if graph else listed
    if not any(map(is_ours, kept)):
        raise _other()
    nodes = {one["@id"]: one for one in listed if isinstance(one, dict) and isinstance(one.get("@id"), str)}
    return kept, nodes if graph else {}


def _other() -> ParseError:
    return ParseError("The document holds no object of DATAtourisme.", code="not_datatourisme")
