"""Sites to look at: local servers, and saved answers for those whose names are theirs alone."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from agregateur.contract import Document
from agregateur.detecting.detect import Setting, detect
from agregateur.detecting.finding import Finding
from agregateur.detecting.looking import Search
from agregateur.detecting.pasted import understood
from agregateur.errors import FetchError, Gone, HttpStatus
from agregateur.ingest import registry
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.messages import Looked
from tests.servers import RawServer, http, path_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ics(*events: str, name: str = "MJC du Briançonnais") -> bytes:
    """A calendar of these events; each is the lines within its VEVENT, joined by `;;`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", f"X-WR-CALNAME:{name}"]
    for number, event in enumerate(events):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@mjc.example",
            "DTSTAMP:20261101T000000Z",
            *event.split(";;"),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


CONCERT = (
    "DTSTART:20261205T193000Z;;DTEND:20261205T213000Z;;SUMMARY:Concert de Noël;;LOCATION:MJC\\, 05100 Briançon;;"
    "DESCRIPTION:Chants."
)
STAGE = "DTSTART;VALUE=DATE:20261207;;SUMMARY:Stage de cirque;;LOCATION:MJC\\, 05100 Briançon"
PAST = "DTSTART:20261101T193000Z;;SUMMARY:Bal d’octobre"

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Nouvelles de la MJC</title><link>https://mjc.example/</link>
<description>x</description><item><title>Le nouveau bureau est élu</title><link>https://mjc.example/bureau</link>
<guid>https://mjc.example/bureau</guid><description>Merci à tous.</description></item></channel></rss>""".encode()

ELEMENTS = """{"licence": "", "ontology": "gogofull", "data": [{"id": "1", "name": "Ressourcerie",
"geo": {"latitude": 44.9, "longitude": 6.64},
"address": {"addressLocality": "Briançon", "postalCode": "05100"}}]}""".encode()


def page(body: str = "", head: str = "", title: str = "MJC") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()
    )


def html(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return http(body, "Content-Type: text/html; charset=utf-8", *headers, status=status)


Routes = Mapping[str, bytes | Callable[[socket.socket, str], None]]


class Site(RawServer):
    """A local site: path -> whole HTTP answer; 404 for all else. `asked` are the paths asked for, in order."""

    def __init__(self, routes: Routes, **options: Any) -> None:
        def answer(connection: socket.socket, head: str) -> None:
            found = routes.get(path_of(head), http(b"", status="404 Not Found"))
            if callable(found):
                found(connection, head)
            else:
                connection.sendall(found)

        super().__init__(answer, **options)

    @property
    def asked(self) -> list[str]:
        return [path_of(head) for head in self.heads]

    def detect(self, path: str = "/", **changes: Any) -> Finding:
        return detect(path if "://" in path else f"{self.url}{path}", self.setting(**changes), NOW)

    def setting(self, **changes: Any) -> Setting:
        policy = {name: changes.pop(name) for name in ("deadline", "max_bytes") if name in changes}
        return Setting(
            policy=FetchPolicy(allow=self.allow, pace=0.0, **{"deadline": 5.0, **policy}), **changes
        )


@contextmanager
def site(routes: Routes, **options: Any) -> Iterator[Site]:
    server = Site(routes, **options)
    with server:
        yield server


def codes(found: Finding | Looked) -> list[str]:
    return [note.code for note in found.notes]


Saved = Mapping[str, bytes | int | Exception | Document]


def look(text: str, saved: Saved, kinds: registry.Kinds | None = None) -> tuple[Looked, list[str]]:
    """What a search finds behind `text` when these addresses answer so (bytes, or a status), and what it asked for.
    An address that is not there is not found."""
    asked: list[str] = []

    def fetch(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        asked.append(url)
        found = saved.get(url, 404)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Document):
            return found
        if found == 410:
            raise Gone(f"{url} is gone", url=url, status=410)
        if isinstance(found, int):
            raise HttpStatus(f"{url} answered {found}", url=url, status=found)
        return Document(url=url, content=found)

    told = understood(text)
    search = Search(fetch, registry.kinds() if kinds is None else kinds, lambda: 0.0)
    looked = search.look(told.leads)
    return Looked(
        candidates=looked.candidates, notes=(*told.notes, *looked.notes), name=looked.name, home=looked.home
    ), asked


def refused(code: str, **values: Any) -> FetchError:
    return FetchError(code, code=code, **values)
