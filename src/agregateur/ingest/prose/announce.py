"""Weighing the mentions of an article: which one is announced, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agregateur.ingest.categories import classify
from agregateur.ingest.characters import mended
from agregateur.ingest.prose import choose, happenings, headlines, lists, notices, wording
from agregateur.ingest.prose.attach import Loose, of_meal
from agregateur.ingest.prose.clause import between
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import read
from agregateur.ingest.prose.mention import Mention, is_bare, is_passing, is_quoted, role_of
from agregateur.ingest.prose.mentions import mentions
from agregateur.ingest.prose.vocabulary import nouns
from agregateur.ingest.prose.weigh import UNSIGNED, Found, Head, Scene, weighed
from agregateur.taxonomy import OTHER

SURE = 0.75
"""From here an article becomes an event by itself."""
BELIEVED = 0.45
"""From here when the partner says that every item announces one (`items: events`)."""
YEARS = range(1970, 2200)
"""A publication in another year (0001-01-01 is how some programs write none) is no day to lean on."""

_TOPICS = frozenset({OTHER, "transition", "solidarite", "citoyennete", "politique"})
"""Categories that news belong to as often as events: they make no event of a title."""


_MEALS = nouns(
    "repas dejeuner banquet buffet pique-nique aperitif apero grillade paella aioli mechoui cochon"
)


def announced(found: Sequence[Found], *, believed: bool = False) -> Found | None:
    """The mention to make an event of, or None. `believed`: the partner says that every item announces one."""
    if not found:
        return None
    best = found[0]
    barred = {"several", "disagrees", "holidays", "title_denies"}
    return best if best.confidence >= (BELIEVED if believed else SURE) and not best.flags & barred else None


def find(title: str, text: str, *, published: datetime | None, zone: str) -> tuple[Found, ...]:
    """The mentions of an article that may be an event's date, the most likely first.

    `title` and `text` are plain. `published` (aware, or naive = on the clock of `zone`, an IANA name) settles missing
    years and relative words; without it only dates with a year are read. What reports, closes, limits or recalls is
    left out (`roles`), and so is what lies before the day of publication. Time and memory are linear in the text, of
    which `elements.MAX_TEXT` characters are read.
    """
    if published is not None and published.year not in YEARS:
        published = None
    day = _day(published, zone)
    texts = [read(mended(part, [], "")) for part in (title, text)]
    found: list[Mention] = []
    loose: list[Loose] = []
    for where, part in enumerate(texts):
        here, hours = mentions(part, where, day)
        found += here
        loose += hours
    _of_titled_day(found)
    shown = happenings.shown(texts[0].bare.lower())
    usable = _usable(found, day, shown=shown)
    if not usable:
        return ()
    named = between(texts[0], 0, len(texts[0].tokens), 200)
    chains = lists.chains_of(usable, loose, named=named.kind == 2, topic=named.leads > 0 or named.kind > 0)
    lower = texts[0].bare.lower()
    head = Head(
        named,
        heading=lower,
        topic=not _TOPICS.issuperset(classify((), title)),
        practical=notices.practical(lower),
        text=texts[1],
        words=wording.worded(lower, texts[1].bare[: wording.MAX_WORDED].lower()),
        exclaims="!" in title or "!" in text,
        lists=len(chains),
        day=day,
    )
    judged = [choose.judged(chain, head) for chain in chains]
    chosen = choose.first_of(judged)
    first = chosen.chain
    meal = not _MEALS.isdisjoint(named.words)
    scene = Scene(
        day=day,
        loose=[
            h for h in loose if not choose.owned(h, first, found) and (meal or not of_meal(h.read, h.hours))
        ],
        same=[m for m in usable if m not in first and choose.days(first) & m.days and m.repeat is None],
        reports=headlines.reports(texts[0].bare.lower()),
        informs=headlines.informs(texts[0].bare.lower()),
        only=all(choose.days(c) <= choose.days(first) for c in chains if c[0].repeat is None),
        shown=shown or happenings.shown(texts[1].bare[:600].lower()),
    )
    best = weighed(first, chosen.around, scene)
    if best is not None and first[0].where > 0 and any(choose.rival(chosen, one) for one in judged):
        best = replace(best, flags=best.flags | {"several"})
    if best is not None and _begun(best, published, zone):
        best = replace(best, confidence=min(best.confidence, UNSIGNED))
    apart = replace(scene, loose=[])
    others = (weighed(one.chain, one.around, apart, best=False) for one in judged if one is not chosen)
    weaker = (replace(one, confidence=min(one.confidence, 0.4)) for one in others if one is not None)
    return tuple(one for one in (best, *weaker) if one is not None)


def _usable(found: Sequence[Mention], day: date | None, *, shown: bool) -> list[Mention]:
    """The mentions that may be announced, once each has its role; the title's give way to what the text states."""
    for previous, one in zip([None, *found], found, strict=False):
        near = previous if previous is not None and previous.read is one.read else None
        one.role = role_of(one, day, near, shown=shown)
    usable = [one for one in found if one.role is None and (one.dates or one.repeat)]
    if any(one.where == 1 and one.slots for one in usable):
        # "Ciné-débat « Demain »": the name of a work.
        usable = [one for one in usable if one.where == 1 or not is_quoted(one)]
    usable = _in_full(usable)
    stated = [one for one in usable if one.where == 1 and not is_passing(one)]
    if any(one.slots or any(r.dated or r.agreed for r in one.dates) for one in stated):
        # "Ciné-débat : Nourrir demain".
        usable = [one for one in usable if one.where == 1 or one.slots or not is_passing(one)]
    return usable


