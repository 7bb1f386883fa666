"""The sentences of `advised`: by code, what happened to an item, and what its partner may do about it.

They are read by volunteers: no fault is blamed, no grade is given, and what needs nothing done says so by its silence.
"""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.web.i18n import mark

_OTHER_ID = mark(
    "donnez à chaque rendez-vous son propre identifiant, ou créez-le à neuf au lieu de copier le fichier"
)
_ONE_BY_ONE = mark("ouvrez ce rendez-vous dans votre agenda et enregistrez-le de nouveau")

REFUSED: Mapping[str, tuple[str, str]] = {
    "bad_dates": (mark("ses dates ne se laissent pas calculer"), _ONE_BY_ONE),
    "bad_uid": (mark("son identifiant est vide, trop long ou illisible"), _ONE_BY_ONE),
    "date_out_of_range": (
        mark("son année n’est pas possible"),
        mark("vérifiez l’année : une faute de frappe suffit (0206 pour 2026)"),
    ),
    "dates_too_many": (
        mark("il énumère plus de dates que nous n’en pouvons suivre"),
        mark("gardez les dates d’un an, ou écrivez une règle (« tous les mardis »)"),
    ),
    "duplicate_uid": (mark("un autre rendez-vous porte le même identifiant"), _OTHER_ID),
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
    "malformed": (mark("une de ses valeurs n’a pas la forme attendue"), _ONE_BY_ONE),
    "no_date": (mark("il n’a pas de date"), mark("ajoutez-lui un jour ; l’heure peut attendre")),
    "no_occurrence": (
        mark("sa règle de répétition ne tombe sur aucun jour"),
        mark("vérifiez sa fin (avant le début ?) et les jours exclus"),
    ),
    "no_start": (mark("il n’a pas de date de début"), mark("ajoutez-lui un jour ; l’heure peut attendre")),
    "no_title": (mark("il n’a pas de titre"), mark("donnez-lui un titre court : ce que c’est, pour qui")),
    "not_an_element": (
        mark("une ligne de la carte n’est pas une fiche"),
        mark("signalez-le à qui tient la carte"),
    ),
    "not_included": (
        mark("il ne porte aucun des mots que vous avez demandé de retenir : il n’est pas montré"),
        "",
    ),
    "overrides_too_many": (
        mark("trop de ses dates ont été modifiées une à une"),
        mark("arrêtez cette série et commencez-en une nouvelle"),
    ),
    "private": (mark("il est privé : nous ne le montrons pas, et n’en gardons rien"), ""),
    "rule_too_many": (
        mark("il se répète si souvent que ce ne peut être voulu"),
        mark("vérifiez sa répétition (toutes les minutes ?) et donnez-lui une fin"),
    ),
    "too_many_dates": (
        mark("toutes ensemble, les répétitions de cet agenda font trop de dates"),
        mark("donnez une fin aux séries anciennes"),
    ),
    "unreadable": (mark("il est écrit d’une manière que nous n’avons pas comprise"), _ONE_BY_ONE),
}

