"""Keys, tokens and secret addresses: whatever a server makes of them, they show nowhere but at their own host."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import create_engine, inspect, text
from starlette.testclient import TestClient

from agregateur.config import Settings, load
from agregateur.errors import AddressRefused
from agregateur.hushed import keyless, mask, secrets_of
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, read
from agregateur.store.database import Database
from agregateur.text import mask_url
from agregateur.web.app import create_app
from tests.connecteurs.samples import FOLDER, samples
from tests.faults.command import Command
from tests.imap import ImapServer
from tests.pipeline.portal import calendar, vevent
from tests.servers import RawServer, http, path_of

KEY = "clef8C41b7e20f9d=="
"""Its last signs are written otherwise in addresses."""
CANARY = "8c41b7e20f9d"
PATIENCE = 120.0
DATED = "20271205T200000"


def rows(start: str) -> bytes:
    return f'Titre;Date;Lieu;Lien\n"Loto {KEY}";{start};Salle des fêtes;https://x.example/?k={KEY}\n'.encode()


def page() -> bytes:
    event = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": f"Concert {KEY}",
        "startDate": "2027-12-05T20:00:00+01:00",
        "url": f"https://x.example/?k={KEY}",
    }
    return f'<!DOCTYPE html><script type="application/ld+json">{json.dumps(event)}</script>'.encode()


FEED = (
    f"<rss version='2.0'><channel><title>Journal {KEY}</title><item><title>Appel {KEY}</title><guid>n{KEY}</guid>"
    f"<link>#une</link><description>Texte {KEY} &lt;a href='?x'&gt;ici&lt;/a&gt;</description></item></channel></rss>"
).encode()
ICAL = calendar(
    vevent("1", f"Rendez-vous {KEY}", DATED, more=["URL:#ici", f"DESCRIPTION:{KEY}"]),
    vevent(f"2-{KEY}", "Sans date", "hier"),
    vevent("3", "Relatif", "20271206T200000", more=["URL:une-page.html"]),
)


def echoing(value: Any) -> Any:
    """A JSON value in which the key stands at the end of every sentence and every address."""
    if isinstance(value, dict):
        return {name: echoing(one) for name, one in value.items()}
    if isinstance(value, list):
        return [echoing(one) for one in value]
    if isinstance(value, str) and value.startswith("http"):
        return f"{value}?apikey={KEY}"
    return f"{value} {KEY}" if isinstance(value, str) and " " in value else value


def sample(name: str) -> bytes:
    return json.dumps(echoing(json.loads((FOLDER / name).read_bytes()))).encode()


OPTION = {"key": "${PARTNER_KEY}"}
KINDS: dict[str, tuple[str, Mapping[str, Any], bytes]] = {
    "ical": ("PLACE/calendar/private-KEY/basic.ics", {}, ICAL),
    "rss": ("PLACE/feed/?token=KEY", {}, FEED),
    "page": ("PLACE/agenda?jeton=KEY", {}, page()),
    "tableur": ("PLACE/agenda.csv?token=KEY", {}, rows("05/12/2027")),
    "geojson": ("PLACE/carte.geojson?token=KEY", {}, sample("geojson/evenements.geojson")),
    "gogocarto": ("PLACE/api/elements.json?token=KEY", {}, sample("gogocarto/compact.json")),
    "openagenda": ("PLACE/agendas/12/events.json", OPTION, sample("openagenda/liste.json")),
    "opendatasoft": ("PLACE/explore/dataset/agenda/", OPTION, sample("opendatasoft/openagenda-v2.1.json")),
    "apidae": (
        "PLACE/api/v002/recherche/list-objets-touristiques",
        OPTION | {"project": 7},
        sample("apidae/reponse.json"),
    ),
    "datatourisme": ("PLACE/v1/entertainmentAndEvent", OPTION, sample("datatourisme/reponse.json")),
}


def repeat(body: bytes, other: str, connection: socket.socket, head: str) -> None:
    """A server that repeats the key wherever it can: its first path part says how."""
    path = path_of(head)
    case = path.split("/")[1]
    told = f"Bad credentials: {KEY} {path}"
    wrong = {"error": told, "message": told, "errorType": told, "errors": [{"message": told}], "detail": told}
    connection.sendall(
        {
            "fine": http(body, f'ETag: "{KEY}"', f"X-Was: {KEY}"),
            "anonymous": http(told.encode(), status="401 Unauthorized"),
            "forbidden": http(json.dumps(wrong).encode(), status="403 Forbidden"),
            "fault": http(told.encode(), status=f"500 {KEY}"),
            "loop": http(b"", f"Location: {path}", status="302 Found"),
            "away": http(b"", f"Location: {other}{path}", status="302 Found"),
            "html": http(f"<!DOCTYPE html><title>{told}</title>".encode(), "Content-Type: text/html"),
            "error": http(json.dumps(wrong).encode(), "Content-Type: application/json"),
            "text": http(told.encode(), "Content-Type: text/plain"),
            "cut": http(body[: len(body) // 2]),
        }[case]
    )


LETTER = (
    f"From: MJC <lettre@mjc.example>\nTo: lettre@mjc.example\nMessage-ID: <1-{KEY}@mjc.example>\nSubject: Bal {KEY}\n"
    "List-Id: <lettre.mjc.example>\nDate: Fri, 20 Nov 2026 10:12:04 +0100\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
    f"<p>Bonjour {KEY} <a href='https://x.example/?k={KEY}'>ici {KEY}</a></p>\n--b\n"
    "Content-Type: text/calendar; charset=utf-8; method=PUBLISH\n\n"
).encode()
MAILBOXES: dict[str, dict[str, Any]] = {
    "fine": {},
    "refused": {"users": {}},
    "goodbye": {"faults": {"GREETING": lambda say, tag: say(f"* BYE {KEY}\r\n".encode())}},
    "unlisted": {"faults": {"FETCH": lambda say, tag: say(f"{tag} NO [ALERT] {KEY}\r\n".encode())}},
    "unread": {"faults": {"UID FETCH": lambda say, tag: say(f"{tag} BAD {KEY}\r\n".encode())}},
    "cut": {
        "faults": {"UID FETCH": lambda say, tag: say(f"* 1 FETCH (UID 1 BODY[] {{900}}\r\n{KEY}".encode())}
    },
    "missing": {"boxes": {}},
}
"""Mail servers that repeat the password wherever they can, the first in a letter and its calendar."""


def mail_server(users: Any = None, boxes: Any = None, **more: Any) -> ImapServer:
    server = ImapServer(**more)
    server.users = {"lettres@agenda.example": KEY} if users is None else users
    server.box.add(LETTER + ICAL + b"\n--b--\n")
    server.boxes = server.boxes if boxes is None else boxes
    return server


CASES = ("fine", "anonymous", "forbidden", "fault", "loop", "away", "html", "error", "text", "cut")


@pytest.mark.parametrize(
    ("written", "engine"),
    [
        ("in_clear", "sqlite"),
        pytest.param("in_the_environment", "postgresql", marks=pytest.mark.postgresql),
    ],
)
def test_what_a_server_repeats_is_shown_nowhere(
    request: pytest.FixtureRequest, tmp_path: Path, written: str, engine: str
) -> None:
    store = str(request.getfixturevalue(f"{engine}_url"))
    environment = {"PARTNER_KEY": KEY, "AGREGATEUR_HOST_PACE": "0"}
    reference = "${PARTNER_KEY}" if written == "in_the_environment" else KEY
    with ExitStack() as stack:
        other = stack.enter_context(RawServer(http(b"no", status="404 Not Found"), host="127.0.9.9"))
        stanzas, servers = [], {}
        for number, (kind, (place, options, body)) in enumerate(KINDS.items(), 1):
            server = stack.enter_context(
                RawServer(partial(repeat, body, other.url), host=f"127.0.2.{number}")
            )
            servers[kind] = server
            for case in CASES:
                url = place.replace("PLACE", f"{server.url}/{case}").replace("KEY", reference)
                more = (
                    {"options": {n: reference if n == "key" else v for n, v in options.items()}}
                    if options
                    else {}
                )
                stanzas.append(
                    {
                        "id": f"{kind.replace('_', '-')}-{case}",
                        "name": f"{kind} {case}",
                        "kind": kind,
                        "url": url,
                        **more,
                    }
                )
        mails = {case: stack.enter_context(mail_server(**more)) for case, more in MAILBOXES.items()}
        for case, mail in mails.items():
            stanzas.append(
                {
                    "id": f"courriel-{case}",
                    "name": f"courriel {case}",
                    "kind": "courriel",
                    "url": f"imap://127.0.0.1:{mail.port}/INBOX",
                    "options": {"user": "lettres@agenda.example", "password": reference},
                }
            )
        (tmp_path / "sources.yaml").write_text(
            json.dumps({"territory": {"departements": ["05"]}, "sources": stanzas})
        )
        hosts = [*servers.values(), other]
        environment["AGREGATEUR_FETCH_ALLOW"] = ",".join(
            [
                *(f"{server.host}:*" for server in hosts),
                *(f"127.0.0.1:{mail.port}" for mail in mails.values()),
            ]
        )
        command = Command(store, tmp_path / "sources.yaml")
        said: dict[str, str] = {}
        for words in (
            ["harvest", "--json"],
            ["harvest", *(f"{kind}-fine" for kind in (*KINDS, "courriel"))],
            ["doctor"],
            ["doctor", "--json"],
            ["check"],
            ["check", "--settings"],
            *(["export", what] for what in ("events", "records", "articles", "actors")),
        ):
            process = command.start(*words, settings=environment)
            out, log = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, (words, log)
            said[f"{' '.join(words)} out"], said[f"{' '.join(words)} log"] = out, log
        lines = {line["id"]: line for line in json.loads(said["harvest --json out"])["sources"]}
        assert lines["courriel-fine"]["received"] > 1, "a letter and its calendar"
        assert {line["outcome"] for line in lines.values() if line["id"].startswith("courriel-")} == {
            "ok",
            "failed",
        }
        for kind, server in servers.items():
            assert lines[f"{kind}-fine"]["received"], lines[f"{kind}-fine"]
            assert any(KEY in unquote(head) for head in server.heads), f"{kind}: its own server was told"
        assert not [
            head for head in other.heads for name in ("key:", "authorization:") if name in head.lower()
        ]
    database = Database(command.url)
    client = TestClient(
        create_app(
            database,
            load(command.config, environ=environment),
            Settings(),
            now=lambda: datetime(2027, 12, 1, tzinfo=UTC),
        )
    )
    for path in paths(client):
        shown = client.get(path)
        assert shown.status_code == 200, path
        said[path] = shown.text
    database.dispose()
    assert not {where: around(text) for where, text in said.items() if CANARY in text.lower()}
    stored = held(store).lower()
    assert len(stored) > 10_000 and CANARY not in stored, around(stored)


def held(url: str) -> str:
    """All that a store holds: the bytes of SQLite's files, forgotten ones too; the rows of PostgreSQL."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*")).decode("latin-1")
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = [
            row
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t')).scalars()
        ]
    engine.dispose()
    # Bytes are written in hexadecimal.
    found = re.findall(r"\\x((?:[0-9a-f]{2})+)", "\n".join(rows))
    return "\n".join([*rows, *(bytes.fromhex(one).decode("latin-1") for one in found)])


