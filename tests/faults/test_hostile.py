"""One partner's attack never harms another: every class of attack, beside a healthy neighbour, in a real harvest."""

from __future__ import annotations

import gzip
import json
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from agregateur.config import Settings, load
from agregateur.store.database import Database
from agregateur.web.app import create_app
from tests.faults.arena import HEALTHY, HELD, Arena, Attacks, arena, assert_told, good, served
from tests.faults.command import Command
from tests.pipeline.portal import calendar, vevent
from tests.servers import Answer, RawServer, http, path_of

SECRET = "canary-4d1f0c2b97a8"
PATIENCE = 60.0
"""Seconds for one harvest of attacks on a busy machine; none of them needs more than a few."""


@pytest.fixture
def ring(database_url: str, tmp_path: Path) -> Iterator[Arena]:
    with arena(database_url, tmp_path / "sources") as made:
        yield made


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Arena]:
    """For attacks that never reach the store: short answers, and little patience."""
    with arena(sqlite_url, tmp_path / "sources", max_bytes=1_000_000, fetch_seconds=2.0) as made:
        yield made


@pytest.fixture
def canary() -> Iterator[RawServer]:
    """An inner service on a port that is open to all, where no source may lead."""
    host = f"127.{random.randint(2, 250)}.{random.randint(2, 250)}.7"
    with RawServer(http(SECRET.encode()), host=host, port=8443) as server:
        yield server
        assert server.connections == 0


def drip(head: bytes, piece: bytes, every: float = 0.1) -> Answer:
    def answer(connection: socket.socket, _: str) -> None:
        import time

        with suppress(OSError):
            connection.sendall(head)
            while True:
                connection.sendall(piece)
                time.sleep(every)

    return answer


def run(ring: Arena, attacks: Attacks) -> dict[str, dict[str, Any]]:
    for source in attacks:
        ring.partner(source)
    lines = ring.attack({source: attack[0] for source, attack in attacks.items()})
    assert_told(lines, attacks)
    assert ring.seconds < PATIENCE
    assert SECRET not in json.dumps(lines) + json.dumps(ring.portal.export())
    return lines


def packed(body: bytes) -> bytes:
    return http(body, "Content-Encoding: gzip", "Content-Type: text/calendar")


def test_servers_that_lie_stall_or_lead_astray(small: Arena, canary: RawServer) -> None:
    whole = calendar(*good("x"))
    bomb = gzip.compress(bytes(50_000_000))
    inner = f"http://{canary.host}:{canary.port}/"
    decimal = f"http://{int.from_bytes(socket.inet_aton(canary.host))}:{canary.port}/"
    mapped = f"http://[::ffff:{canary.host}]:{canary.port}/"
    run(
        small,
        {
            "bomb": (packed(bomb), "failed", "unpacks to more than 1000000 bytes"),
            "bomb-in-bomb": (
                http(gzip.compress(bomb), "Content-Encoding: gzip, gzip"),
                "failed",
                "packed in a way that was not asked for",
            ),
            "cut-gzip": (packed(gzip.compress(whole)[:-12]), "failed", "stopped before its end"),
            "no-gzip": (packed(whole), "failed", "not the gzip that it says"),
            "brotli": (http(whole, "Content-Encoding: br"), "failed", "packed in a way"),
            "cut-body": (
                http(whole, f"Content-Length: {len(whole) + 9}", length=False),
                "failed",
                "stopped before its end",
            ),
            "cut-chunks": (
                http(b"", "Transfer-Encoding: chunked", length=False) + b"400\r\nBEGIN:VCALENDAR\r\n",
                "failed",
                "stopped before its end",
            ),
            "drip": (drip(http(length=False), b"B"), "failed", "within 2 s"),
            "slow-headers": (drip(b"HTTP/1.1 200 OK\r\n", b"X"), "failed", "within 2 s"),
            "early-hints": (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), "failed", "within 2 s"),
            "silence": (drip(b"", b""), "failed", "within 2 s"),
            "endless": (drip(http(length=False), bytes(65_536), 0), "failed", "more than 1000000 bytes"),
            "announced": (
                http(b"", "Content-Length: 99999999999", length=False),
                "failed",
                "announces 99999999999 bytes",
            ),
            "inward": (http(b"", f"Location: {inner}", status="302 Found"), "refused", "private"),
            "decimal": (http(b"", f"Location: {decimal}", status="301 Moved"), "refused", ""),
            "mapped": (http(b"", f"Location: {mapped}", status="307 Temporary"), "refused", ""),
            "to-a-file": (
                http(b"", "Location: file:///etc/passwd", status="302 Found"),
                "refused",
                "",
            ),
            "loop": (http(b"", "Location: /agenda", status="302 Found"), "failed", "redirects more than 5"),
            "growing": (growing, "refused", "longer than 2000 characters"),
            "header-bomb": (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2_000_000, "failed", "no usable answer"),
            "not-http": (b"SSH-2.0-OpenSSH_9\r\n\r\n", "failed", "no usable answer"),
            "nothing": (b"", "failed", "no usable answer"),
            "unasked-304": (http(b"", status="304 Not Modified"), "failed", "answered 304"),
            "no-content": (http(b"", status="204 No Content"), "failed", "answered 204"),
            "part": (http(whole[:200], status="206 Partial Content"), "failed", "answered 206"),
            "fault": (http(b"oops", status="500 Internal Server Error"), "failed", "answered 500"),
            "login": (http(b"", status="401 Unauthorized"), "failed", "answered 401"),
            "missing": (http(b"", status="404 Not Found"), "failed", "answered 404"),
            "gone": (http(b"", status="410 Gone"), "gone", "gone for good (410)"),
            "patience": (
                http(b"", "Retry-After: 7200", status="429 Too Many Requests"),
                "failed",
                "answered 429",
            ),
        },
    )


