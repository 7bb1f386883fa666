"""What was understood of what somebody pasted, in plain words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from agregateur.detecting.finding import Finding, Missing, Shown
from agregateur.detecting.stanza import variable
from agregateur.publish import dates
from agregateur.publish.export import when
from agregateur.publish.words import Lang
from agregateur.web import labels
from agregateur.web.i18n import mark, say, translations
from agregateur.web.situations import situation

KINDS: Mapping[str, str] = {
    "apidae": mark("une sélection Apidae"),
    "courriel": mark("une boîte aux lettres"),
    "datatourisme": mark("des données DATAtourisme"),
    "events_calendar": mark("l’agenda d’un site WordPress (The Events Calendar)"),
    "gancio": mark("un agenda Gancio"),
    "geojson": mark("une carte (uMap, GeoJSON)"),
    "gogocarto": mark("une carte GoGoCarto"),
    "ical": mark("un agenda iCal"),
    "linkedevents": mark("un agenda Linked Events"),
    "mobilizon": mark("un groupe ou un agenda Mobilizon"),
    "openactive": mark("l’agenda d’un autre portail (OpenActive)"),
    "openagenda": mark("un agenda OpenAgenda"),
    "opendatasoft": mark("un jeu de données ouvertes (Opendatasoft)"),
    "page": mark("une page web dont les événements sont bien décrits"),
    "rss": mark("un flux d’actualités (RSS)"),
    "tableur": mark("un tableau (CSV, ODS, Excel)"),
    "yeswiki": mark("les fiches d’un YesWiki"),
}
"""What a kind of source is called by those who publish it."""

MISSING: Mapping[str, str] = {
    "no_place": mark("Sans lieu : %(count)s sur %(of)s. Remplissez la case « lieu » ou « adresse »."),
    "no_commune": mark(
        "Avec un lieu, mais sans commune connue : %(count)s sur %(of)s. Ajoutez le code postal et la "
        "commune à l’adresse."
    ),
    "default_commune": mark("Rien ne dit où : tous paraîtraient dans la commune habituelle de la source."),
    "outside": mark("Hors du territoire du portail : %(count)s sur %(of)s."),
    "no_end": mark("Sans heure de fin : %(count)s sur %(of)s."),
    "no_description": mark("Sans texte : %(count)s sur %(of)s. Quelques mots donnent envie de venir."),
    "no_category": mark("Sans catégorie reconnue : %(count)s sur %(of)s."),
    "no_image": mark("Sans image : %(count)s sur %(of)s. Elle n’est pas nécessaire."),
}
"""What items lack, and what would mend it."""

_FOUND = mark("Nous avons trouvé %(kind)s : %(name)s")
_NOT_FOUND = mark("Nous n’avons pas pu lire ce que vous avez collé.")
_PREVIEW = mark("Ce qui paraîtrait :")
_MISSING = mark("Ce qui manque :")
_KNOW = mark("À savoir :")
_COPY = mark("À copier dans le fichier des sources, sous « sources: » :")
_KEPT = mark(
    "L’adresse est un secret : gardez-la hors du fichier, dans la variable d’environnement %(variable)s."
)
_OTHERS = mark("Aussi possible :")
_PARTIAL = mark("Il y en a davantage : seul le début a été lu pour cet aperçu.")
_NO_COMMUNE = mark("commune inconnue")
_OUTSIDE = mark("hors du territoire")
_DEFAULT = mark("commune par défaut")


def lines(found: Finding, language: Lang, today: date) -> Iterator[str]:
    """The finding, line by line."""
    if not found.readable:
        yield say(language, _NOT_FOUND)
        for note in found.notes:
            what, todo = situation(note, language)
            yield from ("", what, f"  → {todo}")
        return
    yield say(language, _FOUND, kind=_kind(found.kind, found.label, language), name=found.name)
    yield found.shown_url
    yield _counted(found, language)
    if found.shown:
        yield from ("", say(language, _PREVIEW))
        for one in found.shown:
            yield from _item(one, language, today)
    if found.missing:
        yield from ("", say(language, _MISSING))
        for lack in found.missing:
            yield f"  {_lack(lack, language)}"
    if found.notes:
        yield from ("", say(language, _KNOW))
        for note in found.notes:
            what, todo = situation(note, language)
            yield from (f"  {what}", f"    → {todo}")
    yield from ("", say(language, _COPY), "", *found.stanza.splitlines())
    if "${" in found.stanza:
        yield from ("", say(language, _KEPT, variable=variable(found.id)))
    if found.others:
        yield from ("", say(language, _OTHERS))
        for other in found.others:
            called = f", « {other.name} »" if other.name else ""
            yield f"  {_kind(other.kind, other.kind, language)}{called} : {other.url}"


def plain(found: Finding, language: Lang, today: date) -> dict[str, Any]:
    """The finding as JSON: the keys are stable, the codes too; `what`, `todo`, `text` and `when` are for people."""
    counts = found.counts
    return {
        "readable": found.readable,
        "kind": found.kind,
        "label": _kind(found.kind, found.label, language) if found.kind else None,
        "address": found.shown_url or None,
        "id": found.id or None,
        "name": found.name or None,
        "home": found.home,
        "stanza": found.stanza or None,
        "variable": variable(found.id) if "${" in found.stanza else None,
        "counts": {
            "items": counts.items,
            "events": counts.events,
            "actors": counts.actors,
            "articles": counts.articles,
            "upcoming": counts.upcoming,
            "past": counts.past,
            "refused": counts.refused,
            "repaired": counts.repaired,
            "partial": counts.partial,
        },
        "next": [_plain(one, language, today) for one in found.shown],
        "missing": [
            {"code": lack.code, "count": lack.count, "of": lack.of, "text": _lack(lack, language)}
            for lack in found.missing
        ],
        "situations": [
            {"code": note.code, "what": what, "todo": todo}
            for note in found.notes
            for what, todo in [situation(note, language)]
        ],
        "others": [
            {
                "kind": other.kind,
                "label": _kind(other.kind, other.kind, language),
                "name": other.name or None,
                "address": other.url,
            }
            for other in found.others
        ],
    }


def _kind(kind: str | None, label: str, language: Lang) -> str:
    return say(language, KINDS[kind]) if kind is not None and kind in KINDS else label


def _lack(lack: Missing, language: Lang) -> str:
    return say(language, MISSING[lack.code]) % {"count": lack.count, "of": lack.of}


def _counted(found: Finding, language: Lang) -> str:
    counts, told = found.counts, []
    ngettext = translations(language).ngettext
    if counts.events:
        many = ngettext("%(num)s rendez-vous", "%(num)s rendez-vous", counts.events) % {"num": counts.events}
        told.append(
            say(language, mark("%(many)s, dont %(upcoming)s à venir"), many=many, upcoming=counts.upcoming)
        )
    if counts.actors:
        told.append(
            ngettext("%(num)s structure", "%(num)s structures", counts.actors) % {"num": counts.actors}
        )
    if counts.articles:
        told.append(
            ngettext("%(num)s article", "%(num)s articles", counts.articles) % {"num": counts.articles}
        )
    line = ", ".join(told) + "."
    return f"{line} {say(language, _PARTIAL)}" if counts.partial else line


def _item(one: Shown, language: Lang, today: date) -> Iterator[str]:
    moment = _when(one, language, today)
    status = labels.status(one.status, language)
    yield "  " + " – ".join(filter(None, (moment, one.title))) + (f" ({status})" if status else "")
    category = labels.categories(language).get(one.category or "") if one.kind == "event" else None
    yield "      " + " · ".join(filter(None, (_where(one, language), category)))


def _where(one: Shown, language: Lang) -> str:
    if one.kind == "article":
        return ""
    town = one.commune or say(language, _NO_COMMUNE)
    if one.outside:
        town = f"{town} ({say(language, _OUTSIDE)})"
    elif one.how == "default":
        town = f"{town} ({say(language, _DEFAULT)})"
    return ", ".join(filter(None, (one.venue, town)))


def _when(one: Shown, language: Lang, today: date) -> str:
    if one.occurrence is not None:
        return dates.when_label(one.occurrence, language, today=today, short=True)
    if one.published is not None:
        day = one.published.date() if isinstance(one.published, datetime) else one.published
        return dates.day_label(day, language, today=today, short=True)
    return ""


def _plain(one: Shown, language: Lang, today: date) -> dict[str, Any]:
    occurrence = one.occurrence
    return {
        "kind": one.kind,
        "title": one.title,
        "start": when(occurrence.start) if occurrence else None,
        "end": when(occurrence.end) if occurrence else None,
        "all_day": occurrence.all_day if occurrence else None,
        "when": _when(one, language, today) or None,
        "status": one.status,
        "venue": one.venue,
        "commune": one.commune,
        "insee": one.insee,
        "located": one.how,
        "outside": one.outside,
        "category": one.category,
        "category_label": labels.categories(language).get(one.category or ""),
        "url": one.url,
    }
