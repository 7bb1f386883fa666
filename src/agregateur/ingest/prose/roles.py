"""What a date in a text is when it is no event: a deadline, a report, a law, a street, a stamp… told by its words.

All patterns see short folded slices of one sentence (`elements.Read.before`, `after`, `words_of`).
"""

from __future__ import annotations

import re

_LE = r"[\s:,(]*(?:le|du|au|les|des|en date du|ce)?[\s:(]*$"

# What stands right before the date.
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("street", re.compile(
        r"\b(?:rue|avenue|av|place|boulevard|bd|stade|square|quai|impasse|allee|chemin|route|pont|parking|caserne|ecole"
        r"|lycee|college|gymnase|espace|cite|residence|rond[- ]point|esplanade|cours|complexe)\.?[\s-]+(?:du[\s-]*)?$")),
    ("deadline", re.compile(
        r"(?:\b(?:avant|d'ici|au plus tard|dernier delai|clotures? \w{0,12}|limite[^.]{0,45}|echeance[^.]{0,20}"
        r"|(?:retourn|rendr|renvoy|depos|remettr|transmettr|adress)\w*[^.]{0,60}(?:avant|pour)"
        r"|(?:inscri\w+|reserv\w+|reponses?|dossiers?|candidatures?|commandes?)[^.]{0,40}(?:avant|pour|jusqu'au|jusqu'a)"
        r"|fin (?:des|de l)\W?\s?(?:inscriptions?|depots?|commandes?)|cloture des inscriptions|pourvoir|embauche|poste)"
        + r"\b)" + _LE)),
    ("opening", re.compile(
        r"\b(?:inscriptions?|billetterie|reservations?|preventes?|mise en vente|retrait|depots?|montage)"
        r"[^.,:;]{0,30}\s*[:,(]?\s*(?:des|a partir|a compter)?" + _LE)),
    ("stamp", re.compile(
        r"\b(?:publiee?s?|postee?|mis\w* (?:a jour|en ligne)|actualisee?|modifiee?|redigee?|ecrite?|parue?|article"
        r"|cree|derniere modification|maj|version|dernier ajout|edite|imprime)" + _LE)),
    ("history", re.compile(
        r"\b(?:nee?s?|naissance|decedee?s?|deces|mort\w*|disparue?|baptisee?|mariee?s?|depuis|fondee?|creee?|construite?"
        r"|classee?|inauguree?|adoptee?|votee?|signee?|promulguee?|datee?|siecle|appel|armistice|rafle|bataille"
        r"|attentats?|seisme|crue|incendie|abolition|revolution|debarquement|vainqueurs?|nous a\w* quitte\w*)"
        r"[^.;]{0,25}?" + _LE)),
    ("law", re.compile(
        r"\b(?:loi|decret|arrete|ordonnance|deliberation|circulaire|directive|jugement|courrier|lettre|reglement"
        r"|convention|avis|facture|decision)\b[^.;]{0,45}?\b" + _LE)),
    ("report", re.compile(
        r"\b(?:retour (?:en images? )?sur|suite a|lors d|issue d|apres|bilan|compte[- ]rendu|pv|proces[- ]verbal"
        r"|resultats?|souvenirs?|succes|verdict|gagnants?|s'est \w+|se sont \w+|a eu lieu|ont eu lieu|s'etait \w+"
        r"|avait lieu|fut|ont ete|a ete)\b[^.;:]{0,50}?" + _LE)),
    ("replaced", re.compile(
        r"\b(?:initialement|prevue?s?|devai\w+ (?:avoir lieu|se tenir|se derouler)|programmee?s?|annonce\w*|au lieu|et non)"
        r"\b[^.;]{0,25}?" + _LE)),
    ("fallback", re.compile(r"\b(?:en cas de|si (?:mauvais|pluie|intemperies)|repli|reporte\w* eventuel\w*)\b[^.;]{0,50}" + _LE)),
)  # fmt: skip

