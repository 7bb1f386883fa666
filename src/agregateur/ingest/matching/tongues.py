"""Whether a title or a place is told in another language than French: a translation shares no word with what it
translates."""

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
_NOUNS = frozenset(
    words("""
    market walk walking hike guided torchlight tasting craft crafts christmas church workshop exhibition storytelling
    fireworks choir children kids carols harvest hunt flea treasure stories wine beer class classes course dance dinner
    afternoon evening fair swap toy toys jewellery talk screening hike trail lecture reading book books sewing knitting
    painting cooking singing gathering party advice beginners advanced night lantern lanterns year's council town
    teens adults seniors welding making weaving baking carving pottery drawing games game lunch breakfast supper
    wanderung stadt altstadt kinder ausstellung lesung vortrag weihnacht advent weihnachten tanz winzer rundgang
    spaziergang gottesdienst flohmarkt weinprobe fuhrung stadtfuhrung konzert weihnachtsmarkt markt turm
    visita guidata guidate mercato mercatino concerti mostra passeggiata festa serata degustazione bambini
    guiada mercado concierto exposicion taller noche mercat
    wandeling rondleiding tentoonstelling kerstmarkt rommelmarkt
    azoka kontzertua erakusketa ibilaldia marc'had sonadeg
    """)
)
"""What things are called that agendas tell of, in those languages and never in French."""
_ENDINGS = (
    "fuhrung",
    "konzert",
    "markt",
    "wanderung",
    "ausstellung",
    "kirche",
    "probe",
    "backen",
    "platz",
    "saal",
)
"""How German words end that are made of several."""
_PLACES = frozenset(
    words("""
    church abbey library castle harbour harbor tourist office square townhall cathedral beach house street
    kirche haus rathaus schloss burg bibliothek buro garten keller gemeindehaus strasse bahnhof rund treffpunkt
    chiesa piazza castello biblioteca municipio ufficio iglesia plaza ayuntamiento
    kerk stadhuis plein
    """)
)
_PLACE_ENDINGS = (
    "kirche",
    "haus",
    "platz",
    "buro",
    "keller",
    "saal",
    "garten",
    "strasse",
    "schloss",
    "halle",
)


def foreign(folded: str, language: str = "") -> bool:
    """Whether a title (`wording.flat`) has two words of other languages, and more of them than small ones of French:
    one alone may stand in a name ("Rock the Casbah"), unless nothing else does. `language`: what its source states
    ("en"); it is believed of a title that has no small word of French."""
    said = words(folded)
    french = sum(w in _FRENCH for w in said)
    if language not in {"", "fr"} and not french and _FRENCH_TOO.isdisjoint(said):
        return True
    small = sum(w in _FOREIGN for w in set(said))
    nouns = sum(w in _NOUNS or (len(w) > 9 and w.endswith(_ENDINGS)) for w in set(said))
    if small + nouns >= 2:
        return small + nouns > french
    return nouns == len(said) == 1 and len(said[0]) > 5


_FRENCH_TOO = frozenset(words("de la l d un a en"))
"""Small words of French that some of the others write too."""


def abroad(folded: str) -> bool:
    """Whether the name of a place is in another language: "Abteikirche", "Tourist office"."""
    return any(w in _PLACES or (len(w) > 7 and w.endswith(_PLACE_ENDINGS)) for w in words(folded))
