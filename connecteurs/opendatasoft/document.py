"""From the bytes of a document to the rows of a dataset, and the shapes they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agregateur.errors import ParseError


@dataclass(frozen=True, slots=True)
class Rows:
    """What a document holds: one mapping of columns a record, and how many records there are in all, as stated."""

    rows: list[Any]
    total: int | None = None


def rows_in(value: Any) -> Rows:
    """The rows of `{"total_count", "results": […]}` (v2.1), `{"total_count", "records": […]}` (v2.0),
    `{"nhits", "records": […]}` (v1), or of an export, a bare list. Raises ParseError (`not_a_dataset`)."""
    total: Any = None
    listed: Any = value
    if isinstance(value, Mapping):
        total = value.get("total_count", value.get("nhits"))
        listed = value.get("results", value.get("records"))
    if not isinstance(listed, list) or (isinstance(value, Mapping) and total is None):
        message = (value.get("message") or value.get("error")) if isinstance(value, Mapping) else None
        detail = f": {message[:120]}" if isinstance(message, str) else ""
        raise ParseError(f"The document holds no records of a dataset{detail}.", code="not_a_dataset")
    stated = total if isinstance(total, int) and not isinstance(total, bool) else None
    return Rows([_flat(one) for one in listed], stated)


def enveloped(value: Any) -> bool:
    """Whether the document is an answer of one of the APIs: a bare list may be anyone's."""
    if not isinstance(value, Mapping):
        return False
    former = "nhits" in value and isinstance(value.get("records"), list)
    return former or ("total_count" in value and isinstance(value.get("results", value.get("records")), list))


def _flat(record: Any) -> Any:
    """The columns of a record: v1 has them in `fields`, v2.0 in `record.fields`, each beside a `recordid` or `id`."""
    if not isinstance(record, Mapping):
        return record
    inner = record["record"] if isinstance(record.get("record"), Mapping) else record
    columns = inner.get("fields")
    if not isinstance(columns, Mapping):
        return record
    aside = {"recordid": inner.get("recordid", inner.get("id")), "geometry": inner.get("geometry")}
    return {**{name: said for name, said in aside.items() if said}, **columns}
