"""What every run needs: the store, the sources file and the settings, and what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from agregateur.communes.lending import Listeners
from agregateur.config import Configuration, Settings, Stanza
from agregateur.ingest import normalise
from agregateur.ingest.matching import comparing, merge
from agregateur.ingest.matching.merge import SourceFacts
from agregateur.ingest.own import Codes, Locate, locator
from agregateur.model import Item, Located
from agregateur.publish import ical
from agregateur.publish.leaving import Credit
from agregateur.store.database import Database
from agregateur.store.upgrade import portal_name
from agregateur.taxonomy import labels


@dataclass(frozen=True)
class Context:
    """What every run needs: the store, the sources file and the settings."""

    database: Database
    configuration: Configuration
    settings: Settings

    @cached_property
    def portal(self) -> str:
        with self.database.reader() as connection:
            return portal_name(connection)

    @cached_property
    def stanzas(self) -> dict[str, Stanza]:
        return {stanza.id: stanza for stanza in self.configuration.sources}

    def locator(self, stanza: Stanza) -> Locate:
        """Finds the commune of an item of this source."""
        return locator(self.configuration.territory, stanza)

    @cached_property
    def locators(self) -> dict[str, Locate]:
        return {stanza.id: self.locator(stanza) for stanza in self.configuration.sources}

    def locate(self, item: Item, venues: Mapping[str, Codes]) -> Located:
        """The commune of an item; one of a retired source keeps the place it had."""
        place = self.locators.get(item.source)
        return place(item, venues) if place else item.located

    @cached_property
    def listeners(self) -> Listeners:
        """Who may be elsewhere since the communes of a venue's name moved."""
        own = {s.id: s.territory for s in self.configuration.sources if s.territory is not None}
        return Listeners(self.configuration.territory, own)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return labels()

    @cached_property
    def facts(self) -> dict[str, SourceFacts]:
        return {
            s.id: SourceFacts(s.name, urlsplit(s.home or "").hostname or "")
            for s in self.configuration.sources
        }

    @cached_property
    def credits(self) -> dict[str, Credit]:
        return {s.id: Credit(name=s.name, home=s.home, licence=s.licence) for s in self.configuration.sources}

    def settings_digest(self, stanza: Stanza) -> str:
        """Digest of what cleaning, locating, comparing and crediting depend on beside the record."""
        facts = (
            normalise.VERSION, comparing.VERSION, merge.VERSION, stanza.name, stanza.home, stanza.republication,
            stanza.licence, stanza.timezone, stanza.territory, stanza.default, sorted(stanza.categories.items()),
            self.configuration.territory, self.settings.base_url,
        )  # fmt: skip
        return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()

    @property
    def render_version(self) -> int:
        """The version of VEVENT texts: the writer's own, and the address that they bear."""
        return ical.version(self.settings.base_url)
