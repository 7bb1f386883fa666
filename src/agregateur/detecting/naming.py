"""What to call a source: as its association would, and not as its software does. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from agregateur.detecting.services import hosted
from agregateur.text import fold, one_line

MOST = 40
"""Characters from which on a name that is made of pieces is cut down to one: the rest is a motto."""
_BETWEEN = re.compile(r"\s+[|–—·•»›-]+\s+|\s*(?:\||::|»)\s*|\s+:\s+")
_GENERAL = re.compile(
    r"(?:page d['’ ])?accueil|home(?:page)?|bienvenue|pageprincipale|accueilyeswiki|index"
    r"|site (?:officiel|internet|web)|mon site|nouveau site|untitled|sans titre|connexion|sign in|not found"
    r"|(?:notre |nos |mon |les |tous les |l['’])?(?:agenda|calendrier|evenements?|programme|actualites)"
    r"|calendars?|events?|flux(?: rss)?|rss|feed|derniers changements|open data"
    r"|(?:calendrier )?personnel|personal|famille|family"
    r"|un site (?:utilisant )?wordpress(?: de plus)?|just another wordpress site|wordpress|spip|yeswiki|nextcloud"
    r"|openagenda|umap|mobilizon|gogocarto|framagenda|framacalc|ethercalc|opendatasoft|outlook|facebook"
    r"|google (?:sheets|tableurs?|agenda|calendar|docs)"
)
_MAIL = re.compile(r"([^\s@/]+)@([\w.-]+\.[a-z]{2,})", re.I)


def short(told: str, *, inner: bool = False) -> str:
    """What a page, a calendar or a feed calls itself, without what any site says: "Foyer - Mobilizon" is "Foyer".

    Long names keep one piece alone: the first, or on an inner page the last, before which its own heading stands.
    Empty when nothing of its own remains.
    """
    told = one_line(told)
    pieces = [(found[1], found[2]) for found in re.finditer(rf"(.+?)({_BETWEEN.pattern}|$)", told)]
    own = [(piece, after) for piece, after in pieces if not _is_general(piece)]
    if not own:
        return ""
    kept = own[-1 if inner else 0][0].strip()
    whole = "".join(piece + after for piece, after in own[:-1]) + own[-1][0]
    # "Gap – Office de tourisme": a piece of three letters is not a name by itself.
    return kept if (inner or len(whole) > MOST) and len(kept) > 3 else whole.strip()


def _is_general(piece: str) -> bool:
    words = fold(piece).strip(" .!…")
    return not re.search(r"\w", words) or _GENERAL.fullmatch(words) is not None


def called(own: str, site: str, url: str, home: str | None) -> str:
    """The name of a source: its own (of a calendar, a feed), else its site's, else what its address tells.

    `own` may be a mail address, as Google calls a person's calendar: it is not shown on a portal.
    """
    mail = _MAIL.fullmatch(own)
    name = "" if mail else short(own)
    if name or site:
        return name or site
    if mail:
        return f"Agenda de {mail[1]}"
    if hosted(url) and home is None:
        # Outlook and Google name the box whose calendar it is; Google's own boxes are numbers.
        box = _MAIL.search(unquote(urlsplit(url).path))
        where = box[2] if box and not box[2].endswith("google.com") else legible_host(url)
        return f"{one_line(own) or 'Agenda'} ({where})"
    where = legible_host(home or url)
    return f"{one_line(own)} ({where})" if own else where


def legible_host(url: str) -> str:
    """The host of `url` as people write it: with its accents, without `www.`."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    try:
        return host.encode("ascii").decode("idna").removeprefix("www.")
    except UnicodeError:
        return host.removeprefix("www.")


def legible(url: str) -> str:
    """`url` with its host as people write it."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("ascii").decode("idna")
    except (UnicodeError, ValueError):
        return url
    return url.replace(f"//{parts.netloc}", f"//{parts.netloc.replace(parts.hostname or '', host)}", 1)
