"""Communes that a text names beside a house, a square or a street, whatever announces them, or nothing.

    spots("Inscriptions au 04 92 00 00 00. Embrun : salle des fêtes.", area)    {"05046"}

A sentence is cut at its commas, colons, strokes and brackets. In one part "salle des fêtes de X", "au musée de X"; in
two in a row "salle des fêtes, X", "X (salle des fêtes)", "on vous attend à X, place du village". What a sentence says
of booking, of whom one asks, of other dates or of where somebody is from tells no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agregateur.communes.passage import Words, named, read
from agregateur.communes.vocabulary import AT, FIRST_NAMES, INNS, LEAVING, NOT_INSIDE, OF, PLACES
from agregateur.text import words as split_words

_TOLD = 3000
"""Characters of a text that are read."""
_SENTENCES = re.compile(
    r"(?<!\d)0[1-9](?:[ .-]?\d\d){4}(?!\d)|\S+@\S+\.\w+|(?:https?://|www\.)\S+|[;!?\n•·]|\.(?=\s|$)(?<!\b[A-Z]\.)"
)
"""Where sentences end; a telephone number or an address of mail ends what leads to it."""
_PARTS = re.compile(r"[,:()\[\]/|>→@]|\s[-–—]\s|\s[–—]|[–—]\s")

_SOCIETIES = frozenset(
    split_words(
        "amicale association club comite commune devant front marche office plan tiers tourisme ville"
    )
)
_HOSTS = frozenset(
    split_words("""
    centre college conservatoire creche ecole ehpad foyer lycee mairie maison maternelle mjc mpt primaire
    """)
)
"""What a town has that invites too, elsewhere: its place when one is "at" it, and likely so when it begins a part."""
_STREETS = frozenset(
    split_words("""
    allee avenue boulevard chemin cours esplanade faubourg impasse mail promenade quai route rue square
    """)
)
_HOUSES = (PLACES - _SOCIETIES) | _STREETS | INNS
_BEFORE = frozenset(
    split_words("la le les l petite petit grande grand ancienne ancien nouvelle nouveau vieille vieux")
)
"""Between what leads to a house and the house."""
_LEADING = frozenset(
    split_words("a au aux en dans sur sous devant derriere chez rendez vous rdv lieu adresse")
)
_MEETING = frozenset(
    split_words("rdv vous depart retrouve retrouvons retrouvez rassemblement attend attendons")
)
_WHERE = frozenset(split_words("a au aux devant sous sur"))
"""After a word of meeting, these lead to a place, were it none of the houses."""
_AWAY = (NOT_INSIDE | LEAVING) - {"pont", "bois", "depart"}
"""Before "de X", these lie elsewhere, or lead there: "col de X", "chemin de la vallée de X"."""
_ABOUT = frozenset(
    split_words("""
    inscription inscriptions inscrire inscrivez reservation reservations reserver reservez billet billets billetterie
    prevente preventes vente retrait retirer depot deposer renseignement renseignements renseigner info infos
    information informations contact contacter ecrire envoyer cheque courrier siege secretariat adhesion bulletin
    partenariat partenaire partenaires soutien avant apres depuis comme contre face affronte recoit
    prochain prochaine prochains prochaines ensuite puis lendemain veille dernier derniere derniers dernieres autre
    autres egalement navette navettes bus covoiturage arrivee retour repli pluie
    """)
)
"""Before a place in its sentence: it is that of something else."""
_FROM = frozenset(
    split_words("""
    originaire base basee bases issu issue issus venu venue venus vient viennent ne nee vit habite travaille enseigne
    etudie forme formee directeur directrice professeur professeure diplome diplomee eleve eleves conservateur
    conservatrice medecin chercheur chercheuse succes triomphe passage cree creee crees pris prise prises
    """)
)
"""The same of what stands in one part with it."""
_NOT_THEN = frozenset(split_words("pluie intemperies repli ferme fermee fermes fermees navette covoiturage"))
"""Anywhere in its sentence."""
_FOLLOWING = frozenset(
    split_words(
        "a de des des le les ce et pour lundi mardi mercredi jeudi vendredi samedi dimanche avec sur entree gratuit"
    )
)
"""After "salle des fêtes de X", when the hour or who comes is told; a verb would make of the house who invites."""
_BETWEEN = 4
"""Words of a part between a house and its town: a room, a hamlet."""
_LED = 2
"""Words before a town that a house follows ("Direction X : salle des fêtes")."""
_NAME = 9
"""Words of a house's own name and its town."""
_ONE_OF_A_KIND = frozenset(("l", "la", "le"))
"""Before a house's own name: "Les Cousines" are a band."""
_CLEAR, _LIKELY = 1, 2


@dataclass(frozen=True, slots=True)
class _Part:
    """Words `start` to `end` of a sentence. `house`: it begins with one or is "at" one (`_CLEAR`), which may also be
    who invites (`_LIKELY`), or 0; word `at` is that house."""

    start: int
    end: int
    house: int
    at: int


