"""French dates in prose: what an article announces, for feeds that have no field for it.

    find(title, text)   every mention that may be an event's date, the best first
    announced(found)    the one that is sure enough to make an event of the article, or None

A grammar of our own, because no library reads lists, ranges, repeats and "portes 19h, concert 20h" (all that were
tried answer wrong dates to most such phrases). `tokens` cuts the text, `day`, `days`, `hours` and `repeats` are its
rules, `elements` one pass over a text, `resolve` settles years and relative words, `attach`, `sittings` and `mentions`
join days and hours, `roles` and `headlines` tell which dates are no event's, `lists` which mentions are one list.
Whether people attend is weighed: `clause` says what a sentence speaks of by the words of `happenings`, `services`,
`notices` and `circles`, `attending` scores it with the article's own words (`wording`) and what stands `around` it,
`phrasing` is a second opinion that knows only words and their neighbours, `barring` forbids what no score may lift,
`choose` takes the likeliest of several lists, `timings` says its dates, `weigh` how sure it is, and `announce` puts it
together.
"""

from __future__ import annotations

from agregateur.ingest.prose.announce import announced, find
from agregateur.ingest.prose.weigh import Found

__all__ = ["Found", "announced", "find"]
