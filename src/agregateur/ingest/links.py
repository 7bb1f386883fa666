"""Addresses and contacts as stated -> those that may be shown: http(s) addresses, phone numbers, mails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from agregateur.contract import Repair
from agregateur.model import Contact
from agregateur.text import fold, one_line, printable

LONGEST = 2000
"""Characters of an address that browsers, servers and mail programs all take."""
# It begins with what it cannot do without, so that a text is passed over quickly; then what may not stand before it.
_PHONE = re.compile(
    r"(?:\+(?<![\d+/=&-]\+)33[\s.\-]?(?:\(0\)[\s.\-]?)?|0(?<![\d+/=&-]0)(?:033[\s.\-]?(?:\(0\)[\s.\-]?)?)?)"
    r"[1-9](?:[\s.\-]?\d{2}){4}(?![\d/=&-])"
)
_MAIL = re.compile(
    r"(?<![\w.+\-/=@:])[a-zA-Z0-9][\w.+\-]{0,63}@(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,24}(?![\w@])"
)
_NOT_IN_ADDRESSES = re.compile(r"[\s<>\"\\^`{|}]")
_PLAIN_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
"""What most addresses are: ASCII, without port, user or anything to be looked at twice."""
_NOBODY = re.compile(r"^(?:no-?reply|ne-?pas-?repondre|donotreply|mailer-daemon|noreponse)", re.IGNORECASE)


NOBODY = Contact()


def web_address(value: str | None) -> str | None:
    """`value` when it is an absolute http(s) address of at most 2,000 characters without blanks or controls."""
    if not value:
        return None
    value = value.strip()
    if len(value) <= LONGEST and _PLAIN_ADDRESS.fullmatch(value):
        return value
    if len(value) > LONGEST or printable(value) != value or _NOT_IN_ADDRESSES.search(value):
        return None
    try:
        parts = urlsplit(value)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return None
    named = parts.hostname and (
        "." in parts.hostname or parts.hostname == "localhost" or ":" in parts.hostname
    )
    return (
        value
        if parts.scheme.lower() in {"http", "https"} and named and port_ok and not parts.username
        else None
    )


def kept(value: str | None, field: str, repairs: list[Repair]) -> str | None:
    """`web_address(value)`; a repair is noted when a stated address was dropped."""
    address = web_address(value)
    if address is None and value and value.strip():
        repairs.append(Repair(code="address_dropped", detail=f"{field}: {one_line(value)[:120]}"))
    return address


def several(values: Iterable[str], but: str | None = None) -> tuple[str, ...]:
    """The usable addresses among `values`, each once, without `but`, in order; at most 20."""
    found = dict.fromkeys(address for value in values if (address := web_address(value)) and address != but)
    return tuple(found)[:20]


def contact(telephone: str | None, email: str | None, *texts: str | None) -> Contact:
    """Phone and mail: the stated ones when usable, else the first found in `texts` (organiser, plain description)."""
    phone, mail = _phone(telephone), _mail(email)
    for text in texts:
        phone = phone or _phone(text)
        mail = mail or _mail(text)
    phone = phone or (_foreign_phone(telephone) if telephone else None)
    return Contact(telephone=phone, email=mail) if phone or mail else NOBODY


def _phone(text: str | None) -> str | None:
    match = _PHONE.search(text[:20_000]) if text else None
    if not match:
        return None
    digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
    digits = (
        "0" + digits.removeprefix("00").removeprefix("33")
        if not digits.startswith("0") or digits.startswith("0033")
        else digits
    )
    return " ".join(digits[at : at + 2] for at in range(0, 10, 2))


def _foreign_phone(stated: str) -> str | None:
    line = one_line(stated)
    return line if re.fullmatch(r"\+?[\d\s().\-]{6,24}", line) and len(re.sub(r"\D", "", line)) >= 6 else None


def _mail(text: str | None) -> str | None:
    if not text or "@" not in text:
        return None
    text = text[:20_000]
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    # Nothing begins further before the first "@" than a local part is long.
    for match in _MAIL.finditer(text, max(0, text.find("@") - 64)):
        if not _NOBODY.match(match[0]) and ".." not in match[0]:
            return match[0]
    return None


def organizer(stated: str | None) -> str | None:
    """The organiser's name; None when only a mail or an address stands there."""
    line = one_line(stated or "")
    if not line or fold(line).startswith(("mailto:", "http://", "https://")) or _MAIL.fullmatch(line):
        return None
    return line[:200]


def is_ours(uid: str, addresses: Iterable[str | None], our: tuple[str, str]) -> bool:
    """Does a record bear our mark: a uid ending in `@portal name`, or an address under our base URL?"""
    name, base = our
    if name and uid.strip().lower().endswith("@" + name.lower()):
        return True
    home = _place(base)
    host = home.partition("/")[0].partition(":")[0]
    return bool(home) and any(
        (at := _place(address)) == home or at.startswith(home + "/")
        for address in addresses
        if address and (host in address.lower() or not address.isprintable())
    )


@lru_cache(maxsize=256)
def _place(address: str) -> str:
    """Host and path of an address, scheme and a leading www. set aside; '' when it is none."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    return f"{host}{port}{parts.path}".rstrip("/") if host else ""
