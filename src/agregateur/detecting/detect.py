"""The whole of it: from what somebody pasted to a `Finding`. Runs in the parent; strangers' pages never come here."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from agregateur.config import Stanza, Territory
from agregateur.detecting import inside
from agregateur.detecting.finding import Counts, Finding, Other, is_keyed, shown_address
from agregateur.detecting.looking import LEAST
from agregateur.detecting.naming import called, legible, short
from agregateur.detecting.opml import same
from agregateur.detecting.pasted import understood
from agregateur.detecting.services import Lead, hosted
from agregateur.detecting.shown import preview
from agregateur.detecting.stanza import stanza, suggested_id
from agregateur.detecting.told import of_error
from agregateur.hushed import mask, secrets_of
from agregateur.ingest import registry
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.messages import Candidate, Ended, Looked
from agregateur.ingest.parent import converse
from agregateur.ingest.reading import Job, Limits, Reading, read
from agregateur.model import Note

TRIALS = 4
"""Candidates that are read, one after another, until one yields items."""
PAGES = 8
"""Requests of one reading (the forms of a wiki, then their entries): the preview stops early."""
MOST_ITEMS = 5_000
MOST_ITEMS_PAGED = 500
DEADLINE = 20.0
"""Seconds for one address, at most: somebody waits."""
_LIMITS = Limits(cpu=20.0, wall=60.0, total=300.0)
_LOOKING = Limits(cpu=10.0, wall=30.0, total=300.0, memory=1 << 29)
"""A page is parsed in milliseconds; one that is nested 200,000 deep would take minutes."""
_EARLY = frozenset({"too_many_items", "too_many_requests"})
_WORTH_KNOWING = frozenset({"wordpress_rest_off", "robots", "google_secret", "secret_address"})
"""What is said of a search that found something; the rest no longer matters."""
_MOST_NOTES = 4


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a search is given beside the text: what it may do on the network, the portal's territory, and the sources
    that it holds. `kinds` None: all connectors."""

    policy: FetchPolicy
    territory: Territory = field(default_factory=Territory)
    held: Collection[Stanza] = ()
    kinds: registry.Kinds | None = None


def detect(
    text: str, setting: Setting, now: datetime, *, sleep: Callable[[float], None] = time.sleep
) -> Finding:
    """What can be read of what was pasted. `now` is aware. Never raises for a fault of what was pasted."""
    told = understood(text)
    if not told.leads:
        return Finding(notes=told.notes)
    kinds = dict(registry.kinds() if setting.kinds is None else setting.kinds)
    policy = replace(setting.policy, deadline=min(setting.policy.deadline, DEADLINE))
    looked = _look(told.leads, policy, kinds)
    failed: list[Note] = []
    found: list[tuple[Candidate, Reading]] = []
    for candidate in looked.candidates[:TRIALS]:
        if found and not _is_rival(candidate, found[0][0]):
            break
        if candidate.document is None:
            # The search has just spoken to this host.
            sleep(policy.pace)
        reading = _read(candidate, policy, kinds, now)
        if reading.groups:
            found.append((candidate, reading))
        else:
            failed.append(_why_nothing(candidate, reading))
    if not found:
        return Finding(notes=_likeliest([*told.notes, *failed, *looked.notes], told.leads))
    # The first of those that give most: a list, and not the page of one of its events.
    candidate, reading = max(found, key=lambda one: len(one[1].groups))
    kept = [note for note in (*told.notes, *looked.notes, *failed) if note.code in _WORTH_KNOWING]
    return _finding(candidate, reading, looked, kept, setting, kinds, now)


def _is_rival(candidate: Candidate, first: Candidate) -> bool:
    """Whether `candidate` is another page of the same site, which may hold the list of what `first` is one of."""
    same = urlsplit(candidate.url).netloc == urlsplit(first.url).netloc
    return same and not first.given and candidate.kind == first.kind == "page"


def _look(leads: tuple[Lead, ...], policy: FetchPolicy, kinds: registry.Kinds) -> Looked:
    task = inside.Look(leads=leads, policy=policy, limits=_LOOKING, kinds=kinds)
    looked = Looked()
    for message in converse(task, _LOOKING, policy.deadline + policy.pace, {}, inside.main):
        if isinstance(message, Looked):
            looked = message
        elif isinstance(message, Ended) and message.error is not None:
            looked = replace(looked, notes=(*looked.notes, of_error(message.error, url=leads[0].url)))
    return looked


def _read(candidate: Candidate, policy: FetchPolicy, kinds: registry.Kinds, now: datetime) -> Reading:
    document = candidate.document
    given = {candidate.url: document, document.url: document} if document is not None else {}
    job = Job(
        kind=candidate.kind,
        url=candidate.url,
        options=candidate.options,
        policy=replace(policy, max_requests=PAGES),
        now=now,
        max_items=MOST_ITEMS,
        max_items_paged=MOST_ITEMS_PAGED,
        given=given,
    )
    return read(job, limits=_LIMITS, kinds=kinds)


