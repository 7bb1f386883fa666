"""What a reading would look like: its items cleaned and located as the portal would, counted, and what they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agregateur.communes import commune
from agregateur.config import Stanza, Territory
from agregateur.detecting.finding import Counts, Missing, Shown
from agregateur.errors import AgregateurError
from agregateur.ingest.grouping import Group
from agregateur.ingest.normalise import clean
from agregateur.ingest.own import locator
from agregateur.ingest.reading import Reading
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Item, Occurrence
from agregateur.publish.dates import last_day
from agregateur.taxonomy import OTHER

SHOWN = 10
_HOME = ZoneInfo("Europe/Paris")
_USUAL = 0.6
"""The share of the located items in one commune from which on it is proposed as the source's default."""


@dataclass(slots=True)
class Preview:
    """The items of a reading, and what can be said of them."""

    counts: Counts = field(default_factory=Counts)
    shown: tuple[Shown, ...] = ()
    missing: tuple[Missing, ...] = ()
    usual: str | None = None
    """The INSEE code where most of it takes place, when some items do not say where."""
    items: list[Item] = field(default_factory=list)


def preview(
    reading: Reading, stanza: Stanza, territory: Territory, now: datetime, *, partial: bool
) -> Preview:
    """What the portal of that `territory` would show of a reading. `now` is aware."""
    items, refused = _items(reading.groups, stanza, territory, now)
    today = now.astimezone(_HOME).date()
    dated = [
        (item, occurrence) for item in items if item.kind == "event" and (occurrence := _next(item, today))
    ]
    coming = [(item, o) for item, o in dated if last_day(o) >= today]
    coming.sort(key=lambda pair: _order(pair[1]))
    past = [(item, o) for item, o in dated if last_day(o) < today]
    past.sort(key=lambda pair: _order(pair[1]), reverse=True)
    undated = [(item, None) for item in items if item.kind != "event"]
    kinds = Counter(item.kind for item in items)
    counts = Counts(
        events=kinds["event"],
        actors=kinds["actor"],
        articles=kinds["article"],
        upcoming=len(coming),
        past=kinds["event"] - len(coming),
        refused=len(reading.rejected) + refused,
        repaired=len(reading.repairs) + sum(len(item.repairs) for item in items),
        partial=partial,
    )
    first: Sequence[tuple[Item, Occurrence | None]] = coming or undated or past
    judged = [item for item, _ in coming] or [item for item, _ in first]
    missing = _missing(judged, {item.uid: o for item, o in dated})
    found = Preview(counts, tuple(_shown(item, o) for item, o in first[:SHOWN]), missing, items=items)
    found.usual = _usual(judged)
    return found


def _items(
    groups: Sequence[Group], stanza: Stanza, territory: Territory, now: datetime
) -> tuple[list[Item], int]:
    window = (now - WINDOW_BACK, now + WINDOW_AHEAD)
    where = locator(territory, stanza)
    items, refused = [], 0
    for group in groups:
        try:
            item = clean(
                group.key, group.kind, group.records, group.expansion, stanza, our=("", ""), window=window
            )
        except AgregateurError:
            refused += 1
            continue
        items.append(replace(item, located=where(item, {})))
    return items, refused


def _next(item: Item, today: date) -> Occurrence | None:
    """The next date of an item, else its last."""
    ahead = (o for o in item.occurrences if last_day(o) >= today)
    return next(ahead, item.occurrences[-1] if item.occurrences else None)


def _order(occurrence: Occurrence) -> tuple[date, bool, str]:
    start = occurrence.start
    return occurrence.day, isinstance(start, datetime), start.isoformat()


def _shown(item: Item, occurrence: Occurrence | None) -> Shown:
    town = commune(item.located.insee) if item.located.insee else None
    return Shown(
        title=(occurrence.title if occurrence else None) or item.title,
        kind=item.kind,
        occurrence=occurrence,
        # Of an event or an actor it is the day on which somebody wrote it down.
        published=item.published if item.kind == "article" else None,
        status=occurrence.status if occurrence else item.status,
        venue=(occurrence.venue if occurrence else None) or item.place.venue or item.place.street,
        commune=town.nom if town else item.place.city,
        insee=item.located.insee,
        how=item.located.how,
        outside=item.located.outside,
        category=item.categories[0] if item.categories else None,
        url=item.url,
    )


def _missing(items: Sequence[Item], next_dates: dict[str, Occurrence]) -> tuple[Missing, ...]:
    lacks: Counter[str] = Counter()
    for item in items:
        place, located = item.place, item.located
        somewhere = place.text or place.venue or place.street or place.city or place.latitude is not None
        if item.kind != "article" and not item.online:
            lacks["no_place"] += not somewhere
            lacks["no_commune"] += bool(somewhere) and located.insee is None and not located.outside
            lacks["default_commune"] += located.how == "default"
            lacks["outside"] += located.outside
        occurrence = next_dates.get(item.uid)
        if occurrence is not None and not occurrence.all_day:
            lacks["no_end"] += occurrence.end is None or occurrence.end == occurrence.start
        lacks["no_description"] += not item.text
        if item.kind == "event":
            lacks["no_category"] += item.categories in ((), (OTHER,))
        lacks["no_image"] += item.image is None
    if lacks["default_commune"] < len(items):
        # Worth a word only when nothing says where anything is.
        lacks.pop("default_commune", None)
    return tuple(Missing(code=code, count=count, of=len(items)) for code, count in lacks.items() if count)


def _usual(items: Sequence[Item]) -> str | None:
    towns = Counter(
        item.located.insee for item in items if item.located.insee and item.located.how != "default"
    )
    if not towns or all(item.located.insee or item.online for item in items):
        return None
    code, count = towns.most_common(1)[0]
    return code if count >= max(2, _USUAL * towns.total()) else None
