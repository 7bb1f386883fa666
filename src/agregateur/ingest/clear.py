"""Secrets travel over https alone: in clear, everybody on the way could read and use them.

An address that its partner gives by http: with a token in it is read as it is: that server offers nothing better. But
no redirect, and no next page, takes a token or key from https: to http:. The operator's own machines are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from agregateur.errors import AddressRefused
from agregateur.hushed import mask, secrets_of
from agregateur.ingest import addresses

_CODE = "secret_in_clear"


class InClear:
    """Guards one reading. `secrets`: what its source's stanza keeps to itself."""

    def __init__(self, secrets: Iterable[str], allow: frozenset[str]) -> None:
        self._secrets, self._allow = tuple(secrets), allow
        self._secured = False

    def check(
        self, start: addresses.Address, address: addresses.Address, headers: Mapping[str, str], body: Any
    ) -> None:
        """Judges the request of `address`, to which `start` led, before it is made.

        Raises AddressRefused (`secret_in_clear`) for a secret that would leave https:, which `start` or an address
        asked for before had.
        """
        self._secured = self._secured or start.scheme == "https"
        if address.scheme == "https" or not self._secured or _is_own(address, self._allow):
            return
        told = "\n".join([address.url, *headers.values(), "" if body is None else json.dumps(body)])
        if mask(told, (*self._secrets, *secrets_of(start.url, {}))) != told:
            raise _refused(address.url, "it leads from https: to http:, and a secret would travel in clear")


def check_key(url: str, options: Mapping[str, Any], allow: frozenset[str]) -> None:
    """Raises AddressRefused (`secret_in_clear`) for a key among `options` that a stanza would send by http:."""
    if secrets_of("", options) and url.strip().lower().startswith("http:"):
        address = addresses.check(url, allow)
        if not _is_own(address, allow):
            raise _refused(url, "a key is sent over https alone: write https:// in the address")


def _is_own(address: addresses.Address, allow: frozenset[str]) -> bool:
    return addresses.allowed(address.host, address.port, allow)


def _refused(url: str, why: str) -> AddressRefused:
    return addresses.refused(url, why, code=_CODE)
