"""Are two entries of partners' maps one actor? Features, candidate keys, verdict and merging, as for events.

An actor is one structure at one place. Its name says little by itself: every town has a fire station, a town hall and
a branch of the great networks. So a near name needs the same place, and a federation is not its local branch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from agregateur.communes import commune, departement, distance, kilometres
from agregateur.ingest.identifiers import page_key, telephone
from agregateur.ingest.match import Outcome, Verdict
from agregateur.ingest.merge import Announced, SourceFacts
from agregateur.ingest.themes import PROPER, telling
from agregateur.ingest.vocabulary import stem
from agregateur.model import Item, Note, Place
from agregateur.text import words

WEIGHTS = {
    "actor_bias": -3.0,
    "actor_name_same": 4.0,
    "actor_name_close": 3.2,
    "actor_name_close/name": 3.7,
    "actor_name_within": 1.2,
    "actor_name_initials": 2.6,
    "actor_name_far": -3.5,
    "actor_same_commune": 1.2,
    "actor_neighbour_commune": -2.0,
    "actor_other_commune": -7.0,
    "actor_town_unknown": -0.8,
    "actor_same_street": 1.5,
    "actor_other_street": -1.2,
    "actor_near_place": 1.2,
    "actor_far_place": -2.0,
    "actor_same_site": 2.0,
    "actor_other_site": -0.6,
    "actor_same_mail": 1.6,
    "actor_same_phone": 1.6,
    "actor_same_uid": 2.5,
    "actor_level_differs": -8.0,
    "actor_branch_differs": -7.0,
}
"""Logits by hand, as are the two thresholds: the labelled pairs of actors are too few to fit them."""
SAME, DOUBTFUL = 1.7, 0.0

_LEGAL = frozenset(
    words("""association asso assoc la le les l de d du des et en a au aux sarl scop sas sa eurl scic
    loi 1901 the of and club""")
) | {"s"}
_ABOVE = frozenset(
    words("""
    federation federale union departemental departementale regional regionale national nationale siege confederation
    interdepartementale ligue coordination territoriale
    """)
)
"""What a whole network calls itself, and its branches do not."""
_BRANCH = frozenset(words("comite antenne section delegation equipe locale local groupe francais francaise"))
"""What branches call themselves, each in its way: it tells none apart."""
_INSIDE = frozenset(words("cafe cantine boutique bar restaurant creche amis ccas ecole ludotheque"))
"""What may live within another structure, and bears its name: the café of the MJC, the friends of the library."""
_ALIKE = {
    "bibliotheque": "mediatheque",
    "ass": "",
    "commune": "mairie",
    "associatif": "",
    "associative": "",
    "municipale": "",
    "municipal": "",
    "tc": "tennis",
    "fc": "football",
    "foot": "football",
    "hbc": "handball",
}
_SCHOOLS = frozenset({"maternelle", "elementaire", "primaire"})
"""Schools that are called so with and without the word."""
_SHARED_HOSTS = ("facebook.com", "helloasso.com", "instagram.com", "linktr.ee", "wordpress.com", "google.com",
                 "wixsite.com", "blogspot.com", "over-blog.com", "framaforms.org", "linkedin.com", "youtube.com",
                 "assoconnect.com", "net1901.org", "twitter.com", "jimdofree.com",
                 "canalblog.com", "free.fr")  # fmt: skip
_STREET_SMALL = frozenset(
    words("de du des la le les l d rue avenue av bd boulevard place pl chemin che route rte bis")
)
_HEAD = re.compile(r"\s*[(\[:|]|\s[-–—]\s")
_BRACKETED = re.compile(r"\(([^()]+)\)\s*$")
_CAPITALS = re.compile(r"[A-Z]{3,8}")
_NUMBER = re.compile(r"\b\d{1,4}\b")


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor as matching sees it: folded words of its name, place, and the ways to reach it."""

    source: str
    uid: str
    insee: str | None
    latitude: float | None
    longitude: float | None
    name: str
    head: str
    """The words before a bracket or a dash: what follows often only says what it is."""
    telling: tuple[str, ...]
    """Words of the name without legal forms and without the town's name."""
    initials: str
    acronym: str
    """The short form that it bears behind its name or instead of it, folded; '' when it bears none."""
    said: tuple[str, ...]
    """All words of the name before a bracket, small ones too."""
    above: bool
    area: bool
    """Whether the name says the département: what a network does there, in one word or another."""
    branches: frozenset[str]
    """Numbers and towns in the name: two of one network differ by them."""
    street: str
    sites: frozenset[str]
    mails: frozenset[str]
    phones: frozenset[str]
    ids: frozenset[str]


