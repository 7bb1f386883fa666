"""RSS 2.0 as WordPress writes it, and as an agenda with the RSS event module writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from agregateur.examples.partner import Item, Partner, Week

_PARIS = ZoneInfo("Europe/Paris")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel>
  <title>{name}</title>
  <atom:link href="{site}feed/" rel="self" type="application/rss+xml" />
  <link>{site}</link>
  <description>{about}</description>
  <lastBuildDate>{built}</lastBuildDate>
  <language>fr-FR</language>
  <generator>{generator}</generator>
"""
_GENERATORS = {"wordpress": "https://wordpress.org/?v=6.6.2", "agenda-rss": "Agenda RSS 2.4"}


def write(partner: Partner, week: Week) -> bytes:
    """The feed of `partner`. An item with `when` carries ev:startdate and its sisters."""
    newest = max(week.at(item.published or "s0 lun") for item in partner.items)
    text = _HEAD.format(
        name=escape(partner.name),
        site=partner.site,
        about=escape(partner.about),
        built=_rfc822(newest),
        generator=_GENERATORS[partner.manner],
    )
    text += "".join(_item(partner, item, week) for item in partner.items)
    return (text + "</channel>\n</rss>\n").encode(partner.charset)


def _item(partner: Partner, item: Item, week: Week) -> str:
    body = week.tell(item.text).strip()
    first, *others = body.split("\n\n")
    lines = [
        f"<title>{escape(week.tell(item.title))}</title>",
        f"<link>{escape(item.url or partner.site)}</link>",
        f'<guid isPermaLink="false">{escape(partner.site)}?p={escape(item.uid)}</guid>',
        f"<pubDate>{_rfc822(week.at(item.published or 's0 lun'))}</pubDate>",
        *(f"<category><![CDATA[{word}]]></category>" for word in item.categories),
    ]
    if partner.manner == "wordpress":
        html = "\n".join(f"<p>{escape(part)}</p>" for part in [first, *others])
        lines += [
            "<dc:creator><![CDATA[La rédaction]]></dc:creator>",
            f"<description><![CDATA[<p>{escape(first)} […]</p>]]></description>",
            f"<content:encoded><![CDATA[{html}]]></content:encoded>",
        ]
    else:
        lines.append(f"<description>{escape(body)}</description>")
    if item.when:
        span = week.span(item.when)
        lines.append(f"<ev:startdate>{_iso(span.start)}</ev:startdate>")
        if span.end is not None and not span.all_day:
            lines.append(f"<ev:enddate>{_iso(span.end)}</ev:enddate>")
        if item.place:
            lines.append(f"<ev:location>{escape(item.place)}</ev:location>")
        if item.organizer:
            lines.append(f"<ev:organizer>{escape(item.organizer)}</ev:organizer>")
    return "  <item>\n" + "".join(f"    {line}\n" for line in lines) + "  </item>\n"


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.replace(tzinfo=_PARIS).astimezone(UTC))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=_PARIS).isoformat()
    return str(value)
