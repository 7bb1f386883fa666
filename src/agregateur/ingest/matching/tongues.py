"""Whether a title is in another language than French: a translation shares no word with what it translates."""

from __future__ import annotations

from agregateur.text import words

_FRENCH = frozenset(
    words("le les du des et au aux une pour avec dans sur chez par ce cette ses est qui sans entre")
)
_FOREIGN = frozenset(
    words("""
    der die das und mit fur von vom zum zur bei im am durch nach uber auf dem den ein eine einen aus
    the of and with for from by at in to our your
    del della delle degli dei nel nella con gli di per alla allo
    el los las con por para
    amb els dels dins
    ar an er gant evit war ha hag ur eus
    eta eko
    het een van met voor
    """)
)
"""Small words that French does not use: German, English, Italian, Spanish, Catalan and Occitan, Breton, Basque, Dutch.
Those that French writes too ("un", "de", "la", "en", "a", "il") tell nothing."""


def foreign(folded: str) -> bool:
    """Whether a title (`wording.flat`) has two small words of other languages, and more of them than of French: one
    alone may stand in a name ("Rock the Casbah")."""
    said = set(words(folded))
    small = len(said & _FOREIGN)
    return small >= 2 and small > len(said & _FRENCH)
