"""A connector from another distribution, installed beside: found by its entry point, and it works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

MODULE = '''"""Kiosque: one event a line, `2026-12-05;Title;Town`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from agregateur.contract import Document, Fetch, Kind, Listing, Record, Rejected, Said, Unchanged, digest
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page


@dataclass(frozen=True, kw_only=True)
class Kiosque:
    """Lines of text. `separator` (default `;`) parts the columns."""

    kind: ClassVar[str] = "kiosque"
    label: ClassVar[str] = "Kiosque lines"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})

    url: str
    separator: str = ";"

    def __post_init__(self) -> None:
        if len(self.separator) != 1:
            raise ValueError("option separator: one character")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        text, _ = decode(fetch(self.url).content)
        if not text.startswith("#kiosque") or is_web_page(text):
            raise ParseError("This is no Kiosque file.", code="not_kiosque")
        for line in text.splitlines()[1:]:
            try:
                day, title, town = line.split(self.separator)
                record = Record(uid=f"{day}-{title}", title=title, city=town, start=date.fromisoformat(day))
            except ValueError:
                yield Rejected("", "bad_line", line)
                continue
            mark = digest(self, line)
            yield Unchanged(record.uid) if known.get(record.uid) == mark else replace(record, digest=mark)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 100 if document is not None and document.content.startswith(b"#kiosque") else 0
'''

FILE = "#kiosque\n2026-12-05;Fête de l'hiver à Névache;Névache\nligne cassée\n2026-12-06;Loto;Embrun\n"

PROGRAM = """
import json, sys
from agregateur.contract import Document, Record, Rejected
from agregateur.ingest import registry

content = open(sys.argv[1], "rb").read()
document = Document(url="https://kiosque.example/lignes.txt", content=content)
kind = registry.recognise(document.url, document)
connector = registry.build(kind, document.url, {})
said = list(connector.collect(lambda url, **_: document, {}))
again = connector.collect(lambda url, **_: document, {r.uid: r.digest for r in said if isinstance(r, Record)})
print(json.dumps({
    "kind": kind,
    "kinds": sorted(registry.kinds()),
    "titles": [one.title for one in said if isinstance(one, Record)],
    "rejected": [one.code for one in said if isinstance(one, Rejected)],
    "again": sorted(type(one).__name__ for one in again),
}))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as an installer leaves it: the module, and the distribution's METADATA and entry_points.txt."""
    site = tmp_path / "site"
    facts = site / "agregateur_kiosque-1.0.dist-info"
    facts.mkdir(parents=True)
    (site / "agregateur_kiosque.py").write_text(MODULE, "utf-8")
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: agregateur-kiosque\nVersion: 1.0\n", "utf-8"
    )
    (facts / "entry_points.txt").write_text(
        "[agregateur.connecteurs]\nkiosque = agregateur_kiosque:Kiosque\n", "utf-8"
    )
    return site


def run(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site), str(REPOSITORY / "src"), str(REPOSITORY)])
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=site.parent,
        env={**os.environ, "PYTHONPATH": path, **environment},
        check=False,
    )


def test_is_found_and_reads(installed: Path, tmp_path: Path) -> None:
    document = tmp_path / "lignes.txt"
    document.write_text(FILE, "utf-8")
    done = run(installed, "-c", PROGRAM, str(document))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["kind"] == "kiosque"
    assert {"rss", "gogocarto", "kiosque"} <= set(said["kinds"])
    assert said["titles"] == ["Fête de l'hiver à Névache", "Loto"]
    assert said["rejected"] == ["bad_line"]
    assert said["again"] == ["Rejected", "Unchanged", "Unchanged"]


@pytest.mark.parametrize("kind", [(), ("--kind", "kiosque")], ids=["recognised", "named"])
def test_the_command_line_reads_with_it(installed: Path, tmp_path: Path, kind: tuple[str, ...]) -> None:
    document = tmp_path / "lignes.txt"
    document.write_text(FILE, "utf-8")
    done = run(installed, "-m", "agregateur", "read", str(document), "--json", *kind)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["kind"] == "kiosque"
    assert [one["title"] for one in said["records"]] == ["Fête de l'hiver à Névache", "Loto"]
    assert [one["code"] for one in said["rejected"]] == ["bad_line"]


def test_a_broken_one_leaves_the_others_at_work(installed: Path, tmp_path: Path) -> None:
    (installed / "agregateur_kiosque.py").write_text("raise RuntimeError('mal installé')\n", "utf-8")
    program = """
from agregateur.ingest import registry
print(sorted(registry.kinds()), [one.name for one in registry.broken()])
"""
    done = run(installed, "-c", program)
    assert done.returncode == 0, done.stderr
    assert "'gogocarto'" in done.stdout and "'rss'" in done.stdout
    assert "['kiosque']" in done.stdout
