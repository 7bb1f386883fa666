"""`updated_since`: what changed behind a number that an earlier answer gave (`change`), deletions included.

    updated_since=0          everything that is chosen, then what changed meanwhile
    updated_since=1234       what changed behind 1234; what is no longer chosen is {"id", "deleted": true, "change": n}

A page goes on at `next`; the last one has none, and its `change` is the number to ask with the next time. An instant is
refused: what a reading found before it may appear after it, so that nobody could follow it exactly.
"""

from __future__ import annotations

from starlette.responses import Response

from agregateur.store.asking import refused
from agregateur.store.changes import Change, Cursor
from agregateur.web.api import answers, cursors
from agregateur.web.api.items import written
from agregateur.web.params import Asked
from agregateur.web.site import Site

WORD = "updated_since"
_GREATEST = 2**31 - 1
"""Change numbers are INTEGERs."""


def position(said: Asked, greatest: int) -> Cursor | None:
    """Where the address stands; None: at the beginning. `greatest` is the store's number. Raises SelectionError."""
    if said.curseur is not None:
        after, began = (_number("curseur", one) for one in cursors.parts(said.curseur, 2))
        return Cursor(min(after, greatest), None if began == _GREATEST else began)
    number = _number(WORD, said.own[WORD])
    if number > greatest:
        message = (
            f"{WORD}={number}: this portal has given no such number; its store was made anew. Begin with 0."
        )
        raise refused(WORD, str(number), message, [f"0-{greatest}"])
    return Cursor(number) if number else None


def cursor(at: Cursor) -> str:
    """`at` as the word `curseur` says it."""
    return cursors.written(str(at.after), str(_GREATEST if at.began is None else at.began))


def answer(
    site: Site, path: str, said: Asked, listed: list[bytes], at: Cursor, *, last: bool, etag: str
) -> Response:
    """A page of changes; `at` is where to go on."""
    limit = said.limite or answers.PER_PAGE
    words = {WORD: said.own[WORD], "curseur": cursor(at)}
    after_this = None if last else answers.next_page(site, path, said.selection, limit, **words)
    return answers.page(listed, after_this, etag, change=at.after)


def deleted(change: Change) -> bytes:
    """What is said of an item to be forgotten. `into`: under which id it goes on, when it was merged."""
    return written({"id": change.id, "deleted": True, "change": change.number, "into": change.into})


def _number(word: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= _GREATEST):
        message = f"{word}={value!r}: the number `change` of an earlier answer, or 0 to begin."
        raise refused(word, value, message, ["0", "`change` of an earlier answer"])
    return int(value)
