"""What the texts behind two titles tell: one subject or two, one person, one society that holds both."""

from __future__ import annotations

from collections.abc import Set

from agregateur.ingest.matching.beside import one_holder
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.names_alike import common, invites, town_wide
from agregateur.ingest.matching.slots import Slot
from agregateur.ingest.matching.subjects_alike import PROGRAMME, texts_name, texts_name_others
from agregateur.ingest.matching.themes import FORMATS, PROPER, telling, themes_of
from agregateur.ingest.matching.venues_alike import roomy
from agregateur.ingest.matching.vocabulary import EVERYWHERE
from agregateur.ingest.matching.weights import Pieces

_COUNCIL = "conseil"
"""The word of meetings of which a commune holds one at a time, whatever they are about."""
_SIDES = frozenset({"local", "locale", "futur", "future", "nouveau", "nouvelle", "2026", "2027", "2028"})
"""Words that tell no subject."""
_ENTRY = frozenset(
    {"participation", "libre", "entree", "gratuit", "tarif", "inscription", "reservation", "renseignement"}
)
"""Words that most texts end with: "participation libre" does not speak of a "budget participatif"."""
_SITES = frozenset({"facebook", "instagram", "helloasso", "internet", "whatsapp", "covid"})
"""Names that texts tell for other reasons."""


def compare_texts(a: Features, b: Features, name: str, shared: Set[str], where: Slot, pieces: Pieces) -> None:
    """Add to `pieces` what the texts tell. `name` is the key of how one title names the other, `shared` the words that
    both have."""
    if not (invites(a) or invites(b)) and all(telling(w) < PROPER for w in (*a.telling, *b.telling)):
        texts_name(a, b, pieces)
    elif not name:
        texts_name_others(a, b, pieces)
    if (name or shared) and shared <= EVERYWHERE and two_topics(a, b):
        milder = where == "hall" and not roomy(a, b)
        pieces.setdefault("text_differs/other" if milder else "text_differs", {})
    if name or where not in {"hall", "town"}:
        return
    if one_holder(a, b) and not (where == "hall" and roomy(a, b)):
        pieces["one_society"] = {}
    if not any(key.startswith("text_subject") for key in pieces) and (found := one_person(a, b)):
        pieces["text_subject/person"] = {"words": found}


def two_topics(a: Features, b: Features) -> bool:
    """Whether the text of a title that names nothing ("Réunion publique") tells of something, and the other, which says
    the same and maybe more, of something else: none of the words of either stands in the other."""
    if (_COUNCIL in a.title and _COUNCIL in b.title) or town_wide(a, b):
        return False
    for vague, other in ((a, b), (b, a)):
        about = other.topics.union(w for w in other.telling if w not in EVERYWHERE and w not in vague.title)
        if not (vague.topics and about and (other.topics or set(vague.title) <= set(other.title))):
            continue
        told, back = vague.topics - _SIDES, about - _SIDES
        if common(tuple(told), _said(other))[0]:
            continue
        if common(tuple(back), _said(vague))[0]:
            continue
        if told and back and not (themes_of(told) & themes_of(back)) - FORMATS:
            return True
    return False


def _said(one: Features) -> tuple[str, ...]:
    """All words of an item that may tell its subject."""
    return tuple(one.context.union(one.title) - _ENTRY)


def topic_untold(a: Features, b: Features) -> bool:
    """Whether what the text of a title that names nothing is about stands nowhere in the other, which names something:
    that the other's text calls it a "réunion publique" makes it no other one."""
    for vague, other in ((a, b), (b, a)):
        own = {w for w in other.telling if w not in EVERYWHERE} - vague.context
        if vague.topics and own and not common(tuple(vague.topics), _said(other))[0]:
            return True
    return False


def topic_told(a: Features, b: Features) -> int:
    """How many words of what the text of a title that names nothing is about, all of them, stand in the other's; 0 when
    one does not, or when it is one that many things share."""
    for vague, other in ((a, b), (b, a)):
        told = vague.topics
        if (
            not told
            or len(other.hours) >= PROGRAMME
            or not told <= other.context.union(other.title) - other.around
        ):
            continue
        if len(told) > 1 or any(telling(w) >= PROPER for w in told):
            return len(told)
    return 0


def whole_told(a: Features, b: Features, *, named: bool = False) -> int:
    """How many words a title has, two at least, that all stand in the other's text: below a headline it says what is
    on. `named`: one of them must be such as not every commune uses."""
    for one, other in ((a, b), (b, a)):
        said = set(one.title)
        if len(said) < 2 or one.headline or len(other.hours) >= PROGRAMME or (named and not one.named):
            continue
        if said <= other.context.difference(other.around, other.title):
            return len(said)
    return 0


def one_person(a: Features, b: Features) -> int:
    """How many names both texts tell that are not of who holds it, nor of the place, nor of what it is held in."""
    beside = {
        *a.held.split(),
        *b.held.split(),
        *a.within,
        *b.within,
        *a.context.intersection(b.around),
        *_SITES,
    }
    beside |= b.context.intersection(a.around)
    return sum(telling(w) >= PROPER for w in (a.subjects & b.subjects) - beside)
