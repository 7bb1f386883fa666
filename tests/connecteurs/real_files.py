"""The folder of real files beside the project: each read, expanded and cleaned as a harvest would.

The folder is named by AGREGATEUR_FIXTURES, else it is `../shared/fixtures`; it holds one folder a kind.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agregateur.config import Stanza
from agregateur.contract import Record, Rejected, Repair
from agregateur.errors import FetchError, ItemRefused, ParseError
from agregateur.ingest import recurrence, registry
from agregateur.ingest.grouping import Group, Grouping
from agregateur.ingest.normalise import clean
from agregateur.model import Expansion, Item
from tests.connecteurs.samples import Answers

FOLDER = Path(os.environ.get("AGREGATEUR_FIXTURES") or Path(__file__).parents[3] / "shared" / "fixtures")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
WINDOW = (NOW - timedelta(days=31), NOW + timedelta(days=396))


@dataclass
class Read:
    """What became of one file. `groups`: the uid groups that the connector stated; `error`: why none was read."""

    path: Path
    kind: str
    recognised: str | None
    error: str = ""
    groups: int = 0
    items: list[Item] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def why(self) -> str:
        counted = Counter(one.code for one in self.rejected)
        return self.error or ", ".join(
            f"{code} {n}" if n > 1 else code for code, n in sorted(counted.items())
        )

    def mended(self) -> str:
        return ", ".join(
            f"{code} {n}" if n > 1 else code for code, n in Counter(r.code for r in self.repairs).items()
        )


_FOLDERS = {
    "carte-umap-geojson": "geojson",
    "schema-org": "page",
    "tec-rest": "events_calendar",
    "yeswiki-bazar": "yeswiki",
}
"""Folders that do not bear the name of the connector that reads what is in them."""
_FILES = {
    "activitypub/gancio-": "gancio",
    "activitypub/mobilizon-": "mobilizon",
    "carte-umap-geojson/umap-import.csv": "tableur",
    "openagenda/ods-": "opendatasoft",
}
"""Files that another connector reads than their neighbours, by the beginning of their path."""


def files() -> list[tuple[str, Path]]:
    """(kind, file) of every file, with the connector that is to read it; none where there is no such folder."""
    if not FOLDER.is_dir():
        return []
    return [
        (kind_of(path), path)
        for folder in sorted(FOLDER.iterdir())
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]


def kind_of(path: Path) -> str:
    name = f"{path.parent.name}/{path.name}"
    return next(
        (kind for start, kind in _FILES.items() if name.startswith(start)),
        _FOLDERS.get(path.parent.name, path.parent.name),
    )


def read(kind: str, path: Path) -> Read:
    """Reads one file with the connector of its folder; whatever is not an explained refusal comes out as it is."""
    fetch = Answers(path.read_bytes(), {})
    url = f"https://partenaire.example/{path.name}"
    done = Read(path, kind, registry.recognise("https://partenaire.example/", fetch(url)))
    fetch.asked.clear()
    connector = registry.build(kind, url, {})
    grouping = Grouping(connector, {}, _expand)
    stanza = Stanza(id="essai", name="Essai", url=url, shown_url=url, kind=kind)
    try:
        for said in connector.collect(fetch, {}):
            done.groups += isinstance(said, Record) and said.recurrence_id is None
            for out in grouping.add(said):
                _take(done, out, stanza)
        for out in grouping.finish():
            _take(done, out, stanza)
    except (ParseError, FetchError) as error:
        done.error = error.code
    return done


def read_all() -> Iterator[Read]:
    for kind, path in files():
        yield read(kind, path)


def _expand(records: tuple[Record, ...]) -> Expansion:
    return recurrence.expand(records, zone="Europe/Paris", window=WINDOW)


def _take(done: Read, out: object, stanza: Stanza) -> None:
    if isinstance(out, Rejected):
        done.rejected.append(out)
    elif isinstance(out, Repair):
        done.repairs.append(out)
    elif isinstance(out, Group):
        try:
            item = clean(out.key, out.kind, out.records, out.expansion, stanza, our=("", ""))
        except ItemRefused as error:
            done.rejected.append(Rejected(out.key, error.code, error.message))
        else:
            done.items.append(item)
            done.repairs += item.repairs
