"""A real browser driven over its debugging pipe (two descriptors, JSON between NUL bytes): no driver, no port."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --remote-debugging-pipe"
)


def found() -> str | None:
    """The browser of this machine, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


NEEDED = [
    pytest.mark.browser,
    # CI installs it; who has none is told so, and may run all other tests.
    pytest.mark.skipif(found() is None, reason="no Chromium on this machine"),
]
"""The marks of tests that look at pages."""


class Page:
    """One tab, `width` CSS pixels wide. `log` holds what the console said, `requests` every address asked for."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._held = b""
        self._last = 0
        self._session: str | None = None
        self.log: list[str] = []
        self.requests: list[str] = []
        self._arrived = self._loaded = False
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer; events met on the way are noted."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            chunk = os.read(self._read, 1 << 16)
            assert chunk, "the browser ended"
            self._held += chunk
        raw, _, self._held = self._held.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Log.entryAdded":
            self.log.append(params["entry"]["text"])
        elif method in {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Audits.issueAdded"}:
            self.log.append(f"{method} {json.dumps(params)[:400]}")
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Page.frameNavigated" and "parentId" not in params["frame"]:
            self._arrived = True
        elif method == "Page.loadEventFired":
            self._loaded = self._arrived  # the page before may still tell of its own

    def open(self, address: str, width: int) -> None:
        """Shows `address` and waits until it is loaded."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.log.clear()
        self.requests.clear()
        self.until_loaded(lambda: self.send("Page.navigate", url=address))

    def until_loaded(self, act: Callable[[], object]) -> None:
        """Does what makes the tab load a page, and waits until it is there."""
        self._arrived = self._loaded = False
        act()
        while not self._loaded:
            self._next()

    def value(self, expression: str) -> Any:
        """What a script of ours finds in the page (the page's own policy does not bind the debugger)."""
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def key(self, name: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=9)


@contextmanager
def browser(program: str, folder: Path) -> Iterator[Page]:
    """A browser with a profile of its own in `folder`."""
    commands_out, commands_in = os.pipe()
    answers_out, answers_in = os.pipe()
    shell = f'exec "$0" {_FLAGS} --user-data-dir="$1" 3<&{commands_out} 4>&{answers_in}'
    process = subprocess.Popen(
        ["bash", "-c", shell, program, str(folder)],
        pass_fds=(commands_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands_out)
    os.close(answers_in)
    try:
        yield Page(commands_in, answers_out)
    finally:
        os.close(commands_in)
        os.close(answers_out)
        process.kill()
        process.wait()
