"""The weight of each piece of evidence, in logits.

A piece's key is its code, with a level after a slash where it has several. Weights were set by hand from what a careful
volunteer would say, then fitted to labelled pairs by `python bench/fit.py --write`: ridge regression towards the
hand-set value, the sign held; that command also says which are kept by hand, and why.

What a page may say of each code, beside those that need no more than their name (values in brackets):

    same_period        les deux durent presque aussi longtemps (%(days)s jours en commun)
    within_period      les dates de l’une tombent dans la période de l’autre
    hour_in_text       l’heure de l’une se lit dans le texte de l’autre
    hour_elsewhere     mais le texte donne une autre heure
    text_hour          l’heure de l’une, mal saisie, se lit bien dans son texte
    odd_hour           une des heures est sans doute une durée
    doors              l’une dit l’heure d’arrivée, l’autre celle du début
    utc_clock          une même heure, si l’une des horloges est décalée
    overlap            mais l’une commence pendant l’autre
    default_hour       mais 20 h, l’heure que mettent les formulaires, face à une autre heure
    few_dates          mais peu de dates en commun (%(dates)s)
    part_of_whole      mais l’une est une partie du programme de l’autre
    opening_differs    mais l’une est le vernissage
    other_village      mais deux anciennes communes
    postal_town        deux communes, dont l’une est peut-être la ville de l’adresse postale
    town_name          deux communes de même nom
    town_told          la commune se lit dans le titre ou le texte; /other: mais une autre commune
    venue_in_title     le lieu de l’une se lit dans le titre ou le texte de l’autre
    same_street        même adresse
    title_headline     mais une accroche tient lieu de titre à l’une
    title_generic      un titre courant face à un titre précis
    title_akin         titres différents, mais d’un même thème; /own: chacun a un nom propre
    title_more         mais l’un des titres en dit plus (%(words)s mots)
    other_subject      mais la suite du titre diffère
    context_explains   le lieu ou le texte de l’une explique le titre de l’autre
    subject_in_text    le sujet de l’une se lit dans le texte de l’autre (%(words)s mots)
    mark_on_one        une seule précise le groupe, l’âge ou la partie
    same_edition       même édition
    same_sort          même sorte de rendez-vous
    same_image, same_contact, same_price     même image, même contact, même prix
    text_copied        textes repris l’un de l’autre (%(percent)s %%)
    text_subject       les textes nomment le même sujet; text_differs: mais deux sujets
    other_organizer    mais deux organisateurs
    one_society        un même organisateur, à la même minute (who holds several things at once left out)
    unrivalled         aucune autre annonce ne convient à l’une ni à l’autre (see `unrivalled.py`)
    told_again         la même source l’annonce de nouveau
    one_a_date         la même source en donne chaque date à part (see `repeats.py`)
    actor_*            see `actors_alike.py`
"""

from __future__ import annotations

Pieces = dict[str, dict[str, object]]
"""Pieces of evidence by their key in `WEIGHTS`, in the order weighed, with the values of their sentence."""

BIAS = -3.5
SAME = 1.2
"""From this score on a pair is one event: odds of 3 to 1 by themselves; clusters ask for more."""
DOUBTFUL = -0.6
"""From this score on a human may settle it."""
FAINT = -0.8
"""So it may from this one on, of two at one minute in one place."""
DISTINCT = -3.0
"""Below this score a pair may not meet in one cluster, whoever links them."""
VETO = -6.0
"""A piece of evidence that weighs this much keeps two apart, whoever links them, unless the rest makes them one."""
AGAINST = frozenset(
    {"mark_differs", "opening_differs", "part_of_whole", "other_village", "other_commune", "length_differs"}
)
"""Evidence that makes a pair which is not plausible two events for good."""

