"""Whether a clause has a finite verb, and whether it tells what was: by endings, pronouns and the commonest forms.

Rules of thumb on folded words, without a dictionary: a clause without a verb ("samedi 14 mars, bal au foyer") is how an
announcement sounds, and a past tense how a report does.
"""

from __future__ import annotations

import re

from agregateur.ingest.prose.tokens import bare
from agregateur.ingest.prose.vocabulary import several

_COMMON = several(
    """fait font va vont vient viennent prend prennent met mettent dit voit voient peut peuvent doit doivent sait veut
    veulent tient tiennent rend part partent sort sortent ouvre ferme cherche recherche lance reste passe devient permet
    recoit recoivent arrive change augmente invite appelle rappelle annonce informe demande souhaite remercie recrute
    accueille organise propose presente donne compte attend reprend quitte rejoint publie vend loue gere assure signe
    finit commence debute demarre continue dure coute baisse monte descend tombe entre sonne est sont a ont suis as es
    sommes etes avez avons etait etaient avait avaient fut furent ira iront sera seront aura auront pourra pourront
    devra devront faudra faut participe entraine raconte revient reviennent"""
)
_LED = re.compile(r"\b(?:(?:il|elle|ils|elles|on|je|nous|vous|qui|se|ne) |[jsn]' ?)[a-z]{3,}")
_FUTURE = re.compile(
    r"\b(?!(?:opera|camera)\b)[a-z]+(?:era|eront|ira|iront|dra|dront|vra|vront|tra|tront|rra|rront|ura|uront)\b"
)
_PLURAL = re.compile(
    r"\b(?!(?:parent|talent|vent|cent|argent|accent|recent|present|absent|patient|president|agent|couvent|torrent|souvent"
    r"|different|excellent|urgent|regent|resident|violent|permanent|adolescent|continent|accident|occident|orient|gent"
    r"|descent|frequent|ingredient|adherent|independent|concurrent|client|serpent|dent|incident|gens)\b)"
    r"[a-z]{2,}(?<!m)ent\b"
)
_PAST = re.compile(
    r"\b(?:ont|avez|avons|avait|avaient|s'est|se sont|etait|etaient) (?:\w+ment |deja |bien |tous |toutes )?"
    r"\w{2,}(?:e|i|u|is|it|ert)e?s?\b"
    # "Il a réuni", but "à table", "à midi", "à prendre", whose accent is lost.
    r"|\ba (?:\w+ment |deja |bien )?(?:ete|eu|pu|fait|pris|mis|vu|lu|tenu|recu|rendu|battu|vendu|rempli|reuni|choisi"
    r"|servi|permis|remis|offert|ouvert|decouvert|accueilli|(?!(?:table|base|cette|cause|notre|domicile|distance|toute|chaque"
    r"|ecole|mairie|salle|eglise|place)\b)\w{3,}(?<!r)e)\b"
    r"|\b(?:est|sont) (?:nee?s?|mort\w*|venue?s?|partie?s?|arrivee?s?|revenue?s?|devenue?s?|decedee?s?)\b"
    r"|\b(?!(?:fait|refait|souhait|portrait|extrait|parfait|forfait|retrait|attrait|trait|lait|bienfait|pourrait|pourraient"
    r"|devrait|aimerait|serait|seraient|satisfait|abstrait)\b)[a-z]{3,}(?:ait|aient)\b"
    r"|\b(?:annee|an|saison|edition|semaine|mois|fois|automne|hiver|printemps|ete|nuit|samedi|dimanche) derniere?\b"
    r"|\bl(?:'|a )(?:derniere|an dernier|an passe)|\bhier\b"
)
_TO = re.compile(r"\bà\b")
_PERFECT = re.compile(
    r"\b(?:n'a|n'ont|ont|avez|avons|ai|y a) (?:pas |jamais |\w+ment |tous |toutes |deja |bien )?"
    r"(?:ete|eu|pu|fait|pris|mis|vu|lu|tenu|recu|rendu|appris|\w{3,}(?<!r)e)s?\b"
)
_TO_COME = re.compile(
    r"\b(?!(?:opera|camera)\b)[a-z]+(?:era|eront|ira|iront|dra|dront|vra|vront|tra|tront|rra|rront|ura|uront)\b[^.;:!?]*$"
    r"|\bprochaine?s? (?!\w+ (?:a|ont|est|sont) )[^.;!?]{0,40}$"
)
_CLOSED = re.compile(r",? \b(?:qui|dont)\b [^,;.:!?]{1,150},")
_BECAUSE = re.compile(r"^\W*(?:comme|puisque|parce que|apres|après)\b[^,;.:!?]{1,120},")
_RELATIVE = re.compile(r",? \b(?:qui|que|qu'|dont)\b[^,;.:!?]{1,150}")
_NEXT = re.compile(r"\bprochaine?s?\b(?! (?:jours?|semaines?|mois|annees?))[^.;!?]{0,60}$")
_WORD = re.compile(r"[a-z]+")


def has_verb(said: str) -> bool:
    """Whether a folded clause has a finite verb."""
    return (
        not _COMMON.isdisjoint(_WORD.findall(said))
        or _LED.search(said) is not None
        or _FUTURE.search(said) is not None
        or _PLURAL.search(said) is not None
    )


def comes(said: str) -> bool:
    """Whether a folded clause has a verb in the future."""
    return _FUTURE.search(said) is not None


def tells_past(said: str, written: str = "") -> bool:
    """Whether a folded clause has a verb of the past, or names what is last or yesterday's; it says more than
    `roles.past`, and is less sure. `written`: the clause with its accents, which part "a fêté" from "à côté"."""
    return _PAST.search(marked(written) or said) is not None


def marked(written: str) -> str:
    """A clause with its accents, folded so that "à" is no "a"; "" when it has none."""
    return "" if written.isascii() else bare(_TO.sub("@", written))


def main(before: str, after: str) -> str:
    """The folded clause that holds a date, of the words before and behind it in its sentence: no other clause that a
    semicolon parts from it, none that tells who or what somebody is (`la chanteuse, qui a signé quatre albums, …`), or
    why (`comme c'était bien l'été dernier, …`)."""
    before, after = before.rpartition(";")[2], after.partition(";")[0]
    before = _BECAUSE.sub(" ", before, count=1)
    return f"{_CLOSED.sub(' ', before)} {_RELATIVE.sub(' ', after)}"


def next_of(before: str) -> bool:
    """Whether the folded words that lead to a date say that it is the next of its kind: `le prochain bistrot`."""
    return _NEXT.search(before) is not None


def tells_perfect(said: str) -> bool:
    """Whether a folded clause says that somebody has done something: `vous avez été 46`, `n'a pas boudé`."""
    return _PERFECT.search(said) is not None


def to_come(before: str) -> bool:
    """Whether the folded words that lead to a date speak of what will be: a future, or `le prochain bistrot`."""
    return _TO_COME.search(before) is not None
