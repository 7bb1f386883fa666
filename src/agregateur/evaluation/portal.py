"""A portal in a temporary folder: sources go through the real pipeline into a SQLite store, and are read out again.

Everything is the product's own but the reading child: documents are read and expanded in this process, as that child
would (`registry.build`, `Grouping`, `recurrence.expand`), so that a thousand sources take seconds.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from agregateur import pipeline
from agregateur.config import Settings, load
from agregateur.context import Context
from agregateur.contract import Document, Record, Rejected, Said
from agregateur.exporting import export_lines
from agregateur.ingest import recurrence, registry
from agregateur.ingest.grouping import Group, Grouping
from agregateur.ingest.reading import Reading
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Expansion, Item
from agregateur.publish import ical
from agregateur.store import lines, read
from agregateur.store.database import Database
from agregateur.store.sources import Line
from agregateur.store.upgrade import upgrade

NAME = "evaluation.agregateur"
BASE_URL = "https://agenda.example"

_MEDIA = {"ical": "text/calendar", "rss": "application/rss+xml", "gogocarto": "application/json"}


@dataclass(frozen=True, slots=True)
class Found:
    """What the store says of one uid of one source."""

    event: str | None
    insee: str | None
    kind: str
    starts: frozenset[str]


@dataclass
class Portal:
    """`stanzas` are those of the sources file; `territory` its `territory:`. Use it as a context manager."""

    stanzas: Sequence[Mapping[str, Any]]
    territory: Mapping[str, Any]
    folder: Path | None = None
    _owned: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        if self.folder is None:
            self._owned = tempfile.TemporaryDirectory(prefix="agregateur-evaluation-")
            self.folder = Path(self._owned.name)
        path = self.folder / "sources.yaml"
        # JSON is YAML.
        path.write_text(json.dumps({"territory": self.territory, "sources": list(self.stanzas)}))
        self.database = Database(f"sqlite:///{self.folder}/store.sqlite")
        upgrade(self.database, portal_name=NAME)
        settings = Settings(base_url=BASE_URL)
        self.context = Context(self.database, load(path, environ={}), settings)
        return self

    def __exit__(self, *_: object) -> None:
        self.database.dispose()
        if self._owned:
            self._owned.cleanup()

    def open(self, now: datetime) -> None:
        """Bring the sources file into the store."""
        pipeline.prepare(self.context, now)

    def document(self, source: str, content: bytes, now: datetime) -> Line:
        """Read one document as the source's."""
        stanza = self.context.stanzas[source]
        kind = stanza.kind or "ical"
        connector = registry.build(kind, stanza.url, stanza.options)

        def fetch(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
            return Document(url=url, content=content, media_type=_MEDIA.get(kind))

        return self._keep(source, connector, connector.collect(fetch, {}), now)

    def records(self, source: str, records: Iterable[Record], now: datetime) -> Line:
        """Read records as if a connector of a complete listing had stated them."""
        stanza = self.context.stanzas[source]
        return self._keep(source, registry.build("ical", stanza.url, {}), records, now)

    def _keep(self, source: str, connector: Any, said: Iterable[Said], now: datetime) -> Line:
        stanza = self.context.stanzas[source]
        reading = Reading(kind=connector.kind, listing=connector.listing)
        window = (now - WINDOW_BACK, now + WINDOW_AHEAD)

        def expand(records: tuple[Record, ...]) -> Expansion:
            return recurrence.expand(records, zone=stanza.timezone, window=window)

        grouping = Grouping(connector, {}, expand)
        for one in _all(grouping, said):
            if isinstance(one, Group):
                reading.groups.append(one)
            elif isinstance(one, Rejected):
                reading.rejected.append(one)
        reading.complete = True
        return pipeline.keep(self.context, stanza, reading, now)

    # What came of it --------------------------------------------------------------------------------------------

    def groups(self) -> dict[tuple[str, str], Found]:
        """By (source, uid), as `export records` says it."""
        found: dict[tuple[str, str], Found] = {}
        for line in self._lines("records"):
            key = (line["source"], line["uid"])
            starts = frozenset(o["start"] for o in line["occurrences"])
            if key in found:
                starts |= found[key].starts
            found[key] = Found(line["event"], line["insee"], line["kind"], starts)
        return found

    def events(self) -> dict[str, frozenset[str]]:
        """The starts of every event shown, cancelled dates left out, as `export events` says it."""
        return {
            line["id"]: frozenset(
                o["start"] for o in line["occurrences"] if o.get("status", line["status"]) != "cancelled"
            )
            for line in self._lines("events")
        }

    def items(self) -> Iterator[Item]:
        """Every group's cleaned item, located."""
        with self.database.reader() as connection:
            last = None
            for stated in lines.all_records(connection):
                if (stated.source, stated.item.uid) != last:
                    last = stated.source, stated.item.uid
                    yield stated.item

    def feed(self) -> bytes:
        """The portal's own iCal feed of all its events."""
        with self.database.reader() as connection:
            found = [one for id in self.events() if (one := read.fragment(connection, id))]
        return b"".join(
            ical.calendar((one.ical for one in found), name="Agenda", url=f"{BASE_URL}/agenda.ics")
        )

    def _lines(self, what: str) -> Iterator[dict[str, Any]]:
        with self.database.reader() as connection:
            yield from export_lines(connection, what)


def _all(grouping: Grouping, said: Iterable[Said]) -> Iterator[Any]:
    for one in said:
        yield from grouping.add(one)
    yield from grouping.finish()
