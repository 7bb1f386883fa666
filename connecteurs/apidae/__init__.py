"""Apidae, the base of tourist offices: its query API, and the archives that it exports.

Format: the API is described at dev.apidae-tourisme.com, and by apidae-tourisme/apidae-php (src/Description); exports by
hotentic/apidae-engine-rails (app/models/apidae/file_import.rb). Three kinds of documents are read: an answer of
`recherche/list-objets-touristiques` or `agenda/simple/list-objets-touristiques`, page by page; an export, a ZIP of
`objets_modifies/objets_modifies-{id}.json`, `objets_supprimes.json`, `communes.json` and `elements_reference.json`; any
one JSON file of an export by itself.

Apidae publishes under a contract between its members and a project, not under an open licence: records state none, and
a stanza without `republication` is `signalement` (title, dates, place and link leave; no text, no image). Write
`republication: complet` and a `licence` only where the project's contract gives that right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from agregateur.connecting.archive import Archive, is_archive
from agregateur.connecting.checks import check_communes, check_numbers, check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Rejected, Repair, Said
from agregateur.errors import ParseError
from connecteurs.apidae.api import Query, answered, is_api, pages
from connecteurs.apidae.export import deletions, exported, is_deletions, is_export, objects_of, withdrawn
from connecteurs.apidae.item import EVENT, TYPES, Names, Reader

As = Literal["event", "actor"]
Export = Literal["complete", "changes"]


@dataclass(frozen=True, kw_only=True)
class Apidae:
    """What a project of Apidae may read: its API, or an exported archive at `url`."""

    kind: ClassVar[str] = "apidae"
    label: ClassVar[str] = "Apidae"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "actor"})
    facts: ClassVar[Facts] = Facts(
        richness=90,
        dates="periods with days of the week and hours, local time",
        places="commune code, postal address and point",
        deletions="absence from the answer; exports name what was deleted",
        stanza="""
- id: office-de-tourisme
  name: Office de tourisme
  kind: apidae
  url: https://api.apidae-tourisme.com/api/v002/recherche/list-objets-touristiques
  republication: signalement   # the default: Apidae's contract gives no licence to republish texts and images
  options: {project: 1234, key: "${APIDAE_KEY}", selections: [56789]}
""",
    )

    url: str
    project: int | None = field(default=None, metadata={"about": "number of the Apidae project (projetId)"})
    key: str | None = field(
        default=None, metadata={"about": "key of that project (apiKey); write it ${APIDAE_KEY}"}
    )
    selections: tuple[int, ...] = field(
        default=(),
        metadata={"about": "numbers of the selections to read; all that the project sees if empty"},
    )
    communes: tuple[str, ...] = field(default=(), metadata={"about": "INSEE codes of communes to read"})
    territoires: tuple[int, ...] = field(
        default=(), metadata={"about": "numbers of the Apidae territories to read"}
    )
    criteria: str = field(
        default="",
        metadata={"about": "more criteria in Apidae's own words (criteresQuery: `critere:…`, `theme:…`)"},
    )
    types: tuple[str, ...] = field(
        default=(),
        metadata={
            "about": "types of objects to read (FETE_ET_MANIFESTATION, EQUIPEMENT, STRUCTURE…); "
            "feasts and events are events, all others are actors; what `as` says if empty"
        },
    )
    as_: As = field(
        default="event",
        metadata={"about": "event: feasts and events alone are read; actor: every other object, as an actor"},
    )
    export: Export = field(
        default="complete",
        metadata={
            "about": "what an exported archive holds: complete, or changes since the one before "
            "(then absence means nothing)"
        },
    )

    def __post_init__(self) -> None:
        check_word("as", self.as_, As)
        check_word("export", self.export, Export)
        for name in self.types:
            if name not in TYPES:
                raise ValueError(
                    f"option types: {name!r} is no type of Apidae's; one of {', '.join(sorted(TYPES))}"
                )
        check_communes("communes", self.communes)
        check_numbers("project", () if self.project is None else (self.project,))
        check_numbers("selections", self.selections)
        check_numbers("territoires", self.territoires)
        if self.project is not None and not self.key:
            raise ValueError("option key: a project is read with its key")
        if self.export == "changes":
            # The core asks the connector that it built, not its class.
            object.__setattr__(self, "listing", "recent")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """The objects that the project sees. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_apidae`, `key_refused`, `query_refused`, `too_many_items`, `pages_shifted`, `pages_missing`,
        `zip_damaged`, `zip_too_large`, `zip_refused`)."""
        query = Query(self.url, self.project, self.key, self._asked())
        document = query.first(fetch)
        if is_archive(document.content):
            archive = Archive(document.content)
            names, told = exported(archive)
            yield from tell(self, self._read(told, names), known)
            yield from withdrawn(archive)
            return
        value = load_json(document)
        if is_deletions(document.url):
            yield from deletions(value)
        else:
            listed = pages(query, value, fetch) if answered(value) else objects_of(value)
            yield from tell(self, self._read(listed, Names()), known)

    def _asked(self) -> dict[str, Any]:
        """The query's own fields, without project and key."""
        types = self.types or (() if self.as_ == "actor" else (EVENT,))
        kinds = " ".join(f"type:{name}" for name in types)
        # Criteria side by side are alternatives; a plus sign asks for one (API v002, criteresQuery).
        if kinds and self.criteria:
            kinds = f"+({kinds})" if len(types) > 1 else f"+{kinds}"
        criteria = " ".join(filter(None, (kinds, self.criteria)))
        asked: dict[str, Any] = {
            "selectionIds": list(self.selections),
            "communeCodesInsee": list(self.communes),
            "territoireIds": list(self.territoires),
            "criteresQuery": criteria,
        }
        return {name: value for name, value in asked.items() if value}

    def _read(self, objects: Iterator[Any], names: Names) -> Iterator[Said]:
        reader = Reader(names)
        passed: dict[str, int] = {}
        for one in objects:
            if not isinstance(one, dict):
                yield one if isinstance(one, Rejected) else Rejected("", "not_an_object", repr(one)[:80])
                continue
            kind = str(one.get("type") or "")[:40]
            if kind in TYPES and not self._wanted(kind):
                passed[kind] = passed.get(kind, 0) + 1
                continue
            yield reader.read(one)
        if passed:
            counted = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()))
            yield Repair(code="other_types", detail=counted)

    def _wanted(self, kind: str) -> bool:
        if self.types:
            return kind in self.types
        return (kind == EVENT) is (self.as_ == "event")

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        named = 90 if is_api(url) else 0
        if document is None:
            return named
        try:
            if is_archive(document.content):
                return 95 if is_export(Archive(document.content).names) else 0
            value = load_json(document)
            if answered(value):
                return 95
            if is_deletions(document.url) and isinstance(value, list):
                return 80
            first = next(objects_of(value), None)
        except ParseError:
            return 0
        return 90 if isinstance(first, dict) else named
