"""What a date in a text is when it is no event: a deadline, a report, a law, a street, a stamp… told by its words.

All patterns see short folded slices of one sentence (`elements.Read.before`, `after`, `words_of`), so that their work
is bounded. How words are listed: `phrases`.
"""

from __future__ import annotations

import re

from agregateur.ingest.prose.phrases import leading, whole

# Right before the date ------------------------------------------------------------------------------------------------

_STREET = re.compile(
    r"\b(?:rue|avenue|av|place|boulevard|bd|stade|square|quai|impasse|allee|chemin|route|pont|parking|caserne|ecole|lycee"
    r"|college|gymnase|espace|cite|residence|rond[- ]point|esplanade|cours|complexe)\.?[\s-]+(?:du[\s-]*)?$"
)
_DEADLINE = (
    leading(
        "avant d'ici au~plus~tard dernier~delai clotures? clotures?_candidatures? clotures?_inscriptions?",
        "clotures?_depots? dates?~limites?_ delais?~limites?_ limite~fixee_ echeance_ pourvoir embauche",
        "fin~des~inscriptions fin~des~commandes prise~de~poste",
    ),
    leading(
        "(?:retourn|rendr|renvoy|depos|remettr|transmettr|adress|inscrire|repond|command|reserv)\\w*_(?:avant|pour)",
        "(?:inscriptions?|reservations?|reponses?|dossiers?|candidatures?|commandes?|bulletins?)_(?:avant|pour)",
        "(?:inscriptions?|reservations?|reponses?|dossiers?|candidatures?|commandes?)_jusqu'au",
        "jusqu'(?:au~|a~la~|a~l')\\w+",
    ),
)
_OPENING = leading(
    "inscriptions? billetterie reservations? preventes? (?:mise~)?en~vente retrait retrait~des~dossards",
    "(?<!au~)depots?(?!~de~gerbe)",
    "repetitions? repetition~generale tri demontage fermee fermees fermes fermeture conges",
    "(?<!la~)(?<!une~)(?<!cette~)(?<!notre~)(?<!leur~)(?<!de~)(?<!en~)ferme reprise~des~invendus filage",
    "depot~des~objets montage installation~des~exposants ouverture~des~(?:inscriptions|ventes|abonnements)",
    "ouverture~de~la~(?:billetterie|location|vente)",
    "(?:inscriptions?|billetterie|reservations?)_(?:des|a~partir|a~compter)",
    gap=20,
)
_SOLD_AFTER = re.compile(r"\bdepots?\b[^.;]*,[^.;]{0,20}\bvente\b")
"""`Dépôt samedi 26 de 9h à 12h, vente de 14h à 17h`: the day is that of both."""
_OPEN_REHEARSAL = whole(
    "repetitions?~(?:publiques?|ouvertes?|decouvertes?) ouvr\\w+~(?:sa|ses|leurs?|nos)~repetitions?"
)
_STAMP = leading(
    "publiee?s? postee? mise?s?~a~jour mises?~en~ligne mis~en~ligne actualisee? modifiee? redigee? ecrite? parue?",
    "article maj version edite imprime derniere~modification dernier~ajout creation~de~la~page",
)
_HISTORY = leading(
    "nee?s? naissance decedee?s? deces morte?s? disparue?s? baptisee? depuis fondee?s? creee?s? construite?s?",
    "classees? inauguree?s? adoptee?s? votees? signee?s? promulguee?s? datee?s?~d armistice rafle",
    "attentats? seisme crue incendie abolition debarquement vainqueurs? nous~a~quittee?s?",
    "nous~ont~quittes? liberation il~y~a traite",
    gap=25,
)
_LAW = leading("loi decret arrete ordonnance deliberation circulaire jugement marche~public", gap=40)
_REPORT = leading(
    "retour~sur retour~en~images?~sur lors~d lors~de compte[-~]rendu pv proces[-~]verbal s'est~\\w+ se~sont~\\w+",
    "a~eu~lieu ont~eu~lieu avait~lieu fut ont~ete a~ete",
    "l'edition~precedente",
    gap=45,
)
_LAST_YEAR = re.compile(r"\b(?<!comme )l'an(?:nee)? (?:dernier|passe)e?\b[^.;,]{0,30}$")
_RECALLING = (("history", _HISTORY), ("law", _LAW), ("report", _REPORT), ("report", _LAST_YEAR))
# Words that recall as well as they announce: they decide nothing of a date to come that has an hour of its own.
_MAYBE_RECALLING = (
    ("history", leading("siecle appel bataille revolution siege classe vote", gap=25)),
    ("law", leading("directive courrier lettre reglement convention avis facture decision permis", gap=40)),
    ("report", leading("suite~a apres bilan resultats? souvenirs? succes verdict gagnants?", gap=45)),
)
_REPLACED = leading(
    "initialement prevue?s? programmee?s? annoncee?s? devai\\w+~avoir~lieu devai\\w+~se~tenir au~lieu et~non",
    gap=25,
)
_MOVED = whole("report\\w+ decal\\w+ deplac\\w+ repouss\\w+ annul\\w+ avanc\\w+ au~lieu et~non")
_FIRST_MEANT_BEFORE = leading(
    "initialement~prevue?s? prevue?s?~initialement d'abord~prevue?s? prevue?s?~d'abord et~non"
)
_EXCEPTION = leading("sauf excepte hormis relache pas~de~\\w+ excepte~le")
_FALLBACK = leading(
    "en~cas~de si~mauvais si~pluie si~intemperies repli report~eventuel reporte~si", "sinon", gap=50
)
_AFTER_DEADLINE = re.compile(
    r"^\W*(?:dernier delai|au plus tard|dernier carat|cachet de la poste|delai de rigueur)\b"
)


