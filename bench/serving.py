"""What it costs to serve feeds beside nginx that serves the same bytes from disk: ratios in one run.

    python bench/serving.py FILE [--events 10000] [--rounds 7] [--seconds 3]

FILE is a store made by bench/filled.py (made here when it is missing). Needs nginx and wrk (Debian). One worker each,
one after the other on processor 0, wrk on another one when there is; each round asks both. Told beside the ratio of
requests a second is that of processor time a request, which the machine's other work disturbs less.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
COMMUNE = "05023"
BYTES = 100_000
"""How large the feed should be; it is cut to the events that make about as much."""
PORTAL = """
import socket, sys
from pathlib import Path
from agregateur.cli.serving import server
from agregateur.config import Configuration, Settings, Territory
from agregateur.ingest.heap import settle
from agregateur.store.database import Database
from agregateur.web.app import portal
from bench.filled import NOW

store, base, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
territory = Territory(name="Hautes-Alpes", departements=("05",))
configuration = Configuration(path=Path("x"), territory=territory, sources=())
_, front = portal(Database(store), configuration, Settings(base_url=base), lambda: NOW)
settle()
server(front).run(sockets=[socket.create_server(("127.0.0.1", port), backlog=2048)])
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    asked = parser.parse_args()
    from bench.filled import BASE, fill

    fill(asked.file, asked.events).dispose()
    with tempfile.TemporaryDirectory() as folder, ours(asked.file, BASE) as (portal, us):
        path = f"/communes/{COMMUNE}/agenda.ics?limite="
        events = round(50 * BYTES / len(get(f"{portal}{path}50")[0]))
        path += str(events)
        content, etag = get(f"{portal}{path}")
        with nginx(Path(folder), content) as (static, them):
            same, their_etag = get(f"{static}/agenda.ics")
            assert same == content
            print(
                f"{len(content) / 1000:.0f} kB of iCalendar; medians of {asked.rounds} rounds of {asked.seconds} s"
            )
            for name, headers, theirs in (("200", (), ()), ("304", (etag,), (their_etag,))):
                rounds = [
                    (
                        load(f"{portal}{path}", headers, us, asked.seconds),
                        load(f"{static}/agenda.ics", theirs, them, asked.seconds),
                    )
                    for _ in range(asked.rounds)
                ]
                told(name, rounds)


Load = tuple[float, float]
"""Requests a second, and microseconds of processor time a request."""


def told(name: str, rounds: list[tuple[Load, Load]]) -> None:
    rates = [ours[0] / theirs[0] for ours, theirs in rounds]
    costs = [theirs[1] / ours[1] for ours, theirs in rounds]
    middle = [statistics.median(one[side][what] for one in rounds) for side in (0, 1) for what in (0, 1)]
    print(
        f"{name}: {statistics.median(rates):.2f} of nginx's requests a second ({middle[0]:,.0f} / {middle[2]:,.0f}); "
        f"{statistics.median(costs):.2f} by processor time ({middle[1]:.0f} us / {middle[3]:.0f} us a request)"
    )


def load(url: str, etag: tuple[str, ...], process: int, seconds: int) -> Load:
    before = spent(process)
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", *(f"-HIf-None-Match: {one}" for one in etag), url]
    said = subprocess.run(pinned(command, -1), check=True, capture_output=True, text=True).stdout
    done = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert done and rate and "Non-2xx" not in said.replace("304", ""), said
    return float(rate[1]), (spent(process) - before) / int(done[1]) * 1e6


def spent(process: int) -> float:
    """Processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def get(url: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read(), answer.headers["ETag"]


@contextmanager
def ours(file: Path, base: str) -> Iterator[tuple[str, int]]:
    port = free_port()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PORTAL, f"sqlite:///{file}", base, str(port)]
    with running(subprocess.Popen(pinned(command, 0), env=environment), port) as process:
        yield f"http://127.0.0.1:{port}", process.pid


@contextmanager
def nginx(folder: Path, content: bytes) -> Iterator[tuple[str, int]]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "nginx is not installed"
    port = free_port()
    (folder / "agenda.ics").write_bytes(content)
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(
        textwrap.dedent(f"""
        {user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 512; }}
        http {{
          access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
          types {{ text/calendar ics; }}
          server {{ listen 127.0.0.1:{port}; root {folder}; add_header Cache-Control "public, max-age=900"; }}
        }}
        """)
    )
    with running(subprocess.Popen(pinned([program, "-c", str(configuration)], 0)), port) as process:
        worker = subprocess.run(
            ["pgrep", "-P", str(process.pid)], check=True, capture_output=True, text=True
        ).stdout
        yield f"http://127.0.0.1:{port}", int(worker.split()[0])


@contextmanager
def running(process: subprocess.Popen[bytes], port: int) -> Iterator[subprocess.Popen[bytes]]:
    try:
        began = time.monotonic()
        while time.monotonic() - began < 60:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.05)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def pinned(command: list[str], processor: int) -> list[str]:
    """The command on one processor: the first one, or the last one (-1)."""
    last = (os.cpu_count() or 1) - 1
    return ["taskset", "-c", str(last if processor < 0 else processor), *command]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
