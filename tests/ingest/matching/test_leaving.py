"""What leaves of an event merged of records that differ in what they allow: nothing of a hidden record, facts of the
signalled ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.ingest.matching.merge import Announced, SourceFacts, leaving, merge
from agregateur.ingest.matching.merged_actors import merge_actors
from agregateur.model import Contact, Event, Item, Note, Occurrence, Place, Republication, to_json
from agregateur.publish import ical, jsonld
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.export import event_line
from agregateur.publish.leaving import Credit, item_may_leave, may_leave
from agregateur.publish.rss import rss

DAY = date(2026, 12, 12)
LEVELS: tuple[Republication, ...] = ("complet", "signalement", "portail")


def item(number: int, level: Republication, kept: frozenset[str], **more: Any) -> Item:
    """An item whose every text bears its number; the fields of `kept` are stated."""
    mark = f"mark{level}{number}x"
    said: dict[str, Any] = {
        "description": f"<p>texte {mark}</p>",
        "image": f"https://{mark}.example/i.jpg",
        "price": f"prix {mark}",
        "organizer": f"organisateur {mark}",
        "online": f"https://visio.example/{mark}",
        "url": f"https://{mark}.example/page",
        "place": Place(venue=f"salle {mark}", street=f"rue {mark}", postcode="05100", city="Briançon"),
        "contact": Contact(telephone=f"04 {mark}", email=f"contact@{mark}.example"),
    }
    chosen = {name: value for name, value in said.items() if name in kept}
    if "description" in chosen:
        chosen["text"] = f"texte {mark}"
    if "image" in chosen:
        chosen["image_credit"] = f"photo {mark}"
    day = DAY + timedelta(days=number % 2)
    return Item(
        source=f"source{level}{number}",
        uid=f"uid{level}{number}",
        kind="event",
        title=f"Titre {mark}",
        occurrences=(Occurrence(start=day, end=day + timedelta(days=1), title=f"séance {mark}"),),
        first=day,
        last=day,
        republication=level,
        **chosen,
        **more,
    )


FIELDS = ("description", "image", "price", "organizer", "online", "url", "place", "contact")
stated = st.builds(lambda names: frozenset(names), st.sets(st.sampled_from(FIELDS)))
records = st.lists(st.tuples(st.sampled_from(LEVELS), stated, st.booleans()), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(records)
def test_nothing_leaves_that_may_not(told: list[tuple[Republication, frozenset[str], bool]]) -> None:
    gone = datetime(2026, 11, 1, tzinfo=UTC)
    announced = [
        Announced(item(number, level, kept), gone if missing else None)
        for number, (level, kept, missing) in enumerate(told)
    ]
    facts = {a.item.source: SourceFacts(a.item.source) for a in announced}
    names = [[a.item.source, a.item.uid] for a in announced]
    reasons = [Note(code="same", values={"a": a, "b": b}) for a, b in combinations(names, 2)]
    event = leaving("k3v9", announced, facts, reasons)
    if all(level == "portail" for level, _, _ in told):
        assert event is None
        assert may_leave(merge("k3v9", announced, facts, reasons)) is None
        return
    assert event is not None
    assert "portail" not in to_json(event)
    written = everywhere(event)
    assert "markportail" not in written and "sourceportail" not in written and "uidportail" not in written
    for number, (level, _, _) in enumerate(told):
        if level == "signalement":
            for field in ("texte", "prix", "organisateur", "photo", "04"):
                assert f"{field} marksignalement{number}x" not in written
            assert f"visio.example/marksignalement{number}x" not in written
            assert f"marksignalement{number}x.example/i.jpg" not in written


@settings(max_examples=80, deadline=None)
@given(records)
def test_the_last_door_holds_though_the_whole_event_is_given(
    told: list[tuple[Republication, frozenset[str], bool]],
) -> None:
    announced = [Announced(item(number, level, kept)) for number, (level, kept, _) in enumerate(told)]
    event = merge("k3v9", announced, {})
    written = everywhere(replace(event, occurrences=tuple(replace(o, title=None) for o in event.occurrences)))
    for works in ("texte", "prix", "organisateur", "photo"):
        assert f"{works} marksignalement" not in written and f"{works} markportail" not in written
    assert "salle markportail" not in written and "Titre markportail" not in written


def everywhere(event: Event) -> str:
    """All that programs are given of `event`."""
    base = "https://agenda.example"
    out = may_leave(event)
    if out is None:
        return ical.vevent(event, portal="agenda.example", base_url=base)
    credits = {m.source: Credit(name=m.source) for m in event.members}
    channel = Channel(
        title="x", page=base, url=base, base_url=base, now=datetime(2026, 11, 23, tzinfo=UTC), credits=credits
    )
    return "\n".join((
        ical.vevent(event, portal="agenda.example", base_url=base, credits=credits).replace("\r\n ", ""),
        rss([Entry(event=event, occurrence=event.occurrences[0])], channel).decode(),
        jsonld.event_jsonld(out, base_url=base, credits=credits),
        json.dumps(event_line(replace(out, members=(), url=None)), ensure_ascii=False),
    ))  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(records)
def test_an_actor_tells_nothing_of_a_hidden_entry(
    told: list[tuple[Republication, frozenset[str], bool]],
) -> None:
    entries = [Announced(item(number, level, kept)) for number, (level, kept, _) in enumerate(told)]
    whole = merge_actors(entries, {})
    out = item_may_leave(whole)
    if all(level == "portail" for level, _, _ in told):
        assert out is None
        return
    assert out is not None and "markportail" not in to_json(whole)
    if any(level == "complet" for level, _, _ in told):
        assert out.republication == "complet"
    assert "texte marksignalement" not in to_json(out)
    assert "signalement" not in (out.image or "")
