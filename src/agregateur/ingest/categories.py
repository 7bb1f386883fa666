"""Partner's words, title and venue -> one to three category codes, the main one first.

Order of trust: the operator's mapping of the partner's words, then those words themselves with the title, then the
venue, then the source's default, else `autre`. The words that decide are data (`taxonomie.yaml`). Who writes nothing
but our own labels, as another portal does, has chosen, and in that order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from agregateur.taxonomy import OTHER, labels, neutral_phrases, taxonomy
from agregateur.text import fold

_TOKEN = re.compile(r"[^\W_]+")
_SAME_IN_PLURAL = frozenset({"cours", "sens", "bus", "ess", "jazz"})
_LONGEST = 6
"""Words in the longest phrase looked up."""
_AS_SAID = 1.5
"""A partner's category word weighs more than the same word in a title."""
_SECOND = 3.0
"""Least score of a second or third category; and at least half of the first's."""


def classify(
    words: Sequence[str],
    title: str,
    venue: str | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
    default: str | None = None,
) -> tuple[str, ...]:
    """One to three codes of the taxonomy.

    `words` are the partner's category words, `mapping` the operator's (the partner's word -> our code, compared
    folded), `default` the source's category.
    """
    settled: list[str] = []
    others: Sequence[str] = words
    if mapping and words:
        ours = {fold(word).strip(): code for word, code in mapping.items()}
        settled = list(dict.fromkeys(ours[f] for word in words if (f := fold(word).strip()) in ours))
        others = [word for word in words if fold(word).strip() not in ours]
    said = [_labels().get(fold(word).strip()) for word in others]
    if said and not settled and None not in said:
        return tuple(dict.fromkeys(filter(None, said)))[:3]
    scores = _scores([(word, _AS_SAID) for word in others] + [(title, 1.0)])
    ranked = sorted(scores, key=lambda code: (-scores[code], _order()[code]))
    if not settled and not ranked and venue:
        ranked = _by_venue(venue)[:1]
        scores = dict.fromkeys(ranked, 1.0)
    if not settled and not ranked:
        return (default or OTHER,)
    best = scores[ranked[0]] if ranked else 0.0
    first = settled or ranked[:1]
    more = [code for code in ranked if scores[code] >= _SECOND and scores[code] * 2 >= best]
    return tuple(dict.fromkeys([*first, *more]))[:3]


def _scores(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    strongest: dict[str, int] = {}
    read = [(_read(text), factor) for text, factor in texts]
    for (phrases, _), factor in read:
        for phrase in phrases:
            for code, weight in _index().get(phrase, ()):
                scores[code] = scores.get(code, 0.0) + weight * factor
                strongest[code] = max(strongest.get(code, 0), weight)
    doubtful = [code for code in scores if strongest[code] < 4 and code in _unless()]
    if doubtful:
        everything = "".join(f" {said} |" for (_, said), _ in read)
        for code in doubtful:
            if any(f" {phrase} " in everything for phrase in _unless()[code]):
                del scores[code]
    return scores


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[str, ...], str]:
    """The known phrases of a text, each once, the longest at each place, and its folded words.

    Words of a phrase are not read again.
    """
    tokens = _tokens(text)
    found: dict[str, None] = {}
    known = _known()
    skipped = 0
    for at, (_, _, longest) in enumerate(tokens):
        if at < skipped:
            continue
        for length in range(min(longest, len(tokens) - at), 0, -1):
            part = tokens[at : at + length]
            exact = "=" + " ".join(accented for _, accented, _ in part)
            plain = " ".join(folded for folded, _, _ in part)
            phrase = exact if exact in known else plain
            if phrase in known:
                found[phrase] = None
                skipped = at + length
                break
    return tuple(found), " ".join([folded for folded, _, _ in tokens])


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Of each word: its folded and its accented form, in lower case and in the singular, and how many words the longest
    phrase has that begins with it."""
    return list(map(_token, _words(text)))


@lru_cache(maxsize=16384)
def _token(word: str) -> tuple[str, str, int]:
    folded, accented = _forms(word)
    openings = _openings()
    return folded, accented, max(openings.get(folded, 0), openings.get("=" + accented, 0))


def _words(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text[:1000]).lower())


def _forms(word: str) -> tuple[str, str]:
    return _singular(fold(word)), _singular(word)


def _singular(word: str) -> str:
    if len(word) > 3 and word[-1] in "sx" and word not in _SAME_IN_PLURAL:
        return word[:-1]
    return word


def _key(phrase: str) -> str:
    if phrase.startswith("="):
        return "=" + " ".join(_forms(word)[1] for word in _words(phrase))
    return " ".join(_forms(word)[0] for word in _words(phrase))


@cache
def _index() -> dict[str, list[tuple[str, int]]]:
    """Phrase -> (category, weight)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for category in taxonomy().values():
        for phrase, weight in category.words.items():
            found.setdefault(_key(phrase), []).append((category.code, weight))
    return found


@cache
def _known() -> frozenset[str]:
    neutral = {_key(phrase) for phrase in neutral_phrases()}
    return frozenset(neutral | _index().keys())


@cache
def _openings() -> dict[str, int]:
    """First word of known phrases, with the "=" of those that keep their accents -> words in the longest of them."""
    found: dict[str, int] = {}
    for phrase in _known():
        words = phrase.split(" ")
        found[words[0]] = max(found.get(words[0], 0), min(len(words), _LONGEST))
    return found


@cache
def _unless() -> dict[str, frozenset[str]]:
    return {c.code: frozenset(map(_key, c.unless)) for c in taxonomy().values() if c.unless}


@cache
def _labels() -> dict[str, str]:
    """Our own labels, folded -> code."""
    return {fold(label).strip(): code for code, label in labels().items() if code != OTHER}


@cache
def _order() -> dict[str, int]:
    return {code: at for at, code in enumerate(taxonomy())}


@lru_cache(maxsize=4096)
def _by_venue(venue: str) -> list[str]:
    tokens = {_forms(word)[0] for word in _words(venue)}
    return [code for code, hints in _hints().items() if not hints.isdisjoint(tokens)]


@cache
def _hints() -> dict[str, frozenset[str]]:
    """Category -> words of venues that hint at it."""
    return {c.code: frozenset(map(_key, c.venues)) for c in taxonomy().values()}
