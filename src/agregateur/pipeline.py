"""The order of the stages, and nothing else: what one reading of one source becomes.

    reading (in a child) ─► clean ─► [one write transaction: save ─► absence ─► locate, match, merge ─► render ─► write]

Fetching, parsing, expanding and cleaning happen before the transaction; matching and saving inside it. One transaction
a source: a crash leaves the previous state, whole. "Nothing changed" writes a journal line and the source's row.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from agregateur import __version__
from agregateur.communes import locate as find_commune
from agregateur.communes import venue_key
from agregateur.config import Configuration, Settings, Stanza
from agregateur.contract import Record, Rejected
from agregateur.errors import AddressRefused, AgregateurError, ConfigError, Gone, ParseError
from agregateur.ingest import absence
from agregateur.ingest.features import candidate_keys, features
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.match import verdict
from agregateur.ingest.merge import SourceFacts
from agregateur.ingest.normalise import VERSION, clean
from agregateur.ingest.reading import Again, Job, Reading, expand_again
from agregateur.ingest.reading import Group as ReadGroup
from agregateur.ingest.settle import settle
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Expansion, Item, Located
from agregateur.publish import dates, ical
from agregateur.publish.leaving import Credit
from agregateur.store import decisions, events, groups, sources
from agregateur.store.database import Database
from agregateur.store.groups import Held, Stated
from agregateur.store.sources import Line, State
from agregateur.store.upgrade import portal_name
from agregateur.taxonomy import labels

GONE_WAIT = timedelta(days=7)
"""A source that answers 410 is asked again once a week, in case the server was wrong."""
ROLL_AHEAD = timedelta(days=7)
"""Endless rules are expanded again when their window lacks more than a week."""


@dataclass(frozen=True)
class Context:
    """What every run needs: the store, the sources file and the settings."""

    database: Database
    configuration: Configuration
    settings: Settings

    @cached_property
    def portal(self) -> str:
        with self.database.reader() as connection:
            return portal_name(connection)

    @cached_property
    def stanzas(self) -> dict[str, Stanza]:
        return {stanza.id: stanza for stanza in self.configuration.sources}

    def locator(self, stanza: Stanza) -> Callable[[Item, Mapping[str, str]], Located]:
        """Finds the commune of an item of this source."""
        portal, source = self.configuration.territory, stanza.territory

        def place(item: Item, venues: Mapping[str, str]) -> Located:
            default = stanza.default.commune
            return find_commune(item.place, portal=portal, source=source, default=default, venues=venues)

        return place

    @cached_property
    def locators(self) -> dict[str, Callable[[Item, Mapping[str, str]], Located]]:
        return {stanza.id: self.locator(stanza) for stanza in self.configuration.sources}

    def locate(self, item: Item, venues: Mapping[str, str]) -> Located:
        """The commune of an item; one of a retired source keeps the place it had."""
        place = self.locators.get(item.source)
        return place(item, venues) if place else item.located

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return labels()

    @cached_property
    def facts(self) -> dict[str, SourceFacts]:
        return {
            s.id: SourceFacts(s.name, urlsplit(s.home or "").hostname or "")
            for s in self.configuration.sources
        }

    @cached_property
    def credits(self) -> dict[str, Credit]:
        return {s.id: Credit(name=s.name, home=s.home, licence=s.licence) for s in self.configuration.sources}

    def settings_digest(self, stanza: Stanza) -> str:
        """Digest of what cleaning, locating and crediting depend on beside the record."""
        facts = (
            VERSION, stanza.name, stanza.home, stanza.republication, stanza.licence, stanza.timezone,
            stanza.territory, stanza.default, sorted(stanza.categories.items()), self.configuration.territory,
            self.settings.base_url,
        )  # fmt: skip
        return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()

    @property
    def render_version(self) -> int:
        """The version of VEVENT texts: the writer's own, and the address that they bear."""
        return ical.version(self.settings.base_url)


# Before the reading ------------------------------------------------------------------------------------------------


def job(context: Context, stanza: Stanza, now: datetime, *, force: bool = False) -> Job:
    """What the reading child is told. `force`: no validators and no digests, so that everything is read again."""
    settings = context.settings
    with context.database.reader() as connection:
        state = sources.states(connection, [stanza.id])[stanza.id]
        known = {} if force else {uid: h.digest for uid, h in groups.held(connection, stanza.id).items()}
    # A reading that was not believed has to be seen whole again.
    fresh = force or state.suspicious_since is not None
    contact = settings.contact or settings.base_url
    policy = FetchPolicy(
        user_agent=f"agregateur/{__version__} (+{contact})",
        allow=settings.fetch_allow,
        max_bytes=settings.max_bytes,
        deadline=settings.fetch_seconds,
        pace=settings.host_pace,
        file=_local(stanza.url),
        etag=None if fresh else state.etag,
        last_modified=None if fresh else state.last_modified,
    )
    return Job(
        kind=stanza.kind,
        url=stanza.url,
        options=stanza.options,
        zone=stanza.timezone,
        policy=policy,
        known=known,
        body_digest=None if fresh else state.body_digest,
        now=now,
        max_items=settings.max_items,
        max_items_paged=settings.max_paged_items,
    )


