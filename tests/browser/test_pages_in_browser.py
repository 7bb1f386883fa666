"""The pages in a real browser: nothing refused by their own policy, nothing wider than a small phone."""

from __future__ import annotations

import pytest

from tests.browser import chromium
from tests.web.outline import BRIANCON, CONCERT
from tests.web.test_pages import PAGES

pytestmark = chromium.NEEDED


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_and_say_nothing_on_the_console(served: str, page: chromium.Page, width: int) -> None:
    for path in PAGES:
        page.open(served + path, width)
        said = [line for line in page.log if "status of 4" not in line]
        assert said == [], path
        asked = [r for r in page.requests if not r.startswith("data:")]  # a browser draws its own date fields
        assert {request.split("/")[2] for request in asked} == {served.removeprefix("http://")}, path
        assert page.value("document.documentElement.scrollWidth") <= width, path
        assert page.value("getComputedStyle(document.body).marginTop") == "0px", "the style sheet came"
        narrow = page.value(
            "[...document.querySelectorAll('nav a, button, summary, .lines a')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
        )
        assert narrow == [], "smaller than a finger (WCAG 2.2, 2.5.8)"


def test_the_keyboard_begins_with_the_way_to_the_content(served: str, page: chromium.Page) -> None:
    page.open(served + BRIANCON, 360)
    page.key("Tab")
    assert page.value("document.activeElement.getAttribute('href')") == "#contenu"
    box = page.value("document.activeElement.getBoundingClientRect().left")
    assert box >= 0, "it is seen when it has the focus"
    page.key("Tab")
    assert page.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"


FLUX = ("/flux", "/flux?porte=telephone&commune=05023", "/flux?porte=site&lieu=nulle-part&etendue=commune")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(served: str, page: chromium.Page, scheme: str) -> None:
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    for path in ("/", BRIANCON, CONCERT, "/evenements/parti", "/sources", *FLUX):
        page.open(served + path, 360)
        weak = page.value(WEAK)
        assert weak == [], path
    page.send("Emulation.setEmulatedMedia", features=[])


WEAK = """
(() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const out = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) out.push(e.className + ' ' + e.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return out;
})()
"""
