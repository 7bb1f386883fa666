"""What one file says: one connector and the cleaning over it, as `agregateur read` shows. No store, no connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from agregateur.communes import commune, locate
from agregateur.config import Stanza, Territory
from agregateur.contract import Record, Rejected, Repair
from agregateur.errors import AgregateurError
from agregateur.hushed import keyless
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.normalise import clean
from agregateur.ingest.reading import read_file
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Item, Occurrence
from agregateur.publish.export import when
from agregateur.text import encode_when

SHOWN_DATES = 5


@dataclass(slots=True)
class Preview:
    """The records of a file as they would be kept, with what was mended and what was refused. What is said of them is
    free of the key that a saved answer may repeat."""

    kind: str | None
    records: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    error: AgregateurError | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing could be read of the document."""
        return self.error is not None and not self.records

    def plain(self) -> dict[str, Any]:
        """As `read --json` says it; a refused document is one refusal without uid."""
        rejected = [{"uid": r.uid, "code": r.code, "detail": r.detail} for r in self.rejected]
        if self.error is not None:
            rejected.append({"uid": "", "code": self.error.code, "detail": self.error.message})
        repairs = [{"uid": r.uid, "code": r.code, "detail": r.detail} for r in self.repairs]
        return {
            "kind": self.kind,
            **keyless({"records": self.records, "rejected": rejected, "repairs": repairs}),
        }

    def sentences(self) -> Iterator[str]:
        """As `read` says it to a person."""
        yield from map(keyless, self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"kind: {self.kind or 'not recognised'}"
        yield f"{len(self.records)} records, {len(self.repairs)} repairs, {len(self.rejected)} refused"
        for record in self.records:
            yield ""
            yield f"{record['title'] or '(no title)'}  [{record['kind']}, {record['status']}]"
            for occurrence in record["occurrences"][:SHOWN_DATES]:
                yield "  " + " – ".join(filter(None, (occurrence["start"], occurrence["end"])))
            if len(record["occurrences"]) > SHOWN_DATES:
                yield f"  … {len(record['occurrences'])} dates"
            town = " ".join(filter(None, (record["commune"], record["insee"])))
            if place := ", ".join(filter(None, (record["venue"], record["street"], town or record["city"]))):
                yield f"  {place}"
        for title, found in (("repaired", self.repairs), ("refused", self.rejected)):
            if found:
                yield ""
                yield f"{title}:"
            for note in found:
                yield f"  {note.code}: {note.uid} {note.detail}".rstrip()


def preview(path: Path, kind: str | None, now: datetime, *, max_bytes: int, max_items: int) -> Preview:
    """Read `path` with the connector `kind`, or the one that recognises it, within the limits of a source."""
    policy = FetchPolicy(max_bytes=max_bytes)
    reading = read_file(path, now=now, kind=kind, policy=policy, max_items=max_items)
    found = Preview(
        reading.kind, rejected=list(reading.rejected), repairs=list(reading.repairs), error=reading.error
    )
    address = path.resolve().as_uri()
    stanza = Stanza(id="file", name=path.name, url=address, shown_url=address, republication="complet")
    window = (now - WINDOW_BACK, now + WINDOW_AHEAD)
    for group in reading.groups:
        try:
            item = clean(
                group.key, group.kind, group.records, group.expansion, stanza, our=("", ""), window=window
            )
        except AgregateurError as error:
            found.rejected.append(Rejected(group.key, error.code, error.message))
            continue
        item = replace(item, located=locate(item.place, portal=Territory()))
        found.repairs += [r if r.uid else replace(r, uid=item.uid) for r in item.repairs]
        found.records += [_record(item, record) for record in group.records]
    return found


def _record(item: Item, record: Record) -> dict[str, Any]:
    key = encode_when(record.recurrence_id) if record.recurrence_id is not None else ""
    mine: Sequence[Occurrence] = [o for o in item.occurrences if o.record == key]
    town = commune(item.located.insee) if item.located.insee else None
    first = mine[0] if mine else None
    override = key != "" and first is not None
    return {
        "uid": item.uid,
        "recurrence_id": when(record.recurrence_id),
        "kind": item.kind,
        "title": (first.title if override and first else None) or item.title,
        "description": item.text,
        "status": first.status if override and first else item.status,
        "sold_out": item.sold_out,
        "start": when(first.start) if first else None,
        "end": when(first.end) if first else None,
        "all_day": first.all_day if first else None,
        "timezone": item.timezone if item.kind == "event" else None,
        "occurrences": [{"start": when(o.start), "end": when(o.end), "status": o.status} for o in mine],
        "endless": item.endless,
        "rrule": list(record.rrule),
        "venue": (first.venue if override and first else None) or item.place.venue,
        "street": item.place.street,
        "postcode": item.place.postcode,
        "city": item.place.city,
        "insee": item.located.insee,
        "commune": town.nom if town else None,
        "located": item.located.how,
        "latitude": item.place.latitude,
        "longitude": item.place.longitude,
        "categories": list(item.categories),
        "words": list(item.words),
        "public": list(item.public),
        "acces": item.acces,
        "price": item.price,
        "online": item.online,
        "organizer": item.organizer,
        "url": item.url,
        "links": list(item.links),
        "image": item.image,
        "published": when(item.published),
        "updated": when(item.updated),
    }