def _local(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


# After it ----------------------------------------------------------------------------------------------------------


def keep(context: Context, stanza: Stanza, reading: Reading, now: datetime, *, accept: bool = False) -> Line:
    """Clean and store one reading. Out: its journal line. `accept` lifts the shrink guard for this reading."""
    line = Line(stanza.id, seconds=reading.seconds, error=reading.error)
    cleaned, refused = _clean(context, stanza, reading.groups)
    line.rejections = [*reading.rejected, *refused]
    line.rejected = len(line.rejections)
    codes = Counter(repair.code for repair in reading.repairs)
    codes.update(repair.code for stated in cleaned for repair in stated.item.repairs)
    line.repairs = codes
    with context.database.writer() as connection:
        state = sources.states(connection, [stanza.id])[stanza.id]
        held = groups.held(connection, stanza.id)
        saving = _Saving(context, connection, stanza, state, held, line, now)
        after = saving.unchanged() if reading.not_modified else saving.changed(reading, cleaned, accept)
        sources.journal(connection, line, now, after | _timing(stanza, state, line, reading, now))
    return line


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


def _clean(
    context: Context, stanza: Stanza, read: Iterable[ReadGroup]
) -> tuple[list[Stated], list[Rejected]]:
    stated, refused = [], []
    for group in read:
        try:
            item = _item(context, stanza, group.key, group.records, group.expansion)
        except AgregateurError as error:
            refused.append(Rejected(group.key, error.code, error.message))
            continue
        except Exception as error:
            # The border between items: one that our cleaning stumbles over must not take its neighbours along.
            structlog.get_logger().error("not_cleaned", source=stanza.id, uid=group.key, exc_info=True)
            refused.append(Rejected(group.key, "fault", f"cleaning it failed ({type(error).__name__})"))
            continue
        until = _until(group.expansion, item)
        stated.append(Stated(group.key, group.digest, group.records, item, until))
    return stated, refused


def _item(
    context: Context, stanza: Stanza, key: str, records: Sequence[Record], expansion: Expansion | None
) -> Item:
    our = (context.portal, context.settings.base_url)
    return clean(key, records[0].kind, records, expansion, stanza, our=our)


def _until(expansion: Expansion | None, item: Item) -> datetime | None:
    """The end of the window when the group has dates beyond it, so that time must bring them in."""
    if expansion is None or expansion.until is None:
        return None
    beyond = item.endless or (item.last is not None and item.last > expansion.until.date())
    return expansion.until if beyond else None


@dataclass(frozen=True, slots=True)
class _Saving:
    """One source's write transaction."""

    context: Context
    connection: Connection
    stanza: Stanza
    state: State
    held: Mapping[str, Held]
    line: Line
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.stanza.timezone)).date()

    def unchanged(self) -> dict[str, Any]:
        """The server says that nothing changed: what was missing a day ago is withdrawn, nothing else."""
        self.line.outcome = "unchanged"
        withdraw = absence.overdue(self.held, self._listed(), self.now)
        self._withdraw(withdraw)
        self._settle({self.held[uid].id for uid in withdraw})
        held = sources.held_records(self.connection, self.stanza.id)
        self.line.received = self.line.unchanged = held
        return {}

    def changed(self, reading: Reading, stated: Sequence[Stated], accept: bool) -> dict[str, Any]:
        """Save what came, decide on what did not, and settle what that touches."""
        line, held = self.line, self.held
        present = {s.key for s in stated} | set(reading.unchanged)
        # One unusable version of an item is no sign that the item is gone.
        present |= {r.uid for r in line.rejections if r.uid in held}
        whole = reading.complete and reading.listing == "complete"
        told = {uid for uid in reading.withdrawn if uid in held and held[uid].withdrawn_at is None}
        replaced = self._replaced(absence.newly_absent(held, present, self.today), stated) if whole else set()
        saved = groups.save(self.connection, self.stanza.id, stated, held, self.now)
        touched = set(saved.touched)
        back = [held[uid].id for uid in reading.unchanged if uid in held and not _listed(held[uid])]
        groups.mark(self.connection, back, missing_since=None, withdrawn_at=None)
        touched.update(back)
        verdict_, after = absence.Absence(), self._doubt(None, reading)
        if whole:
            verdict_, after = self._absent(reading, stated, present | told, replaced, accept)
        gone = verdict_.withdraw | told
        missing = [held[uid].id for uid in verdict_.missing - told]
        groups.mark(self.connection, missing, missing_since=self.now)
        touched.update(missing)
        self._withdraw(gone)
        touched.update(held[uid].id for uid in gone)
        self._settle(touched)
        line.new, line.changed = saved.new, saved.changed
        line.unchanged = saved.unchanged + self._count(reading.unchanged)
        line.received = line.new + line.changed + line.unchanged
        moved = bool(saved.new or saved.changed or gone or missing or back)
        line.outcome = self._outcome(reading, verdict_.suspicious, moved)
        if reading.complete and not verdict_.suspicious:
            after |= {
                "etag": reading.etag,
                "last_modified": reading.last_modified,
                "body_digest": reading.body_digest,
                "settings_digest": self.context.settings_digest(self.stanza),
            }
        return after

    def _absent(
        self,
        reading: Reading,
        stated: Sequence[Stated],
        present: set[str],
        replaced: set[str],
        accept: bool,
    ) -> tuple[absence.Absence, dict[str, Any]]:
        """The shrink guard on a complete reading, and what the source's row remembers of its doubts."""
        doubt = self._doubt(present, reading)
        believed = accept or absence.believe(
            doubt["suspicious_count"],
            self.state.suspicious_since,
            doubt["suspicious_digest"] == self.state.suspicious_digest,
            self.now,
        )
        coming = sum(s.item.last is None or s.item.last >= self.today for s in stated)
        coming += sum(self.held[uid].coming(self.today) for uid in reading.unchanged if uid in self.held)
        found = absence.judge(
            self.held, present, coming, replaced, now=self.now, today=self.today, believed=believed
        )
        return found, doubt if found.suspicious else self._doubt(None, reading)

    def _doubt(self, present: set[str] | None, reading: Reading) -> dict[str, Any]:
        if present is None:
            kept = not reading.complete  # a failed reading says nothing for or against
            return (
                {} if kept else {"suspicious_digest": None, "suspicious_since": None, "suspicious_count": 0}
            )
        text = "\n".join(sorted(present)).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(text, digest_size=12).hexdigest()
        equal = digest == self.state.suspicious_digest
        since = self.state.suspicious_since if equal else None
        return {
            "suspicious_digest": digest,
            "suspicious_since": since or self.now,
            "suspicious_count": self.state.suspicious_count + 1 if equal else 1,
        }

    def _replaced(self, absent: Set[str], stated: Sequence[Stated]) -> set[str]:
        """Absent groups that this reading brings again under a new uid: some sources do so at each export."""
        fresh = [s.item for s in stated if s.key not in self.held and s.item.kind == "event"]
        if not absent or not fresh:
            return set()
        place = self.context.locator(self.stanza)
        seen = [features(replace(item, located=place(item, {}))) for item in fresh]
        by_key: dict[str, list[int]] = {}
        for i, item in enumerate(fresh):
            for key in candidate_keys(item, seen[i]):
                by_key.setdefault(key, []).append(i)
        found = set()
        old = groups.load(
            self.connection, (self.held[uid].id for uid in absent if self.held[uid].kind == "event")
        )
        for group in old.values():
            mine = features(group.item)
            likes = (by_key.get(key, ()) for key in candidate_keys(group.item, mine))
            near = {i for like in likes if len(like) <= groups.CROWDED for i in like}
            if any(verdict(mine, seen[i], replaced=True).outcome == "same" for i in near):
                found.add(group.item.uid)
        return found

    def _listed(self) -> set[str]:
        return {uid for uid, group in self.held.items() if _listed(group)}

    def _count(self, uids: Iterable[str]) -> int:
        """Records of unchanged groups: all that is held, when everything is unchanged."""
        known = [self.held[uid].id for uid in uids if uid in self.held]
        return groups.count_records(self.connection, known)

    def _withdraw(self, uids: Iterable[str]) -> None:
        ids = [self.held[uid].id for uid in uids]
        self.line.withdrawn = groups.count_records(self.connection, ids)
        groups.mark(self.connection, ids, withdrawn_at=self.now)

    def _settle(self, touched: set[int]) -> None:
        settle_and_write(self.context, self.connection, touched, self.now)

    def _outcome(self, reading: Reading, suspicious: bool, moved: bool) -> str:
        error = reading.error
        if error is not None:
            if reading.groups or reading.unchanged:
                return "partial"
            if isinstance(error, Gone):
                return "gone"
            return "refused" if isinstance(error, (AddressRefused, ParseError, ConfigError)) else "failed"
        if suspicious:
            return "suspicious"
        return "ok" if moved else "unchanged"


