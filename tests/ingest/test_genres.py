"""The genre of an article, by its category, its title and, last, its text."""

from __future__ import annotations

import pytest

from agregateur.ingest.genres import genre
from agregateur.taxonomy import facet, genre_words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Appel à projets FDVA 2027", "appel"),
        ("Concours photo : à vos appareils", "appel"),
        ("Avis d’appel public à la concurrence : réfection du gymnase", "appel"),
        ("APPEL À BÉNÉVOLES", "benevolat"),
        ("Recherche de bénévoles pour la banque alimentaire", "benevolat"),
        ("La MJC recrute des bénévoles", "benevolat"),
        ("Mission de service civique à la MJC", "benevolat"),
        ("La MJC recrute un animateur (H/F)", "emploi"),
        ("Offres d’emplois saisonniers", "emploi"),
        ("Appel à candidatures : poste de directeur (H/F)", "emploi"),
        ("L’association cherche un local", "echange"),
        ("Prêt de matériel entre associations", "echange"),
        ("Fermeture de la mairie le 24 décembre", "pratique"),
        ("Nouveaux horaires de la médiathèque", "pratique"),
        ("Travaux rue Carnot", "pratique"),
        ("Bulletin municipal n° 42", "publication"),
        ("Compte rendu du conseil municipal du 3 novembre", "publication"),
        ("Notre rapport d’activité 2025 est en ligne", "publication"),
    ],
)
def test_the_title_says_what_it_is(title: str, expected: str) -> None:
    assert genre((), title, None) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Une belle saison pour le club",
        "La chorale recrute des ténors",
        "Soirée des bénévoles",
        "Sylvie, bénévole depuis trente ans",
        "Appel aux dons pour les sinistrés",
        "L’emploi dans les Hautes-Alpes",
        "Les trophées du sport",
        "Merci aux bénévoles",
        "",
    ],
)
def test_what_is_not_sure_is_news(title: str) -> None:
    assert genre((), title, None) == "annonce"


def test_the_partners_category_weighs_most() -> None:
    assert genre(("Emploi",), "Animateur jeunesse", None) == "emploi"
    assert genre(("Publications",), "Habiter la montagne", None) == "publication"
    assert genre(("Vie du centre", "Bénévolat & entraide"), "L’épicerie rouvre", "On a besoin de vous.") == (
        "benevolat"
    )


def test_the_text_alone_must_say_it_twice_over() -> None:
    title = "Du nouveau à la Maison des associations"
    assert genre((), title, "Un appel à projets sera lancé au printemps.") == "annonce"
    text = "L’appel à projets est ouvert : cahier des charges et dossier de candidature en ligne."
    assert genre((), title, text) == "appel"
    assert genre((), "Le FDVA 2027 est ouvert", "Date limite de dépôt : 15 janvier.") == "appel"


def test_two_genres_that_are_as_likely_are_none() -> None:
    text = "Compte rendu, demandes de subventions, offre d’emploi, fermeture du pont, petites annonces."
    assert genre((), "Retour sur le conseil", text) == "annonce"
    assert genre((), "Bulletin municipal : offre d’emploi", None) == "annonce"


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert genre(("x",) * 500, "bénévole " * 10_000, "recrute " * 100_000) in facet("genre")


def test_every_genre_but_news_has_words() -> None:
    listed, neutral = genre_words()
    assert [*listed] == [code for code in facet("genre") if code != "annonce"]
    assert all(set(phrases.values()) <= {1, 2, 3, 4} for phrases in listed.values())
    told = [phrase for phrases in listed.values() for phrase in phrases]
    assert not set(told) & set(neutral)
