"""Labelled places and how many get their true commune. The format stands at the top of data/places-tuning.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

import yaml

from agregateur.communes import locate
from agregateur.config import Territory
from agregateur.contract import Record
from agregateur.ingest.places import place_of
from agregateur.model import Located

Half = Literal["tuning", "score"]
_STATED = (
    "location", "venue", "street", "postcode", "city", "country", "latitude", "longitude", "online", "attendance",
    "title", "description",
)  # fmt: skip
_SAID = frozenset(("situation", "portal", "source_territory", "source_name", "default", "venues", "insee_stated",
                   "insee", "outside", *_STATED))  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One labelled place: `record` as a source states it, `insee` its true commune (None: none may be answered)."""

    situation: str
    record: Record
    insee: str | None
    outside: bool
    portal: Territory
    source: Territory | None
    source_name: str | None
    default: str | None
    venues: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """A case answered wrongly, or not at all; the surest wrong answers are the worst."""

    case: Case
    found: Located

    @property
    def wrong(self) -> bool:
        """An answer that is not the truth, as against none where there is one."""
        return self.found.insee is not None or self.case.insee is None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceScore:
    """Counts over one half. `misses` are the worst first; `situations` maps each to (right, all)."""

    cases: int
    right: int
    wrong: int
    unanswered: int
    misses: tuple[Miss, ...]
    situations: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def cases(half: Half) -> tuple[Case, ...]:
    """The labelled places of a half. Raises ValueError on a case with an unknown word or without a truth."""
    path = files("agregateur.evaluation") / "data" / f"places-{half}.yaml"
    return tuple(map(_case, yaml.safe_load(path.read_text(encoding="utf-8"))))


def find(case: Case) -> Located:
    """What the program answers, through the same cleaning as a reading."""
    place = place_of(case.record, None, [])
    return locate(
        place,
        portal=case.portal,
        source=case.source,
        default=case.default,
        venues=case.venues,
        name=case.source_name,
        title=case.record.title or None,
        text=case.record.description,
    )


def score(half: Half) -> PlaceScore:
    """How many places of a half get their true commune; where none may be answered, only none is right."""
    right = wrong = unanswered = 0
    misses: list[Miss] = []
    situations: dict[str, tuple[int, int]] = {}
    for case in cases(half):
        found = find(case)
        good = found.insee == case.insee and (found.outside or not case.outside)
        right += good
        done, among = situations.get(case.situation, (0, 0))
        situations[case.situation] = (done + good, among + 1)
        if not good:
            misses.append(Miss(case=case, found=found))
            wrong += misses[-1].wrong
            unanswered += not misses[-1].wrong
    misses.sort(key=lambda miss: (not miss.wrong, -miss.found.sure))
    return PlaceScore(
        cases=right + len(misses), right=right, wrong=wrong, unanswered=unanswered, misses=tuple(misses),
        situations=situations,
    )  # fmt: skip


def _case(said: Mapping[str, Any]) -> Case:
    unknown = said.keys() - _SAID
    if unknown or not {"situation", "insee"} <= said.keys():
        raise ValueError(f"not a labelled place ({', '.join(sorted(unknown)) or 'no truth'}): {said}")
    stated = {name: said[name] for name in _STATED if name in said}
    return Case(
        situation=said["situation"],
        record=Record(uid="case", insee=said.get("insee_stated"), **stated),
        insee=said["insee"],
        outside=said.get("outside", False),
        portal=_territory(said.get("portal", {})),
        source=_territory(said["source_territory"]) if "source_territory" in said else None,
        source_name=said.get("source_name"),
        default=said.get("default"),
        venues=said.get("venues", {}),
    )


def _territory(said: Mapping[str, list[str]]) -> Territory:
    return Territory(
        departements=tuple(said.get("departements", ())),
        epcis=tuple(said.get("epcis", ())),
        communes=tuple(said.get("communes", ())),
    )
