"""Words of titles and texts: folded, without what says nothing; the parts of a title; names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cache, lru_cache

from agregateur.ingest.matching.themes import PROPER, SHARED, telling
from agregateur.ingest.matching.vocabulary import FRAMES, GENERIC, REPEATERS, SAME_WORD, SORTS, STOP, stem
from agregateur.text import holds

_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "janv|fev|avr|juil|sept|oct|nov|dec"
)
_TIME_WORDS = re.compile(
    r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2}\s*(?:h|heures?)\s*(?:\d{2})?\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b(?:19|20)\d\d\b"
    r"|\b(?:\d{1,3}(?:\s*(?:,|/|-|et)\s*))*\d{1,3}\s?kms?\b"
    rf"|\b(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?\d{{1,2}}(?:er)?\s+(?:et \d{{1,2}} )?"
    rf"(?:{_MONTHS})\b"
)
_FIGURE = re.compile(r"\d")
_NUMBERED_WORD = re.compile(
    r"\b(?:groupe|gr\.?|niv\.?|partie|part|niveau|session|seance|acte|episode|vol|volume|n)\s*(?:\d{1,3}|[a-d])\b"
    r"|\b\d{1,3}(?:e|eme|er|ere|es)\b(?: edition\b)?|\b\d{1,2}(?: a)? \d{1,2} ans\b"
)
_SPLIT = re.compile(r"[:()\[\]|\"/@]| - |, | par | avec | dans le cadre d")
_HEADS = re.compile(r"[:(|]| - ")
"""What stands between the name of a programme and that of a part of it."""
_AGAINST = re.compile(r" [-/] | (?:contre|vs\.?|recoit|affronte) ")
_WORDS = re.compile(r"[a-z0-9]+")
_COMPLEMENT = re.compile(r"\b(?:de|du|des|d|pour|sur|autour)\b")
_NO_SORT = re.compile(
    r"\bsorties? (?=des? |du |d')|\breunions? (?=hippique|sportive|d'athletisme)|\bouvr\w+ le bal\b|\bfai\w+ la fete\b"
    r"|\bmen\w+ la danse\b"
)
"""Words of sorts in another sense: a band goes out, horses race, somebody opens the ball."""
_DANCING = re.compile(
    r"\bon (?:y )?(?:danse|guinche|valse|swingue)\b|\bguinch\w*|\b(?:pour|envie de|venez) danser\b"
)
"""How headlines tell of a ball."""
_OPENS = re.compile(
    r"\b(?:ouvr\w+|inaugur\w+|ouverture d\w+) (?:de |l'|la |son |une |cette |leur |l’)*expo|\bopening\b"
)
"""What says that an exhibition begins: "Un verre avec X pour ouvrir l'exposition"."""
_STUB = 5
"""Letters of a cut title that tell it, at least."""
_TAIL_LENGTH = 34
"""Characters of the end of a title that may be the name of a group."""
_DATED_END = re.compile(
    r"(?:\s-|,)\s+(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
    rf"\d{{1,2}}(?:er)? (?:{_MONTHS})(?: 20\d\d)?$"
)
""" "– vendredi 25 décembre"."""
_OPENING, _CLOSING = ("(", "[", ", ", " - ", " / ", " | "), ' .)]"'
_ORDINAL_END = re.compile(r"(?<=\d)(?:er?|re|ere|eme|nd|nde|th|st|rd)$")
_REPLACED = re.compile(
    r"[(\[,;:–-]?\s*\b(?:(?:à|a) la place d[eu]|en remplacement d[eu]|remplace(?:nt|ment d[eu])?|au lieu d[eu]|"
    r"initialement prévue? |reportée? du)\b[^)\];]*[)\]]?",
    re.IGNORECASE,
)
_DATED = re.compile(r"^\[\d{4}-\d\d-\d\d\]\s*|\s@\s[^@]+$")
_RUBRIC_LENGTH = 24
"""Characters that the name of a rubric has at most."""
_MEETINGS = {
    "CM": "Conseil municipal", "CC": "Conseil communautaire", "AGO": "Assemblée générale",
    "AGE": "Assemblée générale", "AG": "Assemblée générale",
}  # fmt: skip
_QUOTES = ("«", "“", '"')
_QUOTED = re.compile(r"[«“\"]\s*([^»”\"]{2,80}?)\s*[»”\"]")
# Each begins with its capital, which is soon found; then what stands before it.
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[a-zà-ÿ,;:'’] .)[\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+)*")
_PLAIN_WORD = re.compile(r"\b[a-zà-ÿ]{4,}")
_INNER = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[a-zà-ÿ0-9][ '’-].)[\w’'-]+")
_SENTENCE = re.compile(r"(?:^|(?<=[:.!?] ))[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+(?= [a-zà-ÿ])")
"""What begins a sentence, before a word that is no name."""
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ](?<!\w.)\w*")
_LOST = re.compile(r"(?<=[^\W\d])\?(?=[^\W\d])")


_PLAIN = (
    ("’", "'"), ("œ", "oe"), ("Œ", "oe"), ("–", " - "), ("—", " - "), ("«", '"'), ("»", '"'), ("“", '"'), ("”", '"'),
    ("„", '"'), ("•", " - "), ("…", "..."), ("°", "#"), ("æ", "ae"), ("ß", "ss"),
)  # fmt: skip
"""What has no decomposition, as ASCII; `str.replace` costs a fifth of `str.translate` where most are absent."""


def flat(value: str) -> str:
    """`value` in lower case ASCII without accents; other writing systems are left out. Far quicker than `text.fold`."""
    if "?" in value:
        # A letter lost by a wrong character set: "F?te".
        value = _LOST.sub("", value)
    if value.isascii():
        return value.lower()
    try:
        # As most texts: one byte a letter, by a table.
        folded = value.encode("latin-1").translate(*_latin())
    except UnicodeEncodeError:
        return _flat(value)
    return _flat(value) if b"\0" in folded else folded.decode("ascii")


def _flat(value: str) -> str:
    for theirs, ours in _PLAIN:
        value = value.replace(theirs, ours)
    return unicodedata.normalize("NFD", value).encode("ascii", "ignore").decode().lower()


@cache
def _latin() -> tuple[bytes, bytes]:
    """What each letter of Latin-1 becomes, NUL where it becomes several; and those that are left out."""
    made = [_flat(chr(code)) for code in range(256)]
    table = bytes(ord(one) if len(one) == 1 else 0 for one in made)
    return table, bytes(code for code, one in enumerate(made) if not one)


def bare_words(folded: str) -> list[str]:
    """The words of a folded text, stop words included."""
    return _WORDS.findall(folded)


class _Canon(dict[str, str]):
    """Each word under which another meets it: without plural, in French; '' for a stop word. Filled as words come."""

    def __missing__(self, word: str) -> str:
        if len(self) > 200_000:
            self.clear()
        found = "" if word in STOP else stem(word)
        self[word] = found = SAME_WORD.get(found, found)
        return found


_CANON = _Canon()


def words_of(value: str) -> tuple[str, ...]:
    """The words of `value` without stop words, each as another may write it."""
    return _words_of_name(value) if len(value) <= _NAME_LENGTH else _words_of(value)


def _words_of(value: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_CANON.__getitem__, _WORDS.findall(flat(value)))))


_NAME_LENGTH = 60
"""Characters up to which words are remembered: names of venues, towns and organisers come again and again."""
_words_of_name = lru_cache(maxsize=32768)(_words_of)


def read_title(
    title: str, folded: str, around: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str], bool]:
    """The words of a title; those of each of its parts that may be the subject; the telling words of the part that
    frames it; whether it has no other part. `around` are words of its place, which are no subject.
    """
    timed = _FIGURE.search(folded) is not None
    bare = _NUMBERED_WORD.sub(" ", _TIME_WORDS.sub(" ", folded) if timed else folded)
    headed = False
    if cut_short(title):
        # Cut short by a form: the last word may be half a word.
        whole = bare.rstrip(" .[]()")
        bare = whole.rpartition(" ")[0] or bare
        # "Festival des moulins : M…": what came next was cut away.
        _, *rest = _HEADS.split(f"{bare} ")
        headed = whole.endswith((":", "-", "(", "|")) or (bool(rest) and not words_of(rest[-1]))
    tokens = words_of(bare)
    frame: set[str] = set()
    parts: list[str] = []
    framed, subject = False, headed
    for part in _SPLIT.split(bare):
        inside = words_of(part)
        own = [w for w in inside if w not in GENERIC and w not in around]
        if any(w in FRAMES for w in inside[:2]):
            # "Fête du pain", not "Repas du comité des fêtes".
            frame.update(own)
            framed = True
        elif own or len(inside) >= 2 or any(w in SORTS and w not in around for w in inside):
            subject = True
            if own:
                parts.append(" ".join(inside))
    if "programme" in tokens:
        return tokens, (), frozenset(w for w in tokens if w not in GENERIC), True
    return tokens, tuple(parts), frozenset(frame), framed and not subject


def sorts_of(folded: str, tokens: tuple[str, ...]) -> frozenset[str]:
    """The sorts of thing that a folded title says it is: by what its parts begin with, not by what they are about
    ("Masques de carnaval", "Repas du comité des fêtes"), unless nothing else says it ("Après-midi de danse")."""
    if ("on " in folded or "guinch" in folded or "danser" in folded) and _DANCING.search(folded):
        return frozenset({"bal"})
    if not any(w in SORTS for w in tokens):
        return frozenset()
    if "expo" in folded and _OPENS.search(folded):
        return frozenset({"opening"})
    folded = _NO_SORT.sub(" ", folded)
    heads = (_COMPLEMENT.split(part, maxsplit=1)[0] for part in _SPLIT.split(folded))
    found = frozenset(SORTS[w] for head in heads for w in words_of(head) if w in SORTS)
    return found or frozenset(SORTS[w] for w in words_of(folded) if w in SORTS)


def stub(title: str, folded: str) -> str:
    """The letters of the last part of a title that was cut short, half a word at its end included: "nuitd" of "Ciné :
    La Nuit du D…". '' where too little is left."""
    if not cut_short(title):
        return ""
    whole, _, half = _SPLIT.split(folded.rstrip(' .[]()"'))[-1].rpartition(" ")
    letters = "".join((*words_of(whole), *bare_words(half)))
    return letters if len(letters) >= _STUB and words_of(whole) else ""


