"""The words under which things are found: folded and stemmed, so that both engines give the same answers.

    text ─► tokens ([a-z0-9]+, folded, stemmed)

No database: another process may make them.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache

import snowballstemmer

from agregateur.model import Event, Item
from agregateur.text import words

_TOKEN_LIMIT = 40
_LOCAL = threading.local()


@lru_cache(maxsize=65536)
def stemmed(word: str) -> str:
    # A stemmer object keeps the word it works on in itself, so that each thread needs its own.
    stemmer = getattr(_LOCAL, "stemmer", None)
    if stemmer is None:
        stemmer = _LOCAL.stemmer = snowballstemmer.stemmer("french")
    stem = str(stemmer.stemWord(word))
    # Snowball keeps the plural of "vélos", "photos", "lotos" and "jeux", which people do search for.
    return (stem[:-1] if len(stem) > 3 and stem[-1] in "sx" else stem)[:_TOKEN_LIMIT]


def tokens(value: str) -> list[str]:
    """The folded, stemmed words of `value`, each once, sorted: `Les Fêtes de l'été` gives `de et fet l le`."""
    return sorted(set().union(*map(_tokens, set(_PIECES.findall(value)))))


# A text is cut at what parts words in any case; its pieces, accents and all, come again and again.
_PIECES = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+")


@lru_cache(maxsize=65536)
def _tokens(piece: str) -> tuple[str, ...]:
    return tuple(map(stemmed, words(piece)))


def event_text(event: Event) -> str:
    """The words by which an event is found: title, text, place, organiser."""
    place = event.place
    parts = (event.title, event.text, place.venue, place.text, place.city, event.organizer)
    return "\n".join(part for part in parts if part)


def item_text(item: Item) -> str:
    """The words by which an actor or an article is found."""
    parts = (item.title, item.text, item.place.venue, item.place.city, *item.words)
    return "\n".join(part for part in parts if part)
