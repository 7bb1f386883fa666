"""Connectors: found wherever they are installed, built from a stanza, recognised from a document."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from agregateur.contract import Connector, Document, Fetch, Kind, Listing, Said
from agregateur.errors import ConfigError
from agregateur.ingest import registry

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A connector with options of every sort."""

    kind: ClassVar[str] = "sample"
    label: ClassVar[str] = "A sample"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})

    url: str
    as_: Literal["event", "actor"] = "event"
    pages: int = field(default=3, metadata={"about": "How many pages to read."})
    key: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.pages < 1:
            raise ValueError("pages must be at least 1")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        yield from ()

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 90 if document is not None and document.content.startswith(b"SAMPLE") else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Crashing(Sample):
    kind: ClassVar[str] = "crashing"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        raise KeyError("x")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsure(Sample):
    kind: ClassVar[str] = "unsure"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 49


KINDS: dict[str, type[Connector]] = {c.kind: c for c in (Sample, Crashing, Unsure)}


def test_the_three_connectors_of_the_house_are_found() -> None:
    assert {"ical", "rss", "gogocarto"} <= set(registry.kinds())
    assert registry.broken() == ()


def test_a_stanza_makes_a_connector() -> None:
    options = {"as": "actor", "pages": "5", "fields": {"title": "nom"}, "words": ["a", "b"]}
    made = registry.build("sample", "https://a.example/", options, KINDS)
    assert made == Sample(
        url="https://a.example/", as_="actor", pages=5, fields={"title": "nom"}, words=("a", "b")
    )
    assert isinstance(made, Sample)


@pytest.mark.parametrize(
    ("options", "key", "said"),
    [
        ({"pagse": 3}, "options.pagse", "did you mean 'pages'"),
        ({"url": "http://b.example"}, "options.url", "no option 'url'"),
        ({"as_": "actor"}, "options.as_", "did you mean 'as'"),
        ({"as": "article"}, "options.as", "write event or actor"),
        ({"pages": "many"}, "options.pages", "write a whole number"),
        ({"pages": 0}, "options", "pages must be at least 1"),
        ({"fields": {"title": 3}}, "options.fields.title", "write a text"),
        ({"key": ["s3cr3t"]}, "options.key", "write a text"),
    ],
)
def test_a_wrong_option_is_named_and_its_value_is_not_shown(
    options: dict[str, object], key: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        registry.build("sample", "https://a.example/", options, KINDS)
    assert caught.value.values["key"] == key
    assert "s3cr3t" not in str(caught.value)


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'sample'.*crashing, sample, unsure") as caught:
        registry.build("smaple", "https://a.example/", {}, KINDS)
    assert caught.value.values["known"] == ["crashing", "sample", "unsure"]


def test_the_surest_connector_wins_and_a_crash_is_a_no() -> None:
    sample, other = (Document(url="https://a.example/", content=body) for body in (b"SAMPLE", b"OTHER"))
    assert registry.recognise("https://a.example/", sample, KINDS) == "sample"
    assert registry.recognise("https://a.example/", other, KINDS) is None
    assert registry.recognise("https://a.example/", None, KINDS) is None


def test_options_describe_themselves() -> None:
    options = {option.word: option for option in registry.describe("sample", KINDS)}
    assert list(options) == ["as", "pages", "key", "fields", "words"]
    assert options["pages"] == registry.Option("pages", "int", 3, False, "How many pages to read.")
    assert options["as"].type == "Literal['event', 'actor']"
    assert options["fields"].default == {}


# --- connectors of other distributions: a metadata folder on the path is all that an installer would leave

MODULE = textwrap.dedent(
    """
    from collections.abc import Iterator, Mapping
    from dataclasses import dataclass
    from typing import ClassVar
    from agregateur.contract import Document, Fetch, Kind, Listing, Record, Said

    @dataclass(frozen=True, kw_only=True)
    class Lines:
        kind: ClassVar[str] = "{kind}"
        label: ClassVar[str] = "One actor a line"
        version: ClassVar[int] = 1
        listing: ClassVar[Listing] = "complete"
        single: ClassVar[bool] = True
        gives: ClassVar[frozenset[Kind]] = frozenset({{"actor"}})
        url: str

        def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
            for line in fetch(self.url).content.decode().splitlines():
                yield Record(uid=line, kind="actor", title=line)

        @classmethod
        def recognise(cls, url: str, document: Document | None) -> int:
            return 95 if url.endswith(".lines") else 0
    """
)


def install(folder: Path, name: str, module: str, entry: str) -> None:
    (folder / f"{name}.py").write_text(module)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[agregateur.connecteurs]\n{entry}\n")


def run(folder: Path, script: str) -> str:
    """What `script` prints in a process of its own that sees `folder` as an installed place."""
    path = os.pathsep.join([str(folder), str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_connector_of_another_distribution_is_found_and_reads(tmp_path: Path) -> None:
    install(tmp_path, "other_lines", MODULE.format(kind="lines"), "lines = other_lines:Lines")
    (tmp_path / "actors.lines").write_text("MJC\nMairie\n")
    out = run(
        tmp_path,
        f"""
        from datetime import UTC, datetime
        from pathlib import Path
        from agregateur.ingest import reading
        read = reading.read_file(Path({str(tmp_path / "actors.lines")!r}), now=datetime.now(UTC))
        print(read.kind, [group.key for group in read.groups], read.complete)
        """,
    )
    assert out == "lines ['MJC', 'Mairie'] True\n"


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("1 +", "SyntaxError"),
        ("Lines = 3", "not a connector"),
        ("", "AttributeError"),
    ],
)
def test_a_broken_connector_takes_no_other_down(tmp_path: Path, module: str, fault: str) -> None:
    install(tmp_path, "other_lines", module, "lines = other_lines:Lines")
    out = run(
        tmp_path,
        """
        from agregateur.errors import ConfigError
        from agregateur.ingest import registry
        print("rss" in registry.kinds(), registry.broken())
        try:
            registry.build("lines", "https://a.example/", {})
        except ConfigError as exc:
            print(exc)
        """,
    )
    assert "True (Broken(name='lines', origin='other_lines: other_lines:Lines'" in out
    assert out.count(fault) == 3  # in the log, in `broken()`, and where a stanza asks for it


def test_two_connectors_of_one_name_are_both_named(tmp_path: Path) -> None:
    install(tmp_path, "other_lines", MODULE.format(kind="rss"), "rss = other_lines:Lines")
    out = run(
        tmp_path,
        """
        from agregateur.errors import ConfigError
        from agregateur.ingest import registry
        try:
            registry.kinds()
        except ConfigError as exc:
            print(exc)
        """,
    )
    assert "other_lines:Lines" in out
    assert "connecteurs.rss" in out


def test_a_bare_clone_finds_its_connectors(tmp_path: Path) -> None:
    script = "from agregateur.ingest import registry; print(sorted(registry.kinds()), registry.broken())"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    folders = {path.parent.name for path in (ROOT / "connecteurs").glob("*/__init__.py")}
    assert done.stdout == f"{sorted(folders)} ()\n"