def spots(text: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` where a description names a house, a square or a street: the clearest ones."""
    found: dict[int, set[str]] = {_CLEAR: set(), _LIKELY: set()}
    text = text[:_TOLD]
    # Most texts name no commune: they are read once, whole.
    if next(named(read(text), area), None) is None:
        return frozenset()
    for sentence in _SENTENCES.split(text):
        line = read(sentence)
        if not _NOT_THEN.isdisjoint(line.folded):
            continue
        if _HOUSES.isdisjoint(line.folded) and _MEETING.isdisjoint(line.folded):
            found[_LIKELY].update(_alone(line, area))
            continue
        for rank, code in _in_sentence(line, area):
            found[rank].add(code)
    return frozenset(found[_CLEAR] or found[_LIKELY])


def _in_sentence(line: Words, area: frozenset[str]) -> Iterator[tuple[int, str]]:
    cut = list(_parts(line))
    if not any(part.house for part in cut):
        return
    for start, end, code in named(line, area):
        at = next(i for i, part in enumerate(cut) if part.start <= start < part.end)
        if not line.capital[start] or end > cut[at].end:
            continue
        first, rank = _rank(line, cut, at, start, end)
        begun = next((part.start for part in cut if part.start <= first < part.end), 0)
        if rank and _ABOUT.isdisjoint(line.folded[:first]) and _FROM.isdisjoint(line.folded[begun:first]):
            yield rank, code


def _alone(line: Words, area: frozenset[str]) -> Iterator[str]:
    """ "L'Atlas, X": the commune of a sentence that is but a name with its article, and a town."""
    if not 2 < len(line.folded) <= _NAME or line.folded[0] not in _ONE_OF_A_KIND or not line.capital[1]:
        return
    cut = list(_parts(line))
    for start, end, code in named(line, area):
        if len(cut) == 2 and (start, end) == (cut[1].start, cut[1].end) and line.capital[start]:
            yield code


def _parts(line: Words) -> Iterator[_Part]:
    starts = [at for at in range(len(line.folded)) if at == 0 or _PARTS.search(line.before[at])]
    for start, end in zip(starts, [*starts[1:], len(line.folded)], strict=True):
        yield _part(line, start, end)


def _part(line: Words, start: int, end: int) -> _Part:
    words = line.folded
    at = start
    while at < end and (words[at] in _BEFORE | _LEADING or words[at][0].isdigit()):
        at += 1
    if at < end and words[at] in _HOUSES:
        led = not _LEADING.isdisjoint(words[start:at])
        return _Part(start, end, _LIKELY if words[at] in _HOSTS and not led else _CLEAR, at)
    found = next((at for at in range(start + 1, end) if _at_house(words, at)), 0)
    if found:
        return _Part(start, end, _CLEAR, found)
    # "On se retrouve au pont de X"
    meets = (at for at in range(start + 1, end - 1) if words[at] in _WHERE and words[at - 1] in _MEETING)
    if met := next((at for at in meets if not words[at + 1][0].isdigit()), 0):
        return _Part(start, end, _LIKELY, met)
    # "RDV L'Atlas, X", but not "Rendez-vous avec le maire de X".
    announced = words[start] == "rdv" or words[start : start + 2] == ("rendez", "vous")
    return _Part(start, end, _LIKELY if announced else 0, end)


def _at_house(words: tuple[str, ...], at: int) -> bool:
    """ "[repas] à la salle", "au musée", "dans l'ancienne école"."""
    if words[at] not in _HOUSES:
        return False
    before = at - 1
    while before > 0 and words[before] in _BEFORE:
        before -= 1
    return words[before] in _LEADING


def _rank(line: Words, cut: list[_Part], at: int, start: int, end: int) -> tuple[int, int]:
    """Where what is told of a town (words `start` to `end`, in part `at`) begins, and how clearly it is the place."""
    own, words = cut[at], line.folded
    if own.house and start > own.at:
        # "salle des fêtes de X", "au musée à X".
        linked = words[start - 1] in OF | AT
        away = not _AWAY.isdisjoint(words[max(own.at, start - 4) : start])
        ends = end == own.end or words[end] in _FOLLOWING or words[end][0].isdigit()
        return own.at, own.house if linked and ends and not away else 0
    if end != own.end and not all(word.isdigit() for word in words[end : own.end]):
        return 0, 0
    before = [word for word in words[own.start : start] if not word.isdigit()]
    led = bool(before) and before[-1] in AT
    if not before or (led and len(before) == 1):
        for back in (1, 2):
            if at < back or not (house := cut[at - back]).house:
                continue
            between = cut[at - 1] if back > 1 else None
            if between is None or between.end - between.start <= _BETWEEN or words[between.start].isdigit():
                return house.at, house.house
    follows = cut[at + 1].house if at + 1 < len(cut) else 0
    if not follows:
        return 0, 0
    if not before or led:
        return start, follows
    plain = len(before) <= _LED and before[-1] not in OF and FIRST_NAMES.isdisjoint(before)
    return start, _LIKELY if plain else 0