def before(words: str, after: str, sentence: str, *, sure: bool, firm: bool) -> str | None:
    """The role that the words around a date give it, or None.

    `words` stand right before it, `after` behind it, `sentence` is the whole. `sure`: the date is to come and its
    year or weekday is stated, so that words that recall ("né", "loi", "après") cannot be meant of it. `firm`: it is to
    come and has an hour or an invitation, so that only plain words of memory can.
    """
    if any(pattern.search(words) for pattern in _DEADLINE) or _AFTER_DEADLINE.search(after):
        return "deadline"
    if _OPENING.search(words) and not (
        _OPEN_REHEARSAL.search(sentence) or _SOLD_AFTER.search(f"{words}{after}")
    ):
        return "opening"
    if _MOVED_AFTER.search(after):
        return "replaced"
    if _FIRST_MEANT_BEFORE.search(words):
        return "replaced"
    if _REPLACED.search(words) and _MOVED.search(sentence) and not _STARTS_ANEW.search(words):
        return "replaced"
    if _FALLBACK.search(words) or _EXCEPTION.search(words):
        return "fallback"
    if _STAMP.search(words):
        return "stamp"
    recalling = () if sure else _RECALLING if firm else (*_RECALLING, *_MAYBE_RECALLING)
    return next((role for role, pattern in recalling if pattern.search(words)), None)


_MOVED_AFTER = re.compile(
    r"^[^.;]{0,25}\b(?:est|sera|a ete)\b[^.;]{0,15}\b(?:report|decal|deplac|repouss)ee?s?\b[^.;]{0,15}?"
    r"\bau (?:\d|lun|mar|mer|jeu|ven|sam|dim)"
)
_STARTS_ANEW = re.compile(r"\b(?:reportee?s?|decalee?s?|deplacee?s?|repoussee?s?|avancee?s?)\b[^.;]{0,30}$")


_IN_FORCE = re.compile(r"\bau\s*$")


_FIRST_MEANT = whole(
    "initialement d'abord prevue?s?~le au~lieu~d\\w+ finalement reprogramm\\w+ nouvelle~date",
)


def anew(words: str, sentence: str) -> bool:
    """Whether a date is the new one of what was put off: `reporté au`, `prévu d'abord le…`."""
    return _STARTS_ANEW.search(words) is not None or _FIRST_MEANT.search(sentence) is not None


_ABOUT = re.compile(r"\b(?:vers|autour|aux alentours|courant|aux environs)\s*(?:le|du|de)?\s*$")


def about(words: str) -> bool:
    """Whether a date is only thereabouts: `vers le 15 juin`."""
    return _ABOUT.search(words) is not None


_LABEL = re.compile(
    r"^\W*(?:debut|(?:les |prochaines? )?(?:dates?|seances?|sessions?|rencontres?)|prochains? rendez-vous|quand|jours?"
    r"|horaires?|le)?\W*$"
)


def labelled(words: str) -> bool:
    """Whether nothing but a label stands before a date: `Début :`, `Quand ?`."""
    return _LABEL.search(words) is not None


_PERFECT = re.compile(
    r"\b(?!(?:est|sont) (?:propos|organis|invit|attendu|prevu|programm|convi|donn|annonc))"
    r"(?:a|ont|s'est|se sont|avons|avez|est|sont) (?:\w+ment )?\w{2,}(?:e|i|u|is|it|ert)e?s?[^.;,]{0,20}$"
)


def has_happened(words: str) -> bool:
    """Whether a verb of the past leads to a day that only its weekday says: `la route a rouvert samedi`."""
    return _PERFECT.search(words) is not None


_FRAMED = re.compile(
    r"\b(?:(?:avant|apres) (?:l[ea']|les|une?)|dans le cadre|a l'issue|a l'occasion|lors|pendant|durant|au cours)\b"
    r"[^.;]{0,80}$"
)


def framed(words: str) -> bool:
    """Whether a date is that of what an event belongs to: `dans le cadre du festival (8-23 août)`."""
    return _FRAMED.search(words) is not None


_SINCE = re.compile(
    r"(?:\bdes|\ba partir|\ba compter|\bdepuis)\s*(?:le|du|de)?\s*$|\b(?:a partir|a compter) de\b[^.;]{0,20}$"
)


def since(words: str) -> bool:
    """Whether a date is the first of something that lasts: `à compter du`."""
    return _SINCE.search(words) is not None


