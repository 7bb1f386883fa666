"""What was met when looking for what a partner publishes, in plain words: what it is, and what to do.

Nobody is blamed: the readers are volunteers, whose calendar is most often one tick away from being readable.
"""

from __future__ import annotations

from agregateur.model import Note
from agregateur.publish.words import Lang
from agregateur.web.advice_failed import FAILED
from agregateur.web.advice_words import REFUSED
from agregateur.web.i18n import mark, say
from agregateur.web.situations_services import MAKE_CALENDAR, SERVICES

_BY_HAND = mark("Sinon, remplissez notre modèle de tableau (modele-agenda.csv) et partagez-le.")
_ASK_SITE = mark(
    "Demandez à la personne qui s’occupe du site l’adresse de son agenda (iCal) ou de son flux RSS."
)
_LATER = mark("Réessayez dans une heure ; si cela dure, prévenez la personne qui s’occupe du site.")
_PASTE_EXPORT = mark("Collez l’adresse de l’export iCal de l’agenda : elle finit souvent par « .ics ».")
_NOTHING = mark("Vous n’avez rien à faire.")

SITUATIONS: dict[str, tuple[str, str]] = {
    **SERVICES,
    # what was pasted
    "nothing_pasted": (
        mark("Rien n’a été collé."),
        mark("Collez l’adresse de votre site, de votre agenda ou de votre page : https://…"),
    ),
    "not_an_address": (
        mark("Nous n’avons pas trouvé d’adresse dans ce texte."),
        mark(
            "Copiez l’adresse telle qu’elle se lit en haut de votre navigateur : elle commence par https://"
        ),
    ),
    "mail_address": (
        mark("C’est une adresse électronique : on peut y écrire, mais il n’y a pas d’agenda à lire."),
        mark("Collez plutôt l’adresse de votre site, ou celle de votre agenda en ligne."),
    ),
    "address_refused": (
        mark(
            "Cette adresse n’est pas de celles que nous lisons : elle contient un mot de passe ou un port "
            "inhabituel."
        ),
        mark("Collez une adresse publique, sans nom d’utilisateur ni mot de passe : https://…"),
    ),
    "private_network": (
        mark("Cette adresse mène à un réseau privé : elle ne se lit que depuis chez vous ou votre bureau."),
        mark("Collez l’adresse publique du site, celle que voient les visiteurs."),
    ),
    "option_needed": (
        mark(
            "C’est un service que nous savons lire, mais il lui faut un réglage de plus (une clé, un "
            "identifiant)."
        ),
        mark("Confiez cette adresse à l’équipe du portail : elle saura l’ajouter."),
    ),
    "opml": (
        mark("C’est une liste de flux (OPML)."),
        mark("Enregistrez-la, puis importez-la d’un coup : agregateur import LISTE.opml"),
    ),
    # the site does not answer
    "unknown_host": (
        mark("Il n’y a pas de site à l’adresse %(host)s : il y a peut-être une faute de frappe."),
        mark(
            "Vérifiez l’adresse lettre à lettre, ou ouvrez le site et copiez l’adresse depuis votre "
            "navigateur. Si elle est juste, réessayez plus tard."
        ),
    ),
    "unreachable": (mark("Le site %(host)s ne répond pas en ce moment."), _LATER),
    "bad_answer": (mark("Le site %(host)s a commencé à répondre, puis s’est arrêté."), _LATER),
    "too_slow": (mark("Le site %(host)s a mis trop longtemps à répondre."), _LATER),
    "maintenance": (mark("Le site %(host)s est momentanément fermé pour entretien."), _LATER),
    "server_error": (mark("Le site %(host)s a rencontré une erreur de son côté (%(status)s)."), _LATER),
    "http_status": (
        mark("Le site %(host)s a donné une réponse inattendue (%(status)s)."),
        mark("Ouvrez l’adresse dans votre navigateur, et copiez celle qui s’affiche alors."),
    ),
    "too_many_requests": (
        mark("Le site %(host)s demande d’attendre : il a reçu trop de demandes."),
        mark("Réessayez dans une heure. Une fois l’adresse enregistrée, nous la lirons à son rythme."),
    ),
    "certificate": (
        mark("Le certificat de sécurité du site %(host)s n’est pas valable : il a sans doute expiré."),
        mark(
            "Prévenez la personne qui s’occupe du site : elle le renouvelle en quelques minutes chez "
            "l’hébergeur."
        ),
    ),
    "redirect_loop": (
        mark("L’adresse renvoie sans fin d’une page à l’autre."),
        mark(
            "Ouvrez le site dans votre navigateur et copiez l’adresse qui s’affiche une fois la page "
            "chargée."
        ),
    ),
    "challenge": (
        mark(
            "Le site %(host)s vérifie que ses visiteurs ne sont pas des robots, et nous en sommes un, poli."
        ),
        mark(
            "Demandez à la personne qui s’occupe du site d’y laisser passer « agregateur », au moins pour "
            "l’adresse de l’agenda ou du flux."
        ),
    ),
    "found_silent": (
        mark("Nous avons trouvé %(url)s, mais le site %(host)s ne répond pas."),
        mark("Réessayez dans une heure ; si cela dure, collez directement l’adresse de l’agenda."),
    ),
    "robots": (
        mark(
            "Nous avons trouvé %(url)s, mais le site %(host)s demande aux robots de ne pas la lire "
            "(robots.txt)."
        ),
        mark(
            "Si c’est bien votre agenda, collez directement son adresse : vous en autorisez alors la "
            "lecture."
        ),
    ),
    "parked": (
        mark("Le nom %(host)s est réservé, mais il n’y a pas encore de site derrière."),
        mark("Vérifiez l’adresse ; le site a peut-être changé de nom."),
    ),
    "under_construction": (
        mark("Le site %(host)s est en construction ou en travaux : il n’y a pas encore d’agenda à lire."),
        mark("Revenez quand il sera ouvert ; d’ici là, un tableau partagé suffit (modele-agenda.csv)."),
    ),
    "not_found": (
        mark("La page n’existe pas, ou plus, à cette adresse."),
        mark("Collez l’adresse d’accueil du site : nous chercherons nous-mêmes."),
    ),
    "gone": (
        mark("Le site dit que cette page a été retirée pour de bon."),
        mark("Collez l’adresse d’accueil du site, ou la nouvelle adresse de l’agenda."),
    ),
    "login_required": (
        mark("Cette page demande de se connecter : nous ne lisons que ce qui est public."),
        mark(
            "Cherchez dans ses réglages « partager », « lien public » ou « export iCal », et collez cette "
            "adresse."
        ),
    ),
    "forbidden": (
        mark("Le site %(host)s refuse que nous lisions cette page."),
        _ASK_SITE,
    ),
    "too_large": (
        mark("Ce document est trop volumineux pour être lu d’un coup."),
        mark(
            "S’il contient d’anciennes années, exportez l’année en cours seulement ; ou parlez-en à "
            "l’équipe du portail."
        ),
    ),
    "secret_in_clear": (
        mark("%(host)s renvoie votre adresse secrète de https:// à http:// : elle voyagerait en clair."),
        mark("Prévenez qui tient le site ; nous lirons l’adresse quand elle restera en https://."),
    ),
    "too_heavy": (
        mark("Ce document est trop lourd à lire : nous avons dû nous arrêter."),
        mark("Confiez cette adresse à l’équipe du portail : elle regardera ce qui se passe."),
    ),
    # what was found
    "no_calendar": (
        mark("Nous n’avons trouvé sur %(host)s ni agenda, ni flux, ni carte que nous sachions lire."),
        MAKE_CALENDAR,
    ),
    "html_instead": (mark("À cette adresse, il y a une page web et non l’agenda lui-même."), _PASTE_EXPORT),
    "pdf": (
        mark("C’est un document PDF : il est fait pour être imprimé, et ne se lit pas comme un agenda."),
        MAKE_CALENDAR,
    ),
    "image": (mark("C’est une image : belle à voir, mais nous ne savons pas y lire les dates."), MAKE_CALENDAR),
    "document": (
        mark("C’est un document de bureau (texte ou présentation) : il ne se lit pas comme un agenda."),
        mark(
            "Un tableau se lit, lui : une ligne par rendez-vous, avec les colonnes titre, date, heure, "
            "lieu, commune. Collez l’adresse d’un tableau partagé (tableur en ligne, CSV, ODS, Excel)."
        ),
    ),
    "document_unknown": (mark("Nous ne connaissons pas ce genre de document."), _PASTE_EXPORT),
    "json_unknown": (
        mark("Ce sont des données (JSON), mais d’une forme que nous ne connaissons pas."),
        mark(
            "Confiez cette adresse à l’équipe du portail : il suffit souvent d’indiquer quelle case est le "
            "titre, la date, le lieu."
        ),
    ),
    "empty_document": (mark("Il n’y a rien à cette adresse : le document est vide."), _PASTE_EXPORT),
    "truncated": (mark("Le document s’arrête au milieu : nous n’en avons rien gardé."), _LATER),
    "unreadable": (mark("Le document n’a pas pu être lu : %(detail)s."), _PASTE_EXPORT),
    "map_private": (
        mark("Cette carte, ou l’un de ses calques, est privée."),
        mark(
            "Dans ses propriétés, rubrique « Permissions », choisissez « Tout le monde (public) » ou « "
            "Quiconque a le lien »."
        ),
    ),
    "key_refused": (
        mark("Le service refuse la clé, ou en demande une."),
        mark("Vérifiez la clé dans votre compte, ou confiez cette adresse à l’équipe du portail."),
    ),
    "empty_calendar": (
        mark("L’agenda est bien lu, mais il ne contient aucun rendez-vous."),
        mark(
            "Ajoutez-y un rendez-vous, ou vérifiez que c’est le bon agenda : il y en a souvent plusieurs "
            "dans un compte."
        ),
    ),
    "only_past": (
        mark("Tout ce que contient cet agenda est passé : rien ne paraîtra pour l’instant."),
        mark("Dès que vous y mettrez un rendez-vous à venir, il paraîtra de lui-même."),
    ),
    "busy_only": (
        mark("Cet agenda ne dit que « Occupé » : les titres n’y sont pas."),
        mark("Dans ses réglages de partage, choisissez « Voir tous les détails des événements »."),
    ),
    "private_only": (
        mark("Tout, dans cet agenda, est marqué « privé » : nous n’en gardons rien."),
        mark(
            "Passez en « public » ou « par défaut » les rendez-vous à annoncer, ou faites un agenda à part "
            "pour eux."
        ),
    ),
    "private_items": (
        mark("Laissés de côté, car marqués « privé » : %(count)s. Ils ne paraîtront jamais."),
        _NOTHING,
    ),
    "all_refused": (
        mark(
            "Le document est lu, mais rien n’y est utilisable (laissés de côté : %(count)s ; pour le "
            "premier : %(code)s)."
        ),
        mark("Vérifiez que chaque rendez-vous a un titre et une date."),
    ),
    "some_refused": (
        mark("Laissés de côté : %(count)s. Le motif le plus fréquent : %(why)s."),
        mark("Pour y remédier : %(mend)s."),
    ),
    "in_part": (
        mark("La lecture s’est arrêtée en chemin : ce qui précède n’est qu’une partie."),
        _LATER,
    ),
    "feed_without_dates": (
        mark(
            "Ce flux donne des actualités, sans date d’événement : elles paraîtront dans « Actualités », "
            "pas dans l’agenda."
        ),
        mark(
            "Une date écrite en toutes lettres (« samedi 5 décembre à 20 h ») est reconnue quand elle est "
            "certaine. Si chaque article annonce un rendez-vous, ajoutez l’option « items: events »."
        ),
    ),
    "comments_feed": (
        mark("C’est le flux des commentaires du site, et non celui de ses articles."),
        mark("Collez l’adresse du site lui-même, ou celle de son flux d’articles (souvent /feed/)."),
    ),
    "already_held": (
        mark("Le portail lit déjà cette adresse, sous le nom « %(name)s »."),
        _NOTHING,
    ),
    "wordpress_rest_off": (
        mark(
            "L’accès le plus précis à l’agenda de ce site WordPress (REST) est fermé ; nous passons par un "
            "autre chemin."
        ),
        mark(
            "Pour des lieux et des dates plus sûrs, demandez à la personne qui s’occupe du site "
            "d’autoriser l’API REST de l’agenda : une extension de sécurité la bloque souvent."
        ),
    ),
    "secret_address": (
        mark("Cette adresse ne se devine pas : par prudence, elle sera masquée partout sur le portail."),
        _NOTHING,
    ),
}  # fmt: skip
"""By code of `agregateur.detecting`: what it is, and what to do."""

