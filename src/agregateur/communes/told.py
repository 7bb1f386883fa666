"""Communes that a title, a description or a partner's name tells of."""

from __future__ import annotations

import re
from functools import lru_cache

from agregateur.communes import address, table
from agregateur.communes.passage import named, read
from agregateur.communes.short import meant, words_of
from agregateur.communes.vocabulary import AT, HAPPENINGS, LEAVING, NOT_THERE, OF, PLACES, WIDE
from agregateur.text import words as split_words


def in_title(title: str, area: frozenset[str], *, careful: bool = False) -> frozenset[str]:
    """Communes of `area` where an event of that title is: "Marché à Guillestre", "Gap - Conférence", "Foire de Vars".

    A journey ("Sortie à Embrun", "Bus pour Gap") tells nothing; nor, when one is `careful` because the source's own
    commune is known, does what a film or a talk is called ("Ciné : Un hiver à Briançon", "« Vivre à Gap »").
    """
    title = title[:300]
    if careful and _AGAINST.search(title):
        return _NONE
    if careful:
        title = _QUOTED.sub(" « » ", title)
        title = title[: told.end(1)] if (told := _ABOUT.match(title)) else title
    return _in_title(title, area)


_AGAINST = re.compile(
    r"(?<![\w-])(?:(?:FC|AS|US|ES|RC|SC|CS|JS|AC|UC|SO|HBC|BC|VB)[A-Z]{0,3}|[ÉE]quipe) ?[1-4A-C] [-–/] "
    r"|[-–/][^-–/]*\((?:[DRN]\d|U\d{1,2}|[Ss]eniors?|[Cc]oupe|[Cc]hampionnat)\b"
)
"""A match named by its sides ("FCD 2 - Vatan (D1)"): the other one's town is not where it is played at home."""
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
    guided = _GUIDED.search(title) is not None
    line = read(_GUIDED.sub(" ", title))
    words = line.folded
    pieces = [piece.strip() for piece in _PIECES.split(title)]
    if set(words) & LEAVING:
        # "Viviers - départ de la randonnée" is there, "Voyage : Viviers" is not.
        return _heading(pieces, area) if not set(read(pieces[0]).folded) & LEAVING else frozenset()
    alone = frozenset(
        code
        for piece in pieces
        if len(pieces) > 1 and piece and address.may_be_town(piece)
        for code in _one(table.codes_named(piece, area), ("name",)) or _once(piece, area)
    )
    houses = frozenset(code for piece in pieces[:-1] if (code := _house(piece, area)) is not None)
    if houses and not alone:
        return houses
    alone = alone or _heading(pieces, area)
    at: set[str] = set()
    of: set[str] = set()
    others: set[str] = set()
    left = -1
    for start, end, code in named(line, area):
        if not any(line.capital[start:end]):
            continue
        heads = start == 0 or line.before[start].strip() not in ("", "-", "'", "’")
        if not (heads and words[end : end + 1] and words[end] in OF):
            # "Don du sang" is not in Don.
            others.add(code)
        before = words[start - 1] if start else ""
        if before == "a" and left == start - 1:
            return alone  # "Balade de Crest à Die" is a way.
        left = end if before in OF else -1
        if before in AT:
            if start < 2 or words[start - 2] not in _PASSING:
                at.add(code)
        elif before in OF and _at_a_place(words[: start - 1]):
            at.add(code)
        elif before in OF:
            if guided or set(words[: start - 1]) & HAPPENINGS or words[0] in ("mairie", "commune"):
                of.add(code)
        elif start == 0 and words[end : end + 2] == ("en", "fete"):
            of.add(code)
    # "Gap - Embrun" says two.
    return alone | others if alone else frozenset(at or of)


