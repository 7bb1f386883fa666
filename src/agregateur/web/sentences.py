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
    "same_period": mark("presque la même durée (%(days)s jours en commun)"),
    "within_period": mark("les dates de l’une tombent dans la période de l’autre"),
    "many_dates": mark("%(dates)s dates en commun"),
    "few_dates": mark("mais peu de dates en commun (%(dates)s)"),
    "some_other_hours": mark("mais une autre heure à %(dates)s dates"),
    "length_differs": mark("mais l’une dure plusieurs jours"),
    "no_common_day": mark("aucune date en commun"),
    "other_hour": mark("même jour, mais pas à la même heure"),
    "hour_in_text": mark("l’heure de l’une se lit dans le texte de l’autre"),
    "hour_elsewhere": mark("mais le texte donne une autre heure"),
    "text_hour": mark("l’heure de l’une, mal saisie, se lit bien dans son texte"),
    "odd_hour": mark("une des heures est sans doute une durée"),
    "doors": mark("l’une dit l’heure d’arrivée, l’autre celle du début"),
    "utc_clock": mark("une même heure, si l’une des horloges est décalée"),
    "overlap": mark("mais l’une commence pendant l’autre"),
    "default_hour": mark("mais 20 h, l’heure que mettent les formulaires, face à une autre heure"),
    "part_of_whole": mark("mais l’une est une partie du programme de l’autre"),
    # where
    "same_commune": mark("même commune"),
    "neighbour_commune": mark("mais deux communes voisines"),
    "other_commune": mark("mais deux communes éloignées"),
    "other_village": mark("mais deux anciennes communes"),
    "postal_town": mark("deux communes, dont l’une est peut-être la ville de l’adresse postale"),
    "town_name": mark("deux communes de même nom"),
    "town_unknown": mark("mais une annonce ne dit pas la commune"),
    "town_told": mark("la commune se lit dans le titre ou le texte"),
    "same_venue": mark("même lieu"),
    "other_venue": mark("mais deux noms de lieu différents"),
    "venue_in_title": mark("le lieu de l’une se lit dans le titre ou le texte de l’autre"),
    "same_street": mark("même adresse"),
    "near_place": mark("à %(metres)s mètres l’une de l’autre"),
    "far_place": mark("mais à %(metres)s mètres l’une de l’autre"),
    # what
    "title_same": mark("même titre"),
    "title_close": mark("titres proches"),
    "title_within": mark("un titre contient les mots de l’autre"),
    "title_partly": mark("titres en partie semblables"),
    "title_akin": mark("titres différents, mais d’un même thème"),
    "title_far": mark("mais des titres différents"),
    "title_vague": mark("titres courants, qui disent peu"),
    "title_headline": mark("mais une accroche tient lieu de titre à l’une"),
    "title_generic": mark("mais un titre courant face à un titre précis"),
    "title_more": mark("mais l’un des titres en dit plus"),
    "other_subject": mark("mais la suite du titre diffère"),
    "context_explains": mark("le lieu ou le texte de l’une explique le titre de l’autre"),
    "subject_in_text": mark("le sujet de l’une se lit dans le texte de l’autre"),
    "mark_differs": mark("mais pas le même groupe, niveau ou public"),
    "mark_on_one": mark("mais une seule précise le groupe, l’âge ou la partie"),
    "sort_differs": mark("mais pas la même sorte de rendez-vous"),
    "same_sort": mark("même sorte de rendez-vous"),
    "same_edition": mark("même édition"),
    "opening_differs": mark("mais l’une est le vernissage ou une visite de l’autre"),
    # beside
    "same_page": mark("même page web"),
    "same_uid": mark("même référence, reprise par l’autre"),
    "text_subject": mark("les textes nomment le même sujet"),
    "text_differs": mark("mais les textes nomment deux sujets"),
    "same_organizer": mark("même organisateur"),
    "other_organizer": mark("mais deux organisateurs"),
    "one_society": mark("une même association organise les deux, à la même heure"),
    "same_image": mark("même image"),
    "same_contact": mark("même contact"),
    "same_price": mark("même prix"),
    "text_close": mark("textes proches à %(percent)s %%"),
    "text_copied": mark("textes repris l’un de l’autre (%(percent)s %%)"),
    "unrivalled": mark("aucune autre annonce ne convient à l’une ni à l’autre"),
    "told_again": mark("la même source l’annonce de nouveau"),
    "same_source": mark("même source"),
    "one_a_date": mark("la même source en donne chaque date à part"),
    "echo": mark("l’une vient de notre propre agenda"),
    "other_kind": mark("pas de même nature"),
    "decision": mark("décision d’une personne de l’équipe"),
    # actors
    "actor_name_same": mark("même nom"),
    "actor_name_close": mark("noms proches"),
    "actor_name_within": mark("un nom contient l’autre"),
    "actor_name_initials": mark("un nom est le sigle de l’autre"),
    "actor_name_former": mark("un nom est l’ancien nom de l’autre"),
    "actor_name_of_site": mark("l’adresse du site de l’une porte le nom de l’autre"),
    "actor_name_described": mark("un même nom propre, bien que chacune le décrive autrement"),
    "actor_name_partly": mark("mais chaque nom dit quelque chose que l’autre ne dit pas"),
    "actor_name_far": mark("mais des noms différents"),
    "actor_same_commune": mark("même commune"),
    "actor_neighbour_commune": mark("mais deux communes voisines"),
    "actor_other_commune": mark("mais deux communes éloignées"),
    "actor_town_unknown": mark("mais une annonce ne dit pas la commune"),
    "actor_same_street": mark("même adresse"),
    "actor_other_street": mark("mais deux adresses"),
    "actor_near_place": mark("à %(metres)s mètres l’une de l’autre"),
    "actor_far_place": mark("mais à %(metres)s mètres l’une de l’autre"),
    "actor_same_site": mark("même site web"),
    "actor_same_host": mark("une page du site web de l’autre"),
    "actor_other_site": mark("mais deux sites web"),
    "actor_same_domain": mark("même nom de domaine"),
    "actor_same_mail": mark("même adresse électronique"),
    "actor_same_phone": mark("même téléphone"),
    "actor_same_uid": mark("même référence, reprise par l’autre"),
    "actor_level_differs": mark("mais l’une est une fédération, l’autre une antenne"),
    "actor_branch_differs": mark("mais deux antennes"),
    "actor_kind_differs": mark("mais deux sortes de structures"),
    "actor_part_of": mark("mais l’une est une partie de l’autre"),
    "actor_twice": mark("la même fiche, donnée deux fois par cette carte"),
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
