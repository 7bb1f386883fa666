"""What a title tells of its article when that announces nothing: a report, or a notice that only invites by the way."""

from __future__ import annotations

import re

from agregateur.ingest.prose.phrases import whole

_REPORTING = re.compile(
    r"^\W*(?:les )?photos (?:du|de la|des)\b|^\W*souvenirs? d|(?:^\W*|: )merci\b|^\W*(?:portrait|temoignage)\b"
    r"|^\W*hommage a\b|\bcarnet$|"
    + whole(
        "retour~sur retour~en~images?~sur retour~en~images? compte[-~]rendus? comptes[-~]rendus proces[-~]verba\\w+",
        "pv resultats? bilan~d\\w* revivez rediffusion prise~de~fonctions?",
        "victoires?(?!~d[eu]) defaites?",
        "podium resume~d\\w+ bulletin~(?:municipal|communal) gazette~n classement numeros~gagnants loi~du",
        "decret a~ete~annulee? deliberations? menus?_(?:cantine|semaine) menus?~du avis~de~deces",
        "(?<!du~)concours~photo(?!_remise)",
    ).pattern
)
_INFORMING = whole(
    "fermetures? coupures? restrictions? vigilance arretes?~(?:municipa|prefectora)\\w+ arrete~de~circulation",
    "circulation deviation nouveaux~horaires horaires~d(?!es~(?:messes|celebrations|cultes|offices|seances))\\w*",
    "collectes?~des~(?:dechets|ordures|encombrants) encombrants dechetterie ouverture~de~la~chasse enquete~publique",
    "avis~d'enquete avis~aux~(?:usagers|riverains|abonnes|proprietaires|eleveurs|parents|habitants|administres)",
    "en~images offres?~d'emploi emplois?~d'ete jobs?~d'ete appels?~a~(?:projets?|candidatures?)",
    "h/f f/h inscriptions?~scolaires subventions? budget~participatif feux?~interdits?",
    "travaux~(?:de|du|sur|rue|route|d)",
)


_RECRUITS = whole("recrute recrutement")
_AMATEURS = whole("chorale choeur orchestre harmonie fanfare batucada troupe ensemble club equipe")


def reports(title: str) -> bool:
    """Whether an article so titled tells what has been, or regulates: whatever it says, it announces nothing."""
    return _REPORTING.search(title) is not None


def informs(title: str) -> bool:
    """Whether an article so titled informs: only an invitation in it announces something."""
    recruits = _RECRUITS.search(title) is not None and _AMATEURS.search(title) is None
    return recruits or _INFORMING.search(title) is not None
