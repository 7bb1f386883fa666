"""Whatever the code may refuse or mend is said in words to the partner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from agregateur.checkup import ACTOR_GAINS, ARTICLE_GAINS, GAINS
from agregateur.web.advice_clicks import CLICKS, UNABLE
from agregateur.web.advice_failed import FAILED
from agregateur.web.advice_mended import REPAIRED
from agregateur.web.advice_words import GAINED, REFUSED

ROOT = Path(__file__).resolve().parents[2]
_FORMED = {
    *(f"bad_{what}{hour}" for what in ("start", "end") for hour in ("", "_time")),
    *(f"hours_look_{how}" for how in ("local", "utc", "shifted")),
}
"""Codes that are put together where they are used."""


_PLACES = {"Rejected": 1, "refusal": 1, "mend": 0}
"""Which argument is the code, where it has no name."""


def codes(*names: str) -> Iterator[tuple[str, str]]:
    """(code, where) of the calls that name one, written out; or that give it to a function which hands it on."""
    for folder in ("src/agregateur/ingest", "src/agregateur/connecting", "connecteurs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            handed = dict(_handed_on(tree, names))
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                name = _name(node)
                named = _argument(node, _PLACES.get(name)) if name in names else None
                named = _argument(node, *handed[name]) if named is None and name in handed else named
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    yield named.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def _handed_on(tree: ast.Module, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, str]]]:
    """The functions of a module one of whose parameters becomes a code: which one, by place and name."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        parameters = [one.arg for one in function.args.args if one.arg not in {"self", "cls"}]
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _name(node) in names:
                named = _argument(node, _PLACES.get(_name(node)))
                if isinstance(named, ast.Name) and named.id in parameters:
                    yield function.name, (parameters.index(named.id), named.id)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _argument(call: ast.Call, place: int | None, name: str = "code") -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == name), None)
    if named is None and place is not None and len(call.args) > place:
        return call.args[place]
    return named


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


def test_a_code_that_a_function_hands_on_is_found() -> None:
    assert {"place_not_event", "event_not_place"} <= {code for code, _ in codes("Rejected")}


def test_where_to_click_is_told_of_what_can_be_lacking() -> None:
    for software, clicks in CLICKS.items():
        assert clicks.keys() <= GAINED.keys(), software
        assert all(code not in clicks for made_with, code in UNABLE if made_with == software)


def test_every_gain_has_its_words() -> None:
    assert {*GAINS, *ACTOR_GAINS, *ARTICLE_GAINS} == GAINED.keys()
