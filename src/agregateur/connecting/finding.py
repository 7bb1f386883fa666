"""What a refusal says of an item, so that its partner finds it: a name as people see it, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agregateur.connecting.values import spoken, text_of

LONGEST = 80
"""Characters of a refusal's detail."""
_FIELDS = 3
_UNSAID = ("id", "uid", "uuid", "type", "@type", "@id", "@context", "objectid", "fid", "lang", "language")
"""Names of fields that tell one item from no other, or by a number that nobody sees."""
_SECRET = ("pass", "mail", "courriel", "token", "key", "tel", "phone", "mobile", "contact", "owner", "author")


def about(title: str | None, stated: object) -> str:
    """An item that has a name, and what is wrong in it: `Fête du village : 31/02/2027`."""
    wrong = str(stated or "").strip()[: LONGEST // 2]
    name = (title or "").strip()[: LONGEST - len(wrong) - 3 if wrong else LONGEST]
    return " : ".join(filter(None, (name, wrong)))


def trace(item: Any, *first: str | None) -> str:
    """An item without a name: what is known of it (`first`), else its first fields that say something, as
    `commune : Gap, date : 2026-12-05`. Fields named like keys, or like ways to reach somebody, are passed over."""
    known = [one for one in first if one]
    told = known or [f"{name} : {text}" for name, text in _said(item)]
    return ", ".join(told[:_FIELDS])[:LONGEST]


def _said(item: Any) -> Iterator[tuple[str, str]]:
    if isinstance(item, Mapping):
        for name, value in item.items():
            low = str(name).lower()
            if low in _UNSAID or any(one in low for one in _SECRET):
                continue
            text = (
                None
                if isinstance(value, bool)
                else spoken(value)
                if isinstance(value, Mapping)
                else text_of(value)
            )
            if text and "@" not in text:
                yield str(name), " ".join(text.split())[:40]
