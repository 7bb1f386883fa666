"""An event in a few words, to be copied into a message, onto a sign or a social network."""

from __future__ import annotations

from agregateur import text

LIMIT = 250
"""Characters (users.md, 5)."""
_TITLE = 60
"""Of a title, before anything else is left out."""


def short_text(
    *, title: str, when: str, place: str = "", price: str = "", address: str = "", limit: int = LIMIT
) -> str:
    """`Concert de Noël – samedi 12 décembre, 20 h 30, MJC, Briançon. Gratuit. https://…` in `limit` characters.

    On one line, without control characters. The address stays whole; for the rest to fit, first the price is left out,
    then the end of a long title, the place, the end of the date: words are never cut, but for one that is longer than
    all the room. When the address alone is longer than the limit, nothing else is said.
    """
    title, when, place, price, address = map(text.one_line, (title, when, place, price, address))
    room = limit - (len(address) + 1 if address else 0)
    if room <= 0:
        return address
    for facts, closing in (((when, place), price), ((when, place), ""), ((when,), "")):
        details = ", ".join(filter(None, facts))
        end = f". {closing}." if closing else "."
        begins = (
            cut(title, room - len(details) - len(" – ") - len(end))
            if details
            else cut(title, room - len(end))
        )
        if begins and (begins == title or len(begins) >= _TITLE):
            said = " – ".join(filter(None, (begins, details)))
            break
    else:
        said, end = cut(f"{title} – {when}", room - 1), "."
    said = said.rstrip(".") + end if not said.endswith(("…", "?", "!")) or end != "." else said
    return f"{said} {address}".strip()


def cut(line: str, most: int) -> str:
    """`line` in at most `most` characters, cut between two words when it can be; '' without room."""
    if len(line) <= most:
        return line
    if most < 2:
        return ""
    kept = line[: most - 1]
    if not line[most - 1].isspace():
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:.–-") + "…"
