"""`/openapi.json` says what is so: every address, its words, the forms of its answers, and examples that fit them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from starlette.routing import Route

from agregateur.store.asking import ASKED
from agregateur.web.openapi import document
from tests.web.conftest import Portal

DESCRIBED = document("1")
PLACES = {"{insee}": "05023", "{siren}": "240500439", "{code}": "05"}
ITEMS = {"events": "noel", "actors": "act", "articles": "art", "evenements": "noel"}


def fits(form: dict[str, Any], value: Any) -> None:
    """Whether a value is of a form of the document; nothing it holds is unknown to the form."""
    jsonschema_rs.validator_for({**form, "components": DESCRIBED["components"]}).validate(value)
    assert not unknown(form, value)


def unknown(form: dict[str, Any], value: Any) -> list[str]:
    """Keys that the form does not name."""
    if "$ref" in form:
        return unknown(DESCRIBED["components"]["schemas"][form["$ref"].rpartition("/")[2]], value)
    if isinstance(value, list):
        return [key for one in value for key in unknown(form.get("items", {}), one)]
    if not isinstance(value, dict):
        return []
    if "anyOf" in form:
        return min((unknown(one, value) for one in form["anyOf"]), key=len)
    if form.get("additionalProperties"):
        return []
    known = form["properties"]
    inside = [key for name, one in value.items() if name in known for key in unknown(known[name], one)]
    return inside + [name for name in value if name not in known]


def address(path: str) -> str:
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path.replace("{id}", ITEMS.get(path.split("/")[-2], "noel"))


def test_every_address_of_programs_is_described(portal: Portal) -> None:
    routes = {
        route.path.replace("/communes/{place}", "/communes/{insee}").replace("{event}.ics", "{id}.ics")
        for route in portal.app.router.routes
        if isinstance(route, Route) and not route.path.startswith(("/en/", "/static/"))
    }
    programs = {path for path in routes if path.startswith("/api/") or "/agenda." in path}
    assert programs <= set(DESCRIBED["paths"]) <= routes


@pytest.mark.parametrize("path", sorted(DESCRIBED["paths"]))
def test_what_is_answered_is_what_is_described(portal: Portal, path: str) -> None:
    said = DESCRIBED["paths"][path]["get"]
    answer = portal.get(address(path))
    assert answer.status_code == 200
    described = said["responses"]["200"]
    ((media, content),) = described["content"].items()
    assert answer.headers["content-type"].partition(";")[0] == media
    assert all(name in answer.headers for name, one in described["headers"].items() if one.get("required"))
    if media == "application/json":
        fits(content["schema"], answer.json())
    assert answer.headers["access-control-allow-origin"] == "*"
    refusal = portal.get(f"{address(path)}?nimp=1")
    if "422" in said["responses"]:
        assert refusal.status_code == 422
        fits(said["responses"]["422"]["content"]["application/json"]["schema"], refusal.json())
        words = {one["name"] for one in said["parameters"] if one["in"] == "query"}
        assert set(refusal.json()["allowed"]) - {"tri"} <= words
        assert words <= set(refusal.json()["allowed"]) | {"langue"}


def test_every_example_is_of_its_form() -> None:
    seen = 0
    for operations in DESCRIBED["paths"].values():
        for answer in operations["get"]["responses"].values():
            for media, content in answer.get("content", {}).items():
                if media == "application/json":
                    fits(content["schema"], content["example"])
                    seen += 1
        for one in operations["get"]["parameters"]:
            if "example" in one:
                fits(one["schema"], one["example"])
    assert seen > 30


def test_every_word_has_a_meaning_and_an_example() -> None:
    words = DESCRIBED["paths"]["/api/v1/events"]["get"]["parameters"]
    assert set(ASKED) <= {one["name"] for one in words}
    for one in words:
        assert one["description"]
        assert "example" in one or one["name"] in {"curseur", "If-None-Match"}


def test_the_document_may_be_read_by_other_sites(portal: Portal) -> None:
    answer = portal.get("/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.headers["access-control-allow-origin"] == "*"
