"""The few words that feeds print beside the partners' own, in French and English."""

from __future__ import annotations

from typing import Literal

from agregateur.model import Event

Lang = Literal["fr", "en"]

STATUS: dict[Lang, dict[str, str]] = {
    "fr": {
        "tentative": "À confirmer",
        "cancelled": "Annulé",
        "postponed": "Reporté",
        "rescheduled": "Déplacé",
        "moved-online": "En ligne",
    },
    "en": {
        "tentative": "To be confirmed",
        "cancelled": "Cancelled",
        "postponed": "Postponed",
        "rescheduled": "Rescheduled",
        "moved-online": "Moved online",
    },
}
"""What is said of a status other than confirmed."""

WORDS: dict[Lang, dict[str, str]] = {
    "fr": {
        "sold_out": "Complet",
        "gratuit": "Gratuit",
        "prix-libre": "Prix libre",
        "payant": "Payant",
        "sans": "Sans inscription",
        "conseillee": "Inscription conseillée",
        "obligatoire": "Inscription obligatoire",
        "price": "Tarif : {}",
        "online": "En ligne : {}",
        "organizer": "Organisé par {}",
        "more": "Plus d’informations : {}",
        "source": "Source : {}",
        "sources": "Sources : {}",
        "image_credit": "Image : {}",
        "regular": "Toutes les semaines",
        "nothing": "Aucun rendez-vous annoncé.",
        "announced": "Annoncé par : {}.",
        "until": "Jusqu’au {}",
        "also": "Aussi {}",
        "at": "à {}",
        "the": "le {}",
        "the_many": "les {}",
        "others": "et {} autres jours",
        "deadline": "Date limite : {}",
        "centre": "Point placé au centre de la commune : l’endroit exact est celui écrit ci-dessus.",
        "terms_licence": "{}. Textes et images sous licence {}.",
        "terms_credit": "Textes et images : citer {}.",
        "terms_facts": "{}. Titre, dates et lieu seulement : textes et images restent chez leur auteur.",
    },
    "en": {
        "sold_out": "Sold out",
        "gratuit": "Free",
        "prix-libre": "Pay what you want",
        "payant": "Paid entry",
        "sans": "No booking needed",
        "conseillee": "Booking advised",
        "obligatoire": "Booking required",
        "price": "Price: {}",
        "online": "Online: {}",
        "organizer": "Organised by {}",
        "more": "More information: {}",
        "source": "Source: {}",
        "sources": "Sources: {}",
        "image_credit": "Image: {}",
        "regular": "Every week",
        "nothing": "Nothing announced.",
        "announced": "Announced by: {}.",
        "until": "Until {}",
        "also": "Also {}",
        "at": "at {}",
        "the": "on {}",
        "the_many": "on {}",
        "others": "and {} more days",
        "deadline": "Deadline: {}",
        "centre": "The point is the centre of the commune: the exact place is the one written above.",
        "terms_licence": "{}. Texts and images under licence {}.",
        "terms_credit": "Texts and images: credit {}.",
        "terms_facts": "{}. Title, dates and place only: texts and images stay with their author.",
    },
}


def facts(event: Event, lang: Lang) -> list[str]:
    """Short lines of facts about `event`: status, sold out, price, booking."""
    words = WORDS[lang]
    lines = []
    if event.status in STATUS[lang]:
        lines.append(STATUS[lang][event.status])
    if event.sold_out:
        lines.append(words["sold_out"])
    if event.price:
        lines.append(words["price"].format(event.price))
    elif event.acces in words:
        lines.append(words[event.acces])
    if event.inscription in words:
        lines.append(words[event.inscription])
    return lines
