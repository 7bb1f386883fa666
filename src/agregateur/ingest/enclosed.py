"""Documents within documents: a calendar attached to a mail is read by the connector that recognises it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from agregateur.contract import Document, Enclosed, Fetch, Record, Rejected, Said
from agregateur.errors import FetchError, HttpStatus, ParseError
from agregateur.ingest import registry
from agregateur.ingest.hiding import EVERYTHING, Words
from agregateur.text import encode_when, mask_url, one_line


def with_enclosed(
    stated: Iterable[Said], known: Mapping[str, str], kinds: registry.Kinds, words: Words = EVERYTHING
) -> Iterator[Said]:
    """`stated`, with what each enclosed document says in its place; one that no connector knows says nothing.

    What is wrong with one is a `Rejected` of its own. Nothing is fetched for it: no address that stands in a stranger's
    mail is to be asked for. What it encloses in turn is left out. One beside which stands a word that excludes is
    refused as a whole: whoever writes it above a letter means what is attached to it too.

    Several documents may tell of one uid, the newest first: the first that tells of it as a whole is believed, with the
    single dates that newer ones change or cancel (RFC 5546 3.2.2, 3.2.5). Such dates alone, of a series that is stored,
    would take its place: they are refused.
    """
    told = _Told()
    for said in stated:
        if isinstance(said, Enclosed) and words.exclude and _is_excluded(said, words):
            yield Rejected("", "excluded")
        elif isinstance(said, Enclosed):
            yield from told.of(_within(said, kinds))
        else:
            yield said
    yield from told.left(known)


def _is_excluded(said: Enclosed, words: Words) -> bool:
    return words.refuse([Record(uid="", description=said.around)]) == "excluded"


class _Told:
    """What enclosed documents told so far: uids, and the single dates of series that are yet to come."""

    def __init__(self) -> None:
        self._whole: set[str] = set()
        self._single: dict[str, dict[str, Record]] = {}

    def of(self, stated: Iterable[Said]) -> Iterator[Said]:
        """What one document says that no newer one said before."""
        for uid, group in groupby(stated, key=lambda said: said.uid if isinstance(said, Record) else None):
            if uid is None:
                yield from group
                continue
            if uid in self._whole:
                continue
            records = [one for one in group if isinstance(one, Record)]
            newer = self._single.pop(uid, {})
            if any(record.recurrence_id is None for record in records):
                self._whole.add(uid)
                # Dates that are not told one by one have nothing that a newer one could take the place of.
                older = [one for one in records if _key(one) not in newer]
                yield from _together([*older, *newer.values()]) if newer else records
            else:
                self._single[uid] = {_key(one): one for one in records} | newer

    def left(self, known: Mapping[str, str]) -> Iterator[Said]:
        for uid, single in self._single.items():
            if uid in known:
                yield Rejected(uid, "override_alone", ", ".join(single)[:200])
            else:
                yield from _together(single.values())


def _key(record: Record) -> str:
    return "" if record.recurrence_id is None else encode_when(record.recurrence_id)


def _together(records: Iterable[Record]) -> Iterator[Record]:
    """Records of several documents as one group, whose digest the core makes."""
    return (replace(record, digest=None) for record in records)


def _within(said: Enclosed, kinds: registry.Kinds) -> Iterator[Said]:
    document = said.document
    kind = said.kind or registry.recognise(document.url, document, kinds)
    if kind is None:
        return
    try:
        connector = registry.build(kind, document.url, {}, kinds)
        # As if nothing was known: what is unchanged in one document may be changed by another.
        for one in connector.collect(_answering(document), {}):
            if not isinstance(one, Enclosed):
                yield one
    except (ParseError, FetchError) as error:
        yield Rejected("", error.code, one_line(f"{mask_url(document.url)}: {error.message}")[:300])


def _answering(document: Document) -> Fetch:
    def answering(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if url == document.url:
            return document
        raise HttpStatus(f"{mask_url(url)}: not asked for", url=mask_url(url), status=404)

    return answering