def actor_features(item: Item) -> Actor:
    """What matching compares of `item`, which must be an actor, located."""
    place = item.place
    tokens = _tokens(item.title)
    here = commune(item.located.insee) if item.located.insee else None
    town = set(words(place.city or "")) | set(words(here.nom if here else ""))
    whole = departement(here.departement) if here else None
    area = {*words(whole.nom), whole.code} - {"et", "de", "la"} if whole else set()
    town |= area if area & set(tokens) else set()
    own = tuple(w for w in tokens if w not in town and w not in _BRANCH) or tuple(tokens)
    street = " ".join(w for w in words(place.street or "") if w not in _STREET_SMALL)
    addresses = [u for u in (item.url, *item.links) if u]
    return Actor(
        source=item.source,
        uid=item.uid,
        insee=item.located.insee,
        latitude=place.latitude,
        longitude=place.longitude,
        name=" ".join(tokens),
        head=" ".join(_tokens(_HEAD.split(item.title, maxsplit=1)[0])),
        telling=own,
        initials="".join(w[0] for w in own) if len(own) >= 3 else "",
        acronym=_acronym(item.title),
        said=tuple(words(_HEAD.split(item.title, maxsplit=1)[0])),
        above=bool(_ABOVE & set(tokens)),
        area=bool(area & set(tokens)),
        branches=frozenset(_NUMBER.findall(" ".join(tokens))) - area,
        street=street,
        sites=frozenset(key for u in addresses if (key := _site(u))),
        mails=frozenset({item.contact.email.strip().lower()} if item.contact.email else ()),
        phones=frozenset({phone} if (phone := telephone(item.contact.telephone)) else ()),
        ids=frozenset(i for i in (item.uid, *item.carried) if len(i) >= 16 and not i.isdigit()),
    )


def _tokens(title: str) -> list[str]:
    """The words of a name without legal forms, each as another may write it."""
    said = " ".join(words(title)).replace("hotel de ville", "mairie").split()
    if not _SCHOOLS.isdisjoint(said) and "ecole" in said and not {"groupe", "amis"} & set(said):
        said.remove("ecole")
    return [found for w in said if w not in _LEGAL and (found := _ALIKE.get(w, w))]


def _acronym(title: str) -> str:
    """The short form that a name bears in brackets, or as its only word, folded; '' when it bears none."""
    bracketed = _BRACKETED.search(title)
    short = bracketed[1] if bracketed else title.strip()
    return short.lower() if _CAPITALS.fullmatch(short) else ""


def _shortened(short: str, said: Sequence[str]) -> bool:
    """Whether `short` is made of the initials of a name in their order, those of small words left out or not."""
    at = 0
    for word in said:
        if at < len(short) and word[0] == short[at]:
            at += 1
        elif word not in _LEGAL:
            return False
    return at == len(short)


