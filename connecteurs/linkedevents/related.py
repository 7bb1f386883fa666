"""Places and keywords that an event names by their address: within the answer as a rule, else asked for once each."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urljoin

from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Fetch
from agregateur.errors import FetchError, Gone, ParseError
from agregateur.text import url_path

MAX_ASKED = 500
"""Places and keywords asked for in one reading."""

Thing = dict[str, Any]


class Related:
    """What events refer to, remembered within one reading. `unread`: how many could not be had."""

    def __init__(self, fetch: Fetch, root: str) -> None:
        self.fetch = fetch
        self.root = root
        self.unread = 0
        self._asked = 0
        self._known: dict[tuple[str, str], Thing] = {}

    def whole(self, kind: str, value: Any) -> Thing | None:
        """The `place` or `keyword` that `value` is, or refers to by `@id`. Raises FetchError when the server fails:
        an event must not lose its place because of that."""
        if not isinstance(value, dict):
            return None
        if "name" in value:
            return self._current(kind, value)
        uid = id_of(value)
        if not uid:
            return None
        if (kind, uid) not in self._known:
            self._known[kind, uid] = self._ask(kind, uid)
        return self._current(kind, self._known[kind, uid]) or None

    def _current(self, kind: str, thing: Thing) -> Thing:
        """A place that was replaced gives way to the one in its stead."""
        other = id_of(thing.get("replaced_by"))
        if not other or other == thing.get("id"):
            return thing
        if (kind, other) not in self._known:
            self._known[kind, other] = self._ask(kind, other)
        return self._known[kind, other] or thing

    def _ask(self, kind: str, uid: str) -> Thing:
        if self._asked >= MAX_ASKED:
            self.unread += 1
            return {}
        self._asked += 1
        try:
            # Below the root that we were given, whatever host the address names.
            found = load_json(self.fetch(urljoin(self.root, f"{kind}/{quote(uid, safe=':')}/")))
        except FetchError as error:
            if not isinstance(error, Gone) and error.values.get("status") != 404:
                raise
            found = None
        except ParseError:
            found = None
        if not isinstance(found, dict) or "name" not in found:
            self.unread += 1
            return {}
        return found


def id_of(value: Any) -> str | None:
    """`tprek:8740` of `{"@id": "https://…/v1/place/tprek:8740/"}`, of the address alone, or of an item."""
    if isinstance(value, dict):
        if stated := text_of(value.get("id")):
            return stated
        value = value.get("@id")
    address = text_of(value)
    if not address:
        return None
    last = url_path(address).rstrip("/").rpartition("/")[2]
    return unquote(last) or None
