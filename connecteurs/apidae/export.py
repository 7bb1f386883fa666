"""Exports of Apidae: an archive of JSON files, or one of these files by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agregateur.connecting.archive import Archive
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Rejected, Repair, Said, Withdrawn
from agregateur.errors import ParseError
from agregateur.text import identifier
from connecteurs.apidae.item import TYPES, Names, libelle

MAX_ITEMS = 100_000
"""A bound before objects are read one by one. The core's cap is lower."""
_OBJECTS = re.compile(r"(^|/)objets_modifies/[^/]+\.json$", re.I)
_DELETED = re.compile(r"(^|[/-])objets_supprimes\.json$", re.I)
_COMMUNES = re.compile(r"(^|/)communes\.json$", re.I)
_REFERENCES = re.compile(r"(^|/)(elements_reference|criteres_internes)\.json$", re.I)


def is_export(names: tuple[str, ...]) -> bool:
    return any(_OBJECTS.search(name) or is_deletions(name) for name in names)


def exported(archive: Archive) -> tuple[Names, Iterator[Any]]:
    """What the archive says of communes and reference words, and its objects. Raises ParseError (`not_apidae`)."""
    if not is_export(archive.names):
        raise ParseError(
            "The archive is no export of Apidae: it has neither objets_modifies nor objets_supprimes.json.",
            code="not_apidae",
        )
    names = Names()
    for name in archive.names:
        if _COMMUNES.search(name):
            names.learn_communes(_value(archive, name))
        elif _REFERENCES.search(name):
            names.learn_words(_value(archive, name))
    return names, _objects(archive)


def _objects(archive: Archive) -> Iterator[Any]:
    for name in archive.names:
        if not _OBJECTS.search(name):
            continue
        # A damaged archive is the end of the reading: what is lost in it must not pass for withdrawn.
        content = archive.read(name)
        try:
            yield from objects_of(load_json(Document(url=name, content=content)), other=True)
        except ParseError as error:
            yield Rejected(
                re.sub(r"\D", "", name.rpartition("-")[2]), "member_unread", f"{name[-60:]}: {error.code}"
            )


def withdrawn(archive: Archive) -> Iterator[Said]:
    """What the `objets_supprimes.json` of the archive names."""
    for name in archive.names:
        if is_deletions(name):
            yield from deletions(_value(archive, name))


def is_deletions(name: str) -> bool:
    return _DELETED.search(name) is not None


def deletions(value: Any) -> Iterator[Said]:
    """`objets_supprimes.json`: numbers, or objects with an `id`."""
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        yield Repair(code="deletions_unread", detail=type(value).__name__)
        return
    for one in value:
        if uid := identifier(text_of(one.get("id") if isinstance(one, dict) else one) or ""):
            yield Withdrawn(uid)


def objects_of(value: Any, other: bool = False) -> Iterator[Any]:
    """The objects of one JSON file: a list of them, or one. Raises ParseError (`not_apidae`, `too_many_items`).

    `other`: whatever else is in the list is passed on, to be refused by name.
    """
    listed = value if isinstance(value, list) else [value]
    if len(listed) > MAX_ITEMS:
        raise ParseError(
            f"The document has more than {MAX_ITEMS} objects.", code="too_many_items", limit=MAX_ITEMS
        )
    if not other and not any(map(is_object, listed)):
        raise ParseError("The document holds no object of Apidae.", code="not_apidae")
    return iter(listed)


def is_object(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in TYPES
        and text_of(value.get("id")) is not None
        and libelle(value.get("nom")) is not None
    )


def _value(archive: Archive, name: str) -> Any:
    return load_json(Document(url=name, content=archive.read(name)))
