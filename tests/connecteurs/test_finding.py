"""What a refusal says of an item, so that its partner finds it."""

from __future__ import annotations

from agregateur.connecting.finding import LONGEST, about, trace


def test_a_name_and_what_is_wrong():
    assert about("Fête du village", "31/02/2027") == "Fête du village : 31/02/2027"
    assert about("Fête", None) == "Fête"
    assert about(None, 99) == "99"
    assert len(about("F" * 200, "x" * 200)) <= LONGEST


def test_an_item_without_a_name_is_told_by_its_first_fields():
    item = {
        "id": 7, "objectid": 12, "commune": "Gap", "vide": "", "date": {"fr": "5 décembre"}, "annulé": False,
        "email": "anne@mjc.example", "telephone": "0492000000", "api_key": "s3cr3t", "lien": "x@y.example", "salle": 3,
        "prix": 4,
    }  # fmt: skip
    assert trace(item) == "commune : Gap, date : 5 décembre, salle : 3"
    assert trace({"id": 7}) == trace(None) == trace([1]) == ""


def test_what_is_known_of_it_comes_before():
    assert trace({"commune": "Gap"}, None, "44.5, 6.0") == "44.5, 6.0"
    assert len(trace(None, "x" * 300)) == LONGEST
