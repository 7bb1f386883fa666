"""What a sentence says besides its days and hours: its words, what comes first in it, its verb."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from agregateur.ingest.prose import circles, happenings, roles, services, verbs
from agregateur.ingest.prose.elements import MAX_SENTENCE, Read
from agregateur.ingest.prose.tokens import bare, written
from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS, several, singular

_NOT_KINDS = re.compile(
    r"\b(?:salles?|comites?|maisons?|centres?|offices?|places?|rues?|avenues?|foyers?|parkings?|terrains?|ecoles?|clubs?"
    r"|associations?|halles?|locaux|local|espaces?|parcs?|jardins?|theatres?|musees?|periodes?|veilles?)"
    r" (?:de |du |des |de la |d'|de l'|a )(?:\w+ )?\w+"
    r"|\b(?:les|pendant les|avant les|apres les|durant les|pour les) fetes\b|\bfetes de fin d'annee|\bfin d'annee"
    r"|\bfoire aux questions|\bvacances de \w+|\bcentre[- ]ville|\bordre du jour|\bmise en place|\bsur place"
)
"""Names of places and times that hold a word of happenings: salle des fêtes, office de tourisme, place du marché."""
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_LEADING = (
    several(
        """le la les l un une des du de d ce cet cette ces notre nos votre vos son sa ses leur leurs mon ma mes prochain
    prochaine grand grande petit petite beau belle bel traditionnel traditionnelle nouveau nouvelle nouvel premier
    premiere deuxieme troisieme dernier derniere eme er ere e edition annuel annuelle super mega a et au aux en y chaque
    tout toute tous toutes date lieu quand ou prochaines prochains grands grandes incontournable fameux celebre
    rappel info attention note message important dimanche samedi c est special speciale double toutes les soit vers h
    apres-midi matin soir partir toute journee precis precises sont ont deux trois quatre cinq six"""
    )
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
)
_ASIDE = re.compile(
    r"^\W*(?:pour|dans|lors|apres|avant|avec|afin|a l'occasion|a l'issue|comme|depuis|durant|pendant|sur"
    r"|sous|en|grace|face|compte tenu|suite|vu|chere?s?|au|aux|a (?:l|la|partir|travers|cause))\b[^.;:!?,]{0,120},"
)
"""Words of circumstance before the subject: they are passed over up to their comma."""
_FUTURE = re.compile(
    r"\b(?!(?:opera|camera|aura|auront|sera|seront|pourra|pourront|faudra|devra|devront)\b)"
    r"(?:[a-z]+(?:era|eront|ira|iront|dra|dront|vra|vront|tra|tront|rra|rront)|ira|iront)\b"
)
_PASSIVE = r"(?<!\bc')\b(?:ser(?:a|ont)|est|sont) (?:\w+ment )?([^\W\d_]{2,}?(?:%s|i|u|is|it|ert|[aeo]int))(?:e?s?)\b"
_PASSIVES = re.compile(_PASSIVE % "e"), re.compile(_PASSIVE % "é")
_IMPERATIVE = re.compile(
    r"\b(?!(?:chez|assez|nez|rez|allez-y|avez|etes|pouvez|devez|trouverez|souhaitez|desirez|voulez)\b)[a-z]+ez\b"
)
_DRY = several(
    """deposez pensez veuillez contactez commandez sortez evitez signalez inscrivez testez consultez envoyez verifiez
    telephonez appelez adressez remplissez renseignez completez prenez recevrez laissez respectez prevoyez demandez
    retirez rendez telechargez cliquez actualisez declarez votez postulez rapportez triez suivez lisez retrouvez sachez
    recevez soyez n'hesitez hesitez faites aurez serez voyez profitez mettez"""
)
_PARTS, _SUBTITLES = re.compile(r" ?: | - |, "), re.compile(r" ?: | - ")
_PLACES = (
    r"(?:salles?|places?|plan d'eau|tilleuls|observatoire|hotel de ville|jardins|parcs|halles"
    r"|eglise|gymnase|mediatheque|bibliotheque|theatre|cinema|foyer|chapelle|stade|parc|ecole|maison|centre"
    r"|musee|jardin|dojo|temple|halle|mjc|espace|chateau|auditorium|bar|cafe|librairie|gite|refuge|kiosque|domaine|cour"
    r"|esplanade|port|boulodrome|hippodrome|abbaye|prieure|amphi\w*|palais|tiers-lieu|local|locaux|siege|ferme|hotel"
    r"|restaurant|plage|auberge|cathedrale|college|lycee|caserne|monument|parvis|square|galerie|atelier|studio|hall"
    r"|conservatoire|piscine|patinoire|complexe|club|preau|presbytere|parking|mairie|verger|chapiteau|cloitre|grange|usine"
    r"|ressourcerie|ludotheque|planetarium|fournil|four|lavoir|cure|moulin|lac|pont|village|office de tourisme)"
)
_PLACE = re.compile(rf"\b{_PLACES}\b")
_NAMED_PLACE = re.compile(rf"\b{_PLACES}\b[^.;:,!?\n]{{0,50}}")
_GRAND_PRIX = re.compile(r"^\W*(?:le |un )?grand prix\b")
_WHOLE = happenings.KINDS | services.NOUNS
_IMPERFECT = re.compile(
    r"\b(?!(?:refait|souhait|portrait|extrait|parfait|forfait|retrait|attrait|imparfait|bienfait|pourrait|pourraient|devrait"
    r"|devraient|aimerait|aimeraient|serait|seraient)\b)[a-z]{3,}(?:ait|aient)\b"
)
_PRICE = re.compile(r"\d ?(?:€|euros?\b)")
_CANTEENS = {("cantine",), ("menu",), ("portage",)}
_WEEK = re.compile(r"\b(lundi|mardi|mercredi|jeudi|vendredi)\b")


