"""ZIP archives that partners publish (exports of tourism bases), read in memory, one member at a time, within bounds.

Nothing is written anywhere. An archive that claims more than the bounds is refused before any of it is inflated; no
member inflates beyond what it claims (zipfile stops there, and compares the checksum).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise

from agregateur.errors import ParseError

MAX_MEMBERS = 100_000
"""As many as the items that a paged source may have."""
MAX_MEMBER_BYTES = 32_000_000
"""One member is parsed whole; the reading child has about 1 GB (JSON takes some ten times its size as objects)."""
MAX_TOTAL_BYTES = 2_000_000_000
"""All members together, each read once: 100,000 objects of 20 kB."""
MAX_RATIO = 250
"""Inflated to packed size, of members above 1 MB. Deflate reaches 1,032 (zlib, technical details); JSON that repeats
one vocabulary in seven languages was seen to reach 40."""
_SMALL = 1_000_000
_LOCAL_HEADER = 30
_BAD_NAME = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[a-zA-Z]:|[\x00-\x1f]")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def is_archive(content: bytes) -> bool:
    """Whether `content` begins as a ZIP archive does, an empty one included."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """A ZIP archive held in memory. `names`: its members that are files, in their order, without doubles.

    Raises ParseError: `zip_damaged` (no or a broken directory, a checksum that does not fit), `zip_too_large` (too many
    members, too large ones, or ones that inflate beyond reason), `zip_refused` (names that climb out of their folder,
    encryption, other packings than deflate, members that share their bytes).
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(BytesIO(content))
        except _FAULTS as error:
            raise _damaged(type(error).__name__) from error
        infos = self._file.infolist()
        _check(infos, self._file.start_dir)
        self._infos = {info.filename: info for info in infos if not info.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """The bytes of the member `name`. Raises ParseError (`zip_damaged`)."""
        try:
            return self._file.read(self._infos[name])
        except _FAULTS as error:
            raise _damaged(f"{name[:80]}: {type(error).__name__}") from error


def _check(infos: list[zipfile.ZipInfo], directory: int) -> None:
    if len(infos) > MAX_MEMBERS:
        raise _too_large(f"more than {MAX_MEMBERS} members")
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        raise _too_large(f"more than {MAX_TOTAL_BYTES} bytes when inflated")
    for info in infos:
        if info.file_size > MAX_MEMBER_BYTES:
            raise _too_large(f"a member of more than {MAX_MEMBER_BYTES} bytes")
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * info.compress_size:
            raise _too_large(f"a member that inflates to more than {MAX_RATIO} times its size")
        if info.flag_bits & 0x1:
            raise _refused("it is encrypted")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _refused("it is packed otherwise than by deflate")
        if len(info.orig_filename) > 300 or _BAD_NAME.search(info.orig_filename):
            raise _refused("it has a name that leads out of its folder, or is no name")
    # A few bytes shared by many members make a bomb without nesting (Fifield 2019, "A better zip bomb").
    placed = sorted((info.header_offset, info.compress_size) for info in infos)
    for (start, size), (following, _) in pairwise([*placed, (directory, 0)]):
        if start + _LOCAL_HEADER + size > following:
            raise _refused("its members share their bytes")


def _damaged(detail: str) -> ParseError:
    return ParseError(
        f"The ZIP archive is cut or damaged ({detail}).",
        code="zip_damaged",
        detail=detail,
    )


def _too_large(detail: str) -> ParseError:
    return ParseError(f"The ZIP archive is too large to be read: {detail}.", code="zip_too_large")


def _refused(detail: str) -> ParseError:
    return ParseError(f"The ZIP archive is refused: {detail}.", code="zip_refused")
