"""The real command line over a folder of sources and a store, in processes of its own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.pipeline.portal import calendar, canonical, vevent

SOURCES = 6
EVENTS = 25
TITLES = ("Bal trad", "Conte de la loutre", "Repair café du lac", "Loto des pompiers", "Yoga des cimes")


def write_sources(folder: Path, edition: int) -> Path:
    """An edition of the partners' calendars: each one changes some titles and hours of the one before."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(edition)
    stanzas = []
    for n in range(SOURCES):
        events = [
            vevent(
                f"{i}@s{n}",
                f"{TITLES[i % len(TITLES)]} {'abcdefghijklmnopqrstuvwxy'[i]}onda",
                f"202{7 + i % 2}0{1 + i % 9}{10 + i % 18}T{chance.choice((14, 18, 20))}0000",
                place="Salle du Lac, 05200 Embrun" if i % 3 else "Le Labo, 05000 Gap",
            )
            for i in range(EVENTS)
        ]
        (folder / f"s{n}.ics").write_bytes(calendar(*events))
        stanzas.append({"id": f"s{n}", "name": f"S{n}", "kind": "ical", "url": f"file:s{n}.ics"})
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"territory": {"departements": ["05"]}, "sources": stanzas}))
    return path


@dataclass
class Command:
    """`agregateur` over one store and one sources file."""

    url: str
    config: Path

    def start(
        self,
        *words: str,
        stderr: Path | None = None,
        file_size: int | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> subprocess.Popen[str]:
        """`settings` are environment variables, `stderr` a file for the log, `file_size` a limit in bytes."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AGREGATEUR_")} | {
            "AGREGATEUR_DATABASE_URL": self.url,
            "AGREGATEUR_CONFIG": str(self.config),
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
            **settings,
        }
        program = [sys.executable, "-m", "agregateur", *words]
        if file_size is not None:
            # The shell counts in blocks of 1,024 bytes; SIGXFSZ ignored, a write too far is an error like any other.
            limited = f"trap '' XFSZ; ulimit -f {file_size // 1024}; exec \"$@\""
            program = ["bash", "-c", limited, "bash", *program]
        with ExitStack() as stack:
            log = stack.enter_context(stderr.open("w")) if stderr else subprocess.PIPE
            return subprocess.Popen(
                program,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def run(self, *words: str) -> str:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out

    def harvest(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("harvest", "--json", *words))
        return found

    def events(self) -> list[dict[str, Any]]:
        return canonical([json.loads(line) for line in self.run("export", "events").splitlines()])

    @property
    def all(self) -> list[str]:
        return [f"s{n}" for n in range(SOURCES)]


def session(leader: int) -> dict[int, str]:
    """The processes of the session that `leader` began, but zombies, by number: proc(5), stat."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = stat.read_text().partition(") ")
            state, _, _, session, *_ = rest.split()
            if int(session) == leader and state != "Z":
                found[int(stat.parent.name)] = name
    return found
