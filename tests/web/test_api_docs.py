"""The commands of docs/api.md work, and what it tells of the API is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agregateur.web.api import ROUTES
from tests.web.conftest import Portal

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = sorted(set(re.findall(r"'http://127\.0\.0\.1:8000(/[^']*)'", TEXT)))


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_works(portal: Portal, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200, answer.text
    assert {"items", "next"} <= set(answer.json())


def test_every_address_has_an_example_or_a_name() -> None:
    for path, _ in ROUTES:
        assert path in TEXT, path


def test_the_ways_of_refusing_are_so(portal: Portal) -> None:
    for word in ("periode=mois", "jours=7", "au=2026-12-31", "statut=annule", "structure=act"):
        assert portal.get(f"/api/v1/events?updated_since=0&{word}").status_code == 422
    for said in ("2026-12-09T10:00:00Z", "99999999"):
        assert portal.get(f"/api/v1/events?updated_since={said}").status_code == 422
