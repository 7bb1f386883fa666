"""What matching looks at in an entry of a partner's map: one actor, and the keys under which it may meet its likes.

An actor is one structure at one place. Its name says little by itself: every town has a fire station, a town hall and
a branch of the great networks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from agregateur.communes import commune, departement
from agregateur.ingest.matching.identifiers import page_key, telephone
from agregateur.model import Item
from agregateur.text import words

LEGAL = frozenset(
    words("""association asso assoc la le les l de d du des et en a au aux sarl scop sas sa eurl scic
    loi 1901 the of and club""")
) | {"s"}
"""Words of a name that tell nothing of who it is: legal forms and small words."""
ABOVE = frozenset(
    words("""
    federation federale union departemental departementale regional regionale national nationale siege confederation
    interdepartementale ligue coordination territoriale
    """)
)
"""What a whole network calls itself, and its branches do not."""
_BRANCH = frozenset(words("comite antenne section delegation equipe locale local groupe francais francaise"))
"""What branches call themselves, each in its way: it tells none apart."""
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
        above=bool(ABOVE & set(tokens)),
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
    return [found for w in said if w not in LEGAL and (found := _ALIKE.get(w, w))]


def _acronym(title: str) -> str:
    """The short form that a name bears in brackets, or as its only word, folded; '' when it bears none."""
    bracketed = _BRACKETED.search(title)
    short = bracketed[1] if bracketed else title.strip()
    return short.lower() if _CAPITALS.fullmatch(short) else ""


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
