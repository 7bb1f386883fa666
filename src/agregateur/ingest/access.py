"""At what price, and with booking or not: read from fields and from plain sentences, never guessed.

Not stated is None: it is shown as "Prix non précisé", never as free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agregateur.text import fold, holds, words

_PAY_WHAT_YOU_WANT = re.compile(
    r"\b(?:prix libre|participation (?:financiere )?(?:libre|consciente|volontaire|souhaitee)|libre participation"
    r"|au chapeau|chapeau|tarif libre|tarif conscient|don libre|dons? bienvenus?|libre et conscient"
    r"|participation aux frais libre|contribution libre|libre contribution|corbeille)\b"
)
_FREE_ENTRY = re.compile(
    r"\b(?:entree|acces|admission) (?:est )?(?:libre|gratuite?)\b|\bgratuit(?:e|es|s|ement)?\b|\bfree\b"
)
_FREE_EVENT = re.compile(
    r"\b(?:entree|acces) (?:est )?(?:libre|gratuite?)\b(?! (?:a|aux|au) (?:parking|buvette))"
    r"|\b(?:evenement|spectacle|concert|atelier|animation|seance|visite|exposition|expo|conference|projection|sortie"
    r"|activite|cours|initiation|soiree|journee|balade|stage|manifestation|bal)s?"
    r" (?:est |sont )?(?:\w+ et )?(?:libre et )?gratuite?s?\b"
    r"|(?:^|[.!?\n•\-–:|(]\s*)(?:c'est )?(?:100 ?% )?(?:totalement |entierement )?gratuit(?:e|es|s)?"
    r"(?=\s*(?:$|[.!?,\n)|]| et (?:ouvert|sans|libre|accessible)|,? (?:sur|sans|ouvert|a tous|pour tous|tout public)))"
)
_FREE_FOR_SOME = re.compile(
    r"\bgratuit(?:e|s|es)?\s*(?:\(?\s*[-<]\s*(?:de\s*)?\d|\(?(?:de )?(?:moins|jusqu|pour (?!tou|le public)|avant"
    r"|a partir|chomeurs|etudiants|sous condition|adherents|aux adherents|enfants?\b"
    r"|des?\s*\d|pour les|accompagn|si\b|\d+\s*[-/a]\s*\d+\s*ans))"
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
# A price for coming in: who pays or what for, before the amount ("Tarif : 5 €") or behind it ("10 € adulte").
_PRICED = re.compile(r"\d(?<![\d.,]\d)\d{0,3}(?:[.,]\d{1,2})?\s*(?:€|euros?\b|eur\b)")
_TOLD_BEFORE = re.compile(
    r"\b(?:tarifs?|entree|prix|paf|participation(?: aux frais)?|plein tarif|adultes?|cotisation|billets?|places?)\b"
    r"[^.\n]{0,25}?\d\Z"
)
_LONGEST_BEFORE = 60
_TOLD_BEHIND = re.compile(
    r"\s*(?:/|par|pour|la)?\s*(?:adultes?|personnes?|pers\b|enfants?|adherents?|licencies?|tarif|plein tarif|la place"
    r"|l'entree)"
)
# What each of these patterns cannot do without: most texts speak of none of it, and are searched but around it.
_FREE = re.compile("gratuit|libre")
_EUROS = re.compile(r"eur(?<=[\d\s]eur)(?:os?)?\b")
_GRATUIT = re.compile("gratuit")
_BEYOND = 20
"""Characters that a pattern looks at behind its match."""
_PAY_SIGNS = (
    "prix libre", "participation", "chapeau", "tarif libre", "tarif conscient", "don libre", "bienvenu",
    "libre et conscient", "contribution", "corbeille",
)  # fmt: skip


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
    if _AMOUNT.search(price):
        return "gratuit"
    return "payant" if _PAID_WORDS.search(price) else None


def _amounts(text: str) -> Iterator[float]:
    return (float((match["a"] or match["b"]).replace(",", ".")) for match in _AMOUNT.finditer(text))


def _beside(
    word: re.Pattern[str], pattern: re.Pattern[str], text: str, before: int = 60, behind: int = 60
) -> re.Match[str] | None:
    """The first match of a pattern of which each match holds `word`, begins at most so many characters `before` it and
    ends so many `behind`: a third of the cost of searching the whole text."""
    for at in word.finditer(text):
        last = at.end() + behind
        found = pattern.search(text, max(0, at.start() - before), last + _BEYOND)
        if found and found.end() <= last:
            return found
    return None


def _has_price(text: str) -> bool:
    if "€" not in text and not _EUROS.search(text):
        return False
    for amount in _PRICED.finditer(text):
        # One figure more than what stands before, so that a word's end is seen as such.
        at = amount.start()
        if _TOLD_BEFORE.search(text, max(0, at - _LONGEST_BEFORE), at + 1):
            return True
        if _TOLD_BEHIND.match(text, amount.end()):
            return True
    return False


def _of_text(title: str, text: str) -> str | None:
    for where in (title, text):
        if not where:
            continue
        if holds(where, _PAY_SIGNS) and _PAY_WHAT_YOU_WANT.search(where):
            return "prix-libre"
        if _has_price(where):
            return "payant"
        some = None
        if "gratuit" in where:
            some = _beside(_GRATUIT, _FREE_FOR_SOME, where, 30)
            if some and any(_amounts(where)):
                # "6 EUR, gratuit moins de 12 ans": free for some, so not for the others.
                return "payant"
        elif "libre" not in where:
            continue
        free = _beside(_FREE, _FREE_EVENT, where, behind=len("es"))
        if free and not some:
            after = where[free.end() : free.end() + 80]
            return None if _CONSUMPTION.search(after) else "gratuit"
    return None


_BOOKING = r"(?:inscriptions?|reservations?)"
_MUST_BOOK = re.compile(
    rf"\b{_BOOKING} (?:\w+ ){{0,2}}?(?:obligatoire|indispensable|necessaire|requise|imperative)s?\b|\bsur {_BOOKING}\b"
    r"|\bobligatoire\b.{0,20}\binscription\b|\bsur rendez[- ]vous\b"
)
_SHOULD_BOOK = re.compile(
    rf"\b{_BOOKING} (?:\w+ ){{0,2}}?(?:conseillee|recommandee|souhaitee|souhaitable|preferable)s?\b"
)
_NO_BOOKING = re.compile(
    rf"\b(?:sans|pas d'|aucune|ni) ?(?:\w+ ni )?{_BOOKING}\b(?! prealable obligatoire)|\bsans rendez[- ]vous\b"
)
_BOOKED = re.compile("inscription|reservation|rendez")
_BOOKING_SIGNS = ("inscription", "reservation", "rendez")
_MUST_SIGNS = (
    "obligatoire", "indispensable", "necessaire", "requise", "imperative", "sur inscr", "sur reser", "sur rendez",
)  # fmt: skip
_SHOULD_SIGNS = ("conseillee", "recommandee", "souhait", "preferable")
_NO_SIGNS = ("sans", "pas d'", "aucune", "ni inscr", "ni reser", "niinscr", "nireser")
_BOOKING_WORDS = {
    "obligatoire": "obligatoire", "requise": "obligatoire", "oui": "obligatoire", "required": "obligatoire",
    "conseillee": "conseillee", "recommandee": "conseillee", "recommended": "conseillee",
    "sans": "sans", "non": "sans", "libre": "sans", "none": "sans", "aucune": "sans",
}  # fmt: skip


def booking(registration: str | None, text: str | None) -> str | None:
    """`obligatoire`, `conseillee`, `sans`, or None when nothing says it. The stricter one wins."""
    said = fold((text or "")[:5000])
    if registration:
        word = " ".join(words(registration))
        if word in _BOOKING_WORDS:
            return _BOOKING_WORDS[word]
        said = f"{fold(registration)}\n{said}"
    if not holds(said, _BOOKING_SIGNS):
        return None
    without = holds(said, _NO_SIGNS) and _beside(_BOOKED, _NO_BOOKING, said)
    asked = _NO_BOOKING.sub(" ", said) if without else said
    if holds(asked, _MUST_SIGNS) and _beside(_BOOKED, _MUST_BOOK, asked):
        return "obligatoire"
    if holds(said, _SHOULD_SIGNS) and _beside(_BOOKED, _SHOULD_BOOK, said):
        return "conseillee"
    return "sans" if without else None
