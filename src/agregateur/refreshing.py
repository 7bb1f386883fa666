"""After an upgrade, or when the portal's address changes: the VEVENT texts made again, once, a batch at a time.

A feed renders an older text by itself when it meets one, but each time anew: ten times what it costs to read it
(bench/feeds.py over a store whose texts are older).
"""

from __future__ import annotations

import structlog

from agregateur.canonical import printer
from agregateur.context import Context
from agregateur.printing import text
from agregateur.store import read, texts

_BATCH = 2_000
"""Events of one transaction: about half a second, in which others wait to write."""


def refresh(context: Context) -> int:
    """Render again what is of another version. Out: how many events. One row is read when nothing is."""
    printing = printer(context)
    with context.database.reader() as connection:
        if texts.all_of(connection, printing.version):
            return 0
    count, last = 0, ""
    while True:
        with context.database.writer() as connection:
            found = texts.others(connection, printing.version, after=last, limit=_BATCH)
            if not found:
                texts.done(connection, printing.version)
                break
            leaving = read.leaving(connection, found)
            texts.put(connection, printing.version, [(id, text(printing, leaving.get(id))) for id in found])
        count, last = count + len(found), found[-1]
    if count:
        structlog.get_logger().info("texts_rendered_again", events=count)
    return count
