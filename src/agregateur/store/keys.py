"""Keys as they are stored: of venues, and of what may be one thing (candidate keys). Numbers; no database.

A candidate key has 64 bits: 46 that two things share that meet, one that says that it only lists, 17 that say where.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from agregateur.communes import commune, mistakable

WHERE = (1 << 17) - 1
"""The bits of a key that hold a commune, as `place` numbers it; 0: it may be anywhere."""
NOWHERE = WHERE
"""In their place: it seeks one that is somewhere, of whichever commune; two such are nothing to one another."""
SERIES = WHERE - 1
"""In their place: it seeks others of its own source, dates of one series, and nothing else."""
LISTS = 1 << 17
"""The bit of a key under which a thing is found, and seeks none but those that ask."""
SPAN = LISTS << 1
"""Keys that share all but the bits above lie within so many numbers, those that ask first."""


@lru_cache(maxsize=65536)
def digest(key: str) -> int:
    """A venue's key as it is stored: 64 bits of its digest, as a signed integer."""
    found = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little", signed=True)


def asked_by(venue: int, source: str) -> int:
    """The key under which a source asks for a venue (its `digest`)."""
    return digest(f"{venue}|{source}")


def asked_about(venue: int, insee: str) -> int:
    """The key under which it is asked whether a venue (its `digest`) lies in that commune."""
    return digest(f"{venue}@{insee}")


def key(text: str, where: int = 0) -> int:
    """A candidate key (`kind|day|place|…`) that asks: 16 bits of its place, 10 of its day, 20 of all of it (CRC-32: two
    that share them by chance cost a comparison); of another, 46 of its digest, or 16 of whose it is and 30 of its
    digest. `where` (a number of `place`) is put into a key with a day.

    What one partner tells lies in few places, and one record's keys of a département beside one another, so that its
    seventeen keys do not stand on as many leaves of the table: in a large store each is read, and written twice. For
    the same reason pages of one site, uids of one maker and the repeats of one source (`u`, `i`, `o`) share 16 bits;
    and the days of one venue: most partners tell of few.
    """
    parts = text.split("|", 3)
    if len(parts) < 3 or not parts[1].isdecimal():
        found, maker = digest(text), _maker(parts)
        return (_named(maker) << 48 | found & 0xFFFFFFFFFFFF if maker else found) & -SPAN
    day = (int(parts[1]) & 0x3FF) << 38
    # A venue (`v|day|département|venue`, `v|day|venue`) is the place.
    near = _named(parts[-1] if parts[0] == "v" else parts[2])
    return near << 48 | day | (crc32(text.encode("utf-8", "surrogatepass")) & 0xFFFFF) << 18 | where


def shared(key: int) -> int:
    """What two keys have in common that meet, were both to ask: the key of who asks, anywhere."""
    return key & -SPAN


def _maker(parts: list[str]) -> str:
    """Whose a page, a uid or a repeat is: its host, or its source; '' for what is nobody's."""
    if parts[0] == "u":
        return parts[1].partition("/")[0]
    if parts[0] == "i":
        return parts[1].partition("@")[2]
    return parts[1] if parts[0] == "o" else ""


@lru_cache(maxsize=65536)
def _named(name: str) -> int:
    """16 bits, signed."""
    return digest(name) >> 48


# Where ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def place(insee: str) -> int:
    """The number of a commune in the bits `WHERE`: its code of today read as a number, Corsica's letters as 20 and 96,
    which no département has; 0 for an unknown code."""
    here = commune(insee)
    return int(here.insee.replace("2A", "20").replace("2B", "96")) if here else 0


def apart(here: int, there: int) -> bool:
    """Whether two that share the rest of a key are no pair by it, one being here and the other there (`WHERE`)."""
    if not here or not there:
        return False
    if NOWHERE in (here, there):
        return here == there
    if SERIES in (here, there):
        return here != there
    return there not in near(here)


@lru_cache(maxsize=65536)
def near(where: int) -> frozenset[int]:
    """The numbers of the communes that a place in that one may be said to lie in, itself included."""
    code = f"{where:05}"
    letters = {"20": "2A", "96": "2B"}.get(code[:2], code[:2])
    return frozenset(map(place, mistakable(letters + code[2:])))
