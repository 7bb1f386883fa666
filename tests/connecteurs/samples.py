"""The sample files of connectors, and what must be read from them.

`tests/connecteurs/<kind>/<name>.<ext>` is a document; `<name>.expected.json` beside it says what is read:
`{"records": [Record without its digest], "rejected": [[uid, code]], "repairs": [code]}` or `{"error": code}`.
`<name>.options.json`, when there is one, holds `options` (as in a stanza), `url` (the address that the connector is
given), `also`: other addresses, with the files that answer them, and `recognised`: false when nothing in the document
tells its kind. Samples are written for the purpose, after what
real files teach; write the expected files anew with `python -m tests.connecteurs.regenerate KIND`, then read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agregateur.contract import Connector, Document, Enclosed, Record, Rejected, Repair, Said, Withdrawn
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest import registry
from agregateur.model import to_json

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """One document, the connector that reads it, and the other documents it may ask for."""

    kind: str
    path: Path
    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Path] = field(default_factory=dict)
    recognised: bool = True

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.path.name}"

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @property
    def expected_path(self) -> Path:
        return self.path.with_name(f"{self.path.stem}.expected.json")

    @property
    def expected(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.expected_path.read_text("utf-8"))
        return value

    def connector(self, **options: Any) -> Connector:
        return registry.build(self.kind, self.url, {**self.options, **options})

    def fetch(self, content: bytes | None = None) -> Answers:
        return Answers(
            self.content if content is None else content, {u: p.read_bytes() for u, p in self.also.items()}
        )

    def read(
        self, content: bytes | None = None, known: Mapping[str, str] | None = None, **options: Any
    ) -> list[Said]:
        return list(self.connector(**options).collect(self.fetch(content), known or {}))


@dataclass
class Answers:
    """The `fetch` of a test: the first address asked for gets the document, others theirs or 404."""

    first: bytes
    others: Mapping[str, bytes]
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        self.asked.append(url)
        if len(self.asked) == 1:
            return Document(url=url, content=self.first)
        if url in self.others:
            return Document(url=url, content=self.others[url])
        raise HttpStatus(f"{url} answers 404.", url=url, status=404)


def samples(kind: str) -> list[Sample]:
    """The samples of a kind, by name."""
    found = []
    for path in sorted((FOLDER / kind).glob("*.*")) if (FOLDER / kind).is_dir() else []:
        if path.name.endswith((".expected.json", ".options.json", ".py")) or not path.is_file():
            continue
        aside = path.with_name(f"{path.stem}.options.json")
        more = json.loads(aside.read_text("utf-8")) if aside.exists() else {}
        found.append(
            Sample(
                kind=kind,
                path=path,
                url=more.get("url", f"https://partenaire.example/{path.name}"),
                options=more.get("options", {}),
                also={url: path.parent / name for url, name in more.get("also", {}).items()},
                recognised=more.get("recognised", True),
            )
        )
    return found


def outcome(sample: Sample) -> dict[str, Any]:
    """What is read from `sample` now, in the written form of its expected file."""
    try:
        said = sample.read()
    except ParseError as error:
        return {"error": error.code}
    enclosed = [one.document.url for one in said if isinstance(one, Enclosed)]
    withdrawn = [one.key for one in said if isinstance(one, Withdrawn)]
    return {
        **({"enclosed": enclosed} if enclosed else {}),
        **({"withdrawn": withdrawn} if withdrawn else {}),
        "records": [json.loads(to_json(replace(record, digest=None))) for record in records(said)],
        "rejected": [[one.uid, one.code] for one in said if isinstance(one, Rejected)],
        "repairs": [one.code for one in said if isinstance(one, Repair)],
    }


def records(said: Iterable[Said]) -> list[Record]:
    return [one for one in said if isinstance(one, Record)]
