"""The deadline that an article states in its words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.config import Stanza
from agregateur.contract import Record
from agregateur.ingest.deadlines import deadline
from agregateur.ingest.normalise import clean
from agregateur.model import Item, from_json, to_json

PUBLISHED = datetime(2026, 11, 20, 10)


def told(text: str, title: str = "", published: datetime | None = PUBLISHED) -> date | None:
    return deadline(title, text, published=published, zone="Europe/Paris")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoyez votre CV avant le 15 décembre.", date(2026, 12, 15)),
        ("Date limite de dépôt : 15 janvier", date(2027, 1, 15)),
        ("Date limite de dépôt des dossiers le vendredi 15 janvier 2027 à 12h.", date(2027, 1, 15)),
        ("Les candidatures sont ouvertes jusqu’au 31/12/2026.", date(2026, 12, 31)),
        ("candidatures ouvertes jusqu'au 5 janvier", date(2027, 1, 5)),
        ("Dépôt des candidatures du 1er décembre 2026 au 15 janvier 2027", date(2027, 1, 15)),
        ("L’appel à projets est ouvert du 2 novembre au 18 décembre 2026.", date(2026, 12, 18)),
        ("Dossier à déposer au plus tard le 20 décembre 2026 à minuit", date(2026, 12, 20)),
        ("Candidatures à adresser pour le 10 décembre, dernier délai.", date(2026, 12, 10)),
        ("Clôture des candidatures le 30 novembre", date(2026, 11, 30)),
        ("Réponse souhaitée d’ici le 12 décembre", date(2026, 12, 12)),
        ("Vous avez jusqu’au dimanche 13 décembre inclus pour candidater", date(2026, 12, 13)),
        ("Échéance de dépôt : 15.12.2026", date(2026, 12, 15)),
        ("Limite de dépôt le 15 février 2027", date(2027, 2, 15)),
        ("Date limite de candidature :\n15 décembre 2026", date(2026, 12, 15)),
        ("Inscription avant vendredi prochain", date(2026, 11, 27)),
        ("Deadline: 2026-12-31", date(2026, 12, 31)),
        ("Poste à pourvoir au 1er janvier 2027. Candidature avant le 10 décembre 2026", date(2026, 12, 10)),
    ],
)
def test_a_deadline_in_words(text: str, expected: date) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Exposition jusqu'au 15 décembre.",
        "Les lauréats seront connus avant le 15 mars",
        "CDD jusqu'au 31 août 2027, temps plein",
        "Les travaux seront réalisés avant le 31 décembre 2026",
        "Première session : dépôt avant le 15 janvier. Deuxième session : dépôt avant le 15 juin.",
        "Jusqu’à fin décembre",
        "Candidatures jusqu’au lundi 15 décembre",
        "",
    ],
)
def test_what_is_not_sure_is_not_said(text: str) -> None:
    assert told(text) is None


def test_the_plainest_words_are_believed() -> None:
    text = "Réunion d’information : inscrivez-vous avant le 3 décembre. Date limite de dépôt des dossiers : 15 janvier."
    assert told(text) == date(2027, 1, 15)
    assert told("", "Appel à projets : jusqu’au 15 décembre") == date(2026, 12, 15)


def test_it_is_never_before_the_day_of_publication() -> None:
    assert told("Date limite : 01/10/2026") is None
    assert told("Date limite de dépôt : 20 novembre 2026") == date(2026, 11, 20)
    assert told("Date limite de dépôt : 31 décembre 2031") is None, "the end of a programme"
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert told("Date limite de dépôt : 31 décembre", published=late) == date(2027, 12, 31), "2027 in Paris"


def test_without_a_day_of_publication_only_a_year_says_it() -> None:
    assert told("Date limite de dépôt : 15 janvier", published=None) is None
    assert told("Date limite de dépôt : 15 janvier 2027", published=None) == date(2027, 1, 15)
    assert told("Date limite de dépôt : 15 janvier 2027", published=datetime(1, 1, 1)) == date(2027, 1, 15)


@given(st.text(max_size=300), st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1)))
def test_any_text_is_read_or_not(text: str, published: datetime) -> None:
    found = told(f"Date limite de dépôt : {text}", published=published)
    assert found is None or found >= published.date()


def cleaned(title: str, text: str, **fields: object) -> Item:
    record = Record(uid="1", kind="article", title=title, description=text, published=PUBLISHED, **fields)  # type: ignore[arg-type]
    stanza = Stanza(id="a", name="A", url="https://a.example/", shown_url="https://a.example/")
    return clean("1", "article", [record], None, stanza, our=("portail.example", "https://portail.example"))


def test_cleaning_gives_an_article_its_genre_and_its_deadline() -> None:
    item = cleaned("Appel à projets", "Date limite de dépôt : 15 janvier.")
    assert (item.genre, item.echeance) == ("appel", date(2027, 1, 15))
    assert from_json(Item, to_json(item)) == item
    item = cleaned("Des nouvelles du club", "Réponses avant le 15 janvier.")
    assert (item.genre, item.echeance) == ("annonce", None)
    item = cleaned("Animateur", "CV avant le 5 décembre.", categories=("Emploi",))
    assert (item.genre, item.echeance) == ("emploi", date(2026, 12, 5))
