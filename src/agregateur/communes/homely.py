"""Names that some commune bears, and a feast, a quarter or a hall of every other town as well."""

from __future__ import annotations

from agregateur.communes import everyday, near, table
from agregateur.communes.clues import GREAT_TOWN
from agregateur.communes.passage import LARGE
from agregateur.communes.short import words_of
from agregateur.communes.vocabulary import FIRST_NAMES, OF_SAINTS, SAINTS


def is_homely(name: str, insee: str | None, default: str | None) -> bool:
    """Is the name, by which the commune `insee` may be meant, likelier that of something in the source's own commune
    `default` (INSEE code): a saint's of two words, or a word of the language, no neighbour's? Town halls name their own
    "Saint-Pierre" and "La Rivière"."""
    if insee is None or default is None or insee == default:
        return False
    said = words_of(name)
    saintly = len(said) == 2 and said[0] in SAINTS
    if table.at(insee).population >= GREAT_TOWN or not (saintly or everyday.is_word(name)):
        return False
    return not is_beside(insee, default)


def is_beside(insee: str, default: str | None) -> bool:
    """Does the commune lie by the source's own, if it has one?"""
    if default is None:
        return True
    there, here = table.at(insee), table.at(default)
    return near.kilometres(here.lat, here.lon, there.lat, there.lon) <= near.NEIGHBOURS_KM


def is_told_so(title: str, insee: str, default: str | None) -> bool:
    """Does a title say no more of the commune `insee` than such a name? "Saint-Pierre : concours de pétanque", for
    Saint-Pierre-des-Corps."""
    name = table.at(insee).nom
    said, whole = words_of(title), words_of(name)
    if any(said[at : at + len(whole)] == whole for at in range(len(said))):
        return is_homely(name, insee, default)
    return is_homely(" ".join(whole[:2]), insee, default)


def is_word(insee: str) -> bool:
    """Is the commune's name a word of the language, and it no large town, of which all think first, as of Tours?"""
    town = table.at(insee)
    return town.population < LARGE and everyday.is_word(town.nom)


def is_holy(insee: str) -> bool:
    """Is it called after a saint, as "Centre culturel Saint-Exupéry" may be?"""
    return words_of(table.at(insee).nom)[0] in SAINTS


def is_saintly(name: tuple[str, ...]) -> bool:
    """May it be a saint's, as "Saint-Maurice" and "Saint-Vincent-de-Paul", but not Saint-Péravy-la-Colombe?"""
    return name[0] in SAINTS and (len(name) < _WORDS_OF_A_TOWN or name[-1] in OF_SAINTS | FIRST_NAMES)


_WORDS_OF_A_TOWN = 4