def around(text: str) -> str:
    """What stands about the key where it shows first."""
    at = text.lower().find(CANARY)
    return text[max(at - 200, 0) : at + 60]


def paths(client: TestClient) -> Iterator[str]:
    """Public addresses: lists, feeds, and the page of each event."""
    yield from ("/", "/sources", "/en/sources", "/agenda.ics", "/agenda.rss")
    yield "/readyz"
    for event in client.get("/api/v1/events").json()["items"]:
        yield f"/evenements/{event['id']}.ics"


def test_a_key_never_goes_where_everybody_can_read_it() -> None:
    """An API given by http: on the Internet is not asked at all; one of the operator's own machines is (above)."""
    job = Job(
        kind="opendatasoft",
        url="http://donnees.example/explore/dataset/agenda/",
        options={"key": KEY},
        policy=FetchPolicy(),
        now=datetime(2026, 12, 1, tzinfo=UTC),
    )
    found = read(job)
    assert isinstance(found.error, AddressRefused) and "https" in found.error.message
    assert found.requests == 0


@pytest.mark.parametrize(
    ("url", "options", "secrets"),
    [
        (
            "https://x.example/agenda?lang=fr&cle=abcd%3D%3D",
            {"key": "k123", "as": "event"},
            ("k123", "abcd=="),
        ),
        (
            "https://diffuseur.example/webservice/0b37dd2ac23ac0b3a5d4bea1b9ab2dfb/550e8400-e29b-41d4-a716-446655440000",
            {},
            ("0b37dd2ac23ac0b3a5d4bea1b9ab2dfb", "550e8400-e29b-41d4-a716-446655440000"),
        ),
        (
            "https://cloud.example/remote.php/dav/public-calendars/YbTqLmPxWzKdabc?export",
            {},
            ("YbTqLmPxWzKdabc",),
        ),
        ("https://x.example/ical/private-5a1c9e07/a.ics", {}, ("private-5a1c9e07", "5a1c9e07")),
        ("https://x.example/wiki2024lafabrique/?Fete-de-la-Musique-2026", {"forms": [2]}, ()),
        ("https://x.example/api?query=%7B%22apiKey%22%3A%22abcd1234%22%7D", {}, ("abcd1234",)),
        ("file:///srv/private-agenda/550e8400-e29b-41d4-a716-446655440000", {}, ()),
        ("http://[", {}, ()),
    ],
)
def test_secrets_of_a_stanza(url: str, options: dict[str, Any], secrets: tuple[str, ...]) -> None:
    assert secrets_of(url, options) == secrets
    assert options or not any(secret in mask_url(url) for secret in secrets)


