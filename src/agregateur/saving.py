"""One source's write transaction: what came is saved, what did not is decided on, and what that touches is settled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agregateur.canonical import settle_and_write
from agregateur.config import Stanza
from agregateur.context import Context
from agregateur.errors import AddressRefused, ConfigError, Gone, ParseError
from agregateur.ingest import absence
from agregateur.ingest.matching import comparing
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import verdict
from agregateur.ingest.matching.repeats import repeats
from agregateur.ingest.pairing import sketched
from agregateur.ingest.reading import Reading
from agregateur.ingest.ready import Ready
from agregateur.ingest.sharing import Sharing
from agregateur.preparing import Prepared
from agregateur.store import encounters, groups, sources
from agregateur.store.groups import Held
from agregateur.store.keys import shared
from agregateur.store.records import Saved, save
from agregateur.store.sources import Line, State
from agregateur.store.stated import Stated


@dataclass(frozen=True)
class Saving:
    """One source's write transaction."""

    context: Context
    connection: Connection
    stanza: Stanza
    state: State
    line: Line
    now: datetime
    sharing: Sharing | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.stanza.timezone)).date()

    @cached_property
    def held(self) -> dict[str, Held]:
        """All groups of the source, as they were before."""
        return groups.held(self.connection, self.stanza.id)

    def unchanged(self) -> dict[str, Any]:
        """The server says that nothing changed: what was missing a day ago is withdrawn, nothing else."""
        self.line.outcome, self.line.looked_into = "unchanged", False
        missing = groups.absent(self.connection, self.stanza.id)
        gone = {missing[uid].id for uid in absence.overdue(missing, frozenset(), self.now)}
        self._withdraw(gone)
        self._settle(gone)
        held = sources.held_records(self.connection, self.stanza.id)
        self.line.received = self.line.unchanged = held
        return {}

    def changed(self, reading: Reading, prepared: Prepared, accept: bool) -> dict[str, Any]:
        """Save what came, decide on what did not, and settle what that touches."""
        line, held, stated = self.line, self.held, prepared.stated
        present = {s.key for s in stated} | set(reading.unchanged)
        # One unusable version of an item is no sign that the item is gone.
        present |= {r.uid for r in line.rejections if r.uid in held}
        whole = reading.complete and reading.listing == "complete"
        told = {uid for uid in reading.withdrawn if uid in held and held[uid].withdrawn_at is None}
        left = {uid for uid in held.keys() - present if _listed(held[uid])}
        replaced = self._replaced(left, prepared) if reading.complete else set()
        saved = save(self.connection, self.stanza.id, stated, held, self.now)
        same = [held[uid] for uid in reading.unchanged if uid in held]
        # Inline: there are thousands, and hardly one of them.
        back = [g.id for g in same if g.missing_since is not None or g.withdrawn_at is not None]
        groups.mark(self.connection, back, missing_since=None, withdrawn_at=None)
        verdict_, after = absence.Absence(), self._doubt(None, reading)
        if whole:
            verdict_, after = self._absent(reading, stated, present | told, replaced, accept)
        # What came back under another uid is missing at once, past dates too: else it would be there twice.
        missing = [held[uid].id for uid in (verdict_.missing | replaced) - told]
        groups.mark(self.connection, missing, missing_since=self.now)
        gone = {held[uid].id for uid in verdict_.withdraw | told}
        self._withdraw(gone)
        ready = {i: prepared.ready[group.item.uid] for i, group in saved.groups.items()}
        self._settle({*saved.groups, *back, *missing, *gone}, saved, ready)
        line.new, line.changed = saved.new, saved.changed
        line.unchanged = saved.unchanged + sum(map(attrgetter("records"), same))
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
        today = self.today
        coming = any(s.item.last is None or s.item.last >= today for s in stated) or any(
            self.held[uid].coming(today) for uid in reading.unchanged if uid in self.held
        )
        judge = partial(absence.judge, self.held, present, coming, replaced, now=self.now, today=today)
        found = judge(believed=accept)
        if not found.suspicious:
            return found, self._doubt(None, reading)
        doubt = self._doubt(present, reading)
        if absence.believe(
            doubt["suspicious_count"],
            self.state.suspicious_since,
            doubt["suspicious_digest"] == self.state.suspicious_digest,
            self.now,
        ):
            return judge(believed=True), self._doubt(None, reading)
        return found, doubt

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

    def _replaced(self, left: Set[str], prepared: Prepared) -> set[str]:
        """Groups that this reading leaves out and brings again under a new uid: some sources do so at each export."""
        lost = {group.id for uid in left if (group := self.held[uid]).kind == "event"}
        if not lost:
            return set()
        new = (s for s in prepared.stated if s.key not in self.held and s.item.kind == "event")
        told = ((prepared.ready[s.key].features, prepared.ready[s.key].keys) for s in new)
        fresh = [
            (seen, keys)
            for features, keys in told
            if isinstance(seen := comparing.read("event", features), Features)
        ]
        by_key: dict[int, list[int]] = {}
        for number, (_, keys) in enumerate(fresh):
            for key in {shared(key) for key in keys}:
                by_key.setdefault(key, []).append(number)
        near: dict[int, set[int]] = {}
        for key, group_ids in encounters.under(self.connection, by_key, lost).items():
            if max(len(group_ids), len(by_key[key])) <= encounters.CROWDED:
                for group_id in group_ids:
                    near.setdefault(group_id, set()).update(by_key[key])
        return {
            mine.uid
            for group_id, mine in sketched(self.connection, near.keys()).items()
            if isinstance(mine.seen, Features)
            and any(_told_again(mine.seen, fresh[i][0]) for i in near[group_id])
        }

    def _withdraw(self, ids: Set[int]) -> None:
        self.line.withdrawn = groups.count_records(self.connection, ids) if ids else 0
        groups.mark(self.connection, ids, withdrawn_at=self.now)

    def _settle(
        self, touched: Set[int], saved: Saved | None = None, told: Mapping[int, Ready] | None = None
    ) -> None:
        settle_and_write(
            self.context,
            self.connection,
            touched,
            self.now,
            made=saved.groups if saved else None,
            fresh=saved.fresh if saved else frozenset(),
            told=told,
            sharing=self.sharing,
        )

    def _outcome(self, reading: Reading, suspicious: bool, moved: bool) -> str:
        error = reading.error
        if error is not None:
            if reading.brought:
                return "partial"
            if isinstance(error, Gone):
                return "gone"
            return "refused" if isinstance(error, (AddressRefused, ParseError, ConfigError)) else "failed"
        if suspicious:
            return "suspicious"
        # What was never read before is not as before, even where nothing of it could be used.
        return "unchanged" if not moved and self.state.settings_digest is not None else "ok"


def _told_again(lost: Features, fresh: Features) -> bool:
    """Whether a new uid is a lost one under another name, and not another date of its series."""
    return not repeats(lost, fresh) and verdict(lost, fresh, replaced=True).outcome == "same"


def _listed(group: Held) -> bool:
    return group.missing_since is None and group.withdrawn_at is None
