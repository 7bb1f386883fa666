"""`/api/v1`: lists behind keys, items by any id, rights, validators, and what strangers write in addresses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from agregateur.model import Contact, Event, Member
from agregateur.publish.export import COLUMNS
from agregateur.store.database import Database
from agregateur.taxonomy import taxonomy
from agregateur.web.api import ROUTES, cursors
from tests.web import factory
from tests.web.conftest import BASE, Portal, briancon
from tests.web.factory import Filler, at, event

LISTS = [path for path, _ in ROUTES if "{" not in path]
KEPT = [*LISTS, "/api/v1/events/noel", "/api/v1/actors/act", "/api/v1/articles/art"]


def through(portal: Portal, path: str) -> list[dict[str, Any]]:
    """The items of all pages."""
    found: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        answer = portal.get(following)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        following = page["next"].removeprefix(BASE) if page["next"] else None
        assert len(found) < 1000
    return found


def ids(portal: Portal, path: str) -> list[str]:
    return [item["id"] for item in through(portal, path)]


# Lists ---------------------------------------------------------------------------------------------------------------


def test_events_are_paged_through_once(portal: Portal) -> None:
    first = portal.get("/api/v1/events?limite=3")
    assert len(first.json()["items"]) == 3
    assert first.headers["link"] == f'<{first.json()["next"]}>; rel="next"'
    seen = ids(portal, "/api/v1/events?limite=3")
    assert len(seen) == len(set(seen))
    assert seen == ids(portal, "/api/v1/events")
    assert {"noel", "yoga", "expo", "quattro", "dome"} <= set(seen)
    assert "prive" not in seen
    assert "parti" not in seen


def three(fill: Filler) -> None:
    fill.source("carte", "La carte", home="https://carte.example/", licence="ODbL-1.0")
    fill.source("journal", "Le journal", republication="signalement")
    for n, name in enumerate(("un", "deux", "trois", "quatre")):
        fill.actor(f"a{n}", name, republication="complet", text="Nous.", url=f"https://{name}.example/")
        fill.article(
            f"b{n}", name, factory.NOW - timedelta(days=n // 2), republication="complet", text="Hier."
        )


@pytest.mark.parametrize(
    ("path", "order"),
    [("/api/v1/actors", ["a0", "a1", "a2", "a3"]), ("/api/v1/articles", ["b0", "b1", "b2", "b3"])],
)
def test_a_list_goes_on_where_it_was_whatever_changes_meanwhile(
    blank: Portal, path: str, order: list[str]
) -> None:
    blank.fill(three)
    assert ids(blank, f"{path}?limite=1") == order
    first = blank.get(f"{path}?limite=2").json()
    with blank.database.writer() as connection:  # the row that the cursor names, and one before it, go
        table = path.rpartition("/")[2].removesuffix("s")
        connection.execute(
            text(f"UPDATE {table} SET gone_at = updated WHERE id IN ('{order[0]}', '{order[1]}')")
        )
    rest = ids(blank, first["next"].removeprefix(BASE))
    assert rest == order[2:]


def test_lists_take_the_words_of_their_pages(blank: Portal) -> None:
    blank.fill(three)
    assert ids(blank, "/api/v1/actors?q=deux") == ["a1"]
    assert ids(blank, "/api/v1/actors?source=carte&commune=05023&limite=3") == ["a0", "a1", "a2", "a3"]
    assert ids(blank, "/api/v1/actors?commune=05061") == []
    assert ids(blank, "/api/v1/articles?sauf_source=journal") == []
    following = blank.get("/api/v1/actors?commune=05023&limite=2").json()["next"]
    assert "commune=05023" in following
    for path, word in (
        ("/api/v1/actors", "genre"),
        ("/api/v1/sources", "q"),
        ("/api/v1/categories", "q"),
    ):
        answer = blank.get(f"{path}?{word}=musique")
        assert answer.status_code == 422
        assert answer.json()["word"] == word
        assert word not in answer.json()["allowed"]


def test_what_leaves_says_whose_it_is(portal: Portal) -> None:
    items = {item["id"]: item for item in through(portal, "/api/v1/events")}
    concert = items["noel"]
    assert concert["commune"] == "Briançon"
    assert concert["description"] == "Un programme de fête."
    assert {r["source"] for r in concert["records"]} == {"mjc", "office"}
    assert concert["republication"] == "complet"
    assert concert["page"] == f"{BASE}/evenements/noel-concert-de-noel-de-l-harmonie"
    assert [(c["name"], c["home"]) for c in concert["credits"]] == [
        ("MJC du Briançonnais", "https://mjc.example/"),
        ("Office de tourisme", "https://office.example/"),
    ]
    assert items["quattro"]["description"] is None, "signalement: no text leaves"
    assert items["quattro"]["republication"] == "signalement"


def test_actors_and_articles_leave_as_their_source_allows(blank: Portal) -> None:
    def fill(to: Filler) -> None:
        to.source("carte", "La carte", licence="ODbL-1.0")
        to.source("journal", "Le journal")
        person = Contact(email="jeanne.martin@mail.example")
        to.actor("whole", "Tout", republication="complet", text="Texte", image="https://x.example/i.png")
        to.actor("facts", "Faits", republication="signalement", text="Texte", image="https://x.example/i.png")
        to.actor("ours", "Chez nous", republication="portail", text="Texte")
        to.actor("person", "Quelqu’un", republication="complet", contact=person)
        to.article("news", "Faits", factory.NOW, republication="signalement", text="Texte")
        to.article("own", "Chez nous", factory.NOW, republication="portail")

    blank.fill(fill)
    actors = {item["id"]: item for item in through(blank, "/api/v1/actors?limite=1")}
    assert set(actors) == {"whole", "facts", "person"}
    assert actors["whole"]["description"] == "Texte"
    assert (actors["facts"]["description"], actors["facts"]["image"]) == (None, None)
    assert actors["person"]["email"] is None
    assert actors["whole"]["credits"][0]["licence"] == "ODbL-1.0"
    (news,) = through(blank, "/api/v1/articles?limite=1")
    assert news["description"] is None
    for path in ("/api/v1/actors/ours", "/api/v1/articles/own"):
        assert blank.get(path).status_code == 404


def test_items_are_the_lines_of_the_export(portal: Portal) -> None:
    for path, kind in (("events/noel", "events"), ("actors/act", "actors"), ("articles/art", "articles")):
        item = portal.get(f"/api/v1/{path}").json()
        assert tuple(item)[: len(COLUMNS[kind])] == COLUMNS[kind]
        assert item in through(portal, f"/api/v1/{kind}")


# One item ------------------------------------------------------------------------------------------------------------


def test_an_id_leads_on_for_ever(portal: Portal) -> None:
    moved = portal.get("/api/v1/events/ancien")
    assert (moved.status_code, moved.headers["location"]) == (301, "/api/v1/events/noel")
    gone = portal.get("/api/v1/events/parti")
    assert (gone.status_code, gone.json()["error"]) == (410, "gone")
    for id in ("inconnu", "prive", "%00", "noel%0a", "%FF", "a" * 3000):
        answer = portal.get(f"/api/v1/events/{id}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json"), id
        assert answer.json()["error"] == "event"


@pytest.mark.parametrize(("table", "id"), [("actor", "act"), ("article", "art")])
def test_what_left_says_so(portal: Portal, table: str, id: str) -> None:
    kind = f"{table}s"
    with portal.database.writer() as connection:
        fill = Filler(connection)
        source = "carte" if table == "actor" else "journal"
        fill.group(source, "old", own="old", now=id, kind=table)
        fill.group(source, "never", own="never", now=None, kind=table)
    moved = portal.get(f"/api/v1/{kind}/old")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/{kind}/{id}")
    with portal.database.writer() as connection:
        connection.execute(text(f"UPDATE {table} SET gone_at = updated"))
    for one in (id, "old", "never"):
        answer = portal.get(f"/api/v1/{kind}/{one}")
        assert (answer.status_code, answer.json()["error"]) == (410, f"{table}_gone")
    assert portal.get(f"/api/v1/{kind}/noel").status_code == 404, "an event's id"


# What addresses may say ----------------------------------------------------------------------------------------------


def test_communes_of_the_territory_with_what_is_on(portal: Portal) -> None:
    places = {item["insee"]: item for item in through(portal, "/api/v1/communes?limite=200")}
    assert len(places) == 162
    assert list(places) == sorted(places)
    here = places["05023"]
    assert (here["name"], here["slug"], here["departement_name"]) == ("Briançon", "briancon", "Hautes-Alpes")
    assert here["postcodes"] == ["05100"]
    assert here["page"] == f"{BASE}/communes/05023-briancon"
    listed = through(portal, "/api/v1/events?limite=200")
    for code in ("05023", "05061", "05085", "05001"):
        assert places[code]["events"] == sum(item["insee"] == code for item in listed)
    assert here["events"] > 5


def test_communes_are_found_by_the_words_of_places(portal: Portal) -> None:
    def found(query: str) -> list[str]:
        return [item["insee"] for item in through(portal, f"/api/v1/communes?limite=190&{query}")]

    assert found("q=brian%C3%A7on")[0] == "05023"
    assert found("q=05100")[0] == "05023"
    assert "05023" in found("epci=240500439")
    assert found("commune=05061") == ["05061"]
    assert len(found("commune=05061&voisines=oui")) == 9
    near = found("autour=05023&rayon=10")
    assert "05023" in near and "05061" not in near
    assert len(found("departement=2A")) > 100, "beyond the territory when it is asked for"
    assert len(set(found("q=saint"))) == len(found("q=saint")) > 100


def test_sources_are_shown_without_address_fault_or_grade(portal: Portal) -> None:
    items = through(portal, "/api/v1/sources?limite=1")
    assert [item["id"] for item in items] == ["carte", "journal", "mjc", "office"]
    assert set(items[2]) == {
        "id", "name", "home", "commune", "licence", "republication", "example", "read", "events",
    }  # fmt: skip
    assert items[2]["read"] == "2026-12-09T09:00:00Z"
    assert items[0]["example"] is True
    _, statements = portal.counted("/api/v1/sources?limite=2")
    assert not [said for said in statements if "eventsource" in said], "counted when the store changes alone"
    assert "agenda.ics" not in json.dumps(items)


def test_categories_and_the_values_of_other_words(portal: Portal) -> None:
    answer = portal.get("/api/v1/categories").json()
    assert [item["code"] for item in answer["items"]] == list(taxonomy())
    assert answer["items"][0] == {
        "code": "musique", "fr": "Concerts et musique", "en": "Music", "schema_org": "MusicEvent", "discreet": False,
    }  # fmt: skip
    for word, values in answer["facets"].items():
        if word == "genre":
            continue  # of articles
        for value in values:
            assert portal.get(f"/api/v1/events?{word}={value['code']}").status_code == 200


# Validators, HEAD, other sites ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", KEPT)
def test_answers_may_be_kept_and_read_by_other_sites(portal: Portal, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    held = portal.get(path, if_none_match=answer.headers["etag"])
    assert (held.status_code, held.content) == (304, b"")
    assert held.headers["etag"] == answer.headers["etag"]
    head = portal.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    asks = portal.request(
        "OPTIONS",
        path,
        origin="https://mairie.example",
        access_control_request_method="GET",
        access_control_request_headers="if-none-match",
    )
    assert asks.status_code == 204
    assert asks.headers["access-control-allow-origin"] == "*"
    assert "if-none-match" in asks.headers["access-control-allow-headers"].lower()
    assert "GET" in asks.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "path", ["/evenements/noel.ics", "/widget.html?commune=05023", f"/oembed?url={BASE}/communes/05023"]
)
def test_what_scripts_may_read_may_be_asked_for_again(portal: Portal, path: str) -> None:
    for prefix in ("", "/en"):
        answer = portal.get(f"{prefix}{path}")
        assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
        asks = portal.request("OPTIONS", f"{prefix}{path}")
        assert asks.status_code == 204, "a validator of one's own is asked for first"
        assert "if-none-match" in asks.headers["access-control-allow-headers"].lower()


def test_a_refusal_may_be_read_by_other_sites(portal: Portal) -> None:
    for path in ("/api/v1/events?nimp=1", "/api/v1/events/inconnu", "/api/v1/nulle-part"):
        assert portal.get(path).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", LISTS)
def test_a_held_answer_reads_no_item(portal: Portal, path: str) -> None:
    etag = portal.get(path).headers["etag"]
    _, statements = portal.counted(path, if_none_match=etag)
    assert not [s for s in statements if "event.data" in s or "actor.data" in s or "article.data" in s]


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/actors", "/api/v1/articles"])
def test_a_page_costs_a_fixed_number_of_statements(blank: Portal, path: str) -> None:
    def more(to: Filler) -> None:
        three(to)
        for n in range(40):
            to.event(
                event(f"e{n}", "Bal", at(n % 9, 8 + n % 12), members=(Member(source="carte", uid=f"{n}"),))
            )

    blank.fill(more)
    one = len(blank.counted(f"{path}?limite=1")[1])
    assert len(blank.counted(f"{path}?limite=40")[1]) <= one <= 5


def test_a_validator_moves_with_what_it_covers(portal: Portal) -> None:
    path = "/api/v1/communes?commune=05023"
    before = portal.get(path)
    portal.now = factory.NOW + timedelta(days=1)
    assert portal.get(path).headers["etag"] != before.headers["etag"]
    portal.now = factory.NOW
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE communechange SET change = change + 1"))
    assert portal.get(path).headers["etag"] != before.headers["etag"]


# Strangers -----------------------------------------------------------------------------------------------------------

CURSORS = [
    "",
    "zzz",
    "%00",
    "é",
    "A" * 4000,
    "[" * 300,
    "WyJh",
    cursors.written("a"),
    cursors.written("a", "b", "c"),
    cursors.written("2026-12-09T10:00:00", "noel"),
    cursors.written("0001-01-01T00:00:00+23:59", "noel"),
    cursors.written("9999-12-31T23:59:59-23:59", "noel"),
    cursors.written("2026-12-09T10:00:00+00:00", "noel'--"),
    cursors.written("2026-12-09T10:00:00+00:00", "no\0el"),
]


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/articles"])
@pytest.mark.parametrize("cursor", CURSORS, ids=range(len(CURSORS)))
def test_a_cursor_of_ones_own_making_is_refused(portal: Portal, path: str, cursor: str) -> None:
    answer = portal.get(f"{path}?curseur={cursor if '%' in cursor else quote(cursor)}")
    assert answer.status_code == 422
    assert answer.json()["word"] == "curseur"


@pytest.mark.parametrize("path", ["/api/v1/actors", "/api/v1/sources", "/api/v1/communes"])
@pytest.mark.parametrize(
    "cursor", ["zzz", cursors.written("a", "b"), cursors.written("a\0"), cursors.written("é")]
)
def test_a_cursor_by_id_is_refused_alike(portal: Portal, path: str, cursor: str) -> None:
    assert portal.get(f"{path}?curseur={cursor}").status_code == 422


STRANGE = [
    "limite=99999999999999999999999999",
    "limite=-1",
    "limite=0",
    "limite=٣",
    "limite=1e2",
    "limite=5&limite=6",
    "curseur=a&curseur=b",
    "%00=1",
    "=",
    "q=%00",
    "q=%FF%FE%C3",
    "commune=%00",
    "commune=05023%00",
    "source=%F0%9F%92%A9",
    "autour=nan,inf",
    "autour=1e308,1e308",
    "autour=05023&rayon=99999999999999999999",
    "langue=xx",
    "updated_since=x&page=1",
    "q=" + "z" * 8000,
    "&".join(f"w{n}=1" for n in range(1500)),
    "q=" + ",".join("ab" for _ in range(2500)),
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", STRANGE, ids=range(len(STRANGE)))
def test_nothing_that_a_stranger_writes_is_a_fault(portal: Portal, path: str, query: str) -> None:
    answer = portal.get(f"{path}?{query}")
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert set(problem) == {"error", "message", "word", "value", "allowed"}
    assert len(answer.content) < 20_000


def test_duplicates_that_agree_are_one(portal: Portal) -> None:
    once = portal.get("/api/v1/events?limite=3&commune=05023")
    again = portal.get("/api/v1/events?limite=3&commune=05023&limite=3&commune=05023,05023&utm_source=x")
    assert again.headers["etag"] == once.headers["etag"]


def test_a_store_that_does_not_answer_is_a_503(portal: Portal) -> None:
    with portal.database.writer() as connection:
        connection.execute(text("ALTER TABLE actor RENAME TO elsewhere"))
    answer = portal.get("/api/v1/actors")
    assert (answer.status_code, set(answer.json())) == (503, {"error", "message"})
    assert answer.headers["retry-after"] == "60"


def test_hostile_text_is_only_text(blank: Portal) -> None:
    evil = "</script>\u2028\x07'\""

    def fill(to: Filler) -> None:
        to.source("mjc", evil, home="javascript:x")
        hurt: Event = event("mal", evil, at(1), text=evil, url="javascript:x", image="data:x")
        to.event(hurt)

    blank.fill(fill)
    (item,) = blank.get("/api/v1/events").json()["items"]
    assert (item["url"], item["image"], item["credits"][0]["home"]) == (None, None, None)


@pytest.mark.postgresql
def test_postgresql_answers_alike(portal: Portal, postgresql_url: str) -> None:
    other = Portal(Database(postgresql_url))
    other.fill(briancon)
    for path in (*LISTS[:-1], "/api/v1/communes?commune=05023"):
        assert through(other, f"{path}{'&' if '?' in path else '?'}limite=2") == through(
            portal, f"{path}{'&' if '?' in path else '?'}limite=2"
        ), path
    for kind in ("events", "actors", "articles"):
        path = f"/api/v1/{kind}?updated_since=0&limite=3"
        assert through(other, path) == through(portal, path)
        assert other.get(f"/api/v1/{kind}/%00").status_code == 404
    other.database.dispose()