# What the sentence is about.
_SENTENCE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("deadline", re.compile(
        r"\b(?:date limite|dernier delai|au plus tard|a pourvoir|appel a (?:projets?|candidatures?)"
        r"|(?:pour|avant de) candidater|candidatures? (?:a|avant|jusqu)|dossiers? (?:de candidature|a (?:retourner|deposer|retirer))"
        r"|lots? a retirer|a retourner|les inscriptions (?:se font|sont (?:prises|ouvertes|recues))|commandez"
        r"|cv et lettre|cloture des inscriptions)\b")),
    ("closed", re.compile(
        r"\b(?:sera(?:ont)? (?:exceptionnellement )?(?:fermee?s?|closee?s?|interdite?s?|alternee?|coupee?)|(?:est|sont) fermee?s?"
        r"|fermeture (?:annuelle|exceptionnelle|de la|du|des)|coupures?\b[^.]{0,20}\b(?:courant|electricite|eau|gaz|d)"
        r"|circulation (?:sera|est|alternee|interdite)|stationnement (?:sera|est|interdit|genant)|interdit\w* (?:de|du|a)"
        r"|en raison de travaux|travaux (?:de|sur|se|seront|auront|debut)|arrete (?:municipal|prefectoral)"
        r"|vigilance (?:jaune|orange|rouge|meteo|canicule)|alerte renforcee|restrictions? d|enquete publique"
        r"|(?:ramassage|collecte) des (?:dechets|ordures|encombrants|bacs|poubelles)|le ramassage|sortez vos bacs"
        r"|la chasse est|elagage|deviation)")),
    ("stamp", re.compile(r"^\W*(?:publie|mis a jour|poste|modifie|actualise|mise a jour)\b")),
)  # fmt: skip

# What the whole article is about, told by its title.
_TITLE = re.compile(
    r"\b(?:retour (?:en images? )?sur|retour en images?|compte[- ]rendus?|comptes[- ]rendus|proces[- ]verba\w+|pv\b|resultats?\b"
    r"|^(?:les )?photos (?:du|de la|des)\b|en images\b|souvenirs? d|bilan d|merci\b|revivez|rediffusion|hommage a\b"
    r"|fermetures?\b|coupures?\b|restrictions?\b|vigilance|arretes? (?:municipa|prefectora|de circ)|circulation|deviation"
    r"|nouveaux horaires|horaires d|horaires? :|collectes? des (?:dechets|ordures|encombrants)|dechetterie"
    r"|menus?\b.{0,20}\b(?:cantine|semaine|du)|ouverture de la chasse|enquete publique|avis (?:d'enquete|de deces|aux)"
    r"|recrute|recrutement|offres? d'emploi|emplois? d'ete|jobs? d'ete|appels? a (?:projets?|candidatures?)|inscriptions? scolaires"
    r"|bulletin (?:municipal|communal)|gazette n|carnet$|classement|subventions?\b|budget participatif"
    r"|travaux (?:de|du|sur|rue|route|d)|feux? interdits?|concours photo|numeros gagnants|loi du|decret"
    r"|a ete annulee?|deliberations?\b|conseils? de saison)"
)
_SHOWN = re.compile(
    r"\b(?:a (?:voir|decouvrir|visiter|admirer)|visibles?|exposition|expo|exposee?s?|expose|presente|accueille)\b"
)
_PAST = re.compile(
    r"\b(?:s'est|se sont|s'etait|s'etaient|a eu lieu|ont eu lieu|avait lieu|a ete|ont ete|etait|etaient|fut|furent"
    r"|(?:a|ont|avons|avez) (?:\w+ )?(?:reuni|rassemble|accueilli|organise|participe|permis|attire|battu|remporte|gagne|lu"
    r"|celebre|fete|recu|offert|pu|eu|connu|partage|profite|joue|chante|assiste|passe|vecu|inaugure|rendu|decouvert"
    r"|commence|debute|trouve|repondu|repris|pris)\w{0,3})\b"
)
_ANNOUNCING = re.compile(
    r"\b(?:au(?:ra|ront) lieu|a lieu|ont lieu|se tien(?:dra|dront|t)|se dero\w+|rendez[- ]?vous|rdv|invit\w+|convi\w+|organis\w+"
    r"|vous atten\w+|attend\w*|venez|propos\w+|ouvrira|debutera|commencera|celebre\w*|jouera|donnera|presentera|animera"
    r"|entree|gratuit|tarifs?|buvette|reservations?|billet\w*|inscription|sur place|programme|participation|accueil\w*"
    r"|depart|salle|place|eglise|gymnase|mediatheque|bibliotheque|theatre|cinema|mairie|foyer|chapelle|stade|parc)\b"
)  # fmt: skip
_KINDS = re.compile(
    r"\b(?:concerts?|lotos?|vide[- ]?(?:greniers?|dressing)|marches?|fetes?|festivals?|repas|soirees?|conferences?|ateliers?"
    r"|stages?|assemblees?|ag|reunions?|projections?|cine\w*|expo\w*|spectacles?|theatre|bals?|tournois?|matchs?|rando\w*"
    r"|sorties?|visites?|bourses?|braderies?|brocantes?|kermesses?|ceremonies?|commemorations?|messes?|don du sang|forum"
    r"|portes ouvertes|inaugurations?|cafes?|carnaval|trail|course|cross|contes?|goute\w*|veillees?|rencontres?|salon|foire"
    r"|chantiers?|balades?|jeux|thes?|galette|cabaret|recital|chorale|impro\w*|dedicace|collecte|formations?|initiations?"
    r"|tremplin|pique-nique|journees?|nuit|semaine|rendez-vous|vernissages?|apero\w*|debats?|feu d'artifice|permanences?)\b"
)
_FIXED = re.compile(
    r"\b(?:ouvert\w*|ferme\w*|horaires?|accueille|acces|permanences? telephonique|joignables?|secretariat|standard|guichet"
    r"|renseignements?|boulanger\w*|magasin|boutique|dechetterie|mairie|heures d|raconte|sauf)\b"
)
_HOLIDAYS = re.compile(
    r"\b(?:hors|sauf|excepte|en dehors d|pendant|durant)\W+(?:\w+\W+){0,3}(?:vacances|scolaires?|feries?|conges)\b"
    r"|\bperiodes? scolaires?|\btemps scolaire|\bvacances scolaires|\bhors\W+(?:juillet|aout|ete)"
    r"|\bde (?:septembre|octobre|novembre|janvier|mars|avril|mai|juin|juillet) a (?:mars|avril|mai|juin|juillet|aout|septembre"
    r"|octobre|novembre|decembre)\b|\bsauf\b"
)


