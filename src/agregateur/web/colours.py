"""The colours a webmaster gives to the framed agenda: read, measured, and written as a style sheet.

Words of the address: `couleur` (text), `lien` (links) and `fond` (background), each six or three hexadecimal digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agregateur.errors import SelectionError
from agregateur.store.asking import refused

WORDS = ("couleur", "fond", "lien")
INK, PAPER, LINK = "1d1c1a", "ffffff", "0b5a5c"
LEAST = 4.5
"""The contrast of text that WCAG 2.2 asks for at level AA (success criterion 1.4.3)."""
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.I)


@dataclass(frozen=True, slots=True)
class Colours:
    """Six lower-case hexadecimal digits each; text and links can be read on `fond`."""

    couleur: str
    fond: str
    lien: str


def read(own: Mapping[str, str]) -> Colours | None:
    """The colours that an address says, what it leaves out chosen to be readable; None when it says none.

    Raises SelectionError for what is no colour, and for a contrast below `LEAST`.
    """
    said = {word: _colour(word, own[word]) for word in WORDS if word in own}
    if not said:
        return None
    fond = said.get("fond", PAPER)
    couleur = said.get("couleur") or _readable(INK, fond)
    lien = said.get("lien") or (couleur if "couleur" in said else _readable(LINK, fond))
    for word, colour in (("couleur", couleur), ("lien", lien)):
        if (measured := contrast(colour, fond)) < LEAST:
            # Rounded down: what is refused never reads as if it were enough.
            ratio = f"{int(measured * 100) / 100:.2f}"
            raise SelectionError(
                f"{word}={colour} on fond={fond}: contrast {ratio}:1; at least {LEAST}:1 (WCAG 2.2, 1.4.3).",
                code="selection_contrast", word=word, value=colour, allowed=[], background=fond, contrast=ratio,
            )  # fmt: skip
    return Colours(couleur, fond, lien)


def words(colours: Colours | None) -> dict[str, str]:
    """The words of an address that say these colours."""
    return {} if colours is None else {word: getattr(colours, word) for word in WORDS}


def sheet(colours: Colours | None) -> str:
    """A style sheet that sets the custom properties of `static/widget.css`; empty without colours.

    Only digits that were read are written. Lines between items are a tenth of the way from background to text: they
    carry no meaning.
    """
    if colours is None:
        return ""
    scheme = "dark" if luminance(colours.fond) < luminance(colours.couleur) else "light"
    line = "".join(
        f"{round(b + (a - b) / 10):02x}"
        for a, b in zip(_rgb(colours.couleur), _rgb(colours.fond), strict=True)
    )
    return (
        f":root {{ color-scheme: {scheme}; --ink: #{colours.couleur}; --paper: #{colours.fond};"
        f" --link: #{colours.lien}; --line: #{line}; }}\n"
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white) (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(wanted: str, fond: str) -> str:
    """`wanted` if it can be read there, else black or white: one of them always reaches 4.58:1."""
    return max((wanted, "000000", "ffffff"), key=lambda c: (contrast(c, fond) >= LEAST, c == wanted))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _colour(word: str, value: str) -> str:
    found = _HEX.fullmatch(value)
    if found is None:
        message = f"{word}={value!r}: six hexadecimal digits, such as 1d1c1a."
        raise refused(word, value, message, ["1d1c1a"])
    digits = found[1].lower()
    return digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
