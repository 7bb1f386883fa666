"""What a text says, in so many words, that it is about, and as a part of what it is held.

A title as "Réunion publique" names no subject. Its text does, as the object of a few verbs: "échangent sur la voie
verte", "porte sur les déchets". And the concert of a festival says so: "dans le cadre du festival Croq'Notes".
"""

from __future__ import annotations

import re

from agregateur.ingest.matching.themes import telling
from agregateur.ingest.matching.vocabulary import SORTS
from agregateur.ingest.matching.wording import words_of

MAX_TOPIC = 400
"""Characters of a text in which it says what it is about."""

_TOPIC = re.compile(
    r"\b(?:"
    r"(?:echange|debat|discut|dialogu|inform|interrog|penche|temoign|point )[a-z]*(?: ensemble| avec \w+(?: \w+)?)? ?"
    r"(?:sur|des?|du|d'|autour d\w*'?|a propos d\w*'?|au sujet d\w*'?)"
    r"|present(?:e|ent|era|eront|ation)"
    r"|(?:port(?:e|ent|era)|axee?s?|centree?s?) sur"
    r"|(?:consacr|dedi)(?:e|ee|es|ees|ent|era|eront)(?: \w+){0,3}? (?:a|aux?)"
    r"|question (?=d[eu])d(?:es?|u)"
    r"|(?:theme|sujet|ordre du jour|objet)(?: de la \w+| du jour)? ?:"
    r"|(?:sur le theme|au sujet d|a propos d)[a-z]*"
    r"|(?:trait|abord|evoqu|expliqu)(?:e|ent|era|eront)"
    r")(?: |(?<=')) ?(?P<what>[a-z0-9\"][^.!?;:()\[\]\n]{2,70})"
)
_CUES = (
    "echange", "debat", "discut", "dialog", "inform", "interrog", "penche", "temoign", "point ", "present", " sur ",
    "consacr", "dedi", "question d",
    "theme", "sujet", "ordre du", "objet", "propos d", "trait", "abord", "evoqu", "expliqu",
)  # fmt: skip
_END = re.compile(
    r" (?:et (?:re\w+|invit\w+|propos\w+|vous)|aux?|avec|par|dans|afin|suivie?s?|pour|puis|qui|lors|ce|a) "
)
_WITHIN = re.compile(
    r"\b(?:dans le cadre|a l'occasion|lors|pendant la duree) (?:de |d'|du |des )"
    r"(?:la |l'|les? |cette |ce |notre )*(?P<what>[^.,!?;:()\[\]\n]{3,60})"
)
_ASIDE = frozenset(
    {"verre", "cafe", "the", "repa", "buffet", "pot", "apero", "aperitif", "gouter", "moment", "question"}
)
"""What people gather around that is no subject."""
_SAID = frozenset(
    {"projet", "sujet", "theme", "question", "habitant", "enjeu", "avenir", "commune", "municipalite"}
)
"""Words of subjects that any may bear."""


def topics(folded: str) -> frozenset[str]:
    """The words of what a folded text (`wording.flat`) says that it is about; none when it does not say so."""
    if not any(cue in folded for cue in _CUES):
        return frozenset()
    found: set[str] = set()
    for match in _TOPIC.finditer(folded[:MAX_TOPIC]):
        said = words_of(_END.split(match["what"], maxsplit=1)[0])[:8]
        if said and said[0] not in _ASIDE:
            found.update(said)
    return frozenset(w for w in found if telling(w) and w not in SORTS and w not in _SAID and len(w) > 2)


def within(folded: str) -> frozenset[str]:
    """The words of what a folded text says that it is held in: a festival, a week of events."""
    if "cadre d" not in folded and "occasion d" not in folded and "lors d" not in folded:
        return frozenset()
    found = (words_of(match["what"]) for match in _WITHIN.finditer(folded))
    return frozenset(w for said in found for w in said[:5] if telling(w))
