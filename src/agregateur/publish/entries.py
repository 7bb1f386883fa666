"""What the writers of feeds are given: the events of a feed in its order, and what the feed says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from agregateur.frozen import quick
from agregateur.model import Event, Occurrence
from agregateur.publish.leaving import Credit
from agregateur.publish.words import Lang


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An event and the date it is listed for. `commune` is the name of its commune, shown when the place has none."""

    event: Event
    occurrence: Occurrence
    commune: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A feed as a whole.

    `page` is the page that shows the same, `url` the feed's own address, `base_url` that of the portal; `now` is aware.
    `credits` names the sources by id; `labels` the category codes in `language`, `types` their schema.org types.
    `read_on` is the local day on which a source was last read; `stale` the sources of the feed that could not be read
    for long, each with the day of its last good reading; `options` the format's own words, such as `texte`.
    `first` and `last` are the local days that the feed is about, when it is about some days.
    """

    title: str
    page: str
    url: str
    base_url: str
    now: datetime
    language: Lang = "fr"
    description: str = ""
    credits: Mapping[str, Credit] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    read_on: date | None = None
    stale: tuple[tuple[str, date], ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
