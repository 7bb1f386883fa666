"""OpenAgenda's codes and shapes, which its API and the open-data portals that carry its events on have in common.

Source: OpenAgenda/dev-doc, docs/evenements/structure.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from agregateur.connecting.values import spoken, text_of, when_of
from agregateur.contract import Repair
from agregateur.text import end_after, web_address, words

SITE = "https://openagenda.com/"
STATUSES = {
    "1": "EventScheduled",
    "2": "EventRescheduled",
    "3": "EventMovedOnline",
    "4": "EventPostponed",
    "5": "complet",
    "6": "EventCancelled",
}
ATTENDANCE: dict[str | None, Literal["offline", "online", "mixed"]] = {
    "1": "offline",
    "2": "online",
    "3": "mixed",
}
HANDICAPS = {
    "hi": "handicap auditif",
    "vi": "handicap visuel",
    "pi": "handicap psychique",
    "mi": "handicap moteur",
    "ii": "handicap intellectuel",
}
# Bounds, and classes that exclude what opens another: no text takes longer than its length allows.
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1500}\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,500})\]\((https?://[^()\s]{1,1000}|mailto:[^()\s]{1,200})(?:[ \t][^()\n]{0,200})?\)"
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.M)
_RULER = re.compile(r"^[ \t]*([*_-])(?:[ \t]*\1){2,50}[ \t]*$", re.M)
_STRONG = re.compile(r"(\*\*\*?|(?<![\w/])__)(?=[^\s*_])([^\n]{1,2000}?)(?<=[^\s*_])\1")
# Not within a word, where `*` may stand for letters, nor within an address.
_STRESSED = re.compile(r"(?<![\w*/])([*_])(?=[^\s*_])([^*_\n]{1,1000}?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
Timings = tuple[tuple[date | datetime, date | datetime | None], ...]


def parsed(value: Any) -> Any:
    """`value`, read when it is JSON within a text, as portals store lists and objects; any other text as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def unmarked(markdown: str) -> str:
    """What is read of Markdown, in which long texts are stored (structure.md): without its marks and pictures; links
    keep their words and their address, titles and lists their lines."""
    text = _RULER.sub("", _HEADING.sub("", _PICTURE.sub("", markdown)))
    for mark in (_STRONG, _STRESSED):
        text = mark.sub(r"\2", text)
    text = _LINK.sub(lambda found: _with_address(found[1], found[2].removeprefix("mailto:")), text)
    return _ESCAPED.sub(r"\1", text)


def _with_address(words: str, address: str) -> str:
    return address if words.strip() in address else f"{words.strip()} ({address})"


def code_of(value: Any) -> str | None:
    """The number of a choice, as a text: a bare one, or `{"id": 1, "label": …}`."""
    value = parsed(value)
    return text_of(value.get("id") if isinstance(value, Mapping) else value)


def _whole_day(start: date | datetime, end: date | datetime | None) -> date | None:
    """The day of a timing from midnight to a minute before midnight: its form knows no other way to say "all day"."""
    if not isinstance(start, datetime) or not isinstance(end, datetime) or start.date() != end.date():
        return None
    return start.date() if (start.hour, start.minute, end.hour, end.minute) == (0, 0, 23, 59) else None


def timings_of(value: Any, repairs: list[Repair]) -> Timings:
    """Dates listed one by one, `[{"begin", "end"}]`, each once, in order; what cannot be read is noted."""
    found: dict[tuple[date | datetime, date | datetime | None], None] = {}
    value = parsed(value)
    for one in value if isinstance(value, list) else [value] if value else []:
        begin = one.get("begin", one.get("start")) if isinstance(one, Mapping) else one
        start = when_of(begin)
        if start is None:
            repairs.append(Repair(code="bad_start", detail=str(begin)[:40]))
            continue
        stated = when_of(one.get("end"))
        if day := _whole_day(start, stated):
            start = stated = day
        end = end_after(start, stated)
        if end is None and one.get("end"):
            repairs.append(Repair(code="bad_end", detail=str(one["end"])[:40]))
        found[start, end] = None
    return tuple(sorted(found, key=lambda timing: timing[0].isoformat()))