def test_a_secret_is_masked_however_it_is_written() -> None:
    written = ["s3cr&t/é+long==", "s3cr%26t%2F%C3%A9%2Blong%3D%3D", "s3cr&amp;t/é+long==", "S3CR&T/É+LONG=="]
    for one in written:
        assert mask(f"a {one} b", ["s3cr&t/é+long=="]) == "a … b"
    assert mask("cut: s3cr&t/é+lo", ["s3cr&t/é+long=="]) == "cut: …"
    assert mask("s3 is no secret", ["s3cr&t/é+long=="]) == "s3 is no secret"


def leading(to: str) -> dict[str, tuple[str, Mapping[str, Any], bytes]]:
    """What names another address to be read, for each kind that reads on: (address, options, document)."""
    layer = {"id": "a", "name": "Calque", "remoteData": {"url": to, "format": "geojson"}}
    return {
        "datatourisme": (
            "/v1/entertainmentAndEvent",
            {"key": KEY},
            json.dumps({"objects": [], "meta": {"total": 2, "next": f"{to}v1/catalog?page=2"}}).encode(),
        ),
        "geojson": (
            "/fr/map/carte_7",
            {},
            json.dumps(
                {"type": "Feature", "properties": {"umap_id": 7, "datalayers": [layer]}, "geometry": None}
            ).encode(),
        ),
        "events_calendar": (
            "/",
            {},
            f'<html><link rel="https://api.w.org/" href="{to}wp-json/">'
            f'<link rel="alternate" href="{to}wp-json/tribe/events/v1/">'
            f'<a href="{to}wp-json/tribe/events/v1/events">x</a>'.encode(),
        ),
        "yeswiki": (
            "/agenda",
            {},
            f'<html><meta content="YesWiki"><script src="{to}tools/bazar/libs/x.js"></script>'
            "<div class='BAZ_cadre_fiche id2'>".encode(),
        ),
        "gogocarto": (
            "/api/elements.json",
            {"taxonomy": f"{to}taxonomy.json"},
            sample("gogocarto/compact.json"),
        ),
        "linkedevents": (
            "/v1/event/",
            {},
            json.dumps(
                {
                    "meta": {"count": 3, "next": f"{to}v1/event/?page=2", "previous": None},
                    "data": [
                        {
                            "id": "x:1",
                            "@id": f"{to}v1/event/x:1/",
                            "@type": "Event/LinkedEvent",
                            "data_source": "x",
                            "name": {"fr": "Bal"},
                            "start_time": "2027-12-05T19:00:00Z",
                            "location": {"@id": f"{to}v1/place/x:7/"},
                            "keywords": [{"@id": f"{to}v1/keyword/x:8/"}],
                        }
                    ],
                }
            ).encode(),
        ),
        "page": (
            "/agenda",
            {},
            f'<!DOCTYPE html><base href="{to}"><link rel="next" href="{to}agenda?page=2">'
            f'<a href="{to}agenda/bal">Bal</a><script type="application/ld+json">'.encode()
            + json.dumps(
                [
                    {
                        "@context": "https://schema.org",
                        "@type": "Event",
                        "name": "Bal",
                        "startDate": "2027-12-05",
                        "url": f"{to}agenda/bal",
                        "@id": f"{to}agenda/bal",
                    },
                    {
                        "@context": "https://schema.org",
                        "@type": "ItemList",
                        "itemListElement": [{"@type": "ListItem", "url": f"{to}agenda/loto"}],
                    },
                ]
            ).encode()
            + b"</script>",
        ),
        "mobilizon": ("/@mjc", {}, json.dumps({"data": {"next": to}, "errors": [{"message": to}]}).encode()),
        "opendatasoft": (
            "/explore/dataset/agenda/",
            {"key": KEY},
            json.dumps(
                {"total_count": 900, "results": [{"a": to}], "links": [{"rel": "next", "href": to}]}
            ).encode(),
        ),
        "apidae": (
            "/api/v002/recherche/list-objets-touristiques",
            {"key": KEY, "project": 7},
            json.dumps({"numFound": 900, "objetsTouristiques": [], "next": to}).encode(),
        ),
        "tableur": (
            "/s/AbCdEfGhIj12345",
            {},
            f'<html><a href="{to}agenda.csv">nextcloud agenda.csv</a>'.encode(),
        ),
        "openagenda": (
            "/agendas/12/events.json",
            {"key": KEY},
            json.dumps({"events": [], "total": 3, "after": [to], "next": to}).encode(),
        ),
    }


