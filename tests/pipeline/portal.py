"""A small territory in a folder: sources as files, a clock that the test moves, the real pipeline and children."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from agregateur.config import Settings, load
from agregateur.context import Context
from agregateur.exporting import export_lines
from agregateur.jobs.harvest import Report, harvest
from agregateur.licensed import Terms
from agregateur.store.database import Database

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def vevent(
    uid: str,
    title: str,
    start: str,
    *,
    end: str | None = None,
    place: str = "Salle du Vieux-Colombier, 05100 Briançon",
    more: Iterable[str] = (),
    stamp: str = "20261101T000000Z",
) -> str:
    """One VEVENT; `start` is `20261205T203000` in Paris or `20261205`."""
    kind = ";TZID=Europe/Paris" if "T" in start else ";VALUE=DATE"
    lines = [f"UID:{uid}", f"DTSTAMP:{stamp}", f"SUMMARY:{title}", f"DTSTART{kind}:{start}"]
    if end:
        lines.append(f"DTEND{kind}:{end}")
    if place:
        lines.append("LOCATION:" + place.replace(",", "\\,"))
    return "\r\n".join(["BEGIN:VEVENT", *lines, *more, "END:VEVENT", ""])


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//FR\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


@dataclass
class Portal:
    """Sources are files `<id>.<kind>` in `folder`; `stanzas` may add keys to one."""

    folder: Path
    url: str
    now: datetime = START
    stanzas: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings(host_pace=0, workers=2))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = Database(self.url)

    def put(self, source: str, content: bytes, kind: str = "ical", **more: Any) -> None:
        """Publish `content` as the source's document."""
        (self.folder / f"{source}.{kind}").write_bytes(content)
        self.stanzas.setdefault(source, {"kind": kind, "url": f"file:{source}.{kind}"}).update(more)

    def remove(self, source: str) -> None:
        del self.stanzas[source]

    @property
    def context(self) -> Context:
        sources = [
            {"id": name, "name": name.title(), "republication": "complet", **stanza}
            for name, stanza in self.stanzas.items()
        ]
        path = self.folder / "sources.yaml"
        # JSON is YAML.
        path.write_text(
            json.dumps({"territory": {"name": "Hautes-Alpes", "departements": ["05"]}, "sources": sources})
        )
        return Context(self.database, load(path), self.settings)

    def harvest(self, *ids: str, **more: Any) -> dict[str, dict[str, Any]]:
        """Read `ids`, or all sources; the lines of the report by source."""
        return {line["id"]: line for line in self.report(*ids, **more).plain()["sources"]}

    def report(self, *ids: str, **more: Any) -> Report:
        return harvest(self.context, ids or list(self.stanzas), clock=lambda: self.now, **more)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def export(self, what: str = "events", terms: Terms | None = None) -> list[dict[str, Any]]:
        with self.database.reader() as connection:
            return list(export_lines(connection, what, terms))

    def titles(self) -> list[str]:
        return sorted(event["title"] for event in self.export())

    def rows(self, query: str) -> Sequence[Any]:
        with self.database.reader() as connection:
            return connection.execute(text(query)).all()

    def dump(self) -> dict[str, list[Any]]:
        """Everything stored, for "nothing was rewritten": every table but the journal, and the sources' rows."""
        from sqlmodel import SQLModel

        kept = [t for t in SQLModel.metadata.sorted_tables if t.name not in {"run", "refusal", "source"}]
        with self.database.reader() as connection:
            return {t.name: sorted(map(repr, connection.execute(t.select()).all())) for t in kept}


def canonical(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Exported events without what may depend on the order of reading: their ids and hours of change."""
    bare = [{k: v for k, v in line.items() if k not in {"id", "updated"}} for line in lines]
    for line in bare:
        line["records"] = sorted(line["records"], key=lambda r: (r["source"], r["uid"]))
    return sorted(bare, key=lambda line: json.dumps(line, sort_keys=True))