def growing(connection: socket.socket, head: str) -> None:
    connection.sendall(http(b"", f"Location: {path_of(head)}{'/agenda' * 200}", status="302 Found"))


def documents(inner: bytes, file: bytes) -> dict[str, bytes]:
    """Bodies that no connector should take for a document, whatever its kind."""
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(12)
    )
    feed = b"<rss version='2.0'><channel><title>x</title><item><title>%s</title></item></channel></rss>"
    return {
        "empty": b"",
        "page": b"<!DOCTYPE html><html><head><title>Connexion</title></head><body></body></html>",
        "path": file.removeprefix(b"file://"),
        "file": file,
        "address": inner,
        "feed-address": b"feed:" + inner,
        "laughs": b"<?xml version='1.0'?><!DOCTYPE rss [" + laughs + b"]>" + feed % b"&l11;",
        "quadratic": b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 50_000 + b'">]>' + feed % (b"&a;" * 50_000),
        "xxe-file": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "' + file + b'">]>' + feed % b"&x;",
        "xxe-web": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "' + inner + b'">]>' + feed % b"&x;",
        "xxe-parameter": b'<!DOCTYPE rss [<!ENTITY % p SYSTEM "' + inner + b'"> %p;]>' + feed % b"&x;",
        "deep-xml": b"<a>" * 100_000,
        "deep-json": b'{"data":' + b"[" * 100_000,
        "huge-integer": b'{"data": [{"id": ' + b"9" * 100_000 + b"}]}",
        "nan": b'{"data": [NaN, Infinity]}',
        "nul": bytes(5_000),
        "deep-parts": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
        "packed": gzip.compress(calendar(*good("x"))),
    }


NEWS = b"<rss version='2.0'><channel><title>Journal</title>%s</channel></rss>" % b"".join(
    b"<item><title>Appel n\xc2\xb0 %d</title><guid>n%d</guid><description>Texte</description></item>" % (n, n)
    for n in range(HELD)
)
MAP = json.dumps(
    {
        "data": [
            {
                "id": f"m{n}",
                "name": f"Atelier {n}",
                "geo": {"latitude": 44.9, "longitude": 6.6},
                "address": "05100",
            }
            for n in range(HELD)
        ]
    }
).encode()
FIRST = {"ical": None, "rss": NEWS, "gogocarto": MAP}


