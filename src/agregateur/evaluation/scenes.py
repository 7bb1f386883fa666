"""Labelled situations written by hand: `data/pairs-*-{tuning,score}.yaml`, put through the pipeline all together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from agregateur.contract import Record, When
from agregateur.evaluation.portal import Portal
from agregateur.evaluation.scores import Label
from agregateur.text import decode_when, slug

Half = Literal["tuning", "score"]
HALVES: tuple[Half, ...] = get_args(Half)
_NOW = "2026-11-22T08:00:00Z"
_WHENS = frozenset({"start", "end", "recurrence_id", "published", "updated"})
_LISTS = frozenset({"rrule", "categories", "audience", "accessibility", "links", "carried"})


@dataclass(frozen=True, slots=True)
class Scene:
    """One situation: its sources' stanzas, the records of each, and the truth of each uid."""

    name: str
    kind: str
    why: str
    now: datetime
    stanzas: tuple[Mapping[str, Any], ...]
    records: Mapping[str, Sequence[Record]]
    labels: tuple[Label, ...]


def scenes(half: Half) -> list[Scene]:
    """All scenes of a half, in order of file and place. Raises ValueError that names a scene that cannot be read."""
    found = []
    for path in sorted((files("agregateur.evaluation") / "data").iterdir(), key=lambda p: p.name):
        if re.fullmatch(rf"pairs-[a-z0-9-]+-{half}\.yaml", path.name):
            said = yaml.safe_load(path.read_text(encoding="utf-8")) or []
            found += [_read(one, path.name) for one in said]
    names = [scene.name for scene in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"scenes that bear one name: {', '.join(sorted(twice))}")
    return found


def _read(said: Mapping[str, Any], file: str) -> Scene:
    name = str(said.get("scene", "?"))
    try:
        return _scene(said)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: scene {name}: {type(error).__name__} {error}") from error


def _scene(said: Mapping[str, Any]) -> Scene:
    name, kind = said["scene"], said["kind"]
    records: dict[str, list[Record]] = {}
    labels: dict[tuple[str, str], Label] = {}
    for n, stated in enumerate(said["records"]):
        fields = dict(stated)
        source, event = stanza_id(name, fields.pop("source")), str(fields.pop("event"))
        record = _record({"uid": f"{name}-{n}"} | fields)
        records.setdefault(source, []).append(record)
        label = Label(
            source=source,
            uid=record.uid,
            event=f"{name}/{event}",
            kind=kind,
            rivals=name,
            shown=shown(record),
            why=said.get("why", ""),
        )
        if labels.setdefault(label.key, label).event != label.event:
            raise ValueError(f"uid {record.uid} bears two events")
    named = said.get("sources") or {}
    unsaid = {str(r["source"]) for r in said["records"]} - named.keys()
    stanzas = [_stanza(name, source, named.get(source) or {}) for source in [*named, *sorted(unsaid)]]
    now = decode_when(str(said.get("now", _NOW)).replace(" ", "T"))
    if not isinstance(now, datetime):
        raise ValueError("`now` is not a time")
    return Scene(
        name, kind, said.get("why", ""), now.astimezone(UTC), tuple(stanzas), records, tuple(labels.values())
    )


def stanza_id(scene: str, source: str) -> str:
    """The id of a scene's source in the common store."""
    return f"{scene[:40].strip('-')}-{slug(str(source))}"[:64].strip("-")


def _stanza(scene: str, source: str, said: Mapping[str, Any]) -> dict[str, Any]:
    default = {key: said[key] for key in ("commune", "venue", "category") if said.get(key)}
    taken = {
        key: said[key] for key in ("name", "home", "timezone", "republication", "territory") if key in said
    }
    return {
        "id": stanza_id(scene, source), "name": str(source), "kind": "ical",
        "url": f"file:{stanza_id(scene, source)}.ics", "territory": {"departements": ["05"]},
        **({"default": default} if default else {}), **taken,
    }  # fmt: skip


# Records as they are written ------------------------------------------------------------------------------------------


def _record(said: Mapping[str, Any]) -> Record:
    """A contract.Record from YAML: dates as text, durations in minutes, one value where a list is meant."""
    fields: dict[str, Any] = {}
    for name, value in said.items():
        if name in _WHENS:
            fields[name] = None if value is None else _when(value)
        elif name in {"rdate", "exdate"}:
            fields[name] = tuple(_when(one) for one in _listed(value))
        elif name == "timings":
            fields[name] = tuple(
                (_when(one[0]), _when(one[1]) if one[1:] and one[1] else None) for one in value
            )
        elif name == "duration":
            fields[name] = timedelta(minutes=float(value))
        elif name in _LISTS:
            fields[name] = tuple(map(str, _listed(value)))
        elif name in {"postcode", "insee", "uid", "title", "location", "venue", "price", "telephone"}:
            fields[name] = str(value)
        else:
            fields[name] = value
    return Record(**fields)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _when(value: Any) -> When:
    if isinstance(value, date):  # YAML reads an unquoted date by itself
        return value
    return decode_when(str(value))


def shown(record: Record) -> str:
    """A record in one line, for those who read the errors."""
    listed: list[When | None] = [start for start, _ in record.timings[:3]] or [record.start]
    when = ", ".join(map(str, listed))
    place = record.location or " ".join(filter(None, (record.venue, record.postcode, record.city)))
    more = f" {record.rrule[0]}" if record.rrule else f" +{len(record.rdate)} dates" if record.rdate else ""
    return f"{record.title} | {when}{more} | {place}"


# Through the pipeline -------------------------------------------------------------------------------------------------


def staged(found: Sequence[Scene]) -> Portal:
    """A portal for those scenes, to be entered and then played."""
    stanzas = [stanza for scene in found for stanza in scene.stanzas]
    departements = sorted({d for s in stanzas for d in s["territory"].get("departements", ())})
    return Portal(stanzas, {"departements": departements})


def play(portal: Portal, found: Sequence[Scene]) -> None:
    """Put the scenes into the portal, in order of their hours, one whole after another."""
    in_order = sorted(found, key=lambda scene: scene.now)
    if in_order:
        portal.open(in_order[0].now)
    for scene in in_order:
        for source, records in scene.records.items():
            portal.records(source, records, scene.now)
