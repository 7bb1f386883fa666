"""Words of structures' names: small ones, legal forms, abbreviations, what a name may as well leave out; and the
phrases by which names say what a structure is (`actor_kinds`) or of which network (`actor_networks`).

All are words of the language and of national networks, none of any territory.
"""

from __future__ import annotations

from agregateur.ingest.matching.actor_kinds import KINDS as _KINDS
from agregateur.ingest.matching.actor_kinds import SPORTS as _SPORTS
from agregateur.ingest.matching.actor_networks import NETWORKS as _NETWORKS
from agregateur.ingest.matching.vocabulary import stem
from agregateur.text import words

SMALL = frozenset(
    words(
        """le la les l de d du des et en a au aux the of and un une pour par sur dans qui s n y ou son sa ses"""
    )
)
"""Words that stand between others."""
LEGAL = frozenset(
    words("association asso assoc ass sarl scop sas sa eurl earl sci scic sasu loi 1901 snc gie")
)
"""Legal forms, which a name may bear or not."""
ABBREVIATED = {
    "st": "saint", "ste": "sainte", "mme": "madame", "dr": "docteur", "gal": "general", "mal": "marechal",
    "biblio": "bibliotheque", "cine": "cinema", "resto": "restaurant", "rando": "randonnee", "athle": "athletisme",
    "foot": "football", "cie": "compagnie", "pop": "populaire", "intercom": "intercommunal", "info": "information",
    "assos": "association", "randonneur": "randonnee", "judoka": "judo", "nageur": "natation",
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9",
    "dix": "10", "premier": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4", "cinquieme": "5",
    "sixieme": "6", "septieme": "7", "huitieme": "8", "2eme": "2", "3eme": "3", "4eme": "4", "5eme": "5",
    "6eme": "6", "7eme": "7", "8eme": "8", "7e": "7", "ptit": "petit", "bouliste": "boule",
    "cyclotouriste": "cyclo",
}  # fmt: skip
"""Words that are written in two manners, and numbers."""
FILLERS = frozenset(
    stem(w)
    for w in words("""
    club groupe groupement collectif espace centre maison compagnie troupe local locale municipal municipale communal
    communale intercommunal intercommunale public publique associatif associative francais francaise section antenne
    comite delegation equipe unite agence site pole service structure bureau point accueil lieu tiers cercle union
    amateur officiel officielle siege departemental departementale communaute federation federale confederation ligue
    coordination regional regionale interdepartemental interdepartementale national nationale cooperative cooperatif
    omnisport bio artisan artisanal artisanale citoyen citoyenne independant independante reseau territorial
    territoriale ville polyvalente polyvalent animation lundi mardi mercredi jeudi vendredi samedi dimanche
    hebdomadaire permanence distribution saint sainte notre
    """)
)
"""Words that a name may as well leave out: they tell of no one in particular."""
LOCAL = frozenset({"antenne", "section", "equipe"})
"""What a branch calls itself, and a network as a whole does not."""

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
"""Phrases by their first word, the longest first, each with its code."""


def _phrases() -> tuple[Phrases, frozenset[str], frozenset[str], frozenset[str]]:
    """All phrases; the codes of kinds ("=library"), of networks ("~lpo") and of sports ("+judo")."""
    codes: dict[tuple[str, ...], str] = {}
    for mark, text in (("~", _NETWORKS), ("=", _KINDS)):
        for line in text.strip().replace("\n ", " ").splitlines():
            code, _, said = line.partition(": ")
            for phrase in said.split(";"):
                codes[tuple(stem(w) for w in phrase.split())] = f"{mark}{code}"
    for entry in _SPORTS.replace("\n", " ").split(";"):
        for name in entry.split():
            codes[tuple(stem(w) for w in words(name) if w not in SMALL)] = f"+{entry.split()[0]}"
    by_first: Phrases = {}
    for told in sorted(codes.items(), key=lambda p: (-len(p[0]), p[0])):
        by_first.setdefault(told[0][0], []).append(told)
    found = [frozenset(code for code in codes.values() if code[0] == mark) for mark in "=~+"]
    return by_first, found[0], found[1], found[2]


PHRASES, KINDS, NETWORKS, SPORTS = _phrases()
