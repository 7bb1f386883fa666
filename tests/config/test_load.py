"""The sources file: what it may hold, and that every mistake is told with its line and key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agregateur.config import Configuration, Stanza, Territory, load
from agregateur.errors import ConfigError

Loads = Callable[..., Configuration]
PLAIN = "sources:\n  - id: mjc\n    name: MJC\n    url: https://mjc.example.org/a.ics\n"


@pytest.fixture
def loads(tmp_path: Path) -> Loads:
    def read(text: str | bytes, environ: dict[str, str] | None = None, **more: object) -> Configuration:
        path = tmp_path / "sources.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(path, environ=environ or {}, categories={"musique", "ateliers"}, **more)  # type: ignore[arg-type]

    return read


def mistakes(loads: Loads, text: str | bytes, **more: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loads(text, **more)
    return caught.value.message.splitlines()


def test_a_whole_stanza(loads: Loads, tmp_path: Path) -> None:
    found = loads(
        """
territory: {name: Hautes-Alpes, departements: ["05"]}
sources:
  - id: mjc-briancon
    name: MJC du Briançonnais
    kind: ical
    url: webcal://mjc.example.org/agenda.ics
    home: https://mjc.example.org
    licence: CC-BY-SA-4.0
    republication: complet
    every: 6h
    timezone: Europe/Paris
    territory: {communes: ["05023"]}
    default: {commune: "05023", category: musique, venue: MJC}
    categories: {"Concerts": musique, no: ateliers}
    options: {as: event, fields: {title: nom}}
"""
    )
    assert found.territory == Territory(name="Hautes-Alpes", departements=("05",))
    (stanza,) = found.sources
    assert stanza.every == timedelta(hours=6)
    assert stanza.republication == "complet"
    assert stanza.territory == Territory(communes=("05023",))
    assert (stanza.default.commune, stanza.default.category, stanza.default.venue) == (
        "05023",
        "musique",
        "MJC",
    )
    assert stanza.categories == {"Concerts": "musique", "no": "ateliers"}
    assert stanza.options == {"as": "event", "fields": {"title": "nom"}}
    assert stanza.line == 4


def test_what_is_left_out_has_the_documented_default(loads: Loads) -> None:
    (stanza,) = loads(PLAIN).sources
    assert (stanza.every, stanza.timezone, stanza.republication) == (
        timedelta(hours=1),
        "Europe/Paris",
        "signalement",
    )
    assert stanza.kind is None
    assert not stanza.example


def test_the_traps_of_yaml_1_1_stay_text(loads: Loads) -> None:
    found = loads(
        "territory: {departements: [05, 2A]}\n"
        + PLAIN
        + "    options: {a: no, b: on, c: 05, d: 12:30, e: 2026-12-05, f: 0x1f, g: 1_000, "
        "h: true, i: 12, j: 1.5, k: ~}\n"
    )
    assert found.territory.departements == ("05", "2A")
    assert found.sources[0].options == {
        "a": "no",
        "b": "on",
        "c": "05",
        "d": "12:30",
        "e": "2026-12-05",
        "f": "0x1f",
        "g": "1_000",
        "h": True,
        "i": 12,
        "j": 1.5,
        "k": None,
    }


def test_unquoted_codes_are_codes(loads: Loads) -> None:
    assert loads(
        "territory: {communes: [26108], epcis: [200067742], departements: 26}\n" + PLAIN
    ).territory == (Territory(communes=("26108",), epcis=("200067742",), departements=("26",)))


def test_every_mistake_is_named_with_its_line_and_key(loads: Loads) -> None:
    said = mistakes(
        loads,
        """territory: {departements: [5]}
sources:
  - id: mjc
    name: MJC
    url: https://mjc.example.org/${TOKEN}
    intervale: 3h
  - id: mjc
    url: ftp://x.example.org
    every: 1mn
    timezone: Paris
    republication: complete
  - id: Foyer Rural
    name: [a]
    url: https://u:s@exa mple.org
    commune: "05023"
    default: {categorie: x, commune: "05120"}
    categories: {Concerts: musiqe}
    options: [1]
  - just text
