"""Two harvests at once end as one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.command import Command, write_sources
from tests.faults.test_kill import assert_whole

pytestmark = pytest.mark.slow


def test_two_harvests_at_once(database_url: str, new_database_url: Callable[[], str], tmp_path: Path) -> None:
    config = write_sources(tmp_path / "sources", 0)
    alone = Command(new_database_url(), config)
    alone.harvest(*alone.all)
    alone.harvest(*alone.all)
    together = Command(database_url, config)
    processes = [together.start("harvest", "--json", *together.all) for _ in range(2)]
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert together.events() == alone.events()
    assert_whole(database_url)
    assert {line["outcome"] for line in together.harvest(*together.all)["sources"]} == {"unchanged"}