def _site(url: str) -> str | None:
    """A site of its own by its host; a page on a host that many share by its whole address."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    shared = any(host == h or host.endswith("." + h) for h in _SHARED_HOSTS)
    if shared or urlsplit(url).path.count("/") > 1:
        return page_key(url)
    return host or None


def actor_keys(item: Item, seen: Actor) -> frozenset[str]:
    """Candidate keys: commune and word of the name, site, mail, telephone, uid. At most some twenty."""
    keys = {f"as|{site}" for site in seen.sites} | {f"am|{mail}" for mail in seen.mails}
    keys |= {f"an|{seen.insee}|{seen.acronym}"} if seen.insee and seen.acronym else set()
    keys |= {f"ap|{phone}" for phone in seen.phones} | {f"ai|{uid}" for uid in seen.ids}
    tokens = sorted(set(seen.telling), key=lambda w: (-len(w), w))[:4]
    if seen.insee:
        keys |= {f"an|{seen.insee}|{token}" for token in tokens}
        keys |= {f"an|{seen.insee}|{seen.initials}"} if seen.initials else set()
    # The postal town is not always the commune; and a place may be unknown.
    area = seen.insee[:2] if seen.insee else ""
    keys |= {f"ad|{prefix}|{'+'.join(sorted(tokens[:3]))}" for prefix in {area, ""}}
    return frozenset(key[:200] for key in sorted(keys)[:40])


def actor_verdict(a: Actor, b: Actor, *, replaced: bool = False) -> Verdict:
    """Judge two actors; `replaced` as for events: the source of one no longer lists it. Symmetric and pure."""
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    if a.source == b.source and not replaced:
        return Verdict("distinct", 0.0, (Note(code="same_source"),))
    notes = (*_name(a, b), *_where(a, b), *_reach(a, b))
    score = round(WEIGHTS["actor_bias"] + sum(n.weight or 0.0 for n in notes), 2)
    codes = {n.code for n in notes}
    # A name alone, or a way to reach somebody alone (one secretary serves five societies), is no proof.
    anchored = codes & {"actor_same_commune", "actor_near_place", "actor_same_street", "actor_same_site"}
    named = not codes & {"actor_name_far"}
    outcome: Outcome = "compatible"
    if codes & {"actor_other_commune", "actor_level_differs", "actor_branch_differs"}:
        outcome = "distinct" if score < SAME else "doubtful"
    elif score >= SAME and anchored and named:
        outcome = "same"
    elif score >= DOUBTFUL:
        outcome = "doubtful"
    elif "actor_name_far" in codes:
        outcome = "distinct"
    return Verdict(outcome, score, notes)


def _note(key: str, **values: object) -> Note:
    return Note(code=key.partition("/")[0], values=values, weight=WEIGHTS[key])


def _name(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if a.above != b.above and not (b if a.above else a).area:
        notes.append(_note("actor_level_differs"))
    if a.branches and b.branches and not a.branches & b.branches:
        notes.append(_note("actor_branch_differs"))
    x, y = set(a.telling), set(b.telling)
    if a.above and b.above:
        # "Fédération départementale", "Fédération des Hautes-Alpes".
        x, y = x - _ABOVE or x, y - _ABOVE or y
    percent = round(fuzz.token_sort_ratio(" ".join(a.telling), " ".join(b.telling)))
    inside = (x ^ y) & _INSIDE and (len(x ^ y) >= 2 or (x ^ y) & {"amis", "ccas"})
    if a.name == b.name or (x and x == y):
        notes.append(_note("actor_name_same"))
    elif _initials(a, b) or _initials(b, a):
        notes.append(_note("actor_name_initials"))
    elif inside:
        # The café of the MJC bears its name, its address and its telephone.
        notes.append(_note("actor_name_far", percent=percent))
    elif percent >= 86 or _headed(a, b) or ((x <= y or y <= x) and len(x & y) >= 1 and len(x ^ y) <= 1):
        # "Foyer rural" and "Foyer rural du bourg" may be two; a name of its own is borne by one.
        own = _headed(a, b) or any(telling(stem(w)) >= PROPER for w in x & y)
        notes.append(_note("actor_name_close/name" if own else "actor_name_close", percent=percent))
    elif x and y and (x <= y or y <= x):
        notes.append(_note("actor_name_within"))
    elif percent < 70:
        notes.append(_note("actor_name_far", percent=percent))
    return notes


def _headed(a: Actor, b: Actor) -> bool:
    """Whether one is called what the other is called before a bracket or a dash."""
    return len(a.head) > 5 and a.head == b.head and (a.head == a.name) != (b.head == b.name)


def _initials(a: Actor, b: Actor) -> bool:
    """Whether a word of `b` is made of initials of `a`, and the rest of their words agree: MJC Lucie-Aubrac."""
    # The café of the MJC bears the short form too, beside a name of its own.
    if b.acronym and b.acronym == b.name and _shortened(b.acronym, a.said):
        return True
    for word in b.telling:
        at = a.initials.find(word) if 3 <= len(word) <= 6 else -1
        if at >= 0:
            rest = {w for n, w in enumerate(a.telling) if not at <= n < at + len(word)}
            return rest - {word} == set(b.telling) - {word}
    return False


def _where(a: Actor, b: Actor) -> list[Note]:
    notes = []
    street = bool(a.street and a.street == b.street)
    if a.insee and b.insee:
        if a.insee == b.insee:
            notes.append(_note("actor_same_commune", insee=a.insee))
        elif (distance(a.insee, b.insee) or 0.0) <= 8:
            notes.append(_note("actor_neighbour_commune", a=a.insee, b=b.insee))
        else:
            notes.append(_note("actor_other_commune", a=a.insee, b=b.insee))
    else:
        notes.append(_note("actor_town_unknown"))
    if street:
        notes.append(_note("actor_same_street"))
    elif a.street and b.street and fuzz.token_set_ratio(a.street, b.street) < 60:
        notes.append(_note("actor_other_street"))
    if None not in (a.latitude, a.longitude, b.latitude, b.longitude):
        metres = 1000 * kilometres(a.latitude, a.longitude, b.latitude, b.longitude)  # type: ignore[arg-type]
        if metres <= 200:
            notes.append(_note("actor_near_place", metres=round(metres)))
        elif metres > 5000:
            notes.append(_note("actor_far_place", metres=round(metres)))
    return notes


def _reach(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if a.sites & b.sites:
        notes.append(_note("actor_same_site", url=min(a.sites & b.sites)))
    elif a.sites and b.sites:
        notes.append(_note("actor_other_site"))
    if a.mails & b.mails:
        notes.append(_note("actor_same_mail"))
    if a.phones & b.phones:
        notes.append(_note("actor_same_phone"))
    if a.ids & b.ids:
        notes.append(_note("actor_same_uid"))
    return notes


def merge_actors(announced: Sequence[Announced], facts: Mapping[str, SourceFacts]) -> Item:
    """One Item out of the entries of one actor (one at least): its own words first, each gap filled by the others.

    Entries no longer listed only speak when nobody else does. `source` and `uid` are those of the best entry. The
    reasons are kept by who stores the pairs, as for events.
    """
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    ranked = sorted(listed, key=lambda item: _rank(item, facts))
    best = ranked[0]

    def first(name: str) -> Any:
        return next((value for item in ranked if (value := getattr(item, name))), getattr(best, name))

    def every(name: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(value for item in ranked for value in getattr(item, name)))

    # Text, its plain form and its language go together, as do an image and its credit, a place and its commune.
    described = max(ranked, key=lambda i: len(i.text or ""))
    pictured = next((i for i in ranked if i.image), best)
    placed = max(ranked, key=lambda i: (_place_worth(i.place), i.located.sure))
    located = placed.located if placed.located.insee else max(ranked, key=lambda i: i.located.sure).located
    categories = tuple(c for c in every("categories") if c != "autre")[:3]
    return replace(
        best,
        description=described.description,
        text=described.text,
        language=described.language,
        place=_filled(placed.place, [i.place for i in ranked if i.located.insee == located.insee]),
        located=located,
        categories=categories or ("autre",),
        words=every("words"),
        public=every("public"),
        acces=first("acces"),
        price=first("price"),
        accessibilite=every("accessibilite"),
        organizer=first("organizer"),
        contact=replace(
            best.contact,
            telephone=next((i.contact.telephone for i in ranked if i.contact.telephone), None),
            email=next((i.contact.email for i in ranked if i.contact.email), None),
        ),
        url=first("url"),
        links=every("links"),
        carried=every("carried"),
        image=pictured.image,
        image_credit=pictured.image_credit,
    )


def _rank(item: Item, facts: Mapping[str, SourceFacts]) -> tuple[Any, ...]:
    said = (item.text, item.place.street, item.url, item.contact.telephone, item.contact.email, item.image)
    mine = facts.get(item.source)
    own = mine is not None and {*words(mine.name)} - _LEGAL == {*words(item.title)} - _LEGAL
    return (not own, -sum(bool(part) for part in said), item.source, item.uid)


def _place_worth(place: Place) -> int:
    return 3 * bool(place.street) + 2 * (place.latitude is not None) + bool(place.city) + bool(place.postcode)


def _filled(place: Place, others: Sequence[Place]) -> Place:
    """A point for a place that lacks one, from an entry of the same commune."""
    point = next((p for p in others if p.latitude is not None and p.longitude is not None), None)
    if place.latitude is None and point is not None:
        return replace(place, latitude=point.latitude, longitude=point.longitude)
    return place
