"""What matching looks at in an entry of a partner's map: one actor, and the keys under which it may meet its likes.

An actor is one structure at one place. Its name says little by itself: every town has a fire station, a town hall and
a branch of the great networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from agregateur.communes import commune, departement
from agregateur.ingest.matching.actor_kinds import SOCIETIES
from agregateur.ingest.matching.actor_names import Reading, Word, joined, kinds_of, own, read_name, spelt
from agregateur.ingest.matching.actor_words import KINDS, LEGAL, NETWORKS, SMALL
from agregateur.ingest.matching.identifiers import page_key, telephone
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.towns import demonym
from agregateur.ingest.matching.vocabulary import stem
from agregateur.model import Item
from agregateur.text import words


def _these(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHARED_HOSTS = _these("""
    facebook.com helloasso.com instagram.com linktr.ee wordpress.com google.com wixsite.com blogspot.com over-blog.com
    framaforms.org linkedin.com youtube.com assoconnect.com net1901.org twitter.com x.com jimdofree.com jimdo.com
    e-monsite.com canalblog.com free.fr orange.fr wixstudio.com sportsregions.fr clubeo.com fff.fr gogocarto.fr
    business.site site123.me webnode.fr pagesperso-orange.fr mobilizon.fr framasite.org tiktok.com goo.gl
    openstreetmap.org framagroupes.org pagesjaunes.fr
""")
"""Hosts on which each has a page of its own, at most."""
_NATIONAL_HOSTS = _these("""
    admr.org famillesrurales.org secourspopulaire.fr restosducoeur.org croix-rouge.fr secours-catholique.org laposte.fr
    biocoop.fr laruchequiditoui.fr repaircafe.org sgdf.fr caf.fr francetravail.fr pole-emploi.fr emmaus-france.org
    lpo.fr
    generations-mouvement.org fnaca.org reseau-amap.org gouv.fr catholique.fr ffrandonnee.fr apf-francehandicap.org
    ligue-cancer.net msa.fr ufolep.org laligue.org credit-agricole.fr creditmutuel.fr intermarche.com carrefour.fr
    protection-civile.org service-public.fr banquealimentaire.org mouvement-rural.org ufcquechoisir.org
""")
"""Sites of networks: they say of which network a branch is, not which branch it is."""
_FREE_MAIL = _these("""
    gmail.com orange.fr wanadoo.fr free.fr laposte.net hotmail.fr hotmail.com outlook.fr outlook.com yahoo.fr yahoo.com
    sfr.fr bbox.fr live.fr icloud.com protonmail.com proton.me riseup.net mailo.com netcourrier.com numericable.fr
    aol.com neuf.fr club-internet.fr gmx.fr msn.com ecomail.fr
""")
_STREET = {"r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "pl": "place",
           "ch": "chemin", "che": "chemin", "imp": "impasse", "rte": "route", "fg": "faubourg", "fbg": "faubourg",
           "gal": "general", "mal": "marechal", "st": "saint", "ste": "sainte", "dr": "docteur", "pr": "professeur",
           "cdt": "commandant", "col": "colonel", "pdt": "president", "all": "allee"}  # fmt: skip
_STREET_SMALL = frozenset(
    words("""de du des d la le les l et a au aux rue avenue boulevard place chemin impasse route allee faubourg bis ter
    quater cours quai square esplanade rond point zone artisanale za zi batiment bat cedex bp france""")
)
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor as matching sees it: its name as read, place, and the ways to reach it."""

    source: str
    uid: str
    insee: str | None
    latitude: float | None
    longitude: float | None
    said: tuple[str, ...]
    """All words of the name, small ones too."""
    name: tuple[Word, ...]
    """Those that tell: without legal forms, town, département and a short form that repeats others of them."""
    letters: frozenset[str]
    """Words of it that may stand for others by their initials."""
    doubled: frozenset[str]
    """Short forms that it bears beside the words that they stand for."""
    kinds: frozenset[str]
    level: int
    former: tuple[tuple[str, ...], ...]
    """Names that it bore before, as codes of words."""
    street: frozenset[str]
    number: str
    """Of the house; '' when unsaid."""
    sites: frozenset[str]
    """Hosts of their own."""
    pages: frozenset[str]
    """Pages, on hosts that many share or within a site."""
    mails: frozenset[str]
    domains: frozenset[str]
    """Hosts of sites and mails that are no free providers'."""
    phones: frozenset[str]
    ids: frozenset[str]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(w.code for w in self.name)


def actor_features(item: Item) -> Actor:
    """What matching compares of `item`, which must be an actor, located."""
    place = item.place
    read = read_name(item.title)
    town, in_area = _around(place.city or "", item.located.insee, set(read.said))
    sites, pages = _sites([u for u in (item.url, *item.links) if u])
    mail = (item.contact.email or "").strip().lower()
    domain = mail.rpartition("@")[2]
    street, number = _street(place.street or "")
    name = _telling(read, town)
    return Actor(
        source=item.source,
        uid=item.uid,
        insee=item.located.insee,
        latitude=place.latitude,
        longitude=place.longitude,
        said=read.said,
        name=name,
        letters=read.letters,
        doubled=read.doubled,
        kinds=kinds_of(name),
        level=_level(read, in_area),
        former=tuple(tuple(w.code for w in _telling(read_name(f), town)) for f in read.former),
        street=street,
        number=number,
        sites=sites,
        pages=pages,
        mails=frozenset({mail} if mail else ()),
        domains=frozenset({domain} - _FREE_MAIL - {""}) | sites,
        phones=frozenset({phone} if (phone := telephone(item.contact.telephone)) else ()),
        ids=frozenset(i for i in (item.uid, *item.carried) if len(i) >= 16 and not i.isdigit()),
    )