WEIGHTS: dict[str, float] = {
    # when
    "same_start": 3.0,
    "same_start/rare": 3.4,
    "same_date": 1.7,
    "near_start": 2.6,
    "near_start/30": 1.5,
    "same_day": 1.9,
    "same_period": 2.0,
    "same_period/equal": 1.5,
    "within_period": 0.5,
    "hour_in_text": 1.6,
    "hour_elsewhere": -2.4,
    "odd_hour": 0.8,
    "default_hour": -0.6,
    "default_hour/day": -0.2,
    "default_hour/sitting": -3.1,
    "text_hour": 1.1,
    "doors": 1.5,
    "utc_clock": -0.6,
    "overlap": -0.8,
    "overlap/far": -1.8,
    "many_dates": 1.2,
    "some_other_hours": -1.0,
    "few_dates": -2.0,
    "length_differs": -1.0,
    "length_differs/other_title": -2.8,
    "part_of_whole": -4.9,
    "part_of_whole/told": -8.0,
    "part_of_whole/same_start": -1.9,
    "part_of_whole/same_start/together": -0.8,
    # where
    "same_commune": 1.7,
    "same_commune/small": 2.2,
    "same_commune/large": 1.0,
    "other_village": -4.3,
    "postal_town": -0.6,
    "postal_town/common": -2.2,
    "neighbour_commune/stated": -6.9,
    "neighbour_commune/common": -4.3,
    "neighbour_commune/default": -4.6,
    "town_name": -1.0,
    "other_commune": -8.0,
    "other_commune/weak": -2.6,
    "town_unknown": -0.4,
    "town_unknown/common": -2.2,
    "town_unknown/apart": -4.5,
    "town_told/other": -4.1,
    "town_told": 1.8,
    "same_venue": 1.0,
    "same_venue/slot": 1.5,
    "same_venue/generic": 0.9,
    "same_venue/generic/slot": 1.8,
    "same_venue/elsewhere": 0.0,
    "venue_in_title": 1.8,
    "venue_in_title/kind": 1.5,
    "other_venue": -3.8,
    "other_venue/generic": -1.8,
    "other_venue/named": -2.2,
    "other_venue/start": -1.2,
    "same_street": 0.1,
    "near_place": 1.0,
    "far_place": -2.0,
    # what
    "title_same/0": -0.2,
    "title_same/common": 1.1,
    "title_same/town": 0.8,
    "title_same/long": 1.6,
    "other_subject": -0.7,
    "other_subject/meeting": -3.2,
    "title_same/1": 2.6,
    "title_same/2": 4.2,
    "title_close/1": 2.2,
    "title_close/2": 3.1,
    "title_within/place": 0.6,
    "title_within/1": 1.7,
    "title_within/2": 3.0,
    "title_within/3": 3.5,
    "title_partly/1": 1.4,
    "title_partly/1/both": -1.0,
    "title_partly/1/both/together": -0.4,
    "title_partly/1/akin": 0.6,
    "title_partly/2/akin": 1.6,
    "title_partly/2/both": 1.6,
    "title_partly/2/both/day": 0.4,
    "title_partly/2": 1.8,
    "title_partly/1/name": 1.0,
    "title_partly/2/name": 2.2,
    "title_partly/own": -2.6,
    "title_akin": -2.2,
    "title_akin/together": -1.4,
    "title_akin/own": -2.8,
    "title_far": -3.3,
    "title_far/theme": -4.2,
    "title_far/theme/together": -3.4,
    "title_far/copied": -1.4,
    "title_far/foreign": -0.8,
    "title_far/foreign/town": -1.4,
    "title_vague": -0.6,
    "title_vague/alike": 1.4,
    "title_headline": -2.2,
    "title_generic": -1.4,
    "title_generic/akin": -0.8,
    "title_generic/theme": -2.4,
    "title_more": -0.8,
    "context_explains": 1.2,
    "subject_in_text/some": 0.4,
    "subject_in_text/1": 1.4,
    "subject_in_text/2": 2.5,
    "mark_differs": -9.5,
    "mark_differs/told": -7.0,
    "mark_on_one": -0.8,
    "mark_on_one/together": -0.2,
    "mark_on_one/language": -5.8,
    "mark_on_one/part": -2.2,
    "sort_differs": -3.2,
    "sort_differs/kindred": -0.4,
    "sort_differs/together": -0.4,
    "same_sort": 0.8,
    "same_sort/unique": 2.6,
    "same_edition": 0.8,
    "opening_differs": -6.0,
    # beside
    "same_page": 3.1,
    "same_uid": 3.1,
    "same_image": 1.5,
    "same_contact": 0.4,
    "same_price": 0.3,
    "text_close": 0.9,
    "text_copied": 2.4,
    "same_organizer": 0.3,
    "one_society": 1.5,
    "other_organizer/generic": -2.5,
    "other_organizer/subject": -5.5,
    "text_subject": 2.0,
    "text_subject/person": 2.0,
    "text_differs": -4.0,
    "text_differs/names": -6.5,
    "text_differs/other": -2.2,
    "same_organizer/subject": 1.2,
    "told_again": 2.5,
    "one_a_date": 7.0,
    "other_organizer": -1.2,
}
