"""What an item bears wherever it goes: whom it is credited to, under which licence, and how much of it may be repeated.

Every format prints this one value: `rights(event, credits)`, made of what `leaving.may_leave` gave.

    republication  how much this item holds: `complet` texts and images, to be shown with their credit; `signalement`
                   facts and a link only (facts are free, texts and images are not). `portail` never leaves.
    credits        those who announce it and may be named, each source once, with its licence and its page of this item
    licence        the one licence of all that is under copyright in it, or None: then each credit says its own
    image_credit   whom to name beside the image, when there is one
    link           the partner's page of this item
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agregateur import text
from agregateur.frozen import quick
from agregateur.model import Event, Item, Member
from agregateur.publish.leaving import Credit, http_url, leaving_members, partner_url
from agregateur.publish.words import WORDS, Lang

_WORKS = ("title", "description", "image", "price", "organizer")
"""Fields that hold a partner's own words or images; dates, places and codes are facts."""
_DATABASE = re.compile(r"odbl|odc-odbl|open database|opendatacommons\.org/licenses/odbl", re.I)
"""Share-alike licences of databases."""


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Credited:
    """A source that announces an item, as formats name it. Addresses are http(s), or None."""

    source: str
    """Its id, as in the word `source` of addresses."""
    name: str
    home: str | None = None
    page: str | None = None
    """Its own page of this item."""
    licence: str | None = None
    """As stated: an SPDX code, a name or an address."""
    republication: Literal["complet", "signalement"] = "signalement"

    @property
    def licence_url(self) -> str | None:
        return licence_url(self.licence)

    @property
    def url(self) -> str | None:
        """Where a credit leads: the page of this item, else the source's site."""
        return self.page or self.home


@quick
@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """What one item bears; see this module."""

    republication: Literal["complet", "signalement"]
    credits: tuple[Credited, ...] = ()
    licence: str | None = None
    image_credit: str | None = None
    link: str | None = None

    @property
    def licence_url(self) -> str | None:
        """The address of the licence's own text, when it is a known one."""
        return licence_url(self.licence)

    @property
    def names(self) -> str:
        """`MJC du Briançonnais, Office de tourisme`: the credit on one line; '' when nobody can be named."""
        return ", ".join(dict.fromkeys(one.name for one in self.credits))

    def line(self, lang: Lang = "fr") -> str | None:
        """`Sources : MJC (CC-BY-SA-4.0), Office de tourisme`, as readers see it, or None."""
        named = dict.fromkeys(f"{c.name} ({c.licence})" if c.licence else c.name for c in self.credits)
        if not named:
            return None
        return WORDS[lang]["source" if len(named) == 1 else "sources"].format(", ".join(named))

    def terms(self, lang: Lang = "fr") -> str:
        """What may be done with it, in one sentence: for `dc:rights`, Atom's `rights` and the like."""
        words, names = WORDS[lang], self.names or "–"
        if self.republication == "signalement":
            return words["terms_facts"].format(names)
        if self.licence:
            return words["terms_licence"].format(names, self.licence)
        each = ", ".join(
            dict.fromkeys(f"{c.name} ({c.licence})" if c.licence else c.name for c in self.credits)
        )
        return words["terms_credit"].format(each or names)


def rights(event: Event, credits: Mapping[str, Credit]) -> Rights:
    """What `event` bears. `event` is one that may leave; `credits` names the sources by id (one that is not there is
    named by its id)."""
    members = leaving_members(event)
    return Rights(
        republication="complet" if event.republication == "complet" else "signalement",
        credits=credited(members, credits),
        licence=_licence(event, members, credits),
        image_credit=text.one_line(event.image_credit) if event.image and event.image_credit else None,
        link=partner_url(event),
    )


def credited(members: Iterable[Member], credits: Mapping[str, Credit]) -> tuple[Credited, ...]:
    """The sources of `members`, each once, in their order; of several records of one source the first that has a page
    and the most that it allows."""
    found: dict[str, Credited] = {}
    for member in members:
        if member.republication == "portail":
            continue
        source, before = credits.get(member.source), found.get(member.source)
        whole = member.republication == "complet" or (
            before is not None and before.republication == "complet"
        )
        found[member.source] = Credited(
            source=member.source,
            name=text.one_line(source.name) if source else member.source,
            home=http_url(source.home) if source else None,
            page=(before.page if before else None) or http_url(member.url),
            licence=(before.licence if before else None) or licence_of(member, credits),
            republication="complet" if whole else "signalement",
        )
    return tuple(found.values())


