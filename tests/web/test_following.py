"""`/agenda.rpde`: a portal is followed exactly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.publish import openactive
from tests.web.conftest import BASE, Portal
from tests.web.factory import Filler, at, event
from tests.web.served import served


def walk(portal: Portal, path: str) -> tuple[list[dict[str, Any]], str, int]:
    """The items from `path` on, the address of the last page, and the number of pages."""
    items: list[dict[str, Any]] = []
    pages = 0
    while True:
        answer = portal.get(path)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["license"] == f"{BASE}/sources" and page["next"].startswith(BASE)
        pages += 1
        last = not page["items"] and page["next"] == BASE + path
        assert answer.headers["cache-control"] == f"public, max-age={8 if last else 3600}"
        if last:
            return items, path, pages
        items += page["items"]
        assert page["next"] != BASE + path
        path = page["next"].removeprefix(BASE)


def test_everything_that_may_leave_is_told_once(portal: Portal) -> None:
    items, last, _ = walk(portal, "/agenda.rpde")
    told = {one["id"]: one for one in items}
    assert len(told) == len(items)
    assert told["noel@portail.test"]["data"]["schema:creditText"] == "MJC du Briançonnais, Office de tourisme"
    assert told["quattro@portail.test"]["data"].get("description") is None, "only signalled"
    assert told["prive@portail.test"] == {
        "state": "deleted",
        "kind": "Event",
        "id": "prive@portail.test",
        "modified": told["prive@portail.test"]["modified"],
    }
    assert [one["modified"] for one in items] == sorted(one["modified"] for one in items)
    assert portal.get("/agenda.rpde").headers["content-type"] == "application/json"
    few, same, pages = walk(portal, "/agenda.rpde?limite=3")
    assert few == items and pages > 5
    assert same == last.replace("?", "?limite=3&")


def test_a_place_is_followed_by_its_own_address(portal: Portal) -> None:
    items, last, _ = walk(portal, "/communes/05061/agenda.rpde")
    assert [one["id"] for one in items] == ["quattro@portail.test"]
    assert last.startswith("/communes/05061/agenda.rpde?afterChangeNumber=")
    other, _, _ = walk(portal, "/agenda.rpde?commune=05061")
    assert other == items
    portal.fill(lambda fill: fill.event(event("neuf", "Neuf", at(3), insee="05061")) if later(fill) else None)
    assert [one["id"] for one in walk(portal, last)[0]] == ["neuf@portail.test"]


def later(fill: Filler) -> bool:
    """Its numbers go on behind those of the store."""
    fill.change = 1000
    return True


def test_a_poll_that_finds_nothing_reads_no_event(portal: Portal) -> None:
    _, last, _ = walk(portal, "/agenda.rpde")
    for path, kept in (("/agenda.rpde", 3600), (last, 8)):
        etag = portal.get(path).headers["etag"]
        answer, sent = portal.counted(path, If_None_Match=etag)
        assert (answer.status_code, answer.headers["cache-control"]) == (304, f"public, max-age={kept}")
        assert not [one for one in sent if " event" in one], sent


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("periode=demain", "periode"),
        ("structure=act", "structure"),
        ("afterChangeNumber=-1", "afterChangeNumber"),
        ("afterChangeNumber=99999999999999999999", "afterChangeNumber"),
        ("afterChangeNumber=²", "afterChangeNumber"),
        ("debut=12", "debut"),
        ("limite=5000", "limite"),
        ("source=nobody", "source"),
        ("afterTimestamp=1&afterId=2", "afterTimestamp"),
    ],
)
def test_what_cannot_be_followed_is_named(portal: Portal, query: str, word: str) -> None:
    answer = portal.get(f"/agenda.rpde?{query}")
    assert answer.status_code == 422
    assert answer.json()["word"] == word


def test_an_empty_portal_has_a_last_page(blank: Portal) -> None:
    assert walk(blank, "/agenda.rpde")[0] == []
    assert blank.get("/communes/99999/agenda.rpde").status_code == 404


def test_openapi_tells_of_it(portal: Portal) -> None:
    paths = portal.get("/openapi.json").json()["paths"]
    words = {one["name"] for one in paths["/communes/{insee}/agenda.rpde"]["get"]["parameters"]}
    assert {"insee", "afterChangeNumber", "categorie"} <= words and "periode" not in words


def test_openactive_s_own_validator_walks_it(portal: Portal) -> None:
    with served(portal) as base:
        found = openactive.run("feed", f"{base}/agenda.rpde?limite=5")
    wrong = [one for one in found if one[0] == "failure"]
    assert not wrong, wrong
