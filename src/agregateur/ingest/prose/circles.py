"""Who a sentence means: everybody, or only those of a circle: members, people who signed up, who work there."""

from __future__ import annotations

import re

from agregateur.ingest.prose.phrases import whole

_AMONG = re.compile(
    r"\b(?:(?:des|aux|les|entre|parents d(?:es|')) ?(?:adherent|inscrit|benevole|licencie|choriste|exposant|delegue"
    r"|encadrant|animateur"
    r"|membre|signaleur|musicien|salarie|agent|eleves? d[eu]s? )e?s?\b|presence obligatoire|seuls? les|entre nous"
    r"|(?<!salle )du personnel)"
)
_CLOSED = re.compile(
    r"\b(?:reunion|rencontre|seance)s? (?:de (?:preparation|bureau|calage|coordination|repartition|calendrier|travail)"
    r"|d'(?:organisation|equipe)|du (?:bureau|comite|conseil)|de l'equipe"
    r"|des (?:membres|responsables|presidents|benevoles|delegues))\b"
    r"|\b(?:inscrit|retenu|selectionne|convoque)e?s\b|\btous les membres\b|\bpriee?s? d'etre present"
    r"|\bavec (?:l'employeur|la direction|l'administration|le rectorat|la prefecture)\b|\b(?:cse|nao)\b|\bnegociation"
    r"|\bles [a-z-]+s (?:[a-z']+ ){0,4}?(?:se (?:retrouv|reuni|present)\w+|ont rendez-vous|sont (?:attendu|convoqu)\w+)"
)
_SEEKING = re.compile(
    r"\b(?:(?:re)?cherch\w+|recrut\w+|embauch\w+|appels? (?:a|aux?)|manque (?:de|d')"
    r"|il (?:nous |me |leur )?(?:faut|faudra|manque)|besoin d)\b"
)
_SELLING = whole("vends vend cherche recherche loue achete vendu")


def among(said: str) -> bool:
    """Whether a folded clause speaks to or of those who already take part: `les adhérents`, `seuls les inscrits`."""
    return _AMONG.search(said) is not None


def closed(said: str) -> bool:
    """Whether a folded clause says that a circle meets: `réunion du bureau`, `avec la direction`, `les choristes ont
    rendez-vous`."""
    return _CLOSED.search(said) is not None


def seeks(said: str) -> bool:
    """Whether a folded clause looks for people, things or works."""
    return _SEEKING.search(said) is not None


def sells(said: str) -> bool:
    """Whether the first words, folded, are those of a classified advertisement."""
    return _SELLING.search(said) is not None