def licence_of(member: Member | Item, credits: Mapping[str, Credit]) -> str | None:
    """The licence of one record: its own, else its source's."""
    source = credits.get(member.source)
    stated = member.licence or (source.licence if source else None)
    return text.one_line(stated) or None if stated else None


@lru_cache(maxsize=1024)
def licence_url(licence: str | None) -> str | None:
    """The address of a licence's text: of Creative Commons (with a version), Etalab, Open Data Commons and Art libre
    licences as they are commonly written, and of one that is stated as an address; else None.

    Remembered: few are stated.
    """
    if not licence:
        return None
    if (stated := http_url(licence)) is not None:
        return stated
    code = "-".join(text.fold(licence).replace(".", " ").replace("-", " ").replace("_", " ").split())
    if found := _CREATIVE.fullmatch(code):
        return (
            f"https://creativecommons.org/licenses/{found['kind']}/{found['major']}.{found['minor'] or '0'}/"
        )
    return next((url for pattern, url in _KNOWN if pattern.fullmatch(code)), None)


def licence_key(licence: str | None) -> str | None:
    """One text for all the ways of writing a licence (`CC BY-SA 4.0`, `cc-by-sa-4.0`, the address of its text or of its
    deed), to compare by; None when there is none."""
    if not licence or not (said := text.one_line(licence)):
        return None
    address = licence_url(said)
    if address is None:
        return text.fold(said)
    return (
        _DEED.sub("", address.lower()).removeprefix("https://").removeprefix("http://").removeprefix("www.")
    )


_DEED = re.compile(r"/(?:(?:deed|legalcode)(?:\.[a-z_-]+)?)?$")
"""What creativecommons.org adds to a licence's address for one of its pages."""
_CREATIVE = re.compile(r"(?:cc-)?(?P<kind>by(?:-nc)?(?:-(?:sa|nd))?)-(?P<major>[1-4])(?:-(?P<minor>[05]))?")
_KNOWN: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(r"(?:cc-?0|cc-zero)(?:-1(?:-0)?)?"), "https://creativecommons.org/publicdomain/zero/1.0/"),
    (
        re.compile(r"(?:licence-ouverte|lo|etalab|licence-ouverte-etalab|open-licence)(?:-v?2(?:-0)?)?"),
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    (re.compile(r"(?:odc-)?odbl(?:-1(?:-0)?)?"), "https://opendatacommons.org/licenses/odbl/1-0/"),
    (re.compile(r"odc-by(?:-1(?:-0)?)?"), "https://opendatacommons.org/licenses/by/1-0/"),
    (re.compile(r"pddl(?:-1(?:-0)?)?"), "https://opendatacommons.org/licenses/pddl/1-0/"),
    (
        re.compile(r"(?:lal|licence-art-libre|free-art(?:-license)?)(?:-1-3)?"),
        "https://artlibre.org/licence/lal/",
    ),
]
"""Codes of https://spdx.org/licenses/ and the names used on French open data portals."""


def _licence(event: Event, members: Sequence[Member], credits: Mapping[str, Credit]) -> str | None:
    """The one licence of those who lent a text or an image, and of share-alike databases; None when they differ, when
    one states none, or when nothing in it is a partner's work."""
    origins = {tuple(event.provenance[name]) for name in _WORKS if name in event.provenance}
    known = {(m.source, m.uid): licence_of(m, credits) for m in members}
    lent = [licence for name, licence in known.items() if not origins or name in origins]
    lent += [licence for licence in known.values() if licence and _binds_facts(licence)]
    return lent[0] if lent and all(one == lent[0] for one in lent) else None


@lru_cache(maxsize=1024)
def _binds_facts(licence: str) -> bool:
    """Whether it is one of a database that must be shared alike: whoever states one counts, whatever field it lent."""
    return _DATABASE.search(licence) is not None
