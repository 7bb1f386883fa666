"""The agenda as plain text, for a paper bulletin: written to be pasted as it is, and read by people only.

`court`: a line an event that can be cut out alone, an empty line between days. `moyen`: a heading a day, three lines an
event: hour and title, where, what with price, booking, number to call and credit; what the text says already is not
said again. In a day, what has no hour comes first, then hours follow one another (users.md, 4). After the days come
what recurs (once, with its rhythm), then what goes on from before.

What is cancelled or postponed is never printed. No line is broken: the page does that. Blanks are plain ones: those
that French typography wants kept together stand at the head of the line, and words are found again by searching.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from agregateur import text
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import (
    ONGOING,
    day_label,
    days_label,
    hours_label,
    is_long,
    last_day,
    range_label,
    regular_label,
    time_label,
    when_label,
)
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, closed, excerpt, items
from agregateur.publish.leaving import place_line, status_of, title_of
from agregateur.publish.words import STATUS, WORDS, Lang

FORM = "texte"
FORMS = ("court", "moyen")
_TITLE = 200
"""Characters of a title: longer ones are texts that stand in the wrong place."""
_TEXT = 250
"""Characters of the text in the medium form (users.md, 5)."""
_PRICE = 60
"""Characters of a price as stated that fit on a line."""
_OTHERS = 6
"""Further days that are written one by one."""
_UNPRINTED = frozenset({"cancelled", "postponed"})
_MARKS = re.compile(r"[.,;:!?()…]+(?:\s|$)")
_LEFT_TO_RIGHT = "\u200e"


def plaintext(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The text in UTF-8, its lines ended by LF; events that may not leave are left out."""
    listed = printable(entries, channel)
    lanes: dict[str, list[Item]] = {"days": [], "regular": [], "ongoing": []}
    for item in listed:
        lanes[_lane(item, channel)].append(item)
    blocks = [_head(channel), *_days(lanes["days"], channel)]
    said = WORDS[channel.language]
    for lane, name in (("regular", said["regular"]), ("ongoing", ONGOING[channel.language])):
        if lanes[lane]:
            blocks += [name, *_written(sorted(lanes[lane], key=_by_place), channel)]
    if not listed:
        blocks.append(said["nothing"])
    blocks.append(_foot(listed, channel))
    return ("\n\n".join(blocks) + "\n").encode()


def printable(entries: Sequence[Entry], channel: Channel) -> list[Item]:
    """The items that are printed, in the order of `entries`, each at the first of its dates still to happen."""
    return [held for item in items(entries, channel) if (held := _held(item, channel))]


def short(item: Item, channel: Channel) -> str:
    """`sam. 12 déc., 20 h 30 : Concert de Noël, MJC, Briançon. Gratuit. 04 92 21 00 00.`, on one line."""
    lang = channel.language
    title, where = _title(item, lang), _where(item)
    if where and title.endswith(".") and title.count(".") == 1:  # else an abbreviation, or words left open
        title = title[:-1]
    what = _joined([title, where], ", ")
    facts = [_again(item, channel), *_facts(item.event, lang)]
    if item.event.inscription != "sans":
        facts.append(WORDS[lang].get(item.event.inscription or "", ""))
    facts.append(item.event.contact.telephone or item.event.contact.email or "")
    return f"{_when(item, channel)}{_colon(lang)}{_sentences([what, *facts])}"


def medium(item: Item, channel: Channel, *, dated: bool = True) -> str:
    """Three lines: when (the hour alone unless `dated`) and title; where; what, price, booking, contact and credit."""
    event, lang = item.event, channel.language
    when = _capital(_when(item, channel, short=False) if dated else _hours(item, channel))
    first = f"{when}{_colon(lang)}{_title(item, lang)}" if when else _title(item, lang)
    told = excerpt(event.text, _TEXT) if event.text else ""
    said = _parts(told)
    prices = [*_facts(event, lang), WORDS[lang].get(event.inscription or "", "")]
    contact = [way for way in (event.contact.telephone, event.contact.email) if way and way not in told]
    facts = [
        told,
        _again(item, channel),
        *(fact for fact in prices if text.fold(fact) not in said),
        _joined(contact, ", "),
        WORDS[lang]["organizer"].format(text.one_line(event.organizer)) if event.organizer else "",
        item.rights.line(lang) or "",
    ]
    return "\n".join(line for line in (first, _in_commune(item.place, item), _sentences(facts)) if line)


