"""`updated_since`: a program that asks on holds what the portal shows, deletions included."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from agregateur.model import Member, Place
from agregateur.web.api import cursors
from tests.web import factory
from tests.web.conftest import BASE, Portal
from tests.web.factory import Filler, at, event

KINDS = {"events": "event", "actors": "actor", "articles": "article"}


class Follower:
    """What a program holds of a list after it asked for all that changed."""

    def __init__(self, portal: Portal, path: str) -> None:
        self.portal, self.path = portal, path
        self.held: dict[str, Any] = {}
        self.change = 0
        self.told: list[dict[str, Any]] = []

    def catch_up(self) -> Follower:
        self.told = []
        following: str | None = (
            f"{self.path}{'&' if '?' in self.path else '?'}updated_since={self.change}&limite=2"
        )
        while following:
            answer = self.portal.get(following)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert len(page["items"]) <= 2
            self.told += page["items"]
            self.change = page["change"]
            following = page["next"].removeprefix(BASE) if page["next"] else None
        for item in self.told:
            if item.get("deleted"):
                self.held.pop(item["id"], None)
            else:
                self.held[item["id"]] = item
        return self


def few(fill: Filler) -> None:
    fill.source("mjc", "MJC")
    fill.source("carte", "La carte")
    fill.source("journal", "Le journal")
    for n in range(5):
        fill.event(event(f"e{n}", f"Bal {n}", at(n + 1), insee=("05023", "05061")[n % 2]))
        fill.actor(f"a{n}", f"Compagnie {n}", republication="complet")
        fill.article(f"b{n}", f"Nouvelle {n}", factory.NOW - timedelta(days=n), republication="complet")
    fill.event(event("ours", "Chez nous", at(1), republication="portail"))
    fill.event(event("left", "Parti", at(1)), gone=True)


def bump(portal: Portal, table: str, id: str, change: str) -> None:
    """One transaction that changes a row, and is numbered."""
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE meta SET value = value + 1 WHERE key = 'change'"))
        number = int(connection.execute(text("SELECT value FROM meta WHERE key = 'change'")).scalar_one())
        connection.execute(
            text(f"UPDATE {table} SET {change}, change = :number WHERE id = :id"),
            {"number": number, "id": id},
        )
        connection.execute(text("UPDATE communechange SET change = :number"), {"number": number})


@pytest.mark.parametrize("kind", KINDS)
def test_who_asks_on_holds_what_is_shown(blank: Portal, kind: str) -> None:
    blank.fill(few)
    path, table = f"/api/v1/{kind}", KINDS[kind]
    follower = Follower(blank, path).catch_up()
    shown = {item["id"]: item for item in blank.get(path).json()["items"]}
    assert follower.held == shown
    assert len(shown) == 5
    assert follower.catch_up().told == []

    first, second = sorted(shown)[:2]
    bump(blank, table, first, f"data = replace(data, '{shown[first]['title']}', 'Autrement')")
    bump(blank, table, second, "gone_at = updated")
    follower.catch_up()
    assert follower.held[first]["title"] == "Autrement"
    assert follower.told[-1] == {"id": second, "deleted": True, "change": follower.change, "into": None}
    assert set(follower.held) == set(shown) - {second}
    bump(blank, table, second, "gone_at = NULL")
    assert set(follower.catch_up().held) == set(shown), "and it is back"


def test_a_list_says_from_which_number_to_follow(blank: Portal) -> None:
    blank.fill(few)
    for kind, table in KINDS.items():
        listed = blank.get(f"/api/v1/{kind}?commune=05023&limite=1").json()
        follower = Follower(blank, f"/api/v1/{kind}?commune=05023")
        follower.change = listed["change"]
        assert follower.catch_up().told == []
        one = listed["items"][0]["id"] if listed["items"] else None
        if one:
            bump(blank, table, one, "updated = updated")
            assert [item["id"] for item in follower.catch_up().told] == [one]


def test_of_a_part_only_what_is_in_it_is_told_first(blank: Portal) -> None:
    blank.fill(few)
    assert set(Follower(blank, "/api/v1/events?commune=05061").catch_up().held) == {"e1", "e3"}
    actors = Follower(blank, "/api/v1/actors?q=compagnie").catch_up()
    assert len(actors.told) == 5
    nobody = Follower(blank, "/api/v1/actors?commune=05061").catch_up()
    assert nobody.told == []
    bump(blank, "actor", "a1", "insee = '05061'")
    assert set(nobody.catch_up().held) == {"a1"}
    bump(blank, "actor", "a1", "insee = '05023'")
    assert nobody.catch_up().held == {}, "it left this part"


def test_a_merged_event_says_where_it_goes_on(blank: Portal) -> None:
    blank.fill(few)
    follower = Follower(blank, "/api/v1/events").catch_up()
    with blank.database.writer() as connection:
        connection.execute(text("UPDATE uidgroup SET canonical_id = 'e2' WHERE own_id = 'e1'"))
    bump(blank, "event", "e1", "gone_at = updated")
    assert follower.catch_up().told == [
        {"id": "e1", "deleted": True, "change": follower.change, "into": "e2"},
    ]


def test_nothing_kept_to_our_pages_leaves_a_trace(blank: Portal) -> None:
    def fill(to: Filler) -> None:
        few(to)
        secret = Member(source="mjc", uid="s", republication="portail")
        to.event(event("hidden", "Secret", at(1), members=(secret,), republication="portail", place=Place()))

    blank.fill(fill)
    assert "Secret" not in str(Follower(blank, "/api/v1/events").catch_up().told)


@pytest.mark.parametrize(
    "said",
    [
        "-1", "1.5", "٣", "", "%00", "2026-12-09", "2026-12-09T10:00:00Z", "99", "2147483648", "9" * 30, "1,2",
    ],
)  # fmt: skip
def test_a_number_that_was_never_given_is_refused(blank: Portal, said: str) -> None:
    blank.fill(few)
    for kind in KINDS:
        answer = blank.get(f"/api/v1/{kind}?updated_since={said}")
        assert (answer.status_code, answer.json()["word"]) == (422, "updated_since")


@pytest.mark.parametrize(
    "cursor", ["zzz", cursors.written("1"), cursors.written("a", "b"), cursors.written("1", "-1")]
)
def test_a_cursor_of_ones_own_making_is_refused(blank: Portal, cursor: str) -> None:
    blank.fill(few)
    for kind in KINDS:
        answer = blank.get(f"/api/v1/{kind}?updated_since=0&curseur={cursor}")
        assert (answer.status_code, answer.json()["word"]) == (422, "curseur")


def test_what_changes_with_the_day_cannot_be_followed(blank: Portal) -> None:
    blank.fill(few)
    for query, word in (("jours=7", "jours"), ("periode=weekend", "periode"), ("statut=annule", "statut")):
        answer = blank.get(f"/api/v1/events?updated_since=0&{query}")
        assert (answer.status_code, answer.json()["word"]) == (422, word)


def test_a_poll_that_finds_nothing_new_reads_nothing(blank: Portal) -> None:
    blank.fill(few)
    for kind in KINDS:
        follower = Follower(blank, f"/api/v1/{kind}").catch_up()
        path = f"/api/v1/{kind}?updated_since={follower.change}"
        etag = blank.get(path).headers["etag"]
        answer, statements = blank.counted(path, if_none_match=etag)
        assert answer.status_code == 304
        assert len(statements) == 1
