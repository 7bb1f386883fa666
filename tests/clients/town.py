"""The town that every client reads: what its partner writes, before and after a busy day, and its portal over HTTP.

The partner's calendar is harvested as any other (`tests.pipeline.portal`); the portal is the one that `serve` runs, its
cache in front and its HTTP server around, on a port of this machine.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agregateur.cli.serving import server as server_of
from agregateur.config import Settings
from agregateur.web.app import portal as served
from agregateur.web.front import Front
from tests.pipeline.portal import Portal, calendar, vevent

START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
"""A Monday, at ten in the morning in Paris."""
HALL = "Salle du Vieux-Colombier, 05100 Briançon"
THEATRE = "Théâtre Le Cadran, 05100 Briançon"
CONCERT, LOTO, LECTURE = "Concert de rentrée", "Loto du village", "Conférence sur les glaciers"
"""The one that will move, the one that will be deleted, the one that will be cancelled."""
EMOJI = "Fête de la soupe 🎉🍲👨‍👩‍👧"
ARABIC = "أمسية شعرية في بريانسون"
TOLD = [
    "Chorale, puis vin chaud.",
    "Entrée 8 €; gratuit jusqu’à 12 ans.",
    "",
    "Payant",
    "Organisé par Harmonie",
    "Plus d’informations : https://mjc.example/concert",
    "Source : MJC du Briançonnais (CC-BY-SA-4.0)",
]
"""What the description of the concert says in a calendar, before the address of its page."""
LONG = f"Assemblée {'extraordinairement longue et ' * 344}brève"
"""Ten thousand characters."""
LONG_SHOWN = f"Assemblée{' extraordinairement longue et' * 9} extraordinairement longue…"
"""What the portal makes of it: 300 characters at most."""


def partner(*, after: bool = False) -> bytes:
    """The partner's calendar, before or after the day on which it moves, deletes and cancels. Hours of Paris."""
    lecture = ["STATUS:CANCELLED"] if after else []
    concert = ("20261017T180000", "20261017T200000") if after else ("20261016T203000", "20261016T223000")
    loto = () if after else (vevent("loto", LOTO, "20261018T150000", end="20261018T180000"),)
    told = [
        "URL:https://mjc.example/concert",
        "ATTACH;FMTTYPE=image/jpeg:https://mjc.example/concert.jpg",
        "DESCRIPTION:Chorale\\, puis vin chaud.\\nEntrée 8 €\\; gratuit jusqu’à 12 ans.",
        "ORGANIZER;CN=Harmonie:mailto:info@mjc.example",
    ]
    return calendar(
        vevent("concert", CONCERT, concert[0], end=concert[1], place=THEATRE if after else HALL, more=told),
        *loto,
        vevent("lecture", LECTURE, "20261020T183000", end="20261020T200000", more=lecture),
        vevent("doors", "Journée portes ouvertes", "20261023"),
        vevent("festival", "Festival des cimes", "20261106", end="20261109"),
        vevent(
            "yoga", "Yoga doux", "20261013T180000", end="20261013T190000",
            more=["RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=Europe/Paris:20261027T180000"],
        ),
        vevent(
            "yoga", "Yoga doux", "20261104T190000", end="20261104T200000",
            more=["RECURRENCE-ID;TZID=Europe/Paris:20261103T180000"],
        ),
        vevent(
            "help", "Permanence numérique", "20261015T140000", end="20261015T160000",
            more=["RDATE;TZID=Europe/Paris:20261021T140000,20261110T093000"],
        ),
        vevent("ball", "Bal des conscrits", "20261031T210000", end="20261031T235900", more=["STATUS:CANCELLED"]),
        vevent("walk", "Sortie champignons", "20261019T090000", end="20261019T120000", more=["STATUS:TENTATIVE"]),
        vevent("race", "REPORTÉ : Course de caisses à savon", "20261025T140000", end="20261025T170000"),
        vevent(
            "online", "Atelier budget en visioconférence", "20261022T193000", end="20261022T203000", place="",
            more=["CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example/budget"],
        ),
        vevent("soup", EMOJI, "20261101T110000", end="20261101T150000"),
        vevent("poetry", ARABIC, "20261114T200000", end="20261114T220000"),
        vevent("meeting", LONG, "20261116T180000", end="20261116T190000"),
        vevent("island", "Veillée avec La Réunion", "20261118T210000", end="20261118T230000").replace(
            "TZID=Europe/Paris", "TZID=Indian/Reunion"
        ),
        vevent("night", "Nuit du changement d’heure", "20261024T220000", end="20261025T040000"),
    )  # fmt: skip


