"""Words without case and accents, as they are compared, searched and written into addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "ʼ": "'", "ø": "o", "Ø": "O"}
)
_WORDS = re.compile(r"[a-z0-9]+")
# Pieces of at most eight: the same few letters come again and again, and normalising a long run of marks is costly.
_NOT_ASCII = re.compile("([^\x00-\x7f]{1,8})")


def fold(value: str) -> str:
    """`value` in lower case without accents, ligatures spelt out: `Œuvre à Embrun` gives `oeuvre a embrun`."""
    if value.isascii():
        return value.lower()
    return _folded_name(value) if len(value) <= 200 else _folded_text(value)


def _folded(value: str) -> str:
    # Most texts fit one byte a letter, and are folded by a table: 0.7 µs for 330 letters of French, 11 piece by piece;
    # with signs such as € or ’, 4.
    for charset in ("latin-1", "cp1252"):
        try:
            folded = value.encode(charset).translate(_folding(charset))
        except UnicodeEncodeError:
            value = value.replace("’", "'").replace("œ", "oe").replace("…", "...")
            continue
        if b"\0" not in folded:
            return folded.decode(charset)
    parts = _NOT_ASCII.split(value)
    parts[1::2] = map(_bare, parts[1::2])
    return "".join(parts).lower()


@cache
def _folding(charset: str) -> bytes:
    """What each letter of a charset of one byte folds to; NUL for one that gives several, or none of the charset."""
    table = bytearray(256)
    for code in range(256):
        letter = bytes([code]).decode(charset, "ignore")
        folded = (_bare(letter) if code > 127 else letter).lower().encode(charset, "ignore")
        table[code] = folded[0] if len(folded) == 1 else 0
    return bytes(table)


# Names come again and again; a long text is folded by several readers in a row, and never again.
_folded_name = lru_cache(maxsize=65536)(_folded)
_folded_text = lru_cache(maxsize=16)(_folded)


@lru_cache(maxsize=16384)
def _bare(piece: str) -> str:
    # Letter by letter: a mark that is dropped has no say on its neighbours, so that a text may be cut anywhere.
    decomposed = unicodedata.normalize("NFKD", piece.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def holds(value: str, pieces: tuple[str, ...]) -> bool:
    """Whether any of `pieces` stands in `value`: the cheap question before a costly pattern."""
    for piece in pieces:  # noqa: SIM110 - a generator costs as much again
        if piece in value:
            return True
    return False


def words(value: str) -> list[str]:
    """The folded words of `value`: runs of [a-z0-9]."""
    return _WORDS.findall(fold(value))


def slug(value: str, limit: int = 60) -> str:
    """An ASCII slug of at most `limit` characters, cut at a word: `Fête de l'été` gives `fete-de-l-ete`."""
    out = ""
    for word in words(value):
        if len(out) + len(word) + 1 > limit and out:
            break
        out = f"{out}-{word}" if out else word[:limit]
    return out or "x"
