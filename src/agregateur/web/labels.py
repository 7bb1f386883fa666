"""The names of the codes that pages show: those of the taxonomy, each facet by one function."""

from __future__ import annotations

from agregateur import taxonomy
from agregateur.publish.words import Lang
from agregateur.taxonomy import Facet


def categories(language: Lang) -> dict[str, str]:
    """Code -> name of every category, in the order of display."""
    return {code: one.text(language) for code, one in taxonomy.taxonomy().items()}


def discreet(code: str) -> bool:
    """Whether a category is offered only where there is some."""
    return taxonomy.taxonomy()[code].discreet


def name(facet: Facet, code: str | None, language: Lang) -> str | None:
    """The name of a facet's code; None for none or an unknown one."""
    found = taxonomy.facet(facet).get(code or "")
    return found.text(language) if found else None


def names(facet: Facet, codes: tuple[str, ...], language: Lang) -> list[str]:
    """The names of those of `codes` that the facet knows."""
    return [said for code in codes if (said := name(facet, code, language))]


def status(code: str, language: Lang) -> str | None:
    """`Annulé`, `À confirmer`…; None when it is to be as announced."""
    return None if code == "confirmed" else name("statut", taxonomy.STATUS_CODES.get(code), language)


def schema_types() -> dict[str, str]:
    """Category code -> schema.org type."""
    return {code: one.schema_org for code, one in taxonomy.taxonomy().items()}
