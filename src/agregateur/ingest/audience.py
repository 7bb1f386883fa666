"""For whom, and how accessible: from the partner's own fields, from ages, and from plain words.

Not stated is empty: never "tout public", never "non accessible".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agregateur.text import fold

_AUDIENCES = (
    ("tout-public", r"tou(?:t|s)[- ]publics?|pour tous|tous ages|tout age|all ages"),
    ("tout-petits", r"tout[- ]petits?|petite enfance|bebes?|0[- /a]+3 ans"),
    ("enfants", r"enfants?|jeune public|kids?|children"),
    ("ados", r"ados?|adolescents?|collegiens?|lyceens?|teens?"),
    ("familles", r"familles?|familial|familiale|parents?[- ]enfants?|en famille|family"),
    ("jeunes", r"jeunes|16[- /a]+25 ans"),
    ("adultes", r"adultes?|adults?"),
    ("seniors", r"seniors?|personnes agees|retraites?|aines|3e age|troisieme age"),
    ("professionnels", r"professionnels?|entreprises?|pros?"),
    ("scolaires", r"scolaires?|classes?|ecoles?"),
    ("adherents", r"adherents?|membres?|reserve aux adherents"),
)
_AUDIENCE_WORDS = tuple((code, re.compile(rf"\b(?:{pattern})\b")) for code, pattern in _AUDIENCES)
_ANY_AUDIENCE = re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in _AUDIENCES)})\b")
_ONLY_FIELD = frozenset({"professionnels", "scolaires", "adherents", "jeunes", "adultes"})
"""Read in the partner's own field alone: in a title "école" or "membres" says nothing of the public."""
_AGES = (("tout-petits", 0.0, 3.0), ("enfants", 4.0, 11.0), ("ados", 12.0, 17.0), ("adultes", 18.0, 120.0))
_FROM = re.compile(
    r"(?<!gratuit )\b(?:des|a partir de|a partir des) (?:l'age de )?(\d{1,2})(?: ?ans| et plus)\b"
)
_YEARS = re.compile(r"ans(?:(?<=\dans)|(?<=\d ans))")
_AND_MORE = re.compile(r" et plus(?<=\d et plus)")
_TOUT_PUBLIC = re.compile(r"\btout public\b")
_BETWEEN = re.compile(r"\b(?:de |pour les |enfants? (?:de )?)?(\d{1,2}) ?(?:a|-|/|–) ?(\d{1,2}) ans\b")


def audience(
    stated: Sequence[str], title: str, text: str | None, age_min: float | None, age_max: float | None
) -> tuple[str, ...]:
    """Codes of `public`, in the taxonomy's order; () when nothing says it.

    Ages (years) become codes by overlap with 0-3, 4-11, 12-17 and 18+. An age with no upper end ("dès 6 ans") means a
    public that starts there: it gives the ages of youth it covers, and `familles`. A title is read for plain words and
    ages, a description for "tout public" and "dès … ans" only.
    """
    found: set[str] = set()
    for word in stated:
        folded = fold(word)
        found.update(code for code, pattern in _AUDIENCE_WORDS if pattern.search(folded))
        found.update(_of_ages(*_ages(folded)))
    folded_title = fold(title)
    if not found and _ANY_AUDIENCE.search(folded_title):
        found.update(
            code for code, p in _AUDIENCE_WORDS if code not in _ONLY_FIELD and p.search(folded_title)
        )
    if age_min is None and age_max is None and not stated:
        age_min, age_max = _ages(folded_title)
        if age_min is None:
            said = fold((text or "")[:3000])
            match = _FROM.search(said) if _tells_an_age(said) else None
            age_min = float(match[1]) if match else None
    found.update(_of_ages(age_min, age_max))
    if not found and "tout public" in (said := fold((text or "")[:3000])) and _TOUT_PUBLIC.search(said):
        found.add("tout-public")
    return tuple(code for code, _ in _AUDIENCES if code in found)


def _ages(text: str) -> tuple[float | None, float | None]:
    if not _tells_an_age(text):
        return None, None
    between = _BETWEEN.search(text)
    if between:
        low, high = sorted((float(between[1]), float(between[2])))
        return low, high
    since = _FROM.search(text)
    return (float(since[1]), None) if since else (None, None)


def _tells_an_age(text: str) -> bool:
    # Each begins with letters that are soon looked for, where most texts have figures.
    return _YEARS.search(text) is not None or _AND_MORE.search(text) is not None


def _of_ages(low: float | None, high: float | None) -> set[str]:
    if low is None and high is None:
        return set()
    low = low or 0.0
    if low < 0 or (high is not None and (high < low or high > 130)):
        return set()
    if high is None:
        if low >= 60:
            return {"seniors"}
        if low >= 16:
            return {"adultes"}
        return {code for code, start, end in _AGES[:3] if end >= low} | {"familles"}
    if high >= 99:
        # "De 6 à 99 ans" is a way of saying everyone.
        return {"tout-public"} if low <= 12 else _of_ages(low, None)
    if low >= 15 and high <= 26:
        return {"jeunes"} | ({"ados"} if low < 18 else set())
    return {code for code, start, end in _AGES if low < end + 1 and high >= start}


_ACCESSIBILITY = (
    ("moteur", r"moteur|motrice|pmr|mobilite reduite|fauteuils?|wheelchair"),
    ("visuel", r"visuel|visuelle|aveugles?|malvoyants?|non[- ]voyants?|braille"),
    ("auditif", r"auditif|auditive|sourds?|malentendants?"),
    ("psychique", r"psychique|mental health"),
    ("intellectuel", r"intellectuel|intellectuelle|mental|cognitif|falc"),
    ("lsf", r"lsf|langue des signes|signe"),
    ("boucle", r"boucle (?:magnetique|a induction|auditive)|bim"),
    ("audiodescription", r"audiodescription|audio description"),
)
_ACCESSIBILITY_WORDS = tuple((code, re.compile(rf"\b(?:{pattern})\b")) for code, pattern in _ACCESSIBILITY)


def accessibility(stated: Sequence[str]) -> tuple[str, ...]:
    """Codes of `accessibilite` from the partner's own field; () = not stated. A "non accessible" gives nothing."""
    if not stated:
        return ()
    said = [fold(word) for word in stated if not re.search(r"\b(?:non|pas|not|inaccessible)\b", fold(word))]
    codes = [
        code for code, pattern in _ACCESSIBILITY_WORDS if any(w == code or pattern.search(w) for w in said)
    ]
    return tuple(codes)
