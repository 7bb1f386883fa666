"""Marks in titles, as partners write them; and sentences that only look like marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.ingest.statuses import read_marks, status_word


@pytest.mark.parametrize(
    ("title", "left", "status", "sold_out"),
    [
        ("ANNULÉ - Concert de Noël", "Concert de Noël", "cancelled", False),
        ("ANNULE : Concert", "Concert", "cancelled", False),
        ("Annulation : marché", "marché", "cancelled", False),
        ("[Annulé] Bal", "Bal", "cancelled", False),
        ("(ANNULÉE) Sortie raquettes", "Sortie raquettes", "cancelled", False),
        ("** ANNULÉ ** Bal", "Bal", "cancelled", False),
        ("*CANCELED* Public tour", "Public tour", "cancelled", False),
        ("❌ ANNULÉ ❌ Marché", "Marché", "cancelled", False),
        ("Annulée. Sortie raquettes", "Sortie raquettes", "cancelled", False),
        ("ANNULÉ Concert de Noël", "Concert de Noël", "cancelled", False),
        ("CONCERT DE NOËL ANNULÉ", "CONCERT DE NOËL", "cancelled", False),
        ("Concert (annulé pour cause de mauvais temps)", "Concert", "cancelled", False),
        ("Concert annulé", "Concert", "cancelled", False),
        ("Concert, ANNULÉ", "Concert", "cancelled", False),
        ("Sortie nature !!! ANNULÉE !!!", "Sortie nature", "cancelled", False),
        ("REPORTÉ Loto de l'école", "Loto de l'école", "postponed", False),
        ("Reporté au 12 mars : Concert", "Concert", "postponed", False),
        ("REPORTÉ AU 14/03 - Concert", "Concert", "postponed", False),
        ("Concert (reporté au 12 mars)", "Concert", "postponed", False),
        ("Concert - REPORTÉ", "Concert", "postponed", False),
        ("[COMPLET] Stage de poterie", "Stage de poterie", None, True),
        ("Stage de poterie COMPLET", "Stage de poterie", None, True),
        ("Atelier (complet)", "Atelier", None, True),
        ("Atelier (c'est complet !)", "Atelier", None, True),
        ("Concert - complet !", "Concert", None, True),
        ("[Annulé] [Complet] Truc", "Truc", "cancelled", True),
        ("/!\\ ANNULÉ /!\\ Bal", "Bal", "cancelled", False),
        ("Évènement annulé : Bal", "Bal", "cancelled", False),
        ("EVENT CANCELLED: Ball", "Ball", "cancelled", False),
        ("POSTPONED Ball", "Ball", "postponed", False),
        ("SOLD OUT Spring concert", "Spring concert", None, True),
        ("Concert ANNULÉ pour cause de pluie", "Concert", "cancelled", False),
        ("Bal (sous réserve)", "Bal", "tentative", False),
        ("ANNULÉ", "ANNULÉ", "cancelled", False),
        ("(complet)", "(complet)", None, True),
    ],
)
def test_marks(title: str, left: str, status: str | None, sold_out: bool) -> None:
    read = read_marks(title)
    assert (read.title, read.status, read.sold_out) == (left, status, sold_out)
    if left != title:
        assert read.removed


@pytest.mark.parametrize(
    "title",
    [
        "Stage complet de poterie",
        "Programme complet",
        "PROGRAMME COMPLET",
        "Formation complète au secourisme",
        "Le pain complet",
        "COMPLET MARATHON DES ALPES",
        "Un tour complet (programme complet sur le site)",
        "Le spectacle annulé en 1942 raconté aux enfants",
        "Le mariage annulé",
        "Annulez tout",
        "Comment faire annuler une amende",
        "Reportage photo",
        "Le report de la dette",
        "Concert",
        "",
        "!!!",
        "Rapporté des îles",
        "Soirée « Complet »",
        "Évènement autour d’un concert annulé en 1942",
    ],
)
def test_what_is_no_mark(title: str) -> None:
    read = read_marks(title)
    assert (read.title, read.status, read.sold_out, read.removed) == (title, None, False, ())


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("CANCELLED", "cancelled"),
        ("confirmed", "confirmed"),
        ("https://schema.org/EventPostponed", "postponed"),
        ("http://schema.org/EventMovedOnline", "moved-online"),
        ("EventRescheduled", "rescheduled"),
        ("Annulé", "cancelled"),
        ("TENTATIVE", "tentative"),
        ("NEEDS-ACTION", None),
        ("", None),
        (None, None),
    ],
)
def test_status_words(word: str | None, status: str | None) -> None:
    assert status_word(word) == status


pieces = st.sampled_from(
    ["ANNULÉ", "annulé", "(complet)", "[REPORTÉ]", " - ", ":", "!", "Concert", "de", "Noël", "🎵", " "]
)


@given(st.lists(pieces, max_size=8).map("".join) | st.text(max_size=60))
def test_reading_marks_twice_finds_no_more(title: str) -> None:
    once = read_marks(title)
    again = read_marks(once.title)
    assert again.title == once.title
    assert bool(once.title.strip()) == bool(title.strip())
