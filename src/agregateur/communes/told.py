"""Communes that a description or a partner's name tells of (a title: `titles`)."""

from __future__ import annotations

import re
from functools import lru_cache

from agregateur.communes import table
from agregateur.communes.passage import at_a_place, named, read
from agregateur.communes.titles import one
from agregateur.communes.vocabulary import AT, FACING, OF, WIDE
from agregateur.text import words as split_words

_BOOKING = frozenset(
    split_words("""
    inscription inscriptions inscrire reservation reservations reserver billet billets billetterie vente
    renseignement renseignements infos info contact contacter retrait retirer depot deposer organise organisee
    organisent partenariat partenaire soutien avec avant apres ecole ecoles college lycee passage succes triomphe
    directeur directrice professeur professeure diplome diplomee eleve eleves ancien ancienne conservateur
    conservatrice medecin chercheur chercheuse cure ne nee originaire vit habite travaille enseigne etudie forme formee
    """)
)
"""Of a sentence that holds one of these, the place is that of something else."""
_HELD = frozenset(
    split_words("""
    rendez rdv lieu tiendra tient tiendront deroulera deroule deroulent attend attendent attendons retrouve
    retrouvons retrouver retrouvez venez
    """)
)
_JOURNEY = frozenset(
    split_words("voyage excursion bus navette navettes car train covoiturage trajet jumelage sortie route")
)


def met_in(text: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` where a description says at its beginning (500 characters) that one meets: "à la salle des
    fêtes de X", "rendez-vous à X". It says more than `in_text`, so that it holds against a source's own commune."""
    line = read(text[:500])
    words = line.folded
    if set(words) & _JOURNEY or not set(words) & _LEADING:
        return _NONE
    found: set[str] = set()
    for start, _, code in named(line, area):
        begun = max((at for at in range(start + 1) if _ENDS.search(line.before[at])), default=0)
        said = words[begun : start - 1] if start else ()
        if not start or not line.capital[start] or set(said) & _BOOKING:
            continue
        led = words[start - 1] in AT and bool(set(said) & _HELD)
        if led or (words[start - 1] in OF and at_a_place(said)):
            found.add(code)
    return frozenset(found)


_NONE = frozenset[str]()
_ENDS = re.compile(r"[.;!?\n]")


def in_text(text: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` said by "à X", "à l'église de X" at the beginning (500 characters) of a description."""
    line = read(text[:500])
    words = line.folded
    if not set(words) & _LEADING:
        return frozenset()
    return frozenset(
        code
        for start, end, code in named(line, area)
        if start and any(line.capital[start:end])
        if words[start - 1] in AT or (words[start - 1] in OF and at_a_place(words[: start - 1]))
    )


_LEADING = AT | FACING
# It begins with what it cannot do without, so that a text is passed over quickly.
_POSTCODE = re.compile(r"\d(?<![\w.,+-]\d)\d{4}(?![\w.,])\s*[-–,]?\s*(?=[^\W\d])")
_BREAKS = re.compile(r"(?<=\w{3})[.!?]\s+(?=[A-ZÀÉÈÊÎÔ\d])|\n\s*\n|(?<!\d)0[1-9](?:[ .-]?\d\d){4}(?!\d)")
"""A sentence ends, or a telephone number, after which another thing is told."""
_LEAD = 100
"""Characters of a sentence before a postcode that tell whose address it is."""
_SENT = frozenset(
    split_words("""
    info infos information informations contact contacts contacter renseignement renseignements inscription
    inscriptions inscrire reservation reservations reserver billet billets billetterie vente envoyer envoyez adresser
    adressez cheque cheques courrier ecrire siege secretariat bulletin retrait organise organisateur partenaire
    """)
)
_TOLD = 3000
"""Characters of a description in which an address is sought."""


def addressed(text: str, *, careful: bool = False) -> frozenset[str]:
    """Communes of the postcodes with their town beside them in a title or a description, wherever they lie.

    `careful`: an address that words of booking lead to ("Infos : …", "chèque à envoyer à …") is not counted.
    """
    found: set[str] = set()
    for match in _POSTCODE.finditer(text[:_TOLD]):
        served = table.codes_at(match[0][:5])
        lead = _BREAKS.split(text[max(0, match.start() - _LEAD) : match.start()])[-1] if careful else ""
        if not served or not _SENT.isdisjoint(split_words(lead)):
            continue
        line = read(text[match.end() : match.end() + 60])
        for count in range(min(8, len(line.folded)), 0, -1):
            codes, _ = table.codes_named(" ".join(line.folded[:count]), served)
            if len(codes) == 1:
                found |= codes
                break
    return frozenset(found)


_LABELLED = re.compile(
    r"(?:^|[\n.;!•|])[\s*>–-]*(?:lieu(?: d(?:e|u|['’])(?: la| l['’])? ?[\w-]{3,20})?|o[uù]|localisation|endroit"
    r"|rendez[- ]vous|rdv|accueil|adresse|d[ée]part(?: de (?:la|l['’]) ?\w{3,20})?)"
    r"\s*(?:(?<=[oO]ù)\s?\?\s*(?!\w+\?)|(?:\?\s*)?[:：]\s*)([^\n]{3,160})",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"[.!;?](?:\s|$)|,? +(?:à|dès|vers|de) \d{1,2} ?h\b"
    r"|\s[-–]\s*(?:tarif|prix|entr[ée]e|gratuit|r[ée]servation|infos?|contact)",
    re.IGNORECASE,
)


def labelled(text: str) -> str | None:
    """What a description says after "Lieu :", "Où :", "Rendez-vous :": a line of address."""
    match = _LABELLED.search(text[:_TOLD])
    if match is None or _NO_PLACE.match(match[1]):
        return None
    return _SENTENCE.split(match[1])[0].strip() or None


_NO_PLACE = re.compile(r"\d{1,2} ?(?:h|:\d)|\S+@|https?:|(?:M\.|Mme|Mlle) ", re.IGNORECASE)


@lru_cache(maxsize=1024)
def of_source(name: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` that a partner's name says it is of: "Mairie de Vars", "Office de tourisme d'Embrun".

    A partner of many communes (a valley, a group of communes) is of none.
    """
    line = read(name[:200])
    whole = one(table.codes_named(name, area), ("name",))
    if whole:
        return whole
    found = list(named(line, area))
    inside = {at for start, end, _ in found for at in range(start, end)}
    if any(word in WIDE for at, word in enumerate(line.folded) if at not in inside):
        return frozenset()
    return frozenset(code for _, _, code in found)