_LACKS = mark("il lui manque un titre ou une date")
_CHECK = mark("vérifiez que chacun a un titre et une date")
_UNKNOWN = mark("Une difficulté que nous ne savons pas encore expliquer (%(code)s).")


def situation(note: Note, language: Lang) -> tuple[str, str]:
    """What it is, and what to do about it."""
    if note.code not in SITUATIONS:
        return say(language, _UNKNOWN, code=note.code), say(language, _BY_HAND)
    what, todo = SITUATIONS[note.code]
    values = _in_words(note, language)
    return say(language, what) % values, say(language, todo) % values


def _in_words(note: Note, language: Lang) -> dict[str, object]:
    values: dict[str, object] = {
        "host": "",
        "name": "",
        "status": "",
        "url": "",
        "count": "",
        "code": "",
        "detail": "",
    } | dict(note.values)
    if note.code == "some_refused":
        why, mend = REFUSED.get(str(values["code"]), (_LACKS, _CHECK))
        values |= {"why": say(language, why), "mend": say(language, mend)}
    if note.code == "all_refused" and values["code"] in REFUSED:
        values["code"] = say(language, REFUSED[str(values["code"])][0])
    if note.code == "unreadable" and values["detail"] in FAILED:
        values["detail"] = say(language, FAILED[str(values["detail"])])
    return values
