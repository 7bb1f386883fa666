"""An item in words, for readers of feeds (RSS, Atom, JSON Feed): its title with the date, a summary, all as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from agregateur import text
from agregateur.frozen import quick
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import when_label
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.leaving import http_url, may_leave, page_url, place_line, status_of, title_of
from agregateur.publish.personal import linked
from agregateur.publish.rights import Rights, rights
from agregateur.publish.words import STATUS, WORDS, Lang, facts

_EXCERPT = 300
"""Characters of the text that a summary quotes; the HTML holds it whole."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An event as a feed lists it. `event` is the event as it may leave; `today` the local day of its place.

    `id` is its permanent address on the portal, `page` the one that readers follow; an event that is listed for several
    dates adds `#YYYY-MM-DD` to both. `place` is one line, '' when nothing is known.
    """

    event: Event
    occurrence: Occurrence
    commune: str | None
    today: date
    id: str
    page: str
    place: str
    rights: Rights


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """An item in words. `lead` says when and where; `html` is safe and whole: `lead`, image, text, facts, credit.

    `plain` is the whole as plain text, with the texts as they are stored.
    """

    lead: str
    excerpt: str | None
    credit: str | None
    html: str
    plain: str


def items(entries: Sequence[Entry], channel: Channel) -> Iterator[Item]:
    """The items of a feed in the order of `entries`; events that may not leave are left out."""
    base_url = channel.base_url.rstrip("/")
    times = Counter(entry.event.id for entry in entries)
    for entry in entries:
        event, occurrence = may_leave(entry.event), entry.occurrence
        if event is None:
            continue
        anchor = f"#{occurrence.day.isoformat()}" if times[event.id] > 1 else ""
        yield Item(
            event=event,
            occurrence=occurrence,
            commune=entry.commune,
            today=channel.now.astimezone(event.zone).date(),
            id=f"{base_url}/evenements/{event.id}{anchor}",
            page=page_url(base_url, event, channel.language) + anchor,
            place=text.one_line(place_line(event.place, occurrence.venue)) or (entry.commune or ""),
            rights=rights(event, channel.credits),
        )


def first_seen(item: Item, channel: Channel) -> datetime | None:
    """When the portal first saw the event: never in the future, as some readers hide such items until then."""
    created = item.event.created
    return min(created, channel.now) if created else None


def item_title(event: Event, occurrence: Occurrence, today: date, lang: Lang = "fr") -> str:
    """`sam. 12 déc., 20 h 30 – Concert`, or `sam. 12 déc. – Annulé : Concert`."""
    when = when_label(occurrence, lang, today=today, short=True, end=False)
    return f"{when} – {named(event, occurrence, lang)}"


def named(event: Event, occurrence: Occurrence, lang: Lang = "fr") -> str:
    """The title of one date, with what it must not be read without: `Annulé : Concert`."""
    title = title_of(event, occurrence)
    status = status_of(event, occurrence)
    if status in {"cancelled", "postponed"}:
        return f"{STATUS[lang][status]}{' : ' if lang == 'fr' else ': '}{title}"
    return title


def words(item: Item, channel: Channel) -> Words:
    """The words of an item."""
    event, lang = item.event, channel.language
    when = when_label(item.occurrence, lang, today=item.today)
    lead = f"{when}. {item.place}" if item.place else when
    credit = item.rights.line(lang)
    lines = [*facts(event, lang)]
    if event.organizer:
        lines.append(WORDS[lang]["organizer"].format(text.one_line(event.organizer)))
    links = _links(item, lang)
    after = []
    if item.rights.image_credit:
        after.append(WORDS[lang]["image_credit"].format(item.rights.image_credit))
    if credit:
        after.append(credit)
    about = [escape(line) for line in lines]
    about += [said.format(f'<a href="{(to := escape(url))}">{to}</a>') for said, url in links]
    about += [escape(line) for line in after]
    plain = [lead]
    if event.text:
        plain += ["", event.text, ""]
    plain += lines + [said.format(url) for said, url in links] + after
    return Words(
        lead=lead,
        excerpt=excerpt(event.text, _EXCERPT) if event.text else None,
        credit=credit,
        html=_html(event, lead, about, item.page),
        plain="\n".join(plain),
    )


def _links(item: Item, lang: Lang) -> list[tuple[str, str]]:
    """Sentences with a hole, and the address that fills it."""
    found = (("online", http_url(item.event.online)), ("more", item.rights.link))
    return [(WORDS[lang][key], url) for key, url in found if url]


def _html(event: Event, lead: str, about: Sequence[str], page: str) -> str:
    """The whole item as HTML; `event.description` was sanitised on the way in, `about` is escaped. `page` shows what
    does not leave."""
    parts = [f"<p><strong>{escape(lead)}</strong></p>"]
    if image := http_url(event.image):
        parts.append(f'<p><img src="{escape(image)}" alt=""></p>')
    if event.description:
        parts.append(linked(event.description, page))
    elif event.text:
        parts.append("<p>" + escape(event.text).replace("\n", "<br>") + "</p>")
    if about:
        parts.append("<p>" + "<br>".join(about) + "</p>")
    return "\n".join(parts)


def closed(line: str) -> str:
    """`line` ended as a sentence is; a comma left hanging at its end goes."""
    line = line.rstrip(" ,;")
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def excerpt(value: str, most: int) -> str:
    """The beginning of a text on one line, at most `most` characters and `…`, cut between words where there are any."""
    # One line of the beginning is enough: no blank is longer than what is left out here.
    line = text.one_line(value[: most * 4])
    if len(line) <= most and len(value) <= most * 4:
        return line
    cut = line[: most + 1]
    return cut.rsplit(" ", 1)[0][:most].rstrip(" ,;:.") + "…"
