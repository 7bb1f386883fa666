"""The services that partners use, told by the address alone: what to read instead of the page that was pasted. Pure.

Where a service can be read at another address, that is what is tried (Google Calendar's page -> its public iCal); where
it cannot be read at all, a note says so. Forms of addresses: Google Calendar Help "View your calendar"; Nextcloud's
calendar app (`/apps/calendar/p/…`, `embed/…`) and SabreDAV's `?export`; Microsoft's published calendars
(`calendar.html` beside `calendar.ics`); Meetup's `/events/ical/`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from agregateur.model import Note

_GOOGLE_ID = re.compile(r"[^\s@/]{1,200}@[^\s@/]{3,100}")
_SHARE = r"([A-Za-z0-9_-]{8,})"
_SOCIAL = {
    "instagram.com": "instagram", "whatsapp.com": "whatsapp", "wa.me": "whatsapp", "helloasso.com": "helloasso",
    "twitter.com": "social_network", "x.com": "social_network", "tiktok.com": "social_network",
    "linkedin.com": "social_network", "youtube.com": "social_network", "youtu.be": "social_network",
    "t.me": "social_network", "discord.gg": "social_network", "discord.com": "social_network",
    "snapchat.com": "social_network", "pinterest.fr": "social_network", "pinterest.com": "social_network",
    "accounts.google.com": "google_own_page", "forms.gle": "form", "framaforms.org": "form",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """An address to try. `service` is whose words explain what goes wrong there; `kind` when it is certain; `page` one
    that says what the data are called; `bare`: it was pasted without `https://`."""

    url: str
    service: str = ""
    kind: str | None = None
    page: str | None = None
    bare: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """What to try, likeliest first, and what is known beforehand (codes of `web/situations.py`)."""

    leads: tuple[Lead, ...] = ()
    notes: tuple[Note, ...] = ()


def of_address(url: str) -> Understood:
    """What the address `url` (http, https or webcal) leads to; itself when no service is known at it."""
    plain = re.sub(r"^webcals?:", "https:", url.strip(), flags=re.I)
    try:
        parts = urlsplit(plain)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return Understood(notes=(Note(code="not_an_address"),))
    for belongs, understand in _SERVICES:
        if belongs(host) and (found := understand(parts)) is not None:
            return found
    for name, code in _SOCIAL.items():
        if host == name or host.endswith(f".{name}"):
            return Understood(notes=(Note(code=code, values={"host": name}),))
    if found := _nextcloud(parts):
        return found
    if re.search(r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?map/[^/]*_\d+/?$|/datalayer/\d+/", parts.path):
        return Understood((Lead(url=url.strip(), service="umap"),))
    # Its `http:` is kept for the fetcher to judge: a webcal address may lead to either (`ingest.addresses`).
    return Understood((Lead(url=url.strip()),))


_HOSTS = re.compile(
    r"(?:^|\.)(?:openagenda|opendatasoft|framacalc|getgrist|meetup|eventbrite|icloud|google|outlook|office365|office"
    r"|live|apidae-tourisme|datatourisme|data\.gouv|facebook|framagenda|framacarte|osmfr)\.\w+$"
    r"|^(?:umap|mobilizon|grist|ethercalc|calc)\."
)


def hosted(url: str) -> bool:
    """Whether the site at `url` is that of a service, whose front page is not its user's: a uMap, a Mobilizon group."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        bool(_HOSTS.search(parts.hostname or ""))
        or parts.path.startswith("/@")
        or "/remote.php/" in parts.path
        or any(lead.service for lead in of_address(url).leads)
    )


def _note(code: str) -> Understood:
    return Understood(notes=(Note(code=code),))


# Google ----------------------------------------------------------------------------------------------------------


def google_calendar(name: str) -> Understood:
    """The public iCal address of the calendar of that id."""
    return Understood((_google_lead(name),))


def _google_lead(name: str) -> Lead:
    url = f"https://calendar.google.com/calendar/ical/{quote(name, safe='')}/public/basic.ics"
    return Lead(url=url, service="google", kind="ical")


def _google(parts: SplitResult) -> Understood | None:
    path = parts.path
    if "/calendar/ical/" in path:
        lead = Lead(url=parts._replace(scheme="https", fragment="").geturl(), service="google", kind="ical")
        return Understood((lead,), (Note(code="google_secret"),) if "/private-" in path else ())
    query = parse_qs(parts.query)
    asked = [one for name in ("src", "cid") for one in query.get(name, ())]
    inner = [of_address(one) for one in asked if re.match(r"(?:https?|webcals?)://", one, re.I)]
    if inner:
        return inner[0]
    names = [name for one in asked if (name := _google_name(one))]
    if settings := re.search(r"/settings/(?:calendar|export)/([^/]+)", path):
        names += filter(None, [_google_name(unquote(settings[1]))])
    if names:
        return Understood(tuple(_google_lead(name) for name in dict.fromkeys(names)))
    return _note("google_own_page")