@pytest.mark.parametrize("kind", FIRST)
def test_documents_of_no_kind(small: Arena, canary: RawServer, tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret.ics"
    secret.write_bytes(calendar(vevent("s", SECRET, "20261212T120000")))
    inner = f"http://{canary.host}:{canary.port}/x".encode()
    answers = {name: served(body) for name, body in documents(inner, secret.as_uri().encode()).items()}
    for name in answers:
        small.partner(name, kind, FIRST[kind])
    lines = small.attack(answers)
    assert {name: lines[name]["outcome"] for name in answers} == dict.fromkeys(answers, "refused")
    assert all(lines[name]["error"] for name in answers)
    assert small.seconds < PATIENCE
    shown = json.dumps(lines) + "".join(
        json.dumps(small.portal.export(w)) for w in ("events", "articles", "actors")
    )
    assert SECRET not in shown


def rule(uid: str, text: str, start: str = "20261201T100000", **more: Any) -> str:
    return vevent(uid, f"Attaque {uid}", start, more=[f"RRULE:{text}", *more.get("lines", ())])


def zoned(name: str, *lines: str) -> tuple[str, str]:
    """A time zone of the document's own, and an event in it."""
    zone = "\r\n".join(
        ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100",
         "TZOFFSETTO:+0100", *lines, "END:STANDARD", "END:VTIMEZONE", ""]
    )  # fmt: skip
    event = vevent("zoned", "Attaque par fuseau", "20261203T100000")
    return zone, event.replace("TZID=Europe/Paris", f"TZID={name}")


def dates(name: str, count: int) -> str:
    return f"{name}:" + ",".join(
        f"{1990 + n // 300}{1 + n % 12:02}{1 + n % 28:02}T100000" for n in range(count)
    )


def rules() -> dict[str, list[str]]:
    """Rules and lists of dates that would take for ever, or that no calendar understands."""
    every_second = ",".join(map(str, range(60)))
    return {
        "secondly": [rule("a", "FREQ=SECONDLY"), rule("b", "freq=secondly;interval=1", "19700101T000000")],
        "minutely": [
            rule("a", "FREQ=MINUTELY", "19700101T000000"),
            rule("b", f"FREQ=HOURLY;BYSECOND={every_second}"),
        ],
        "interval": [
            rule("a", "FREQ=DAILY;INTERVAL=0"),
            rule("b", "FREQ=WEEKLY;INTERVAL=-1"),
            rule("c", f"FREQ=DAILY;INTERVAL={'9' * 4000}"),
        ],
        "february": [
            rule(f, f"FREQ={f};BYMONTH=2;BYMONTHDAY=30") for f in ("SECONDLY", "MINUTELY", "DAILY", "YEARLY")
        ],
        "years": [
            rule("a", "FREQ=DAILY", "00010101T000000"),
            vevent("b", "An 9999", "99991231T235959", end="99991231T235959"),
            vevent("c", "Trop long", "99991231", more=["DURATION:P99999999W"]),
            rule("d", "FREQ=YEARLY;UNTIL=99991231T235959Z", "19000101T000000"),
        ],
        "bad-rules": [
            rule("a", "FREQ=NEVER"),
            rule("b", "COUNT=3"),
            rule("c", "FREQ=DAILY;FREQ=SECONDLY"),
            rule("d", "FREQ=DAILY;BYDAY=99XX"),
            rule("e", "FREQ=DAILY;COUNT=99999999999999999999"),
            rule("f", "FREQ=YEARLY;BYDAY=" + ",".join(["1MO"] * 5000)),
            rule("g", "FREQ=DAILY;UNTIL=hier"),
        ],
        "overrides": [
            vevent(
                "over",
                f"Exception {n}",
                "20261205T100000",
                more=[f"RECURRENCE-ID:2026{1 + n % 12:02}{1 + n % 28:02}T{n % 24:02}{n % 60:02}00"],
            )
            for n in range(10_000)
        ],
        "same-uid": [
            vevent("twice", f"Doublon {n}", f"202612{1 + n % 28:02}T{n % 24:02}0000") for n in range(3_000)
        ],
        "dates": [
            rule("r", "FREQ=YEARLY", lines=[dates("RDATE", 100_000)]),
            rule("x", "FREQ=DAILY", lines=[dates("EXDATE", 100_000)]),
            rule("l", "FREQ=DAILY", lines=[dates("EXDATE", 1)] * 10_000),
        ],
    }


PATHS = (
    *(
        "../../../../etc/passwd",
        "/etc/passwd",
        "/dev/zero",
        "Europe",
        "http://127.0.0.1:9/",
        "Europe/Paris\x00",
    ),
    *("", "é" * 300, ".", "posixrules"),
)


