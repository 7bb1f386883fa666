"""What several tests of reading share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.ingest.fetching import Serve
from tests.servers import RawServer


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda answer, **options: stack.enter_context(RawServer(answer, **options))
