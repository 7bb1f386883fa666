"""A web page of a YesWiki: how it is known, where its wiki is, and which forms it shows."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from connecteurs.yeswiki.places import Place, place_of

# What the header and the pages of YesWiki load or bear, whatever the theme.
_MARKS = tuple(
    re.compile(mark, re.I)
    for mark in (
        r"<meta[^>]{0,80}content=[\"'][^\"'>]{0,40}yeswiki",
        r"\btools/(?:bazar|templates|attach|tags|aceditor|contact)/(?:libs|presentation|styles|javascripts)/",
        r"class=[\"'][^\"'>]{0,80}\b(?:yeswiki-(?:page|body|iframe)|BAZ_cadre_fiche|bazar-list|bazar-entry|yw-)",
        r"\bwakka\.php\?wiki=",
        r"[?=/](?:PageMenuHaut|PageRapideHaut|PageTitre|PageFooter|DerniersChangementsRSS)\b",
        r"\bthemes/(?:margot|yeswiki)/",
        r"\bBazaR\b",
    )
)
_ROOT = re.compile(
    r"[\"'](https?://[^\"'\s<>]{1,300}?/|/[^\"'\s<>]{0,300}?)(?:tools|themes)/(?:bazar|templates|margot)/"
)
_FORMS = re.compile(
    r"BAZ_cadre_fiche[^\"'>]{0,200}?\bid(\d{1,6})\b"
    r"|data-id_typeannonce=[\"'](\d{1,6})"
    r"|\bid_?typeannonce=(\d{1,6})\b"
    r"|/(?:rss|json|xmlutf8|bazariframe)&(?:amp;)?(?:[a-z]+=[a-z]+&(?:amp;)?)?id=(\d{1,6})\b"
)
_LISTS = re.compile(r"data-params=(?:\"([^\"]{1,20000})\"|'([^']{1,20000})')")
_LISTED = re.compile(r"(?:\"|&quot;)idtypeannonce(?:\"|&quot;)\s*:\s*(\[[^\]]{0,200}\]|[^,}]{1,30})")


def marks(source: str) -> int:
    """How many of the things by which a YesWiki page is known are in `source`."""
    return sum(bool(mark.search(source)) for mark in _MARKS)


def shown_forms(source: str) -> tuple[str, ...]:
    """Ids of the forms whose entries a page shows; lists taken from another wiki are none of its own."""
    found = [next(filter(None, groups)) for groups in _FORMS.findall(source)]
    for one, other in _LISTS.findall(source):
        params = one or other
        if "externalModeActivated&quot;:true" in params or '"externalModeActivated":true' in params:
            continue
        for ids in _LISTED.findall(params):
            found += re.findall(r"\d{1,6}", ids)
    return tuple(dict.fromkeys(found))


def wiki_of(url: str, source: str) -> Place:
    """The wiki whose page was found at `url`."""
    place = place_of(url)
    if place.asked != "page" or "?" in url:
        return place
    # An address without a question mark may be a page of the wiki, or the folder of it: what the page loads tells.
    found = _ROOT.search(source)
    root = urljoin(url, found[1]) if found else ""
    if not root or urlsplit(root).netloc != urlsplit(url).netloc:
        return place
    return place_of(f"{root}wakka.php" if "wakka.php?wiki=" in source else root)
