"""Whether a row may be shown, where the partner's word for it is none that is known.

`Row.is_private` tells what is surely kept from the public. What says neither yes nor no ("à relire", "voir avec Anne")
is kept from it too, and told: showing what somebody held back cannot be undone, and a word in a cell is soon mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from agregateur.connecting.headings import bare
from agregateur.connecting.rows import Row
from agregateur.connecting.written import plain

_TICKS = frozenset({"x", "✓", "✔", "✔️", "☑", "✅"})
_SHOWN = _TICKS | {
    *("oui", "yes", "o", "y", "vrai", "true", "1", "ok"),
    *("publie", "publiee", "public", "publique", "publish", "published", "visible", "valide", "validee", "en ligne"),
}  # fmt: skip
_NOT_HIDDEN = frozenset({"non", "no", "n", "faux", "false", "0", "public", "publique"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")


def unclear(row: Row, ticked: bool = False) -> str | None:
    """The words that leave it open whether a row is for the public; None when nothing does. `ticked`: see there.

    Below `Publié`, a day is that of the publication. Below `À publier` it may be one to come.
    """
    for role, clear in (("shown", _SHOWN), ("hidden", _NOT_HIDDEN)):
        said = row.text(role)
        if not said:
            if role == "shown" and ticked:
                return f"{row.names[role]} : (vide)"
            continue
        if plain(said) in clear:
            continue
        dated = isinstance(row.raw(role), date) or _DAY.match(said)
        if not (role == "shown" and dated and bare(row.names[role]) == "publie"):
            return f"{row.names[role]} : {said}"
    return None


def is_ticked(rows: Iterable[Row]) -> bool:
    """Whether the rows to show are ticked in a column of nothing else: there, an empty cell says no."""
    said = {plain(text) for row in rows if (text := row.text("shown"))}
    return bool(said) and said <= _TICKS
