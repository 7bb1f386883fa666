"""The sentences of `advised`: by code, what happened to an item, and what its partner may do about it.

They are read by volunteers: no fault is blamed, no grade is given, and what needs nothing done says so by its silence.
What was mended stands in `advice_mended`, what keeps a whole document from being read in `advice_failed`.
"""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.web.i18n import mark

OTHER_ID = mark(
    "recréez-en un à neuf, sans dupliquer ; si un programme écrit ce fichier, signalez-le à qui le tient"
)
ONE_BY_ONE = mark("ouvrez ce rendez-vous dans votre agenda et enregistrez-le de nouveau")

REFUSED: Mapping[str, tuple[str, str]] = {
    "article_not_event": (
        mark("c’est un article, à sa date de parution, et non un rendez-vous"),
        mark("donnez-nous l’export de l’agenda, ou le flux RSS pour les actualités"),
    ),
    "bad_dates": (mark("ses dates ne se laissent pas calculer"), ONE_BY_ONE),
    "bad_start": (mark("sa date de début ne se laisse pas lire"), mark("corrigez le jour et l’heure")),
    "bad_uid": (mark("son identifiant est vide, trop long ou illisible"), ONE_BY_ONE),
    "date_out_of_range": (
        mark("son année n’est pas possible"),
        mark("vérifiez l’année : une faute de frappe suffit (0206 pour 2026)"),
    ),
    "dates_too_many": (
        mark("il énumère plus de dates que nous n’en pouvons suivre"),
        mark("gardez les dates d’un an, ou écrivez une règle (« tous les mardis »)"),
    ),
    "detail_unread": (
        mark("sa page n’a pas pu être lue"),
        mark("vérifiez que le lien depuis la liste y mène bien"),
    ),
    "duplicate_uid": (mark("un autre rendez-vous porte le même identifiant"), OTHER_ID),
    "empty_item": (
        mark("il n’a ni titre ni texte"),
        mark("donnez-lui un titre, ou supprimez-le s’il a été créé par mégarde"),
    ),
    "excluded": (
        mark("il porte un mot que vous avez demandé d’écarter : il n’est pas montré"),
        "",
    ),
    "fault": (
        mark("notre programme a trébuché dessus"),
        mark("ce n’est pas votre faute : signalez-le-nous, nous corrigerons"),
    ),
    "malformed": (mark("une de ses valeurs n’a pas la forme attendue"), ONE_BY_ONE),
    "member_unread": (
        mark("un fichier de l’archive ne se lit pas"),
        mark("exportez de nouveau ; si cela dure, signalez-le à qui tient l’export"),
    ),
    "no_date": (mark("il n’a pas de date"), mark("ajoutez-lui un jour ; l’heure peut attendre")),
    "no_occurrence": (
        mark("sa règle de répétition ne tombe sur aucun jour"),
        mark("vérifiez sa fin (avant le début ?) et les jours exclus"),
    ),
    "no_start": (mark("il n’a pas de date de début"), mark("ajoutez-lui un jour ; l’heure peut attendre")),
    "no_structured_events": (
        mark("sa page ne dit pas ses dates d’une manière que nous sachions lire"),
        mark("donnez-nous plutôt l’adresse d’un agenda (iCal)"),
    ),
    "no_title": (mark("il n’a pas de titre"), mark("donnez-lui un titre court : ce que c’est, pour qui")),
    "no_uid": (
        mark("il n’a pas d’identifiant : sans lui, nous ne saurions pas le suivre"),
        mark("signalez-le à qui tient le site"),
    ),
    "not_a_feature": (mark("un objet de la carte ne se lit pas"), mark("signalez-le à qui tient la carte")),
    "not_an_element": (
        mark("une ligne de la carte n’est pas une fiche"),
        mark("signalez-le à qui tient la carte"),
    ),
    "not_an_entry": (mark("une fiche ne se lit pas"), mark("ouvrez-la et enregistrez-la de nouveau")),
    "not_an_event": (
        mark("une ligne de la liste n’est pas un rendez-vous"),
        mark("signalez-le à qui tient le site"),
    ),
    "not_an_object": (
        mark("une entrée du fichier n’est pas une fiche"),
        mark("signalez-le à qui tient le site"),
    ),
    "not_included": (
        mark("il ne porte aucun des mots que vous avez demandé de retenir : il n’est pas montré"),
        "",
    ),
    "not_json": (
        mark("une partie du document n’a pas la forme attendue"),
        mark("signalez-le à qui tient le site"),
    ),
    "other_sender": (mark("un message vient d’une autre adresse que les vôtres : il est laissé de côté"), ""),
    "event_not_place": (mark("c’est un rendez-vous, et cette source ne donne que des lieux"), ""),
    "override_alone": (
        mark("un message ne parle que d’une date d’une série déjà connue : la série est gardée telle quelle"),
        mark("envoyez toute la série quand une date change"),
    ),
    "overrides_too_many": (
        mark("trop de ses dates ont été modifiées une à une"),
        mark("arrêtez cette série et commencez-en une nouvelle"),
    ),
    "place_not_event": (
        mark("c’est un lieu, et cette source donne des rendez-vous : il est laissé de côté"),
        mark("si ce sont les lieux qu’il faut montrer, dites-le-nous : un réglage suffit de notre côté"),
    ),
    "private": (mark("il est privé : nous ne le montrons pas, et n’en gardons rien"), ""),
    "rule_too_many": (
        mark("il se répète si souvent que ce ne peut être voulu"),
        mark("vérifiez sa répétition (toutes les minutes ?) et donnez-lui une fin"),
    ),
    "series_pattern": (mark("c’est le modèle d’une série : chacune de ses dates est lue à part"), ""),
    "shown_unclear": (
        mark("rien ne dit clairement qu’il est à publier : nous ne le montrons pas"),
        mark("dans la colonne qui dit ce qui se publie, écrivez oui ou non"),
    ),
    "spam": (mark("un message est marqué comme indésirable : il est laissé de côté"), ""),
    "too_many_dates": (
        mark("toutes ensemble, les répétitions de cet agenda font trop de dates"),
        mark("donnez une fin aux séries anciennes"),
    ),
    "unknown_type": (
        mark("le type de cette fiche nous est inconnu"),
        mark("signalez-le-nous : nous l’ajouterons"),
    ),
    "too_large": (
        mark("il est trop gros pour être lu"),
        mark("envoyez-le sans ses grosses pièces jointes, ou mettez-les en ligne"),
    ),
    "unreadable": (mark("il est écrit d’une manière que nous n’avons pas comprise"), ONE_BY_ONE),
    "winmail": (
        mark("un message est écrit dans un format que seul Outlook ouvre (winmail.dat)"),
        mark("dans Outlook, choisissez le format HTML"),
    ),
}

