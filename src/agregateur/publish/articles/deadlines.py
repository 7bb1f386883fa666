"""The deadlines of articles as iCalendar (RFC 5545): one whole day each, which keeps nobody busy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from agregateur.publish import ical
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.entries import Channel
from agregateur.publish.icallines import dated, escape, fold, line, utc
from agregateur.publish.words import WORDS, Lang


def calendar(listed: Iterable[News], channel: Channel, *, portal: str) -> bytes:
    """The calendar in UTF-8; articles without a deadline are left out. `portal` ends the UIDs, for ever."""
    texts = (_vevent(one, portal, channel.language).encode() for one in told(listed, channel))
    parts = ical.calendar(
        texts, name=channel.title, description=channel.description, url=channel.url, page=channel.page
    )
    return b"".join(parts)


def _vevent(one: Told, portal: str, lang: Lang) -> str:
    day = one.item.echeance
    if day is None:
        return ""
    stamp = utc(one.news.updated)
    about = "\n".join(filter(None, (one.excerpt, *one.lines, one.link)))
    # An article that comes to announce an event keeps its id: the UID of its deadline must be another.
    return (
        f"BEGIN:VEVENT\r\n{fold(f'UID:echeance-{one.news.id}@{portal}')}"
        f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n"
        f"{dated('DTSTART', day)}{dated('DTEND', day + timedelta(days=1))}"
        f"{line('SUMMARY', WORDS[lang]['deadline'].format(one.title))}{line('DESCRIPTION', about)}"
        f"{fold('CATEGORIES:' + ','.join(map(escape, one.tags)))}"
        f"TRANSP:TRANSPARENT\r\n{fold(f'URL:{one.link}')}END:VEVENT\r\n"
    )
