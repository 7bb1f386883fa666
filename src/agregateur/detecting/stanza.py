"""The stanza to copy into the sources file: YAML, with an id that no other source bears."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from agregateur import communes
from agregateur.detecting.finding import is_keyed
from agregateur.text import one_line, slug


def suggested_id(name: str, url: str, taken: Collection[str]) -> str:
    """An id for a source of that name, else of that host: lower case, digits and hyphens, not among `taken`."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    made = slug(name, 40) if re.search(r"\w", name) else "x"
    base = made if made != "x" else slug(host.removeprefix("www."), 40)
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def variable(source_id: str) -> str:
    """The environment variable in which the address of a source is kept out of the file."""
    return f"{re.sub(r'[^A-Z0-9]+', '_', source_id.upper())}_URL"


def stanza(
    *,
    id: str,
    name: str,
    url: str,
    kind: str | None = None,
    home: str | None = None,
    options: Mapping[str, Any] | None = None,
    commune: str | None = None,
) -> str:
    """The YAML of one source, as it stands below `sources:`; an address that is a secret becomes a variable's name."""
    told: dict[str, Any] = {"id": id, "name": one_line(name)[:120] or id}
    if kind:
        told["kind"] = kind
    told["url"] = f"${{{variable(id)}}}" if is_keyed(url) else url
    if home:
        told["home"] = home
    if commune:
        told["default"] = {"commune": commune}
    if options:
        told["options"] = dict(options)
    text: str = yaml.safe_dump([told], allow_unicode=True, sort_keys=False, width=10_000)
    if commune and (town := communes.commune(commune)):
        text = text.replace(f"commune: '{commune}'", f"commune: '{commune}'  # {town.nom}")
    return "".join(f"  {line}\n" for line in text.splitlines())
