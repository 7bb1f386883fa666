"""Records of one source that are evidently dates of one series, told one by one.

Who has no field for repeats copies the announcement, or its software prints one record a date. Other records of one
source are different events: a lotto of one hall, announced in the same words three months later, is another lotto, and
two dates alone are no series yet (`clusters`).
"""

from __future__ import annotations

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.marks import conflict

MAX_GAP = 35
"""Days between two dates of a series that are compared: a fifth Saturday follows a fourth one so late. What lies
farther apart is joined by the dates between."""
RUN = 3
"""Days between two evenings of one run, told on one page."""


def repeat_key(seen: Features) -> str | None:
    """The key under which a record meets the other dates of its series; None for what holds several dates, or has
    neither a text nor a page that others could share."""
    if len(seen.starts) != 1 or seen.span or not seen.title or not (seen.print or seen.pages):
        return None
    ((_, minutes),) = seen.starts.items()
    return f"o=|{seen.source}|{seen.insee}|{seen.venue}|{'+'.join(map(str, minutes))}|{' '.join(seen.title)}"


def repeats(a: Features, b: Features) -> bool:
    """Whether two records of one source are two dates of one series: one title, place and hour, one text or page, and
    the same weekday within `MAX_GAP` days, or evenings of one run."""
    if a.source != b.source or repeat_key(a) != repeat_key(b) or repeat_key(a) is None:
        return False
    gap = abs(next(iter(a.starts)) - next(iter(b.starts)))
    if not gap or gap > MAX_GAP or (gap % 7 and gap > RUN) or conflict(a.marks, b.marks):
        return False
    page = not a.pages.isdisjoint(b.pages)
    if gap % 7:
        return page and a.print == b.print
    return a.print == b.print if a.print and b.print else page