# --- what stands where -------------------------------------------------------------------------------------------


def _held(item: Item, channel: Channel) -> Item | None:
    """The item at the first of its dates, from the one listed on, that is still to happen; None when there is none."""
    coming = sorted(
        (o for o in item.event.occurrences if o.day >= item.occurrence.day),
        key=lambda o: (o.day, str(o.start)),
    )
    for one in [item.occurrence, *coming]:
        inside = channel.last is None or one.day <= channel.last
        if inside and status_of(item.event, one) not in _UNPRINTED:
            return item if one is item.occurrence else replace(item, occurrence=one)
    return None


def _lane(item: Item, channel: Channel) -> str:
    if item.occurrence.day < (channel.first or item.today):
        return "ongoing"
    rhythm = None if is_long(item.event) else regular_label(item.event, channel.language)
    # A number of dates is no rhythm to be printed: those are told one by one.
    return "regular" if rhythm and not rhythm[0].isdigit() else "days"


def _days(listed: Iterable[Item], channel: Channel) -> Iterable[str]:
    """The blocks of the dated list: those of a day together."""
    in_order = sorted(listed, key=lambda item: (item.occurrence.day, *_by_hour(item)))
    for day, found in groupby(in_order, key=lambda item: item.occurrence.day):
        if channel.options.get(FORM) == "moyen":
            yield _capital(day_label(day, channel.language, today=channel.first or channel.now.date()))
            yield from (medium(item, channel, dated=False) for item in found)
        else:
            yield "\n".join(short(item, channel) for item in found)


def _written(listed: Sequence[Item], channel: Channel) -> list[str]:
    if channel.options.get(FORM) == "moyen":
        return [medium(item, channel) for item in listed]
    return ["\n".join(short(item, channel) for item in listed)]


def _by_hour(item: Item) -> tuple[str, str, str]:
    start = item.occurrence.start
    hour = f"{start:%H:%M}" if isinstance(start, datetime) else ""
    return hour, text.fold(item.commune or item.event.place.city or ""), item.event.id


def _by_place(item: Item) -> tuple[str, str, str]:
    hour, place, id = _by_hour(item)
    return place, hour, id


def _head(channel: Channel) -> str:
    title = text.one_line(channel.title)
    if channel.first is None or channel.last is None:
        return title
    period = range_label(channel.first, channel.last, channel.language, today=channel.first)
    return f"{title}\n{_capital(period)}"


def _foot(listed: Iterable[Item], channel: Channel) -> str:
    names = dict.fromkeys(credit.name for item in listed for credit in item.rights.credits)
    lines = [WORDS[channel.language]["announced"].format(", ".join(names))] if names else []
    return "\n".join([*lines, channel.page])


# --- pieces of a line --------------------------------------------------------------------------------------------


def _when(item: Item, channel: Channel, *, short: bool = True) -> str:
    lang, occurrence = channel.language, item.occurrence
    lane = _lane(item, channel)
    if lane == "ongoing":
        until = day_label(last_day(occurrence), lang, today=item.today, weekday=False, short=short)
        return WORDS[lang]["until"].format(until)
    if lane == "regular":
        rhythm = _capital(regular_label(item.event, lang) or "")
        days = sorted({o.day for o in _coming(item, channel)})
        return f"{rhythm} ({days_label(days, lang, today=item.today)})" if len(days) <= _OTHERS else rhythm
    return when_label(occurrence, lang, today=item.today, short=short, end=not short)


def _hours(item: Item, channel: Channel) -> str:
    """The hour under the heading of its day; several days are said."""
    occurrence, lang = item.occurrence, channel.language
    if occurrence.day != last_day(occurrence):
        return range_label(occurrence.day, last_day(occurrence), lang, today=item.today)
    if not isinstance(occurrence.start, datetime):
        return ""
    end = occurrence.end if isinstance(occurrence.end, datetime) else None
    return hours_label(occurrence.start, end, lang)


