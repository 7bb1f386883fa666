"""What matching looks at in an item, and under which keys it may meet its likes."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from agregateur.ingest.features import UNKNOWN, Features, candidate_keys, features
from agregateur.ingest.marks import conflict, marks, rooms
from agregateur.ingest.wording import flat, words_of
from agregateur.model import Item, Place
from tests.ingest.items import BRIANCON, EMBRUN, GAP, item

D = "2026-12-05"


def seen(title: str, *starts: str, **more: object) -> Features:
    return features(item("a", title, *(starts or (f"{D} 20:30",)), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yoga groupe 1", "Yoga groupe 2"),
        ("Yoga niveau débutant", "Yoga confirmés"),
        ("Éveil 4-5 ans", "Éveil 6/7 ans"),
        ("Contes dès 3 ans", "Contes dès 8 ans"),
        ("Le Soulier, partie I", "Le Soulier, 2e partie"),
        ("11e Foulées du lac", "Foulées du lac (12ème édition)"),
        ("Trail 12 km", "Trail 25 km"),
        ("Visite en anglais", "Tour in Italian, visita in italiano"),
        ("Le Mépris (VF)", "Le Mépris (VOSTFR)"),
        ("Foire 2026", "Foire 2027"),
        ("Rallye équipe rouge", "Rallye équipe bleue"),
        ("Basket U13", "Basket U15"),
        ("Salle 1", "Salle 2"),
    ],
)  # fmt: skip
def test_marks_that_set_sisters_apart(one: str, other: str) -> None:
    a, b = (marks(flat(t)) | rooms(flat(t)) for t in (one, other))
    assert conflict(a, b), (a, b)
    assert conflict(b, a) == conflict(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Danse : éveil (4/5 ans)", "Danse enfants, 4-5 ans"),
        ("Atelier théâtre – salle 1", "Théâtre enfants"),
        ("Conversation en anglais", "English conversation"),
        ("Concert à 20h30", "Concert 21h"),
    ],
)
def test_marks_that_agree(one: str, other: str) -> None:
    assert conflict(marks(flat(one)), marks(flat(other))) is None


def test_words_meet_across_plurals_and_languages() -> None:
    assert words_of("Les vide-greniers de Noël") == words_of("Vide grenier NOEL")
    assert set(words_of("Guided tour of a castle")) == set(words_of("Visite guidée du château"))


def test_a_programme_and_its_parts() -> None:
    assert seen("Festival des Cimes").whole
    assert not seen("Festival des Cimes : Trio Mélèze").whole
    assert not seen("Repas du comité des fêtes").whole
    assert seen("Téléthon : le programme").whole


def test_hours_told_in_the_text_are_not_running_times() -> None:
    found = seen("Film", text="Durée : 1h35. Séance à 20h30, ouverture dès 20 h.")
    assert found.hours == {20 * 60 + 30, 20 * 60}


def test_starts_on_the_clock_of_the_place() -> None:
    from datetime import UTC, datetime

    from agregateur.model import Occurrence

    there = Occurrence(start=datetime(2026, 12, 5, 19, 30, tzinfo=UTC))
    stated = replace(item("a", "Bal", f"{D} 20:30"), occurrences=(there,))
    assert features(stated).starts == features(item("a", "Bal", f"{D} 20:30")).starts
    assert list(features(item("a", "Bal", f"{D} 00:00")).starts.values()) == [(UNKNOWN,)], "midnight: no hour"
    assert len(features(item("a", "Fête", D, days=3)).starts) == 3
    assert len(features(item("a", "Exposition", D, days=90)).starts) == 1


def test_features_hold_plain_values_only() -> None:
    """They are stored: nothing else may be in them."""
    found = seen("Bal trad – groupe 1", venue="MJC, salle 2", text="À 20h30, avec Les Semelles de vent, trio")
    for name, value in asdict(found).items():
        assert value is None or isinstance(value, (str, int, float, tuple, frozenset, dict)), name


def meet(a: Item, b: Item) -> bool:
    return bool(candidate_keys(a, features(a)) & candidate_keys(b, features(b)))


WEEKS = [f"2027-{month:02}-{day:02} 18:00" for month in range(1, 13) for day in (1, 8, 15, 22)]
MEETINGS = {
    "one commune, other titles": (
        item("a", "Une soirée à ne pas manquer", f"{D} 20:30"), item("b", "Fauré, Duruflé", f"{D} 20:00"),
    ),
    "a weekly series and one of its dates": (
        item("a", "Yoga doux", *WEEKS), item("b", "Yoga avec Léa", "2027-06-15 18:00"),
    ),
    "the postal town": (
        item("a", "Fête du pain au four banal", f"{D} 10:00", insee="05109"),
        item("b", "La fête du pain", f"{D} 10:00"),
    ),
    "a town that only the title names": (
        item("a", "Veillée à Embrun", f"{D} 20:00", insee=None), item("b", "Contes", f"{D} 20:00", insee=EMBRUN),
    ),
    "a town that only the text names": (
        replace(item("a", "Contes", f"{D} 20:00", insee=None), text="Salle des fêtes, 05200 Embrun. Entrée libre."),
        item("b", "Veillée", f"{D} 20:00", insee=EMBRUN),
    ),
    "exhibitions that begin on different days": (
        item("a", "Exposition : Aubier, gravures", D, days=60),
        item("b", "Aubier, gravures (exposition)", "2026-12-04", days=62),
    ),
    "a large town, the same hour": (
        item("a", "Concert", f"{D} 20:30", insee=GAP), item("b", "Duo Aubier", f"{D} 20:30", insee=GAP),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair", MEETINGS.values(), ids=MEETINGS)
def test_likes_meet(pair: tuple[Item, Item]) -> None:
    assert meet(*pair)


def test_a_dense_town_is_not_compared_whole() -> None:
    a = item("a", "Concert de l'harmonie", f"{D} 20:30", insee=GAP)
    b = item("b", "Loto des pompiers", f"{D} 14:00", insee=GAP)
    assert not meet(a, b)
    assert meet(*(replace(one, located=replace(one.located, insee=BRIANCON)) for one in (a, b)))


def test_keys_stay_few() -> None:
    one = replace(
        item("a", "Les Voisins du dessus, chanson française", f"{D} 20:30", venue="MJC du Briançonnais"),
        place=Place(venue="MJC du Briançonnais", city="Briançon"),
    )
    assert len(candidate_keys(one, features(one))) <= 16
    weekly = item("a", "Yoga doux avec Léa", *WEEKS, venue="MJC du Briançonnais")
    assert len(candidate_keys(weekly, features(weekly))) <= 10 * len(WEEKS)
