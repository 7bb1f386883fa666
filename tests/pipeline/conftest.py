from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pipeline.portal import Portal


@pytest.fixture
def portal(database_url: str, tmp_path: Path) -> Iterator[Portal]:
    made = Portal(tmp_path / "sources", database_url)
    yield made
    made.database.dispose()


@pytest.fixture
def new_portal(new_database_url: Callable[[], str], tmp_path: Path) -> Iterator[Callable[[], Portal]]:
    """Makes portals with stores of their own over one folder of sources."""
    made: list[Portal] = []

    def make() -> Portal:
        made.append(Portal(tmp_path / "sources", new_database_url()))
        return made[-1]

    yield make
    for portal in made:
        portal.database.dispose()
