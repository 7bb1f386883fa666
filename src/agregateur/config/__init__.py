"""Settings (environment) and the sources file (YAML), both checked whole before anything runs.

values     the frozen dataclasses that the rest of the program sees
settings   `AGREGATEUR_…` variables
yamlfile   YAML text -> plain values that remember their lines
stanzas    what a stanza may hold, and the sentences of its mistakes
load       the file as a whole: `load(path, environ=…) -> Configuration`
"""

from __future__ import annotations

from agregateur.config.load import load
from agregateur.config.settings import (
    Settings,
    legal_notice,
    missing_legal,
    read_settings,
    settings_table,
    unknown_settings,
)
from agregateur.config.values import Configuration, Defaults, Stanza, Territory
from agregateur.hushed import mask

__all__ = [
    "Configuration",
    "Defaults",
    "Settings",
    "Stanza",
    "Territory",
    "legal_notice",
    "load",
    "mask",
    "missing_legal",
    "read_settings",
    "settings_table",
    "unknown_settings",
]
