"""The sentences of `advised` for what keeps a whole document from being read: by code, or by code and HTTP status."""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.web.i18n import mark

_STUMBLED = mark("notre programme a trébuché : ce n’est pas votre faute, signalez-le-nous")

FAILED: Mapping[str, str] = {
    "address_refused": mark(
        "l’adresse n’est pas de celles que nous lisons, ou mène à une autre qui ne l’est pas (un réseau privé, un mot "
        "de passe dans l’adresse) : donnez-nous une adresse publique"
    ),
    "agenda_unknown": mark("OpenAgenda ne connaît pas d’agenda de ce nom : recopiez l’adresse de sa page"),
    "bad_answer": mark("le serveur a répondu de travers ; souvent cela passe tout seul"),
    "bad_header": mark(
        "un réglage de cette source ne peut pas être envoyé au site : voyez avec qui tient ce portail"
    ),
    "busy_only": mark("l’agenda ne dit que « occupé » : partagez-le avec tous ses détails"),
    "certificate": mark("le certificat de sécurité du site n’est plus valable : prévenez qui tient le site"),
    "died": mark("la lecture de ce document s’est arrêtée net ; nous réessaierons"),
    "connector_fault": _STUMBLED,
    "doctype": mark(
        "le fil commence par des déclarations que nous refusons par prudence : prévenez qui tient le site"
    ),
    "empty": mark("le document est vide ; s’il ne devrait pas l’être, vérifiez le partage de l’agenda"),
    "encoding": mark(
        "le site envoie le document sous une forme que nous ne savons pas ouvrir : prévenez qui le tient"
    ),
    "encrypted_sheet": mark(
        "ce tableau est chiffré et ne s’ouvre que dans un navigateur : exportez-le, et donnez-nous "
        "l’adresse du fichier"
    ),
    "fault": _STUMBLED,
    "file": mark("le fichier ne se lit pas : vérifiez qu’il existe"),
    "form_missing": mark("le formulaire demandé n’existe plus sur ce wiki : dites-nous lequel lire"),
    "gone": mark("l’adresse n’existe plus (410) : donnez-nous la nouvelle"),
    "html_instead": mark(
        "une page web répond à la place des données (une page de connexion ?) : rendez l’agenda, la carte ou le "
        "tableau public, ou donnez-nous l’adresse de son export"
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
    "key_needed": mark(
        "ces données ne se lisent qu’avec une clé : demandez-en une au site qui les publie (elle est gratuite chez "
        "OpenAgenda), et donnez-la-nous"
    ),
    "key_refused": mark("la clé d’accès est refusée : demandez-en une nouvelle, et donnez-la-nous"),
    "killed": mark(
        "ce document demande trop de travail ou de place pour être lu : demandez à qui le tient de l’alléger"
    ),
    "kind_unknown": mark(
        "nous ne reconnaissons pas ce document : donnez-nous l’adresse d’un agenda, d’un fil ou d’une carte"
    ),
    "login_needed": mark("une boîte aux lettres se lit avec un nom et un mot de passe : donnez-les-nous"),
    "login_not_offered": mark(
        "cette messagerie n’accepte pas de mot de passe : prenez une autre boîte, vers laquelle celle-ci "
        "fait suivre"
    ),
    "login_refused": mark(
        "la messagerie refuse le nom ou le mot de passe : vérifiez-les ; il faut parfois un « mot de "
        "passe d’application »"
    ),
    "mail_unavailable": mark("la messagerie ne laisse entrer personne pour l’instant ; nous réessaierons"),
    "mailbox_changed": mark("la messagerie a renuméroté ses messages ; nous les relirons"),
    "mailbox_missing": mark("il n’y a pas de boîte de ce nom : vérifiez-le"),
    "no_form": mark(
        "aucun formulaire de ce wiki ne ressemble à un agenda, un annuaire ou des nouvelles : dites-nous "
        "lesquels lire"
    ),
    "no_headings": mark(
        "nous ne trouvons pas les titres de colonnes (Titre, Date, Lieu…) : copiez notre modèle, ou "
        "dites-nous vos colonnes"
    ),
    "no_structured_events": mark(
        "cette page ne dit pas ses dates d’une manière que nous sachions lire : donnez-nous l’adresse "
        "d’un agenda (iCal)"
    ),
    "no_such_column": mark(
        "une colonne que le réglage nomme n’est pas dans le tableau : dites-nous son nouveau nom"
    ),
    "no_such_sheet": mark("il n’y a pas de feuille de ce nom dans le tableau : vérifiez-le"),
    "not_a_dataset": mark(
        "le document n’est pas un jeu de données : donnez-nous l’adresse de sa page sur le portail"
    ),
    "not_a_map": mark("le document n’est pas une carte : donnez-nous l’adresse de la carte, ou de sa liste"),
    "not_a_table": mark("le document n’est pas un tableau : donnez-nous un fichier CSV, ODS ou XLSX"),
    "not_an_agenda": mark("le document ne contient pas de rendez-vous : donnez-nous l’adresse de l’agenda"),
    "not_apidae": mark("le document n’est ni une réponse ni un export d’Apidae"),
    "not_bazar": mark("cette adresse ne donne ni formulaires ni fiches d’un YesWiki"),
    "not_datatourisme": mark("le document n’est ni une réponse ni un flux de DATAtourisme"),
    "not_feed": mark("le document n’est pas un fil d’actualités : donnez-nous l’adresse du fil (RSS)"),
    "not_ical": mark("le document n’est pas un agenda : donnez-nous l’adresse de son export iCal"),
    "not_json": mark("le document n’a pas la forme attendue ; souvent cela passe tout seul"),
    "not_linkedevents": mark(
        "le document n’est pas une réponse de Linked Events : donnez-nous l’adresse de son API"
    ),
    "not_mail": mark("le document n’est pas un message"),
    "not_rpde": mark(
        "le document n’est pas une page d’un agenda à suivre (RPDE) : donnez-nous son adresse, qui finit "
        "souvent par .rpde"
    ),
    "not_secure": mark(
        "la messagerie ne propose pas de connexion sûre : nous ne lui envoyons pas votre mot de passe"
    ),
    "pages_missing": mark("ce fichier n’est qu’une page d’une réponse : donnez-nous l’adresse de l’API"),
    "pages_shifted": mark(
        "la liste a changé pendant que nous la lisions : le reste viendra à la prochaine lecture"
    ),
    "paging_loop": mark("la liste du site tourne en rond : prévenez qui tient le site"),
    "password": mark(
        "le tableau est protégé par un mot de passe : retirez-le, ou partagez une copie sans mot de passe"
    ),
    "private_map": mark(
        "la carte n’est pas publique : partagez-la avec tout le monde, ou avec qui a le lien"
    ),
    "query_refused": mark("le serveur ne comprend pas notre demande : vérifiez l’adresse et les réglages"),
    "sheet_not_public": mark(
        "le tableau n’est pas public : partagez-le avec « tous ceux qui ont le lien », ou publiez-le sur le web"
    ),
    "shrunk": mark(
        "une bonne part de ce que nous connaissions n’y était plus ; par prudence, nous gardons tout pour l’instant : "
        "vérifiez que la liste est entière, ou dites-nous que c’est voulu"
    ),
    "not_plain": _STUMBLED,
    "not_started": _STUMBLED,
    "secret_in_clear": mark(
        "l’adresse secrète ou la clé partirait en clair : le site renvoie de https:// à http://, ou l’adresse donnée "
        "commence par http://. Donnez-nous l’adresse en https://, ou prévenez qui tient le site"
    ),
    "too_deep": mark(
        "la page est trop compliquée pour être lue : donnez-nous plutôt l’adresse d’un agenda (iCal)"
    ),
    "too_large": mark("le document est trop gros : demandez à qui le tient d’en retirer les années passées"),
    "too_large_sheet": mark(
        "une feuille prétend avoir des millions de cases (une mise en forme jusqu’en bas ?) : supprimez "
        "les lignes vides"
    ),
    "too_many_items": mark("il y a trop d’entrées : demandez à qui le tient d’en retirer les années passées"),
    "too_many_parts": mark("le message a trop de parties pour être lu"),
    "too_many_redirects": mark(
        "l’adresse renvoie sans fin d’une page à l’autre : prévenez qui tient le site"
    ),
    "too_many_requests": mark(
        "il y a trop de pages à demander une à une : donnez-nous l’adresse d’une liste plus courte"
    ),
    "too_much_memory": mark(
        "ce document demande trop de place pour être lu : demandez à qui le tient de l’alléger"
    ),
    "too_much_work": mark(
        "ce document demande trop de travail pour être lu : demandez à qui le tient de l’alléger"
    ),
    "too_slow": mark("le site met trop de temps à répondre ; nous réessaierons"),
    "truncated": mark("le document est coupé avant sa fin ; nous réessaierons"),
    "unreachable": mark("le site ne répond pas ; nous réessaierons"),
    "unreadable": mark("le document est écrit d’une manière que nous n’avons pas comprise"),
    "unresolved": mark("ce nom de site n’existe pas : vérifiez l’adresse"),
    "zip_damaged": mark("l’archive est incomplète ou abîmée : exportez-la de nouveau"),
    "zip_refused": mark("l’archive est chiffrée, ou faite d’une manière que nous n’ouvrons pas"),
    "zip_too_large": mark("l’archive est trop grande pour être lue"),
}
"""What kept a whole reading from going well, by error code, or by code and HTTP status."""