def in_force(words: str) -> bool:
    """Whether a first of the month without hours is that of a price or a rule: `au 1er janvier`."""
    return _IN_FORCE.search(words) is not None and not _STARTS_ANEW.search(words)


_NEXT = re.compile(
    r"\b(?:prochaine?s?|suivante?s?|egalement|aussi|ensuite|deja|par ailleurs|autres? dates?)\b[^.;]{0,60}$"
)


def next_one(words: str) -> bool:
    """Whether a date is that of the meeting after the one announced."""
    return _NEXT.search(words) is not None


def street(words: str) -> bool:
    """Whether a date is the name of a street, a place or a stadium."""
    return _STREET.search(words) is not None


# The sentence ---------------------------------------------------------------------------------------------------------

_SENTENCE = (
    ("deadline", whole(
        "date~limite a~pourvoir appels?~a~projets? appels?~a~candidatures? pour~candidater avant~de~candidater",
        "candidatures?~a candidatures?~avant candidatures?~jusqu dossiers?~de~candidature lots?~a~retirer a~retourner",
        "dossiers?~a~deposer dossiers?~a~retirer les~inscriptions~se~font les~inscriptions~sont commandez",
        "cv~et~lettre cloture~des~inscriptions cloture~des~candidatures cdd cdi")),
    ("closed", whole(
        "ser(?:a|ont)~(?:exceptionnellement~)?(?:ferme|close|interdite?|alterne|coupe|suspendu|perturbe)e?s?",
        "(?:est|sont)~(?:exceptionnellement~)?(?:fermee?s?|interdite?s?|suspendue?s?)",
        "fermeture~(?:annuelle|exceptionnelle|de~la|du|des) coupures?_(?:courant|electricite|eau|gaz)",
        "circulation~(?:sera|est|alternee|interdite) stationnement~(?:sera|est|interdit|genant) en~raison~de~travaux",
        "travaux~(?:se|seront|auront|debut\\w+) arretes?~(?:municipa|prefectora)\\w+ vigilance~(?:jaune|orange|rouge)",
        "alerte~renforcee restrictions?~d enquete~publique",
        "sortez~vos~bacs la~chasse~est elagage deviation releve~des~compteurs",
        "n'ouvrira~pas ne~sera~pas ne~seront~pas n'aura~pas~lieu recensement soldes ramon\\w+ entre~en~vigueur",
        "treve~hivernale (?:est|sont|sera|seront)~annulee?s?(?!\\s+(?:en|si)\\b)",
        "vacances~(?:scolaires|de~\\w+|d'hiver|d'ete)~(?:commencent|debutent|se~terminent) saviez-vous",
        "collectes?~d[eu]s?~(?:verre|cartons?|papiers?|dechets)")),
    ("stamp", re.compile(r"^\W*(?:publie|mis a jour|poste|modifie|actualise|mise a jour|article publie)\b")),
)  # fmt: skip


def of_sentence(words: str) -> str | None:
    """The role that its sentence gives a date, or None."""
    return next((role for role, pattern in _SENTENCE if pattern.search(words)), None)


_PAST = whole(
    "s'est se~sont s'etait s'etaient a~eu~lieu ont~eu~lieu avait~lieu a~ete ont~ete etait etaient fut furent",
    "(?:a|ont|avons|avez)~(?:\\w+~)?(?:reuni|rassemble|accueilli|organise|participe|permis|attire|battu|remporte)e?s?",
    "(?:a|ont|avons|avez)~(?:\\w+~)?(?:gagne|celebre|fete|recu|offert|pu|eu|connu|partage|profite|joue|chante)e?s?",
    "(?:a|ont|avons|avez)~(?:\\w+~)?(?:assiste|passe|vecu|inaugure|rendu|decouvert|commence|debute|trouve)e?s?",
    "(?:a|ont|avons|avez)~(?:\\w+~)?(?:repondu|repris|pris|lu|tenu|marque|conclu|cloture|anime)e?s? hier",
)
_FIXED = whole(
    "ouverte?s? ouverture fermee?s? horaires? accueille acces joignables? secretariat standard guichet consulte\\w*",
    "renseignements? boulanger\\w* magasin boutique dechetterie mairie heures~d raconte sauf agence docteur dr",
    "sur~rendez-vous je nous~quittons on permanences? bureau",
)
_HOLIDAYS = re.compile(
    r"\b(?:hors|sauf|excepte|en dehors d|pendant|durant)\W+(?:\w+\W+){0,3}(?:vacances|scolaires?|feries?|conges)\b"
    r"|\bperiodes? scolaires?|\btemps scolaire|\bvacances scolaires|\bhors\W+(?:juillet|aout|ete)|\bsauf\b"
    r"|\bde (?:septembre|octobre|novembre|janvier|mars|avril|mai|juin|juillet)"
    r" a (?:mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)


def past(words: str) -> bool:
    """Whether the sentence tells what has happened."""
    return _PAST.search(words) is not None


def fixed(words: str) -> bool:
    """Whether hours are those of an office or a shop."""
    return _FIXED.search(words) is not None


def holidays(words: str) -> bool:
    """Whether a repeat has exceptions that no calendar of ours knows."""
    return _HOLIDAYS.search(words) is not None
