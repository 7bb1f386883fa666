"""What stands before the application: the same answers, made once, and never older than the store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agregateur.web import front
from agregateur.web.front import Front
from tests.web.conftest import BASE, Portal


@dataclass
class Behind:
    """An application that counts what it is asked, behind a front that believes it each time."""

    most: int = front.MOST_BYTES
    says: str = "un"
    state: str | None = "1"
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    checks: int = 0

    def __post_init__(self) -> None:
        every = Route("/{path:path}", self.answer, methods=["GET", "POST", "OPTIONS"])
        self.front = Front(Starlette(routes=[every]), self.told, most=self.most)

    def told(self) -> str | None:
        self.checks += 1
        return self.state

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        says = self.says
        if self.gate is not None:
            await self.gate.wait()
        if request.url.path == "/fault":
            raise RuntimeError("fault")
        if request.url.path == "/missing":
            return PlainTextResponse("non", 404)
        etag = f'"{says[:20]}"'
        headers = {"ETag": etag, "Cache-Control": "public, max-age=900", "X-Of": "200"}
        if request.url.path == "/private":
            headers["Cache-Control"] = "no-store"
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return PlainTextResponse(says, 200, headers)

    def run(self, work: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
        async def whole() -> None:
            transport = httpx.ASGITransport(app=self.front, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                client.headers["accept-encoding"] = "identity"
                await work(client)

        asyncio.run(whole())


@pytest.fixture(autouse=True)
def always_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "CHECKED_SECONDS", 0.0)


def test_what_is_held_is_given_until_the_state_moves() -> None:
    behind = Behind()

    async def work(client: httpx.AsyncClient) -> None:
        for _ in range(3):
            assert (await client.get("/a?b=1")).text == "un"
        assert behind.asked == ["/a"]
        behind.says = "deux"
        assert (await client.get("/a?b=1")).text == "un", "the state says that nothing moved"
        assert (await client.get("/a?b=2")).text == "deux"
        behind.state = "2"
        assert (await client.get("/a?b=1")).text == "deux"
        behind.state = "3"
        answer = await client.get("/a?b=1")
        assert (answer.status_code, answer.text) == (200, "deux"), "held on after the 304 of the application"
        behind.state = None
        assert (await client.get("/a?b=1")).text == "deux"
        assert len(behind.asked) == 4

    behind.run(work)


def test_a_store_that_hangs_holds_up_one_visitor() -> None:
    behind, hangs, asked = Behind(), threading.Event(), threading.Event()

    def told() -> str:
        behind.checks += 1
        if behind.checks == 2:
            asked.set()
            hangs.wait(30)
        return "1"

    behind.front._ask = told

    async def work(client: httpx.AsyncClient) -> None:
        await client.get("/a")
        first = asyncio.create_task(client.get("/a"))
        assert await asyncio.to_thread(asked.wait, 10)
        for _ in range(3):
            assert (await client.get("/a")).text == "un"
        assert not first.done() and behind.checks == 2
        hangs.set()
        assert (await first).text == "un"
        await client.get("/a")
        assert behind.checks == 3, "asked again as soon as it answers"

    behind.run(work)


def test_a_validator_is_answered_from_memory_in_both_forms() -> None:
    behind = Behind(says="long " * 1000)

    async def work(client: httpx.AsyncClient) -> None:
        plain = await client.get("/a")
        packed = await client.get("/a", headers={"accept-encoding": "br, gzip"})
        assert plain.text == packed.text == behind.says
        assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == 5000
        for said in ("gzip;q=0", "br, gzip; q=0.000", "identity, GZIP;q=0, br"):
            refused = await client.get("/a", headers={"accept-encoding": said})
            assert "content-encoding" not in refused.headers
        half = await client.get("/a", headers={"accept-encoding": "gzip;q=0.5"})
        assert half.headers["content-encoding"] == "gzip"
        assert plain.headers["etag"] != packed.headers["etag"], "other bytes, another strong validator"
        assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
        for answer in (plain, packed):
            etag = answer.headers["etag"]
            for said in (etag, f"W/{etag}", f'"x", {etag}', "*"):
                again = await client.get("/a", headers={"if-none-match": said})
                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["cache-control"] == "public, max-age=900" and "x-of" not in again.headers
        assert (await client.get("/a", headers={"if-none-match": '"other"'})).status_code == 200
        head = await client.head("/a")
        assert head.headers == plain.headers and head.content == b""
        assert len(behind.asked) == 1

    behind.run(work)


def test_what_may_not_be_held_is_asked_each_time() -> None:
    behind = Behind()

    async def work(client: httpx.AsyncClient) -> None:
        for path, status in (("/private", 200), ("/missing", 404), ("/fault", 500)):
            assert [(await client.get(path)).status_code for _ in range(2)] == [status] * 2
        assert behind.asked == [path for path in ("/private", "/missing", "/fault") for _ in range(2)]
        await client.get("/a")
        await client.post("/a")
        await client.get("/a")
        assert behind.asked[-3:] == ["/a"] * 3, "a form may have changed anything"
        await client.post("/missing")
        await client.options("/b")
        await client.get("/a")
        assert behind.asked.count("/a") == 3, "but not one that was refused, nor a question"

    behind.run(work)


def test_what_many_ask_for_at_once_is_made_once() -> None:
    behind = Behind()

    async def work(client: httpx.AsyncClient) -> None:
        behind.gate = asyncio.Event()
        many = [asyncio.create_task(client.get("/a")) for _ in range(20)]
        while not behind.asked:
            await asyncio.sleep(0.01)
        behind.state, behind.says = "2", "deux"  # while the answer of before is on its way
        other = asyncio.create_task(client.get("/b"))
        while len(behind.asked) < 2:
            await asyncio.sleep(0.01)
        behind.gate.set()
        assert {answer.text for answer in await asyncio.gather(*many)} == {"un"}
        assert (await other).text == "deux"
        assert behind.asked == ["/a", "/b"]
        assert (await client.get("/a")).text == "deux", (
            "what was made before the change is not given after it"
        )

    behind.run(work)


def test_memory_is_bounded() -> None:
    behind = Behind(most=60_000, says="x" * 3000)

    async def work(client: httpx.AsyncClient) -> None:
        for n in range(50):
            await client.get(f"/{n}")
            await client.get("/0")
        assert behind.asked.count("/0") == 1, "asked for lately"
        await client.get("/1")
        assert behind.asked.count("/1") == 2
        for n in range(50):
            await client.get(f"/{n}?utm_source={'x' * 4000}")
        assert sum(len(path) + len(query) for path, query in behind.front._held) < 60_000
        behind.says = "y" * 10_000
        for _ in range(2):
            assert len((await client.get("/large")).content) == 10_000
        assert behind.asked.count("/large") == 2, "one answer does not push out all others"

    behind.run(work)


@pytest.mark.parametrize(
    "path",
    ["/", "/communes/05023-briancon", "/communes/05023/agenda.ics", "/agenda.rss?q=jazz", "/api/v1/events",
     "/nulle-part", "/agenda.ics?nimp=1", "/static/style.css", "/healthz", "/communes/05023"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_portal_answers_alike_with_and_without(portal: Portal, path: str, method: str) -> None:
    direct = portal.request(method, path, accept_encoding="identity")
    portal.app = Front(portal.app, portal.app.state.site.state)
    for _ in range(2):
        before = portal.request(method, path, accept_encoding="identity")
        assert (before.status_code, before.content) == (direct.status_code, direct.content)
        assert dict(before.headers) | {"vary": ""} == dict(direct.headers) | {"vary": ""}


def test_a_change_of_the_store_is_seen(portal: Portal) -> None:
    site = portal.app.state.site
    portal.app = Front(portal.app, site.state)
    path = "/communes/05023/agenda.ics"
    before = portal.get(path)
    portal.statements.clear()
    assert portal.get(path).headers["etag"] == before.headers["etag"]
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE meta SET value = '900' WHERE key = 'change'"))
        connection.execute(text("UPDATE communechange SET change = 900 WHERE insee = '05023'"))
    after = portal.get(path, if_none_match=before.headers["etag"])
    assert after.status_code == 200 and after.headers["etag"] != before.headers["etag"]
    assert site.state() is not None
