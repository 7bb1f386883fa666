"""Names written nearly right, among few communes."""

from __future__ import annotations

import pytest

from agregateur.communes import codes_at, within
from agregateur.communes.spelling import misspelt, near
from agregateur.config import Territory

ALPS = within(Territory(departements=("05",)))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Guilestre", "05065"),
        ("Enbrun", "05046"),
        ("Brianson", "05023"),
        ("Aspres sur B", "05010"),
        ("Laragne", "05070"),
        ("L'Argentière la B.", "05006"),
        # Two of ours, none of ours, or a town elsewhere.
        ("Aspres", None),
        ("Monêtier", None),
        ("Le Monêtier", "05079"),
        ("Saint-André", None),
        ("Zanzibar", None),
        ("Gup", None),
        ("Valence", None),
        ("", None),
    ],
)
def test_a_stated_town(written: str, code: str | None) -> None:
    assert near(written, ALPS, 82.0) == code


def test_beside_a_postcode_more_is_believed() -> None:
    assert near("Puy St Andr", codes_at("05100"), 72.0, by_postcode=True) == "05107"
    assert near("Puy Saint", codes_at("05100"), 72.0, by_postcode=True) is None
    assert near("Saint-Jean", codes_at("72380"), 72.0, by_postcode=True) == "72290"
    assert near("Saint-Jean", codes_at("72380"), 72.0) is None


@pytest.mark.parametrize(
    ("written", "postcode", "code"),
    [
        ("Sae", "30650", "30315"),
        ("Cerepau", "21190", "21196"),
        # Le Gua, and not L'Éguille, which begins so but for its article.
        ("Le Gui", "17600", "17185"),
        ("Rousset", "05230", None),
    ],
)
def test_few_can_be_meant_beside_a_postcode(written: str, postcode: str, code: str | None) -> None:
    assert near(written, codes_at(postcode), 72.0, by_postcode=True) == code


@pytest.mark.parametrize(
    ("written", "departement", "code"),
    [
        ("Villers-la-Monatgne", "54", "54575"),
        ("Saint-Trivier-dee-Courtes", "01", "01388"),
        # Two are as near; another article; a village elsewhere bears the very name.
        ("Cassiagne", "32", "32075"),
        ("Les Tilleuls", "76", None),
        ("Thicourt", "60", None),
    ],
)
def test_a_whole_part_misspelt(written: str, departement: str, code: str | None) -> None:
    assert misspelt(written, within(Territory(departements=(departement,)))) == code
