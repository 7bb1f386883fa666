"""The server's side of a connection: what is held in front is written to it at once.

uvicorn makes a task, a cycle and three messages of each request, which takes as long as all the rest of an answer that
is held (bench/serving.py). What is not at hand goes its usual way.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from agregateur.web.front import Front


class Wire(HttpToolsProtocol):
    """uvicorn's protocol that knows what an application which is a `Front` holds."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._front = config.app if isinstance(config.app, Front) else None
        self._answered = False

    def on_headers_complete(self) -> None:
        self._answered = self._answer()
        if not self._answered:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self._answered:
            super().on_message_complete()

    def _answer(self) -> bool:
        """Writes what is held; False when the request must go its usual way."""
        parser = self.parser
        if parser.get_method() != b"GET" or not parser.should_keep_alive() or parser.should_upgrade():
            return False
        if parser.get_http_version() != "1.1" or self.expect_100_continue:
            return False
        # Answers leave in the order of their requests (RFC 9112, 9.3.2), and no faster than they are read.
        if self._front is None or self._waiting() or self.flow.write_paused:
            return False
        path, _, query = self.url.partition(b"?")
        held = self._front.at_hand(path, query, self.headers)
        if held is None:
            return False
        head, content = held
        date = [b"%s: %s\r\n" % pair for pair in self.server_state.default_headers]
        self.transport.writelines((b"".join((head, *date, b"\r\n")), content))
        self.on_response_complete()
        return True

    def _waiting(self) -> bool:
        """Whether an earlier request is still being answered."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete
