"""The reading child's end of the pipe: what it says, in batches, and the one thing that it asks for."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from agregateur.contract import Unchanged
from agregateur.errors import TooLarge
from agregateur.ingest.confine import Limits, undisturbed
from agregateur.ingest.grouping import Group
from agregateur.ingest.messages import Ended, Packed, Same, Wanted

_BATCH = 100
_SAME = 1_000
"""Keys in one message."""


@dataclass(slots=True)
class Pipe:
    """The way out: values gathered into batches, never cut by a signal, never more than the parent can hold."""

    connection: Connection
    limits: Limits
    left: int = field(init=False)
    same: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.limits.sent

    def add(self, value: Any) -> None:
        if isinstance(value, Unchanged):
            self.same.append(value.key)
            if len(self.same) >= _SAME:
                self._flush_same()
            return
        batch = self.groups if isinstance(value, Group) else self.others
        batch.append(value)
        if len(batch) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        self._flush_same()
        groups, others = self.groups, self.others
        self.groups, self.others = [], []
        if groups:
            packed = Packed(len(groups), pickle.dumps(groups, pickle.HIGHEST_PROTOCOL))
            self._write(packed.to_bytes(), last=False)
        if others:
            self.send(others)

    def _flush_same(self) -> None:
        same, self.same = self.same, []
        if same:
            self.send(Same(tuple(same)))

    def send(self, message: object) -> None:
        self._write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL), last=isinstance(message, Ended))

    def _write(self, data: bytes, *, last: bool) -> None:
        self.left -= len(data)
        if self.left < 0 and not last:
            raise TooLarge("this source gives more than can be held at once", limit=self.limits.sent)
        with undisturbed():
            self.connection.send_bytes(data)

    def ask(self) -> dict[str, str]:
        """The digests that the store holds, by key."""
        self.flush()
        self.send(Wanted())
        known: dict[str, str] = json.loads(self.connection.recv_bytes())
        return known


class Held(Mapping[str, str]):
    """The digests that the store holds, asked for when they are first needed: not for a document that is the same."""

    def __init__(self, ask: Callable[[], dict[str, str]]) -> None:
        self._ask = ask
        self._known: dict[str, str] | None = None

    def known(self) -> dict[str, str]:
        if self._known is None:
            self._known = self._ask()
        return self._known

    def __getitem__(self, key: str) -> str:
        return self.known()[key]

    def get(self, key: str, default: Any = None) -> Any:
        # As the mixin's, in one step: it is asked for each group of each reading.
        return self.known().get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self.known()

    def __iter__(self) -> Iterator[str]:
        return iter(self.known())

    def __len__(self) -> int:
        return len(self.known())