REPAIRED: Mapping[str, tuple[str, str]] = {
    "address_dropped": (
        mark("un lien n’en est pas un : il est laissé de côté"),
        mark("écrivez l’adresse entière : https://…"),
    ),
    "bad_end": (
        mark("la fin vient avant le début : elle est laissée de côté"),
        mark("corrigez la date ou l’heure de fin"),
    ),
    "bad_end_time": (mark("l’heure de fin n’est pas une heure"), mark("écrivez-la comme 18:30")),
    "bad_point": (
        mark("la position sur la carte n’est pas possible"),
        mark("replacez le point sur la carte"),
    ),
    "bad_start": (
        mark("la date de début n’est pas une date"),
        mark("écrivez-la comme 2026-12-05 ou 05/12/2026"),
    ),
    "bad_start_time": (mark("l’heure de début n’est pas une heure"), mark("écrivez-la comme 20:30")),
    "charset": (mark("les accents étaient mal codés : ils sont rétablis"), ""),
    "date_from_text": (
        mark("la date a été lue dans le texte, faute de champ pour la dire"),
        mark("un agenda (iCal) la dirait sans risque d’erreur"),
    ),
    "date_in_title": (mark("la date a été lue dans le titre"), ""),
    "date_unreadable": (mark("une date ne se lit pas : elle est laissée de côté"), _ONE_BY_ONE),
    "dates_cut": (
        mark("il énumère trop de dates : les premières sont gardées"),
        mark("gardez les dates d’un an, ou écrivez une règle (« tous les mardis »)"),
    ),
    "end_before_start": (
        mark("la fin vient avant le début : elle est laissée de côté"),
        mark("corrigez la date ou l’heure de fin"),
    ),
    "end_out_of_range": (
        mark("la fin est trop lointaine pour être vraie : elle est laissée de côté"),
        mark("corrigez la date de fin"),
    ),
    "exrule_unreadable": (
        mark("une règle de dates exclues ne se lit pas : elle est laissée de côté"),
        _ONE_BY_ONE,
    ),
    "line_without_colon": (mark("une ligne du fichier n’en est pas une : elle est passée"), ""),
    "property_unreadable": (mark("une de ses lignes ne se lit pas : elle est passée"), _ONE_BY_ONE),
    "rrule_part_dropped": (
        mark("un morceau de sa règle de répétition n’est pas connu : il est passé"),
        mark("vérifiez que les prochaines dates affichées sont les bonnes"),
    ),
    "rrule_unreadable": (
        mark("sa règle de répétition ne se lit pas : seule la première date est gardée"),
        _ONE_BY_ONE,
    ),
    "rule_impossible": (
        mark("sa règle de répétition ne tombe jamais : seule la première date est gardée"),
        mark("vérifiez sa répétition (le 30 février ?)"),
    ),
    "text_cut": (mark("un texte trop long a été coupé"), ""),
    "description_cut": (mark("un très long texte a été coupé"), ""),
    "duplicate_uid": (
        mark("deux entrées portent le même identifiant : la plus récente est gardée"),
        _OTHER_ID,
    ),
    "event_not_closed": (mark("un rendez-vous n’est pas fermé dans le fichier : il est lu quand même"), ""),
    "hour_from_text": (
        mark("l’heure a été lue dans le texte"),
        mark("mettez-la aussi dans le champ de l’heure"),
    ),
    "hour_in_title": (
        mark("l’heure a été lue dans le titre"),
        mark("mettez-la aussi dans le champ de l’heure"),
    ),
    "hours_look_local": (
        mark("les heures semblent décalées : elles sont sans doute locales, et marquées comme universelles"),
        mark("dites-le-nous : un réglage suffit de notre côté"),
    ),
    "hours_look_shifted": (
        mark("les heures semblent décalées deux fois"),
        mark("dites-le-nous : un réglage suffit de notre côté"),
    ),
    "hours_look_utc": (
        mark("les heures semblent décalées : elles sont sans doute universelles, et marquées comme locales"),
        mark("dites-le-nous : un réglage suffit de notre côté"),
    ),
    "html_too_deep": (mark("la mise en forme du texte est trop compliquée : seul le texte est gardé"), ""),
    "items_unreadable": (
        mark("quelques entrées du fil ne se lisent pas"),
        mark("signalez-le à qui tient le site"),
    ),
    "mark_in_title": (mark("« ANNULÉ », « COMPLET »… a été lu dans le titre"), ""),
    "mojibake": (mark("des accents abîmés (Ã©) ont été rétablis"), ""),
    "not_utf8": (mark("les accents étaient mal codés : ils sont rétablis"), ""),
    "not_well_formed": (
        mark("le fil n’est pas bien formé : il est lu quand même"),
        mark("signalez-le à qui tient le site"),
    ),
    "place_from_text": (
        mark("le lieu a été lu dans le texte"),
        mark("mettez-le aussi dans le champ du lieu"),
    ),
    "point_dropped": (
        mark("la position sur la carte contredit l’adresse : l’adresse est gardée"),
        mark("replacez le point sur la carte"),
    ),
    "status_unknown": (mark("un mot d’état n’est pas connu : le rendez-vous est dit maintenu"), ""),
    "taxonomy_unread": (mark("les catégories de la carte n’ont pas pu être lues"), ""),
    "text_before_feed": (
        mark("du texte précède le fil : il est passé"),
        mark("signalez-le à qui tient le site"),
    ),
    "title_missing": (
        mark("un rendez-vous n’a pas de titre : la première ligne du texte en tient lieu"),
        mark("donnez-lui un titre court"),
    ),
    "uid_reused": (
        mark("plusieurs rendez-vous portent le même identifiant : ils sont gardés à part"),
        _OTHER_ID,
    ),
    "zero_restored": (
        mark("un code postal avait perdu son premier zéro : il est rétabli"),
        mark("dans le tableur, mettez la colonne en « texte »"),
    ),
    "zone_unknown": (mark("le fuseau horaire n’est pas connu : l’heure est prise pour celle d’ici"), ""),
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
        mark("rangés dans votre commune, faute d’en lire une autre"),
        mark("si certains ont lieu ailleurs, ajoutez la commune au lieu"),
    ),
    "no_hour": (mark("sans heure"), mark("ajoutez l’heure de début, si c’est le cas")),
    "no_end": (mark("sans heure de fin"), mark("une fin, même approchée, aide à s’organiser")),
    "no_description": (mark("sans texte"), mark("deux phrases : ce que c’est, pour qui")),
    "no_link": (mark("sans lien vers leur page"), mark("un lien ramène les lecteurs chez vous")),
    "no_price": (
        mark("dont le prix n’est pas dit"),
        mark("« gratuit », « prix libre » ou le tarif : on le cherche toujours"),
    ),
}

