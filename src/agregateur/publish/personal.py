"""People's own mails and mobile numbers in an event or an item: where they may stand, and for how long.

They stay on our own pages, because people need to call, until `KEPT` after the last date. What leaves (feeds, API,
exports, at any time) says `MARK` instead, except for addresses of roles and landlines (`agregateur.text.personal`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Any

from agregateur.frozen import changed
from agregateur.model import Contact, Event, Item, Occurrence
from agregateur.text.personal import html_without_contacts, is_mobile, is_role_address, without_contacts

MARK = "(contact : voir la page)"
"""What stands in their place in what leaves: our own page of the event shows them."""
GONE = "(contact retiré)"
"""What stands in their place once they are forgotten."""
KEPT = timedelta(days=31)
"""How long after its last date an event keeps them."""
_LINES = ("title", "text", "organizer", "price", "image_credit")
_PLACE = ("text", "venue", "street")


def without_personal(event: Event, mark: str = MARK) -> Event:
    """`event` with `mark` in place of people's own contacts, wherever they stand; the same object if it has none.

    `contact` is left as it is: no format prints it but through `public_contact`.
    """
    more = _texts(event, mark)
    place = _lines(event.place, _PLACE, mark)
    if place:
        more["place"] = replace(event.place, **place)
    dates = tuple(_occurrence(one, mark) for one in event.occurrences)
    if any(new is not old for new, old in zip(dates, event.occurrences, strict=True)):
        more["occurrences"] = dates
    return changed(event, **more) if more else event


def item_without_personal(item: Item, mark: str = MARK) -> Item:
    """The same of an article or an actor."""
    more = _texts(item, mark)
    return changed(item, **more) if more else item


def public_contact(contact: Contact) -> Contact:
    """What of a contact may leave: the address of a role, a number that is no mobile."""
    return Contact(
        telephone=None if is_mobile(contact.telephone) else contact.telephone,
        email=contact.email if is_role_address(contact.email) else None,
    )


def is_past(event: Event, today: date) -> bool:
    """Whether people's contacts are to be forgotten: its last date is more than `KEPT` ago."""
    return not event.endless and event.last is not None and event.last + KEPT < today


def forgotten(event: Event) -> Event:
    """`event` without anybody's contacts; the same object if it has none."""
    out = without_personal(event, GONE)
    return changed(out, contact=Contact()) if out.contact != Contact() else out


def linked(html: str, page: str) -> str:
    """Safe HTML whose marks lead to `page`, but for those that stand in a link already."""
    shown = escape(MARK, quote=False)
    if shown not in html:
        return html
    link = f'<a href="{escape(page)}">{shown}</a>'
    return html.replace(f"{shown}</a>", "\0").replace(shown, link).replace("\0", f"{shown}</a>")


def _texts(thing: Event | Item, mark: str) -> dict[str, Any]:
    more = _lines(thing, _LINES, mark)
    if thing.description:
        safe = html_without_contacts(thing.description, mark)
        if safe is not thing.description:
            more["description"] = safe
    return more


def _lines(thing: Any, names: tuple[str, ...], mark: str) -> dict[str, Any]:
    """The fields of `names` that change, with what they become."""
    clean: Callable[[str], str] = partial(without_contacts, mark=mark)
    said = ((name, getattr(thing, name)) for name in names)
    return {name: new for name, value in said if value and (new := clean(value)) is not value}


def _occurrence(one: Occurrence, mark: str) -> Occurrence:
    if not one.title and not one.venue:
        return one
    more = _lines(one, ("title", "venue"), mark)
    return replace(one, **more) if more else one