colour: red
""",
    )
    assert said == [
        'sources.yaml:1: territory.departements.0: "5" is not the code of a département; did you mean "05"?',
        "sources.yaml:5: sources.0.url: the environment variable TOKEN is not set; set it before starting",
        'sources.yaml:6: sources.0.intervale: unknown key; did you mean "every"?',
        'sources.yaml:7: sources.1.id: "mjc" is taken by the source on line 3',
        "sources.yaml:7: sources.1.name: missing; this key is needed",
        "sources.yaml:8: sources.1.url: write the whole address: https://…, http://…, webcal://…, or file: and a path",
        'sources.yaml:9: sources.1.every: "1mn" is not a pace; write 30m, 6h or 1d',
        'sources.yaml:10: sources.1.timezone: "Paris" is not an IANA time zone; did you mean Europe/Paris?',
        'sources.yaml:11: sources.1.republication: "complete" is not known; write complet, signalement or portail',
        'sources.yaml:12: sources.2.id: "Foyer Rural": an id is lower case letters, digits and hyphens, 64 at most, '
        "as in mjc-briancon",
        "sources.yaml:13: sources.2.name: a text was expected, not a list; put it in quotes",
        "sources.yaml:14: sources.2.url: an address holds no blank and no control character",
        'sources.yaml:15: sources.2.commune: unknown key; did you mean "default.commune"?',
        'sources.yaml:16: sources.2.default.commune: "05120" is a postcode; write the INSEE code: '
        "05006 (L'Argentière-la-Bessée), 05151 (Saint-Martin-de-Queyrières), 05180 (Les Vigneaux)",
        'sources.yaml:16: sources.2.default.categorie: unknown key; did you mean "category"?',
        'sources.yaml:17: sources.2.categories.Concerts: "musiqe" is not a category; did you mean "musique"?',
        "sources.yaml:18: sources.2.options: keys and values were expected, not a list",
        'sources.yaml:19: sources.3: keys and values were expected, not "just text"',
        "sources.yaml:20: colour: unknown key; known keys: territory, sources",
    ]


def test_problems_are_values_too(loads: Loads) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(PLAIN + "    evry: 1h\n")
    assert caught.value.values["problems"] == [
        {
            "file": "sources.yaml",
            "line": 5,
            "key": "sources.0.evry",
            "message": 'unknown key; did you mean "every"?',
        }
    ]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("sources:\n  - id: a\n    id: b\n", 3, "sources.0.id: written twice, first on line 2"),
        ("sources:\n\t- id: a\n", 2, "a tab"),
        ("sources: [\n", 2, "not valid YAML"),
        ("sources: !!python/object:os.system {}\n", 1, "the tag"),
        ("sources: &a [*a]\n", 1, "contains itself"),
        ("a: 1\n---\nb: 1\n", 2, "not valid YAML"),
        ("? [a, b]\n: 1\n", 1, "a key is a word"),
        (b"sources:\n  - name: caf\xe9\n", 2, "not UTF-8"),
        (b"sources:\n  - name: a\x00b\n", 2, "not allowed"),
        (b"sources: " + b"[" * 3000 + b"]" * 3000, 1, "nested too deeply"),
    ],
)
def test_a_file_that_is_not_sound_yaml(loads: Loads, text: str | bytes, line: int, word: str) -> None:
    (said,) = mistakes(loads, text)
    assert said.startswith(f"sources.yaml:{line}: ")
    assert word in said


@pytest.mark.parametrize(
    ("text", "word"), [("", "is empty"), ("# nothing\n", "is empty"), ("- a\n", "keys and values")]
)
def test_an_empty_file_says_what_it_should_hold(loads: Loads, text: str, word: str) -> None:
    (said,) = mistakes(loads, text)
    assert word in said
    assert "`sources:`" in said


def test_a_missing_file_says_how_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="AGREGATEUR_CONFIG"):
        load(tmp_path / "absent.yaml", environ={})


def test_no_source_yet_is_a_sound_file(loads: Loads) -> None:
    assert loads("sources:\n").sources == ()
    assert mistakes(loads, "territory: {}\n") == ["sources.yaml:1: sources: missing; this key is needed"]


def test_secrets_are_filled_but_never_shown(loads: Loads) -> None:
    found = loads(
        "sources:\n  - id: mjc\n    name: MJC\n"
        "    url: https://${USER_}:${PASS_}@mjc.example.org/${TOKEN}/a.ics?key=${KEY_}&plain=1\n"
        "    options: {token: '${TOKEN}', list: ['x${KEY_}']}\n",
        {"USER_": "moi", "PASS_": "sésame-1", "TOKEN": "j3ton", "KEY_": "cl3f"},
    )
    (stanza,) = found.sources
    assert stanza.url == "https://moi:sésame-1@mjc.example.org/j3ton/a.ics?key=cl3f&plain=1"
    assert stanza.options == {"token": "j3ton", "list": ["xcl3f"]}
    assert stanza.shown_url == "https://mjc.example.org/${TOKEN}/a.ics?key=${KEY_}&plain=…"
    assert stanza.shown_options == {"token": "${TOKEN}", "list": ["x${KEY_}"]}
    assert not re.search("sésame|j3ton|cl3f", repr(found))
    assert set(found.secrets) == {"moi", "sésame-1", "j3ton", "cl3f"}


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://x.example.org/${ABSENT}", "ABSENT is not set"),
        ("https://x.example.org/${EMPTY}", "EMPTY is not set"),
        ("https://x.example.org/${a-b}", "not the name of an environment variable"),
        ("https://x.example.org/${OPEN", "closing brace"),
        ("https://x.example.org:99999/", "not an address"),
        ("https:///a.ics", "no host"),
        ("file://server/share/a.ics", "relative to this file"),
        ("mjc.example.org/a.ics", "whole address"),
    ],
)
def test_an_address_that_cannot_be_read(loads: Loads, url: str, word: str) -> None:
    text = f"sources:\n  - id: a\n    name: A\n    url: '{url}'\n"
    (said,) = mistakes(loads, text, environ={"EMPTY": ""})
    assert said.startswith("sources.yaml:4: sources.0.url: ")
    assert word in said


def test_a_mistake_does_not_tell_the_secret_it_holds(loads: Loads) -> None:
    def check(stanza: Stanza) -> None:
        raise ConfigError(f"refused: {stanza.url}", key="url")

    (said,) = mistakes(
        loads,
        "sources:\n  - id: a\n    name: A\n    url: https://x.example.org/${TOKEN}\n",
        environ={"TOKEN": "j3ton-très-secret"},
        check_source=check,
    )
    assert said == "sources.yaml:4: sources.0.url: refused: https://x.example.org/…"


def test_a_file_address_is_relative_to_the_sources_file(loads: Loads, tmp_path: Path) -> None:
    text = "sources:\n  - {id: a, name: A, url: 'file:../un%20agenda.ics'}\n"
    (stanza,) = loads(text).sources
    assert stanza.url == (tmp_path.parent / "un agenda.ics").resolve().as_uri()
    assert stanza.shown_url == "file:../un%20agenda.ics"


@pytest.mark.parametrize(
    ("every", "found"),
    [("5m", timedelta(minutes=5)), ("30m", timedelta(minutes=30)), ("1d", timedelta(days=1))],
)
def test_paces(loads: Loads, every: str, found: timedelta) -> None:
    assert loads(PLAIN + f"    every: {every}\n").sources[0].every == found


@pytest.mark.parametrize("every", ["4m", "0h", "60", "1 h", "32d", "-1h", "99999w", "[1h]"])
def test_paces_refused(loads: Loads, every: str) -> None:
    (said,) = mistakes(loads, PLAIN + f"    every: {every}\n")
    assert said.startswith("sources.yaml:5: sources.0.every: ")


def test_a_code_that_may_be_a_postcode_is_a_warning(loads: Loads) -> None:
    (warning,) = loads(PLAIN + "    default: {commune: 05100}\n").warnings
    assert warning.startswith("sources.yaml:5: sources.0.default.commune: 05100 is Pelleautier")
    assert "05023 (Briançon)" in warning
    assert loads(PLAIN + "    default: {commune: 05023}\n").warnings == ()


def test_a_name_for_a_code_is_told_the_code(loads: Loads) -> None:
    (said,) = mistakes(loads, PLAIN + "    default: {commune: briancon}\n")
    assert said.endswith('"briancon" is a name; write the INSEE code: 05023 (Briançon)')


def test_a_former_code_leads_to_todays(loads: Loads) -> None:
    assert loads(PLAIN + "    default: {commune: 05139}\n").sources[0].default.commune == "05139"
    assert loads("territory: {communes: ['75101']}\n" + PLAIN).territory.communes == ("75056",)


def test_examples_are_left_out_by_one_flag(loads: Loads) -> None:
    text = PLAIN + "  - {id: b, name: B, url: 'https://b.example.org/', example: true}\n"
    assert [stanza.id for stanza in loads(text).sources] == ["mjc", "b"]
    assert [stanza.id for stanza in loads(text, examples=False).sources] == ["mjc"]


def test_shared_parts_may_be_written_once(loads: Loads) -> None:
    found = loads(
        "sources:\n  - &base {id: a, name: A, url: 'https://a.example.org/', every: 6h}\n"
        "  - {<<: *base, id: b, name: B}\n"
    )
    assert [(stanza.id, stanza.every) for stanza in found.sources] == [
        ("a", timedelta(hours=6)),
        ("b", timedelta(hours=6)),
    ]