FAILED: Mapping[str, str] = {
    "bad_answer": mark("le serveur a répondu de travers ; souvent cela passe tout seul"),
    "busy_only": mark("l’agenda ne dit que « occupé » : partagez-le avec tous ses détails"),
    "bad_header": mark(
        "un réglage de cette source ne peut pas être envoyé au site : voyez avec qui tient ce portail"
    ),
    "doctype": mark(
        "le fil commence par des déclarations que nous refusons par prudence : prévenez qui tient le site"
    ),
    "encoding": mark(
        "le site envoie le document sous une forme que nous ne savons pas ouvrir : prévenez qui le tient"
    ),
    "file": mark("le fichier ne se lit pas : vérifiez qu’il existe"),
    "not_a_map": mark("le document n’est pas une carte : donnez-nous l’adresse de la carte, ou de sa liste"),
    "not_feed": mark("le document n’est pas un fil d’actualités : donnez-nous l’adresse du fil (RSS)"),
    "not_ical": mark("le document n’est pas un agenda : donnez-nous l’adresse de son export iCal"),
    "not_json": mark("le document n’a pas la forme attendue ; souvent cela passe tout seul"),
    "certificate": mark("le certificat de sécurité du site n’est plus valable : prévenez qui tient le site"),
    "empty": mark("le document est vide ; s’il ne devrait pas l’être, vérifiez le partage de l’agenda"),
    "fault": mark("notre programme a trébuché : ce n’est pas votre faute, signalez-le-nous"),
    "gone": mark("l’adresse n’existe plus (410) : donnez-nous la nouvelle"),
    "html_instead": mark(
        "une page web répond à la place de l’agenda (une page de connexion ?) : rendez l’agenda public, ou donnez-nous "
        "l’adresse de son export iCal"
    ),
    "http_status": mark("le site répond par une erreur (%(status)s) ; souvent cela passe tout seul"),
    "http_status_401": mark(
        "l’adresse demande un mot de passe : rendez l’agenda public, ou partagez-le par un lien"
    ),
    "http_status_403": mark(
        "le site refuse d’être lu par un programme : demandez à qui le tient de nous laisser passer"
    ),
    "http_status_404": mark(
        "il n’y a plus rien à cette adresse (404) : l’agenda n’est plus public, ou son adresse a changé"
    ),
    "http_status_429": mark("le site demande d’attendre : nous réessaierons plus tard"),
    "incomplete": mark("la lecture s’est arrêtée avant la fin ; nous réessaierons"),
    "key_refused": mark("la clé d’accès est refusée : demandez-en une nouvelle, et donnez-la-nous"),
    "kind_unknown": mark(
        "nous ne reconnaissons pas ce document : donnez-nous l’adresse d’un agenda, d’un fil ou d’une carte"
    ),
    "pages_shifted": mark(
        "la liste a changé pendant que nous la lisions : le reste viendra à la prochaine lecture"
    ),
    "paging_loop": mark("la liste du site tourne en rond : prévenez qui tient le site"),
    "too_large": mark("le document est trop gros : demandez à qui le tient d’en retirer les années passées"),
    "too_many_items": mark("il y a trop d’entrées : demandez à qui le tient d’en retirer les années passées"),
    "too_slow": mark("le site met trop de temps à répondre ; nous réessaierons"),
    "truncated": mark("le document est coupé avant sa fin ; nous réessaierons"),
    "unreachable": mark("le site ne répond pas ; nous réessaierons"),
    "unresolved": mark("ce nom de site n’existe pas : vérifiez l’adresse"),
}
"""What kept a whole reading from going well, by error code, or by code and HTTP status."""
