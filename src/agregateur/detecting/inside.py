"""What runs inside the searching child: the fetcher, the search, and what it found, sent to the parent."""

from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from agregateur.detecting.looking import Search
from agregateur.detecting.services import Lead
from agregateur.ingest import registry
from agregateur.ingest.confine import Limits, Stopped, confine, deaf
from agregateur.ingest.faults import explained
from agregateur.ingest.fetch import Fetcher, FetchPolicy
from agregateur.ingest.fetches import announced
from agregateur.ingest.messages import Ended, Ready
from agregateur.ingest.pipe import Pipe


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Addresses to look at, and what one may do for it."""

    leads: tuple[Lead, ...]
    policy: FetchPolicy
    limits: Limits
    kinds: registry.Kinds


def main(connection: Connection, task: Look) -> None:
    """Entry point of the process: sends a `Looked`, unless it fails, and an `Ended`."""
    try:
        confine(task.limits, 0)
        pipe = Pipe(connection, task.limits)
        pipe.send(Ready())
        pipe.send(_search(task, pipe))
    except (BrokenPipeError, Stopped):
        # The parent has gone, or had no more patience: there is nobody to tell.
        return
    finally:
        connection.close()


def _search(task: Look, pipe: Pipe) -> Ended:
    with Fetcher(task.policy) as fetcher:
        try:
            search = Search(announced(fetcher, pipe), task.kinds, time.monotonic)
            pipe.send(search.look(task.leads))
        except BaseException as exc:
            # The border that keeps a stranger's page, and a library that reads it, from the portal.
            deaf()
            return Ended(error=explained(exc, None))
    return Ended(requests=fetcher.requests)
