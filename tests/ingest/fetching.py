"""Servers for the fetcher, and their answers."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agregateur.contract import Document
from agregateur.ingest.fetch import Fetcher, FetchPolicy
from tests.servers import Answer, RawServer, http

QUICK = FetchPolicy(user_agent="essai (contact@exemple.fr)", deadline=5.0, pace=0.0, max_bytes=200_000)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
Serve = Callable[..., RawServer]


def get(server: RawServer, path: str = "/", **changes: Any) -> Document:
    with Fetcher(replace(QUICK, allow=server.allow, **changes)) as fetcher:
        return fetcher(server.url + path)


def redirecting(target: str, status: str = "302 Found") -> bytes:
    return http(b"never read", f"Location: {target}", status=status)


def drip(first: bytes, piece: bytes, every: float = 0.05) -> Answer:
    def answer(connection: socket.socket, head: str) -> None:
        connection.sendall(first)
        ends = time.monotonic() + 30
        while time.monotonic() < ends and connection.fileno() >= 0:
            connection.sendall(piece)
            time.sleep(every)
            if not piece and select.select([connection], [], [], 0)[0]:
                return  # an answer that says nothing only notices here that the other end has gone
        if time.monotonic() >= ends:
            DRIPPED.append(first)

    return answer


DRIPPED: list[bytes] = []
"""The beginnings of answers that nobody hung up on until they ended by themselves."""