@dataclass(frozen=True)
class Date:
    """A date as a calendar shows it in Paris: `2026-10-16 20:30`, or a plain day (then `end` is the day after)."""

    start: str
    end: str
    title: str
    place: str = HALL
    status: str = "CONFIRMED"


def dates(*, after: bool = False) -> list[Date]:
    """What a reader of the calendar must find in it, in order of time."""
    moved = Date("2026-10-17 18:00", "2026-10-17 20:00", CONCERT, THEATRE)
    concert = moved if after else Date("2026-10-16 20:30", "2026-10-16 22:30", CONCERT)
    lecture = "CANCELLED" if after else "CONFIRMED"
    loto = [] if after else [Date("2026-10-18 15:00", "2026-10-18 18:00", LOTO)]
    found = [
        Date("2026-10-13 18:00", "2026-10-13 19:00", "Yoga doux"),
        Date("2026-10-15 14:00", "2026-10-15 16:00", "Permanence numérique"),
        concert,
        *loto,
        Date("2026-10-19 09:00", "2026-10-19 12:00", "Sortie champignons", status="TENTATIVE"),
        Date("2026-10-20 18:00", "2026-10-20 19:00", "Yoga doux"),
        Date("2026-10-20 18:30", "2026-10-20 20:00", LECTURE, status=lecture),
        Date("2026-10-21 14:00", "2026-10-21 16:00", "Permanence numérique"),
        Date("2026-10-22 19:30", "2026-10-22 20:30", "Atelier budget en visioconférence", "En ligne"),
        Date("2026-10-23", "2026-10-24", "Journée portes ouvertes"),
        Date("2026-10-24 22:00", "2026-10-25 04:00", "Nuit du changement d’heure"),
        Date("2026-10-25 14:00", "2026-10-25 17:00", "Course de caisses à savon", status="CANCELLED"),
        Date("2026-10-31 21:00", "2026-10-31 23:59", "Bal des conscrits", status="CANCELLED"),
        Date("2026-11-01 11:00", "2026-11-01 15:00", EMOJI),
        Date("2026-11-04 19:00", "2026-11-04 20:00", "Yoga doux"),
        Date("2026-11-06", "2026-11-09", "Festival des cimes"),
        Date("2026-11-10 09:30", "2026-11-10 11:30", "Permanence numérique"),
        Date("2026-11-10 18:00", "2026-11-10 19:00", "Yoga doux"),
        Date("2026-11-14 20:00", "2026-11-14 22:00", ARABIC),
        Date("2026-11-16 18:00", "2026-11-16 19:00", LONG_SHOWN),
        Date("2026-11-17 18:00", "2026-11-17 19:00", "Yoga doux"),
        Date("2026-11-18 18:00", "2026-11-18 20:00", "Veillée avec La Réunion"),
    ]
    return sorted(found, key=lambda date: (date.start, date.title))


@dataclass(frozen=True)
class Answered:
    """A request of a client, and how it ended."""

    path: str
    agent: str
    conditional: bool
    status: int


@dataclass
class Town:
    """A served portal; `answered` holds what its clients asked."""

    portal: Portal
    base: str
    front: Front
    answered: list[Answered] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    def busy_day(self) -> None:
        """The partner moves, deletes and cancels; two readings a day apart make sure of what is no longer there."""
        self.portal.put("mjc", partner(after=True))
        for hours in (1, 25):
            self.portal.later(hours=hours)
            assert self.portal.harvest()["mjc"]["outcome"] in {"ok", "unchanged"}
        self.front.doubt()  # what is held lives some hundredths of a second more: no need to wait for it

    def statuses(self, path: str) -> list[int]:
        """The statuses of the requests for `path`, in order."""
        return [one.status for one in self.answered if one.path == path]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))

        async def note(message: Any) -> None:
            if message["type"] == "http.response.start":
                agent = headers.get(b"user-agent", b"").decode("latin-1")
                conditional = b"if-none-match" in headers
                self.answered.append(Answered(scope["path"], agent, conditional, message["status"]))
            await send(message)

        await self.front(scope, receive, note)


def before(folder: Path, url: str) -> Portal:
    """The portal before anything changed, over the store at `url`; not yet harvested."""
    portal = Portal(folder, url, now=START)
    portal.put(
        "mjc", partner(), name="MJC du Briançonnais", licence="CC-BY-SA-4.0", default={"commune": "05023"}
    )
    return portal


@contextmanager
def serve(portal: Portal) -> Iterator[Town]:
    """Serves `portal` on a free port of this machine, under that address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        portal.settings = Settings(host_pace=0, workers=2, base_url=base)
        _, front = served(
            portal.database, portal.context.configuration, portal.settings, now=lambda: portal.now
        )
        town = Town(portal, base, front)
        server = server_of(town)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield town
        finally:
            server.should_exit = True
            thread.join(10)