def _listed(group: Held) -> bool:
    return group.missing_since is None and group.withdrawn_at is None


# What records become -----------------------------------------------------------------------------------------------


def settle_and_write(
    context: Context,
    connection: Connection,
    touched: Iterable[int],
    now: datetime,
    *,
    rolled: Set[int] = frozenset(),
) -> None:
    """Make again all that the touched groups reach, render it and write it; last, number what changed.

    `rolled`: groups whose stored window moved, so that their occurrences are written although nothing changed.
    """
    ids = set(touched)
    if not ids:
        return
    settled = settle(
        connection,
        ids,
        locate=context.locate,
        venue_key=venue_key,
        facts=context.facts,
        decisions=decisions.in_force(connection),
    )
    changes = events.Changes()
    before = events.stored(connection, settled.drafts)
    gone = [event_id for event_id, draft in settled.drafts.items() if draft is None]
    events.withdraw(connection, gone, now, changes)
    rolling = {g.canonical_id for g in groups.load(connection, rolled).values()}
    printed = []
    for event_id, draft in settled.drafts.items():
        if draft is None:
            continue
        rendered = events.number(draft, before.get(event_id), now)
        if rendered.moved or event_id in rolling:
            printed.append(_print(context, rendered))
    events.write(connection, printed, now, context.render_version, changes)
    for kind in ("actor", "article"):
        items = {
            own_id: (group.item, group.first_seen) if group.active else None
            for own_id, group in settled.simple.items()
            if group.kind == kind
        }
        events.write_simple(connection, kind, items, now, changes)
    events.take_numbers(connection, changes)


