"""Hostile partners beside a healthy one, each with a server of its own, through the real harvest."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agregateur.config import Settings
from tests.pipeline.portal import Portal, calendar, vevent
from tests.servers import Answer, RawServer, http

HEALTHY = "voisin"
HELD = 3
"""Events that every partner announces before it turns hostile."""


def good(source: str) -> list[str]:
    """What a partner announced in better times."""
    word = source.replace("-", "").title()
    titles = (f"{word}ade sous la {word}ette", f"Marche de {word}ine, {word}ou", f"Le {word}aire du {word}in")
    return [vevent(f"{n}@{source}", title, f"202612{n + 10}T{18 + n}0000") for n, title in enumerate(titles)]


def served(body: bytes, *headers: str) -> bytes:
    return http(body, "Content-Type: text/calendar; charset=utf-8", *headers)


@dataclass
class Partner:
    """A source behind a server of its own, whose `answer` the test changes."""

    id: str
    server: RawServer
    answer: Answer | bytes

    def reply(self, connection: Any, head: str) -> None:
        if isinstance(self.answer, bytes):
            connection.sendall(self.answer)
        else:
            self.answer(connection, head)


@dataclass
class Arena:
    portal: Portal
    stack: ExitStack
    partners: dict[str, Partner] = field(default_factory=dict)
    seconds: float = 0.0

    def partner(self, source: str, kind: str = "ical", body: bytes | None = None, **stanza: Any) -> Partner:
        """A partner that announces `body`, else its `good` events, until the test says otherwise."""
        made: list[Partner] = []
        # Each on a loopback address of its own: one host is asked one thing at a time.
        number = len(self.partners) + 1
        server = self.stack.enter_context(
            RawServer(lambda connection, head: made[0].reply(connection, head), host=f"127.0.1.{number}")
        )
        made.append(Partner(source, server, served(calendar(*good(source)) if body is None else body)))
        self.portal.stanzas[source] = {
            "kind": kind,
            "url": f"{server.url}/agenda",
            "timezone": "Europe/Paris",
        }
        self.portal.stanzas[source] |= stanza
        self.partners[source] = made[0]
        allow = self.portal.settings.fetch_allow | server.allow
        self.portal.settings = self.portal.settings.model_copy(update={"fetch_allow": allow})
        return made[0]

    def held(self) -> dict[str, list[dict[str, Any]]]:
        """What is exported, by source."""
        found: dict[str, list[dict[str, Any]]] = {source: [] for source in self.partners}
        for what in ("events", "actors", "articles"):
            for line in self.portal.export(what):
                for record in line["records"]:
                    found[record["source"]].append(line)
        return found

    def attack(
        self, answers: Mapping[str, Answer | bytes], *, hours: float = 25
    ) -> dict[str, dict[str, Any]]:
        """Harvest good answers, then these; out: the lines of the second harvest.

        Whatever the attacks, all that was held is still there, and the neighbour's reading is as if it were alone.
        """
        first = self.portal.harvest()
        assert {line["outcome"] for line in first.values()} <= {"ok", "unchanged"}, first
        before = self.held()
        for source, answer in answers.items():
            self.partners[source].answer = answer
        self.partners[HEALTHY].answer = served(
            calendar(*good(HEALTHY), vevent("new@voisin", "Bal des voisins", "20261219T210000"))
        )
        self.portal.later(hours=hours)
        began = time.monotonic()
        lines = self.portal.harvest()
        self.seconds = time.monotonic() - began
        neighbour = lines[HEALTHY]
        assert (neighbour["outcome"], neighbour["new"], neighbour["error"]) == ("ok", 1, None)
        after = self.held()
        assert len(after[HEALTHY]) == HELD + 1
        for source in answers:
            assert lines[source]["withdrawn"] == 0, source
            missing = {e["id"] for e in before[source]} - {e["id"] for e in after[source]}
            assert not missing, (source, lines[source])
            kept = {e["id"]: e for e in after[source]}
            moved = {
                name: (value, kept[event["id"]][name])
                for event in before[source]
                for name, value in event.items()
                if value != kept[event["id"]][name]
            }
            if moved:
                pytest.fail(f"{source}: {moved}")
        return lines


@contextmanager
def arena(url: str, folder: Path, **settings: Any) -> Iterator[Arena]:
    # The servers share this process with the harvest: long answers may have to wait for their turn.
    given = {"host_pace": 0.0, "workers": 4, "fetch_seconds": 30.0} | settings
    portal = Portal(folder, url, settings=Settings(**given))
    with ExitStack() as stack:
        stack.callback(portal.database.dispose)
        made = Arena(portal, stack)
        made.partner(HEALTHY)
        yield made


Attacks = Mapping[str, tuple[Answer | bytes, str, str]]
"""By source: the answer, the outcome it must have, and a word of the error that explains it."""


def assert_told(lines: Mapping[str, Mapping[str, Any]], attacks: Attacks) -> None:
    found = {source: (lines[source]["outcome"], lines[source]["error"]) for source in attacks}
    wrong = {
        source: said
        for source, said in found.items()
        if said[0] != attacks[source][1] or attacks[source][2] not in (said[1] or "")
    }
    assert not wrong, wrong
