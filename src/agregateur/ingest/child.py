"""What runs inside the reading child: fetch, parse, group, expand, and stream plain values to the parent.

`messages` says what passes on the pipe. A child that dies says nothing: its parent sees the pipe end without `Ended`.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection

from agregateur.contract import Connector, Fetch, Record, digest
from agregateur.errors import ConfigError, ItemRefused, ParseError, TooLarge
from agregateur.hushed import Hush, mask
from agregateur.ingest import recurrence, registry
from agregateur.ingest.clear import check_key
from agregateur.ingest.confine import Limits, Stopped, confine, deaf, grant
from agregateur.ingest.enclosed import with_enclosed
from agregateur.ingest.faults import explained, last_line
from agregateur.ingest.fetch import Fetcher, NotModified
from agregateur.ingest.fetches import announced, from_file, given, holding, stopping_if_same
from agregateur.ingest.grouping import Expand, Grouping, refusal
from agregateur.ingest.heap import YOUNG
from agregateur.ingest.hours import Hours
from agregateur.ingest.messages import Again, Begun, Ended, Fetching, Ready, Task, Window
from agregateur.ingest.patience import patient
from agregateur.ingest.pipe import Held, Pipe
from agregateur.model import Expansion
from agregateur.text import decode, is_web_page, mask_url


def main(connection: Connection, task: Task | Again) -> None:
    """Entry point of the process."""
    try:
        gc.set_threshold(YOUNG, 20, 20)
        confine(task.limits, task.max_items_paged if isinstance(task, Task) else len(task.groups))
        pipe = Pipe(connection, task.limits)
        pipe.send(Ready())
        pipe.send(read_source(task, pipe) if isinstance(task, Task) else expand_stored(task, pipe))
    except (BrokenPipeError, Stopped):
        # The parent has gone, or had no more patience: there is nobody to tell.
        return
    finally:
        connection.close()


def read_source(task: Task, pipe: Pipe) -> Ended:
    """Reads the whole source into `pipe`; whatever goes wrong is in the answer."""
    ended, mark = Ended(), ""
    steady: list[str] = []
    fetcher = Fetcher(replace(task.policy, etag=None, last_modified=None), secrets=task.secrets)
    try:
        connector = _remembered(task) if task.kind is None else _build(task, task.kind)
        if connector is not None:
            pipe.send(Begun(connector.kind, connector.listing))
            if connector.single and _still_meant(task, connector):
                fetcher = Fetcher(task.policy, secrets=task.secrets)
        if task.path is None:
            fetch = patient(announced(fetcher, pipe), lambda: pipe.send(Fetching()))
            fetch = given(fetch, task.given)
        else:
            fetch = from_file(task.path, task.policy.max_bytes)
        if task.kind is None or connector is None:
            kind, fetch = _recognised(task, fetch)
            connector = _build(task, kind)
            pipe.send(Begun(connector.kind, connector.listing))
        if task.path is None:
            check_key(task.url, task.options, task.policy.allow)
        mark = digest(connector)
        if connector.single:
            held, *before = (task.body_digest or "").split(":")
            fetch = stopping_if_same(fetch, fetcher, connector, steady, before if held == mark else [])
        _collect(task, connector, fetch, pipe)
        pipe.flush()
    except NotModified:
        ended = Ended(not_modified=True)
    except BaseException as exc:
        # The border that keeps one partner's (or connector's) fault from all the others.
        deaf()
        ended = Ended(error=explained(exc, task))
    finally:
        fetcher.close()
    try:
        pipe.flush()
    except (TooLarge, MemoryError) as exc:
        ended = replace(ended, error=ended.error or explained(exc, task))
    return replace(
        ended,
        etag=_hushed(fetcher.etag, task),
        last_modified=_hushed(fetcher.last_modified, task),
        body_digest=":".join([mark, fetcher.digest(), *steady[:1]]) if mark and fetcher.documents else None,
        final_url=mask_url(fetcher.final_url) if fetcher.final_url else None,
        bytes=fetcher.bytes,
        requests=fetcher.requests,
    )


def _build(task: Task, kind: str) -> Connector:
    return registry.build(kind, task.url, task.options, task.kinds)


def _remembered(task: Task) -> Connector | None:
    """The connector that the last reading recognised, when it would still read the same document alike."""
    for kind in task.kinds if task.body_digest else ():
        try:
            connector = _build(task, kind)
        except ConfigError:
            continue
        if _still_meant(task, connector):
            return connector
    return None


def _still_meant(task: Task, connector: Connector) -> bool:
    # Validators belong to what was made of the document: another version or other options must read it again.
    return task.body_digest is None or task.body_digest.startswith(f"{digest(connector)}:")


def _recognised(task: Task, fetch: Fetch) -> tuple[str, Fetch]:
    """The kind of the document behind the address, and a fetch that does not ask for it twice."""
    document = fetch(task.url)
    kind = registry.recognise(task.url, document, task.kinds)
    if kind is None:
        raise _unknown(mask_url(task.url), document.content, ", ".join(task.kinds))
    if task.path is not None:
        return kind, from_file(task.path, task.policy.max_bytes)
    return kind, holding(fetch, document, {task.url, document.url})


def _unknown(shown: str, content: bytes, kinds: str) -> ParseError:
    """Why no connector knows the document: most often it is not what its owner thinks it is."""
    if not content.strip():
        return ParseError(f"{shown} is empty; nothing was read", code="empty", url=shown)
    if is_web_page(decode(content)[0]):
        return ParseError(
            f"{shown} is a web page, not a calendar, a feed or a map: it may ask to sign in; "
            "`agregateur detect` with this address looks for what can be read there",
            code="html_instead",
            url=shown,
        )
    return ParseError(
        f"{shown} is of no kind that is known ({kinds}); name its kind if it is one of them",
        code="kind_unknown",
        url=shown,
    )


def _collect(task: Task, connector: Connector, fetch: Fetch, pipe: Pipe) -> None:
    most = task.max_items if connector.single else task.max_items_paged
    known: Mapping[str, str] = Held(pipe.ask) if task.holds else {}
    hush = Hush(task.secrets)
    grouping = Grouping(connector, known, _expander(task.zone, task.window, task.limits), task.words)
    hours = Hours(task.zone) if getattr(connector, "times", "") == "as-written" else None
    whole = False
    try:
        stated = with_enclosed(connector.collect(fetch, known), known, task.kinds, task.words)
        for count, said in enumerate(stated, start=1):
            if count > most:
                raise TooLarge(
                    f"{mask_url(task.url)} gives more than {most} items", code="too_many_items", limit=most
                )
            if count % 1_000 == 0:
                grant(task.limits, count)
            if hours is not None and isinstance(said, Record):
                hours.see(said)
            for out in grouping.add(hush(said)):
                pipe.add(out)
        whole = True
        if hours is not None and (proposal := hours.proposal()) is not None:
            pipe.add(proposal)
    finally:
        for out in grouping.finish(cut=not whole):
            pipe.add(out)


def expand_stored(task: Again, pipe: Pipe) -> Ended:
    """Makes the dates of stored groups again: sends (key, Expansion) and Rejected."""
    expand = _expander(task.zone, task.window, task.limits)
    try:
        for count, (key, records) in enumerate(task.groups, start=1):
            if count % 1_000 == 0:
                grant(task.limits, count)
            try:
                pipe.add((key, expand(records)))
            except ItemRefused as exc:
                pipe.add(refusal(key, exc.code, exc.message))
        pipe.flush()
    except BaseException as exc:
        # As in read_source.
        return Ended(error=explained(exc, None))
    return Ended()


def _expander(zone: str, window: Window, limits: Limits) -> Expand:
    left = limits.occurrences

    def expand(records: tuple[Record, ...]) -> Expansion:
        nonlocal left
        try:
            expansion = recurrence.expand(records, zone=zone, window=window)
        except (ItemRefused, MemoryError):
            raise
        except Exception as exc:
            # One group's dates, from hostile input through a library: the others go on.
            raise ItemRefused(f"its dates cannot be worked out: {last_line(exc)}", code="bad_dates") from None
        left -= len(expansion.occurrences)
        if left < 0:
            raise ItemRefused("this source holds too many dates in all", code="too_many_dates")
        return expansion

    return expand


def _hushed(validator: str | None, task: Task) -> str | None:
    """A validator that repeats a secret is not kept: the document is read again each time."""
    return validator if validator is None or mask(validator, task.secrets) == validator else None
