"""The deadline that an article states: until when one may apply, answer or offer help. Pure.

Days are read by `prose`, to which a deadline is a day that is no event's; here it is what is looked for. It is said by
words beside a day (`date limite de dépôt : 15 décembre`), or by weaker ones (`avant le`, `jusqu'au`) in a sentence that
speaks of applying. A year that is not said is the next one; what two sentences say differently is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur.ingest.prose.announce import YEARS
from agregateur.ingest.prose.day import Day
from agregateur.ingest.prose.days import Days
from agregateur.ingest.prose.elements import Bound, Element, Read, read
from agregateur.ingest.prose.phrases import leading, whole
from agregateur.ingest.prose.resolve import resolve
from agregateur.taxonomy import Genre

DATED: frozenset[Genre] = frozenset(("appel", "benevolat", "emploi", "echange"))
"""Genres whose articles have a deadline."""
_FARTHEST = timedelta(days=2 * 366)
"""Further ahead it is the end of a programme, not of its applications."""
_BEFORE, _AFTER = 90, 60
"""Characters looked at on either side of a day, in its sentence."""

# The patterns see folded slices of one sentence, as in `prose.roles`.
_OF_APPLYING = (
    "candidatures?", "dossiers?", "depots?", "inscriptions?", "reponses?", "propositions?", "projets?", "offres?",
    "demandes?", "contributions?", "manifestations?", "participations?", "reception", "remise", "envoi", "retour",
    "cv", "formulaires?",
)  # fmt: skip
_LIMIT = leading(
    rf"(?:dates?~(?:et~heure~)?limites?|date~butoir|delais?~limites?|clotures?|echeances?|deadline|fin)_(?:{'|'.join(_OF_APPLYING)})",
    rf"limites?_(?:{'|'.join(_OF_APPLYING)})",
    "dates?~(?:et~heure~)?limites? date~butoir deadline limite~fixee clotures?",
    "clotures?_(?:fixee|prevue)",
    gap=25,
)
_LIMIT_AFTER = re.compile(
    r"^\W*(?:inclus\w*\W+)?(?:dernier delai|au plus tard|delai de rigueur|cachet de la poste|date limite)\b"
)
_WEAK = leading("avant d'ici au~plus~tard dernier~delai echeance_ jusqu'(?:au|a) jusque", gap=12)
_APPLYING = whole(
    *_OF_APPLYING,
    "candidat\\w+ postul\\w+ depos\\w+ inscri\\w+ repond\\w+ envoy\\w+ adress\\w+ transmet\\w+ transmis\\w* remett\\w+",
    "soumettre soumission appel aap participer manifest\\w+ contact\\w+ contribu\\w+ propos\\w+ renvoy\\w+ retourn\\w+",
    "lettre~de~motivation",
)
_OTHER = whole(
    "paiements? payer regler verse\\w* versements? realis\\w+ execut\\w+ travaux livr\\w+ consommation utilis\\w+",
    "validite valable expos\\w+ vacances ferme\\w* fermeture reserver reservations? billet\\w* visible contrat cdd",
    "poste~a~pourvoir prise~de~poste embauche resultats? laureats? jury selection notification annonce~des",
)  # fmt: skip
"""What else ends on a day."""


def deadline(title: str, text: str | None, *, published: datetime | None, zone: str) -> date | None:
    """The last day on which one may answer the article, a local date; None when it is not surely said.

    `published` (aware, or naive = on the clock of `zone`, an IANA name) settles the years that are not said, and is
    never after the deadline. Of what is said, the plainest words are believed, and only if they name one day.
    """
    since = _day(published, zone)
    found: dict[int, set[date]] = {}
    for part, named in ((title, True), (text or "", False)):
        for rank, day in _stated(read(part), named=named):
            if (on := _resolved(day, since)) is not None:
                found.setdefault(rank, set()).add(on)
    best = found[max(found)] if found else set()
    return next(iter(best)) if len(best) == 1 else None


def _stated(part: Read, *, named: bool) -> Iterator[tuple[int, Day]]:
    """(how plainly, day) of each deadline; `named`: the text is a title, which speaks of the article alone."""
    for element in part.elements:
        if (day := _day_of(element)) is None:
            continue
        before = part.before(element.start, _BEFORE) or _headline(part, element)
        after = part.after(element.stop, _AFTER)
        sentence = part.words_of(part.sentence(element))
        if _OTHER.search(before[-_NEAR:]) and not _LIMIT.search(before):
            continue
        if _LIMIT.search(before) or _LIMIT_AFTER.search(after):
            yield (3 if _APPLYING.search(sentence) or named else 2), day
        elif _is_ended(element, before, sentence, named=named):
            yield 1, day


def _is_ended(element: Element, before: str, sentence: str, *, named: bool) -> bool:
    """Whether weaker words say so: `avant le`, `jusqu'au`, or a span of which one applies."""
    if isinstance(element, Bound) or _WEAK.search(before):
        return named or _APPLYING.search(sentence) is not None
    return isinstance(element, Days) and element.ranged and _APPLYING.search(before[-_NEAR:]) is not None


def _headline(part: Read, element: Element) -> str:
    """The line above a day that begins one: `Date limite de dépôt`, then `15 décembre`."""
    number = part.sentence(element)
    return part.words_of(number - 1).rstrip()[-_BEFORE:] if number else ""


_NEAR = 45
"""Characters before a day in which a word is about it."""


def _day_of(element: Element) -> Day | None:
    """The day that ends a span, or the only one."""
    if isinstance(element, Bound):
        return element.day if element.until else None
    if not isinstance(element, Days) or not (element.ranged or len(element.days) == 1):
        return None
    return element.days[-1]


def _resolved(day: Day, since: date | None) -> date | None:
    """The date that `day` means, the next one after `since`; None when it is past, too far, or not surely said."""
    found = resolve(day, since, since if day.relative is None else None)
    if len(found) != 1 or found[0].disagrees:
        return None
    on = found[0].on
    if since is None:
        return on if found[0].dated else None
    return on if since <= on <= since + _FARTHEST else None


def _day(published: datetime | None, zone: str) -> date | None:
    if published is None or published.year not in YEARS:
        return None
    return published.astimezone(ZoneInfo(zone)).date() if published.tzinfo else published.date()
