"""The services that partners use, in plain words: why one cannot be read yet, and which of its settings to tick.

The names of settings are those that the services show in French.
"""

from __future__ import annotations

from agregateur.web.i18n import mark

MAKE_CALENDAR = mark(
    "Le plus simple : tenez un agenda en ligne (Google Agenda, Framagenda…), rendez-le public "
    "et collez son adresse ici. Sinon, remplissez notre modèle de tableau (modele-agenda.csv) "
    "et partagez-le."
)
"""What to do where nothing can be read, and nothing will be."""
_PUBLISH_OUTLOOK = mark(
    "Dans Outlook : Paramètres, Calendrier, Calendriers partagés, « Publier un calendrier », avec « tous "
    "les détails » ; puis copiez le lien ICS."
)
_PUBLISH_APPLE = mark(
    "Dans l’app Calendrier : « i » à côté du calendrier, « Calendrier public », puis « Partager le lien »."
)

SERVICES: dict[str, tuple[str, str]] = {
    # Google
    "google_not_public": (
        mark("Cet agenda Google n’est pas public, ou il n’existe plus."),
        mark(
            "Dans ses paramètres, rubrique « Autorisations d’accès aux événements », cochez « Rendre "
            "disponible publiquement » et choisissez « Voir tous les détails des événements »."
        ),
    ),
    "google_sign_in": (
        mark("Google demande de se connecter : cet agenda n’est pas public."),
        mark(
            "Dans ses paramètres, cochez « Rendre disponible publiquement », puis collez l’« adresse "
            "publique au format iCal » de la rubrique « Intégrer l’agenda »."
        ),
    ),
    "google_own_page": (
        mark(
            "C’est la page de Google Agenda que vous seul voyez : elle ne dit pas de quel agenda il s’agit."
        ),
        mark(
            "Dans Google Agenda, sur un ordinateur : « ⋮ » à côté du nom de l’agenda, « Paramètres et "
            "partage », cochez « Rendre disponible publiquement », puis copiez l’« adresse publique au "
            "format iCal »."
        ),
    ),
    "google_secret": (
        mark(
            "C’est l’adresse secrète de votre agenda Google : elle fonctionne, mais qui la connaît lit "
            "tout l’agenda."
        ),
        mark(
            "Elle sera masquée partout sur le portail. Si l’agenda peut être public, préférez son « "
            "adresse publique au format iCal »."
        ),
    ),
    "sheet_private": (
        mark("Ce tableau Google n’est pas partagé."),
        mark("Dans le tableau : « Partager », puis « Tous les utilisateurs disposant du lien » en lecture."),
    ),
    "form": (
        mark("C’est un formulaire : il reçoit des réponses, il n’annonce pas de rendez-vous."),
        mark("Si ses réponses sont des rendez-vous, collez l’adresse du tableau où elles arrivent."),
    ),
    # Microsoft, Nextcloud, Apple, others
    "outlook_html": (
        mark(
            "Outlook a répondu par une page web au lieu de l’agenda : il n’est plus publié, ou il demande "
            "de se connecter."
        ),
        _PUBLISH_OUTLOOK,
    ),
    "outlook_not_published": (
        mark("Ce calendrier Outlook n’est pas publié, ou ne l’est plus."),
        _PUBLISH_OUTLOOK,
    ),
    "outlook_own_page": (
        mark("C’est la page d’Outlook que vous seul voyez."),
        _PUBLISH_OUTLOOK,
    ),
    "nextcloud_gone": (
        mark(
            "Ce lien de partage n’existe plus : le partage a sans doute été supprimé, ou le lien est coupé."
        ),
        mark(
            "Dans l’agenda (Nextcloud, Framagenda), recréez le lien public : icône de partage à côté du "
            "nom de l’agenda, « Lien de partage », puis copiez-le en entier."
        ),
    ),
    "nextcloud_not_public": (
        mark("Ce lien d’agenda demande un mot de passe : il n’est pas public."),
        mark(
            "Dans l’agenda (Nextcloud, Framagenda), créez un lien public sans mot de passe : icône de "
            "partage, « Lien de partage », puis collez-le ici."
        ),
    ),
    "nextcloud_own_page": (
        mark("C’est la page de l’agenda que vous seul voyez, une fois connecté."),
        mark(
            "Dans l’agenda (Nextcloud, Framagenda), créez un lien public : icône de partage à côté du nom "
            "de l’agenda, « Lien de partage », puis collez-le ici."
        ),
    ),
    "icloud_own_page": (
        mark("C’est la page iCloud que vous seul voyez."),
        _PUBLISH_APPLE,
    ),
    "icloud_not_public": (
        mark("Ce calendrier Apple n’est plus public."),
        _PUBLISH_APPLE,
    ),
    "meetup_not_found": (
        mark("Ce groupe Meetup est privé, ou n’existe plus."),
        mark("Dans les réglages du groupe, rendez-le public ; ou collez l’adresse exacte de sa page."),
    ),
    "eventbrite": (
        mark("Eventbrite ne laisse pas lire les événements d’un organisateur d’un seul coup."),
        mark(
            "Collez l’adresse de votre site s’il les annonce ; sinon, écrivez-les dans notre modèle de "
            "tableau (modele-agenda.csv)."
        ),
    ),
    # what a site shows to people alone
    "linked_pdf": (
        mark(
            "Sur %(host)s, le programme est un document PDF : il est fait pour être imprimé, et ne se lit pas "
            "comme un agenda."
        ),
        MAKE_CALENDAR,
    ),
    "linked_own_page": (
        mark("Sur %(host)s, un lien mène à un agenda en ligne que l’on ne voit qu’une fois connecté."),
        mark(
            "Dans les réglages de cet agenda, cherchez « rendre public » ou « lien de partage », puis collez ici "
            "le lien obtenu. Mettez-le aussi sur le site : vos visiteurs verront l’agenda."
        ),
    ),
    # social networks
    "facebook_page": (
        mark("Facebook ne laisse aucun autre site lire ce qui s’y publie, même une page publique."),
        MAKE_CALENDAR,
    ),
    "facebook_event": (
        mark("C’est un événement Facebook : Facebook ne laisse aucun autre site le lire."),
        mark(
            "Écrivez-le dans un agenda en ligne public, ou dans notre modèle de tableau "
            "(modele-agenda.csv) : il sera repris."
        ),
    ),
    "facebook_group": (
        mark("C’est un groupe Facebook : seuls ses membres, connectés, lisent ce qui s’y dit."),
        MAKE_CALENDAR,
    ),
    "instagram": (mark("Instagram ne laisse aucun autre site lire ce qui s’y publie."), MAKE_CALENDAR),
    "whatsapp": (
        mark("Un groupe ou une chaîne WhatsApp ne se lit que dans l’application."),
        MAKE_CALENDAR,
    ),
    "social_network": (
        mark("%(host)s ne laisse aucun autre site lire ce qui s’y publie."),
        MAKE_CALENDAR,
    ),
    "helloasso": (
        mark("HelloAsso n’offre pas d’agenda public que l’on puisse lire."),
        mark(
            "Gardez HelloAsso pour les inscriptions, et annoncez vos dates dans un agenda en ligne "
            "public, avec le lien HelloAsso dans le texte : il sera repris. Sinon, écrivez-les dans "
            "notre modèle de tableau (modele-agenda.csv)."
        ),
    ),
}
"""By code of `agregateur.detecting`: what it is, and what to do."""