def _of_titled_day(found: Sequence[Mention]) -> None:
    """ "27 janvier, n'oublions pas", then "mardi à 17h30": the weekday alone is that of the day in the title."""
    titled = [one for one in found if one.where == 0 and len(one.dates) == 1 and not one.dates[0].relative]
    if len(titled) != 1 or not isinstance(titled[0].elements[0], Days):
        return
    named = titled[0].dates[0].on
    for one in found:
        if one.where == 1 and is_bare(one) and len(one.dates) == 1:
            resolved = one.dates[0]
            if resolved.on < named and resolved.on.weekday() == named.weekday():
                one.dates = [replace(resolved, on=named)]


def _in_full(usable: list[Mention]) -> list[Mention]:
    """Without "ce jeudi" in the title, where the text states one day in full, another Thursday, and nothing else.

    Such a headline was written for a later day than the feed's, or is one of a form.
    """
    framing = [one for one in usable if one.where == 0 and not one.slots and _a_weekend(one)]
    if framing:
        # "Ce week-end : derby !", where the text states the day.
        told = [one for one in usable if one.where == 1 and one.dates]
        named = (date for one in told for date in one.dates)
        if told and all(date.agreed and not date.relative for date in named):
            usable = [one for one in usable if one not in framing]
    spoken = [one for one in usable if one.where == 0 and _a_weekday(one)]
    rest = [one for one in usable if one not in spoken]
    days = {date for one in rest for date in one.dates}
    if not spoken or len({date.on for date in days}) != 1 or any(one.repeat or one.next_one for one in rest):
        return usable
    sure = all(date.agreed and not date.relative for date in days)
    stated = next(iter(days)).on
    same = all(date.on.weekday() == stated.weekday() for one in spoken for date in one.dates)
    return rest if sure and same else usable


def _a_weekday(one: Mention) -> bool:
    found = [day for element in one.elements if isinstance(element, Days) for day in element.days]
    return [day.relative in ("ce", "seul") and day.weekday is not None for day in found] == [True]


def _a_weekend(one: Mention) -> bool:
    found = [day.relative or "" for e in one.elements if isinstance(e, Days) for day in e.days]
    return len(found) == 1 and found[0].startswith("week-end")


def _day(published: datetime | None, zone: str) -> date | None:
    if published is None:
        return None
    return published.astimezone(ZoneInfo(zone)).date() if published.tzinfo else published.date()


def _begun(found: Found, published: datetime | None, zone: str) -> bool:
    """Whether the only date had begun when the article came out: a report or a reading, seldom an announcement."""
    start, end = found.timings[-1]
    if published is None or len(found.timings) > 1 or found.rrule or not isinstance(start, datetime):
        return False
    out = published.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if published.tzinfo else published
    return start < out and (end is None or not isinstance(end, datetime) or end < out)
