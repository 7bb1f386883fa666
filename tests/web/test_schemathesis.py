"""Whatever `/openapi.json` allows, and what it does not, is answered as it says: schemathesis against the application.

All its checks but `positive_data_acceptance`: an INSEE code, a source or a structure may be well written and unknown,
and is then refused by name. A few cases an address, the same ones each time; for more:

    AGREGATEUR_SCHEMATHESIS=200 python -m pytest tests/web/test_schemathesis.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from agregateur.store.database import Database
from agregateur.web.openapi import document
from tests.web.conftest import Portal, briancon
from tests.web.factory import Filler

EXAMPLES = int(os.environ.get("AGREGATEUR_SCHEMATHESIS", "8"))
DOCUMENT = document("1")
PLACES = ("/communes/", "/epci/", "/departements/")
ADDRESSES = [path for path in DOCUMENT["paths"] if not path.startswith(PLACES) or path.endswith(".ics")]
"""A format is the same at every place: one of each is enough."""


class Application:
    """The portal of the moment: the operations are known before there is a store."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


APPLICATION = Application()


@pytest.fixture(scope="module")
def described(stores: Callable[[str, Callable[[Filler], None]], Path]) -> Iterator[Any]:
    portal = Portal(Database(f"sqlite:///{stores('briancon', briancon)}"))
    APPLICATION.app = portal.app
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = APPLICATION
    yield schema
    portal.database.dispose()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_is_as_described(described: Any, path: str, mode: GenerationMode) -> None:
    operation = described[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    answered()
