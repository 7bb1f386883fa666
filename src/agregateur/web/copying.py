"""The short text that a visitor copies from an event's page."""

from __future__ import annotations

from agregateur.model import Event
from agregateur.publish import dates
from agregateur.publish.shorttext import short_text
from agregateur.publish.words import Lang
from agregateur.web import card, labels
from agregateur.web.site import Site


def text_to_copy(site: Site, event: Event | None, language: Lang) -> str:
    """What an event as it left the store may say elsewhere; '' when it may not, or when it is over or off."""
    event = card.leaves(event)
    today = site.today()
    main = card.coming(event, today) if event else None
    off = {"cancelled", "postponed"}
    if event is None or main is None or event.status in off or main.status in off:
        return ""
    return short_text(
        title=main.title or event.title,
        when=dates.regular_label(event, language) or dates.when_label(main, language, today=today, end=False),
        place=card.where(event, main),
        price=price_label(event, language),
        # Without the words of the title: it stays true when they change.
        address=site.url(f"/evenements/{event.id}", language),
    )


def price_label(event: Event, language: Lang) -> str:
    """`Gratuit`, `Payant – 12 €`, or ''."""
    access = labels.name("acces", event.acces, language)
    parts = [access] if access else []
    if event.price and event.price.lower() not in {part.lower() for part in parts}:
        parts.append(event.price)
    return " – ".join(parts)
