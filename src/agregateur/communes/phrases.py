"""A commune's name inside a longer line: "Foyer rural de Rambaud", "à Chorges", "Salle des fêtes Guillestre".

Only what one would read as "it is in that town" counts, and only names of the area that is asked for: a hotel, a café
or a street that bears a town's name is elsewhere more often than not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agregateur.communes import address, table
from agregateur.communes.gazetteer import gazetteer
from agregateur.communes.short import TOKEN, folded
from agregateur.text import words as split_words

_AT = frozenset(("a", "au", "aux"))
_OF = frozenset(("de", "d", "du", "des"))
_PLACES = frozenset(
    split_words("""
    abbaye aerodrome aire amicale arenes association auditorium base bibliotheque boulodrome bourg camping
    caserne cathedrale centre chapelle chapiteau chateau cimetiere cinema citadelle college collegiale comite
    commune complexe conservatoire creche devant dojo domaine ecole eglise ehpad espace ferme fort foyer front
    gare gite golf gymnase halle halles hameau hippodrome hopital hotel jardin jardins kiosque lac lavoir
    ludotheque lycee mairie maison maisons marche mediatheque mjc moulin mpt musee office palais parc parking
    parvis patinoire piscine place plage plan port prieure salle salles salon site stade stand station temple
    tennis terrain theatre tiers village ville zenith club maternelle primaire tourisme mediatheques
    """)
)
"""What a town has one of: "X de Rambaud" is in Rambaud."""
_NOT_THERE = frozenset(
    split_words("""
    auberge bar bistrot boucherie boulangerie brasserie cafe col creperie direction entre hotel librairie pays
    pizzeria pont porte pub refuge restaurant route rue avenue boulevard chemin allee quai cours faubourg
    impasse vallee voie vers depuis
    """)
)
"""What bears the name of a town that lies elsewhere: "Hôtel de Lyon", "route de Gap", "col de Vars"."""
_NOT_INSIDE = _NOT_THERE | frozenset(
    split_words("""
    amis armistice baie bataille bois canal cap cirque combe comte comtesse cote coteaux cotes cotentin croix dauphin
    duc duchesse environs est fleche foie foret forets fromage gorge gorges golfe gras grand huile ile iles jambon
    loin marquis marquise massif miel mont montagne montagnes monts nord ouest paix pic plaine plateau portes pre pres
    presqu prince proche quartier ravin roi reine route sentier siege sud tapis terres tertre traite trou vallees
    vallon vicomte vignes vignoble vin vins zone za zac zi
    """)
)
"""Besides, what is larger than a town, a person or a produce: before any other word "de Reims" says where it is."""
_HAPPENINGS = frozenset(
    split_words("""
    marche marches foire fete fetes brocante vide grenier greniers carnaval loto salon kermesse repas vogue
    flambeaux descente veillee feu forum festival rentree voeux conseil ceremonie patronale noel puces
    illuminations trail triathlon marathon braderie corso comice
    """)
)
_LEAVING = frozenset(
    split_words("""
    voyage sortie excursion depart departs bus navette navettes car train covoiturage trajet visite route
    histoire jumelage transport match rencontre derby contre
    """)
)
_FIRST_NAMES = frozenset(
    split_words("""
    jean jacques pierre paul marie louis louise luc marc michel francois francoise henri andre joseph georges
    charles jules victor emile antoine claude bernard rene roger maurice marcel marguerite simone anne jeanne
    lucie rosa robert roland raymond gaston leon leo albert alphonse alexandre edmond edouard ernest eugene
    felix ferdinand gabriel gerard gilbert guy honore jacqueline lucien madeleine nelson olympe philippe simon
    general marechal docteur dr colonel m mr mme mlle monsieur madame famille chez colonel capitaine abbe
    cardinal president professeur commandant alain alexis antoinette arnaud aurelie benoit bruno camille caroline
    catherine cecile celine christian christine christophe clement daniel david denis didier dominique elisabeth
    emmanuel eric etienne fabien florence florian franck frederic germaine gilles gregory guillaume helene herve
    hubert hugo isabelle jerome joel julie julien kevin laurence laurent lionel lucas ludovic marion mathieu
    matthieu maxime mickael monique muriel nathalie nicolas odette olivier pascal patrice patrick philippine
    quentin regis remi renaud rose sandrine sebastien serge sophie stephane suzanne sylvain sylvie theo therese
    thierry thomas valerie veronique vincent virginie xavier yann yannick yves yvette yvonne
    """)
)
_LINKS = _OF | {"la", "le", "les", "l", "et", "ou", "saint", "sainte"}
_MORE_EXACTLY = frozenset(("en", "et", "les", "le", "la", "l"))
_MEETING = frozenset(("rdv", "rendez", "vous"))
_WITHIN = frozenset(split_words("etage rdc rez chaussee haut bas nord sud est ouest centre er eme"))
_SPOKEN = re.compile(r"\s*\b(?:cedex(?:\s*\d{1,2})?|m[ée]tropole|agglo(?:m[ée]ration)?)\s*$", re.IGNORECASE)
"""What follows a town's name and says nothing more."""
_LARGE = 10_000
"""Inhabitants of a town that one word before it is enough to name: "Salle Toulouse", no hall called so."""
_TELLING = 6
"""Letters of a short name ("Kaysersberg") that one word before it is enough for."""
_KNOWN = 2000
"""The same, after a name of its own: "Rockstore Montpellier"."""
_WIDE = frozenset(
    split_words("""
    communaute communautes cc agglomeration agglo metropole pays departement departemental region regional intercommunal
    intercommunale vallee parc canton
    """)
)


