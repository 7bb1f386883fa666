"""Where people meet, in words: the venue of an item without its town, or what its title tells of one."""

from __future__ import annotations

import re

from agregateur.ingest.matching.wording import flat, words_of
from agregateur.model import Item

_GENERIC_VENUES = re.compile(
    r"^(?:salle(?: salle)*|salle (?:fete|polyvalente|communale|municipale)|mairie|hotel ville|ville|eglise|gymnase|"
    r"bibliotheque|ecole|stade|place (?:eglise|mairie|village)?|foyer(?: rural)?|centre(?: ville| bourg| village)?|"
    r"village|"
    r"parking|monument mort|bourg|salle conseil|place|theatre|cinema|chapelle|temple|college|lycee|port|plage)$"
)
ONLINE = "en ligne"
"""The venue of what is held nowhere else."""
_REMOTE = frozenset({"webinaire", "visio", "visioconference"})
_SOCIETIES = frozenset(
    {
        "association",
        "asso",
        "collectif",
        "comite",
        "amicale",
        "cercle",
        "union",
        "societe",
        "ami",
        "federation",
        "jeunesse",
        "entente",
        "sou",
        "ape",
        "apel",
        "efs",
        "admr",
        "fnaca",
        "ufolep",
        "usep",
        "apf",
        "spa",
        "chorale",
        "harmonie",
        "rotary",
        "lion",
        "coureur",
        "randonneur",
        "marcheur",
        "chasseur",
        "donneur",
        "archer",
        "cyclo",
    }
)
_HALLS = frozenset({"salle", "maison", "ville", "centre", "place"})
_VENUE_TOLD = re.compile(
    r" (?:a la|au|a l'|dans la|dans le|dans l') ?((?:cathedrale|eglise|chapelle|temple|foyer|salle|gymnase|mediatheque|"
    r"bibliotheque|ludotheque|mairie|bar|cafe|refuge|halle|espace|centre|college|lycee|piscine|stade|patinoire)\b"
    r"[^,:;()|\[\]\"]{0,40})$| (?:a|en) ((?:l'eglise )?(?:saint|st)e?[ -][a-z]+)$"
)
"""A venue that closes a title: "Belote au foyer rural"."""
SQUARES = frozenset({"place", "esplanade", "square", "parvis", "quai", "parking"})
_ASIDE = re.compile(r"[(.,;/ -]*\b(?:ou )?(?:repli|en cas de|si (?:pluie|mauvais temps|intemperies))\b")
_SAME_PLACE = {
    "hotel ville": "mairie", "salle conseil": "mairie", "salle mariage": "mairie", "salle honneur": "mairie",
    "terrain football": "stade", "stade football": "stade", "terrain boule": "boulodrome", "jeu boule": "boulodrome",
    "complexe sportif": "gymnase", "salle omnisport": "gymnase", "salle sport": "gymnase", "cosec": "gymnase",
    "maison retraite": "ehpad", "espace polyvalent": "salle polyvalente", "sal": "salle", "esp": "espace",
    "bd": "boulevard", "bvd": "boulevard", "av": "avenue", "pl": "place", "mpt": "maison tou",
    "centre aquatique": "piscine", "centre nautique": "piscine", "complexe aquatique": "piscine",
    "espace aquatique": "piscine", "stade nautique": "piscine", "stade aquatique": "piscine",
    "complexe nautique": "piscine", "espace nautique": "piscine", "eglise village": "eglise",
    "eglise paroissiale": "eglise", "eglise bourg": "eglise", "eglise principale": "eglise", "quatrieme": "4e",
}  # fmt: skip
"""What partners call one kind of place."""
_CALLED = re.compile(rf"\b(?:{'|'.join(_SAME_PLACE)})\b")
_WHEREVER = frozenset(
    {
        "village",
        "centre",
        "bourg",
        "centre bourg",
        "centre ville",
        "centre village",
        "rue",
        "ville",
        "plusieurs lieu",
        "divers lieu",
        "lieu",
        "commune",
        "territoire",
        "itinerant",
        # Areas of a town, in which its square and its hall lie.
        "centre ancien",
        "centre historique",
        "vieille ville",
        "vieu village",
        "vieu bourg",
        "coeur ville",
        "coeur village",
        "coeur bourg",
        "coeur historique",
        "hyper centre",
        "rue centre",
        "rue centre ville",
        "rue village",
        "rue bourg",
        "rue pietonne",
        "zone pietonne",
        "quartier ancien",
        "station",
        "exterieur",
        "plein air",
    }
)


def venue_of(
    item: Item, stated: tuple[str, ...], town: frozenset[str], tokens: tuple[str, ...], folded: str
) -> str:
    """The words of the venue without the town's, which is no name of its own; what a title tells of it where no venue
    is stated; `ONLINE` where people meet nowhere else."""
    if item.located.values.get("online") or (not stated and not _REMOTE.isdisjoint(tokens)):
        return ONLINE
    if item.place.venue and (aside := _ASIDE.search(flat(item.place.venue))):
        # Where it is held if it rains is another place.
        stated = words_of(flat(item.place.venue)[: aside.start()]) or stated
    if not stated:
        told = _VENUE_TOLD.search(folded)
        stated = words_of(told[1] or told[2]) if told else ()
    if stated and stated[0] in _SOCIETIES:
        # Who organises stands where the place should.
        return ""
    # "La Salle" is a town, and a hall is a hall.
    own = " ".join(w for w in stated if w not in town or w in _HALLS)
    return "" if own in _WHEREVER else _CALLED.sub(lambda said: _SAME_PLACE[said[0]], own)


def generic(venue: str) -> bool:
    """Whether a venue, as `venue_of` says it, has no name of its own: every commune has a town hall."""
    return not venue or bool(_GENERIC_VENUES.match(venue))
