"""What matching looks at in an event."""

from __future__ import annotations

from dataclasses import asdict

from agregateur.ingest.matching.features import Features, features
from agregateur.ingest.matching.wording import words_of
from tests.ingest.items import item

D = "2026-12-05"


def seen(title: str, *starts: str, **more: object) -> Features:
    return features(item("a", title, *(starts or (f"{D} 20:30",)), **more))  # type: ignore[arg-type]


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


def test_a_title_is_of_the_sort_that_it_begins_with() -> None:
    assert seen("Atelier masques de carnaval").sorts == {"atelier"}
    assert seen("Repas du comité des fêtes").sorts == {"meal"}
    assert seen("Après-midi de danse").sorts == {"show"}, "nothing else says it"
    assert seen("Réunion hippique de Pâques").sorts == frozenset()
    assert seen("Les Gantières ouvrent le bal").sorts == frozenset()
    assert seen("Réunion publique").sorts == {"meeting"}


def test_letters_of_a_cut_title() -> None:
    assert seen("Ciné : La Nuit du D…").stub == "nuitd"
    assert seen("Ciné : La Nuit du dentiste").stub == ""
    assert seen("Conc…").stub == "", "half a word alone tells nothing"


def test_what_begins_a_sentence_is_no_name_for_its_capital() -> None:
    assert not seen("Embarquez avec les sauveteurs").proper
    assert "malzac" in seen("Malzac signe avec Bruno Malzac").proper
    assert "mauzan" in seen("Portes ouvertes du collège Mauzan").proper


def test_features_hold_plain_values_only() -> None:
    """They are stored: nothing else may be in them."""
    found = seen("Bal trad – groupe 1", venue="MJC, salle 2", text="À 20h30, avec Les Semelles de vent, trio")
    for name, value in asdict(found).items():
        assert value is None or isinstance(value, (str, int, float, tuple, frozenset, dict)), name
