"""README says what is true: its connector works, its files and settings exist."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from agregateur.config import Settings, settings_table
from agregateur.contract import Document, Record, Rejected, Unchanged
from agregateur.errors import ConfigError, ParseError
from agregateur.ingest import registry

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def written(name: str) -> str:
    """The file that README writes under `name`."""
    return re.findall(rf"^cat > {re.escape(name)} <<'END'\n(.*?)^END$", README, re.S | re.M)[0]


@pytest.fixture
def guichet() -> Iterator[ModuleType]:
    module = ModuleType("readme_guichet")
    sys.modules[module.__name__] = module  # dataclasses and their annotations look their module up
    exec(compile(written("connecteurs/guichet.py"), "README.md", "exec"), module.__dict__)
    yield module
    del sys.modules[module.__name__]


def test_the_connector_of_readme_reads_its_file_and_refuses_the_bad_show(guichet: ModuleType) -> None:
    known = {"guichet": guichet.Guichet}
    sample = written("tests/connecteurs/guichet/agenda.json")
    document = Document(url="https://partenaire.example/agenda.json", content=sample.encode())
    assert registry.recognise(document.url, document, known) == "guichet"
    connector = registry.build("guichet", document.url, {}, known)
    concert, fair, bad = connector.collect(lambda url, **_: document, {})
    assert isinstance(concert, Record) and isinstance(fair, Record) and isinstance(bad, Rejected)
    assert (concert.start, concert.price) == (datetime(2027, 3, 5, 20, 30), "8 €")
    assert (fair.start, fair.location) == (date(2027, 3, 6), "Place du Fort, Chorges")
    again = connector.collect(lambda url, **_: document, {concert.uid: concert.digest or ""})
    assert list(again) == [Unchanged(concert.uid), fair, bad]


def test_its_option_and_its_document_are_checked(guichet: ModuleType) -> None:
    known = {"guichet": guichet.Guichet}
    with pytest.raises(ConfigError, match="hours"):
        registry.build("guichet", "https://partenaire.example/agenda.json", {"hours": "lunar"}, known)
    page = Document(url="https://partenaire.example/", content=b"<!doctype html><title>Connexion</title>")
    with pytest.raises(ParseError):
        list(guichet.Guichet(url=page.url).collect(lambda url, **_: page, {}))


def test_every_setting_that_readme_names_exists() -> None:
    known = {row[0] for row in settings_table(Settings())}
    assert set(re.findall(r"AGREGATEUR_[A-Z_]+", README)) <= known


def test_every_file_that_readme_names_exists() -> None:
    named = set(re.findall(r"`((?:src|config|deploy|bench|tests)/[\w./-]+|[A-Z]+\.md)`", README))
    assert len(named) > 4
    assert not [name for name in named if not (ROOT / name).exists()]
