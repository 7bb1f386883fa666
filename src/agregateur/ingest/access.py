"""For whom, at what price, with booking or not: read from fields and from plain sentences, never guessed.

Not stated is None or empty: it is shown as "Prix non précisé", never as free.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agregateur.text import fold, words

_PAY_WHAT_YOU_WANT = re.compile(
    r"\b(?:prix libre|participation (?:financiere )?(?:libre|consciente|volontaire|souhaitee)|libre participation|au chapeau|chapeau"
    r"|tarif libre|tarif conscient|don libre|dons? bienvenus?|libre et conscient|participation aux frais libre|contribution libre"
    r"|libre contribution|corbeille)\b"
)
_FREE_ENTRY = re.compile(
    r"\b(?:entree|acces|admission) (?:est )?(?:libre|gratuite?)\b|\bgratuit(?:e|es|s|ement)?\b|\bfree\b"
)
_FREE_EVENT = re.compile(
    r"\b(?:entree|acces) (?:est )?(?:libre|gratuite?)\b(?! (?:a|aux|au) (?:parking|buvette))"
    r"|\b(?:evenement|spectacle|concert|atelier|animation|seance|visite|exposition|expo|conference|projection|sortie|activite"
    r"|cours|initiation|soiree|journee|balade|stage|manifestation|bal)s? (?:est |sont )?(?:\w+ et )?(?:libre et )?gratuite?s?\b"
    r"|(?:^|[.!?\n•\-–:|]\s*)(?:c'est )?(?:100 ?% )?(?:totalement |entierement )?gratuit(?:e|es|s)?"
    r"(?=\s*(?:$|[.!?,\n)|]| et (?:ouvert|sans|libre|accessible)|,? (?:sur|sans|ouvert|a tous|pour tous|tout public)))"
)
_FREE_FOR_SOME = re.compile(
    r"\bgratuit(?:e|s|es)?\s*(?:\(?\s*[-<]\s*(?:de\s*)?\d|\(?(?:de )?(?:moins|jusqu|pour (?!tou|le public)|avant|a partir|chomeurs|etudiants|sous condition"
    r"|adherents|aux adherents|enfants?\b|des?\s*\d|pour les|accompagn|si\b|\d+\s*[-/a]\s*\d+\s*ans))"
    r"|\b(?:enfants?|adherents?|moins de \d+ ans|-\s?\d+ ans|etudiants?|accompagnateurs?)\s*:?\s*gratuit"
)
_CONSUMPTION = re.compile(r"\bconsommations?\b")
_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<a>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:€|euros?\b|eur\b)|€\s*(?P<b>\d{1,4}(?:[.,]\d{1,2})?)"
)
_BARE_NUMBER = re.compile(r"^\s*(\d{1,4}(?:[.,]\d{1,2})?)\s*$")
_PAID_WORDS = re.compile(
    r"\b(?:payant|payante|payants|payantes|tarif plein|plein tarif|tarif unique|tarif reduit|billet)\b"
)
_PRICE_SENTENCE = re.compile(
    r"\b(?:tarifs?|entree|prix|paf|participation(?: aux frais)?|plein tarif|adultes?|cotisation|billets?|places?)\b[^.\n]{0,25}?"
    r"(?<![\d.,])\d{1,4}(?:[.,]\d{1,2})?\s*(?:€|euros?\b)"
)


def access(price: str | None, free: bool | None, title: str, text: str | None) -> str | None:
    """`gratuit`, `prix-libre`, `payant`, or None when nothing says it.

    `price` is the partner's price text, `free` its flag, `text` the plain description, read for plain sentences only
    ("Entrée libre", "Tarif : 5 €"; not "parking gratuit" nor "500 € de lots").
    """
    stated = _of_price(fold(price)) if price else None
    if stated:
        return stated
    told = _of_text(fold(title), fold((text or "")[:5000]))
    if free is True:
        return told if told == "prix-libre" else "gratuit"
    if free is False:
        return "prix-libre" if told == "prix-libre" else "payant"
    return told


def _of_price(price: str) -> str | None:
    number = _BARE_NUMBER.match(price)
    if number:
        return "gratuit" if float(number[1].replace(",", ".")) == 0 else "payant"
    if _FREE_FOR_SOME.search(price) or any(_amounts(price)):
        # "Prix libre, 5 € conseillés" stays free to choose.
        return "prix-libre" if _PAY_WHAT_YOU_WANT.search(price) and "gratuit" not in price else "payant"
    if _PAY_WHAT_YOU_WANT.search(price):
        return "prix-libre"
    if _FREE_ENTRY.search(price):
        return None if _CONSUMPTION.search(price) else "gratuit"
    if _amounts(price):
        return "gratuit"
    return "payant" if _PAID_WORDS.search(price) else None


def _amounts(text: str) -> list[float]:
    return [float((match["a"] or match["b"]).replace(",", ".")) for match in _AMOUNT.finditer(text)]


def _of_text(title: str, text: str) -> str | None:
    for where in (title, text):
        if not where:
            continue
        if _PAY_WHAT_YOU_WANT.search(where):
            return "prix-libre"
        if _PRICE_SENTENCE.search(where):
            return "payant"
        free = _FREE_EVENT.search(where)
        if free and not _FREE_FOR_SOME.search(where):
            after = where[free.end() : free.end() + 80]
            return None if _CONSUMPTION.search(after) else "gratuit"
    return None


_BOOKING = r"(?:inscriptions?|reservations?)"
_MUST_BOOK = re.compile(
    rf"\b{_BOOKING} (?:\w+ ){{0,2}}?obligatoires?\b|\b(?:uniquement |seulement )?sur {_BOOKING}\b|\b{_BOOKING} (?:indispensable|necessaire|requise|imperative)s?\b"
    r"|\bobligatoire\b.{0,20}\binscription\b|\bsur rendez[- ]vous\b"
)
_SHOULD_BOOK = re.compile(
    rf"\b{_BOOKING} (?:\w+ ){{0,2}}?(?:conseillee|recommandee|souhaitee|souhaitable|preferable)s?\b"
)
_NO_BOOKING = re.compile(
    rf"\b(?:sans|pas d'|aucune|ni) ?(?:\w+ ni )?{_BOOKING}\b(?! prealable obligatoire)|\bsans rendez[- ]vous\b"
)
_BOOKING_WORDS = {
    "obligatoire": "obligatoire", "requise": "obligatoire", "oui": "obligatoire", "required": "obligatoire",
    "conseillee": "conseillee", "recommandee": "conseillee", "recommended": "conseillee",
    "sans": "sans", "non": "sans", "libre": "sans", "none": "sans", "aucune": "sans",
}  # fmt: skip


def booking(registration: str | None, text: str | None) -> str | None:
    """`obligatoire`, `conseillee`, `sans`, or None when nothing says it. The stricter one wins."""
    word = " ".join(words(registration or ""))
    if word in _BOOKING_WORDS:
        return _BOOKING_WORDS[word]
    said = fold(f"{registration or ''}\n{(text or '')[:5000]}")
    if _MUST_BOOK.search(_NO_BOOKING.sub(" ", said)):
        return "obligatoire"
    if _SHOULD_BOOK.search(said):
        return "conseillee"
    return "sans" if _NO_BOOKING.search(said) else None


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
_ONLY_FIELD = frozenset({"professionnels", "scolaires", "adherents", "jeunes", "adultes"})
"""Read in the partner's own field alone: in a title "école" or "membres" says nothing of the public."""
_AGES = (("tout-petits", 0.0, 3.0), ("enfants", 4.0, 11.0), ("ados", 12.0, 17.0), ("adultes", 18.0, 120.0))
_FROM = re.compile(
    r"(?<!gratuit )\b(?:des|a partir de|a partir des) (?:l'age de )?(\d{1,2})(?: ?ans| et plus)\b"
)
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
    if not found:
        found.update(
            code for code, p in _AUDIENCE_WORDS if code not in _ONLY_FIELD and p.search(folded_title)
        )
    if age_min is None and age_max is None and not stated:
        age_min, age_max = _ages(folded_title)
        if age_min is None:
            match = _FROM.search(fold((text or "")[:3000]))
            age_min = float(match[1]) if match else None
    found.update(_of_ages(age_min, age_max))
    if not found and re.search(r"\btout public\b", fold((text or "")[:3000])):
        found.add("tout-public")
    return tuple(code for code, _ in _AUDIENCES if code in found)


def _ages(text: str) -> tuple[float | None, float | None]:
    between = _BETWEEN.search(text)
    if between:
        low, high = sorted((float(between[1]), float(between[2])))
        return low, high
    since = _FROM.search(text)
    return (float(since[1]), None) if since else (None, None)


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
    said = [fold(word) for word in stated if not re.search(r"\b(?:non|pas|not|inaccessible)\b", fold(word))]
    codes = [
        code for code, pattern in _ACCESSIBILITY_WORDS if any(w == code or pattern.search(w) for w in said)
    ]
    return tuple(codes)
