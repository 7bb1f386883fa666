"""The order of the stages, and nothing else: what one reading of one source becomes.

    reading (in a child) ─► clean ─► [ save ─► absence ─► locate, match, merge ─► render ─► write ]
                                       `saving`             `canonical`: settle      one write transaction a source

Fetching, parsing, expanding and cleaning happen before the transaction; matching and saving inside it. One transaction
a source: a crash leaves the previous state, whole. "Nothing changed" writes a journal line and the source's row.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from agregateur import __version__, preparing, rebuilding
from agregateur.canonical import settle_and_write
from agregateur.config import Stanza, mask
from agregateur.context import Context
from agregateur.errors import AgregateurError
from agregateur.ingest.addresses import MAIL_PORTS, allowed
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.heap import seldom_collected
from agregateur.ingest.hiding import Words
from agregateur.ingest.hours import advice
from agregateur.ingest.reading import Job, Reading
from agregateur.ingest.windows import window_at
from agregateur.model import WINDOW_AHEAD
from agregateur.preparing import Coming, Prepared
from agregateur.rebuilding import ROLL_AHEAD
from agregateur.remaking import remake
from agregateur.saving import Saving
from agregateur.store import events, groups, numbering, sources
from agregateur.store.records import records_of
from agregateur.store.sources import Line, State

GONE_WAIT = timedelta(days=7)
"""A source that answers 410 is asked again once a week, in case the server was wrong."""


# Before the reading ------------------------------------------------------------------------------------------------


def job(context: Context, stanza: Stanza, now: datetime, *, force: bool = False) -> Job:
    """What the reading child is told. `force`: no validators and no digests, so that everything is read again."""
    settings = context.settings
    with context.database.reader() as connection:
        state = sources.states(connection, [stanza.id])[stanza.id]
    # A reading that was not believed has to be seen whole again.
    fresh = force or state.suspicious_since is not None
    # Some servers answer 304 for ever: once a week they are asked without validators.
    conditional = not fresh and _week(state.id, state.last_read_at) == _week(state.id, now)
    contact = settings.contact or settings.base_url
    policy = FetchPolicy(
        user_agent=f"agregateur/{__version__} (+{contact})",
        allow=settings.fetch_allow,
        max_bytes=settings.max_bytes,
        deadline=settings.fetch_seconds,
        pace=pace(context, stanza),
        file=_local(stanza.url),
        etag=state.etag if conditional else None,
        last_modified=state.last_modified if conditional else None,
    )
    return Job(
        kind=stanza.kind,
        url=stanza.url,
        options=stanza.options,
        zone=stanza.timezone,
        policy=policy,
        known={} if force else partial(_digests, context, stanza.id),
        body_digest=None if fresh else state.body_digest,
        now=now,
        max_items=settings.max_items,
        max_items_paged=settings.max_paged_items,
        words=Words(stanza.exclude, stanza.include),
        secrets=_secrets(context, stanza),
    )


def _secrets(context: Context, stanza: Stanza) -> tuple[str, ...]:
    """What the stanza tells its server and nobody else."""
    told = f"{stanza.url} {dict(stanza.options)!r}"
    return tuple(secret for secret in context.configuration.secrets if secret in told)


def _digests(context: Context, source_id: str) -> str:
    with context.database.reader() as connection:
        return groups.digests(connection, source_id)


def pace(context: Context, stanza: Stanza) -> float:
    """Seconds between two requests to the source's host. None are needed for files, nor for a private host that the
    operator allowed by name: it is his own.
    """
    parts = urlsplit(stanza.url)
    port = parts.port or {"http": 80, **MAIL_PORTS}.get(parts.scheme, 443)
    own = parts.scheme == "file" or allowed(parts.hostname or "", port, context.settings.fetch_allow)
    return 0.0 if own else context.settings.host_pace


def _week(source_id: str, moment: datetime | None) -> int | None:
    """The number of the week, which begins at another hour for each source."""
    if moment is None:
        return None
    offset = int.from_bytes(hashlib.blake2b(source_id.encode(), digest_size=4).digest()) % _WEEK
    return int(moment.timestamp() + offset) // _WEEK


_WEEK = 7 * 86_400


def _local(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


_SHRUNK = "too much has vanished at once: nothing is withdrawn; if that is right, agregateur harvest {source} --accept"

# After it ----------------------------------------------------------------------------------------------------------


@seldom_collected()
def keep(
    context: Context,
    stanza: Stanza,
    reading: Reading,
    now: datetime,
    *,
    accept: bool = False,
    coming: Coming | None = None,
) -> Line:
    """Clean and store one reading. Out: its journal line. `accept` lifts the shrink guard for this reading; `coming`:
    its groups that are not in it, but on their way."""
    prepared = coming.prepared(reading) if coming else Prepared()
    prepared.add(preparing.prepared(preparing.task(context, stanza, now), reading.groups))
    line = Line(stanza.id, seconds=reading.seconds, error=_without_secrets(context, reading.error))
    line.rejections = [
        replace(r, detail=mask(r.detail, context.configuration.secrets))
        for r in (*reading.rejected, *prepared.refused)
    ]
    line.rejected = len(line.rejections)
    codes = Counter(repair.code for repair in reading.repairs)
    codes.update(repair.code for stated in prepared.stated for repair in stated.item.repairs)
    line.repairs = codes
    line.advice = advice(reading.repairs)
    with context.database.writer() as connection:
        state = sources.states(connection, [stanza.id])[stanza.id]
        saving = Saving(context, connection, stanza, state, line, now, coming.sharing if coming else None)
        after = saving.unchanged() if reading.not_modified else saving.changed(reading, prepared, accept)
        if line.outcome == "suspicious":
            line.advice = (*line.advice, _SHRUNK.format(source=stanza.id))
        sources.journal(connection, line, now, after | _timing(stanza, state, line, reading, now))
    return line


def _without_secrets(context: Context, error: AgregateurError | None) -> AgregateurError | None:
    """The error as it may be stored: a server or a library may have repeated what the operator keeps to himself."""
    secrets = context.configuration.secrets
    if error is None or not secrets:
        return error
    values = {k: mask(v, secrets) if isinstance(v, str) else v for k, v in error.values.items()}
    return type(error)(mask(error.message, secrets), code=error.code, **values)


def fail(context: Context, stanza: Stanza, reading: Reading, now: datetime) -> Line:
    """The line of a reading that our own fault kept from being stored: journalled, and tried again later."""
    error = AgregateurError("what was read could not be stored; the log says why", code="fault")
    line = Line(stanza.id, outcome="failed", seconds=reading.seconds, error=error)
    with context.database.writer() as connection:
        state = sources.states(connection, [stanza.id])[stanza.id]
        sources.journal(connection, line, now, _timing(stanza, state, line, reading, now))
    return line


def _timing(stanza: Stanza, state: State, line: Line, reading: Reading, now: datetime) -> dict[str, Any]:
    failed = line.outcome in {"failed", "refused", "gone"}
    failures = state.failures + 1 if failed else 0
    spread = int.from_bytes(hashlib.blake2b(f"{stanza.id}{now}".encode(), digest_size=2).digest()) / 65535
    next_at = sources.next_time(now, stanza.every, failures, reading.retry_after, spread)
    if line.outcome == "gone":
        next_at = max(next_at, now + GONE_WAIT)
    timing = {"failures": failures, "next_at": next_at, "kind": reading.kind or state.kind}
    return timing | ({"last_read_at": now} if line.error is None else {})


# As time passes and the file changes ---------------------------------------------------------------------------------


def prepare(context: Context, now: datetime) -> None:
    """Before any reading: bring the sources table to the file, roll windows on, clean again what new defaults touch."""
    with context.database.writer() as connection:
        synced = sources.sync(connection, context.configuration, now)
        touched = {
            i for s in (*synced.retired, *synced.returned) for i in groups.ids_of_source(connection, s)
        }
        # Of what is over for good, people's contacts are forgotten as it is drawn again.
        touched |= groups.ids_of_events(connection, events.ended(connection, now))
        settle_and_write(context, connection, touched, now)
        events.trim(connection, now)
        rolling = groups.expiring(connection, now + WINDOW_AHEAD - ROLL_AHEAD)
        again = rebuilding.wanted(connection)
    if again:
        rebuilding.rebuild(context, now)
    for source_id, group_ids in rolling.items():
        if source_id in context.stanzas:
            _clean_again_alone(context, context.stanzas[source_id], group_ids, now, passing=True)
    with context.database.reader() as connection:
        found = sources.states(connection, context.stanzas)
    for source_id, state in found.items():
        stanza = context.stanzas[source_id]
        if state.settings_digest and state.settings_digest != context.settings_digest(stanza):
            with context.database.reader() as connection:
                group_ids = groups.ids_of_source(connection, source_id)
            if _clean_again_alone(context, stanza, group_ids, now):
                with context.database.writer() as connection:
                    sources.set_settings_digest(connection, source_id, context.settings_digest(stanza))
                    if source_id in synced.renamed:
                        # Their texts say so from now on, to whoever held those of before as well.
                        numbering.named_otherwise(connection, [source_id])


def _clean_again_alone(
    context: Context, stanza: Stanza, group_ids: Sequence[int], now: datetime, *, passing: bool = False
) -> bool:
    """`clean_again`, whose failure is this source's alone: it is told, and tried again at the next harvest."""
    try:
        clean_again(context, stanza, group_ids, now, passing=passing)
    except AgregateurError as error:
        structlog.get_logger().warning("clean_again_failed", source=stanza.id, error=error.message)
        return False
    return True


def clean_again(
    context: Context, stanza: Stanza, group_ids: Sequence[int], now: datetime, *, passing: bool = False
) -> None:
    """Make items again from the records as stored, without fetching: dates in the child, then cleaning.

    `passing`: for no other reason than that time passes.
    """
    with context.database.reader() as connection:
        records = records_of(connection, group_ids)
    remade = remake(context, stanza, records, window_at(now))
    with context.database.writer() as connection:
        groups.set_windows(connection, {i: groups.window(*found) for i, found in remade.items()})
        made = {
            i: replace(group, item=remade[i][0], kind=remade[i][0].kind)
            for i, group in groups.load(connection, remade).items()
        }
        settle_and_write(context, connection, made, now, made=made, rolled=made.keys(), passing=passing)
