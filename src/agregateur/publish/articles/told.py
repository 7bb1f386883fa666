"""An article as feeds tell it: what of it may leave, whom it is credited to, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

from agregateur import model, text
from agregateur.publish.dates import day_label
from agregateur.publish.entries import Channel
from agregateur.publish.items import excerpt
from agregateur.publish.leaving import http_url
from agregateur.publish.personal import item_without_personal, linked
from agregateur.publish.rights import Rights, credited, licence_of
from agregateur.publish.words import WORDS

_EXCERPT = 300
"""Characters of the text that a summary quotes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """An article with its public id. `genre` and `commune` are the names of its own; times are aware."""

    id: str
    item: model.Item
    published: datetime
    updated: datetime
    genre: str
    insee: str | None = None
    commune: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An article as it may leave. `id` is its permanent address, `link` the partner's page of it, else ours.

    `tags` are the names of its genre and categories; `lines` what is said beside the text, `html` is safe and whole;
    `published` is never in the future.
    """

    news: News
    item: model.Item
    id: str
    link: str
    title: str
    tags: tuple[str, ...]
    published: datetime
    rights: Rights
    excerpt: str | None
    lines: tuple[str, ...]
    html: str

    @property
    def plain(self) -> str:
        """The whole as plain text."""
        return "\n".join([*([text.printable(self.item.text), ""] if self.item.text else []), *self.lines])


def told(listed: Iterable[News], channel: Channel) -> Iterator[Told]:
    """The articles of a feed, in their order; those that may not leave are left out.

    Of one that is only signalled leave title, link, date, genre and credit: facts are free, texts and images are not.
    """
    for news in listed:
        if news.item.republication != "portail":
            yield _told(news, channel)


def _told(news: News, channel: Channel) -> Told:
    item, lang = item_without_personal(news.item), channel.language
    if item.republication != "complet":
        item = replace(item, text=None, description=None, image=None, image_credit=None, organizer=None)
    id = f"{channel.base_url.rstrip('/')}/actualites#{news.id}"
    link = http_url(item.url)
    held = _rights(item, link, channel)
    lines = []
    if item.echeance:
        today = channel.now.astimezone(ZoneInfo(item.timezone)).date()
        lines.append(WORDS[lang]["deadline"].format(day_label(item.echeance, lang, today=today)))
    if held.image_credit:
        lines.append(WORDS[lang]["image_credit"].format(held.image_credit))
    if credit := held.line(lang):
        lines.append(credit)
    parts = []
    if image := http_url(item.image):
        parts.append(f'<p><img src="{escape(image)}" alt=""></p>')
    if item.description:
        parts.append(linked(item.description, id))
    elif item.text:
        parts.append("<p>" + escape(item.text).replace("\n", "<br>") + "</p>")
    parts.append("<p>" + "<br>".join(map(escape, lines)) + "</p>")
    return Told(
        news=news,
        item=item,
        id=id,
        link=link or id,
        title=text.one_line(item.title),
        tags=(news.genre, *(channel.labels.get(code, code) for code in item.categories)),
        # Announced for later than now: not the hour of asking, which would be another each time.
        published=(
            news.published if news.published <= channel.now else min(news.updated, channel.now)
        ).astimezone(UTC),
        rights=held,
        excerpt=excerpt(item.text, _EXCERPT) if item.text else None,
        lines=tuple(lines),
        html="\n".join(parts),
    )


def _rights(item: model.Item, link: str | None, channel: Channel) -> Rights:
    member = model.Member(
        source=item.source,
        uid=item.uid,
        url=item.url,
        republication=item.republication,
        licence=item.licence,
    )
    whole = item.republication == "complet"
    return Rights(
        republication="complet" if whole else "signalement",
        credits=credited([member], channel.credits),
        licence=licence_of(member, channel.credits),
        image_credit=text.one_line(item.image_credit) if item.image and item.image_credit else None,
        link=link,
    )
