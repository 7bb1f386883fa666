"""What runs inside the reading child: fetch, parse, group, expand, and stream plain values to the parent.

`messages` says what passes on the pipe. A child that dies says nothing: its parent sees the pipe end without `Ended`.
"""

from __future__ import annotations

import gc
import hashlib
import signal
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from agregateur.contract import Connector, Document, Fetch, Record, digest
from agregateur.errors import (
    AgregateurError,
    ConfigError,
    HttpStatus,
    ItemRefused,
    ParseError,
    ReadingKilled,
    TooLarge,
)
from agregateur.hushed import Hush, mask
from agregateur.ingest import recurrence, registry
from agregateur.ingest.clear import check_key
from agregateur.ingest.confine import Limits, Stopped, confine, deaf, grant
from agregateur.ingest.enclosed import with_enclosed
from agregateur.ingest.fetch import Fetcher, NotModified
from agregateur.ingest.files import file_document
from agregateur.ingest.grouping import Expand, Grouping, refusal
from agregateur.ingest.heap import YOUNG
from agregateur.ingest.hours import Hours
from agregateur.ingest.messages import Again, Begun, Ended, Fetching, Ready, Task, Window
from agregateur.ingest.patience import patient
from agregateur.ingest.pipe import Held, Pipe
from agregateur.model import Expansion
from agregateur.text import decode, is_web_page, mask_addresses, mask_url, one_line

_SECRET_LENGTH = 12
"""Characters from which an option may be a key; shorter ones are words such as `events`."""


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
            fetch = _given(fetch, task.given)
        else:
            fetch = _file(task.path, task.policy.max_bytes)
        if task.kind is None or connector is None:
            kind, fetch = _recognised(task, fetch)
            connector = _build(task, kind)
            pipe.send(Begun(connector.kind, connector.listing))
        if task.path is None:
            check_key(task.url, task.options, task.policy.allow)
        mark = digest(connector)
        if connector.single:
            held, *before = (task.body_digest or "").split(":")
            fetch = _stopping_if_same(fetch, fetcher, connector, steady, before if held == mark else [])
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


def announced(fetch: Fetch, pipe: Pipe) -> Fetch:
    """`fetch`, which tells the parent of each address before it is read: it grants the time for it."""

    def telling(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        pipe.flush()
        pipe.send(Fetching())
        return fetch(url, headers=headers, json=json)

    return telling


def _given(fetch: Fetch, documents: Mapping[str, Document]) -> Fetch:
    """`fetch`, which answers once each of the `documents` that are already there."""
    left = dict(documents)

    def giving(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if json is None and not headers and url in left:
            return left.pop(url)
        return fetch(url, headers=headers, json=json)

    return giving


def _file(path: Path, max_bytes: int) -> Fetch:
    waiting = [path]

    def from_file(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if not waiting:
            raise HttpStatus(
                f"{mask_url(url)}: not found, only one file is read", url=mask_url(url), status=404
            )
        return file_document(waiting.pop(), max_bytes)

    return from_file


def _recognised(task: Task, fetch: Fetch) -> tuple[str, Fetch]:
    """The kind of the document behind the address, and a fetch that does not ask for it twice."""
    document = fetch(task.url)
    kind = registry.recognise(task.url, document, task.kinds)
    if kind is None:
        raise _unknown(mask_url(task.url), document.content, ", ".join(task.kinds))
    if task.path is not None:
        return kind, _file(task.path, task.policy.max_bytes)
    waiting = [document]

    def once(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if waiting and json is None and url in {task.url, document.url}:
            return waiting.pop()
        return fetch(url, headers=headers, json=json)

    return kind, once


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


def _stopping_if_same(
    fetch: Fetch, fetcher: Fetcher, connector: Connector, steady: list[str], before: Sequence[str]
) -> Fetch:
    """A fetch that ends the reading at a document that says what it said `before`: digests of its bytes, and of its
    steady bytes, which are left in `steady`. Steady are those that a server does not write anew at each request."""
    without = getattr(connector, "steady", None)

    def stopping(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        document = fetch(url, headers=headers, json=json)
        if before[:1] == [fetcher.digest()]:
            steady.extend(before[1:])
            raise NotModified
        if without is not None and not steady:
            steady.append(hashlib.blake2b(without(document.content), digest_size=16).hexdigest())
            if before[1:] == steady:
                raise NotModified
        return document

    return stopping


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
            raise ItemRefused(
                f"its dates cannot be worked out: {_last_line(exc)}", code="bad_dates"
            ) from None
        left -= len(expansion.occurrences)
        if left < 0:
            raise ItemRefused("this source holds too many dates in all", code="too_many_dates")
        return expansion

    return expand


def explained(exc: BaseException, task: Task | None) -> AgregateurError:
    """What went wrong, as an error that passes on the pipe and is told without secrets."""
    if isinstance(exc, AgregateurError):
        # A connector may name the address it read, which may be a secret by itself.
        secrets = task.secrets if task is not None else ()
        values = {name: _without(secrets, value) for name, value in exc.values.items()}
        return type(exc)(mask(mask_addresses(exc.message), secrets), code=exc.code, **values)
    if isinstance(exc, Stopped):
        if exc.args == (signal.SIGTERM,):
            return ReadingKilled("the reading took too long and was stopped", code="too_slow")
        return ReadingKilled("the reading used up its processor time", code="too_much_work")
    if isinstance(exc, MemoryError):
        return ReadingKilled("the reading used up its memory", code="too_much_memory")
    return AgregateurError(
        f"the connector failed: {_last_line(exc, task)}", code="connector_fault", detail=_last_line(exc, task)
    )


def _without(secrets: Sequence[str], value: Any) -> Any:
    if isinstance(value, str):
        return mask(value, secrets)
    return [_without(secrets, one) for one in value] if isinstance(value, list | tuple) else value


def _hushed(validator: str | None, task: Task) -> str | None:
    """A validator that repeats a secret is not kept: the document is read again each time."""
    return validator if validator is None or mask(validator, task.secrets) == validator else None


def _last_line(exc: BaseException, task: Task | None = None) -> str:
    text = one_line(str(exc)[:2_000])
    if task is not None:
        # A library may repeat an address or a key that is a secret.
        text = mask(mask_addresses(text.replace(task.url, mask_url(task.url))), task.secrets)
        for value in task.options.values():
            if isinstance(value, str) and len(value) >= _SECRET_LENGTH:
                text = text.replace(value, "…")
    frames = traceback.extract_tb(exc.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(exc).__name__}: {text[:300]}{where}"
