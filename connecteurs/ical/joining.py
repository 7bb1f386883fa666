"""What lets people into an online meeting, and is no part of what a calendar tells the public.

Calendar programs write it by themselves into each meeting: a block of the description with the link, the passcode and
the telephone numbers, a property, the place. Whether the meeting is a public one, nothing says; so the event is told,
and that it is online, but not the way in. An address of which nothing is secret (a page to register on, an open room)
stays, and so does what people write of themselves, in their texts or as the place.
"""

from __future__ import annotations

import re

from agregateur.text import fold, holds

# Google Calendar and Twake: `-::~:~::~:~:…:~::~:~::-` before the block and after it.
_GOOGLE = re.compile(r"-::~:~::[~:]{4,400}::-")
# Outlook, and Zoom's add-ons: lines of underscores or dashes about the block, and within it.
_RULE = re.compile(r"_{20,400}|[─—]{8,400}")
_SIGNS = ("-::~:~::", "________", "────", "————", "Microsoft Teams")
# A block that Outlook put first, with no line above it.
_HEADED = re.compile(
    r"^[ \t]*(?:(?:Rejoindre la )?Réunion Microsoft Teams|(?:Join )?Microsoft Teams Meeting)[ \t]*(?=[<\n]|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_TEAMS_INSIDE = (
    "teams.microsoft.com/l/", "teams.microsoft.com/meet", "dialin.teams.microsoft.com", "teams.live.com/meet",
    "aka.ms/jointeamsmeeting",
)  # fmt: skip
_INSIDE = (
    *_TEAMS_INSIDE, "reunion microsoft teams", "microsoft teams meeting", "zoom.us/j/", "meet.google.com/",
    "webex.com/", "numero de conference", "code secret", "passcode", "meeting id", "id de reunion",
)  # fmt: skip
_IN_HTML = (*_TEAMS_INSIDE, "zoom.us/j/", "meet.google.com/", "webex.com/", "-::~:~::")
_DOOR = re.compile(
    r"https?://(?:teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)/|meet\.google\.com/[a-z]{3}-|"
    r"[a-z0-9.-]{0,60}zoom\.us/j/\d+\S{0,300}[?&]pwd=|[a-z0-9.-]{1,60}\.webex\.com/\S{0,300}(?:MTID=|/j\.php))",
    re.IGNORECASE,
)
_TEAMS = frozenset({"reunion microsoft teams", "microsoft teams meeting", "microsoft teams", "reunion teams"})


def is_door(address: str) -> bool:
    """Whether a web address is the way into one meeting, and holds its key."""
    return _DOOR.match(address) is not None


def holds_door(html: str) -> bool:
    """Whether HTML may hold the block that a calendar program wrote for the invited: there it has no edges."""
    return holds(html.lower(), _IN_HTML)


def without_joining(text: str) -> str:
    """A description without the blocks that calendar programs write into it; the same text when there is none."""
    if not holds(text, _SIGNS):
        return text
    kept = text
    if "-::~:~::" in kept:
        # What stands between two marks is Google's; after a lone one, all.
        parts = _GOOGLE.split(kept)
        kept = "\n".join(part.strip() for part in parts[::2]) if len(parts) > 1 else kept
    if _RULE.search(kept):
        first, *rest = _RULE.split(kept)
        others = [part for part in rest if not holds(fold(part), _INSIDE)]
        if len(others) < len(rest):
            kept = "\n".join(part.strip() for part in [first, *others])
    if (headed := _HEADED.search(kept)) and holds(fold(kept[headed.start() :]), _TEAMS_INSIDE):
        kept = kept[: headed.start()]
    return text if kept == text else kept.strip()


def without_room(location: str, invited: bool) -> tuple[str, bool]:
    """A place without the online room that Outlook names in it, nor the way in where a program wrote one for the
    `invited`; and whether there was one."""
    if "eam" not in location and "://" not in location:
        return location, False
    parts = [part.strip() for part in location.split(";")]
    kept = [part for part in parts if not ((invited and is_door(part)) or fold(part) in _TEAMS)]
    return ("; ".join(filter(None, kept)), True) if len(kept) < len(parts) else (location, False)
