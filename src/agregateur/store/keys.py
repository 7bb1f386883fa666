"""Keys as they are stored: of venues, and of what may be one thing (candidate keys). Numbers; no database."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=65536)
def digest(key: str) -> int:
    """A venue's key as it is stored: 64 bits of its digest, as a signed integer."""
    found = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little", signed=True)


def key(text: str) -> int:
    """A candidate key (`kind|day|place|…`) as it is stored: 20 bits of its place, 12 of its day, 32 of all of it; of
    another, 64 of its digest.

    What one partner tells lies in few places, and one record's keys of a département beside one another, so that its
    seventeen keys do not stand on as many leaves of the table: in a large store each is read, and written twice.
    """
    parts = text.split("|", 3)
    if len(parts) < 3 or not parts[1].isdecimal():
        return digest(text)
    low = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return _place(parts[2]) << 44 | (int(parts[1]) & 0xFFF) << 32 | int.from_bytes(low, "little")


@lru_cache(maxsize=65536)
def _place(name: str) -> int:
    """20 bits, signed."""
    return digest(name) >> 44
