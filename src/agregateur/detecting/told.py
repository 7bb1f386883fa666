"""What went wrong, as a situation that a volunteer can be told: an error, or a document that nobody can read -> Note.

The sentences stand in `web/situations.py`, by code.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from agregateur.contract import Document
from agregateur.detecting.page import Seen, sign
from agregateur.errors import AgregateurError
from agregateur.model import Note
from agregateur.text import decode, mask_url

# By service, what a refusal of its server means.
_REFUSED = {
    ("google", 404): "google_not_public", ("google", 403): "google_not_public", ("google", 400): "google_not_public",
    ("nextcloud", 404): "nextcloud_gone", ("nextcloud", 401): "nextcloud_not_public",
    ("nextcloud", 403): "nextcloud_not_public", ("outlook", 404): "outlook_not_published",
    ("outlook", 403): "outlook_not_published", ("outlook", 401): "outlook_not_published",
    ("outlook", 500): "outlook_not_published", ("icloud", 404): "icloud_not_public",
    ("icloud", 403): "icloud_not_public", ("icloud", 401): "icloud_not_public", ("umap", 403): "map_private",
    ("umap", 401): "map_private", ("google_sheet", 401): "sheet_private", ("google_sheet", 403): "sheet_private",
    ("eventbrite", 403): "eventbrite", ("eventbrite", 405): "eventbrite", ("facebook", 400): "facebook_page",
    ("facebook", 404): "facebook_page", ("meetup", 404): "meetup_not_found",
}  # fmt: skip
_STATUS = {
    401: "login_required",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "too_many_requests",
    503: "maintenance",
}
_PAGE_INSTEAD = {
    "google": "google_sign_in", "outlook": "outlook_html", "nextcloud": "nextcloud_gone", "icloud": "icloud_not_public",
    "google_sheet": "sheet_private", "eventbrite": "eventbrite", "facebook": "facebook_page",
    "meetup": "meetup_not_found",
}  # fmt: skip
_CODES = {
    "unresolved": "unknown_host", "certificate": "certificate", "too_slow": "too_slow", "too_large": "too_large",
    "too_many_items": "too_large", "too_many_redirects": "redirect_loop", "gone": "gone", "busy_only": "busy_only",
    "unreachable": "unreachable", "bad_answer": "bad_answer", "incomplete": "bad_answer", "encoding": "bad_answer",
    "key_refused": "key_refused", "empty": "empty_document", "truncated": "truncated", "html_instead": "html_instead",
    "too_much_work": "too_heavy", "too_much_memory": "too_heavy", "killed": "too_heavy",
    "secret_in_clear": "secret_in_clear",
    "wrong_option": "option_needed", "private_map": "map_private", "key_needed": "key_refused",
    "agenda_unknown": "not_found", "no_structured_events": "no_calendar",
}  # fmt: skip


def of_error(error: AgregateurError, *, service: str = "", url: str = "") -> Note:
    """The situation that an error is. `service`: see `services.Lead`; `url`: what was asked for."""
    values: dict[str, object] = {"host": _host(url)}
    status = error.values.get("status")
    if error.code == "address_refused":
        if "host" in error.values:
            return Note(code="private_network", values=values)
        return Note(code="address_refused", values=values)
    if error.code == "http_status":
        values["status"] = status
        if error.values.get("challenge"):
            return Note(code="challenge", values=values)
        code = _REFUSED.get((service, int(status or 0))) or _STATUS.get(int(status or 0))
        return Note(
            code=code or ("server_error" if int(status or 0) >= 500 else "http_status"), values=values
        )
    if error.code == "html_instead" and service in _PAGE_INSTEAD:
        return Note(code=_PAGE_INSTEAD[service], values=values)
    code = _CODES.get(error.code)
    return (
        Note(code=code, values=values)
        if code
        else Note(code="unreadable", values=values | {"detail": error.code})
    )


def of_page(seen: Seen, service: str = "", pasted: str = "") -> Note | None:
    """The situation of a web page where nothing can be read; None when it is an ordinary page. `pasted` is the address
    that led there, by which people know it."""
    values = {"host": _host(pasted or seen.page.url)}
    found = sign(seen)
    if found in {"challenge", "parked", "under_construction"}:
        return Note(code=found, values=values)
    if service in _PAGE_INSTEAD:
        return Note(code=_PAGE_INSTEAD[service], values=values)
    return Note(code=found, values=values) if found else None


_MAGIC = (
    (rb"%PDF-", "pdf"),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM.{4}\x00\x00\x00\x00|....ftyphei|<svg|II\*\x00|MM\x00\*",
        "image",
    ),
    (
        rb"\xd0\xcf\x11\xe0|\{\\rtf|PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text",
        "document",
    ),
)
_OFFICE = re.compile(rb"PK\x03\x04.{0,4000}?(?:word/|ppt/)", re.S)


def of_document(document: Document) -> Note:
    """The situation of a document that no connector recognises and that is no web page."""
    content, values = document.content, {"host": _host(document.url)}
    beginning = content[:4_096].lstrip()
    if not beginning:
        return Note(code="empty_document", values=values)
    for pattern, code in _MAGIC:
        if re.match(pattern, beginning, re.S):
            return Note(code=code, values=values)
    if _OFFICE.match(content[:8_000]) or (content[:2] == b"PK" and b"word/" in content[-20_000:]):
        return Note(code="document", values=values)
    if (document.media_type or "").startswith("image/"):
        return Note(code="image", values=values)
    text = decode(beginning, document.charset)[0]
    if "<opml" in text[:2_000].lower():
        return Note(code="opml", values=values)
    if text.lstrip("\ufeff \r\n\t")[:1] in {"{", "["} or "json" in (document.media_type or ""):
        return Note(code="json_unknown", values=values)
    return Note(code="document_unknown", values=values | {"url": mask_url(document.url)})


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
