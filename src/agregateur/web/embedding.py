"""What a webmaster copies to show a selection on another site: addresses and small pieces of HTML. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from agregateur.web.paths import with_query
from agregateur.web.qr import qr_path
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

HEIGHT = 600
"""CSS pixels of a frame whose height nobody follows: it scrolls inside."""
NO_COLOURS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Snippets:
    """`iframe` and `script` are HTML to paste; the others are whole addresses."""

    widget: str
    iframe: str
    script: str
    fragment: str
    screen: str
    page: str
    qr: str
    """The QR code (SVG) of `page`."""


def snippets(
    site: Site, wanted: Wanted, *, title: str, colours: Mapping[str, str] = NO_COLOURS, height: int = HEIGHT
) -> Snippets:
    """Every way to show `wanted` (its format and order do not matter) under `title` elsewhere.

    `colours` are the words of `web.colours`: `couleur`, `fond`, `lien`.
    """
    query = words(wanted, colours)
    page = site.url(wanted.page(), wanted.language)
    widget = site.url(with_query("/widget", query))
    return Snippets(
        widget=widget,
        iframe=iframe(widget, title=title, language=wanted.language, height=height),
        script=_script(site, with_query("", query).removeprefix("?"), title, page),
        fragment=site.url(with_query("/widget.html", words(wanted))),
        screen=site.url(with_query("/ecran", words(wanted))),
        page=page,
        qr=site.url(qr_path(page.removeprefix(site.url("")))),
    )


def words(wanted: Wanted, options: Mapping[str, str] = NO_COLOURS) -> list[tuple[str, str]]:
    """The words that say `wanted` behind `/widget` and its like: the same for every way of asking for it."""
    said = [*wanted.selection.plain().query(), *sorted(options.items())]
    if wanted.limit is not None:
        said.append(("limite", str(wanted.limit)))
    if wanted.language != "fr":
        said.append(("langue", wanted.language))
    return said


def iframe(address: str, *, title: str, language: str, height: int = HEIGHT, width: str = "100%") -> str:
    """The frame, which needs no script: when the list is longer it scrolls inside."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" lang="{language}" width="{width}"'
        f' height="{height}" loading="lazy" style="border:0"></iframe>'
    )


def link(address: str, words: str) -> str:
    """A plain link: what is left where no frame is shown."""
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _script(site: Site, query: str, title: str, page: str) -> str:
    """The element that puts the same frame in its place and follows its height."""
    return (
        f'<script src="{escape(site.url("/widget.js"))}" data-agenda="{escape(query)}"'
        f' data-titre="{escape(title)}" async></script>\n'
        f"<noscript>{link(page, title)}</noscript>"
    )
