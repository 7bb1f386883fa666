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
from agregateur.contract import Document, Record, Rejected
from agregateur.errors import ParseError
from agregateur.ingest import registry

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def written(name: str) -> str:
    """The file that README writes under `name`."""
    return re.findall(rf"^cat > {re.escape(name)} <<'END'\n(.*?)^END$", README, re.S | re.M)[0]


@pytest.fixture
def tableau() -> Iterator[ModuleType]:
    module = ModuleType("readme_tableau")
    sys.modules[module.__name__] = module  # dataclasses and their annotations look their module up
    exec(compile(written("connecteurs/tableau.py"), "README.md", "exec"), module.__dict__)
    yield module
    del sys.modules[module.__name__]


def test_the_connector_of_readme_reads_its_file_and_refuses_the_bad_row(tableau: ModuleType) -> None:
    known = {"tableau": tableau.Tableau}
    document = Document(url="https://partenaire.example/t.csv", content=written("var/tableau.csv").encode())
    assert registry.recognise(document.url, document, known) == "tableau"
    good, bad = registry.build("tableau", document.url, {}, known).collect(lambda url, **_: document, {})
    assert isinstance(good, Record) and isinstance(bad, Rejected)
    assert (good.title, good.start, good.price) == (
        "Concert de printemps",
        datetime(2027, 3, 5, 20, 30),
        "8 €",
    )
    assert (bad.uid, bad.code) == ("2027-02-30-fete-impossible", "bad_date")


def test_its_option_and_its_document_are_checked(tableau: ModuleType) -> None:
    with pytest.raises(ValueError, match="separator"):
        tableau.Tableau(url="https://partenaire.example/t.csv", separator="")
    page = Document(
        url="https://partenaire.example/t.csv", content=b"<!doctype html><title>Connexion</title>"
    )
    with pytest.raises(ParseError):
        list(tableau.Tableau(url=page.url).collect(lambda url, **_: page, {}))
    commas = Document(url=page.url, content="date,titre\n2027-03-05,Fête".encode("cp1252"))
    (read,) = tableau.Tableau(url=page.url, separator=",").collect(lambda url, **_: commas, {})
    assert (read.title, read.start) == ("Fête", date(2027, 3, 5))


def test_every_setting_that_readme_names_exists() -> None:
    known = {row[0] for row in settings_table(Settings())}
    assert set(re.findall(r"AGREGATEUR_[A-Z_]+", README)) <= known


def test_every_file_that_readme_names_exists() -> None:
    named = set(re.findall(r"`((?:src|config|deploy|bench|tests)/[\w./-]+|[A-Z]+\.md)`", README))
    made_by_the_reader = {"tests/connecteurs/tableau/"}
    assert len(named) > 4
    assert {name for name in named if not (ROOT / name).exists()} == made_by_the_reader