def _google_name(text: str) -> str | None:
    """The calendar's id, plain or in the base64 of newer links (without its padding)."""
    if _GOOGLE_ID.fullmatch(text):
        return text
    try:
        plain = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return plain if _GOOGLE_ID.fullmatch(plain) else None


def _google_site(parts: SplitResult) -> Understood | None:
    return _google(parts) if parts.path.startswith("/calendar") else None


def _google_docs(parts: SplitResult) -> Understood | None:
    path = parts.path
    if sheet := re.match(r"/spreadsheets/(?:u/\d+/)?d/(e/)?([A-Za-z0-9_-]{10,})", path):
        gid = re.search(r"gid=(\d+)", f"{parts.query}&{parts.fragment}")
        where = f"&gid={gid[1]}" if gid else ""
        tail = f"pub?output=csv{where}" if sheet[1] else f"export?format=csv{where}"
        url = f"https://docs.google.com/spreadsheets/d/{sheet[1] or ''}{sheet[2]}/{tail}"
        page = parts._replace(query="", fragment="").geturl()
        return Understood((Lead(url=url, service="google_sheet", kind="tableur", page=page),))
    return _note("form" if path.startswith("/forms") else "document")


# Others ----------------------------------------------------------------------------------------------------------


def _nextcloud(parts: SplitResult) -> Understood | None:
    before, mark, after = parts.path.partition("/apps/calendar")
    root = re.sub(r"/index\.php$", "", before)
    if mark:
        shared = re.match(rf"/(?:p|embed)/{_SHARE}", after)
        if not shared:
            return _note("nextcloud_own_page")
        # Several calendars shared in one link are joined by hyphens (Nextcloud's tokens hold none).
        tokens = [token for token in shared[1].split("-") if token]
    elif dav := re.match(rf"(.*)/remote\.php/dav/public-calendars/{_SHARE}", parts.path):
        root, tokens = dav[1], [dav[2]]
    elif "/remote.php/" in parts.path and "/calendars/" in parts.path:
        return _note("nextcloud_own_page")
    else:
        return None
    leads = (
        Lead(
            url=parts._replace(
                path=f"{root}/remote.php/dav/public-calendars/{token}", query="export", fragment=""
            ).geturl(),
            service="nextcloud",
            kind="ical",
        )
        for token in tokens
    )
    return Understood(tuple(leads))


def _outlook(parts: SplitResult) -> Understood | None:
    path = re.sub(r"^/calendar/\d+/published/", "/owa/calendar/", parts.path)
    if re.search(r"^/owa/calendar/|/published/", path):
        path = re.sub(r"/(?:calendar|index)\.html?$", "/calendar.ics", path)
        url = parts._replace(scheme="https", path=path, query="", fragment="").geturl()
        return Understood((Lead(url=url, service="outlook", kind="ical"),))
    return _note("outlook_own_page")


def _icloud(parts: SplitResult) -> Understood | None:
    if "/published/" in parts.path:
        url = parts._replace(scheme="https", fragment="").geturl()
        return Understood((Lead(url=url, service="icloud", kind="ical"),))
    return _note("icloud_own_page")


def _facebook(parts: SplitResult) -> Understood | None:
    if re.search(r"/(?:events/)?ical/", parts.path):
        return Understood((Lead(url=parts.geturl(), service="facebook"),), (Note(code="secret_address"),))
    if re.match(r"/events/\d", parts.path):
        return _note("facebook_event")
    return _note("facebook_group" if parts.path.startswith("/groups/") else "facebook_page")


def _meetup(parts: SplitResult) -> Understood | None:
    group = re.match(r"/(?:[a-z]{2}-[A-Z]{2}/)?([\w-]{3,})", parts.path)
    if not group or group[1] in {"find", "topics", "home", "cities"}:
        return None
    url = f"https://www.meetup.com/{group[1]}/events/ical/"
    return Understood((Lead(url=url, service="meetup", kind="ical"),))


def _eventbrite(parts: SplitResult) -> Understood | None:
    return Understood((Lead(url=parts.geturl(), service="eventbrite"),))


def _is(*names: str) -> Callable[[str], bool]:
    return lambda host: any(host == name or host.endswith(f".{name}") for name in names)


_SERVICES: tuple[tuple[Callable[[str], bool], Callable[[SplitResult], Understood | None]], ...] = (
    (_is("calendar.google.com"), _google),
    (lambda host: host in {"google.com", "google.fr"}, _google_site),
    (_is("docs.google.com", "drive.google.com"), _google_docs),
    (_is("outlook.office365.com", "outlook.office.com", "outlook.live.com", "outlook.com"), _outlook),
    (_is("icloud.com"), _icloud),
    (_is("facebook.com", "fb.com", "fb.me"), _facebook),
    (_is("meetup.com"), _meetup),
    (
        lambda host: re.search(r"(?:^|\.)eventbrite\.(?:com|fr|be|ch|ca|co\.uk)$", host) is not None,
        _eventbrite,
    ),
)