@dataclass(frozen=True, eq=False)
class Clause:
    """`said` is folded, its days and hours left out; `written` the same with its accents ("" when they are lost)."""

    said: str
    written: str = ""

    @cached_property
    def plain(self) -> str:
        """Without the names of places that hold a word of happenings."""
        return _NOT_KINDS.sub(" ", self.said)

    @cached_property
    def words(self) -> frozenset[str]:
        found = _WORD.findall(self.plain)
        parts = (part for word in found if "-" in word for part in word.split("-"))
        return frozenset(map(singular, (*found, *parts)))

    @staticmethod
    def _first(said: str) -> tuple[str, ...]:
        """The two words of weight that come first, circumstances passed over."""
        said = _ASIDE.sub("", said, count=1)
        written = _WORD.findall(said[:120])
        parts = (w for word in written for w in ([word] if singular(word) in _WHOLE else word.split("-")))
        found = (singular(w) for w in parts if w not in _LEADING and len(w) > 1)
        return tuple(w for _, w in zip(range(2), found, strict=False))

    @cached_property
    def kind(self) -> int:
        return happenings.kinds(self.words, self.plain)

    @cached_property
    def leads(self) -> int:
        """2, 1: a kind of happening, a word that may be one, comes first; -1: a service; 0: neither."""
        led = self._led(self.said)
        # "Réouverture du local : inauguration dimanche".
        return 2 if led < 0 and any(self._led(part) == 2 for part in self._parts[1:]) else led

    @cached_property
    def heads(self) -> int:
        """`leads` of a title: what follows its colon weighs when it is a service ("Loto : les lots")."""
        if self.leads < 0:
            return self.leads
        parts = _SUBTITLES.split(self.said, maxsplit=3)
        return min((self._led(part) for part in parts[1:] if part.strip()), default=0)

    @cached_property
    def _parts(self) -> list[str]:
        return [part for part in _PARTS.split(self.said, maxsplit=3) if part.strip()]

    def _led(self, said: str) -> int:
        first = self._first(said)
        if not first:
            return 0
        word = first[0]
        begun = " ".join(first)
        if word in happenings.KINDS:
            return 1 if word in happenings.SOFT and not happenings.kinds(frozenset(), begun) else 2
        if begun == "ouverture porte":
            return 0
        if word == "vente" and happenings.kinds(frozenset(), said) == 2:
            return 1
        if _GRAND_PRIX.search(said) is not None:
            return 1
        # "Reprise de l'aïkido".
        if word in services.ANEW and happenings.kinds(self.words, self.plain):
            return 0
        if word in services.SEATS and not (self.other_verb or self.serves):
            return 0
        return -1 if word in services.NOUNS else 0

    @cached_property
    def invites(self) -> bool:
        return happenings.INVITING.search(self.said) is not None

    @cached_property
    def welcomes(self) -> bool:
        return happenings.WELCOMING.search(self.said) is not None

    @cached_property
    def priced(self) -> bool:
        return _PRICE.search(self.said) is not None

    @cached_property
    def held(self) -> bool:
        return happenings.HELD.search(self.said) is not None

    @cached_property
    def asks(self) -> bool:
        """An imperative that is not one of procedures."""
        return any(found[0] not in _DRY for found in _IMPERATIVE.finditer(self.said))

    @cached_property
    def done(self) -> bool:
        # "Se tiendra" is said of works too: see `held`.
        said = self.said.replace("se tien", " ")
        return any(map(happenings.done, _WORD.findall(said))) or not happenings.DONE_TO.isdisjoint(
            self._passives[:1]
        )

    @cached_property
    def serves(self) -> bool:
        """A verb or a phrase of services."""
        return services.PHRASES.search(self.said) is not None

    @cached_property
    def other_verb(self) -> bool:
        """A verb in the future, or a passive, that is none of happenings."""
        if not all(happenings.done(f[0]) for f in _FUTURE.finditer(self.said)):
            return True
        return any(one not in happenings.DONE_TO for one in self._passives)

    @cached_property
    def _passives(self) -> list[str]:
        """The participles of what is done, folded: `sera projeté`, but not `est libre` where accents are written."""
        found = _PASSIVES[accents := not self.written.isascii()].finditer(
            self.written if accents else self.said
        )
        return [word for word in (bare(one[1]) for one in found) if word not in happenings.NO_PARTICIPLES]

    @cached_property
    def comes(self) -> bool:
        """It speaks of what will be."""
        return verbs.comes(self.said)

    @cached_property
    def feeds(self) -> bool:
        """It is of meals served day by day."""
        return self._first(self.said)[:1] in _CANTEENS

    @cached_property
    def shown(self) -> bool:
        return happenings.shown(self.said)

    @cached_property
    def placed(self) -> bool:
        """A place where people gather is named."""
        return _PLACE.search(self.said) is not None

    @cached_property
    def empty(self) -> bool:
        """Hardly anything but a place is said."""
        rest = _NAMED_PLACE.sub(" ", self.said)
        return sum(1 for w in _WORD.findall(rest) if len(w) > 2 and w not in _LEADING) <= 2

    @cached_property
    def past(self) -> bool:
        """It tells what was."""
        return _IMPERFECT.search(self.said) is not None or roles.past(self.said)

    @cached_property
    def told(self) -> bool:
        """It may tell what was."""
        return verbs.tells_past(self.said, self.written)

    @cached_property
    def perfect(self) -> bool:
        """It tells what somebody has done."""
        return verbs.tells_perfect(self.said)

    @cached_property
    def has_verb(self) -> bool:
        return verbs.has_verb(self.said)

    @cached_property
    def gone(self) -> bool:
        return services.GONE.search(self.said) is not None

    @cached_property
    def mourns(self) -> bool:
        return services.MOURNING.search(self.said) is not None

    @cached_property
    def airs(self) -> bool:
        return services.MEDIA.search(self.said) is not None

    @cached_property
    def sells(self) -> bool:
        """A classified advertisement."""
        return circles.sells(self.said[:40])

    @cached_property
    def seeks(self) -> bool:
        """People, things or works are looked for."""
        return circles.seeks(self.said)

    @cached_property
    def week(self) -> bool:
        """It goes through the days of the week, as the hours of a service or a club do."""
        return len(set(_WEEK.findall(self.said))) > 2

    @cached_property
    def among(self) -> bool:
        """Only those who already take part are meant."""
        return circles.among(self.said)

    @cached_property
    def closed(self) -> bool:
        """A circle that is named meets."""
        return circles.closed(self.said)


def sentence_of(read: Read, sentence: int) -> tuple[int, int]:
    """The first token of a sentence, and that after its last."""
    return bisect_left(read.sentences, sentence), bisect_right(read.sentences, sentence)


def between(read: Read, first: int, stop: int, limit: int = MAX_SENTENCE) -> Clause:
    """What stands from one token to another without days and hours, at most `limit` characters."""
    if first >= stop:
        return Clause("")
    at = read.tokens[first].start
    end = min(read.tokens[stop - 1].end, at + limit)
    pieces: list[tuple[int, int]] = []
    for element in read.elements[bisect_left(read.elements, first, key=lambda e: e.start) :]:
        if element.start >= stop or at >= end:
            break
        pieces.append((at, read.tokens[element.start].start))
        at = read.tokens[element.stop - 1].end
    pieces.append((at, end))
    said = " ".join(read.bare[a:b] for a, b in pieces).lower()
    return Clause(said, written(" ".join(read.text[a:b] for a, b in pieces)))
