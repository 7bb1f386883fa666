"""Labels that whole sentences of a text are: "Groupe confirmés.", "Pour les 9 à 12 ans."."""

from __future__ import annotations

import re

from agregateur.ingest.matching.marks import CUE, marks
from agregateur.text import words

# Begins with a set of characters, which is soon found; then what stands around them.
_SENTENCES = re.compile(
    r"[.;!?\n|–-](?:(?<![–-])(?<!\bgr[.;!?\n|])(?<!\bniv[.;!?\n|])(?:\s|$)|(?<=\s[–-])\s)"
)
_LABEL_LENGTH = 32
"""Characters of a sentence that may be a label and nothing else."""
_SENTENCE_LENGTH = 64
"""Characters of a sentence that may end with one."""
_TAIL = re.compile(r"(?:: |\()([^:()]+)\)?\s*$")
_PRICED = re.compile(r"€|\beuros?\b|\btarifs?\b|\bgratuit|\bentree|\breduit")
"""What tells who pays how much, not for whom it is."""
_AGED = re.compile(r"\bans\b|\bu ?\d|\b(?:session|seance|groupe|gr|niveau|equipe) ?\d")
_TOKENS = re.compile(r"[a-z]+|\d+")
_LABELLED = (
    "group:",
    "level:",
    "age:",
    "from:",
    "team:",
    "session:",
    "grade:",
    "sex:",
    "colour:",
    "size:",
    "with:",
    "part:",
)
_LABEL_WORDS = frozenset(
    words("""
    pour public les des aux groupe niveau niv categorie cours seance equipe reserve reservee reserves reservees
    ouvert ouverte tranche partir uniquement seulement age ages ans moins plus debutant debutants debutante
    debutantes intermediaire intermediaires confirme confirmes confirmee confirmees avance avances adulte
    adultes enfant enfants ado ados adolescent adolescents bebe bebes senior seniors poussin poussins benjamin
    benjamins minime minimes cadet cadets junior juniors veteran veterans homme hommes femme femmes fille filles
    garcon garcons masculin feminin feminine bleu rouge vert jaune session maternelle maternelles primaire primaires
    elementaire elementaires collegien collegiens lyceen lyceens eleve eleves faux vrai vrais grand grands petit petits
    tranche creneau inscription inscriptions concerne concernee adresse moyen moyens solo duo parent parents cycle
    reserve premiere degre
    """)
)
"""Words of which a label is made."""


def labels(text: str) -> frozenset[str]:
    """The marks that whole sentences of a folded text are ("Groupe confirmés.", "Pour les 9 à 12 ans."), or what they
    end with behind a colon or in brackets ("Inscriptions ouvertes (minimes)."): what forms ask for beside the title."""
    found: set[str] = set()
    for said in map(str.rstrip, _SENTENCES.split(text)):
        if not 3 < len(said) <= _SENTENCE_LENGTH:
            continue
        tail = _TAIL.search(said) if ":" in said or "(" in said else None
        plain = (tail[1] if tail else said).strip(" :")
        if len(plain) > _LABEL_LENGTH:
            continue
        tokens = _TOKENS.findall(plain)
        if not tokens or not all(w in _LABEL_WORDS or len(w) < 3 for w in tokens):
            continue
        if not CUE.search(said) or _PRICED.search(said):
            continue
        if not any(w.isdigit() for w in tokens) or _AGED.search(plain):
            found.update(m for m in marks(plain) if m.startswith(_LABELLED))
    return frozenset(found)
