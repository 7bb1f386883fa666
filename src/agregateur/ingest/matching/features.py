"""What matching looks at in an event: folded titles without what says nothing, starts by day, places.

Everything is a pure function of one item, computed once. `Features` holds plain values only, so that it can be stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agregateur.frozen import quick
from agregateur.ingest.matching.identifiers import image_key, page_key, telephone, worldwide
from agregateur.ingest.matching.labels import labels
from agregateur.ingest.matching.marks import marks
from agregateur.ingest.matching.meeting import SQUARES, generic, venue_of
from agregateur.ingest.matching.rooms import room_in_text, room_in_title, rooms
from agregateur.ingest.matching.starts import UNKNOWN, shift, shortest, starts_by_day
from agregateur.ingest.matching.themes import PROPER, telling, themes
from agregateur.ingest.matching.told import doors_told, held_by, hours_told, lasting, runs, several_named
from agregateur.ingest.matching.tongues import abroad, foreign
from agregateur.ingest.matching.topics import topics, within
from agregateur.ingest.matching.towns import demonym, town_words, villages
from agregateur.ingest.matching.vocabulary import (
    BODIES,
    EVERYWHERE,
    GENERIC,
    INVITATIONS,
    NIGHT_WORDS,
    REPEATERS,
    stem,
)
from agregateur.ingest.matching.wording import (
    bare_words,
    cut_short,
    flat,
    names_in,
    names_of,
    read_title,
    sides,
    sorts_of,
    spelt_out,
    stub,
    tail_of,
    without_replaced,
    without_rubric,
    words_of,
)
from agregateur.model import Item, Place

MAX_SUBJECT = 260
"""Characters of a description in which it names its subject."""
MAX_TEXT = 800
"""Characters of a description that are looked at: its beginning says what it is."""

_POSTCODE = re.compile(r"\b(?:0[1-9]|[1-8]\d|9[0-578])\d{3}\b(?!\s*(?:euros|habitants|m2|km))")


@quick
@dataclass(frozen=True, slots=True)
class Features:
    """One item as matching sees it.

    `title` holds the words of the title without stop words, dates and numbers of groups, in order; `telling` those
    that may identify it, `named` those that may do so beyond one commune, `proper` those written as names; `parts`
    the words of each part that may be the subject; `frame` the telling words of the part that names a programme
    ("Festival des Cimes"), `whole` whether the title names nothing else, `programme` whether it is of a festival that
    holds several things. `sorts` are the sorts of thing it says (a
    ball, a meal), `marks` what tells sister events apart (`kind:value`). `starts` maps a local day (ordinal) to the
    minutes since midnight of its starts (-1: no hour known), sorted; `days` is the length of the longest occurrence
    in days, `span` first and last day of one longer than two weeks; `hours` are the hours told in title and text,
    `doors` those of them at which people may come, `shift` the minutes by which its starts would be earlier if
    their UTC were the local clock (0 when they are not told in UTC), `lasts` the minutes of the shortest occurrence
    whose end is stated (0: none is); `postcodes` those told where the commune is unknown. `sides` are the words on
    both sides of a match ("Voiron – Bourgoin"). `venue` is folded and bare of the town's name; `host` are the own
    words of who holds it: the organiser, else the source where it is one society; `around` are words of place, town
    and organiser; `context` those and the words of the text. `print` are digests of runs of words of the text.
    `held` is who holds it, by the field or as the text tells, `labels` the marks that sentences of the text are.
    `topics` are the words of what a text says that it is about, where the title names nothing, `within` those of what
    it is held in.
    `foreign` tells whether the title is in another language than French, `abroad` whether the name of the venue is.
    `cut` tells whether the title was cut short, `stub` what letters its last part begins with (`wording.stub`),
    `headline` whether it names no subject, `nightly` whether it is of what may begin after midnight; `subjects` are
    the names at the beginning of the text; `pages`, `ids`, `image`, `contact` and `price` what two tellings of one
    thing may bear alike (`identifiers`); `lasting` whether title or text tell of several days on end;
    `tail` are the words that the title ends with, in brackets or behind its last comma or dash.
    `sure` tells whether the commune rests on more than a default or a point; `how` it was found (`Located`), `home`
    the source's own commune where a venue lent another; without a commune, `among` are the départements of its source,
    `towns` the words of the communes that it may be; `village` are the parts of a commune's long name that are
    said.
    """

    source: str
    uid: str
    insee: str | None
    how: str
    home: str
    sure: bool
    among: frozenset[str]
    towns: frozenset[str]
    city: str
    village: frozenset[str]
    latitude: float | None
    longitude: float | None
    title: tuple[str, ...]
    telling: tuple[str, ...]
    named: frozenset[str]
    proper: frozenset[str]
    parts: tuple[str, ...]
    sides: tuple[tuple[frozenset[str], frozenset[str]], ...]
    frame: frozenset[str]
    whole: bool
    programme: bool
    cut: bool
    stub: str
    headline: bool
    sorts: frozenset[str]
    marks: frozenset[str]
    starts: dict[int, tuple[int, ...]]
    days: int
    span: tuple[int, int] | None
    nightly: bool
    hours: frozenset[int]
    doors: frozenset[int]
    shift: int
    lasts: int
    postcodes: frozenset[str]
    venue: str
    venue_generic: bool
    street: str
    organizer: str
    host: frozenset[str]
    held: str
    labels: frozenset[str]
    topics: frozenset[str]
    within: frozenset[str]
    around: frozenset[str]
    subjects: frozenset[str]
    context: frozenset[str]
    print: frozenset[int]
    pages: frozenset[str]
    ids: frozenset[str]
    image: str | None
    contact: frozenset[str]
    price: frozenset[str]
    lasting: bool
    tail: frozenset[str]
    language: str
    foreign: bool
    abroad: bool


def features(item: Item) -> Features:
    """What matching compares of `item`, which must be an event, located."""
    place = item.place
    town = town_words(item.located.insee)
    city = words_of(place.city or "")
    venue_words = words_of(place.venue or "")
    organizer = words_of(item.organizer or "")
    teller = words_of(item.teller) if item.teller else ()
    stated = without_rubric(spelt_out(without_replaced(item.title)))
    folded = flat(stated)
    text = flat(item.text[:MAX_TEXT]) if item.text else ""
    said = words_of(text)
    street = words_of(place.street or "")
    if not venue_words and not item.located.values.get("online") and street and street[0] in SQUARES:
        # "Place du Champ-de-Mars": people meet on it.
        venue_words = street
    around = frozenset((*venue_words, *city, *town, *organizer))
    tokens, parts, frame, whole = read_title(stated.rstrip(), folded, around)
    tokens = tuple(w for w in tokens if not _POSTCODE.fullmatch(w)) or tokens
    told = tuple(dict.fromkeys(w for w in tokens if w not in GENERIC and len(w) > 1))
    own = tuple(w for w in told if w not in town and w not in city and not demonym(w, town))
    elsewhere = tuple(w for w in own if w not in around)
    venue = venue_of(item, venue_words, town.union(city), tokens, folded)
    if not parts and elsewhere and not whole:
        parts = (" ".join(tokens),)
    sorts = sorts_of(folded, tokens)
    language = (item.language or "")[:2].lower()
    starts, days, span = starts_by_day(item.occurrences)
    return Features(
        source=item.source,
        uid=item.uid,
        insee=item.located.insee,
        how="seat" if item.located.values.get("seat") else item.located.how,
        home=str(item.located.values.get("home", "")),
        sure=item.located.how not in {"title", "text", "default", "coordinates", "none"}
        and not item.located.values.get("seat"),
        among=_listed(item, "among"),
        towns=frozenset(w for name in _listed(item, "candidates") for w in words_of(name)),
        village=villages(town, (*words_of(folded), *venue_words, *city)),
        city=" ".join(city),
        latitude=place.latitude,
        longitude=place.longitude,
        title=tuple(w for w in tokens if w not in town and w not in city)
        or tokens
        or tuple(bare_words(folded)),
        telling=elsewhere,
        named=frozenset(w for w in elsewhere if w not in EVERYWHERE),
        proper=names_of(stated).intersection(elsewhere),
        parts=parts,
        sides=sides(folded),
        frame=frame,
        whole=whole,
        programme=_programme(item, tokens, said, whole, starts),
        cut=cut_short(item.title),
        stub=stub(stated, folded),
        headline=_headline(elsewhere, tokens),
        sorts=sorts,
        marks=marks(folded) | room_in_title(folded) | (_rooms(place) or room_in_text(text)),
        starts=starts,
        days=days,
        span=span,
        nightly=any(w in NIGHT_WORDS for w in tokens),
        hours=hours_told(f"{folded} {text}"),
        doors=doors_told(text),
        shift=shift(item),
        lasts=shortest(item.occurrences),
        postcodes=frozenset() if item.located.insee else frozenset(_POSTCODE.findall(f"{place.text} {text}")),
        venue=venue,
        venue_generic=generic(venue),
        street=" ".join(w for w in street if w not in {"rue", "place", "avenue", "route"}),
        organizer=" ".join(organizer),
        held=" ".join(organizer or held_by(text)),
        labels=labels(text) if text else frozenset(),
        topics=topics(text) if text and EVERYWHERE.issuperset(elsewhere) else frozenset(),
        within=within(text) if text else frozenset(),
        host=_host(organizer, teller, town.union(city)),
        around=around,
        subjects=_subjects(item, around.union(town, teller)),
        context=around.union(
            street, said, teller, (stem(w) for c in item.words for w in bare_words(flat(c)))
        ),
        print=runs(said),
        pages=frozenset(p for u in (item.url, *item.links) if u and (p := page_key(u))),
        ids=frozenset(i for i in (item.uid, *item.carried) if worldwide(i)),
        image=image_key(item.image),
        contact=frozenset(
            x for x in (telephone(item.contact.telephone), (item.contact.email or "").lower()) if x
        ),
        price=frozenset(re.findall(r"\d+", item.price)) if item.price else frozenset(),
        lasting=lasting(folded, text),
        tail=tail_of(folded, around.union(town)),
        language=language,
        foreign=foreign(folded, language),
        abroad=abroad(flat(place.venue or "")),
    )


def _rooms(place: Place) -> frozenset[str]:
    """The room that the venue names, or the line of the address that the venue was taken from."""
    found = rooms(flat(place.venue)) if place.venue else frozenset[str]()
    return found or (rooms(flat(place.text)) if place.text and place.venue else found)


def _subjects(item: Item, around: frozenset[str]) -> frozenset[str]:
    """The names at the beginning of its text, but those of the place and of who tells."""
    return names_in(item.text[:MAX_SUBJECT]).difference(around) if item.text else frozenset()


def _programme(
    item: Item,
    tokens: tuple[str, ...],
    said: tuple[str, ...],
    whole: bool,
    starts: dict[int, tuple[int, ...]],
) -> bool:
    """Whether it holds several things: a festival, or what lists who comes and tells no hour."""
    if whole and "festival" in tokens:
        return True
    hourless = all(minutes == (UNKNOWN,) for minutes in starts.values())
    return (hourless or (not whole and "festival" in said)) and several_named(item.text or "")


def _headline(elsewhere: tuple[str, ...], tokens: tuple[str, ...]) -> bool:
    """Whether a title names no subject: it has no word of its own, or invites ("La culture s'invite")."""
    if not elsewhere:
        return True
    return any(w in INVITATIONS for w in tokens) and all(
        w in INVITATIONS or (telling(w) < PROPER and not themes(w)) for w in elsewhere
    )


def _host(organizer: tuple[str, ...], teller: tuple[str, ...], town: frozenset[str]) -> frozenset[str]:
    """The own words of who holds it; none where only one who repeats others is known."""
    if not organizer and not REPEATERS.isdisjoint(teller):
        return frozenset()
    return frozenset(w for w in organizer or teller if w not in town and w not in BODIES)


def told_hours(item: Item) -> frozenset[int]:
    """Hours told in an item's title and text, in minutes since midnight."""
    return hours_told(flat(f"{item.title} {(item.text or '')[:MAX_TEXT]}"))


def _listed(item: Item, name: str) -> frozenset[str]:
    """What locating an item that has no commune left open (`Located.values`)."""
    told = item.located.values.get(name) if item.located.insee is None else None
    return frozenset(map(str, told)) if isinstance(told, list | tuple) else frozenset()
