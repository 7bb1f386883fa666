"""A local file as a document: only ever one that the operator named."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from agregateur.contract import Document
from agregateur.errors import FetchError, TooLarge


def file_document(path: Path, max_bytes: int) -> Document:
    """A local file as a document, under the same cap. Raises FetchError when it is not a readable regular file."""
    url = path.absolute().as_uri()
    try:
        # A pipe or a terminal would hold the reader for ever: opened without waiting, then refused.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as handle:
            if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
                raise FetchError(f"{path} is not a plain file", code="file", url=url)
            content = handle.read(max_bytes + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "no such file"
        raise FetchError(f"{path} cannot be read: {reason}", code="file", url=url, detail=reason) from None
    if len(content) > max_bytes:
        raise TooLarge(f"{path} is longer than {max_bytes} bytes", url=url, limit=max_bytes)
    return Document(url=url, content=content)
