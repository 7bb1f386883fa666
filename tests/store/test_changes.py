"""Following a selection: each change once, in order, and nothing lost, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as sqlalchemy_event

from agregateur.errors import SelectionError
from agregateur.model import Event, Member, Place
from agregateur.store import changes, events, numbering, tables
from agregateur.store.asking import parse
from agregateur.store.changes import Cursor, page
from agregateur.store.database import Database
from agregateur.store.drafts import Draft, Printed, number
from agregateur.store.printed import Changes, lines
from agregateur.store.selection import Selection
from tests.web.factory import NOW, Filler, at, event

GAP = {"insee": "05061", "place": Place(city="Gap")}


def chosen(**words: str) -> Selection:
    return parse(list(words.items()))


@dataclass
class Store:
    """A store that events are written into as a harvest writes them."""

    database: Database
    now: Any = NOW

    def __post_init__(self) -> None:
        with self.database.writer() as connection:
            fill = Filler(connection)
            fill.source("mjc", "MJC")
            fill.source("office", "Office")

    def put(self, *given: Event, leaving: Callable[[Event], Event | None] = lambda one: one) -> None:
        """One transaction."""
        with self.database.writer() as connection:
            drafts = [Draft(one, leaving(one), "") for one in given]
            before = events.stored(connection, [one.id for one in given])
            numbered = [number(one, before.get(one.event.id), self.now) for one in drafts]
            found = lines([Printed(one, "", False, False) for one in numbered], self.now, 1)
            made = Changes()
            events.write(connection, found, made)
            numbering.take_numbers(connection, made)

    def withdraw(self, *ids: str) -> None:
        with self.database.writer() as connection:
            made = Changes()
            events.withdraw(connection, ids, self.now, made)
            numbering.take_numbers(connection, made)

    def page(self, words: Selection, cursor: Cursor | None, limit: int = 100) -> changes.Page:
        with self.database.reader() as connection:
            return page(connection, words, cursor, limit=limit, now=self.now)


@dataclass
class Follower:
    """A reader that keeps what it is told."""

    store: Store
    words: Selection
    limit: int = 100
    cursor: Cursor | None = None
    held: dict[str, str] = field(default_factory=dict)
    pages: int = 0

    def read(self) -> list[tuple[str, bool]]:
        """Follows to the end. Out: ids in the order told, and whether they are there."""
        said: list[tuple[str, bool]] = []
        before = 0
        while True:
            found = self.store.page(self.words, self.cursor, self.limit)
            self.pages += 1
            assert len(found.changes) <= self.limit
            for change in found.changes:
                assert change.number > before, "in the order of the numbers, each once"
                before = change.number
                said.append((change.id, change.event is not None))
                if change.event is None:
                    self.held.pop(change.id, None)
                else:
                    self.held[change.id] = change.event.title
            if found.last:
                assert found.next == self.cursor and not found.changes
                return said
            self.cursor = found.next


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = Store(Database(database_url))
    yield made
    made.database.dispose()


def test_a_newcomer_is_told_what_is_there_and_then_what_changes(store: Store) -> None:
    store.put(*(event(name, name.title(), at(1)) for name in ("un", "deux", "trois")))
    follower = Follower(store, Selection(), limit=2)
    assert {id for id, _ in follower.read()} == {"un", "deux", "trois"}
    assert follower.read() == []
    store.put(event("deux", "Deux bis", at(1)), event("quatre", "Quatre", at(1)))
    store.withdraw("un")
    assert follower.read() == [("deux", True), ("quatre", True), ("un", False)]
    assert follower.held == {"trois": "Trois", "deux": "Deux bis", "quatre": "Quatre"}
    store.put(event("un", "Un de retour", at(1)))
    assert follower.read() == [("un", True)]


def test_what_changes_during_a_crawl_is_told_behind_it(store: Store) -> None:
    store.put(*(event(f"e{n}", f"Titre {n}", at(1)) for n in range(6)))
    follower = Follower(store, Selection(), limit=2)
    first = store.page(Selection(), None, 2)
    follower.cursor = first.next
    follower.held = {c.id: c.event.title for c in first.changes if c.event}
    assert set(follower.held) == {"e0", "e1"}
    store.withdraw("e0", "e5")
    store.put(event("e1", "Changé", at(1)), event("e3", "Changé aussi", at(1)))
    follower.read()
    assert follower.held == {"e1": "Changé", "e2": "Titre 2", "e3": "Changé aussi", "e4": "Titre 4"}


def test_a_newcomer_is_not_told_of_what_went_long_ago(store: Store) -> None:
    store.put(event("un", "Un", at(1)), event("deux", "Deux", at(1)), event("vieux", "Vieux", at(-40)))
    store.withdraw("un")
    assert ("un", False) in Follower(store, Selection()).read(), "RPDE: 48 hours at least"
    store.now = NOW + changes.LATELY + timedelta(hours=1)
    assert Follower(store, Selection()).read() == [("deux", True)]
    assert Follower(store, chosen(du="2020-01-01")).read() == [("deux", True), ("vieux", True)]


def test_moving_away_is_a_deletion_where_it_was(store: Store) -> None:
    here, there = (Follower(store, chosen(commune=insee)) for insee in ("05023", "05061"))
    both = Follower(store, chosen(commune="05023,05061"))
    store.put(event("bal", "Bal", at(1)), event("fixe", "Fixe", at(1)))
    assert here.read() == [("bal", True), ("fixe", True)] == both.read()
    assert there.read() == []
    store.put(event("bal", "Bal", at(1), **GAP))
    assert (here.read(), there.read(), both.read()) == ([("bal", False)], [("bal", True)], [("bal", True)])
    store.put(event("bal", "Bal", at(1)))
    assert (here.read(), there.read(), both.read()) == ([("bal", True)], [("bal", False)], [("bal", True)])
    store.put(event("bal", "Bal", at(1), **GAP))
    store.withdraw("bal")
    assert (here.read(), there.read(), both.read()) == ([("bal", False)], [("bal", False)], [("bal", False)])
    store.put(event("gap", "De Gap", at(1), **GAP))
    assert here.read() == [], "what was never there is not told"


def test_one_that_is_no_longer_chosen_is_a_deletion(store: Store) -> None:
    store.put(event("bal", "Bal des pompiers", at(1), acces="gratuit"))
    follow = {
        name: Follower(store, chosen(**words))
        for name, words in {
            "category": {"categorie": "musique"},
            "access": {"acces": "gratuit", "commune": "05023"},
            "words": {"q": "pompiers"},
            "source": {"source": "mjc"},
            "none": {"sauf_source": "office"},
            "since": {"du": NOW.date().isoformat()},
            "circle": {"autour": "05023", "rayon": "5"},
        }.items()
    }
    for name, follower in follow.items():
        assert follower.read() == [("bal", True)], name
    office = Member(source="office", uid="o", republication="complet")
    far = Place(city="Briançon", latitude=44.99, longitude=6.5)
    store.put(
        event("bal", "Bal", at(-2), acces="payant", categories=("fetes",), members=(office,), place=far)
    )
    for name, follower in follow.items():
        assert follower.read() == [("bal", False)], name


def test_rights_and_merges_are_told(store: Store) -> None:
    store.put(event("un", "Un", at(1)), event("deux", "Deux", at(1)))
    follower = Follower(store, Selection())
    follower.read()
    store.put(event("un", "Un", at(1), republication="portail"), leaving=lambda one: None)
    assert follower.read() == [("un", False)]
    store.withdraw("deux")
    with store.database.writer() as connection:
        group = {"source_id": "mjc", "uid": "2", "kind": "event", "own_id": "deux", "canonical_id": "un"}
        connection.execute(
            tables.core(tables.UidGroup).insert().values(**group, digest="", first_seen=NOW, changed=NOW)
        )
    assert follower.cursor is not None
    [gone] = store.page(Selection(), follower.cursor).changes
    assert (gone.id, gone.event, gone.into) == ("deux", None, "un")


@pytest.mark.parametrize("words", [{}, {"commune": "05023"}, {"departement": "05"}], ids=str)
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_few_rows_a_page_lose_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: dict[str, str], limit: int
) -> None:
    monkeypatch.setattr(changes, "LOOKED", 4)
    monkeypatch.setattr(changes, "ENTRIES", 3)
    store.put(*(event(f"e{n}", f"T{n}", at(1), **(GAP if n % 3 else {})) for n in range(12)))
    follower = Follower(store, chosen(**words), limit)
    follower.read()
    store.put(*(event(f"e{n}", f"U{n}", at(1), **(GAP if n % 2 else {})) for n in range(9)))
    store.withdraw("e9", "e10")
    follower.read()
    newcomer = Follower(store, chosen(**words), limit)
    newcomer.read()
    every = {f"e{n}": f"U{n}" for n in range(9) if not (words.get("commune") and n % 2)}
    if "commune" not in words:
        every["e11"] = "T11"
    assert follower.held == newcomer.held == every


def test_a_number_of_the_future_is_no_harm(store: Store) -> None:
    store.put(event("un", "Un", at(1)))
    assert Follower(store, Selection(), cursor=Cursor(0, 10**6)).read() == [("un", True)]
    assert Follower(store, Selection(), cursor=Cursor(10**6)).read() == []
    assert Follower(store, chosen(commune="05023", epci="200067742")).read() == []


@pytest.mark.parametrize(
    "words",
    [
        {"periode": "demain"}, {"jours": "3"}, {"au": "2026-12-31"}, {"structure": "abc"}, {"sauf_structure": "abc"},
        {"statut": "prevu"},
    ],
    ids=str,
)  # fmt: skip
def test_what_changes_by_itself_cannot_be_followed(words: dict[str, str]) -> None:
    with pytest.raises(SelectionError) as caught:
        changes.check(chosen(**words))
    assert caught.value.code == "selection_follow"
    assert caught.value.values["word"] == next(iter(words))


# Cost --------------------------------------------------------------------------------------------------------------


@contextmanager
def noted(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the store."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    sqlalchemy_event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy_event.remove(connection, "before_cursor_execute", note)


FOLLOWING = [
    {}, {"commune": "05023"}, {"departement": "05", "categorie": "musique"}, {"commune": "05023", "q": "bal"},
    {"sauf_source": "office"},
]  # fmt: skip


@pytest.mark.parametrize("words", FOLLOWING, ids=str)
@pytest.mark.parametrize("cursor", [None, Cursor(1)], ids=["new", "following"])
def test_no_page_scans_the_store(sqlite_url: str, words: dict[str, str], cursor: Cursor | None) -> None:
    database = Database(sqlite_url)
    store = Store(database)
    store.put(*(event(f"e{n}", f"Bal {n}", at(1)) for n in range(3)))
    with database.reader() as connection, noted(connection) as sent:
        page(connection, chosen(**words), cursor, limit=10, now=NOW)
        count = len(sent)
        plans = [
            (
                statement,
                [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)],
            )
            for statement, values in list(sent)
        ]
    assert count <= 10, "whatever the store holds"
    assert any(
        "ix_event_insee_change" in step or "ix_event_change" in step for _, plan in plans for step in plan
    )
    for statement, plan in plans:
        # Rows of what was given, of what was found, and words by their row (FTS5: "0:=").
        listed = ("json_each", "SCAN p ", "SCAN shares", "INDEX 0:=")
        scans = [step for step in plan if step.startswith("SCAN") and not any(one in step for one in listed)]
        assert not scans, (statement, plan)
    database.dispose()
