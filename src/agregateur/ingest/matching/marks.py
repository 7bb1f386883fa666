"""What tells sister events apart: group, level, age, part, room, team, edition, language.

A mark is `kind:value`. Two events that both bear marks of one kind, and none in common, are two events.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}
_ORDINALS = {
    "premier": "1", "premiere": "1", "1er": "1", "1ere": "1", "deuxieme": "2", "second": "2", "seconde": "2",
    "troisieme": "3", "quatrieme": "4", "cinquieme": "5",
}  # fmt: skip
_NUMBERED = re.compile(
    r"\b(groupe|gpe|gr\.?|niv\.?|partie|part|volet|acte|episode|chapitre|tome|vol|volume|niveau|session|seance|creneau|salle|"
    r"equipe|manche|etape|tour|jour|module|round|day|group|course|parcours|circuit|cours|stage|atelier|cycle|trimestre|semestre)"
    r"\s*(?:n\s*°?\s*)?(\d{1,2}|a(?! (?:pied|velo|cheval|ski|l|la|deux|trois|domicile|distance|partir|travers|\d)\b)|"
    r"[b-d]|i{1,3}|iv|v)\b(?!'|\s*(?:h\b|h\d|eme|ans\b|km\b|€|euros|er\b))"
)
_ORDINAL = re.compile(
    r"\b(premiere?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|\d{1,3}(?:e|er|re|ere|eme|nd|nde))\s+"
    r"(groupe|partie|part|volet|acte|episode|chapitre|tome|volume|session|seance|creneau|manche|etape|tour|jour|"
    r"cycle|degre|edition|annee)\b"
)
_FIGURE = re.compile(r"\d")
_TRAILING = re.compile(r"\b(session|seance|stage|groupe|cycle|niveau)\b[a-z' ]{2,30} ([1-9])$")
_EDITION = re.compile(r"\b(?:edition|ed)\s+(?:n\s*°?\s*)?(\d{1,3})\b(?!\s*h)")
_LEADING_EDITION = re.compile(r"^(?:la |le |les )?(\d{1,3})(?:e|eme|er|re|ere|es|emes)\b(?! siecle)")
_YEAR = re.compile(r"\b(20[1-4]\d)\b")
_HASH = re.compile(r"(?:#|\bn\s?°\s?)(\d{1,3})\b")
_AGES = re.compile(r"\b(\d{1,2})\s*(?:a|-|/|–|et|to|\s)\s*(\d{1,2})\s*(?:ans|years?|yrs?)\b")
_FROM_AGE = re.compile(
    r"\b(?:des|a partir de|partir de)\s*(\d{1,2})\s*ans\b|\b(\d{1,2})\s*ans\s*et\s*\+|\+\s*de\s*(\d{1,2})\s*ans"
)
_UNDER_OR_OVER = re.compile(
    r"(?:\b(moins)|(?<![\w-])(-)|\bplus) ?de (\d{1,2}) ans\b(?! a )|\b(\d{1,2}) ans et plus\b"
)
""" "Moins de 12 ans", "- de 12 ans"."""
_CLASS = re.compile(r"\b(cp|ce1|ce2|cm1|cm2)\b")
_CLASSES = {"cp": "6-7", "ce1": "7-8", "ce2": "8-9", "cm1": "9-10", "cm2": "10-11"}
"""School years, and the ages of those who are in them."""
_TEAM = re.compile(
    r"\b(u|under)\s?-?(\d{1,2})\b|\b(poussins?|benjamin(?:e)?s?|minimes?|cadet(?:te)?s?|juniors?|seniors?|veterans?)\b"
)
_DISTANCE = re.compile(r"\b(\d{1,3})\s?(?:kms?|kilometres?)\b")
_DISTANCES = re.compile(r"\b\d{1,3}(?:\s?km)?\s*(?:,|/|-|\+|&|et|ou)\s*\d{1,3}\s?(?:kms?|kilometres?)\b")
_LANGUAGE = re.compile(
    r"\b(anglais|english|italien|italiano|allemand|deutsch|espagnol|neerlandais|francais|occitan)\b"
)
_LANGUAGES = {"english": "anglais", "italiano": "italien", "deutsch": "allemand"}
_IN = (" en", " in", " et", " ou", " le", " and", " de")
"""What stands before a language that is spoken."""
_SPEAKING = re.compile(
    r"\b(?:cours|conversation|discussion|langues?|visites?|lectures?|atelier|cafe|stage|initiation|debutants?|niveau|"
    r"tour|visit|guided|walk|talk|tale|conference|parlez?|apprendre|version|table|comptoir|tandem|[abc][12])\b"
)
_VERSION = re.compile(r"\b(vf|vo|vost|vostf|vostfr)\b")
_COLOUR = re.compile(
    r"\b(?:groupe|gr\.?|gpe|equipe|parcours|circuit)\s+(?:des\s+)?"
    r"(bleu|rouge|vert|jaune|orange|rose|violet|blanc|noir)e?s?\b"
)
_COLOURS = {"blue": "bleu", "red": "rouge", "green": "vert", "yellow": "jaune"}
_COLOURED_GROUP = re.compile(r"\b(blue|red|green|yellow) (?:group|team)\b")
_FORMS = re.compile(r"\b([3-6])(?:e|eme)s?\s*(?:/|-|et|&)\s*([3-6])(?:e|eme)s?\b")
"""Two forms of a college, "6e/5e": who is in the sixth is 11."""
_SIDE = re.compile(
    r"\b(?:equipe (premiere|reserve)|(first|reserve) team)\b|(?:[,(\[]\s?| - )(reserve)\s*[)\]]?$"
)
"""Which team of a club plays."""
_WHO = re.compile(
    r"(?:^|[,(\[:]\s?| - )\s*(?:(?:pour |aux? )?(?:les |groupe (?:des )?)?(petits|moyens|grands)|"
    r"(?:en |in )(solo|duo)\b.{0,16}|(solo|duo)|(parents?)(?:-| et | and | )(?:enfants?|bebes?|child))\s*[)\]]?\s*$"
)
"""Of what size, or with whom, those are for whom it is, where a title ends with it or a label is nothing else."""
_HALVES = re.compile(r"\b(matin|matinee|apres[ -]midi|aprem|soir)\b")
_FRAMEWORK = re.compile(r"\b([abc][12])\b")
"""Levels of the European framework for languages, which other courses borrow."""
_LEVELS = {
    "debutant": "level:1", "debutante": "level:1", "intermediaire": "level:2",
    "confirme": "level:3", "confirmee": "level:3", "avance": "level:3", "avancee": "level:3",
    "perfectionnement": "level:3", "expert": "level:3",
    "adulte": "age:18-99", "enfant": "age:3-12", "ado": "age:12-18", "bebe": "age:0-3", "adolescent": "age:12-18",
    "petit": "", "senior": "age:60-99", "lyceen": "age:15-18", "collegien": "age:11-15",
    "parent": "age:25-55",
    "beginner": "level:1", "advanced": "level:3", "children": "age:3-12", "teenager": "age:12-18", "adult": "age:18-99",
    "garcon": "sex:m", "fille": "sex:f", "homme": "sex:m", "femme": "sex:f",
    "masculin": "sex:m", "feminine": "sex:f", "feminin": "sex:f", "dame": "sex:f",
}  # fmt: skip
_SCHOOLS = {"maternelle": "age:3-6", "primaire": "age:6-11", "elementaire": "age:6-11"}
"""Whom a session is for, unless a school or who minds children is named."""
_NO_PUPILS = re.compile(r"\b(?:ecoles?|scolaires?|assistante?s?|rpe|ram|classes?)\b")
_YOUNG = re.compile(r"\bjeunes(?=\s*(?:$|[)\],;:|/–-]))")
""" "Atelier smartphone (jeunes)", but not "jeunes talents"."""
_TIERS = {"initiation": 1, "perfectionnement": 3, "approfondissement": 3}
"""What a course is to those who take it: often left unsaid, so that only two of them speak against one another."""
CUE = re.compile(
    r"\d|#|°|\bcp\b|approfond|groupe|\bgr\b|beginner|children|teenager|advanced|equipe|parcours|circuit|partie|volet|acte|niveau|salle|debut|confirm|avanc|perfect|initia|interm|"
    r"adult|enfant|ados?\b|bebe|senior|homme|femme|dame|masculin|femini|anglais|english|ital|allemand|espagn|franc|"
    r"occit|deutsch|\bv[fo]|poussin|benjamin|minime|cadet|junior|veteran|parent|cycle|mestre|premier|deuxieme|second|"
    r"troisieme|lyceen|collegien|maternelle|primaire|elementaire|garcon|fille|"
    r"expert|matin|midi|soir|tout petit|adolescent|jeunes\b|reserve|solo|\bduo|petits|moyens|grands|"
    r"blue|red|green|first"
)


@lru_cache(maxsize=8192)
def marks(folded: str) -> frozenset[str]:
    """The marks in a folded title (accents gone; `°`, `#` and `-` kept)."""
    if not CUE.search(folded):
        return frozenset()
    found: set[str] = set()
    for kind, value in _NUMBERED.findall(folded):
        found.add(f"{_kind(kind)}:{_ROMAN.get(value, value)}")
    for kind, value in _TRAILING.findall(folded):
        # "Session des familles 2"
        found.add(f"{_kind(kind)}:{value}")
    for value, kind in _ORDINAL.findall(folded):
        number = _ORDINALS.get(value) or re.sub(r"\D", "", value)
        found.add(f"{'edition' if kind in {'edition', 'annee'} else _kind(kind)}:{number}")
    spans: list[tuple[int, int]] = []
    if _FIGURE.search(folded):
        found.update(f"edition:{m}" for m in _EDITION.findall(folded) if not _YEAR.fullmatch(m))
        found.update(f"edition:{m}" for m in _LEADING_EDITION.findall(folded))
        found.update(f"year:{m}" for m in _YEAR.findall(folded))
        found.update(f"number:{m}" for m in _HASH.findall(folded))
        spans = [(int(x), int(y)) for x, y in _AGES.findall(folded)]
        found.update(f"from:{next(filter(None, m))}" for m in _FROM_AGE.findall(folded))
        found.update(f"age:{low}-{high}" for low, high in spans if low <= high)
        lengths = set(_DISTANCE.findall(folded))
        if len(lengths) == 1 and not _DISTANCES.search(folded):
            # Who tells of 5 and 10 km tells of the whole.
            found.update(f"km:{m}" for m in lengths)
        for less, minus, age, over in _UNDER_OR_OVER.findall(folded):
            under = less or minus
            found.add(f"age:0-{age}" if under else f"age:{age or over}-99")
            if under:
                found.add(f"team:u{age}")
        found.update(f"grade:{m}" for m in _FRAMEWORK.findall(folded))
        found.update(f"age:{17 - max(x, y)}-{18 - min(x, y)}" for x, y in _forms(folded))
    found.update(f"team:{'u' + m[1] if m[1] else m[2].rstrip('s')}" for m in _TEAM.findall(folded))
    found.update(f"colour:{m}" for m in _COLOUR.findall(folded))
    found.update(f"colour:{_COLOURS[m]}" for m in _COLOURED_GROUP.findall(folded))
    if side := _SIDE.search(folded):
        found.add("team:reserve" if "reserve" in side[0] else "team:first")
    if who := _WHO.search(folded):
        found.add(f"size:{who[1]}" if who[1] else "with:one" if "solo" in (who[2], who[3]) else "with:child")
    found.update(
        f"language:{_LANGUAGES.get(m[1], m[1])}" for m in _LANGUAGE.finditer(folded) if _spoken(folded, m)
    )
    found.update(f"version:{m[:2]}" for m in _VERSION.findall(folded))
    found.update(f"age:{_CLASSES[m]}" for m in _CLASS.findall(folded))
    pupils = {} if _NO_PUPILS.search(folded) else _SCHOOLS
    for word in re.findall(r"[a-z]+", folded):
        single = word.rstrip("s")
        mark = _LEVELS.get(word) or _LEVELS.get(single) or pupils.get(single)
        # A stated age is finer than "enfants".
        if mark and not (mark.startswith("age:") and (spans or any(m.startswith("from:") for m in found))):
            found.add(mark)
    if not spans and _YOUNG.search(folded):
        found.add("age:10-17")
    if "tout petit" in folded or "tout-petit" in folded:
        found.add("age:0-3") if not spans else None
    found.update(f"tier:{tier}" for word, tier in _TIERS.items() if word in folded)
    found.update(f"half:{m[:3]}" for m in _HALVES.findall(folded))
    return frozenset(found)


def _spoken(folded: str, match: re.Match[str]) -> bool:
    """Whether a language is the one spoken ("visite en anglais", "Espagnol débutants"), and no adjective of a music, a
    meal or an evening ("bal occitan", "dîner anglais")."""
    before = folded[: match.start()].rstrip()
    return (
        not before or not before[-1].isalnum() or before.endswith(_IN) or _SPEAKING.search(folded) is not None
    )


def _forms(folded: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in _FORMS.findall(folded)]


def _kind(word: str) -> str:
    word = word.rstrip(".")
    if word in {"groupe", "gpe", "gr", "group", "equipe", "creneau"}:
        return "group"
    if word in {"salle"}:
        return "room"
    if word in {"niveau", "niv"}:
        return "grade"
    if word in {"session", "seance"}:
        return "session"
    if word in {"jour", "day"}:
        return "day"
    return "part"


@lru_cache(maxsize=65536)
def conflict(a: frozenset[str], b: frozenset[str]) -> str | None:
    """The kind of mark by which the two differ: both bear some of that kind, none in common. None when they agree."""
    kinds_b: dict[str, set[str]] = {}
    for mark in b:
        kind, _, value = mark.partition(":")
        kinds_b.setdefault(kind, set()).add(value)
    kinds_a: dict[str, set[str]] = {}
    for mark in a:
        kind, _, value = mark.partition(":")
        kinds_a.setdefault(kind, set()).add(value)
    for one, other in ((kinds_a, kinds_b), (kinds_b, kinds_a)):
        # "12 ans et +", "moins de 12 ans".
        if "from" in one and "from" not in other and "age" in other and "age" not in one:
            least = min(map(int, one["from"]))
            if all(int(span.partition("-")[2]) <= least for span in other["age"]):
                return "age"
    for kind in sorted(kinds_a.keys() & kinds_b.keys()):
        ours, theirs = kinds_a[kind], kinds_b[kind]
        if both := ours & theirs:
            # "Bébés lecteurs (ados)", "Bébés lecteurs (adultes)": what both say tells nothing, nor does "salle du
            # conseil, petite salle".
            ours, theirs = ours - both, theirs - both
            if not (ours and theirs) or kind not in {"age", "room"}:
                continue
        if kind == "from" and min(abs(int(x) - int(y)) for x in ours for y in theirs) <= 1:
            continue
        if kind == "age" and any(_overlap(x, y) for x in ours for y in theirs):
            continue
        return kind
    return None


def _overlap(x: str, y: str) -> bool:
    """Whether two spans of age may mean one group: they share half of the shorter's years at least."""
    (a, b), (c, d) = (tuple(map(int, span.split("-"))) for span in (x, y))
    shared = min(b, d) - max(a, c)
    return shared >= 0 and shared * 2 >= min(b - a, d - c) and (shared > 0 or a == c)