def _coming(item: Item, channel: Channel) -> list[Occurrence]:
    """The dates printed of an event: from the one listed on, within the period, those that will happen."""
    return [
        o
        for o in item.event.occurrences
        if o.day >= item.occurrence.day
        and (channel.last is None or o.day <= channel.last)
        and status_of(item.event, o) not in _UNPRINTED
    ]


def _again(item: Item, channel: Channel) -> str:
    """`Aussi à 17 h`, `Aussi les 13 et 20 déc.`: the further dates of what does not recur."""
    lang, first = channel.language, item.occurrence
    if _lane(item, channel) != "days":
        return ""
    said = WORDS[lang]
    coming = sorted(_coming(item, channel), key=lambda o: (o.day, str(o.start)))
    times = [
        time_label(o.start, lang) for o in coming if o.day == first.day and isinstance(o.start, datetime)
    ]
    if isinstance(first.start, datetime):
        times = [time for time in dict.fromkeys(times) if time != time_label(first.start, lang)]
    parts = [said["at"].format(", ".join(times))] if times else []
    if days := sorted({o.day for o in coming if o.day != first.day}):
        told = days_label(days[:_OTHERS], lang, today=item.today)
        more = f" {said['others'].format(len(days) - _OTHERS)}" if len(days) > _OTHERS else ""
        parts.append(f"{said['the' if len(days) == 1 else 'the_many'].format(told)}{more}")
    return said["also"].format(", ".join(parts)) if parts else ""


def _title(item: Item, lang: Lang) -> str:
    """The title, and what else it must not be read without."""
    event, status = item.event, status_of(item.event, item.occurrence)
    notes = [STATUS[lang][status]] if status in STATUS[lang] else []
    if event.sold_out:
        notes.append(WORDS[lang]["sold_out"])
    title = _apart(excerpt(title_of(event, item.occurrence), _TITLE))
    return f"{title} ({', '.join(notes).lower()})" if notes else title


def _where(item: Item) -> str:
    """Venue, else street, and town."""
    place = replace(item.event.place, postcode=None)
    if place.venue:
        place = replace(place, street=None)
    return _in_commune(text.one_line(place_line(place, item.occurrence.venue)), item)


def _in_commune(line: str, item: Item) -> str:
    """A place with the name of its commune, unless it says it."""
    if item.commune and text.fold(item.commune) not in text.fold(line):
        line = _joined([line, item.commune], ", ")
    return _apart(line)


def _facts(event: Event, lang: Lang) -> list[str]:
    price = text.one_line(event.price or "")
    if price and len(price) <= _PRICE:
        told = text.fold(price).startswith(("tarif", "gratuit", "prix", "entree", "participation", "free"))
        return [_capital(price) if told else WORDS[lang]["price"].format(price)]
    return [WORDS[lang].get(event.acces or "", "")]


def _parts(told: str) -> set[str]:
    """What a text says between its marks, folded: `Gratuit, sur inscription.` needs no `Gratuit` behind it."""
    return {text.fold(part) for part in _MARKS.split(told)}


def _colon(lang: Lang) -> str:
    return " : " if lang == "fr" else ": "


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _joined(parts: Iterable[str | None], sign: str) -> str:
    return sign.join(part for part in map(text.one_line, (p or "" for p in parts)) if part)


def _sentences(parts: Iterable[str]) -> str:
    """`One. Two! Three.`: each part ended as a sentence is."""
    lines = [line for line in map(text.one_line, parts) if line]
    return " ".join(map(closed, lines))


def _apart(value: str) -> str:
    """`value` with a mark behind it when it holds letters that run from right to left, so that what is written after it
    on the same line stays where it was put (Unicode Bidirectional Algorithm, UAX #9, 2.6)."""
    if value.isascii() or not any(unicodedata.bidirectional(c) in {"R", "AL"} for c in value):
        return value
    return value + _LEFT_TO_RIGHT
