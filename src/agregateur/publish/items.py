"""An item in words, for readers of feeds (RSS, Atom, JSON Feed): its title with the date, a summary, all as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

from agregateur import text
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import when_label
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.leaving import credit_line, http_url, partner_url, place_line, status_of, title_of
from agregateur.publish.words import STATUS, WORDS, Lang, facts

_EXCERPT = 300
"""Characters of the text that a summary quotes; the HTML holds it whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """An item in words. `lead` says when and where; `html` is safe and whole: `lead`, image, text, facts, credit."""

    lead: str
    excerpt: str | None
    credit: str | None
    html: str


def item_title(event: Event, occurrence: Occurrence, today: date, lang: Lang = "fr") -> str:
    """`sam. 12 déc., 20 h 30 – Concert`, or `sam. 12 déc. – Annulé : Concert`."""
    when = when_label(occurrence, lang, today=today, short=True, end=False)
    title = title_of(event, occurrence)
    status = status_of(event, occurrence)
    if status in {"cancelled", "postponed"}:
        title = f"{STATUS[lang][status]}{' : ' if lang == 'fr' else ': '}{title}"
    return f"{when} – {title}"


def words(event: Event, entry: Entry, channel: Channel) -> Words:
    """The words of `event`, which is `entry.event` as it may leave."""
    lang = channel.language
    today = channel.now.astimezone(event.zone).date()
    place = text.one_line(place_line(event.place, entry.occurrence.venue)) or (entry.commune or "")
    lead = ". ".join(part for part in (when_label(entry.occurrence, lang, today=today), place) if part)
    credit = credit_line(event, channel.credits, lang)
    html = _content(event, lead, credit, lang)
    return Words(lead=lead, excerpt=_excerpt(event.text), credit=credit, html=html)


def _content(event: Event, lead: str, credit: str | None, lang: Lang) -> str:
    """The whole item as HTML; `event.description` was sanitised on the way in."""
    said = WORDS[lang]
    about = [escape(line) for line in facts(event, lang)]
    if event.organizer:
        about.append(escape(said["organizer"].format(event.organizer)))
    for key, url in (("online", http_url(event.online)), ("more", partner_url(event))):
        if url:
            about.append(said[key].format(f'<a href="{escape(url)}">{escape(url)}</a>'))
    if event.image and event.image_credit:
        about.append(escape(said["image_credit"].format(event.image_credit)))
    if credit:
        about.append(escape(credit))
    parts = [f"<p><strong>{escape(lead)}</strong></p>"]
    if image := http_url(event.image):
        parts.append(f'<p><img src="{escape(image)}" alt=""></p>')
    if event.description:
        parts.append(event.description)
    elif event.text:
        parts.append("<p>" + escape(event.text).replace("\n", "<br>") + "</p>")
    if about:
        parts.append("<p>" + "<br>".join(about) + "</p>")
    return "\n".join(parts)


def _excerpt(value: str | None) -> str | None:
    if not value:
        return None
    line = text.one_line(value)
    if len(line) <= _EXCERPT:
        return line
    return line[: _EXCERPT + 1].rsplit(" ", 1)[0][:_EXCERPT].rstrip(" ,;:.") + "…"