def zones_and_texts() -> dict[str, list[str]]:
    """Time zones that are bombs or paths, and texts that break what they pass through."""
    offsets = "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    observance = f"BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n{offsets}END:STANDARD\r\n"
    many = f"BEGIN:VTIMEZONE\r\nTZID:Bombe\r\n{observance * 20_000}END:VTIMEZONE\r\n"
    start = "20261203T100000"
    return {
        "zone-megabyte": list(zoned("Z" * 1_000_000)),
        "zone-paths": [
            vevent(f"z{n}", f"Fuseau {n}", start).replace("Europe/Paris", zone)
            for n, zone in enumerate(PATHS)
        ],
        "zone-rule": list(zoned("Bombe", "RRULE:FREQ=SECONDLY")),
        "zone-dates": list(zoned("Bombe", dates("RDATE", 100_000))),
        "zone-offset": list(zoned("Bombe", "TZOFFSETTO:+9959")),
        "zone-many": [many, zoned("Bombe")[1]],
        "controls": [
            vevent(
                "n\x00u\x01l",
                "Titre\x00\x0b\x1b[31m\u2028\u202e",
                start,
                more=["DESCRIPTION:\x00\ud800 x", "X-\x7f: y"],
            )
        ],
        "no-start": [
            "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Sans date\r\nEND:VEVENT\r\n",
            vevent("b", "Hier", "hier soir"),
            vevent("c", "Deux débuts", start, more=["DTSTART:20261204T100000"]),
            vevent("d", "Période", f"{start}/PT1H"),
            vevent("e", "Le 99", "20269999T999999"),
            vevent("f", "Jamais fini", start, more=["DURATION:" + "P" * 5000]),
        ],
        "long": [
            vevent(
                "t" * 100_000,
                "T" * 1_000_000,
                start,
                place="L" * 100_000,
                more=["DESCRIPTION:" + "<b>" * 100_000, "URL:javascript:alert(1)"],
            )
        ],
        "folded": [vevent("f", "A" + "\r\n " * 300_000 + "B", start)],
        "markup": [
            vevent(
                "m",
                "<script>alert(1)</script>",
                start,
                more=[
                    "DESCRIPTION:<img src=x onerror=alert(1)>",
                    "X-ALT-DESC;FMTTYPE=text/html:<a href='jav&#x09;ascript:alert(1)'>x</a>",
                ],
            )
        ],
        "nested": [
            "BEGIN:VEVENT\r\n" * 50 + "END:VEVENT\r\n" * 50,
            vevent(
                "n", "Alarme", start, more=["BEGIN:VALARM", "TRIGGER:-PT1S", "REPEAT:999999999", "END:VALARM"]
            ),
        ],
        "alien": [
            vevent(
                "a\\b",
                "Parenthèses",
                start,
                more=["GEO:nan;inf", "GEO:1e999;0", "SEQUENCE:" + "9" * 5000, "CATEGORIES:" + "," * 100_000],
            )
        ],
    }


ATTACKS = {"rules": (rules, {"secondly", "minutely", "interval", "february", "years", "bad-rules", "dates"}),
           "zones": (zones_and_texts, {"no-start", "nested"})}  # fmt: skip


@pytest.mark.parametrize("which", ATTACKS)
def test_one_bad_event_among_good_ones(ring: Arena, which: str) -> None:
    made, refusing = ATTACKS[which]
    attacks = made()
    answers: dict[str, Answer | bytes] = {}
    for source, events in attacks.items():
        ring.partner(source)
        text = "".join([*events[:1], *good(source), *events[1:]]).encode("utf-8", "surrogatepass")
        answers[source] = served(calendar().replace(b"END:VCALENDAR", text + b"END:VCALENDAR"))
    lines = ring.attack(answers)
    found = {source: (lines[source]["outcome"], lines[source]["error"]) for source in attacks}
    assert {
        source: said for source, said in found.items() if said not in {("ok", None), ("unchanged", None)}
    } == {}
    assert {source for source in attacks if lines[source]["rejected"]} >= refusing
    assert all(lines[source]["received"] <= 3_000 + HELD for source in attacks)
    assert ring.seconds < PATIENCE
    for event in ring.portal.export():
        shown = f"{event['title']}{event['description']}{event['url']}"
        assert "<script" not in shown and "javascript:" not in shown and "onerror" not in shown
        assert all(c.isprintable() or c in "\n\t" for c in shown), repr(shown)


