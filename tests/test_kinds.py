"""The table of kinds says what the connectors say."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from agregateur.config import Stanza, load
from agregateur.config.stanzas import StanzaPart
from agregateur.ingest import registry
from agregateur.kinds import markdown, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "connecteurs.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == markdown(registry.kinds()), (
        "write it again: .venv/bin/agregateur kinds --markdown > docs/connecteurs.md"
    )


def test_every_kind_has_its_row_its_stanza_and_its_options() -> None:
    page = markdown(registry.kinds())
    for kind, label, gives in table(registry.kinds()):
        assert f"| [`{kind}`](#{kind}) | {label} | {gives} |" in page
        section = page.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
        assert f"kind: {kind}" in section and "```yaml" in section
        for option in registry.describe(kind):
            assert f"| `{option.word}` |" in section


def test_every_key_that_kinds_share_is_told() -> None:
    section = markdown(registry.kinds()).partition("\n## Keys of every source\n")[2]
    told = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    assert told == list(StanzaPart.model_fields)


def _sound(stanza: Stanza) -> None:
    assert stanza.kind is not None
    registry.build(stanza.kind, stanza.url, stanza.options)


def test_every_stanza_to_copy_is_taken_by_check(tmp_path: Path) -> None:
    stanzas = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert len(stanzas) == len(registry.kinds())
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", "".join(stanzas)), "secret")
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n" + textwrap.indent("".join(stanzas), "  "), "utf-8")
    taken = load(file, environ=secrets, check_source=_sound)
    assert {one.kind for one in taken.sources} == set(registry.kinds())
