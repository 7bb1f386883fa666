"""`agregateur check` judges each option of each kind: a mistake has its line, its key and what to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from agregateur.config import load
from agregateur.connecting.fields import FIELDS
from agregateur.errors import ConfigError
from agregateur.ingest import registry

OTHERS: dict[Any, tuple[Any, ...]] = {
    str: (3, 2.5, True, ["a"], {"a": "b"}),
    int: ("abc", 2.5, True, ["1"], {"a": 1}),
}
SAID = {str: "a text", int: "a whole number"}


def wrong(hint: Any) -> Iterator[tuple[Any, *tuple[str, ...]]]:
    """(a value that an option of type `hint` does not take, words that the refusal must hold)."""
    if get_origin(hint) is Literal:
        allowed = [str(one) for one in get_args(hint)]
        others: tuple[Any, ...] = ("n'importe quoi", "", 3, True, None, [allowed[0]], {allowed[0]: "x"})
        for value in others:
            yield value, *allowed
    elif get_origin(hint) is tuple:
        for value in ("abc", 3, True, None, {"a": "b"}):
            yield value, "a list"
        for value in (None, ["x"], {"a": "b"}, True, 2.5):
            yield [value], SAID[kinds(get_args(hint)[0])[0]]
    elif get_origin(hint) is not None and issubclass(get_origin(hint) or object, Mapping):
        for value in ("abc", 3, True, None, ["title"]):
            yield value, "keys and values"
        for value in (3, True, None, ["x"], {"a": "b"}):
            yield {"title": value}, "a text"
        yield {"titel": "x"}, *FIELDS
        yield {"title": " "}, "a field of the partner's"
    else:
        (kind,) = kinds(hint)
        yield from ((value, SAID[kind]) for value in OTHERS[kind])
        if NoneType not in get_args(hint):
            yield None, SAID[kind]


def kinds(hint: Any) -> list[Any]:
    return [one for one in get_args(hint) or (hint,) if one is not NoneType]


def cases() -> Iterator[Any]:
    for kind, connector in registry.kinds().items():
        hints = get_type_hints(connector)
        for option in registry.describe(kind):
            hint = hints.get(option.word, hints.get(f"{option.word}_"))
            for value, *said in wrong(hint):
                yield pytest.param(kind, option.word, value, said, id=f"{kind}-{option.word}-{value}")


def mistakes(path: Path, kind: str, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is told of a stanza, whose options begin on line 7."""
    path.write_text(
        "sources:\n  - id: a\n    name: A\n"
        f"    kind: {kind}\n    url: https://partenaire.example/x\n    options:\n"
        + "".join(f"      {word}: {json.dumps(value)}\n" for word, value in options.items()),
        "utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        load(path, check_source=lambda one: (registry.build(kind, one.url, one.options), None)[1])
    found: list[dict[str, Any]] = caught.value.values["problems"]
    return found


@pytest.mark.parametrize(("kind", "word", "value", "said"), list(cases()))
def test_a_wrong_type_is_told_with_line_key_and_what_to_write(
    tmp_path: Path, kind: str, word: str, value: Any, said: list[str]
) -> None:
    (problem,) = mistakes(tmp_path / "sources.yaml", kind, {word: value})
    assert problem["line"] == 7
    assert f"{problem['key']}.".startswith(f"sources.0.options.{word}.")
    assert all(one in problem["message"] for one in said)


@pytest.mark.parametrize(
    ("kind", "options", "key", "said"),
    [
        ("yeswiki", {"forms": ["abc"]}, "forms", "by its number"),
        ("yeswiki", {"forms": [1, ""]}, "forms", "by its number"),
        ("apidae", {"project": 0, "key": "k"}, "project", "above 0"),
        ("apidae", {"selections": [-3]}, "selections", "above 0"),
        ("apidae", {"territoires": [0]}, "territoires", "above 0"),
        ("apidae", {"communes": ["Gap"]}, "communes", "INSEE"),
        ("apidae", {"types": ["CONCERT"]}, "types", "FETE_ET_MANIFESTATION"),
        ("datatourisme", {"insee": ["0546"]}, "insee", "INSEE"),
        ("datatourisme", {"departements": ["5"]}, "departements", "05"),
        ("mobilizon", {"radius": 0}, "radius", "kilometre"),
        ("mobilizon", {"location": "Gap"}, "location", "geohash"),
        ("page", {"details": ">>"}, "details", "CSS"),
        ("courriel", {"senders": ["a b"]}, "senders", "domains"),
        ("openagenda", {"key": "a b"}, "key", "one line"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(
    tmp_path: Path, kind: str, options: dict[str, Any], key: str, said: str
) -> None:
    (problem,) = mistakes(tmp_path / "sources.yaml", kind, options)
    assert (problem["line"], problem["key"]) == (7, f"sources.0.options.{key}")
    assert said in problem["message"]


def test_a_mistake_deep_in_an_option_has_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n  - id: a\n    name: A\n    kind: tableur\n    url: https://partenaire.example/x\n"
        "    options:\n      fields:\n        title: Nom\n        titel: Nom\n",
        "utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        load(path, check_source=lambda one: (registry.build("tableur", one.url, one.options), None)[1])
    (problem,) = caught.value.values["problems"]
    assert (problem["line"], problem["key"]) == (9, "sources.0.options.fields.titel")


def test_what_the_environment_fills_in_is_a_number_all_the_same() -> None:
    made = registry.build(
        "apidae", "https://a.example/", {"project": "1234", "key": "k", "selections": ["5"]}
    )
    assert (made.project, made.selections) == (1234, (5,))  # type: ignore[attr-defined]
