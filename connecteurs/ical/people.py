"""Who holds an event, as far as that is public: guests are never read, and only a structure's address is told."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from agregateur.text import fold, one_line
from connecteurs.ical.exporters import Exporter
from connecteurs.ical.properties import MAX_WORDS, Properties

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
# What Google names for an event that came from elsewhere.
_NOBODY = "unknownorganizer@calendar.google.com"
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+\d{2,3}|0)\s?[1-9](?:[ .-]?\d{2}){4}")
# Local parts of addresses that belong to a structure, not to a person.
_ROLES = frozenset({
    "accueil", "agenda", "animation", "asso", "association", "billetterie", "bonjour", "bureau", "communication", "com",
    "contact", "culture", "direction", "event", "events", "hello", "info", "infos", "mairie", "mediatheque", "mjc",
    "office", "ot", "reservation", "reservations", "secretariat", "tourisme",
})  # fmt: skip


def people(event: Properties, exporter: Exporter) -> tuple[str | None, str | None, str | None]:
    """The organiser's name, an address and a telephone number, of ORGANIZER and CONTACT."""
    organizer, email = _organizer(event, exporter)
    contact = event.text("CONTACT")[:MAX_WORDS]
    if not contact:
        return organizer, email, None
    mail, phone = _EMAIL.search(contact), _PHONE.search(contact)
    return (
        organizer or (None if mail or phone else contact),
        email or (mail[0] if mail else None),
        phone[0] if phone else None,
    )


def _organizer(event: Properties, exporter: Exporter) -> tuple[str | None, str | None]:
    """Its name, and its address when it is a structure's: a person's stays out."""
    value = next(iter(event.all("ORGANIZER")), None)
    if value is None:
        return None, None
    name = value.parameter("CN")[:MAX_WORDS]
    # The Events Calendar writes names as in addresses: `Office%20de%20tourisme`.
    if "%" in name and exporter == "tec":
        name = unquote(name)
    return _named(name, value.text[:MAX_WORDS])


@lru_cache(maxsize=1024)
def _named(name: str, address: str) -> tuple[str | None, str | None]:
    # A calendar has the same few organisers again and again.
    name = one_line(name)
    mail = _EMAIL.fullmatch(_MAILTO.sub("", address))
    if _EMAIL.search(name) or (mail and mail[0].lower() == _NOBODY):
        name = ""
    role = mail and fold(mail[0].partition("@")[0]).split("-")[0].split(".")[0] in _ROLES
    return name or None, mail[0] if mail and role else None
