"""Several hours of one day that each begin anew: `messe à 18h30, Saint-Jean ; messe à 23h, basilique`.

The parts of a programme (`concert à 18h, repas à 20h`) are no sittings: the first hour stands for them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from agregateur.ingest.prose import happenings
from agregateur.ingest.prose.attach import follows, hour_role
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import Element
from agregateur.ingest.prose.hours import Hours, Slot
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.vocabulary import nouns, several, singular

_RITES = nouns("messe veillee culte office vepre celebration chemin eucharistie laude adoration chapelet")
_PARTS = nouns(
    """repas aperitif apero buffet gouter verre pot vin dejeuner diner cafe buvette inscription accueil ouverture porte
    retour fin cloture arrivee depart tirage remise resultat depot retrait installation rassemblement rendez-vous rdv
    repli finale embrasement feu bal suite suivi echange debat discussion dedicace"""
)
"""Words of what belongs to a programme, wherever it is held."""
_CUTS = several(", et puis / | - •")
_AGAIN = several("autre deuxieme seconde")
_LIGHT = several(
    """a au aux de des du d ' le la les l un une vers des puis et , ; : - ( ) | / • matin soir apres-midi"""
)
_WHERE = several("a au aux en dans sous sur salle eglise place chapelle pour , ( avec par")


def sit(one: Mention, elements: Sequence[Element], following: Mention | None, taken: set[int]) -> None:
    """Give the single day of `one` every hour of its sentence that begins anew, up to the mention that follows, and the
    first of `samedi 4 avril : veillée à 21h`; their places are added to `taken`."""
    read, head = one.read, one.elements[0]
    if not isinstance(head, Days) or len(head.days) != 1:
        return
    stop = following.start if following is not None else len(read.tokens)
    here = [
        (n, e)
        for n, e in enumerate(elements)
        if isinstance(e, Hours) and e.slots and head.stop <= e.start < stop
        if read.sentences[e.start] == one.sentence and (n not in taken or e.slots == one.slots)
    ]
    found: list[Hours] = []
    first: list[str] = []
    for _, hours in here:
        role = hour_role(read, hours)
        if role in {"doors", "other"}:
            break
        if not found:
            lead = [t.text for t in read.tokens[head.stop : hours.start]]
            first = [word for word in lead if word not in _LIGHT]
        else:
            between = [t.text for t in read.tokens[found[-1].stop : hours.start]]
            again = follows(read, found[-1], hours) or _anew(between, first)
            if not (again and _later(found[-1].slots[-1], hours.slots[0])):
                break
        found.append(hours)
    headed = one.opens and read.word(head.stop) == ":" and not one.slots
    if len(found) < (1 if headed else 2) or (one.slots and found[0].slots != one.slots):
        return
    one.slots, one.beside = tuple(slot for hours in found for slot in hours.slots), True
    taken.update(n for n, hours in here if hours in found)


def _anew(said: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the words between two hours lead to another sitting of what `first`, the words of weight before the
    first hour, name."""
    parted = ";" in said
    cuts = [n for n, word in enumerate(said) if (word == ";" if parted else word in _CUTS)]
    if not cuts:
        return False
    tail, lead = said[: cuts[-1]], [word for word in said[cuts[-1] + 1 :] if word not in _LIGHT]
    # "Départ à 14h pour les familles, départ à 17h pour les adultes", "le matin à 10h, une autre à 15h".
    if lead and (lead == first or set(lead) <= _AGAIN):
        return True
    if any(not _words(words).isdisjoint(_PARTS) for words in (tail, lead, first)):
        return False
    if not lead:
        # "Messe à 19h à Tallard et à 22h à Neffes", but not "10h accueil, 14h marche".
        return bool(tail) and tail[0] in _WHERE and not kinds_of(tail)
    if kinds := kinds_of(first):
        return bool(kinds_of(lead) & kinds)
    return parted and bool(first) and not kinds_of(lead)


def _words(said: Sequence[str]) -> frozenset[str]:
    return frozenset(map(singular, said))


def kinds_of(said: Sequence[str]) -> frozenset[str]:
    """What is held, all rites being one."""
    words = _words(said)
    return (words & happenings.KINDS) | (frozenset({"messe"}) if words & _RITES else frozenset())


def _later(one: Slot, other: Slot) -> bool:
    return other.start > one.start and (one.end is None or other.start >= one.end)