def test_another_partners_uid_and_ours_are_only_words(ring: Arena) -> None:
    """What one source calls its items never reaches those of another, nor is our own event a new one."""
    ring.partner("thief")
    ring.partner("echo")
    ring.partner("crowd")
    ring.portal.harvest()
    ours = {e["records"][0]["uid"]: e["id"] for e in ring.held()[HEALTHY]}
    theft = [
        vevent(f"{n}@voisin", f"Soldes du magasin {n}", f"202612{n + 10}T{18 + n}0000") for n in range(HELD)
    ]
    away = vevent("0@voisin", "Annulé", "20271212T100000", more=["STATUS:CANCELLED", "SEQUENCE:99"])
    echo = [
        vevent(f"{event}@portail.example.org", "Voisinade sous la Voisinette, REPORTÉ", "20261210T180000")
        for event in ours.values()
    ]
    copies = [vevent(f"c{n}", "Voisinade sous la Voisinette", "20261210T180000") for n in range(700)]
    lines = ring.attack(
        {
            "thief": served(calendar(*good("thief"), away, *theft[1:])),
            "echo": served(calendar(*good("echo"), *echo)),
            "crowd": served(calendar(*good("crowd"), *copies)),
        }
    )
    assert {lines[source]["outcome"] for source in ("thief", "echo", "crowd")} == {"ok"}
    assert ring.seconds < PATIENCE
    after = {r["uid"]: e for e in ring.held()[HEALTHY] for r in e["records"] if r["source"] == HEALTHY}
    assert {uid: after[uid]["id"] for uid in ours} == ours
    assert {after[f"{n}@voisin"]["status"] for n in range(HELD)} == {"confirmed"}
    assert not [e for e in ring.portal.export() if "REPORTÉ" in e["title"]]
    for record in ring.portal.export("records"):
        if record["source"] == "thief" and record["uid"].endswith("@voisin"):
            assert record["event"] not in ours.values(), "one uid in two sources is not one event"


def test_more_items_than_a_document_may_hold(sqlite_url: str, tmp_path: Path) -> None:
    with arena(sqlite_url, tmp_path / "sources", max_items=400) as ring:
        flood = [vevent(f"f{n}", f"Flot {n}", f"202612{1 + n % 28:02}T{n % 24:02}0000") for n in range(1_000)]
        run(ring, {"flood": (served(calendar(*good("flood"), *flood)), "partial", "more than 400 items")})


KEY = "clef-8c41b7e20f9d"


def test_secrets_never_show(tmp_path: Path) -> None:
    """An address that is a secret: not in the report, the log, the exports, the pages, nor any byte of the store."""
    store = tmp_path / "store.sqlite"
    with RawServer(lambda connection, head: connection.sendall(leaky(head))) as server:
        key = "${FEED_KEY}"
        names = ("fine", "fault", "redirect", "page", "cut", "query")
        stanzas = [
            {"id": name, "name": name, "kind": "ical", "url": f"{server.url}/{name}/{key}/a.ics?token={key}"}
            for name in names
        ]  # fmt: skip
        stanzas.append({"id": "dead", "name": "dead", "kind": "rss", "url": "http://127.0.0.1:9/${FEED_KEY}"})
        (tmp_path / "sources.yaml").write_text(
            json.dumps({"territory": {"departements": ["05"]}, "sources": stanzas})
        )
        command = Command(f"sqlite:///{store}", tmp_path / "sources.yaml")
        settings = {
            "FEED_KEY": KEY,
            "AGREGATEUR_FETCH_ALLOW": f"{server.host}:*,127.0.0.1:9",
            "AGREGATEUR_HOST_PACE": "0",
        }
        process = command.start("harvest", "--json", settings=settings)
        out, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, log
        outcomes = {line["id"]: line["outcome"] for line in json.loads(out)["sources"]}
        assert outcomes == {
            "fine": "ok", "query": "ok", "fault": "failed", "redirect": "failed", "page": "refused", "cut": "failed",
            "dead": "failed",
        }  # fmt: skip
        assert KEY in server.heads[0], "the server itself was told"
        said = [out, log]
        for words in (["harvest"], *(["export", what] for what in ("events", "records", "articles"))):
            process = command.start(*words, settings=settings)
            said += process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, said[-1]
    (tmp_path / "broken.yaml").write_text((tmp_path / "sources.yaml").read_text().replace("ical", "icla"))
    process = command.start("check", "--config", str(tmp_path / "broken.yaml"), settings=settings)
    said += process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    database = Database(command.url)
    configuration = load(command.config, environ={"FEED_KEY": KEY})
    client = TestClient(create_app(database, configuration, Settings(), now=lambda: datetime.now(UTC)))
    for path in ("/sources", "/en/sources", "/agenda.ics", "/agenda.rss", "/api/v1/events", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 200
        said.append(answer.text)
    database.dispose()
    assert not [text for text in said if KEY in text]
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))


