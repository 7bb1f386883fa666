"""Generated territories on disk, for `matching.py`: a million records do not fit in memory beside what is measured."""

from __future__ import annotations

import json
import pickle
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agregateur.communes import commune, kilometres
from agregateur.contract import Record
from agregateur.evaluation.generate import Generation, Plan, stanza
from agregateur.model import WINDOW_AHEAD, Item
from agregateur.store import rows
from agregateur.store.database import Database
from agregateur.store.records import save
from agregateur.store.stated import Stated, record_key, written


class Shelves:
    """The records of each source, on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.waiting: dict[str, list[tuple[Record, ...]]] = defaultdict(list)
        self.count: dict[str, int] = defaultdict(int)

    def put(self, source: str, records: tuple[Record, ...]) -> None:
        self.count[source] += len(records)
        self.waiting[source].append(records)
        if len(self.waiting[source]) >= 200:
            self._flush(source)

    def flush(self) -> None:
        for source in list(self.waiting):
            self._flush(source)

    def _flush(self, source: str) -> None:
        with (self.folder / source).open("ab") as stream:
            pickle.dump(self.waiting.pop(source), stream)

    def take(self, source: str) -> list[tuple[Record, ...]]:
        found: list[tuple[Record, ...]] = []
        with (self.folder / source).open("rb") as stream:
            while stream.peek(1):
                found += pickle.load(stream)
        return found


@dataclass(frozen=True)
class Territory:
    """A generated territory in a folder. `kept` are the sources whose records arrive later, `new` their number."""

    shelves: Shelves
    stanzas: list[dict[str, Any]]
    territory: dict[str, Any]
    kept: list[str]
    records: int
    new: int
    communes: int
    now: datetime

    def fill(self, store: Database) -> None:
        """Put the records into an empty store as a harvest states them; no items are made of them yet."""
        ids = [s["id"] for s in self.stanzas if s["id"] not in self.kept]
        for some in rows.chunks(ids, 50):
            with store.writer() as connection:
                for source in some:
                    stated = _stated(source, self.shelves.take(source), self.now)
                    save(connection, source, stated, {}, self.now)

    def arriving(self) -> Iterator[tuple[str, list[Record]]]:
        """The records that are new, by source."""
        for source in self.kept:
            yield source, [record for group in self.shelves.take(source) for record in group]


def territory(folder: Path, size: int, communes: int | None, new: int) -> Territory:
    """The territory of that size in the folder, made when it is not there."""
    path = folder / "territory.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(_made(folder, size, communes, new)))
    return Territory(shelves=Shelves(folder / "shelves"), **pickle.loads(path.read_bytes()))


def _made(folder: Path, size: int, communes: int | None, new: int) -> dict[str, Any]:
    plan = Plan(records=size + new, communes=communes)
    generation = Generation(plan)
    shutil.rmtree(folder / "shelves", ignore_errors=True)
    shelves = Shelves(folder / "shelves")
    for published in generation.published():
        for source, told in published.told:
            shelves.put(source, told.records)
    shelves.flush()
    # RSS keeps but one date an item: every source is read as a calendar here.
    stanzas = [
        {k: v for k, v in stanza(t).items() if k != "options"} | {"kind": "ical"}
        for t in generation.press.all
        if shelves.count[t.id]
    ]
    kept: list[str] = []
    # Partners that tell their own events: they are alike at every size, as agendas of a whole region are not.
    own = {teller.id for teller in generation.press.own}
    for line in (s for s in reversed(stanzas) if s["id"] in own):
        if sum(shelves.count[i] for i in kept) < new:
            kept.append(line["id"])
    return {
        "stanzas": stanzas,
        "territory": {"departements": list(generation.country.departements)},
        "kept": kept,
        "records": sum(count for source, count in shelves.count.items() if source not in kept),
        "new": sum(shelves.count[source] for source in kept),
        "communes": plan.towns,
        "now": plan.now,
    }


def _stated(source: str, found: Iterable[tuple[Record, ...]], now: datetime) -> list[Stated]:
    """Groups as they are stored before anything is made of them. One uid is one group, its last version counts."""
    by_uid: dict[str, dict[str, Record]] = {}
    for records in found:
        for record in records:
            by_uid.setdefault(record.uid, {})[record_key(record)] = record
    until = now + WINDOW_AHEAD
    return [
        Stated(
            uid,
            "",
            written(parts.values()),
            Item(source=source, uid=uid, kind="event", title=""),
            until,
        )
        for uid, parts in by_uid.items()
    ]


def cut(whole: Path, to: Path, around: Sequence[str], size: int) -> int:
    """Put into an empty store what a rebuilt one (SQLite files both) holds of whole communes, the nearest to those of
    the sources `around`, whose own records stay out, until there are `size` groups; and what the sources of these
    communes say without a commune: as dense as the whole is there. No items are made of them yet. Out: how many groups.
    """
    with sqlite3.connect(to) as store:
        store.execute("ATTACH ? AS whole", (str(whole),))
        there = (
            "SELECT event.insee, count(*) FROM whole.event JOIN whole.uidgroup ON canonical_id = event.id"
            " WHERE source_id {} IN (SELECT value FROM json_each(?)) AND insee IS NOT NULL GROUP BY insee"
        )
        named = (json.dumps(around),)
        ours = store.execute(there.format(""), named).fetchall()
        counted = dict(store.execute(there.format("NOT"), named).fetchall())
        points = [(found.lat, found.lon, count) for insee, count in ours if (found := commune(insee))]
        weight = sum(count for *_, count in points)
        lat = sum(lat * count for lat, _, count in points) / weight
        lon = sum(lon * count for _, lon, count in points) / weight
        far = {i: kilometres(lat, lon, found.lat, found.lon) for i in counted if (found := commune(i))}
        chosen: list[str] = []
        for insee in sorted(far, key=far.__getitem__):
            if sum(counted[i] for i in chosen) < size:
                chosen.append(insee)
        store.execute("CREATE TEMP TABLE kept (id INTEGER PRIMARY KEY)")
        chose = json.dumps(chosen)
        store.execute(
            "INSERT INTO kept SELECT uidgroup.id FROM whole.uidgroup JOIN whole.event ON canonical_id = event.id"
            " WHERE insee IN (SELECT value FROM json_each(?))"
            " AND source_id NOT IN (SELECT value FROM json_each(?))",
            (chose, *named),
        )
        # What has no commune, of the sources that speak mostly of these.
        store.execute(
            "INSERT INTO kept SELECT uidgroup.id FROM whole.uidgroup LEFT JOIN whole.event ON canonical_id = event.id"
            " WHERE insee IS NULL AND source_id IN (SELECT source_id FROM whole.uidgroup GROUP BY source_id"
            " HAVING sum(id IN (SELECT id FROM kept)) * 2 > count(*))"
        )
        store.execute("INSERT INTO uidgroup SELECT * FROM whole.uidgroup WHERE id IN (SELECT id FROM kept)")
        store.execute("UPDATE uidgroup SET canonical_id = own_id")
        store.execute("INSERT INTO record SELECT * FROM whole.record WHERE group_id IN (SELECT id FROM kept)")
        found = store.execute("SELECT count(*) FROM kept").fetchone()[0]
    store.close()
    return int(found)
