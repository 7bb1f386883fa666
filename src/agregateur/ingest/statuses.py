"""Status words and the marks that partners put in titles: "ANNULÉ", "[COMPLET]", "Reporté au 12 mars : …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agregateur.model import Status
from agregateur.text import fold, holds

# RFC 5545 §3.8.1.11, schema.org EventStatusType, and what French forms write. Folded, without the schema.org prefix.
_WORDS: dict[str, Status] = {
    "confirmed": "confirmed", "confirme": "confirmed", "eventscheduled": "confirmed", "scheduled": "confirmed",
    "prevu": "confirmed", "programme": "confirmed", "maintenu": "confirmed", "publie": "confirmed",
    "published": "confirmed", "publish": "confirmed", "final": "confirmed",
    "tentative": "tentative", "provisoire": "tentative", "a confirmer": "tentative", "sous reserve": "tentative",
    "cancelled": "cancelled", "canceled": "cancelled", "eventcancelled": "cancelled", "annule": "cancelled",
    "annulee": "cancelled", "supprime": "cancelled",
    "eventpostponed": "postponed", "postponed": "postponed", "reporte": "postponed", "reportee": "postponed",
    "eventrescheduled": "rescheduled", "rescheduled": "rescheduled", "deplace": "rescheduled",
    "deplacee": "rescheduled",
    "eventmovedonline": "moved-online", "movedonline": "moved-online", "moved online": "moved-online",
    "moved-online": "moved-online",
}  # fmt: skip


@lru_cache(maxsize=256)
def status_word(word: str | None) -> Status | None:
    """The status that a partner's word states; None when it states none that is known."""
    folded = (
        fold(word or "").strip().removeprefix("https://").removeprefix("http://").removeprefix("schema.org/")
    )
    # What is full takes place.
    return _WORDS.get(folded) or ("confirmed" if says_full(word) else None)


def says_full(word: str | None) -> bool:
    """Whether a partner's word of state says that there is no place left, and nothing else ("Complet")."""
    return bool(word and _ONLY_FULL.fullmatch(word))


@dataclass(frozen=True, slots=True)
class Marked:
    """A title without its marks, and what they said. `removed` are the marks as written."""

    title: str
    status: Status | None = None
    sold_out: bool = False
    removed: tuple[str, ...] = ()


_CANCELLED = r"annul[ée]e?s?|annulation|cancell?ed"
_POSTPONED = r"report[ée]e?s?|postponed|report"
_UNTIL = r"(?:\s+(?:au|à|a|en|le|jusqu['’]au|pour|sine die)\b[^:|()\[\]\-–—]{0,40})?"
_FULL = r"(?:c['’]est\s+|d[ée]j[àa]\s+)?complete?s?|sold[ -]?out|guichets? ferm[ée]s?|plus de places?"
_TENTATIVE = r"[àa] confirmer|sous r[ée]serve"
_MARK = (
    rf"(?:(?P<cancelled>{_CANCELLED})|(?P<postponed>(?:{_POSTPONED}){_UNTIL})|(?P<full>{_FULL})"
    rf"|(?P<tentative>{_TENTATIVE}))"
)
_REASON = r"(?:\s+(?:pour|cause|en raison|suite|à cause|météo|faute|le|au|par)\b[^()\[\]]{0,120})?"
_ONLY_FULL = re.compile(rf"\W*(?:{_FULL})\W*", re.IGNORECASE)
_SEPARATOR = r"[:\-–—|/•!*~►▶→⚠❌🚫\ufe0f]"
_DECORATION = r"(?:/!\\|[\s*!~#►▶⚠❌🚫\ufe0f.])*"

