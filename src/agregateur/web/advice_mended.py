"""The sentences of `advised` for what was mended while reading: by code, what it was, and what its partner may do."""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.web.advice_words import ONE_BY_ONE, OTHER_ID
from agregateur.web.i18n import mark

REPAIRED: Mapping[str, tuple[str, str]] = {
    "address_dropped": (
        mark("un lien n’en est pas un : il est laissé de côté"),
        mark("écrivez l’adresse entière : https://…"),
    ),
    "all_day_as_hours": (
        mark("ses journées entières étaient écrites de minuit à minuit : elles sont lues comme des jours"),
        "",
    ),
    "answer_incomplete": (mark("le serveur n’a pas su dire une partie des détails : le reste est lu"), ""),
    "bad_end": (
        mark("la fin vient avant le début : elle est laissée de côté"),
        mark("corrigez la date ou l’heure de fin"),
    ),
    "bad_end_time": (mark("l’heure de fin n’est pas une heure"), mark("écrivez-la comme 18:30")),
    "bad_jsonld": (
        mark("les données de la page sont abîmées : elles sont laissées de côté"),
        mark("signalez-le à qui tient le site"),
    ),
    "bad_period": (
        mark("une période d’ouverture ne se comprend pas"),
        mark("choisissez ses jours de nouveau"),
    ),
    "bad_point": (
        mark("la position sur la carte n’est pas possible"),
        mark("replacez le point sur la carte"),
    ),
    "bad_rule": (
        mark("la répétition n’a pas été comprise : seule la première date paraît"),
        mark("choisissez-la de nouveau dans le formulaire"),
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
    "date_unreadable": (mark("une date ne se lit pas : elle est laissée de côté"), ONE_BY_ONE),
    "dates_cut": (
        mark("il énumère trop de dates : les premières sont gardées"),
        mark("gardez les dates d’un an, ou écrivez une règle (« tous les mardis »)"),
    ),
    "deletions_unread": (
        mark("la liste de ce qui a été retiré n’a pas pu être lue : un retrait se verra un jour plus tard"),
        "",
    ),
    "description_cut": (mark("un très long texte a été coupé"), ""),
    "descriptions_unread": (mark("les textes n’ont pas pu être lus : dates et lieux sont là"), ""),
    "duplicate_uid": (
        mark("deux entrées portent le même identifiant : la plus récente est gardée"),
        OTHER_ID,
    ),
    "early_dates_cut": (mark("il y a trop de dates : les plus anciennes sont laissées de côté"), ""),
    "end_before_start": (
        mark("la fin vient avant le début : elle est laissée de côté"),
        mark("corrigez la date ou l’heure de fin"),
    ),
    "end_out_of_range": (
        mark("la fin est trop lointaine pour être vraie : elle est laissée de côté"),
        mark("corrigez la date de fin"),
    ),
    "escaped_twice": (mark("des retours à la ligne étaient mal codés : ils sont rétablis"), ""),
    "event_not_closed": (mark("un rendez-vous n’est pas fermé dans le fichier : il est lu quand même"), ""),
    "every_year": (
        mark("cette date est cochée « tous les ans »"),
        mark("vérifiez qu’elle l’est, ou donnez l’année"),
    ),
    "exdate_unreadable": (
        mark("une date exclue d’une série ne se lit pas : elle est laissée de côté"),
        mark("vérifiez que les prochaines dates affichées sont les bonnes"),
    ),
    "exrule_unreadable": (
        mark("une règle de dates exclues ne se lit pas : elle est laissée de côté"),
        ONE_BY_ONE,
    ),
    "form_failed": (
        mark("un des formulaires n’a pas pu être lu : les autres l’ont été"),
        mark("rendez-le lisible à tous, ou dites-nous lesquels lire"),
    ),
    "form_unread": (
        mark("la description du formulaire n’est pas accessible : des catégories peuvent manquer"),
        "",
    ),
    "hour_from_text": (
        mark("l’heure a été lue dans le texte"),
        mark("mettez-la aussi dans le champ de l’heure"),
    ),
    "hour_in_title": (
        mark("l’heure n’est dite que dans le titre : il paraît sans heure"),
        mark("mettez-la dans le champ de l’heure"),
    ),
    "hours_left_out": (
        mark("sur une si longue période, les heures de chaque jour sont laissées de côté"),
        "",
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
    "ids_not_unique": (
        mark("la colonne des identifiants en porte deux fois un même"),
        mark("donnez à chaque ligne le sien, ou videz la colonne"),
    ),
    "items_hidden": (
        mark("le site compte plus de rendez-vous qu’il n’en montre (réservés aux membres ?)"),
        "",
    ),
    "items_unreadable": (
        mark("quelques entrées du fil ne se lisent pas"),
        mark("signalez-le à qui tient le site"),
    ),
    "join_details_left_out": (
        mark("le lien et les codes de la réunion en ligne ne sont pas montrés"),
        mark("si elle est ouverte à tous, écrivez le lien dans votre texte"),
    ),
    "jsonld_mended": (
        mark("les données de la page étaient mal écrites : elles sont lues quand même"),
        mark("signalez-le à qui tient le site"),
    ),
    "layer_unread": (mark("un calque de la carte n’a pas pu être lu"), mark("vérifiez qu’il est public")),
    "hidden_rows": (
        mark("des lignes masquées du tableau sont restées privées : elles ne sont pas lues"),
        mark("si elles sont publiques, affichez-les (ou retirez le filtre) et enregistrez"),
    ),
    "line_without_colon": (mark("une ligne du fichier n’en est pas une : elle est passée"), ""),
    "mark_in_title": (mark("« ANNULÉ », « COMPLET »… a été lu dans le titre"), ""),
    "maybe_truncated": (
        mark("le tableau s’arrête peut-être au milieu d’une ligne"),
        mark("exportez-le de nouveau"),
    ),
    "microformats_unread": (mark("une partie des données de la page n’a pas pu être lue"), ""),
    "midnight": (
        mark("« minuit » a été lu comme le tout début de ce jour-là"),
        mark("si c’est la nuit qui le termine, donnez la date du lendemain"),
    ),
    "mojibake": (mark("des accents abîmés (Ã©) ont été rétablis"), ""),
    "month_first": (
        mark("les dates sont écrites mois d’abord, à l’américaine : elles sont lues ainsi"),
        mark("écrivez-les plutôt jour/mois/année"),
    ),
    "no_such_column": (
        mark("une colonne que le réglage nomme n’est pas dans le tableau"),
        mark("dites-nous son nouveau nom"),
    ),
    "not_utf8": (mark("les accents étaient mal codés : ils sont rétablis"), ""),
    "not_well_formed": (
        mark("le fil n’est pas bien formé : il est lu quand même"),
        mark("signalez-le à qui tient le site"),
    ),
    "other_types": (
        mark("des fiches qui ne sont pas des rendez-vous (lieux, hébergements…) sont passées"),
        mark("s’il faut les montrer aussi, dites-le-nous : un réglage suffit de notre côté"),
    ),
    "paging_loop": (
        mark("la liste du site tourne en rond : ce qui a été lu est gardé"),
        mark("signalez-le à qui tient le site"),
    ),
    "place_for_members": (
        mark("le lieu n’est dit qu’aux membres"),
        mark("rendez-le public, ou au moins la commune"),
    ),
    "place_from_text": (
        mark("le lieu a été lu dans le texte"),
        mark("mettez-le aussi dans le champ du lieu"),
    ),
    "placeholder_period": (
        mark("du 1er janvier au 31 décembre, ce n’est pas une date"),
        mark("donnez les jours où cela a lieu"),
    ),
    "point_dropped": (
        mark("la position sur la carte contredit l’adresse : l’adresse est gardée"),
        mark("replacez le point sur la carte"),
    ),
    "projected_points": (
        mark("les points de la carte sont dans un système que nous ne lisons pas"),
        mark("exportez-la en degrés (WGS 84)"),
    ),
    "property_unreadable": (mark("une de ses lignes ne se lit pas : elle est passée"), ONE_BY_ONE),
    "rdate_unreadable": (
        mark("une date ajoutée à une série ne se lit pas : elle est laissée de côté"),
        ONE_BY_ONE,
    ),
    "related_unread": (mark("quelques lieux ou mots-clés n’ont pas pu être lus"), ""),
    "remote_layer": (
        mark("un calque va chercher ses données ailleurs : il n’est pas lu"),
        mark("donnez-nous aussi l’adresse de ces données"),
    ),
    "rrule_part_dropped": (
        mark("un morceau de sa règle de répétition n’est pas connu : il est passé"),
        mark("vérifiez que les prochaines dates affichées sont les bonnes"),
    ),
    "rrule_unreadable": (
        mark("sa règle de répétition ne se lit pas : seule la première date est gardée"),
        ONE_BY_ONE,
    ),
    "rule_impossible": (
        mark("sa règle de répétition ne tombe jamais : seule la première date est gardée"),
        mark("vérifiez sa répétition (le 30 février ?)"),
    ),
    "status_unknown": (mark("un mot d’état n’est pas connu : le rendez-vous est dit maintenu"), ""),
    "swapped_point": (
        mark("latitude et longitude étaient échangées : elles sont remises à leur place"),
        mark("corrigez le point"),
    ),
    "taxonomy_unread": (mark("les catégories de la carte n’ont pas pu être lues"), ""),
    "text_before_feed": (
        mark("du texte précède le fil : il est passé"),
        mark("signalez-le à qui tient le site"),
    ),
    "text_cut": (mark("un texte trop long a été coupé"), ""),
    "timings_short": (mark("seules la première, la prochaine et la dernière date sont dites"), ""),
    "title_missing": (
        mark("un rendez-vous n’a pas de titre : la première ligne du texte en tient lieu"),
        mark("donnez-lui un titre court"),
    ),
    "truncated": (mark("le document est coupé avant sa fin : ce qui précède est lu"), ""),
    "uid_reused": (
        mark("plusieurs rendez-vous portent le même identifiant : ils sont gardés à part"),
        OTHER_ID,
    ),
    "uneven_dates": (
        mark("il y a plus de débuts que de fins, ou l’inverse"),
        mark("dites chaque période à part"),
    ),
    "unsure_date": (
        mark("une colonne ressemble à une date, sans qu’on en soit sûr : elle est laissée de côté"),
        mark("dites-nous quelle colonne est la date"),
    ),
    "winmail": (
        mark("une pièce jointe n’est lisible que par Outlook (winmail.dat)"),
        mark("dans Outlook, choisissez le format HTML"),
    ),
    "wrong_weekday": (
        mark("le jour de la semaine et la date ne vont pas ensemble : la date est gardée"),
        mark("vérifiez laquelle est juste"),
    ),
    "zero_restored": (
        mark("un code postal avait perdu son premier zéro : il est rétabli"),
        mark("dans le tableur, mettez la colonne en « texte »"),
    ),
    "zone_by_offset": (
        mark("votre site compte ses heures en décalage fixe (UTC+1)"),
        mark("dans Réglages → Général, choisissez une ville : « Paris »"),
    ),
    "zone_unknown": (mark("le fuseau horaire n’est pas connu : l’heure est prise pour celle d’ici"), ""),
}
