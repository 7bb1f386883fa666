"""Whatever the code may refuse or mend is said in words to the partner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from agregateur.web.advice_failed import FAILED
from agregateur.web.advice_mended import REPAIRED
from agregateur.web.advice_words import GAINED, REFUSED

ROOT = Path(__file__).resolve().parents[2]
_FORMED = {
    *(f"bad_{what}{hour}" for what in ("start", "end") for hour in ("", "_time")),
    *(f"hours_look_{how}" for how in ("local", "utc", "shifted")),
}
"""Codes that are put together where they are used."""


def codes(*names: str) -> Iterator[tuple[str, str]]:
    """(code, where) of the calls that name one, written out."""
    for folder in ("src/agregateur/ingest", "src/agregateur/connecting", "connecteurs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in names and (code := _code(node, name)):
                    yield code, f"{path.relative_to(ROOT)}:{node.lineno}"


def _code(call: ast.Call, name: str) -> str | None:
    named = next((k.value for k in call.keywords if k.arg == "code"), None)
    if named is None:
        place = {"Rejected": 1, "refusal": 1, "mend": 0}.get(name)
        named = call.args[place] if place is not None and len(call.args) > place else None
    return named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else None


def test_every_refusal_has_its_words() -> None:
    unsaid = {
        code: where for code, where in codes("Rejected", "refusal", "ItemRefused") if code not in REFUSED
    }
    assert not unsaid


def test_every_mend_has_its_words() -> None:
    unsaid = {code: where for code, where in codes("Repair", "mend") if code not in REPAIRED}
    assert not unsaid
    assert REPAIRED.keys() >= _FORMED


def test_every_unreadable_document_has_its_words() -> None:
    raised = codes("ParseError", "FetchError", "ReadingKilled", "TooLarge")
    unsaid = {code: where for code, where in raised if code not in FAILED}
    assert not unsaid


def test_nothing_is_said_that_cannot_happen() -> None:
    made = {code for code, _ in codes("Rejected", "refusal", "ItemRefused", "Repair", "mend")}
    named = {node.value for node in _texts()}
    assert not {code for code in (*REFUSED, *REPAIRED) if code not in made | named | _FORMED}


def _texts() -> Iterator[ast.Constant]:
    for folder in (
        "src/agregateur/ingest",
        "src/agregateur/connecting",
        "connecteurs",
        "src/agregateur/preparing.py",
    ):
        path = ROOT / folder
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node


def test_words_are_kind_and_short() -> None:
    for what, mend in (*REFUSED.values(), *REPAIRED.values(), *GAINED.values()):
        for sentence in filter(None, (what, mend)):
            assert len(sentence) <= 120 and not sentence.endswith(".")
            assert not {"erreur", "invalide", "incorrect", "faux"} & set(sentence.lower().split())