def _why_nothing(candidate: Candidate, reading: Reading) -> Note:
    host = urlsplit(candidate.url).hostname or ""
    if reading.error is not None:
        return of_error(reading.error, service=candidate.service, url=candidate.url)
    codes = {rejected.code for rejected in reading.rejected}
    if codes == {"private"}:
        return Note(code="private_only", values={"count": len(reading.rejected)})
    if codes:
        first = reading.rejected[0]
        return Note(
            code="all_refused", values={"count": len(reading.rejected), "code": first.code, "host": host}
        )
    return Note(code="empty_calendar", values={"host": host})


def _likeliest(notes: Sequence[Note], leads: Sequence[Lead]) -> tuple[Note, ...]:
    """Why nothing can be read, each reason once; that there is nothing when nothing else was said."""
    silent = {"stopped_early", "google_secret", "secret_address"}
    found = list({note.code: note for note in reversed(notes) if note.code not in silent}.values())[::-1]
    if not found:
        if any(lead.service == "eventbrite" for lead in leads):
            return (Note(code="eventbrite"),)
        found = [Note(code="no_calendar", values={"host": urlsplit(leads[0].url).hostname or ""})]
    return tuple(found[:_MOST_NOTES])


def _finding(
    candidate: Candidate,
    reading: Reading,
    looked: Looked,
    notes: list[Note],
    setting: Setting,
    kinds: registry.Kinds,
    now: datetime,
) -> Finding:
    kind, url = candidate.kind, candidate.url
    home = _home(candidate, looked)
    name = called(candidate.name, looked.name, url, home)
    # A document may call itself by the address at which it was asked for.
    name = mask(name, secrets_of(url, candidate.options)).replace("…", " ").strip()
    source_id = suggested_id(name, home or url, {one.id for one in setting.held})
    known = next((one for one in setting.held if one.kind in {kind, None} and same(one.url, url)), None)
    if known is not None:
        notes.append(Note(code="already_held", values={"name": known.name}))
    early = reading.error is not None and reading.error.code in _EARLY
    if reading.error is not None and not early:
        notes.append(Note(code="in_part", values={"code": reading.error.code}))
    meant = Stanza(
        id=source_id, name=name or source_id, kind=kind, url=url, shown_url=shown_address(url), home=home
    )
    seen = preview(reading, meant, setting.territory, now, partial=early)
    notes += _worth_knowing(candidate, reading, seen.counts)
    others = (one for one in looked.candidates if one.url != url and one.richness > LEAST)
    return Finding(
        kind=kind,
        label=kinds[kind].label,
        url=url,
        shown_url=legible(meant.shown_url),
        options=candidate.options,
        id=source_id,
        name=meant.name,
        home=home,
        stanza=stanza(
            id=source_id,
            name=meant.name,
            kind=kind,
            url=url,
            home=home,
            options=candidate.options,
            commune=seen.usual,
        ),
        counts=seen.counts,
        shown=seen.shown,
        missing=seen.missing,
        notes=tuple({note.code: note for note in notes}.values()),
        others=tuple(_other(one, meant.name) for one in others),
    )


def _other(candidate: Candidate, name: str) -> Other:
    own = mask(short(candidate.name), secrets_of(candidate.url, candidate.options))
    shown = legible(shown_address(candidate.url))
    return Other(kind=candidate.kind, url=shown, name="" if own == name else own)


def _home(candidate: Candidate, looked: Looked) -> str | None:
    """The partner's site: that of the page that was looked at, else of the address, unless a service keeps it."""
    if looked.home:
        return looked.home if shown_address(looked.home) == looked.home else None
    return None if candidate.service or hosted(candidate.url) else urljoin(candidate.url, "/")


def _worth_knowing(candidate: Candidate, reading: Reading, counts: Counts) -> list[Note]:
    notes = []
    if candidate.service != "google" and (
        is_keyed(candidate.url) or shown_address(candidate.url) != candidate.url
    ):
        notes.append(Note(code="secret_address"))
    private = sum(rejected.code == "private" for rejected in reading.rejected)
    if private:
        notes.append(Note(code="private_items", values={"count": private}))
    if counts.refused > private:
        codes = Counter(one.code for one in reading.rejected if one.code != "private")
        most = codes.most_common(1)[0][0] if codes else ""
        notes.append(Note(code="some_refused", values={"count": counts.refused - private, "code": most}))
    if candidate.richness <= LEAST:
        notes.append(Note(code="comments_feed"))
    elif counts.articles and not counts.events and not counts.actors:
        notes.append(Note(code="feed_without_dates", values={"count": counts.articles}))
    if counts.events and not counts.upcoming and not counts.partial:
        notes.append(Note(code="only_past", values={"count": counts.events}))
    return notes
