"""What only one thing bears, in one spelling."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.identifiers import page_key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.mjc.example/soiree/?utm_source=x", "mjc.example/soiree"),
        ("http://mjc.example/?p=12", "mjc.example?p=12"),
        ("https://mjc.example/", None),
        ("https://mjc.example/agenda/", None),
        ("http://[bad", None),
    ],
)
def test_page_key(url: str, key: str | None) -> None:
    assert page_key(url) == key
