"""The sample territory: invented partners' files under `var/`, so that there is something to see without internet.

`partenaires/x.ics.yaml` says what an invented partner announces in `x.ics`, with days relative to a Monday
(`s2 sam 20:30`: the Saturday of the third week at half past eight). `write` turns it into the file that a real program
would publish: iCal as four calendar programs write it, RSS, GoGoCarto JSON, a spreadsheet, a web page, exports of
OpenAgenda and uMap, with the habits and faults of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from agregateur.examples import calendars, feeds, maps, others
from agregateur.examples.partner import Partner, Week, load

PARIS = ZoneInfo("Europe/Paris")
WEEKS = 8
"""What the partners announce spans eight weeks from the anchor."""
REMAINING = timedelta(weeks=3)
STAMP = "semaine.txt"
VERSION = "1"
"""Raise it when the same templates give other bytes."""

_WRITERS: Mapping[str, Callable[[Partner, Week], bytes]] = {
    **dict.fromkeys(calendars.MANNERS, calendars.write),
    "wordpress": feeds.write,
    "agenda-rss": feeds.write,
    "gogocarto": maps.write,
    **others.WRITERS,
    "page": lambda partner, week: week.tell(partner.page or "").encode(),
}


def write(folder: Path, now: datetime) -> bool:
    """Write the sample files into `folder` when they are needed; say whether anything was written.

    In: `now`, aware. The files are anchored to the Monday of that week (Europe/Paris) and stay as they are, byte for
    byte, until less than three of their eight weeks remain, or a file is missing, or the templates have changed.
    The bytes depend on the Monday alone. Each file is replaced at one stroke, so a reader never meets half of it.
    Raises OSError when the folder cannot be written.
    """
    today = now.astimezone(PARIS).date()
    templates = _templates()
    seen = chr(0).join(part for pair in templates.items() for part in pair)
    made = f"{VERSION} {blake2b(seen.encode(), digest_size=16).hexdigest()}"
    monday, made_before = _stamp(folder / STAMP)
    if monday is None or not monday <= today <= monday + timedelta(weeks=WEEKS) - REMAINING:
        monday = today - timedelta(days=today.weekday())
        made_before = ""
    if made_before == made and all((folder / name).is_file() for name in templates):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    week = Week(monday)
    for name, text in templates.items():
        partner = load(name, text)
        _replace(folder / name, _WRITERS[partner.manner](partner, week))
    _replace(folder / STAMP, f"{monday.isoformat()}\n{made}\n".encode())
    return True


def _templates() -> dict[str, str]:
    """The text of each template, by the name of the file it gives (`x.ics` for `x.ics.yaml`)."""
    folder = files(__package__) / "partenaires"
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    }


def _stamp(path: Path) -> tuple[date | None, str]:
    """The Monday of the files that are there, and what made them; (None, "") when there are none."""
    try:
        monday, made = path.read_text(encoding="utf-8").splitlines()
        return date.fromisoformat(monday), made
    except (OSError, ValueError):
        return None, ""


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
