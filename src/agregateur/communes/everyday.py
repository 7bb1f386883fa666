"""Words of lines of address that name no town and no venue: what every town has, and rooms of the net."""

from __future__ import annotations

import re
from functools import cache

from agregateur.communes.index import index
from agregateur.text import words

_ONLINE = {
    "en ligne", "online", "visio", "visioconference", "en visio", "en visioconference", "zoom", "sur zoom",
    "webinaire", "webinar", "a distance", "distanciel", "en distanciel", "teams", "microsoft teams", "google meet",
    "jitsi", "youtube", "facebook live", "virtuel", "internet", "reunion microsoft teams",
    "microsoft teams meeting", "reunion teams", "evenement en ligne",
}  # fmt: skip


def is_online(line: str) -> bool:
    """Does the line speak of a room on the net rather than of a place ("En ligne", "Zoom", an address)?"""
    folded = " ".join(words(line))
    return (
        folded in _ONLINE
        or bool(re.match(r"\s*https?://\S+\s*$", line))
        or folded.startswith("visioconference ")
    )


def is_common(name: str) -> bool:
    """Does the name hold only words of `is_generic`, and such as halls, bars and barns are called ("La Grange")?"""
    return all(
        word in _generic_words() or word in ORDINARY or _ORDINAL.fullmatch(word) for word in words(name)
    )


@cache
def _generic_words() -> frozenset[str]:
    """Folded words that halls, churches, schools and squares of all towns bear: alone they name no place."""
    return frozenset(word for (word,) in index("mots-communs.txt").rows())


# Alone they are the hall, the post office or the harbour, although communes bear these names too.
ORDINARY = frozenset(
    words("""
    abbaye arsenal atelier auberge bar bourg bureau cafe camping cathedrale cave centre chalet chapelle chateau cinema
    citadelle college col cour croix ecole eglise espace esplanade etang ferme fontaine forge fort forum four
    foyer gare gite grange granges gymnase halle halles hopital hotel jardin jardins kiosque lac lavoir lycee
    mail mairie maison maisons marche mediatheque moulin moulins musee parc parking patinoire piscine place
    plage plaine pont port poste prairie pre refuge restaurant salle salles salon scene source stade station
    temple terrasse terrain theatre tour usine verger village ville
    """)
)
# Words of the country that villages are called by too: "Fontaines", "La Vallée", "Mer".
_COUNTRY = frozenset(
    words("""
    anse baie belvedere bois butte champ chemin clos colline cours cote crete crique ecurie etable etoile fontaine foret
    fosse four gorge grotte ile lande mare mas mer mine mont montagne mur orme pin plateau porte puits quartier rive
    riviere roc roche rocher rochette serre source terre tilleul val vallee vallon vigne villa
    """)
)
_ADJECTIVES = frozenset(
    words("""
    ancien ancienne bas basse beau bel belle blanc blanche bleu bleue bon bonne court creuse grand grande gros grosse
    haut haute jaune jolie long longue neuf neuve noir noire nouveau nouvelle petit petite premier ronde rouge royal
    royale vert verte vieille vieux
    """)
)
"""Villages are called so too: "Vieux", "Grand", "Rougé"."""
_WORDS = _COUNTRY | _ADJECTIVES | ORDINARY
_ORDINAL = re.compile(r"\d+(?:er|ere|e|eme|nd|nde)?")


def is_generic(name: str) -> bool:
    """Does the name hold only words that every town has ("Salle des fêtes", "Église Saint-Pierre", "Mairie")?"""
    return all(word in _generic_words() or _ORDINAL.fullmatch(word) for word in words(name))


def is_adjective(name: str) -> bool:
    """Is the name a word that describes what stands beside it: "Vieux Bassin", "Moulin Rouge"?"""
    return "".join(words(name)) in _ADJECTIVES


def is_word(name: str) -> bool:
    """Is the name, but for its article, of common nouns and adjectives, so that what follows goes on with it ("Vieux
    Lavoir", "La Vallée Bleue")?"""
    own = words(name)
    own = own[1:] if own[:1] in (["le"], ["la"], ["les"], ["l"]) else own
    return bool(own) and all(word in _WORDS or word.removesuffix("s") in _WORDS for word in own)
