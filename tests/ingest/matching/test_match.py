"""Pairs that are one event, pairs that are not, and what lies between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import Verdict, verdict
from agregateur.ingest.matching.weights import BIAS
from agregateur.model import Item, Located, Place
from tests.ingest.items import EMBRUN, GAP, PUY_ST_PIERRE, item

D = "2026-12-05"


def judged(a: Item, b: Item, **more: bool) -> Verdict:
    return verdict(features(a), features(b), **more)


SAME = {
    "same title, start and town": (
        item("mjc", "Les Voisins du dessus", f"{D} 20:30"),
        item("ot", "Les Voisins du dessus", f"{D} 20:30"),
    ),
    "another title, doors half an hour before": (
        item("mjc", "Les Voisins du dessus – chanson", f"{D} 20:30", venue="MJC du Briançonnais"),
        item("ot", "Concert : Les Voisins du dessus", f"{D} 20:00", venue="MJC Briançonnais"),
    ),
    "all day at one, timed at the other": (
        item("asso", "Vide-grenier des écoles du Prorel", D),
        item("ot", "Vide-grenier des écoles du Prorel", f"{D} 09:00"),
    ),
    "the town is missing at one": (
        item("a", "Nuit du conte avec Hélène Aubert", f"{D} 20:00", insee=None),
        item("b", "Nuit du conte avec Hélène Aubert", f"{D} 20:00"),
    ),
    "accents and case": (
        item("a", "FETE DE LA SAINT ELOI", f"{D} 10:00"),
        item("b", "Fête de la Saint-Éloi", f"{D} 10:00"),
    ),
    "a rule and one of its dates": (
        item("bib", "L'heure du conte des petites oreilles", D, "2026-12-12", "2026-12-19"),
        item("ot", "L'heure du conte des petites oreilles", f"{D} 10:30", "2026-12-12 10:30"),
    ),
    "another title, the same page and hall": (
        item(
            "a",
            "Soirée jeux de société",
            f"{D} 20:00",
            venue="Le Tube",
            url="https://www.mjc.example/jeux?utm_source=x",
        ),
        item("b", "Soirée ludique", f"{D} 20:00", venue="Le Tube", url="http://mjc.example/jeux/"),
    ),
}
DISTINCT = {
    "two sessions of one afternoon": (
        item("a", "Atelier de poterie", f"{D} 14:00", venue="MJC"),
        item("b", "Atelier de poterie", f"{D} 16:00", venue="MJC"),
    ),
    "two groups": (
        item("a", "Yoga groupe 1", f"{D} 18:00", venue="Gymnase du lac"),
        item("b", "Yoga groupe 2", f"{D} 18:00", venue="Gymnase du lac"),
    ),
    "two levels": (
        item("a", "Cours d'italien débutants", f"{D} 18:00"),
        item("b", "Cours d'italien confirmés", f"{D} 18:00"),
    ),
    "namesake halls in two towns": (
        item("a", "Loto des pompiers", f"{D} 20:00", venue="Salle des fêtes", insee=GAP),
        item("b", "Loto des pompiers", f"{D} 20:00", venue="Salle des fêtes", insee=EMBRUN),
    ),
    "a festival and its concert": (
        item("a", "Festival des Cimes", D, days=3),
        item("b", "Festival des Cimes : Trio Mélèze", f"{D} 20:30"),
    ),
    "two things in one hall at one hour": (
        item("a", "Conseil municipal", f"{D} 18:30", venue="Mairie"),
        item("b", "Repair café de l'hiver", f"{D} 18:30", venue="Mairie"),
    ),
    "next edition": (
        item("a", "Foire de la Saint-André", "2026-11-28 09:00"),
        item("b", "Foire de la Saint-André", "2027-11-27 09:00"),
    ),
    "generic titles of two associations": (
        item("a", "Concert", f"{D} 20:30", venue="Église Saint-Nicolas"),
        item("b", "Concert de Noël des Petits Chanteurs", f"{D} 20:30", venue="Salle du Vieux-Colombier"),
    ),
    "one source, two uids": (
        item("a", "Ciné-club : Le Mépris", f"{D} 20:30", uid="1"),
        item("a", "Ciné-club : Le Doulos", f"{D} 20:30", uid="2"),
    ),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_same(pair: tuple[Item, Item]) -> None:
    found = judged(*pair)
    assert found.outcome == "same", found


@pytest.mark.parametrize("pair", DISTINCT.values(), ids=DISTINCT)
def test_not_same(pair: tuple[Item, Item]) -> None:
    found = judged(*pair)
    assert found.outcome in {"distinct", "compatible"}, found


def test_what_only_a_third_record_may_join() -> None:
    two_hours = DISTINCT["two sessions of one afternoon"]
    assert judged(*two_hours).outcome == "compatible"
    dates = (item("ot", "Marché", f"{D} 08:00", uid="1"), item("ot", "Marché", "2026-12-15 08:00", uid="2"))
    assert judged(*dates).outcome == "compatible"


def test_bare_titles_are_left_to_a_human() -> None:
    found = judged(item("a", "Loto", f"{D} 20:00"), item("b", "Loto", f"{D} 20:00"))
    assert found.outcome == "doubtful"


def test_a_uid_given_again_by_one_source() -> None:
    old, new = (item("a", "Bal trad de l'hiver", f"{D} 21:00", uid=uid) for uid in ("x1", "x2"))
    assert judged(old, new).outcome == "compatible"
    assert judged(old, new, replaced=True).outcome == "same"


def test_every_reason_has_a_weight_and_adds_up() -> None:
    found = judged(*SAME["another title, doors half an hour before"])
    assert {n.code for n in found.evidence} >= {"near_start", "same_commune", "same_venue"}
    assert found.score == pytest.approx(BIAS + sum(n.weight or 0 for n in found.evidence), abs=0.01)


titles = st.sampled_from(
    ["Loto", "Bal trad", "Concert de Noël", "Yoga groupe 1", "Fête du pain", "Le Mépris"]
)
starts = st.sampled_from([D, f"{D} 14:00", f"{D} 14:30", f"{D} 20:30", "2026-12-06"])
items = st.builds(
    lambda s, t, w, v, i: item(s, t, w, venue=v, insee=i, uid=f"{t}{w}{v}{i}"),
    st.sampled_from("ab"),
    titles,
    starts,
    st.sampled_from([None, "MJC", "Salle des fêtes"]),
    st.sampled_from([None, GAP, EMBRUN]),
)


@settings(max_examples=200, deadline=None)
@given(items, items)
def test_order_does_not_matter(a: Item, b: Item) -> None:
    assert judged(a, b) == judged(b, a)


@settings(max_examples=200, deadline=None)
@given(items, items)
def test_what_is_the_same_has_met(a: Item, b: Item) -> None:
    """Whatever would be judged the same shares a candidate key: nothing is missed for want of meeting."""
    if judged(a, b).outcome == "same":
        assert candidate_keys(a, features(a)) & candidate_keys(b, features(b))


def test_keys_are_bounded() -> None:
    days = [f"2026-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)]
    daily = item("a", "Visite du fort de la cité", *days)
    assert len(candidate_keys(daily, features(daily))) <= 500


def test_coordinates_are_evidence() -> None:
    a = item("a", "Sieste musicale au jardin", f"{D} 14:00")
    near = Place(latitude=44.9, longitude=6.64)
    far = Place(latitude=44.6, longitude=6.1)
    from dataclasses import replace

    close = judged(replace(a, place=near), replace(a, source="b", place=near))
    away = judged(replace(a, place=near), replace(a, source="b", place=far))
    assert close.score > away.score


@pytest.mark.parametrize(
    ("left_open", "one"),
    [
        ({"among": ["05"]}, True),
        # Its source tells of another département; the town it names, of which there are two, is another.
        ({"among": ["38", "69"]}, False),
        ({"among": ["05"], "candidates": ["Le Castellet", "Le Castellet"]}, False),
    ],
)
def test_what_has_no_commune_is_in_its_sources_territory(left_open: dict[str, list[str]], one: bool) -> None:
    located = replace(
        item("a", "Distribution AMAP", f"{D} 10:00", insee=None), located=Located(values=left_open)
    )
    found = judged(located, item("b", "Distribution AMAP", f"{D} 10:00"))
    assert (found.outcome == "same") is one


def test_the_seat_of_who_organises_is_weak_evidence() -> None:
    hall = item("a", "Loto des Lutins de Risoul", f"{D} 20:30", insee=EMBRUN)
    there = item("b", "Loto des Lutins de Risoul", f"{D} 20:30", insee="05119", venue="Les Lutins")
    seat = replace(there, located=Located(insee="05119", how="venue", sure=0.85, values={"seat": True}))
    assert judged(hall, there).outcome == "distinct"
    assert judged(hall, seat).outcome == "same"


def test_a_col_is_the_one_near_by_and_a_hall_may_be_another() -> None:
    """Who is at home in a neighbouring commune, and had its commune from the venue's name alone."""
    for venue, one in (("Col de la Moulette", True), ("Salle de la Moulette", False)):
        told = item("ot", "Sortie raquettes au clair de lune", "2026-12-05 17:30", venue=venue)
        lent = Located(insee="05023", how="venue", sure=0.85, values={"home": PUY_ST_PIERRE})
        own = replace(
            item("mairie", "Raquettes sous la lune avec un guide", "2026-12-05 17:30", venue=venue),
            located=lent,
        )
        codes = {note.code for note in judged(told, own).evidence}
        assert ("neighbour_commune" not in codes) is one, codes


def test_a_guessed_town_is_no_other_far_away() -> None:
    """Whose town is a guess may be in the next, not across France."""
    guessed = item("a", "Rire et frissons au théâtre", f"{D} 20:30", insee="38185")
    guessed = replace(guessed, located=Located(insee="38185", how="default", sure=0.4))
    near = judged(guessed, item("b", "Rire et frissons au théâtre", f"{D} 20:30", insee="38126"))
    far = judged(guessed, item("b", "Rire et frissons au théâtre", f"{D} 20:30", insee="71076"))
    assert near.outcome != "distinct" and far.outcome == "distinct"