def tail_of(folded: str, around: Set[str] = frozenset()) -> frozenset[str]:
    """The words that a folded title ends with, few, in brackets or behind its last comma or dash: the group, mostly. A
    date and the place, whose words are `around`, may come behind it."""
    end = folded.rstrip(_CLOSING)
    if dated := _DATED_END.search(end):
        end = end[: dated.start()].rstrip(_CLOSING)
    while True:
        at = max(map(end.rfind, _OPENING))
        if at <= 0 or len(end) - at > _TAIL_LENGTH:
            return frozenset()
        # "29e édition", "n° 29".
        found = frozenset(_ORDINAL_END.sub("", word) for word in words_of(end[at:]))
        if not found or not found <= around:
            return found
        end = end[:at].rstrip(_CLOSING)


def without_replaced(title: str) -> str:
    """A title without what it stands in the place of: "(remplace le concert annulé)"."""
    return _REPLACED.sub(" ", title) if "plac" in title or "lieu" in title or "report" in title else title


def spelt_out(title: str) -> str:
    """A title whose first word is the short form of a kind of meeting: "CM du 8 décembre"."""
    head, _, rest = title.partition(" ")
    return f"{_MEETINGS[head]} {rest}" if head in _MEETINGS else title


def without_rubric(title: str) -> str:
    """A title without what some programs and papers put around it: "[2026-12-19] Bal @ Foyer", "Sortir : Bal"."""
    if title.startswith("[2"):
        title = _DATED.sub("", title) or title
    head, colon, rest = title.partition(" : ")
    if colon and rest.strip() and len(head) < _RUBRIC_LENGTH and REPEATERS.issuperset(words_of(head)):
        return rest
    return title