def accessible(value: Any) -> tuple[str, ...]:
    """The handicaps provided for, in French words: `{"hi": true, …}`, a list of codes, or `hi;mi`."""
    if isinstance(value, Mapping):
        codes: Iterable[Any] = [code for code, said in value.items() if said]
    else:
        codes = value if isinstance(value, list) else re.split(r"[;,\s]+", text_of(value) or "")
    return tuple(HANDICAPS[code] for code in HANDICAPS if code in set(map(str, codes)))


def tools(value: Any) -> tuple[tuple[str, ...], str | None, str | None]:
    """(web addresses, telephone, e-mail) of the means to register, `[{"type", "value"}]`."""
    value = parsed(value)
    links: list[str] = []
    telephone = email = None
    for one in value if isinstance(value, list) else []:
        said = text_of(one.get("value") if isinstance(one, Mapping) else one)
        kind = one.get("type") if isinstance(one, Mapping) else None
        if not said:
            continue
        if kind == "email" or (kind is None and "@" in said):
            email = email or said
        elif kind == "phone" or (kind is None and not re.search(r"[a-z]", said, re.I)):
            telephone = telephone or said
        elif address := address_of(said):
            links.append(address)
    return tuple(dict.fromkeys(links)), telephone, email


def enriched(value: Any) -> tuple[str, ...]:
    """The addresses of `links`, `[{"link", "data"}]`."""
    value = parsed(value)
    stated = (
        [one.get("link") if isinstance(one, Mapping) else one for one in value]
        if isinstance(value, list)
        else []
    )
    return tuple(dict.fromkeys(found for one in stated if (found := address_of(text_of(one)))))


def address_of(value: str | None) -> str | None:
    """An http(s) address; `www.example.fr` is taken for one, a path is not."""
    if value and re.match(r"www\.[\w.-]+\.[a-z]{2,}(/|$)", value):
        value = f"https://{value}"
    return web_address("", value)


def street_of(
    address: str | None, postcode: str | None, city: str | None, venue: str | None = None
) -> str | None:
    """The address without its last parts that only repeat the postcode, the town and the country, and without the
    venue's name before it: these have fields of their own, and `address` holds the whole line."""
    if not address or not (postcode or city):
        return address
    told = {"france", *words(postcode or ""), *words(city or "")}
    line = address
    if postcode and city:
        line = re.sub(
            rf"[\s,]+{re.escape(postcode)}\s+{re.escape(city)}\W*(?:France)?\s*$", "", line, flags=re.I
        )
    pieces = line.split(",")
    while len(pieces) > 1 and not set(words(pieces[-1])) - told:
        pieces.pop()
    if len(pieces) > 1 and venue and words(pieces[0]) == words(venue):
        pieces.pop(0)
    return ",".join(pieces).strip() or address


def carried_as(uid: str) -> tuple[str, ...]:
    """What the event is called wherever it is carried on: its number is unique on the whole of OpenAgenda."""
    return (f"{uid}@openagenda.com",) if uid.isdigit() else ()


def permalink(agenda: str | None, event: str) -> str | None:
    """The page of an event by numbers, which OpenAgenda leads to the one in words."""
    return (
        f"{SITE}agendas/{agenda}/events/{event}" if agenda and agenda.isdigit() and event.isdigit() else None
    )


def labels(value: Any) -> tuple[str, ...]:
    """The labels of the choices of an agenda's own field: `{"id", "label": {"fr": …}}` or a list of them. A bare number
    says nothing to anyone."""
    listed = value if isinstance(value, list) else [value]
    said = [spoken(one.get("label")) for one in listed if isinstance(one, Mapping)]
    return tuple(dict.fromkeys(word for word in said if word))
