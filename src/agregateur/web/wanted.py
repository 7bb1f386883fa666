"""A feed as an address asks for it, under the one address that every way of writing it shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agregateur import communes
from agregateur.frozen import changed
from agregateur.publish.words import Lang
from agregateur.store.selection import PLACES, Selection
from agregateur.web.paths import commune_path, with_query

_FOLDERS = {"commune": "communes", "epci": "epci", "departement": "departements"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What, in which format (the ending of its address) and language. `limit` None = what the format gives by itself.

    `options` are the format's own words. `newest`: the events seen last come first. A saved feed has a `name` that
    somebody gave it, and the `token` of its address; it speaks the `usual` language unless its address says another.
    """

    selection: Selection
    format: str
    language: Lang = "fr"
    limit: int | None = None
    newest: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    token: str | None = None
    usual: Lang = "fr"

    def address(self) -> str:
        """Path and query of this feed: the same for every way of asking for it. By code alone, for names change."""
        path, rest = placed(self.selection)
        said = [] if self.token else [*rest.query()]
        said += sorted(self.options.items())
        if self.newest:
            said.append(("tri", "nouveaute"))
        if self.limit is not None:
            said.append(("limite", str(self.limit)))
        if self.language != self.usual:
            said.append(("langue", self.language))
        return with_query(f"{f'/flux/{self.token}' if self.token else f'{path}/agenda'}.{self.format}", said)

    def page(self) -> str:
        """Path and query of the page that shows the same, in its French form."""
        if self.token:
            return f"/flux/{self.token}"
        path, rest = placed(self.selection)
        if rest.scope and rest.scope[0] == "commune":
            path = commune_path(rest.scope[1])
        return with_query(path or "/", rest.query())


def receive_path(selection: Selection) -> str:
    """Path and query of « Recevoir l’agenda » with a page's place and filter, but not its days, in its French form."""
    return with_query("/flux", lasting(selection).plain().query())


def lasting(selection: Selection) -> Selection:
    """The selection without its days: what an address that is kept goes on telling."""
    return changed(selection, du=None, au=None, jours=None, periode=())


def where(selection: Selection) -> Selection:
    """Its places alone."""
    return Selection(
        scope=selection.scope,
        commune=selection.commune,
        epci=selection.epci,
        departement=selection.departement,
        autour=selection.autour,
        rayon=selection.rayon,
        voisines=selection.voisines,
    )


def placed(selection: Selection) -> tuple[str, Selection]:
    """The folder of the one place that a selection names ('' for none), and the selection within it."""
    plain = selection.plain()
    for word in PLACES:
        codes: tuple[str, ...] = getattr(plain, word)
        if len(codes) == 1:
            return f"/{_FOLDERS[word]}/{codes[0]}", plain.within(word)
    return "", plain


def place_name(selection: Selection) -> str | None:
    """The name of the one place that a selection names."""
    _, inside = placed(selection)
    if inside.scope is None:
        return None
    word, code = inside.scope
    found: Any = {"commune": communes.commune, "epci": communes.epci, "departement": communes.departement}[
        word
    ](code)
    return found.nom if found else None
