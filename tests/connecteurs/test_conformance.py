"""What any connector must keep. A new one gets all of this for free: it needs its sample files, and no line here."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import importlib.metadata
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from agregateur.config import load
from agregateur.contract import (
    Connector,
    Document,
    Enclosed,
    Facts,
    Kind,
    Record,
    Rejected,
    Repair,
    Said,
    Unchanged,
    Withdrawn,
)
from agregateur.errors import ParseError
from agregateur.ingest import registry
from agregateur.model import from_json, to_json
from tests.connecteurs.samples import Sample, outcome, records, samples
from tests.connecteurs.watch import watched

KINDS = sorted(registry.kinds())
SAMPLES = [pytest.param(sample, id=sample.name) for kind in KINDS for sample in samples(kind)]
READABLE = [
    pytest.param(sample, id=sample.name)
    for kind in KINDS
    for sample in samples(kind)
    if sample.expected_path.exists() and "error" not in sample.expected
]

ALLOWED = ("agregateur.contract", "agregateur.errors", "agregateur.text", "agregateur.connecting")
# A connector gets its bytes through `fetch`, says what it has to say by yielding it, and knows no clock.
FORBIDDEN_MODULES = {
    *(
        "httpx",
        "requests",
        "aiohttp",
        "urllib3",
        "urllib.request",
        "http",
        "socket",
        "ssl",
        "ftplib",
        "subprocess",
    ),
    *("sqlalchemy", "sqlmodel", "sqlite3", "psycopg", "fastapi", "asyncio", "threading", "multiprocessing"),
    *("logging", "structlog", "warnings", "os", "pathlib", "shutil", "tempfile", "random", "time"),
}
NOBODYS = {"private", "spam", "other_sender"}
"""Refusals of what is no business of ours: nothing is told of the item."""
FORBIDDEN_CALLS = {"print", "open", "input", "eval", "exec", "breakpoint", "__import__"}
FORBIDDEN_METHODS = {"now", "utcnow", "today", "sleep"}


@pytest.mark.parametrize("kind", KINDS)
class TestClass:
    """The class itself: what it declares, what it may import."""

    def test_declares_what_the_contract_asks(self, kind: str) -> None:
        connector = registry.kinds()[kind]
        parameters = connector.__dataclass_params__  # type: ignore[attr-defined]
        assert parameters.frozen
        assert connector.kind == kind and kind == kind.lower()
        assert connector.label.strip()
        assert connector.version >= 1
        assert connector.listing in ("complete", "recent")
        assert isinstance(connector.single, bool)
        assert connector.gives and connector.gives <= set(get_args(Kind))
        assert isinstance(registry.build(kind, "https://partenaire.example/x", _required(kind)), Connector)

    def test_is_documented(self, kind: str) -> None:
        connector = registry.kinds()[kind]
        module = sys.modules[connector.__module__]
        assert (module.__doc__ or "").strip(), "the module says what the format is"
        written = connector.__doc__ or ""
        # dataclass writes the signature when the class has no docstring of its own.
        assert written.strip() and not written.startswith(f"{connector.__name__}(")
        for option in registry.describe(kind):
            assert option.about.strip() or f"`{option.word}`" in written, (
                f"option {option.word} is not explained"
            )

    def test_has_facts_and_a_stanza_to_copy(self, kind: str, tmp_path: Path) -> None:
        facts = registry.kinds()[kind].facts  # type: ignore[attr-defined]
        assert isinstance(facts, Facts)
        assert 0 < facts.richness <= 100
        assert all(
            text.strip() and text == text.strip() for text in (facts.dates, facts.places, facts.deletions)
        )
        file = tmp_path / "sources.yaml"
        file.write_text("sources:\n" + textwrap.indent(facts.stanza.strip("\n") + "\n", "  "), "utf-8")
        secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", facts.stanza), "essai-cle-0123456789")
        (stanza,) = load(file, environ=secrets).sources
        assert stanza.kind == kind
        registry.build(kind, stanza.url, stanza.options)

    def test_its_options_have_defaults_and_mistakes_are_named(self, kind: str) -> None:
        fields = {field.name: field for field in dataclasses.fields(registry.kinds()[kind])}  # type: ignore[arg-type]
        assert fields["url"].default is dataclasses.MISSING
        for option in registry.describe(kind):
            hint = get_type_hints(registry.kinds()[kind])[_field(kind, option.word)]
            if get_origin(hint) is Literal:
                with pytest.raises(Exception, match=option.word):
                    registry.build(kind, "https://partenaire.example/x", {option.word: "n'importe quoi"})

    def test_its_entry_point_leads_to_it(self, kind: str) -> None:
        entries = [e for e in importlib.metadata.entry_points(group=registry.GROUP) if e.name == kind]
        if not entries:
            declared = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
            connector = registry.kinds()[kind]
            assert f'{kind} = "{connector.__module__}:{connector.__qualname__}"' in declared
        for entry in entries:
            assert entry.load() is registry.kinds()[kind]

    def test_imports_only_what_it_may(self, kind: str) -> None:
        package = registry.kinds()[kind].__module__
        for path in _sources(kind):
            for name in _imports(path):
                root = name.partition(".")[0]
                if root == "agregateur":
                    assert name.startswith(ALLOWED), f"{path.name} imports {name}"
                elif root == "connecteurs":
                    assert name == package or name.startswith(f"{package}."), f"{path.name} imports {name}"
                else:
                    assert root not in FORBIDDEN_MODULES and name not in FORBIDDEN_MODULES, (
                        f"{path.name} imports {name}"
                    )

    def test_speaks_only_by_what_it_yields(self, kind: str) -> None:
        for path in _sources(kind):
            for call in [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]:
                where = f"{path.name}, line {call.lineno}"
                if isinstance(call.func, ast.Name):
                    assert call.func.id not in FORBIDDEN_CALLS, where
                elif isinstance(call.func, ast.Attribute):
                    assert call.func.attr not in FORBIDDEN_METHODS, where

    def test_has_samples(self, kind: str) -> None:
        found = samples(kind)
        assert any("error" not in one.expected for one in found), "no sample that is read"
        assert any("error" in one.expected for one in found), "no sample that is refused"


@pytest.mark.parametrize("sample", SAMPLES)
def test_reads_what_is_expected(sample: Sample) -> None:
    assert outcome(sample) == sample.expected


@pytest.mark.parametrize("sample", READABLE)
class TestReading:
    """One sample that is read."""

    def test_says_only_what_the_contract_knows(self, sample: Sample) -> None:
        check(sample.read(), sample.connector())

    def test_reads_the_same_twice(self, sample: Sample) -> None:
        connector = sample.connector()
        first, second = (list(connector.collect(sample.fetch(), {})) for _ in range(2))
        assert first == second == sample.read()

    def test_an_unchanged_document_says_nothing_new(self, sample: Sample) -> None:
        first = sample.read()
        known = {one.uid: one.digest for one in records(first) if one.digest is not None}
        assert known or not records(first), "records bear no digest"
        again = sample.read(known=known)
        assert not records(again)
        assert {one.key for one in again if isinstance(one, Unchanged)} == set(known)
        assert _others(again) == _others(first)

    def test_one_unknown_group_is_told_alone(self, sample: Sample) -> None:
        first = records(sample.read())
        known = {one.uid: one.digest or "" for one in first}
        for uid in list(known)[:3]:
            others = {key: value for key, value in known.items() if key != uid}
            assert records(sample.read(known=others)) == [one for one in first if one.uid == uid]

    def test_another_option_is_another_digest(self, sample: Sample) -> None:
        before = {one.uid: one.digest for one in records(sample.read())}
        for option in registry.describe(sample.kind):
            value = _another(sample.kind, option.word, sample.options.get(option.word, option.default))
            if value is None:
                continue
            for one in records(sample.read(**{option.word: value})):
                assert one.digest != before.get(one.uid), f"option {option.word} leaves the digest as it was"

    def test_another_address_is_the_same_digest(self, sample: Sample) -> None:
        moved = dataclasses.replace(
            sample, url=sample.url.replace("partenaire.example", "partenaire.example:443")
        )
        assert {r.uid for r in records(moved.read())} == {r.uid for r in records(sample.read())}

    def test_a_cut_document_is_refused_or_loses_nothing(self, sample: Sample) -> None:
        whole = sample.read()
        content = sample.content
        for percent in (5, 20, 35, 50, 65, 80, 90, 97):
            try:
                said = sample.read(content[: len(content) * percent // 100])
            except ParseError:
                continue
            lost = {one.uid for one in records(whole)} - {one.uid for one in records(said)}
            assert not lost or len(_others(said)) > len(_others(whole)), (
                f"cut at {percent} %: {lost} lost in silence"
            )

    def test_opens_nothing_and_prints_nothing(
        self, sample: Sample, capfd: pytest.CaptureFixture[str]
    ) -> None:
        # What a parsing library does when it is first imported (urllib3 binds a socket to see whether IPv6 is there) is
        # not what a reading does.
        sample.read()
        fetch = sample.fetch()
        connector = sample.connector()
        with watched() as opened:
            list(connector.collect(fetch, {}))
        assert not opened
        assert capfd.readouterr() == ("", "")
        assert len(fetch.asked) <= 1 + len(sample.also) + 1

    def test_is_recognised(self, sample: Sample) -> None:
        if not sample.recognised:
            pytest.skip("told by its options alone")
        document = Document(url=sample.url, content=sample.content)
        assert registry.kinds()[sample.kind].recognise(sample.url, document) >= registry.SURE
        assert registry.recognise("https://partenaire.example/", document) == sample.kind
        for kind, connector in registry.kinds().items():
            if kind != sample.kind:
                assert connector.recognise(sample.url, document) < registry.SURE, (
                    f"{kind} takes it for its own"
                )


@pytest.mark.parametrize("sample", SAMPLES)
def test_fetches_first_from_the_host_it_was_given(sample: Sample) -> None:
    fetch = sample.fetch()
    with contextlib.suppress(ParseError):
        list(sample.connector().collect(fetch, {}))
    assert fetch.asked[0].split("/")[2] == sample.url.split("/")[2]


@pytest.mark.parametrize("sample", [p for p in SAMPLES if p not in READABLE])
def test_a_refusal_explains_itself(sample: Sample) -> None:
    with pytest.raises(ParseError) as raised:
        sample.read()
    assert re.fullmatch(r"[a-z_]+", raised.value.code)
    assert raised.value.message.strip()


def check(said: Iterable[Said], connector: Connector) -> None:
    """What every reading keeps, whatever the document."""
    listed = list(said)
    for one in listed:
        assert isinstance(one, Record | Unchanged | Withdrawn | Rejected | Repair | Enclosed)
        if isinstance(one, Rejected | Repair):
            assert one.code and one.code == one.code.lower() and " " not in one.code
            json.dumps([one.uid, one.code, one.detail], ensure_ascii=False).encode("utf-8")
        if isinstance(one, Rejected) and one.code not in NOBODYS:
            assert one.uid or one.detail, f"{one.code}: its partner cannot find it"
    found = records(listed)
    uids = [record.uid for record in found]
    assert [uid for uid, _ in groupby(uids)] == list(dict.fromkeys(uids)), (
        "records of one uid follow one another"
    )
    keys = [(record.uid, record.recurrence_id) for record in found]
    assert len(keys) == len(set(keys)), "one record for a uid and recurrence-id"
    for record in found:
        assert record.uid and record.uid == record.uid.strip() and record.uid.isprintable()
        assert record.kind in connector.gives
        # An override may leave the start to its master, or to its slot.
        assert record.kind != "event" or record.start is not None or record.timings or record.recurrence_id
        assert record.end is None or record.duration is None
        assert record.title or record.description
        for moment in (record.published, record.updated):
            assert moment is None or moment.tzinfo is not None
        _check_when(record)
        written = to_json(record)
        written.encode("utf-8")
        assert "\x00" not in json.dumps(json.loads(written), ensure_ascii=False)
        assert from_json(Record, written) == record


def _check_when(record: Record) -> None:
    dates = (record.start, record.end, record.recurrence_id, *record.rdate, *record.exdate)
    for value in dates:
        assert value is None or isinstance(value, date)
        if isinstance(value, datetime) and value.tzinfo is not None:
            offset = value.utcoffset()
            assert offset is not None and abs(offset) < timedelta(hours=24)


def _others(said: Iterable[Said]) -> list[Said]:
    return [one for one in said if isinstance(one, Rejected | Repair | Withdrawn)]


def _field(kind: str, word: str) -> str:
    names = {field.name for field in dataclasses.fields(registry.kinds()[kind])}  # type: ignore[arg-type]
    return word if word in names else f"{word}_"


def _required(kind: str) -> dict[str, Any]:
    return {o.word: "x" for o in registry.describe(kind) if o.required}


def _another(kind: str, word: str, value: Any) -> Any:
    """Another value than `value` for an option, or None when its type does not tell one."""
    hint = get_type_hints(registry.kinds()[kind])[_field(kind, word)]
    if get_origin(hint) is Literal:
        return next((one for one in get_args(hint) if one != value), None)
    if hint is bool:
        return not value
    if isinstance(value, dict):
        return {**value, "organizer": "nobody_uses_this"}
    if hint is str or str in get_args(hint):
        return "https://partenaire.example/autre" if value is None else None
    return None


@cache
def _sources(kind: str) -> list[Path]:
    path = Path(inspect.getfile(registry.kinds()[kind]))
    return sorted(path.parent.glob("**/*.py")) if path.name == "__init__.py" else [path]


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative imports hide where a name comes from"
            names.add(node.module or "")
    return names
