"""QR codes of our own pages."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
import segno

from agregateur.web.qr import qr_path, qr_svg
from tests.web.conftest import Portal
from tests.web.outline import BRIANCON


def test_the_code_is_a_drawing_of_its_address_with_its_quiet_zone(portal: Portal) -> None:
    answer = portal.get(qr_path(f"{BRIANCON}?categorie=musique,fetes"))
    assert answer.headers["content-type"] == "image/svg+xml"
    drawing = ET.fromstring(answer.content)
    code = segno.make(f"http://portail.test{BRIANCON}?categorie=musique,fetes", error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    assert drawing.get("viewBox") == f"0 0 {side} {side}"
    ground, ink = drawing
    assert ground.get("fill") == "#fff"
    assert (ink.get("d") or "").startswith("M4 4.5h7"), "the finder pattern after four empty modules"
    assert "style" not in answer.text
    assert len(answer.content) < 10_000


def test_another_address_is_another_code() -> None:
    assert qr_svg("http://portail.test/a") != qr_svg("http://portail.test/b")


@pytest.mark.parametrize(
    "path",
    ["", "//ailleurs.example/", "https://ailleurs.example/", "/%0d%0a b", "/\\ailleurs", "/" + "a" * 800],
)
def test_only_our_own_pages_have_one(portal: Portal, path: str) -> None:
    answer = portal.get(f"/qr.svg?adresse={path}")
    assert answer.status_code == 422
    assert answer.json()["word"] == "adresse"


def test_it_is_kept_and_asked_again(portal: Portal) -> None:
    first = portal.get(qr_path("/"))
    again = portal.get(qr_path("/"), if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    head = portal.request("HEAD", qr_path("/"))
    assert (head.headers, head.content) == (first.headers, b"")
