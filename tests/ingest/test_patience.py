"""Waiting for a server that has had enough in the midst of its pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from agregateur.contract import Document
from agregateur.errors import HttpStatus
from agregateur.ingest.patience import LONGEST, TIMES, patient

PAGE = Document(url="https://api.example/1", content=b"{}")


def busy(seconds: float | None) -> HttpStatus:
    values: dict[str, Any] = {} if seconds is None else {"wait": seconds}
    return HttpStatus("https://api.example answered 429", url="https://api.example", status=429, **values)


class Server:
    def __init__(self, answers: Iterable[Document | HttpStatus]) -> None:
        self.answers = list(answers)
        self.slept: list[float] = []
        self.told = 0

    def __call__(self, url: str, **_: Any) -> Document:
        answer = self.answers.pop(0)
        if isinstance(answer, HttpStatus):
            raise answer
        return answer

    def tell(self) -> None:
        self.told += 1


def ask(server: Server, times: int) -> list[Document]:
    fetch = patient(server, server.tell, server.slept.append)
    return [fetch("https://api.example/1") for _ in range(times)]


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    server = Server([PAGE, busy(4), busy(0), PAGE])
    assert ask(server, 2) == [PAGE, PAGE]
    assert server.slept == [4, 1] and server.told == 2


@pytest.mark.parametrize("error", [busy(None), busy(LONGEST + 1)])
def test_it_does_not_wait_without_a_term_or_for_long(error: HttpStatus) -> None:
    server = Server([PAGE, error, PAGE])
    with pytest.raises(HttpStatus):
        ask(server, 2)
    assert not server.slept


def test_it_does_not_wait_for_the_first_document() -> None:
    server = Server([busy(1), PAGE])
    with pytest.raises(HttpStatus):
        ask(server, 1)
    assert not server.slept


def test_it_does_not_wait_for_ever() -> None:
    server = Server([PAGE, *[busy(1)] * (TIMES + 1), PAGE])
    with pytest.raises(HttpStatus):
        ask(server, 2)
    assert len(server.slept) == TIMES
