"""The agenda framed by another origin, and the screen of a hall, in a real browser."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium
from tests.browser.test_pages_in_browser import WEAK

pytestmark = chromium.NEEDED

TITLE = "Agenda – Briançon"


class Town:
    """The web site of a town: a server of another origin whose one page can be set."""

    def __init__(self) -> None:
        town = self
        self.body = ""
        self.headers: dict[str, str] = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **town.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(f"<!DOCTYPE html><title>Mairie</title><body>{town.body}".encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"


@pytest.fixture
def town() -> Iterator[Town]:
    made = Town()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def wait(page: chromium.Page, expression: str, seconds: int = 3) -> Any:
    """The value of `expression` once it is true, within so many seconds."""
    found = page.send(
        "Runtime.evaluate",
        expression=(
            f"new Promise((done) => {{ const end = Date.now() + {1000 * seconds}; const look = () => {{"
            f" const found = ({expression}); if (found || Date.now() > end) done(found); else setTimeout(look, 20); }};"
            " look(); })"
        ),
        awaitPromise=True,
        returnByValue=True,
    )
    return found["result"].get("value")


def click(page: chromium.Page, x: float, y: float) -> None:
    for kind in ("mousePressed", "mouseReleased"):
        page.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def script(served: str, query: str = "commune=05023") -> str:
    return f'<script src="{served}/widget.js" data-agenda="{query}" data-titre="{TITLE}" async></script>'


HEIGHTS = "[...document.querySelectorAll('iframe')].map(f => f.getBoundingClientRect().height)"


def test_another_site_shows_it_without_any_script(served: str, page: chromium.Page, town: Town) -> None:
    town.headers = {"Content-Security-Policy": "script-src 'none'"}
    town.body = (
        f'<iframe src="{served}/widget?commune=05023" title="{TITLE}" style="border:0" height="600"></iframe>'
    )
    page.open(town.address, 600)
    tree = page.send("Page.getFrameTree")["frameTree"]
    (child,) = tree["childFrames"]
    assert child["frame"]["url"] == f"{served}/widget?commune=05023"
    assert page.value(HEIGHTS) == [600]
    assert [line for line in page.log if "refused" in line.lower()] == []
    town.body = f'<iframe src="{served}/" title="x"></iframe>'
    page.open(town.address, 600)
    assert any("frame-ancestors" in line or "X-Frame-Options" in line for line in page.log), (
        "pages still refuse"
    )


def test_the_script_follows_the_height_of_each_of_several(
    served: str, page: chromium.Page, town: Town
) -> None:
    # A town may forbid inline styles and all but our script.
    town.headers = {"Content-Security-Policy": f"default-src 'none'; script-src {served}; frame-src {served}"}
    town.body = (
        script(served) + script(served, "commune=05023&limite=2") + script(served, "commune=05085&langue=en")
    )
    page.open(town.address, 500)
    before = page.value("Object.keys(window).length")
    heights = wait(page, f"(h => h.length === 3 && !h.includes(600) && h)({HEIGHTS})")
    assert heights
    assert heights[0] > heights[1] > heights[2] > 100
    assert page.value("[...document.querySelectorAll('iframe')].map(f => [f.title, f.lang, f.loading])") == [
        [TITLE, "fr", "lazy"],
        [TITLE, "fr", "lazy"],
        [TITLE, "en", "lazy"],
    ]
    assert page.value("Object.keys(window).length") - before == 0, "no globals"
    page.send("Emulation.setDeviceMetricsOverride", width=260, height=800, deviceScaleFactor=1, mobile=False)
    assert wait(page, f"{HEIGHTS}[0] > {heights[0]}"), "narrower is higher"
    hosts = {request.split("/")[2] for request in page.requests}
    assert hosts == {served.removeprefix("http://"), town.address.split("/")[2]}
    assert page.send("Network.getCookies", urls=[served])["cookies"] == []


def test_only_the_frame_itself_is_believed(served: str, page: chromium.Page, town: Town) -> None:
    town.body = script(served)
    page.open(town.address, 500)
    height = wait(page, f"(h => h.length && h[0] !== 600 && h[0])({HEIGHTS})")
    assert height
    page.value("window.postMessage({agenda: 'hauteur', hauteur: 5000}, '*')")
    for sender in (
        f"origin: '{served}'",
        "source: document.querySelector('iframe').contentWindow, origin: 'https://x.example'",
    ):
        page.value(
            f"dispatchEvent(new MessageEvent('message', {{{sender}, data: {{agenda: 'hauteur', hauteur: 5000}}}}))"
        )
    assert page.value(HEIGHTS) == [height]


def test_wordpress_is_told_its_height_and_its_links(served: str, page: chromium.Page, town: Town) -> None:
    town.body = (
        "<script>window.said = []; addEventListener('message', e => said.push(e.data))</script>"
        f'<iframe sandbox="allow-scripts" src="{served}/widget?evenement=noel#?secret=abcdefghij"></iframe>'
    )
    page.open(town.address, 500)
    first = wait(page, "said[0]")
    assert (first["message"], first["secret"]) == ("height", "abcdefghij")
    assert 80 < first["value"] < 400
    box = page.value("(r => [r.x, r.y])(document.querySelector('iframe').getBoundingClientRect())")
    for _ in range(10):  # until the browser has drawn the frame, a click on it is lost
        click(page, box[0] + 40, box[1] + 30)
        if link := wait(page, "said.find(data => data.message === 'link')", seconds=1):
            break
    assert link["value"] == "http://portail.test/evenements/noel-concert-de-noel-de-l-harmonie"


@pytest.mark.parametrize(
    "colours", ["", "&fond=10243a&couleur=f4f4f4&lien=9fd0ff", "&fond=fff6d6&couleur=442200"]
)
def test_its_colours_are_those_asked_and_can_be_read(served: str, page: chromium.Page, colours: str) -> None:
    page.open(f"{served}/widget?commune=05023{colours}", 320)
    assert page.value(WEAK) == []
    assert page.log == []
    assert page.value("document.documentElement.scrollWidth") <= 320
    wanted = {"": "rgb(255, 255, 255)", "&fond=1": "rgb(16, 36, 58)", "&fond=f": "rgb(255, 246, 214)"}
    assert page.value("getComputedStyle(document.body).backgroundColor") == wanted[colours[:7]]


def test_a_link_leaves_the_frame(served: str, page: chromium.Page, town: Town) -> None:
    town.body = f'<iframe src="{served}/widget?foo=1" width="400" height="400" title="x"></iframe>'
    page.open(town.address, 500)
    child = page.send("Page.getFrameTree")["frameTree"]["childFrames"][0]["frame"]["id"]
    world = page.send("Page.createIsolatedWorld", frameId=child)["executionContextId"]
    where = page.send(
        "Runtime.evaluate",
        contextId=world,
        expression="(r => [r.x + 5, r.y + 5])(document.querySelector('a').getBoundingClientRect())",
        returnByValue=True,
    )["result"]["value"]
    box = page.value("(r => [r.x, r.y])(document.querySelector('iframe').getBoundingClientRect())")
    page.until_loaded(lambda: click(page, box[0] + where[0], box[1] + where[1]))
    assert page.value("location.href") == f"{served}/"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("query", ["commune=05023", "departement=05&langue=en"])
def test_the_screen_shows_whole_events_and_no_scrollbar(
    served: str,
    page: chromium.Page,
    width: int,
    height: int,
    query: str,
) -> None:
    page.open(f"{served}/ecran?{query}", width)
    page.send(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
    )
    assert page.value("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        height,
    ]
    assert page.log == []
    list_box = page.value(
        "(r => [r.left, r.top, r.right, r.bottom])(document.querySelector('.entries').getBoundingClientRect())"
    )
    boxes = page.value(
        "[...document.querySelectorAll('.entry')].map(e => e.getBoundingClientRect())"
        ".map(r => [r.left, r.top, r.right, r.bottom])"
    )
    seen = [box for box in boxes if box[0] < list_box[2] - 1]
    assert len(seen) >= 5
    assert seen[0][1] >= list_box[1] - 1
    for _, top, right, bottom in seen:
        assert right <= list_box[2] + 1
        assert list_box[1] - 1 <= top <= bottom <= list_box[3] + 1, "half an event"
    smallest = page.value(
        "Math.min(...[...document.querySelectorAll('.what')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 48, "1080 pixels are 53 cm on a screen of 43 inches: 24 mm, read from four metres"
    assert page.value(WEAK) == []
    code = page.value(
        "(i => [i.complete, i.naturalWidth > 0, i.getBoundingClientRect().width])(document.querySelector('img'))"
    )
    assert code[:2] == [True, True]
    assert code[2] >= 150


def test_the_screen_stays_as_it_is_without_network(served: str, page: chromium.Page) -> None:
    held = page.send(
        "Page.addScriptToEvaluateOnNewDocument",
        source="window.setInterval = (look, pause) => Object.assign(window, { look, pause });",
    )
    page.open(f"{served}/ecran?commune=05023", 1080)
    assert page.value("pause") == 600_000
    page.value("window.before = true")
    network = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.send("Network.emulateNetworkConditions", offline=True, **network)
    page.send("Runtime.evaluate", expression="look()", awaitPromise=True)
    assert page.value("before && document.querySelectorAll('.entry').length") >= 5
    page.send("Network.emulateNetworkConditions", offline=False, **network)
    page.until_loaded(lambda: page.value("void look()"))
    assert page.value("window.before === undefined && document.querySelectorAll('.entry').length") >= 5
    page.send("Page.removeScriptToEvaluateOnNewDocument", identifier=held["identifier"])