def _print(context: Context, rendered: events.Rendered) -> events.Printed:
    leaving = rendered.leaving
    text = ""
    if leaving is not None:
        text = ical.vevent(
            leaving,
            portal=context.portal,
            base_url=context.settings.base_url,
            credits=context.credits,
            labels=context.labels,
        )
    event = rendered.event
    return events.Printed(rendered, text, long=dates.is_long(event), regular=dates.is_regular(event))


# As time passes and the file changes ---------------------------------------------------------------------------------


def prepare(context: Context, now: datetime) -> None:
    """Before any reading: bring the sources table to the file, roll windows on, clean again what new defaults touch."""
    with context.database.writer() as connection:
        synced = sources.sync(connection, context.configuration, now)
        touched = {
            i for s in (*synced.retired, *synced.returned) for i in groups.ids_of_source(connection, s)
        }
        settle_and_write(context, connection, touched, now)
        events.trim(connection, now)
        rolling = groups.expiring(connection, now + WINDOW_AHEAD - ROLL_AHEAD)
    for source_id, group_ids in rolling.items():
        if source_id in context.stanzas:
            _clean_again_alone(context, context.stanzas[source_id], group_ids, now)
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


def _clean_again_alone(context: Context, stanza: Stanza, group_ids: Sequence[int], now: datetime) -> bool:
    """`clean_again`, whose failure is this source's alone: it is told, and tried again at the next harvest."""
    try:
        clean_again(context, stanza, group_ids, now)
    except AgregateurError as error:
        structlog.get_logger().warning("clean_again_failed", source=stanza.id, error=error.message)
        return False
    return True


def clean_again(context: Context, stanza: Stanza, group_ids: Sequence[int], now: datetime) -> None:
    """Make items again from the records as stored, without fetching: dates in the child, then cleaning."""
    with context.database.reader() as connection:
        loaded = groups.load(connection, group_ids)
        records = groups.records_of(connection, group_ids)
    dated = [(str(i), records[i]) for i, g in loaded.items() if g.kind == "event" and i in records]
    window = (now - WINDOW_BACK, now + WINDOW_AHEAD)
    again = expand_again(dated, zone=stanza.timezone, window=window) if dated else Again()
    if again.error is not None:
        raise again.error
    made: dict[int, tuple[Item, datetime | None]] = {}
    for group_id, group in loaded.items():
        expansion = again.expansions.get(str(group_id))
        if group_id not in records or (group.kind == "event" and expansion is None):
            continue
        item = _item(context, stanza, group.item.uid, records[group_id], expansion)
        made[group_id] = (replace(item, located=group.item.located), _until(expansion, item))
    with context.database.writer() as connection:
        for group_id, (item, until) in made.items():
            groups.set_item(connection, group_id, item, until)
        settle_and_write(context, connection, made, now, rolled=made.keys())
