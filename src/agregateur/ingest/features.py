"""What matching looks at in an item: folded titles without what says nothing, starts by day, pages, candidate keys.

Everything is a pure function of one item, computed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from agregateur.model import Item, Occurrence
from agregateur.text import fold, words

# Words that many titles share: they never tell two events apart, nor join them.
_GENERIC = frozenset(
    words("""
    animation animations apero aperitif apres atelier ateliers bal balade bourse cafe celebration ceremonie chantier
    cine cinema club collecte concert concerts conference conseil contes cours danse debat decouverte dej dejeuner
    diner edition evenement expo exposition famille familles festival fete fetes film foire forum grand grande groupe
    gratuit initiation inscription jeu jeux journee journees lecture loto marche marches matin matinee midi musical
    musicale musique nuit ouverture ouvert petit petite permanence portes presentation programme projection public
    randonnee rando rencontre rencontres rendez repas reunion saison salle samedi scene seance semaine seances soir
    soiree sortie spectacle spectacles stage stages tournoi theatre tous vente vernissage vide visite visites vous
    lundi mardi mercredi jeudi vendredi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre
    novembre decembre ete hiver printemps automne
    """)
)
# What sort of thing a title says it is: of two sorts, one name is hardly one event ("Bal des amis", "Repas des amis").
_SORTS = {
    word: sort
    for sort, said in {
        "atelier": "atelier ateliers cours decouverte initiation stage stages",
        "bal": "bal bals",
        "conference": "cafe conference conferences debat rencontre",
        "exposition": "expo exposition vernissage",
        "film": "cine cinema film projection",
        "loto": "loto",
        "marche": "bourse brocante foire marche vente vide",
        "musique": "concert concerts recital musical musicale",
        "repas": "banquet dej dejeuner diner gouter repas",
        "reunion": "assemblee conseil reunion",
        "scene": "contes spectacle spectacles theatre",
        "visite": "balade randonnee rando sortie visite visites",
    }.items()
    for word in said.split()
}
# What every commune holds, often on the same day at the same hour: it names an event within one commune only.
_EVERYWHERE = frozenset(
    words("""
    aines anciens arbre armistice artifice artisans associations belote blanc boules bric broc brocante brocantes
    carnaval citoyenne collecte commemoration commerces communal communautaire concours createurs dansant don ecole
    ecoles electorale elections feu feux foraine france galette generale gouter greniers grenier halloween inauguration
    intercommunal jouets maire mairie messe municipal municipale musique nationale nettoyage noel numerique octobre rose
    paques parents patrimoine patronale pere petanque plan pompiers producteurs publique repair rois saint sang
    services social soupe sport telethon the troc velo victoire village vins voeux yoga
    """)
)
_STOP = frozenset(
    words("""
    a au aux avec ce ces cette chez comme d dans de des du elle en entre est et il ils j je l la le les leur lui m ma
    mais me meme mes moi mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses si son sous sur t ta te tes
    toi ton tu un une vos votre vous y the of and
    """)
)
# What tells sisters apart: groups, levels, parts, ages (design §6 b).
_LEVELS = {
    "debutant": "debutant", "debutants": "debutant", "initiation": "debutant", "confirme": "confirme",
    "confirmes": "confirme", "intermediaire": "intermediaire", "avance": "confirme", "avances": "confirme",
    "perfectionnement": "confirme", "adulte": "adultes", "adultes": "adultes", "enfant": "enfants",
    "enfants": "enfants", "ado": "ados", "ados": "ados", "bebe": "bebes", "bebes": "bebes",
}  # fmt: skip
_NUMBERED = re.compile(
    r"\b(?:groupe|partie|part|niveau|session|seance|salle|acte|episode|vol|volume|n)\s*°?\s*(\d{1,3}|[a-d])\b"
)
_TIME_WORDS = re.compile(
    r"\b\d{1,2}\s*(?:h|heures?)\s*(?:\d{2})?\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}(?:er)?\s+(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)
_GENERIC_VENUES = re.compile(
    r"^(?:salle(?: salle)*|salle (?:des fetes|polyvalente|communale|municipale)|mairie|eglise|gymnase|mediatheque|"
    r"bibliotheque|ecole|"
    r"place (?:de l )?(?:eglise|mairie)|foyer(?: rural)?|centre(?: ville| bourg)?|village|parking)$"
)
_TRACKING = re.compile(r"^(?:utm_|mtm_|pk_|at_|mc_|fbclid$|gclid$|xtor$)")
_LISTING = re.compile(r"/(?:agenda|evenements?|events?|calendrier|calendar|programme|actualites?|news)/?$")
MAX_NIGHTS = 14
"""Days on end that are told one by one elsewhere: of a longer event (an exhibition) only the first day is compared."""
MAX_KEYED = 60
"""Occurrences that get keys of their own: a weekly series over thirteen months has 57."""


@dataclass(frozen=True, slots=True)
class Features:
    """One item as matching sees it.

    `starts` maps a local day to the minutes since midnight of its starts (-1: all day); `days` is the length of the
    longest occurrence in days; `telling` are the title's words that may identify it, `named` those of them that may do
    so beyond one commune; `sorts` the sorts of thing it says (a ball, a meal); `marks` what tells sister events apart
    (group, level, part); `venue` is folded and bare of the town's name.
    """

    source: str
    uid: str
    insee: str | None
    latitude: float | None
    longitude: float | None
    title: str
    telling: tuple[str, ...]
    named: frozenset[str]
    sorts: frozenset[str]
    marks: frozenset[str]
    starts: dict[date, frozenset[int]]
    days: int
    venue: str
    venue_generic: bool
    pages: frozenset[str]
    ids: frozenset[str]
    text: str
    organizer: str


def features(item: Item) -> Features:
    """What matching compares of `item`, which must be an event, located."""
    place = item.place
    folded = " ".join(words(item.title))
    bare = _TIME_WORDS.sub(" ", folded)
    marks = {f"n{m}" for m in _NUMBERED.findall(bare)} | {_LEVELS[w] for w in bare.split() if w in _LEVELS}
    around = set(words(place.city or "")) | set(words(place.venue or ""))
    if item.title.rstrip().endswith(("…", "...")):
        # Cut short by a form: the last word may be half a word.
        bare = bare.rpartition(" ")[0] or bare
    tokens = [w for w in _NUMBERED.sub(" ", bare).split() if w not in _STOP and len(w) > 1]
    telling = tuple(dict.fromkeys(w for w in tokens if w not in _GENERIC and w not in _LEVELS))
    elsewhere = tuple(w for w in telling if w not in around)
    venue = _venue(item)
    return Features(
        source=item.source,
        uid=item.uid,
        insee=item.located.insee,
        latitude=place.latitude,
        longitude=place.longitude,
        title=" ".join(tokens) or folded,
        telling=elsewhere or telling,
        named=frozenset(elsewhere or telling) - _EVERYWHERE,
        sorts=frozenset(_SORTS[w] for w in tokens if w in _SORTS),
        marks=frozenset(marks),
        starts=_starts(item.occurrences),
        days=max((_length(o) for o in item.occurrences), default=1),
        venue=venue,
        venue_generic=bool(_GENERIC_VENUES.match(venue)),
        pages=frozenset(p for u in (item.url, *item.links) if u and (p := page_key(u))),
        ids=frozenset(i for i in (item.uid, *item.carried) if _worldwide(i)),
        text=fold(item.text)[:600] if item.text and len(item.text) >= 80 else "",
        organizer=" ".join(words(item.organizer or "")),
    )


def _venue(item: Item) -> str:
    town = set(words(item.place.city or ""))
    kept = [w for w in words(item.place.venue or "") if w not in town and w not in _STOP]
    return " ".join(kept)


def _starts(occurrences: Iterable[Occurrence]) -> dict[date, frozenset[int]]:
    found: dict[date, set[int]] = {}
    for occurrence in occurrences:
        start = occurrence.start
        minutes = start.hour * 60 + start.minute if isinstance(start, datetime) else -1
        nights = _length(occurrence) if minutes < 0 else 1
        for night in range(nights if nights <= MAX_NIGHTS else 1):
            found.setdefault(occurrence.day + timedelta(days=night), set()).add(minutes)
    return {day: frozenset(minutes) for day, minutes in found.items()}


def _length(occurrence: Occurrence) -> int:
    if occurrence.end is None:
        return 1
    if isinstance(occurrence.start, datetime) and isinstance(occurrence.end, datetime):
        # A night that ends at three in the morning is one day.
        return max(1, round((occurrence.end - occurrence.start).total_seconds() / 86400 + 0.2))
    if not isinstance(occurrence.start, datetime) and not isinstance(occurrence.end, datetime):
        return max(1, (occurrence.end - occurrence.start).days)
    return 1


def page_key(url: str) -> str | None:
    """A page's address without scheme, www, tracking words and trailing slash; None for a home or a listing page."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
    path = parts.path.rstrip("/")
    if not host or (not path and not query) or (_LISTING.search(path) and not query):
        return None
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _worldwide(uid: str) -> bool:
    """Whether a uid may mean something outside its source: bare integers and short words collide between partners."""
    return len(uid) >= 16 and not uid.isdigit() and any(c.isdigit() for c in uid)


def candidate_keys(item: Item, seen: Features) -> frozenset[str]:
    """Cheap keys under which the item may meet its likes: day and commune, day and telling word (for a missing or
    mistaken town), page, worldwide uid. Their number is bounded, so a record costs the same as the store grows.
    """
    keys = {f"u|{page}" for page in seen.pages} | {f"i|{uid}" for uid in seen.ids}
    tokens = sorted(seen.telling, key=lambda w: (-len(w), w))[:2]
    for day in sorted(seen.starts)[-MAX_KEYED:]:
        if seen.insee:
            keys.add(f"d|{day.isoformat()}|{seen.insee}")
        keys.update(f"t|{day.isoformat()}|{token}" for token in tokens)
    return frozenset(key[:400] for key in keys)
