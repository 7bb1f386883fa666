"""The small words that French puts before the name of a commune, and English's plain ones."""

from __future__ import annotations

from agregateur.publish.words import Lang
from agregateur.text import fold


def of_place(name: str, language: Lang) -> str:
    """`de Gap`, `d’Embrun`, `du Monêtier-les-Bains`, `des Orres`, `de La Roche-de-Rame`; `in Gap`."""
    if language == "en":
        return f"in {name}"
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    # An H is left alone: most are aspirate in names, and "de H…" is never wrong.
    return f"d’{name}" if fold(name)[:1] in "aeiouy" else f"de {name}"


def at_place(name: str, language: Lang) -> str:
    """`à Gap`, `au Monêtier-les-Bains`, `aux Orres`, `à La Roche-de-Rame`; `in Gap`."""
    if language == "en":
        return f"in {name}"
    if name.startswith("Le "):
        return f"au {name[3:]}"
    if name.startswith("Les "):
        return f"aux {name[4:]}"
    return f"à {name}"
