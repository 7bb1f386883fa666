"""Codes in the sources file: INSEE, SIREN, département and category, each checked against its table.

Each function takes what was written and gives the code to use, or raises ValueError with a sentence that helps.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from agregateur import communes
from agregateur.text import fold


def departement(code: str) -> str:
    """A département's code: "05", "2A", "974"."""
    if communes.departement(code.upper()):
        return code.upper()
    # YAML reads an unquoted 05 as 5 in many programs, and people copy that.
    padded = code.zfill(2)
    hint = f'; did you mean "{padded}"?' if communes.departement(padded) else '; write it as in "05"'
    raise ValueError(f'"{code}" is not the code of a département{hint}')


def epci(siren: str) -> str:
    """The SIREN of a group of communes (9 digits)."""
    siren = siren.replace(" ", "")
    if not communes.epci(siren):
        raise ValueError(
            f'"{siren}" is not the SIREN of a group of communes (EPCI): 9 digits, as in "200067742"'
        )
    return siren


def commune(insee: str) -> str:
    """Today's INSEE code for a code of today or of the past; a postcode or a name is told the code."""
    found = communes.commune(insee)
    there = communes.communes_at(insee)
    # A former code that is also a postcode (05120, 05150) was meant as the postcode.
    if found and (found.insee == insee.upper() or not there):
        return found.insee
    if there:
        raise ValueError(f'"{insee}" is a postcode; write the INSEE code: {_choices(there)}')
    named = communes.communes_named(insee) if any(c.isalpha() for c in insee[2:]) else ()
    if named:
        raise ValueError(f'"{insee}" is a name; write the INSEE code: {_choices(named)}')
    hint = f'; did you mean "0{insee}"?' if len(insee) == 4 and communes.commune(f"0{insee}") else ""
    raise ValueError(f'"{insee}" is not the INSEE code of a commune{hint}')


def doubt(insee: str) -> str | None:
    """A warning for an INSEE code that is also the postcode of other communes: 05100 is Pelleautier, and Briançon's."""
    found = communes.commune(insee)
    there = communes.communes_at(insee)
    if found and there and found not in there:
        return f"{insee} is {found.nom}, and the postcode of {_choices(there)}: is it the one you meant?"
    return None


def category(code: str, known: Collection[str]) -> str:
    """A code of the taxonomy, whose codes are `known`."""
    if code in known:
        return code
    close = difflib.get_close_matches(fold(code), known, 1)
    hint = f'; did you mean "{close[0]}"?' if close else f"; known: {', '.join(sorted(known))}"
    raise ValueError(f'"{code}" is not a category{hint}')


def _choices(found: tuple[communes.Commune, ...]) -> str:
    shown = [f"{c.insee} ({c.nom})" for c in found[:6]]
    return ", ".join(shown) + ("…" if len(found) > 6 else "")
