"""What maps teach beyond the samples: where elements are listed, their shapes, and the options."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from agregateur.contract import Document, Link, Page, Record, Rejected, Repair, Said, Unchanged
from agregateur.errors import HttpStatus, ParseError
from connecteurs.gogocarto import GoGoCarto
from connecteurs.gogocarto.document import MAX_ITEMS, elements_address
from tests.connecteurs.samples import Answers, records

URL = "https://carte.example/api/elements.json"


def read(value: Any, known: dict[str, str] | None = None, url: str = URL, **options: Any) -> list[Said]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(GoGoCarto(url=url, **options).collect(Answers(content, {}), known or {}))


def one(element: dict[str, Any], **options: Any) -> Record:
    (record,) = records(read({"data": [{"id": "e", "name": "Lieu", **element}]}, **options))
    return record


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (URL, URL),
        (URL + "?bounds=1,2,3,4", URL + "?bounds=1,2,3,4"),
        ("https://carte.example/", URL),
        ("https://carte.example", URL),
        ("https://carte.example/annuaire#/carte/gap", URL),
        ("https://site.example/carto/", "https://site.example/carto/api/elements.json"),
        ("https://carte.example/export.json", "https://carte.example/export.json"),
        ("file:///srv/carte.json", "file:///srv/carte.json"),
        ("http://[", "http://["),
    ],
)
def test_the_elements_of_a_map_are_found_from_its_home_page(url, asked):
    assert elements_address(url) == asked
    answers = Answers(b'{"data": []}', {})
    assert list(GoGoCarto(url=url).collect(answers, {})) == []
    assert answers.asked == [asked]


@pytest.mark.parametrize(
    "envelope",
    [
        lambda e: {"data": e, "ontology": "gogofull"},
        lambda e: e,
        lambda e: {"@graph": e},
        lambda e: {"data": e[0]},
        lambda e: {"data": [["e", "Lieu", 44.5, 6.4, []]]},
        lambda e: {"data": [["e", 1, "Lieu", 44.5, 6.4, []]]},
        lambda e: {"data": [["e", ["Lieu"], 44.5, 6.4, [], 0, 1]]},
        lambda e: {
            "mapping": ["id", ["address", "name"], "latitude"],
            "data": [["e", ["Gap", "Lieu"], 44.5, 6.4]],
        },
        lambda e: {"mapping": ["name", "id"], "data": [["Lieu", "e"]]},
    ],
)
def test_every_envelope_gives_the_same_actor(envelope):
    (record,) = records(read(envelope([{"id": "e", "name": "Lieu"}])))
    assert (record.uid, record.title, record.kind) == ("e", "Lieu", "actor")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><body>Connexion</body></html>", "html_instead"),
        (b'{"data": [', "truncated"),
        (b'{"data": [{"id": "a", "name": "Caf', "truncated"),
        (b"bonjour", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"data": [' + b"9" * 10_000 + b"]}", "not_json"),
        (b'{"data": [{"id": NaN}]}', "not_json"),
        (b'{"data": null}', "not_a_map"),
        (b'{"error": "locked"}', "not_a_map"),
        (b'{"data": "none"}', "not_a_map"),
        (b"7", "not_a_map"),
        (json.dumps([0] * (MAX_ITEMS + 1)).encode(), "too_many_items"),
    ],
)
def test_what_is_no_list_of_elements_is_refused(content, code):
    with pytest.raises(ParseError) as raised:
        read(content)
    assert raised.value.code == code


def test_a_document_cut_anywhere_is_one_that_is_cut():
    whole = json.dumps({"data": [{"id": "é", "ok": True, "lon": -6.5e3, "no": None, "tags": ["a", {}]}]})
    for length in range(1, len(whole)):
        with pytest.raises(ParseError) as raised:
            read(whole[:length].encode())
        assert raised.value.code == "truncated", whole[:length]


def test_an_empty_map_is_an_empty_list_not_a_fault():
    assert read({"data": []}) == []


@pytest.mark.parametrize(
    ("status", "kept"),
    [(1, True), (0, True), (-1, True), (-2, False), (-4, False), ("-4", True), (None, True)],
)
def test_what_the_map_does_not_publish_stays_out(status, kept):
    said = read({"data": [{"id": "e", "name": "Lieu", "status": status}]})
    assert bool(records(said)) is kept
    assert kept or said == [Rejected("e", "private", f"status {status}")]


@pytest.mark.parametrize("uid", [12, "12", 0, "é à"])
def test_numbers_are_names_too(uid):
    assert one({"id": uid}).uid == str(uid)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"jour": "05/12/2026"}, date(2026, 12, 5)),
        ({"jour": "2026-12-05"}, date(2026, 12, 5)),
        ({"jour": "05/12/2026 20:30"}, datetime(2026, 12, 5, 20, 30)),
        ({"jour": "2026-12-05T19:30:00Z"}, datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        (
            {"jour": {"date": "2026-12-05 20:30:00.000000", "timezone": "Europe/Paris"}},
            datetime(2026, 12, 5, 20, 30),
        ),
        ({"jour": 1796499000}, datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ({"jour": "05/12/2026", "heure": "20h30"}, datetime(2026, 12, 5, 20, 30)),
        ({"jour": "05/12/2026", "heure": "8h"}, datetime(2026, 12, 5, 8)),
        ({"jour": "05/12/2026", "heure": ""}, date(2026, 12, 5)),
    ],
)
def test_dates_of_the_maps_own_fields(stated, expected):
    record = one(stated, fields={"start_date": "jour", "start_time": "heure"})
    assert (record.kind, record.start) == ("event", expected)
    assert not record.repairs


@pytest.mark.parametrize(
    "stated", ["31/02/2026", "bientôt", 2026, True, [], {"date": None}, "9999-12-31T23:59:59-23:59"]
)
def test_an_unreadable_date_leaves_an_actor_and_says_so(stated):
    record = one({"jour": stated}, fields={"start": "jour"})
    assert record.kind == "actor"
    assert [r.code for r in record.repairs] == ["bad_start"]


def test_fields_reach_down_and_win_over_the_usual_ones():
    element = {"infos": {"ville": "Embrun", "x": "6.49", "y": "44.56"}, "address": {"addressLocality": "Gap"}}
    fields = {"city": "infos.ville", "latitude": "infos.y", "longitude": "infos.x"}
    record = one(element, fields=fields)
    assert (record.city, record.latitude, record.longitude) == ("Embrun", 44.56, 6.49)
    dotted = one({"infos.ville": "Veynes"}, fields={"city": "infos.ville"})
    assert dotted.city == "Veynes"


def test_category_numbers_take_their_names_from_the_taxonomy():
    tree = {
        "options": [
            {"id": 1, "name": "Culture", "subcategories": [{"options": [{"id": 2, "name": "Théâtre"}]}]}
        ]
    }
    body = json.dumps({"data": [{"id": "e", "name": "Lieu", "categories": [2, "1", 3, "Fête"]}]}).encode()
    answers = Answers(body, {"https://carte.example/api/taxonomy.json": json.dumps(tree).encode()})
    connector = GoGoCarto(url=URL, taxonomy="/api/taxonomy.json")
    (record,) = records(connector.collect(answers, {}))
    assert record.categories == ("Théâtre", "Culture", "Fête")


def test_category_ranks_of_the_full_form_are_numbers_too():
    tree = json.dumps({"options": [{"id": 7, "name": "Culture"}]}).encode()
    body = b'{"data": [{"id": "e", "name": "Lieu", "optionValues": [{"optionId": 7, "index": 0}]}]}'
    answers = Answers(body, {"https://carte.example/api/taxonomy.json": tree})
    (record,) = records(GoGoCarto(url=URL, taxonomy="/api/taxonomy.json").collect(answers, {}))
    assert record.categories == ("Culture",)


@pytest.mark.parametrize(
    "row", [[], ["e"], ["e", None], [None, "Lieu"], [[], {}], ["e", ["Lieu"]], ["e", "Lieu", 44.5]]
)
def test_a_short_compact_row_harms_no_other(row):
    said = read({"data": [row, ["sain", "Lieu sain", 44.5, 6.4, []]]})
    assert "sain" in {r.uid for r in records(said)}
    assert len(said) == 2


@pytest.mark.parametrize("answer", [None, b"", b"<html></html>", b"{"])
def test_a_lost_taxonomy_loses_no_actor(answer):
    address = "https://carte.example/api/taxonomy.json"
    answers = Answers(
        b'{"data": [{"id": "e", "name": "Lieu"}]}', {address: answer} if answer is not None else {}
    )
    said = list(GoGoCarto(url=URL, taxonomy=address).collect(answers, {}))
    assert [type(one) for one in said] == [Repair, Record]


def test_a_taxonomy_read_another_time_is_another_digest():
    tree = json.dumps({"options": [{"id": 1, "name": "Culture"}]}).encode()
    address = "https://carte.example/api/taxonomy.json"
    body = b'{"data": [{"id": "e", "name": "Lieu", "categories": [1]}]}'
    connector = GoGoCarto(url=URL, taxonomy=address)
    (first,) = records(connector.collect(Answers(body, {address: tree}), {}))
    renamed = Answers(body, {address: tree.replace(b"Culture", b"Sorties")})
    assert list(connector.collect(Answers(body, {address: tree}), {"e": first.digest or ""})) == [
        Unchanged("e")
    ]
    (second,) = records(connector.collect(renamed, {"e": first.digest or ""}))
    assert second.categories == ("Sorties",)


TREE = json.dumps({"options": [{"id": 7, "name": "Culture"}]}).encode()
NUMBERED: list[Any] = [
    {"id": "e", "name": "Lieu", "categories": [7]},
    {"id": "e", "name": "Lieu", "optionValues": ["7"]},
    {"id": "e", "name": "Lieu", "optionValues": [{"optionId": 7, "index": 0}]},
    ["e", "Lieu", 44.5, 6.4, [7]],
    ["e", 1, "Lieu", 44.5, 6.4, [[7, 0]]],
]


@pytest.mark.parametrize("element", NUMBERED)
@pytest.mark.parametrize(
    "url",
    [
        "https://carte.example/",
        URL,
        URL + "?ontology=gogocompact",
        "https://carte.example/api/elements",
        "https://carte.example/api/elements.jsonld",
        "https://carte.example/api/elements/e.json",
    ],
)
def test_the_taxonomy_of_the_maps_own_api_is_found(url, element):
    answers = Answers(
        json.dumps({"data": [element]}).encode(), {"https://carte.example/api/taxonomy.json": TREE}
    )
    (record,) = records(GoGoCarto(url=url).collect(answers, {}))
    assert record.categories == ("Culture",)


@pytest.mark.parametrize(
    ("url", "element"),
    [
        ("https://carte.example/export.json", NUMBERED[0]),
        ("file:///srv/elements.json", NUMBERED[0]),
        (URL, {"id": "e", "name": "Lieu", "categories": ["Culture"]}),
        (
            URL,
            {"id": "e", "name": "Lieu", "categories": [7], "categoriesFull": [{"id": 7, "name": "Culture"}]},
        ),
        (URL, {"id": "e", "name": "Lieu"}),
    ],
)
def test_no_taxonomy_is_asked_for_where_none_is_needed(url, element):
    answers = Answers(json.dumps({"data": [element]}).encode(), {})
    list(GoGoCarto(url=url).collect(answers, {}))
    assert answers.asked == [url]


def test_a_map_without_a_taxonomy_is_no_fault():
    said = read({"data": NUMBERED[:1]})
    assert [type(one) for one in said] == [Record]
    assert records(said)[0].categories == ()


def test_a_taxonomy_that_fails_is_told():
    def fetch(url: str, **_: Any) -> Document:
        if "taxonomy" in url:
            raise HttpStatus("busy", url=url, status=503)
        return Document(url=url, content=json.dumps({"data": NUMBERED[:1]}).encode())

    said = list(GoGoCarto(url=URL).collect(fetch, {}))
    assert [type(one) for one in said] == [Repair, Record]


def test_names_win_over_numbers():
    element = {"categories": [7], "categoriesFull": [{"id": 7, "name": "Culture", "description": "x"}]}
    assert one(element).categories == ("Culture",)


@pytest.mark.parametrize(
    "address",
    [
        {
            "address": {
                "streetNumber": "5",
                "streetAddress": "rue Carnot",
                "addressLocality": "Gap",
                "postalCode": 5000,
            }
        },
        {"address": {"street": "5 rue Carnot", "city": "Gap", "postcode": "5000"}},
        {"streetAddress": "5 rue Carnot", "addressLocality": "Gap", "postalCode": "5000"},
    ],
)
def test_an_address_is_read_however_it_is_laid_out(address):
    record = one(address)
    assert (record.street, record.city, record.postcode) == ("5 rue Carnot", "Gap", "5000")


@pytest.mark.parametrize(
    "words", [b"You need to provide a token to access to this API.", b" The token you provided"]
)
def test_a_locked_map_is_told_in_clear_words(words):
    with pytest.raises(ParseError) as raised:
        read(words)
    assert raised.value.code == "key_refused" and "token" in raised.value.message


def test_a_map_is_proposed_by_what_a_page_embeds():
    frame = Link(url="https://carte.gogocarto.fr/annuaire?iframe=1#/carte/gap", rel="frame")
    source = (
        """<script>goGoCarto('#x', {data: {elements: "https://autre.example/api/elements.json"}})</script>"""
    )
    page = Page(url="https://asso.example/carte", links=(frame,), source=source)
    assert list(GoGoCarto.propose(page)) == [
        "https://autre.example/api/elements.json",
        "https://carte.gogocarto.fr/api/elements.json",
        "https://asso.example/api/elements.json",
    ]
    assert not list(GoGoCarto.propose(Page(url="https://asso.example/", source="<p>Bonjour</p>")))


def test_the_order_of_elements_and_of_their_keys_changes_nothing():
    elements: list[dict[str, Any]] = [
        {"id": "a", "name": "A", "geo": {"latitude": 44.1, "longitude": 6.1}},
        {"id": "b", "name": "B"},
    ]
    turned = [{key: element[key] for key in reversed(element)} for element in reversed(elements)]
    assert {r.uid: r.digest for r in records(read(elements))} == {
        r.uid: r.digest for r in records(read(turned))
    }


def test_only_an_update_date_moved_is_unchanged():
    first = one({"updatedAt": "01/11/2026"})
    later = {"data": [{"id": "e", "name": "Lieu", "updatedAt": "22/11/2026"}]}
    assert read(later, {"e": first.digest or ""}) == [Unchanged("e")]


def test_what_is_private_or_dangerous_is_not_carried():
    record = one(
        {"email": "hidden", "website": "javascript:alert(1)", "images": ["data:image/png;base64,AAAA"]}
    )
    assert (record.email, record.url, record.image) == (None, None, None)


def test_texts_are_storable():
    content = b'{"data": [{"id": "\\u0000e\\ud800", "name": "Li\\ud83d\\u0000eu", "description": "\\udfff"}]}'
    (record,) = records(read(content))
    assert (record.uid, record.title, record.description) == ("e", "Lieu", None)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"fields": {"date": "x"}}, "date"), ({"fields": {"start": " "}}, "start"), ({"as_": "article"}, "as")],
)
def test_options_are_checked(options, named):
    with pytest.raises(ValueError, match=named):
        GoGoCarto(url=URL, **options)


def test_a_map_that_cannot_be_fetched_is_the_fetchers_affair():
    def fetch(url: str, **_: Any) -> Document:
        raise HttpStatus("gone", url=url, status=503)

    with pytest.raises(HttpStatus):
        list(GoGoCarto(url=URL).collect(fetch, {}))
