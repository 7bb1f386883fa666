"""People's own mails and mobile numbers in texts: found in the forms that people write them, and left out.

A role's address (contact@…, mairie@…) and a landline belong to a structure: they stay. Prices, dates, SIRET numbers,
postcodes and web addresses are none of these. Numbers: French ones of the 06 and 07 ranges, the mobile ranges of the
national plan (Arcep decision 2018-0881), overseas ones included.
"""

from __future__ import annotations

import re
from html import escape, unescape

from agregateur.text.folding import fold, holds

_BLANK = r"(?:[ \t\u00a0\u202f\u2009]|&nbsp;)"
_SIGN = rf"(?:{_BLANK}{{1,3}}|{_BLANK}?[.\-–·•_/]{_BLANK}?)"
"""What stands between the pairs of a number."""
_MONTHS = r"(?i:janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)"
_ABROAD = (
    rf"{_BLANK}?(?:33|262|590|594|596|508){_SIGN}?(?:\({_BLANK}?0{_BLANK}?\){_SIGN}?|0)?"
    rf"[67](?:{_SIGN}?\d){{8}}(?!\d)"
)
"""With the code of the country no date is written: any grouping. `(0)` is commonly kept after it."""
_HOME = (
    rf"[67](?:\d{{8}}|{_SIGN}?\d\d(?P<sign>{_SIGN})\d\d(?P=sign)\d\d(?P=sign)\d\d"
    rf"|{_SIGN}\d{{3}}{_SIGN}\d{{3}}{_SIGN}\d\d|\d\d{_SIGN}\d{{3}}{_SIGN}\d{{3}})(?!\d|[.,]\d|{_BLANK}*{_MONTHS})"
)
"""The same sign stands between all pairs but the first, or none at all: what looks like dates and hours has two."""
# It begins with what it cannot do without, so that a text is passed over quickly; then what may not stand before it.
_MOBILE = re.compile(rf"\+(?<![\d+]\+){_ABROAD}|0(?<!\d0)(?:0{_ABROAD}|(?<!\d[.,]0){_HOME})")
_AT = (
    rf"(?:{_BLANK}?@{_BLANK}?|{_BLANK}{{0,2}}[\[({{]{_BLANK}?(?:at|arr?obase|a|@){_BLANK}?[\])}}]{_BLANK}{{0,2}}"
    rf"|{_BLANK}arr?obase{_BLANK})"
)
_DOT = rf"(?:\.|{_BLANK}{{0,2}}[\[({{]{_BLANK}?(?:dot|point|\.){_BLANK}?[\])}}]{_BLANK}{{0,2}}|{_BLANK}point{_BLANK})"
_MAIL = re.compile(
    rf"(?:mailto:)?(?<![\w.+%@\-])(?P<who>[\w+%][\w.+%\-]{{0,63}}){_AT}"
    rf"(?P<host>[\w\-]{{1,63}}(?:{_DOT}[\w\-]{{1,63}}){{0,4}}{_DOT}[a-zA-Z]{{2,24}})(?![\w@])",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"<a\b[^<>]*\bhref=\"(?P<scheme>mailto|tel|sms):(?P<target>[^\"]*)\"[^<>]*>(?:(?!</?a\b).){0,2000}?</a>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|h\d|tr|div|dd|dt)>")
_FIGURES = ("06", "07", "+", "33")
_SIGNS = ("@", "(a", "[a", "{a", "(A", "[A", "obase")
"""One of these stands in every text that has a number or a mail to find, and in few others."""

_ROLES = frozenset({
    "accueil", "admin", "administration", "adherents", "agenda", "asso", "association", "bibliotheque", "billetterie",
    "bonjour", "bureau", "ccas", "centre", "communication", "contact", "coordination", "culture", "direction", "equipe",
    "festival", "foyer", "hello", "info", "information", "informations", "infos", "inscription", "inscriptions",
    "mairie", "mediatheque", "mjc", "musee", "office", "ot", "presse", "programmation", "reservation", "reservations",
    "resa", "secretariat", "theatre", "tourisme",
})  # fmt: skip
"""First words of addresses that belong to a role, not to a person."""


def is_role_address(email: str | None) -> bool:
    """Whether an e-mail address is that of a role rather than of a person: `contact@…`, `mairie-gap@…`."""
    if not email or "@" not in email:
        return False
    first = fold(email).partition("@")[0].replace("_", "-").replace(".", "-").partition("-")[0]
    return first in _ROLES


def is_mobile(telephone: str | None) -> bool:
    """Whether a number is that of a French mobile telephone."""
    return bool(telephone) and _MOBILE.search(telephone or "") is not None


def without_contacts(text: str, mark: str) -> str:
    """A plain `text` with `mark` in place of people's own mails and mobile numbers; the same object if it has none."""
    found = _replaced(text, mark)
    return text if found == text else _once(found, mark)


def html_without_contacts(html: str, mark: str) -> str:
    """The same of safe HTML: links that write or call go with their words; the rest stays as it is.

    Where tags stand between the figures of a number, the text is kept and its tags are not.
    """
    if not holds(html, _FIGURES) and not holds(html, _SIGNS) and "tel:" not in html:
        return html
    shown = escape(mark, quote=False)
    found = (
        _LINK.sub(lambda match: _link(match, shown), html) if "mailto:" in html or "tel:" in html else html
    )
    found = _replaced(found, shown)
    bare = unescape(_TAG.sub("", found))
    if _replaced(bare, mark) != bare:
        plain = unescape(_TAG.sub("", _BREAK.sub("\n", found))).strip()
        return "<p>" + escape(without_contacts(plain, mark), quote=False).replace("\n", "<br>") + "</p>"
    return html if found == html else _once(found, shown)


def _replaced(text: str, mark: str) -> str:
    if holds(text, _FIGURES):
        text = _MOBILE.sub(lambda m: m[0] if _in_address(text, m.start()) else mark, text)
    if holds(text, _SIGNS):
        text = _MAIL.sub(lambda m: m[0] if _stays(m) else mark, text)
    return text


def _in_address(text: str, at: int) -> bool:
    """Whether what begins at `at` is part of a web address."""
    begin = max(text.rfind(sign, 0, at) for sign in " \n<>\"'")
    before = text[begin + 1 : at].lower()
    return "://" in before or "www." in before


def _stays(match: re.Match[str]) -> bool:
    role = is_role_address(f"{match['who']}@{match['host']}")
    return role or _in_address(match.string, match.start())


def _link(match: re.Match[str], mark: str) -> str:
    """A link that stays when what it leads to does, else the mark."""
    target = unescape(match["target"]).replace("%20", " ").replace("%40", "@")
    if match["scheme"].lower() == "mailto":
        return match[0] if is_role_address(target.partition("?")[0]) else mark
    return mark if is_mobile(target) else match[0]


def _once(text: str, mark: str) -> str:
    """Marks that follow one another are one."""
    again = re.escape(mark)
    return re.sub(rf"{again}(?:(?:\s|[,;/–-]|ou|et){{1,5}}{again})+", lambda _: mark, text)
