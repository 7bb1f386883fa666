"""Price, booking and public, as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.ingest.access import access, booking
from agregateur.ingest.audience import accessibility, audience


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("Gratuit", "gratuit"),
        ("Entrée libre", "gratuit"),
        ("Entrée libre et gratuite", "gratuit"),
        ("0", "gratuit"),
        ("0 €", "gratuit"),
        ("Gratuit pour tous", "gratuit"),
        ("Gratuit -12 ans", "payant"),
        ("Gratuit pour les moins de 12 ans", "payant"),
        ("10 € / gratuit -12 ans", "payant"),
        ("Adultes 8€, enfants gratuit", "payant"),
        ("5,50 €", "payant"),
        ("12", "payant"),
        ("De 8 à 12 euros", "payant"),
        ("Payant", "payant"),
        ("Prix libre", "prix-libre"),
        ("Participation libre", "prix-libre"),
        ("Entrée libre, participation libre", "prix-libre"),
        ("Entrée libre - chapeau", "prix-libre"),
        ("Au chapeau", "prix-libre"),
        ("Prix libre (5 € conseillés)", "prix-libre"),
        ("Entrée libre, consommation obligatoire", None),
        ("Voir le site", None),
        ("", None),
        (None, None),
    ],
)
def test_price_texts(price: str | None, expected: str | None) -> None:
    assert access(price, None, "Concert", None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un beau concert. Entrée libre.", "gratuit"),
        ("Concert gratuit et ouvert à tous", "gratuit"),
        ("Rendez-vous à 20 h.\nGratuit, sur inscription.", "gratuit"),
        ("Entrée libre, participation au chapeau", "prix-libre"),
        ("Entrée libre, consommation souhaitée", None),
        ("Tarif : 5 €", "payant"),
        ("PAF 3€ au profit du club", "payant"),
        ("Entrée : 8 €, gratuit pour les moins de 12 ans", "payant"),
        ("Quatre parcours. 6 EUR, gratuit moins de 12 ans.", "payant"),
        ("Départ à 9 h. 10 EUR adulte, 8 EUR 15-18 ans", "payant"),
        ("Participation : 2 EUR", "payant"),
        ("Un bon d'achat de 50 € par tirage", None),
        ("Parking gratuit à côté. Nombreux lots", None),
        ("Plus de 500 € de lots à gagner", None),
        ("Dégustation gratuite offerte par le comité", None),
        ("Le parc en entrée de ville, bd Carnot", None),
    ],
)
def test_plain_sentences(text: str, expected: str | None) -> None:
    assert access(None, None, "Soirée", text) == expected


def test_the_partners_flag() -> None:
    assert access(None, True, "Bal", None) == "gratuit"
    assert access(None, False, "Bal", None) == "payant"
    assert access("10 €", True, "Bal", None) == "payant"
    assert access(None, None, "Bal (gratuit)", None) == "gratuit"


@pytest.mark.parametrize(
    ("stated", "text", "expected"),
    [
        ("obligatoire", None, "obligatoire"),
        (None, "Inscription obligatoire au 04 92 00 00 00", "obligatoire"),
        (None, "Sur réservation uniquement", "obligatoire"),
        (None, "Réservations vivement conseillées", "conseillee"),
        (None, "Gratuit, sans inscription", "sans"),
        (None, "Venez sans réservation !", "sans"),
        (None, "Sans inscription préalable", "sans"),
        (None, "Réservation au 04 92 00 00 00", None),
        (None, None, None),
    ],
)
def test_booking(stated: str | None, text: str | None, expected: str | None) -> None:
    assert booking(stated, text) == expected


@pytest.mark.parametrize(
    ("words", "title", "low", "high", "expected"),
    [
        (("Tout public",), "", None, None, ("tout-public",)),
        (("Enfants", "Familles"), "", None, None, ("enfants", "familles")),
        (("Scolaires",), "", None, None, ("scolaires",)),
        ((), "Spectacle jeune public", None, None, ("enfants",)),
        ((), "Atelier parents-enfants", None, None, ("enfants", "familles")),
        ((), "Atelier 6-12 ans", None, None, ("enfants", "ados")),
        ((), "", 0, 3, ("tout-petits",)),
        ((), "", 6, 10, ("enfants",)),
        ((), "", 11, 14, ("enfants", "ados")),
        ((), "", 16, 25, ("ados", "jeunes")),
        ((), "", 6, 99, ("tout-public",)),
        ((), "", 18, None, ("adultes",)),
        ((), "Conte dès 3 ans", None, None, ("tout-petits", "enfants", "ados", "familles")),
        ((), "", 12, 5, ()),
        ((), "Kermesse de l'école", None, None, ()),
        ((), "Concert", None, None, ()),
    ],
)
def test_public(
    words: tuple[str, ...], title: str, low: float | None, high: float | None, expected: tuple[str, ...]
) -> None:
    assert audience(words, title, None, low, high) == expected


def test_public_in_a_description() -> None:
    assert audience((), "Sortie", "Tout public, à partir de 8 ans.", None, None) == (
        "enfants",
        "ados",
        "familles",
    )
    assert audience((), "Sortie", "Spectacle tout public.", None, None) == ("tout-public",)
    assert audience((), "Sortie", "Gratuit dès 12 ans révolus n'est pas dit ici", None, None) == ()


def test_accessibility() -> None:
    assert accessibility(("Accessible PMR", "LSF", "boucle magnétique")) == ("moteur", "lsf", "boucle")
    assert accessibility(("non accessible aux fauteuils",)) == ()
    assert accessibility(()) == ()


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_is_read(price: str, text: str) -> None:
    assert access(price, None, text, text) in {None, "gratuit", "prix-libre", "payant"}
    assert booking(price, text) in {None, "sans", "conseillee", "obligatoire"}
