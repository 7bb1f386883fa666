"""Frozen values come back from a pickle, and out of a change, as `dataclasses` would give them."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import datetime
from inspect import signature
from zoneinfo import ZoneInfo

import pytest

from agregateur.frozen import changed
from agregateur.model import Item, Located, Note, Occurrence, Place

START = datetime(2026, 12, 5, 20, 30, tzinfo=ZoneInfo("Europe/Paris"))
ITEM = Item(
    source="mjc",
    uid="e1",
    kind="event",
    title="Concert de Noël",
    occurrences=(Occurrence(start=START),),
    place=Place(venue="MJC", city="Briançon"),
)


def test_a_value_comes_back_from_a_pickle() -> None:
    again = pickle.loads(pickle.dumps(ITEM))
    assert again == ITEM and hash(again.place) == hash(ITEM.place)
    with pytest.raises(FrozenInstanceError):
        again.title = "Autre"


def test_a_changed_value_is_the_replaced_one() -> None:
    located = Located(insee="05023", how="name", sure=0.9)
    made = changed(ITEM, located=located, text="Entrée libre")
    assert made == replace(ITEM, located=located, text="Entrée libre")
    assert ITEM.located == Located() and ITEM.text is None


def test_what_is_not_given_is_the_default_and_each_value_has_its_own_mapping() -> None:
    one, other = Note(code="same_day"), Note(code="same_day", weight=2.0)
    assert one.values == {} and one.values is not other.values and one.weight is None
    assert type(one) is Note and isinstance(one, Note)
    with pytest.raises(FrozenInstanceError):
        one.code = "other"  # type: ignore[misc]
    with pytest.raises(TypeError, match="code"):
        Note()  # type: ignore[call-arg]
    assert "code: 'str'" in str(signature(Note))


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(AttributeError, match="colour"):
        changed(ITEM, colour="red")
    with pytest.raises(TypeError, match="colour"):
        Place(colour="red")  # type: ignore[call-arg]