def before(words: str) -> str | None:
    """The role that the words right before a date give it, or None."""
    return next((role for role, pattern in _BEFORE if pattern.search(words)), None)


def of_sentence(words: str) -> str | None:
    """The role that its sentence gives a date, or None."""
    return next((role for role, pattern in _SENTENCE if pattern.search(words)), None)


def title_denies(title: str) -> bool:
    """Whether an article so titled reports, regulates or informs rather than announces."""
    return _TITLE.search(title) is not None


def past(words: str) -> bool:
    """Whether the sentence tells what has happened."""
    return _PAST.search(words) is not None


def shown(words: str) -> bool:
    """Whether something is on show, so that `jusqu'au` bounds an event that has begun."""
    return _SHOWN.search(words) is not None


def announcing(words: str) -> bool:
    """Whether the sentence has what announcements have: a place, a price, an invitation."""
    return _ANNOUNCING.search(words) is not None


def kind_of_event(words: str) -> bool:
    """Whether a kind of event is named: concert, loto, vide-grenier…"""
    return _KINDS.search(words) is not None


def fixed(words: str) -> bool:
    """Whether hours are those of an office or a shop."""
    return _FIXED.search(words) is not None


def holidays(words: str) -> bool:
    """Whether a repeat has exceptions that no calendar of ours knows."""
    return _HOLIDAYS.search(words) is not None


_DOORS = re.compile(
    r"\b(?:portes?|accueil|ouverture|billetterie|caisses?|guichets?|buvette|restauration|petite restauration|inscriptions?"
    r"|cafe|retrait des dossards|echauffement|installation|en vente|montage|bar)\b[^.;]{0,28}$"
)
_BEGINS = re.compile(
    r"\b(?:concerts?|spectacles?|debut|seances?|depart|coup d'envoi|film|match|projection|parties|jeux|tirage|jet du but)\b"
    r"[^.;]{0,28}$"
)
_DOORS_AFTER = re.compile(
    r"^[\s:,(-]*(?:ouverture|portes|accueil|billetterie|retrait|buvette|inscriptions)\b"
)
_OTHER_HOUR = re.compile(
    r"\b(?:inscriptions?|reservations?|depots?|retrait|au plus tard|avant|jusqu'a|fin|retour|arrivee|fermeture"
    r"|permanence|telephon\w+|tel)\b[^.;]{0,25}$"
)


def hour_role(before: str, after: str) -> str | None:
    """`doors`: people may come in; `begins`: it starts; `other`: neither; None: nothing says."""
    begins, doors = _BEGINS.search(before), _DOORS.search(before)
    if doors and (not begins or begins.start() < doors.start()):
        return "doors"
    if begins:
        return "begins"
    if _DOORS_AFTER.search(after):
        return "doors"
    return "other" if _OTHER_HOUR.search(before) else None