@pytest.mark.parametrize("kind", leading(""))
def test_no_document_leads_into_a_private_network_nor_takes_a_key_elsewhere(kind: str) -> None:
    """Next pages, layers, category trees, APIs that a page names: most are read at their own host alone, the others are
    judged like any other address."""
    with RawServer(http(b"{}"), host="127.44.5.6", port=8443) as inner:
        path, options, body = leading(f"{inner.url}/")[kind]
        with RawServer(http(body)) as server:
            elsewhere = kind in {"gogocarto", "events_calendar"}
            job = Job(
                kind=kind,
                url=f"{server.url}{path}",
                options=options,
                policy=FetchPolicy(
                    allow=server.allow if elsewhere else server.allow | inner.allow, pace=0, max_requests=30
                ),
                now=datetime(2026, 12, 1, tzinfo=UTC),
            )
            found = read(job)
            assert 0 < found.requests <= 30
        assert not inner.connections


def keyed(value: Any) -> Any:
    """A JSON value whose addresses all repeat the key by which it was asked for."""
    if isinstance(value, dict):
        return {name: keyed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [keyed(one) for one in value]
    if isinstance(value, str) and value.startswith("http"):
        return f"{value}{'&' if '?' in value else '?'}api_key={KEY}"
    return value


@pytest.mark.parametrize(
    "kind", ["apidae", "datatourisme", "gogocarto", "openagenda", "opendatasoft", "yeswiki"]
)
def test_read_shows_no_key_that_a_saved_answer_repeats(tmp_path: Path, kind: str) -> None:
    """Next pages, the question that was asked, entries' own addresses: there is no stanza that tells what is secret."""
    ours = next(one for one in samples(kind) if one.path.suffix == ".json" and one.expected.get("records"))
    answer = keyed(json.loads(ours.content))
    asked = {"next": f"https://api.example/?page=2&api_key={KEY}", "query": {"apiKey": KEY}}
    (tmp_path / "saved.json").write_text(json.dumps(answer | asked if isinstance(answer, dict) else answer))
    command = Command(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "sources.yaml")
    said: list[str] = []
    for more in ([], ["--json"]):
        process = command.start("read", str(tmp_path / "saved.json"), "--kind", kind, *more)
        said += process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said[-1]
    assert json.loads(said[2])["records"]
    assert not [around(one) for one in said if CANARY in one.lower()]


def test_what_is_keyless() -> None:
    link = "https://x.example/?id=3&amp;api_key=…&lang=fr"
    assert keyless({"a": [link.replace("…", KEY)]}) == {"a": [link]}
    assert keyless(f"""{{'apiKey': '{KEY}', "token":"{KEY}"}}""") == """{'apiKey': '…', "token":"…"}"""
    for plain in ("https://x.example/?id=3&mot=clef", "La clé : sous le pot", "?key=1", 12, None, True):
        assert keyless(plain) == plain