@dataclass(frozen=True, slots=True)
class Found:
    """Communes named in a line, by the manner in which they are: `at` ("à X"), `of` ("mairie de X"), `beside` it."""

    at: frozenset[str]
    of: frozenset[str]
    beside: frozenset[str]

    @property
    def clear(self) -> frozenset[str]:
        """The codes of the strongest manner that names any."""
        return self.at or self.of or self.beside


@dataclass(frozen=True, slots=True)
class _Words:
    folded: tuple[str, ...]
    capital: tuple[bool, ...]


def in_line(line: str, area: frozenset[str]) -> Found:
    """Communes of `area` that one piece of a place line says it is in."""
    return _in_line(line[:300], area)


@lru_cache(maxsize=16384)
def _in_line(line: str, area: frozenset[str]) -> Found:
    read = _read(_SPOKEN.sub("", line))
    words = read.folded
    at: set[str] = set()
    of: set[str] = set()
    beside: set[str] = set()
    street = address.is_street(line)
    named = list(_named(read, area))
    several = len({code for _, _, code in named}) > 1
    for start, end, code in named:
        before = words[start - 1] if start else ""
        if before in _AT:
            # "De Briançon à Gap" is a journey.
            if words[0] not in ("de", "depuis", "entre"):
                at.add(code)
        elif before in _OF:
            # "Parvis de la gare de Gap" is in Gap, "place de Gap" hardly.
            proper = before in ("de", "d") and (read.capital[start] or not any(read.capital))
            if _holds(words[1 if street else 0 : start - 1], proper and not street):
                of.add(code)
        elif not (start == 0 and several) and (
            _stands_beside(read, start, end, street) or _beside_one(read, start, end, code, street)
        ):
            beside.add(code)
    return Found(frozenset(at), frozenset(of), frozenset(beside))


def in_title(title: str, area: frozenset[str], *, careful: bool = False) -> frozenset[str]:
    """Communes of `area` where an event of that title is: "Marché à Guillestre", "Gap - Conférence", "Foire de Vars".

    A journey ("Sortie à Embrun", "Bus pour Gap") tells nothing; nor, when one is `careful` because the source's own
    commune is known, does what a film or a talk is called ("Ciné : Un hiver à Briançon", "« Vivre à Gap »").
    """
    title = title[:300]
    if careful:
        title = _QUOTED.sub(" « » ", title)
        title = title[: told.end(1)] if (told := _ABOUT.match(title)) else title
    return _in_title(title, area)


_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ABOUT = re.compile(
    r"(\W*(?:cin[ée]\w*|film|projection|documentaire|conf[ée]rence|expo\w*|r[ée]union|d[ée]bat|rencontre|lecture"
    r"|caf[ée]|causerie|th[ée][aâ]tre|spectacle|pr[ée]sentation|table ronde)\b[^:]*?)\s*:",
    re.IGNORECASE,
)
_PASSING = frozenset(
    split_words("""
    aller allons arrive arrivent conduit grandir habiter habitait mene meurt mort naitre nait ne nee part partent passe
    passent reviennent revient retour va venir vient vivait vivre vecu vie vont
    """)
)
"""Before "à X", these tell of what happened there, or will, and not where one meets."""


@lru_cache(maxsize=4096)
def _in_title(title: str, area: frozenset[str]) -> frozenset[str]:
    read = _read(title)
    words = read.folded
    if set(words) & _LEAVING:
        return frozenset()
    pieces = [piece.strip() for piece in re.split(r"\s[-–—|/]+\s|[:()\[\],|]", title)]
    alone = frozenset(
        code
        for piece in pieces
        if len(pieces) > 1 and piece and address.may_be_town(piece)
        for code in _one(table.codes_named(piece, area), ("name",))
    )
    at: set[str] = set()
    of: set[str] = set()
    others: set[str] = set()
    for start, end, code in _named(read, area):
        if not any(read.capital[start:end]):
            continue
        others.add(code)
        before = words[start - 1] if start else ""
        if before in _AT:
            if start < 2 or words[start - 2] not in _PASSING:
                at.add(code)
        elif before in _OF and _at_a_place(words[: start - 1]):
            at.add(code)
        elif before in _OF:
            if set(words[: start - 1]) & _HAPPENINGS or words[0] in ("mairie", "commune"):
                of.add(code)
        elif start == 0 and words[end : end + 2] == ("en", "fete"):
            of.add(code)
    # "Gap - Embrun" says two.
    return alone | others if alone else frozenset(at or of)


