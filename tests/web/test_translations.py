"""Every sentence is marked, and every marked sentence has its English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

from agregateur.web.i18n import say

WEB = Path(str(files("agregateur.web")))
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": (2,)}
_OWN_NAMES = {"English", "Français", "·", "–", "(", ")", "« », ’"}
"""Languages are named in their own tongue; the rest is punctuation."""


def sentences() -> set[str | tuple[str, ...]]:
    """The msgids of the code and the templates."""
    options = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}}
    found = extract_from_dir(WEB, _METHODS, options, _KEYWORDS)
    return {tuple(m) if isinstance(m, (list, tuple)) else m for _, _, m, _, _ in found}


def test_every_sentence_is_translated() -> None:
    with (WEB / "locale/en/LC_MESSAGES/agregateur.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    wanted = {m[0] if isinstance(m, tuple) else m for m in sentences()}
    known = {m.id[0] if isinstance(m.id, (list, tuple)) else m.id for m in catalogue if m.id}
    assert wanted - known == set(), "not in agregateur.po"
    assert known - wanted == set(), "in agregateur.po, but nowhere said"
    for message in catalogue:
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        assert all(texts), f"no English for {message.id}"
        assert not message.fuzzy
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        assert _fields(*texts) == _fields(*ids) or not message.id, message.id


def _fields(*texts: str) -> set[str]:
    return {name for text in texts for name in re.findall(r"%\((\w+)\)", text)}


def test_english_is_said_and_french_is_itself() -> None:
    assert say("fr", "Demain") == "Demain"
    assert say("en", "Demain") == "Tomorrow"
    assert say("en", "Prochaine date : %(date)s", date="3 July") == "Next date: 3 July"


@pytest.mark.parametrize("template", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_bare_text_in_templates(template: Path) -> None:
    assert list(bare_text(template.read_text(encoding="utf-8"))) == []


def bare_text(source: str) -> Iterator[str]:
    """Words of a template that stand outside of any tag, expression or mark."""
    environment = Environment(autoescape=True)
    data = "\x00".join(value for _, kind, value in environment.lex(source) if kind == "data")
    for piece in re.split(r"\x00|<[^>]*(?:>|$)|^[^<]*>", data):
        text = piece.strip()
        if text not in _OWN_NAMES and re.search(r"[^\W\d_]{2}", re.sub(r"^[^<]*>", "", text)):
            yield text