def _around(city: str, insee: str | None, said: set[str]) -> tuple[frozenset[str], bool]:
    """The words by which a name says where it is: of the town, of its group of communes ("CC du Diois"), and of the
    département where it is named whole, be it by its number; and whether it is."""
    here = commune(insee) if insee else None
    if here is None:
        return frozenset(map(spelt, words(city))), False
    town = {spelt(w) for w in (*words(city), *words(here.nom))}
    town |= {w for w in map(spelt, words(here.epci_nom or "")) if telling(w) >= PROPER}
    whole = departement(here.departement)
    area = [w for w in words(whole.nom) if w not in SMALL] if whole else []
    # "Familles rurales Livron-sur-Drôme" names a town.
    of_town = said.issuperset(told := words(here.nom)) and set(told).issuperset(area)
    in_area = bool(area) and ((said.issuperset(area) and not of_town) or here.departement.lower() in said)
    return frozenset(town | {*map(spelt, area), here.departement.lower()} if in_area else town), in_area


def _telling(read: Reading, town: frozenset[str]) -> tuple[Word, ...]:
    """The words of a name that tell who it is: without town, legal forms, and letters that stand for the others."""
    placed = [
        w
        for w in read.found
        if w.code not in read.doubled
        and not demonym(w.code, town)
        and not all(said in SMALL or spelt(said) in town for said in read.said[w.first : w.last + 1])
    ]
    told = [w for n, w in enumerate(placed) if w.code not in LEGAL or _of_another(placed[n + 1 : n + 2])]
    if [w.code for w in told] == ["ville"]:
        # "Ville de Gap".
        return (replace(told[0], code="=town_hall"),)
    once = {w.code: w for w in reversed(told or placed or read.found)}
    return tuple(sorted(once.values(), key=lambda w: w.first))


def _of_another(behind: Sequence[Word]) -> bool:
    """Whether a legal form names a society beside what follows: "Association du musée" is not the museum."""
    return any(w.of and w.code in KINDS and w.code[1:].partition("/")[0] not in SOCIETIES for w in behind)


def _level(read: Reading, in_area: bool) -> int:
    """How high in its network a name says that it stands (`Reading.level`); 1 where it names the département."""
    if in_area and (read.level == 0 or (read.level < 0 and "comite" in read.said)):
        return 1
    return read.level


def _street(said: str) -> tuple[frozenset[str], str]:
    """The telling words of a street, and the number of the house."""
    tokens = [_STREET.get(w, w) for w in words(said)]
    number = next((w for w in tokens if _NUMBER.fullmatch(w)), "")
    return frozenset(stem(w) for w in tokens if w not in _STREET_SMALL and not _NUMBER.fullmatch(w)), number


def _sites(urls: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Sites of its own by their host, and pages, on a host that many share or below a home page, by their address."""
    sites, pages = set(), set()
    for url in urls:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            continue
        key = page_key(url)
        path = parts.path.strip("/")
        if _on(host, _SHARED_HOSTS):
            pages |= {key} if key and (path or parts.query or host not in _SHARED_HOSTS) else set()
        elif _on(host, _NATIONAL_HOSTS):
            pages |= {key} if key and path.count("/") >= 1 else set()
        elif path and key:
            pages.add(key)
        elif host:
            sites.add(host)
    return frozenset(sites), frozenset(pages)


def _on(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host is one of these, or below one."""
    parts = host.split(".")
    return any(".".join(parts[n:]) in hosts for n in range(len(parts) - 1))


def actor_keys(item: Item, seen: Actor) -> frozenset[str]:
    """Candidate keys: commune and beginning of a word of the name, its kind, its initials; site, mail, telephone, uid.
    At most 48, some twenty as a rule."""
    hosts = {page.partition("/")[0] for page in seen.pages}
    keys = {
        f"as|{site}" for site in (*seen.sites, *seen.pages, *(h for h in hosts if not _on(h, _SHARED_HOSTS)))
    }
    keys |= {f"am|{mail}" for mail in seen.mails} | {f"ap|{phone}" for phone in seen.phones}
    keys |= {f"ai|{uid}" for uid in seen.ids}
    for codes in (seen.codes, *seen.former):
        keys |= _keys_of_name(codes, seen.insee)
    if seen.insee:
        letters = "".join(w[0] for w in seen.said if w not in SMALL), "".join(w[0] for w in seen.said)
        keys |= {
            f"ac|{seen.insee}|{short[:n]}" for short in letters for n in range(3, min(len(short), 7) + 1)
        }
        keys |= {
            f"ac|{seen.insee}|{c}" for c in (*seen.codes, *seen.doubled) if 3 <= len(c) <= 7 and c.isalpha()
        }
        if seen.street and (seen.phones or seen.mails or seen.sites or seen.pages):
            # One source may list a structure twice.
            keys.add(f"a=|{seen.insee}|{'+'.join(sorted(seen.codes))}")
    return frozenset(key[:200] for key in sorted(keys)[:48])


def _keys_of_name(codes: Sequence[str], insee: str | None) -> set[str]:
    mine = [c for c in codes if own(c)]
    common = [c for c in codes if c in KINDS or c in NETWORKS]
    told = sorted(mine, key=lambda c: (-len(c), c))[:4] or common
    # The postal town is not always the commune; and a place may be unknown.
    keys = {f"ad|{prefix}|{'+'.join(sorted(told[:3]))}" for prefix in {(insee or "")[:2], ""} if told}
    if insee:
        # Misspelt words mostly begin alike; words run together too.
        begun = {c[:4] for c in mine[:6]} | {joined(tuple(mine))[:4]} | set(common or codes[:2])
        keys |= {f"an|{insee}|{word}" for word in begun if word}
    return keys