def _at_a_place(before: tuple[str, ...]) -> bool:
    """Do the words before "de X" end with "à l'église", "au château", "salle des fêtes"?"""
    near = before[-4:]
    for at, word in enumerate(near):
        if word in _AT or word in ("salle", "halle"):
            return bool(set(near[at:]) & _PLACES) and not set(near[at:]) & _NOT_THERE
    return False


def in_text(text: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` said by "à X" at the beginning (500 characters) of a description."""
    read = _read(text[:500])
    if not set(read.folded) & _AT:
        return frozenset()
    return frozenset(
        code
        for start, end, code in _named(read, area)
        if start and read.folded[start - 1] in _AT and any(read.capital[start:end])
    )


@lru_cache(maxsize=1024)
def of_source(name: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` that a partner's name says it is of: "Mairie de Vars", "Office de tourisme d'Embrun".

    A partner of many communes (a valley, a group of communes) is of none.
    """
    read = _read(name[:200])
    whole = _one(table.codes_named(name, area), ("name",))
    if whole:
        return whole
    named = list(_named(read, area))
    inside = {at for start, end, _ in named for at in range(start, end)}
    if any(word in _WIDE for at, word in enumerate(read.folded) if at not in inside):
        return frozenset()
    return frozenset(code for _, _, code in named)


def _one(named: tuple[frozenset[str], str], kinds: tuple[str, ...]) -> frozenset[str]:
    codes, kind = named
    return codes if len(codes) == 1 and kind in kinds else frozenset()


def _holds(before: tuple[str, ...], proper: bool) -> bool:
    """Do the words before "de X" name something that a town has? Nearly anything, before a `proper` name."""
    if not before or before[-1] in _NOT_THERE or before[-1] in _FIRST_NAMES:
        return False
    if before[0] in _NOT_THERE and before[:3] != ("hotel", "de", "ville"):
        return False
    if set(before) & _PLACES:
        return True
    return (
        proper and not set(before) & (_NOT_INSIDE | _FIRST_NAMES | _WIDE | _LEAVING) and len(before[-1]) > 2
    )


def _beside_one(read: _Words, start: int, end: int, code: str, street: bool) -> bool:
    """ "RDV Gap", "salle 2 Gap", "Rockstore Montpellier", "Gap 1er étage", "Le Teil d'Ardèche"."""
    words = read.folded
    town = table.at(code)
    if street or words[0] in _NOT_THERE:
        return False
    whole = "".join(words[start:end]) == "".join(folded(TOKEN.findall(town.nom)))
    if end == len(words) and start:
        before = [word for word in words[:start] if not word.isdigit()]
        said = [word for word in before if word not in _MEETING]
        if not said:
            return True
        if len(said) > 1 or said[0] in _FIRST_NAMES | _LINKS | _NOT_INSIDE | _LEAVING | _AT:
            return False
        ordinary = said[0] in _PLACES or address.is_generic(said[0])
        if not (whole or (not ordinary and len(words[end - 1]) >= _TELLING)):
            return False
        if not (read.capital[start] and town.population >= (_LARGE if ordinary else _KNOWN)):
            return False
        return read.capital[0] or len(before) < start
    if start or not whole:
        return False
    after = words[end:]
    if all(word in _WITHIN or word[0].isdigit() for word in after):
        return True
    # "Le Teil d'Ardèche", "Montreuil sous bois": the town, more exactly, and no fair "Gap en fête".
    exactly = after[0] in ("sous", "sur", "lez") or (after[0] in ("d", "de") and read.capital[-1])
    return exactly and 1 < len(after) <= 3 and not set(after) & _PLACES and not address.is_generic(town.nom)


def _stands_beside(read: _Words, start: int, end: int, street: bool) -> bool:
    """ "Salle des fêtes Guillestre", "12 rue Carnot Gap", "Embrun salle de la Manutention": first or last, alone."""
    words = read.folded
    name = words[start:end]
    if words[0] in _NOT_THERE and not street:
        return False
    if start == 0 and end < len(words):
        # "Montgenèvre 1850", "Aiguilles en Queyras", "Orcières Merlette": the town, more exactly.
        exactly = words[end].isdigit() or words[end] in _MORE_EXACTLY or read.capital[end]
        return not street and (words[end] in _PLACES or (exactly and len(words) - end <= 2))
    if end != len(words) or start == 0:
        return False
    before = [word for word in words[:start] if not word.isdigit()]
    if before in (["mairie"], ["gare"]):
        return True
    if len(before) < 2 or before[-1] in _FIRST_NAMES or before[-1] in _LINKS:
        return False
    # "Place de l'église Saint-Médard" is the church; "rue de la Mairie Saint-Jean-de-Tholome" is a town.
    return not (street and len(name) == 2 and name[0] in ("saint", "sainte") and before[-1] in _PLACES)


def _read(line: str) -> _Words:
    tokens = TOKEN.findall(line)
    return _Words(folded(tokens), tuple(token[:1].isupper() for token in tokens))


def _named(read: _Words, area: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, code) of the names of `area` in the words, the longest at each place, none inside another."""
    names = gazetteer(area)
    words = read.folded
    at = 0
    while at < len(words):
        found = names.longest(words, at)
        if found is None:
            at += 1
            continue
        end, code = found
        if code:
            yield at, end, code
        at = end