GAINED: Mapping[str, tuple[str, str]] = {
    "no_place": (
        mark("sans lieu"),
        mark("un lieu et une commune : c’est la première chose que l’on cherche"),
    ),
    "no_commune": (
        mark("dont nous n’avons pas trouvé la commune"),
        mark("ajoutez le code postal et la commune au lieu"),
    ),
    "commune_by_default": (
        mark("dont le lieu ne dit pas la commune : nous avons pris la vôtre"),
        mark("si c’est ailleurs, ajoutez-la"),
    ),
    "no_hour": (mark("sans heure"), mark("ajoutez l’heure de début, si c’est le cas")),
    "no_end": (mark("sans heure de fin"), mark("une fin, même approchée, aide à s’organiser")),
    "no_description": (mark("sans texte"), mark("deux phrases : ce que c’est, pour qui")),
    "no_category": (
        mark("dont nous n’avons pas reconnu le genre"),
        mark("un mot dans le titre suffit souvent : concert, atelier, marché, réunion…"),
    ),
    "dated_title": (
        mark("dont le titre redit la date"),
        mark("elle s’affiche déjà à côté : le titre peut s’en passer"),
    ),
    "capitals": (
        mark("dont le titre est tout en capitales"),
        mark("en minuscules, il se lit mieux, et les synthèses vocales ne l’épellent pas"),
    ),
    "no_link": (mark("sans lien vers une page"), mark("un lien ramène les lecteurs chez vous")),
    "no_price": (
        mark("dont le prix n’est pas dit"),
        mark("« gratuit », « prix libre » ou le tarif : on le cherche toujours"),
    ),
    "actor_no_place": (mark("sans adresse"), mark("une commune, au moins, permet de s’y rendre")),
    "actor_no_commune": (
        mark("dont nous n’avons pas trouvé la commune"),
        mark("ajoutez le code postal et la commune à l’adresse"),
    ),
    "actor_no_description": (mark("sans texte"), mark("une phrase : ce que l’on y fait, pour qui")),
    "actor_no_contact": (
        mark("sans lien, téléphone ni adresse électronique"),
        mark("un seul des trois permet de vous joindre"),
    ),
    "maybe_dated": (
        mark("où l’on devine un rendez-vous, sans que sa date soit sûre"),
        mark("écrivez-la en entier dans le texte : « samedi 5 décembre 2026 à 20 h »"),
    ),
}
"""What would help readers: words that go on after `2 rendez-vous`, be there one or many, and what to do."""
