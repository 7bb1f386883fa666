"""The last step of most connectors: one record an item, each with its digest, or `Unchanged`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from agregateur.contract import Connector, Record, Rejected, Said, Unchanged, digester


def tell(
    connector: Connector, said: Iterable[Said], known: Mapping[str, str], *before: str
) -> Iterator[Said]:
    """`said`, in which each record stands for a whole group: with its digest, or as `Unchanged` when `known` holds it.

    A uid that came before is refused (`duplicate_uid`). `updated` and `sequence` are no part of the digest: some
    servers write the hour of the request there. `before`: what else the meaning of records depends on (the names of
    categories, read from another document). What is no record passes as it is.
    """
    mark_of = digester(connector, *before)
    seen: set[str] = set()
    for one in said:
        if not isinstance(one, Record):
            yield one
            continue
        if one.uid in seen:
            yield Rejected(one.uid, "duplicate_uid", one.title[:80])
            continue
        seen.add(one.uid)
        mark = mark_of(repr(replace(one, updated=None, sequence=None)))
        yield Unchanged(one.uid) if known.get(one.uid) == mark else replace(one, digest=mark)
