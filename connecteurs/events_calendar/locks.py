"""Which events of a list stand behind a password.

From 6.8.2.1 on, the plug-in empties what such an event says, and writes null where a yes or no stands otherwise
(src/Tribe/REST/V1/Validator/Base.php, `PASSWORD_PROTECTED_FIELDS`). Before, its list gives the whole text to anyone,
and nothing in it tells so (`get_event_data` of Post_Repository.php; CVE-2024-5333). WordPress's own API does, where
the site has opened it to events: `content.protected`
(wp-includes/rest-api/endpoints/class-wp-rest-posts-controller.php). A date of a series of the paid plug-in has a number
of its own, which that API does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agregateur.connecting.values import at, load_json, text_of
from agregateur.contract import Fetch
from agregateur.errors import HttpStatus, ParseError
from connecteurs.events_calendar.address import posts_address

_BUSY = {429, 503}


def is_emptied(event: Mapping[str, Any]) -> bool:
    """Whether the plug-in itself took out what a password keeps."""
    return "all_day" in event and event["all_day"] is None


class Locks:
    """Asks the site which of its events are locked, until it says that it does not tell. `address`: of the list; None
    for a saved file."""

    def __init__(self, fetch: Fetch, address: str | None) -> None:
        self._fetch = fetch
        self._address = address

    def among(self, events: Sequence[Any]) -> set[str]:
        """The numbers of those that are locked. Raises FetchError, when the site may tell it another time."""
        asked = [
            number
            for one in events
            if isinstance(one, Mapping)
            and (text_of(one.get("description")) or text_of(one.get("excerpt")))
            and (number := text_of(one.get("id")) or "").isdecimal()
        ]
        if self._address is None or not asked:
            return set()
        try:
            posts = load_json(self._fetch(posts_address(self._address, asked)))
        except (HttpStatus, ParseError) as error:
            if error.values.get("status") in _BUSY:
                raise
            self._address = None
            return set()
        listed = posts if isinstance(posts, list) else []
        return {text_of(at(one, "id")) or "" for one in listed if at(one, "content.protected") is True}