# "Die. Loto du basket", but no "St. Véran".
_PIECES = re.compile(r"\s[-–—|/@]+\s|[:()\[\],|]|(?<=\w\w\w)\.\s")
_GROUPS = frozenset(
    ("association", "club", "comite", "amicale", "college", "ecole", "lycee", "office", "marche")
)
"""Of what a town has, those that go elsewhere to play, sing or march."""


_GUIDED = re.compile(
    r"visites?(?= (?:guid[ée]|comment[ée]|cont[ée]|th[ée][aâ]tralis[ée]|insolite|nocturne|libre))",
    re.IGNORECASE,
)
"""What is no journey, although one visits."""


def _heading(pieces: list[str], area: frozenset[str]) -> frozenset[str]:
    """The commune of `area` whose name, were it short, is all that stands before the rest: "LORIOL : loto"."""
    first = pieces[0]
    if len(pieces) < 2 or not first[:1].isupper() or not address.may_be_town(first):
        return _NONE
    short_name = meant(first, area)
    return _one(table.codes_named(first, area), ("name",)) or (
        frozenset((short_name,)) if short_name else _NONE
    )


def _once(piece: str, area: frozenset[str]) -> frozenset[str]:
    """The commune of `area` that a part of a title is the former name of ("Loto - Mainbressy")."""
    codes = _one(table.codes_named(piece, area), ("old_name",))
    called = any(
        row[0] and row[1][:1].isupper() and words_of(row[1]) == words_of(piece)
        for code in codes
        for row in table.old_rows_of(code)
    )
    return (
        codes
        if called and piece[:1].isupper() and len(piece) >= _LONG and not address.is_common(piece)
        else _NONE
    )


_LONG = 5
_NONE = frozenset[str]()


def _house(piece: str, area: frozenset[str]) -> str | None:
    """ "Planétarium de Vaulx-en-Velin": the commune of a title's part that is the name of a house."""
    line = read(piece)
    words = line.folded
    if not words or words[0] not in PLACES - _GROUPS or len(words) > _SHORT:
        return None
    for start, end, code in named(line, area):
        if start > 1 and end == len(words) and words[start - 1] in OF and line.capital[start]:
            return None if set(words[:start]) & (NOT_THERE | _GROUPS) else code
    return None


_SHORT = 9
"""Words of a part of a title that is a name."""


def _at_a_place(before: tuple[str, ...]) -> bool:
    """Do the words before "de X" end with "à l'église", "au château", "salle des fêtes"?"""
    near = before[-4:]
    for at, word in enumerate(near):
        if word in AT | _FACING:
            return bool(set(near[at:]) & PLACES) and not set(near[at:]) & NOT_THERE
    return False


_FACING = frozenset(("salle", "halle", "devant", "derriere"))


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
        if led or (words[start - 1] in OF and _at_a_place(said)):
            found.add(code)
    return frozenset(found)


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
        if words[start - 1] in AT or (words[start - 1] in OF and _at_a_place(words[: start - 1]))
    )


_LEADING = AT | _FACING
# It begins with what it cannot do without, so that a text is passed over quickly.
_POSTCODE = re.compile(r"\d(?<![\w.,+-]\d)\d{4}(?![\w.,])\s*[-–,]?\s*(?=[^\W\d])")
_LEAD = 100
"""Characters before a postcode that tell whose address it is."""
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
        lead = text[max(0, match.start() - _LEAD) : match.start()] if careful else ""
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
    r"\s*(?:\?\s*)?[:：]\s*([^\n]{3,160})",
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
    whole = _one(table.codes_named(name, area), ("name",))
    if whole:
        return whole
    found = list(named(line, area))
    inside = {at for start, end, _ in found for at in range(start, end)}
    if any(word in WIDE for at, word in enumerate(line.folded) if at not in inside):
        return frozenset()
    return frozenset(code for _, _, code in found)


def _one(named: tuple[frozenset[str], str], kinds: tuple[str, ...]) -> frozenset[str]:
    codes, kind = named
    return codes if len(codes) == 1 and kind in kinds else frozenset()
