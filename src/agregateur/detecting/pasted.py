"""What somebody pasted, made into addresses: a page, an embed code, a calendar's id, a line of a mail. Pure.

People paste what they have: typographic quotes around it, a blank in the middle, no `https://`, a sentence before.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urlsplit

from agregateur.detecting.services import Lead, Understood, google_calendar, of_address
from agregateur.model import Note
from agregateur.text import one_line

MOST = 4_000
"""Characters that are looked at: an embed code takes some hundreds."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AROUND = " \t\r\n\"'`«»“”„‘’‹›<>,;"
_SOURCE = re.compile(
    r"""<(?:iframe|embed|object|a|link)\b[^>]*?\b(?:src|data|href)\s*=\s*["“”']?([^"“”'\s>]+)""", re.I
)
_MISTYPED = (
    (re.compile(r"^(?:url|adresse|lien|site|site web|web)\s*[:=]\s*", re.I), ""),
    (re.compile(r"^(?:https?:/*)+(?=https?:|webcals?:)", re.I), ""),
    (re.compile(r"^(?:h?t{1,3}p{1,2}|htps?|hhttps?|ttps?)(s?)\s*[:;]\s*/{1,3}\s*", re.I), r"http\1://"),
    (re.compile(r"^(https?|webcals?)\s*[:;]?\s*/{1,3}\s*", re.I), r"\1://"),
)
_ADDRESS = re.compile(r"(?:https?|webcals?)://[^\s\"“”«»<>]+", re.I)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#][^\s\"“”«»<>]*)?(?![\w@])", re.I)
_MAIL = re.compile(r"(?:mailto:)?([^\s@/:<>\"]+@[^\s@/:<>\"]+\.[a-z]{2,})", re.I)
_GOOGLE_ID = re.compile(
    r"@(?:group|import|group\.v)\.calendar\.google\.com$|@(?:gmail|googlemail)\.com$", re.I
)


def understood(text: str) -> Understood:
    """The addresses to try for `text`, likeliest first, and what can be said of it without asking anybody."""
    text = _INVISIBLE.sub("", text[:MOST])
    if "<" in text and (found := [html.unescape(src) for src in _SOURCE.findall(text)]):
        embedded = [of_address(address) for address in map(_absolute, found[:10]) if address]
        if embedded:
            return _joined(embedded)
    text = one_line(text).strip(_AROUND).lstrip("([{").rstrip(".!")
    for pattern, instead in _MISTYPED:
        text = pattern.sub(instead, text).strip()
    if not text:
        return Understood(notes=(Note(code="nothing_pasted"),))
    if mail := _MAIL.fullmatch(text):
        return _of_mail(mail[1])
    found_addresses = [_trimmed(address) for address in _addresses(text)]
    if not found_addresses and (mail := _MAIL.search(text)):
        return _of_mail(mail[1])
    if not found_addresses:
        return Understood(notes=(Note(code="not_an_address"),))
    told = _joined([of_address(address) for address in found_addresses])
    if "://" in text:
        return told
    return replace(told, leads=tuple(replace(lead, bare=not lead.service) for lead in told.leads))


def _of_mail(address: str) -> Understood:
    if _GOOGLE_ID.search(address):
        return google_calendar(address)
    return Understood(notes=(Note(code="mail_address"),))


def _addresses(text: str) -> list[str]:
    """The addresses of a line. A blank within the host is dropped; one within the path is tried both as an end and as
    the blank of a file's name."""
    if start := _ADDRESS.search(re.sub(r"(?<=//)\s+", "", text)):
        text = re.sub(r"(?<=//)\s+", "", text)
        rest = text[start.start() :]
        scheme, _, after = rest.partition("://")
        host, *path = after.split("/", 1)
        if " " in host and (squeezed := _squeezed(host)):
            rest = f"{scheme}://{squeezed}" + "".join(f"/{piece}" for piece in path)
        first, _, more = rest.partition(" ")
        joined = [f"{first}%20{more.replace(' ', '%20')}"] if re.search(r"\.\w{2,5}(?:\?\S*)?$", more) else []
        return [*joined[:1], first] if joined and "/" in first.partition("://")[2] else [first]
    if bare := _BARE.search(text):
        return [f"https://{bare[0]}"]
    if squeezed := _squeezed(text):
        return [f"https://{squeezed}"]
    return []


def _squeezed(host: str) -> str | None:
    """`host` without the blanks beside its dots ("www. mairie .fr"); None when that makes no host."""
    made = re.sub(r"\s*\.\s*", ".", host).strip()
    return made if re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?", made, re.I) else None


def _trimmed(address: str) -> str:
    """`address` without the end of the sentence that it stood in."""
    address = address.rstrip(",;.!'’”»")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1]
    return address


def _absolute(address: str) -> str | None:
    address = address.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    return address if re.match(r"(?:https?|webcals?)://", address, re.I) and _has_host(address) else None


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _joined(several: list[Understood]) -> Understood:
    leads: dict[str, Lead] = {}
    notes: dict[str, Note] = {}
    for one in several:
        leads |= {lead.url: lead for lead in one.leads if lead.url not in leads}
        notes |= {note.code: note for note in one.notes if note.code not in notes}
    return Understood(tuple(leads.values()), tuple(notes.values()))
