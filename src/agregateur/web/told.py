"""What a selection is called, with the names of the actors and partners that it chooses or leaves out."""

from __future__ import annotations

from agregateur.publish.words import Lang
from agregateur.store import directory, structures
from agregateur.store.selection import Selection
from agregateur.web import described
from agregateur.web.site import Site


def names(site: Site, selection: Selection) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the structures and of the sources that an address chooses or leaves out, by id."""
    actors = (*selection.structure, *selection.sauf_structure)
    partners = (*selection.source, *selection.sauf_source)
    if not (actors or partners):
        return {}, {}
    with site.database.reader() as connection:
        named = directory.named_sources(connection, partners)
        return structures.names(connection, actors), {id: one.name for id, one in named.items()}


def sentence(site: Site, selection: Selection, language: Lang) -> str:
    """What it holds, in one sentence without a full stop."""
    actors, partners = names(site, selection)
    return described.sentence(
        selection, language, today=site.today(), site_name=site.name, structures=actors, sources=partners
    )


def title(site: Site, selection: Selection, language: Lang) -> str:
    """The short name of its feed, the same every day."""
    actors, partners = names(site, selection)
    return described.title(selection, language, site_name=site.name, structures=actors, sources=partners)
