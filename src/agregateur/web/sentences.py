"""Why announcements were taken for one, in plain words: a sentence for each code of evidence.

A code that this release does not know is told as such, never hidden: the reasons must stay complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agregateur.model import Note
from agregateur.publish.words import Lang
from agregateur.web.i18n import mark, say

EVIDENCE: dict[str, str] = {
    # when
    "same_start": mark("même jour et même heure"),
    "same_date": mark("même jour, sans heure dite"),
    "near_start": mark("même jour, à %(minutes)s minutes près"),
    "same_day": mark("même jour, l’une des annonces ne dit pas l’heure"),
    "many_dates": mark("%(dates)s dates en commun"),
    "some_other_hours": mark("mais une autre heure à %(dates)s dates"),
    "length_differs": mark("mais l’une dure plusieurs jours"),
    "no_common_day": mark("aucune date en commun"),
    "other_hour": mark("même jour, mais pas à la même heure"),
    # where
    "same_commune": mark("même commune"),
    "neighbour_commune": mark("mais deux communes voisines"),
    "other_commune": mark("mais deux communes éloignées"),
    "town_unknown": mark("mais une annonce ne dit pas la commune"),
    "same_venue": mark("même lieu"),
    "other_venue": mark("mais deux noms de lieu différents"),
    "near_place": mark("à %(metres)s mètres l’une de l’autre"),
    "far_place": mark("mais à %(metres)s mètres l’une de l’autre"),
    # what
    "title_same": mark("même titre"),
    "title_close": mark("titres proches à %(percent)s %%"),
    "title_within": mark("un titre contient les mots de l’autre"),
    "title_partly": mark("titres en partie semblables"),
    "title_far": mark("mais des titres différents"),
    "title_vague": mark("titres courants, qui disent peu"),
    "mark_differs": mark("mais pas le même groupe ou niveau"),
    "sort_differs": mark("mais pas la même sorte de rendez-vous"),
    "same_page": mark("même page web"),
    "same_uid": mark("même référence, reprise par l’autre"),
    "same_organizer": mark("même organisateur"),
    "text_close": mark("textes proches à %(percent)s %%"),
    "same_source": mark("même source"),
    "decision": mark("décision d’une personne de l’équipe"),
}
_OTHER = mark("autre indice (%(code)s)")


@dataclass(frozen=True, slots=True)
class Reason:
    """Two announcers and what their announcements have in common."""

    a: str
    b: str
    evidence: tuple[str, ...]


def reasons(notes: Iterable[Note], names: Mapping[str, str], language: Lang) -> tuple[Reason, ...]:
    """The reasons of an event; `names` maps a source's id to its name."""
    out = []
    for note in notes:
        ends = [_name(note.values.get(side), names) for side in ("a", "b")]
        pieces = [piece for piece in map(_note, note.values.get("evidence") or ()) if piece]
        said = tuple(dict.fromkeys(sentence(piece, language) for piece in pieces))
        out.append(Reason(ends[0], ends[1], said or (sentence(note, language),)))
    # A series that one partner dates one by one gives the same reason once a date.
    return tuple(dict.fromkeys(out))


def sentence(note: Note, language: Lang) -> str:
    """One piece of evidence in words."""
    template = EVIDENCE.get(note.code)
    if template is None:
        return say(language, _OTHER, code=note.code)
    try:
        return say(language, template) % _shown(note.values)
    except (KeyError, TypeError, ValueError):
        # Written by a release whose notes held other values.
        return say(language, _OTHER, code=note.code)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: round(value) if isinstance(value, float) else value for key, value in values.items()}


def _note(value: Any) -> Note | None:
    """Evidence stored inside a note comes back as a plain mapping."""
    if isinstance(value, Note):
        return value
    if isinstance(value, Mapping) and isinstance(value.get("code"), str):
        return Note(code=value["code"], values=value.get("values") or {}, weight=value.get("weight"))
    return None


def _name(end: Any, names: Mapping[str, str]) -> str:
    source = str(end[0]) if isinstance(end, (list, tuple)) and end else str(end or "")
    return names.get(source, source)
