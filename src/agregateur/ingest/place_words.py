"""The parts of a line that may be a place: halls, streets and towns, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agregateur.communes import address, codes_named, everyday
from agregateur.communes.vocabulary import COMPANIES, FIRST_NAMES, INNS, PLACES, SOCIETIES
from agregateur.ingest.matching.vocabulary import SORTS
from agregateur.text import words

_MOST_WORDS = 9
"""Words of a part that is a hall's name; a longer one is a sentence."""
_LONGEST = 90
"""Its characters."""
_NAME = 6
"""Words of a hall's own name that nothing else shows to be one ("L'Estaminet")."""

_SOCIETIES = frozenset(words("amicale association comite club commune devant front marche plan tourisme"))
_HEADS = (PLACES - _SOCIETIES) | INNS | frozenset(words("champ ilot quai square"))
"""Words that begin the name of a place where people meet."""
_STAGED = frozenset(words("cine cinema cirque theatre musee galerie"))
"""Of these, such as also begin what is shown or done ("théâtre d'objets"): a name or a town has to follow."""
ARTICLES = frozenset(words("la le les l un une"))
_CUT = re.compile(r"\s*[,;|•·→()\[\]]+\s*|\s+[-–—/>:]+\s+")
_LED = re.compile(
    r"^\W*(?:(?:rendez[- ]vous|rdv|rassemblement|accueil|d[ée]part|d[ée]but|lieu|o[uù]|ça se passe|c['’]est)\W+)?"
    r"(?P<at>(?:(?:à|dans|en|devant|sous) l['’]\s*|(?:à la|au|aux|à|dans la|dans le|dans les|sur la|sur le|devant la"
    r"|devant le|sous la|sous le|au sein de la|au sein du|en(?= mairie))\s+)(?=\S))?",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:(?:à la|au|aux|dans la|dans le|dans les|sur la|sur le|sous la|sous le|devant la|devant le|en(?= mairie))\s+"
    r"|(?:à|dans|en|devant|sous) l['’]\s*)(?=\S)",
    re.IGNORECASE,
)
_TO_TOWN = re.compile(r"(?:^|\s)à (?=[A-ZÉÈÎÂÔ])")
_GOES_ON = re.compile(
    r"\s+(?:avec|pour(?! tous)|par|suivie?s?|où|qui|que|puis|dès|avant|après|pendant|jusqu\w*|à partir|au lieu"
    r"|entr[ée]e|gratuite?|r[ée]serv[ée]e?s?|ouverte?s?|ferm[ée]e?s?|organis\w+|propos\w+|anim\w+|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|en pr[ée]sence|en partenariat|en compagnie|afin|autour|sur (?:inscription|r[ée]servation)|et(?= [a-zéà]))"
    r"(?!\w).*$",
    re.DOTALL,
)
_ACTS = re.compile(
    r"\b(?:vous|propos(?:e|ent)|organis(?:e|ent)|anim(?:e|ent)|accueill(?:e|ent)|pr[ée]sent(?:e|ent)|invit(?:e|ent)"
    r"|re[çc]oi(?:t|vent)|ouvr(?:e|ent)|f[êe]t(?:e|ent)|sera|seront|est|sont|a|ont)\s+(?![A-Z])"
)
"""After its name, a society: "le centre social organise un repas"."""
_ELSEWHERE = re.compile(
    r"\b(?:face|grâce|(?:se )?d[ée]plac\w+|retour|venue?s?|suite|rapport|jumel\w+|consacr\w+|r[ée]f[ée]rence)"
    r"(?:\s+\S+){0,2}\s*$",
    re.IGNORECASE,
)
"""Before "à X": what is not there."""
_POSTCODE = re.compile(r"(?:F-)?\d{5}\b|\b\d{5}$")
_NO_STREET = re.compile(r"[€?!\"«»…@]|https?:|www\.")
_NO_NAME = re.compile(r"[€?!\"«»…]|\d{3}|https?:|www\.|@")


@dataclass(frozen=True, slots=True)
class Part:
    """`kind`: `hall`, `street`, `town`, `named` (may be a hall's own name) or "" (no place); `led` by "à la", "au".

    Other words `precede` it ("repas à [la salle]"), or `follow`: with what lies beyond them it makes no line.
    """

    start: int
    end: int
    kind: str
    led: bool = False
    precede: bool = False
    follow: bool = False


def parts(text: str, start: int, stop: int) -> Iterator[Part]:
    """The parts of `text[start:stop]` between commas and dashes, bare of "à la" before and of what goes on after."""
    begins = start
    for cut in (*_CUT.finditer(text, start, stop), None):
        end = cut.start() if cut else stop
        if text[begins:end].strip(" .:!\n"):
            yield _part(text, begins, end)
        begins = cut.end() if cut else end


