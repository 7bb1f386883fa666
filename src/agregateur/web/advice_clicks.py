"""Where to click: the sentences of `advised` for what would help readers, in the software that the partner uses.

Fields are named where their labels are sure (Google Calendar, Nextcloud's `l10n/fr.json`, our own spreadsheet model),
else told by what they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.detecting import services
from agregateur.web.i18n import mark

_GOOGLE_TEXT = mark("dans Google Agenda : ouvrez-le, crayon « Modifier », « Ajouter une description »")
_NEXTCLOUD_TEXT = mark("dans Nextcloud : ouvrez-le, puis le champ de la description")
_WORDPRESS_TEXT = mark("dans WordPress : « Modifier » l’évènement, puis son texte")
CLICKS: Mapping[str, Mapping[str, str]] = {
    "google": {
        "no_place": mark("dans Google Agenda : ouvrez-le, crayon « Modifier », « Ajouter un lieu »"),
        "no_commune": mark("dans Google Agenda : crayon « Modifier », la commune à la fin du lieu"),
        "no_hour": mark("dans Google Agenda : crayon « Modifier », décochez « Toute la journée »"),
        "no_description": _GOOGLE_TEXT,
        "no_price": _GOOGLE_TEXT,
    },
    "nextcloud": {
        "no_place": mark("dans Nextcloud : ouvrez-le, puis le champ du lieu"),
        "no_commune": mark("dans Nextcloud : ouvrez-le, la commune à la fin du lieu"),
        "no_hour": mark("dans Nextcloud : ouvrez-le, décochez « Toute la journée »"),
        "no_description": _NEXTCLOUD_TEXT,
        "no_price": _NEXTCLOUD_TEXT,
    },
    "outlook": {
        "no_place": mark("dans Outlook : ouvrez-le, puis le champ du lieu, sous les dates"),
        "no_hour": mark("dans Outlook : ouvrez-le, décochez « Toute la journée »"),
    },
    "events_calendar": {
        "no_place": mark("dans WordPress : « Modifier » l’évènement, puis l’encadré du lieu"),
        "no_commune": mark("dans WordPress : ouvrez la fiche du lieu, puis la ville et le code postal"),
        "no_description": _WORDPRESS_TEXT,
        "no_price": mark("dans WordPress : « Modifier » l’évènement, puis la case du prix, tout en bas"),
    },
    "tableur": {
        "no_place": mark("dans le tableau : les colonnes « Lieu » et « Commune »"),
        "no_commune": mark("dans le tableau : les colonnes « Code postal » et « Commune »"),
        "no_hour": mark("dans le tableau : la colonne « Heure de début »"),
        "no_end": mark("dans le tableau : la colonne « Heure de fin »"),
        "no_description": mark("dans le tableau : la colonne « Description »"),
        "no_category": mark("dans le tableau : la colonne « Catégorie »"),
        "no_link": mark("dans le tableau : la colonne « Lien »"),
        "no_price": mark("dans le tableau : la colonne « Tarif »"),
    },
}
"""By software, then by what is missing."""
UNABLE = frozenset({(software, "no_link") for software in ("google", "nextcloud", "outlook")})
"""What cannot be told in a software: a partner is not asked for it."""


def software(url: str, kind: str | None) -> str:
    """Which one a source is made with, as far as its address or its kind tells; "" when neither does."""
    if kind is not None and kind in CLICKS:
        return kind
    leads = services.of_address(url).leads
    return leads[0].service if leads else ""
