"""One row of a table, or the properties of one place: what its cells say, by our words.

For formats whose fields each partner names: a spreadsheet, a map. `headings.named` tells which cell is which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from agregateur.connecting.cells import Dates, dates_of
from agregateur.connecting.headings import DATED
from agregateur.connecting.values import at, point_of, text_of, texts_of
from agregateur.connecting.written import Year, plain
from agregateur.contract import Repair
from agregateur.text import identifier, web_address

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+33|\(?0)[\d\s.()-]{8,}")
_LINK = re.compile(r"(?:https?://|www\.)\S+\.\S+")
_BARE_DOMAIN = re.compile(
    r"www\.[\w.-]+\.[a-z]{2,}(/|$)|[\w-]+(\.[\w-]+)*\.(fr|org|com|net|eu|info|bzh)(/\S*)?$", re.I
)
_MARKUP = re.compile(r"<(?:p|br|a|b|i|em|strong|ul|ol|li|div|span|img|h[1-6])\b[^>]*>", re.I)
_NO = frozenset(
    {"non", "no", "n", "faux", "false", "0", "brouillon", "prive", "a valider", "en attente", "refuse"}
)
_YES = frozenset({"oui", "yes", "o", "y", "vrai", "true", "1", "x", "ok"})
_DRAFT = frozenset(
    {"brouillon", "draft", "prive", "private", "a valider", "en attente de validation", "refuse"}
)


class Row:
    """The cells of one row, read through `names`, the partner's names by ours.

    `base`: the address that relative links lean on. What could not be read is in `repairs`.
    """

    def __init__(self, cells: Mapping[str, Any], names: Mapping[str, str], base: str) -> None:
        self.cells = cells
        self.names = names
        self.base = base
        self.repairs: list[Repair] = []

    def raw(self, role: str) -> Any:
        """The value of a cell; None when there is no such column, or nothing in it."""
        key = self.names.get(role)
        value = at(self.cells, key) if key else None
        return None if value == "" else value

    def text(self, role: str) -> str | None:
        """A cell as text: days, hours and yes or no as people write them."""
        value = self.raw(role)
        if isinstance(value, list):
            return ", ".join(texts_of(value)) or None
        return shown(value)

    def is_private(self) -> str | None:
        """The words that keep the row from the public, when there are some."""
        for role, words in (("shown", _NO), ("hidden", _YES), ("status", _DRAFT)):
            said = self.text(role)
            if said and plain(said) in words:
                return f"{self.names[role]} : {said}"
        return None

    def dates(self, year: Year) -> Dates:
        """Raises Unread."""
        return dates_of({role: self.raw(role) for role in DATED}, year)

    def date_words(self) -> str:
        """The cells that say when, as the partner reads them."""
        return " ".join(said for role in DATED if (said := self.text(role)))

    def says_when(self) -> bool:
        return any(self.raw(role) is not None for role in ("date", "begin"))

    def web(self, role: str) -> str | None:
        """The first web address of a cell, absolute."""
        said = self.text(role)
        if not said:
            return None
        if found := _LINK.search(said):
            said = found[0].rstrip(".,;)")
        elif not (_BARE_DOMAIN.match(said) or role == "image" or said.startswith("/")):
            return None
        if _BARE_DOMAIN.match(said):
            said = f"https://{said}"
        return web_address(self.base, said)

    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude."""
        latitude, longitude = self.raw("latitude"), self.raw("longitude")
        if latitude is None and longitude is None and (both := self.text("point")):
            parts = re.findall(r"-?\d+[.,]?\d*" if both.count(",") > 1 else r"-?\d+(?:\.\d+)?", both)
            latitude, longitude = parts if len(parts) == 2 else (both, "?")
        if found := point_of(latitude, longitude):
            return found
        if text_of(latitude) and text_of(longitude) and (text_of(latitude), text_of(longitude)) != ("0", "0"):
            self.repairs.append(Repair(code="bad_point", detail=f"{latitude}, {longitude}"[:80]))
        return None, None

    def place(self) -> dict[str, str | None]:
        """The fields of a record that say where. `Lieu` alone is a line; beside an address it names a venue."""
        venue, room, street = self.text("venue"), self.text("room"), self.text("street")
        city, postcode = self.text("city"), digits(self.raw("postcode"))
        stated: dict[str, str | None] = {
            "city": city,
            "postcode": postcode,
            "insee": digits(self.raw("insee")),
            "country": self.text("country"),
        }
        if street and not (city or postcode):
            return stated | {"venue": venue or room, "location": street}
        if venue and not (street or city or postcode):
            venue = f"{venue} ({department})" if (department := self.text("departement")) else venue
            return stated | {"location": f"{room}, {venue}" if room else venue}
        return stated | {"venue": ", ".join(filter(None, (venue, room))) or None, "street": street}

    def contact(self) -> tuple[str | None, str | None]:
        """Address and telephone number, also from one cell `Contact`."""
        email, telephone = self.text("email"), self.text("telephone")
        number = self.raw("telephone")
        if isinstance(number, int | float) and telephone and len(telephone) == 9:
            telephone = f"0{telephone}"
        said = self.text("contact") or ""
        if not email and (found := _EMAIL.search(said)):
            email = found[0]
        if not telephone and (found := _PHONE.search(said)):
            telephone = found[0].strip()
        return email, telephone

    def description(self, *more: str | None) -> tuple[str | None, bool]:
        """The text with what no field holds below it, and whether it is HTML."""
        said = self.text("description")
        markup = bool(said and _MARKUP.search(said))
        parts = [said, *more]
        joint = "<br><br>" if markup else "\n\n"
        return joint.join(dict.fromkeys(part for part in parts if part)) or None, markup

    def told(self) -> dict[str, Any]:
        """What a record takes of everything but its name, dates, point and description."""
        email, telephone = self.contact()
        return {
            **self.place(),
            "summary": self.text("summary"),
            "url": self.web("url"),
            "image": self.web("image"),
            "online": self.web("online"),
            "registration": self.web("registration") or self.text("registration"),
            "organizer": self.text("organizer"),
            "price": euros(self.raw("price")),
            "categories": texts_of(self.raw("category")),
            "audience": texts_of(self.raw("audience")),
            "status": self.text("status"),
            "email": email,
            "telephone": telephone,
        }


def told_apart(named: Sequence[tuple[str, ...]]) -> list[str]:
    """Uids of (name, place, …): the name; of one that several bear with its place, and so on while several bear it."""
    uids = [name for name, *_ in named]
    for level in range(1, max(map(len, named), default=1)):
        count = Counter(uids)
        marks = [one[level] if level < len(one) else "" for one in named]
        uids = [
            f"{uid}@{mark}" if count[uid] > 1 and mark else uid for uid, mark in zip(uids, marks, strict=True)
        ]
    return list(map(identifier, uids))


def shown(value: Any) -> str | None:
    """A cell's value as a text."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M") if value.time() != time() else value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return text_of(value)


def euros(value: Any) -> str | None:
    """A price; a cell of numbers is in euros."""
    said = shown(value)
    return f"{said} €" if said and value and isinstance(value, int | float) and value is not True else said


def digits(value: Any) -> str | None:
    """A postcode or INSEE code: a cell of numbers has lost the zero it begins with (`5000` for `05000`)."""
    said = text_of(value)
    return f"0{said}" if said and said.isdigit() and len(said) == 4 else said