def cut_short(title: str) -> bool:
    """Whether a form cut the title: "Les Théâtrales de mars :[…]"."""
    return title.rstrip(" ])").endswith(("…", "..."))


def names_in(text: str) -> frozenset[str]:
    """Words of a text that are names: in quotes, or, unless usual, with a capital within a sentence."""
    quoted = words_of(" ".join(_QUOTED.findall(text))) if holds(text, _QUOTES) else ()
    named = words_of(" ".join(_NAME.findall(text)))
    found = [w for w in quoted if telling(w) > SHARED] + [w for w in named if telling(w) >= PROPER]
    return frozenset(w for w in found if len(w) > 2)


def names_of(title: str) -> frozenset[str]:
    """The words of a title that are written as names: unusual ones with a capital, and any with a capital within a
    part ("Collège Jean-Moulin"), unless the title shouts or writes every word so."""
    if title.isupper():
        return frozenset(w for w in words_of(title) if telling(w) >= PROPER)
    # "Apprends les gestes qui sauvent": what begins a sentence bears a capital for that alone.
    begun = _SENTENCE.sub(lambda said: said[0].lower(), title)
    unusual = {w for w in words_of(" ".join(_CAPITAL.findall(begun))) if telling(w) >= PROPER}
    if _PLAIN_WORD.search(title):
        unusual.update(words_of(" ".join(_INNER.findall(title))))
    return frozenset(unusual)


def sides(folded: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The telling words just before and after what sets two teams against each other, where both sides have some."""
    match = _AGAINST.search(folded)
    if match is None:
        return ()
    before = re.split(r"[:,()]", folded[: match.start()])[-1]
    after = re.split(r"[:,()]", folded[match.end() :])[0]
    one, other = (
        frozenset(w for w in words_of(x) if w not in GENERIC and len(w) > 2) for x in (before, after)
    )
    return ((one, other),) if one and other and max(len(one), len(other)) <= 4 else ()