_IN_BRACKETS = rf"[(\[{{«<]{_DECORATION}{_MARK}{_REASON}{_DECORATION}[)\]}}»>]"
_NOTHING_ELSE = re.compile(
    rf"{_DECORATION}[(\[]?{_DECORATION}{_MARK}{_DECORATION}[)\]]?{_DECORATION}", re.IGNORECASE
)
_FIRST_BRACKETED = re.compile(rf"^{_DECORATION}{_IN_BRACKETS}{_DECORATION}{_SEPARATOR}*\s*", re.IGNORECASE)
_LAST_BRACKETED = re.compile(rf"\s*{_SEPARATOR}?\s*{_IN_BRACKETS}{_DECORATION}$", re.IGNORECASE)
_FIRST_SEPARATED = re.compile(
    rf"^{_DECORATION}(?:(?:[ée]v[èé]nement|event)\s+)?{_MARK}\s*(?:/!\\|{_SEPARATOR}+(?=\s|\w|[\"«“])|\.\s)\s*",
    re.IGNORECASE,
)
_LAST_SEPARATED = re.compile(rf"\s*(?:[:–—|/•!*~⚠❌🚫\ufe0f]+|\s-+|,)\s*{_MARK}{_DECORATION}$", re.IGNORECASE)
_LAST_STARRED = re.compile(rf"\s*\*+\s*{_MARK}\s*\*+$", re.IGNORECASE)
# In capitals, beside words that are not: "ANNULÉ Concert de Noël", "Stage de poterie COMPLET".
_FIRST_SHOUTED = re.compile(
    r"^[\s*!⚠❌🚫\ufe0f]*(?:(?P<cancelled>ANNUL[ÉE]E?S?|CANCELL?ED)|(?P<postponed>REPORT[ÉE]E?S?|POSTPONED)"
    r"|(?P<full>COMPLETE?S?|SOLD OUT))\s+(?=[\w\"«“])"
)
_LAST_SHOUTED = re.compile(
    r"(?<=\S)\s+(?:(?P<cancelled>ANNUL[ÉE]E?S?|CANCELL?ED)|(?P<postponed>REPORT[ÉE]E?S?|POSTPONED)"
    r"|(?P<full>COMPLETE?S?|SOLD OUT))(?:\s+(?:pour cause|en raison|à cause|cause|suite)\b[^()\[\]]{0,120})?[\s!.*]*$"
)
# "Concert annulé", "Atelier couture annulé !": the kind of event first and nothing of a sentence between.
_KIND_CANCELLED = re.compile(
    r"^(?:concerts?|spectacles?|sorties?|march[ée]s?|ateliers?|s[ée]ances?|r[ée]unions?|permanences?|loto|repas|bal|cours"
    r"|stages?|soir[ée]es?|visites?|projections?|f[êe]tes?|conf[ée]rences?|vide[- ]greniers?|brocante|randonn[ée]es?"
    r"|kermesse)"
    r"(?:\s+(?!(?:du|de|des|le|la|les|un|une|qui|et)\b)[\w'’-]+){0,3}?\s+"
    r"(?:(?P<cancelled>annul[ée]e?s?)|(?P<postponed>report[ée]e?s?))[\s!.]*$",
    re.IGNORECASE,
)
# Words that "complet" may belong to: "Programme COMPLET", "pain complet".
_NOT_FULL = re.compile(
    r"\b(?:programme|stage|pain|cycle|tour|menu|riz|bilan|version|dossier|bl[ée]|spectacle)\s*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^[\W_]*$")


_SIGNS = ("annul", "cance", "report", "tponed", "complet", "old", "chet", "lace", "conf", "erve")
"""A piece of every mark, folded; none has a letter that "ignore case" takes for one that folding keeps (ı for i)."""


def read_marks(title: str) -> Marked:
    """Takes the marks off both ends of a one-line title. What stands inside a sentence is left alone.

    A title that is nothing but a mark keeps its words, and its status. "complet" counts only in brackets, apart from
    the rest, or in capitals beside words that are not ("Stage complet de poterie" is left alone).
    """
    folded = fold(title)
    if not holds(folded, _SIGNS):
        return Marked(title)
    status: Status | None = None
    sold_out = False
    removed: list[str] = []
    rest = title
    while (match := _next_mark(rest)) is not None:
        groups = match.groupdict()
        if groups.get("cancelled"):
            status = "cancelled"
        elif groups.get("postponed") and status is None:
            status = "postponed"
        elif groups.get("tentative") and status is None:
            status = "tentative"
        elif groups.get("full"):
            sold_out = True
        left = _without(rest, match)
        if left is None:
            break
        removed.append(match[0].strip())
        rest = left
    return Marked(rest, status, sold_out, tuple(removed))


def _without(title: str, match: re.Match[str]) -> str | None:
    """The title without the mark; None when nothing would be left, so that it stays."""
    if match.re is _KIND_CANCELLED:
        group = "cancelled" if match["cancelled"] else "postponed"
        left = title[: match.start(group)]
    else:
        left = title[: match.start()] + title[match.end() :]
    left = left.strip().rstrip(",").rstrip()
    return None if _NOTHING.match(left) else left


def _next_mark(title: str) -> re.Match[str] | None:
    whole = _NOTHING_ELSE.fullmatch(title)
    if whole:
        return whole
    for pattern in (
        _FIRST_BRACKETED,
        _LAST_BRACKETED,
        _FIRST_SEPARATED,
        _LAST_STARRED,
        _LAST_SEPARATED,
        _KIND_CANCELLED,
    ):
        match = pattern.search(title)
        if match and not _of_a_phrase(title, match):
            return match
    for pattern in (_FIRST_SHOUTED, _LAST_SHOUTED):
        match = pattern.search(title)
        if match and not _of_a_phrase(title, match):
            others = title[: match.start()] + title[match.end() :]
            if not others.isupper() or match["cancelled"]:
                return match
    return None


def _of_a_phrase(title: str, match: re.Match[str]) -> bool:
    if not match.groupdict().get("full"):
        return False
    if "«" in match[0]:
        return True  # Between guillemets it is what a show is called.
    return bool(_NOT_FULL.search(title[: match.start()])) and "(" not in match[0] and "[" not in match[0]