@pytest.mark.parametrize(
    "path",
    [
        "calendar/ical/mjc%40gmail.com/private-5a1c9e07b24d4f6f8e3d/basic.ics",
        "remote.php/dav/public-calendars/Yb4TqL7mP2xWzK9d?export",
    ],
)
def test_an_address_that_is_a_secret_shows_nowhere_though_written_in_clear(tmp_path: Path, path: str) -> None:
    """Google's private address, a share of Nextcloud: the calendar says "busy", the connector names what it read."""
    secret = max(
        path.replace("?", "/").split("/"), key=lambda part: ("private" in part or part[:1] == "Y", len(part))
    )
    busy = calendar(vevent("1", "Busy", "20271205T200000"))
    with RawServer(served(busy)) as server:
        stanza = {"id": "agenda", "name": "Agenda", "kind": "ical", "url": f"{server.url}/{path}"}
        (tmp_path / "sources.yaml").write_text(json.dumps({"sources": [stanza]}))
        command = Command(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "sources.yaml")
        said: list[str] = []
        for words in (
            ["harvest", "--json"],
            ["harvest", "agenda"],
            ["doctor"],
            ["doctor", "--json"],
            ["check"],
        ):
            settings = {"AGREGATEUR_FETCH_ALLOW": f"{server.host}:*"}
            process = command.start(*words, settings=settings)
            said += process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, said[-1]
    assert "busy" in said[0] and "occupé" in "".join(said)
    assert not [text for text in said if secret in text]
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))


def leaky(head: str) -> bytes:
    """A server that repeats the secret wherever it can, but in what it means to publish."""
    path = path_of(head)
    name = path.split("/")[1]
    whole = calendar(vevent("1", f"Rendez-vous {name}", "20271205T200000"))
    return {
        "fine": served(whole),
        "query": served(whole, f'ETag: "{name}"'),
        "fault": http(path.encode(), status="500 Oops"),
        "redirect": http(b"", f"Location: {path}", status="302 Found"),
        "page": http(f"<!DOCTYPE html><title>{path}</title>".encode(), "Content-Type: text/html"),
        "cut": served(whole[:-20], f"X-Was: {path}").replace(b"Content-Length: ", b"Content-Length: 9"),
    }[name]


def test_a_server_that_always_says_not_modified_is_not_believed_for_ever(small: Arena) -> None:
    """Validators that lie: once a week everything is asked for whatever the server says."""
    partner = small.partner("liar")

    def answer(connection: socket.socket, head: str) -> None:
        asks = "if-none-match" in head.lower()
        body = calendar(*good("liar"), vevent("late", "Ajouté depuis", "20261218T190000"))
        connection.sendall(
            http(b"", status="304 Not Modified") if asks else served(body, 'ETag: "always-the-same"')
        )

    partner.answer = served(calendar(*good("liar")), 'ETag: "always-the-same"')
    small.portal.harvest()
    partner.answer = answer
    small.portal.later(minutes=1)
    assert small.portal.harvest()["liar"]["outcome"] == "unchanged"
    outcomes = []
    for _ in range(8):
        small.portal.later(days=1)
        outcomes.append(small.portal.harvest()["liar"]["outcome"])
    assert outcomes.count("ok") == 1
    assert "Ajouté depuis" in small.portal.titles()