def _part(text: str, start: int, stop: int) -> Part:
    piece, end = text[start:stop], stop
    if _ACTS.search(piece):
        return Part(start, stop, "")
    led = _LED.match(piece)
    skip = led.end() if led else 0
    over = _GOES_ON.search(piece, skip)
    if over:
        end = start + over.start()
    whole = _trimmed(text, start + skip, end)
    is_led = bool(led and led["at"])
    kind = kind_of(text[slice(*whole)])
    if kind == "hall" and not is_led and _is_subject(text[slice(*whole)]):
        return Part(*whole, "")
    if kind and not (kind == "named" and (is_led or over)):
        return Part(*whole, kind, is_led, follow=bool(over))
    for pattern, wanted in ((_INSIDE, "hall"), (_TO_TOWN, "town")):
        for inside in pattern.finditer(text, start, stop):
            if _ELSEWHERE.search(text, start, inside.start()):
                continue
            over = _GOES_ON.search(text, inside.end(), stop)
            at = _trimmed(text, inside.end(), over.start() if over else stop)
            if kind_of(text[slice(*at)]) == wanted:
                return Part(*at, wanted, True, precede=True, follow=bool(over))
    return Part(*whole, "")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " .,:;!\n'’-–—":
        start += 1
    while end > start and text[end - 1] in " .,:;!\n-–—":
        end -= 1
    return start, end


def kind_of(piece: str) -> str:
    """The kind (see `Part`) of a piece of a line."""
    said = words(piece)
    if not said or len(said) > _MOST_WORDS or len(piece) > _LONGEST:
        return ""
    if _POSTCODE.match(piece) or _POSTCODE.search(piece):
        read = address.split(piece)
        return ("street" if read.street else "town") if read.postcode else ""
    if _street(piece):
        return "street"
    if _NO_NAME.search(piece):
        return ""
    if piece[0].isupper() and address.may_be_town(piece) and codes_named(piece)[1] == "name":
        return "town"
    kept = [word for word in said if word not in ARTICLES]
    if kept and kept[0] in _HEADS:
        return "" if _something_else(piece, kept) else "hall"
    if (
        not piece[0].isupper()
        or len(said) > _NAME
        or said[0] in FIRST_NAMES
        or not (SORTS.keys() | COMPANIES).isdisjoint(said)
    ):
        return ""
    capitals = sum(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", piece))
    return "named" if capitals * 2 >= len(said) else ""


def is_society(name: str) -> bool:
    """Whether a name is a society's by its words ("Vélo-club", "Amicale laïque"), and no house's ("Maison des
    associations")."""
    kept = [word for word in words(name) if word not in ARTICLES]
    return bool(kept) and kept[0] not in _HEADS and not SOCIETIES.isdisjoint(kept)


def _street(piece: str) -> bool:
    """ "12 bis rue Carnot", "place du Marché", but no "400 poules", nor "Cours de yoga"."""
    if not address.is_street(piece) or _NO_STREET.search(piece):
        return False
    named = _HOUSE_NUMBER.sub("", piece)
    if named != piece:
        return (address.is_street(named) and not named[:1].isdigit()) or bool(_GRAND.match(named))
    first, _, after = piece.partition(" ")
    return words(first) != ["cours"] or bool(re.match(r"[A-ZÉÈ]", after))


_HOUSE_NUMBER = re.compile(r"^\d{1,4}(?:\s?(?:bis|ter|quater|[a-d](?=[\s,])))?,?\s*", re.IGNORECASE)
_GRAND = re.compile(r"(?:grande?|petite|vieille)[ -]rue\b", re.IGNORECASE)


def _something_else(piece: str, kept: list[str]) -> bool:
    """Does a piece that begins like a hall tell what is shown there, or is it but "le village", "la salle"?"""
    after = piece.partition(" ")[2]
    if kept[0] in _STAGED and not re.search(r"[A-ZÉÈ]|municipal", after):
        return True
    return (len(kept) == 1 and kept[0] in _VAGUE) or bool(_CLOSED.match(piece))


_CLOSED = re.compile(r"ferm[ée]e?s?\b(?<!ferme)(?<!fermes)", re.IGNORECASE)
_VAGUE = frozenset(
    words("""
    bar bourg cafe centre champ cour cours espace lac place plage restaurant salle site stand terrain ville village
    """)
)


def _is_subject(piece: str) -> bool:
    """ "La salle étant prise", "Le musée accroche ses toiles": a hall with its article, of which more is said."""
    said = re.findall(r"[^\W\d_]+", piece)
    begins = bool(said) and words(said[0])[:1] != [] and words(said[0])[0] in ARTICLES
    alone = len(said) == 2 or everyday.is_generic(" ".join(said[1:]))
    return begins and not alone and not (said[1][:1].isupper() and said[-1][:1].isupper())
