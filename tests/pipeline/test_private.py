"""What is not for the public never comes in, and leaves at once when it was there."""

from __future__ import annotations

from agregateur.contract import Record
from agregateur.ingest.hiding import Words
from tests.pipeline.portal import Portal, calendar, vevent

OPEN = vevent("ouvert@mjc", "Bal de la Sainte-Luce", "20261213T203000")


def test_words_are_found_whole_whatever_their_case_and_accents() -> None:
    words = Words(exclude=("#interne", "réunion d’équipe"))
    told = [
        Record(uid="1", title="Bureau #Interne"),
        Record(uid="2", title="Bureau #internet"),
        Record(uid="3", title="Point du lundi", description="REUNION D'EQUIPE, salle 2"),
        Record(uid="4", title="Loto", categories=("#interne",)),
        Record(uid="5", title="Réunion d’équipement"),
    ]
    assert [one.uid for one in told if words.refuse([one])] == ["1", "3", "4"]
    only = Words(include=("#agenda",))
    assert only.refuse([told[0]]) == "not_included"
    assert only.refuse([told[0], Record(uid="1", title="Loto #agenda")]) is None


def test_an_excluded_item_never_enters_the_store(portal: Portal) -> None:
    hidden = vevent("bureau@mjc", "Bureau de la MJC #interne : salaires", "20261214T183000")
    portal.put("mjc", calendar(OPEN, hidden), exclude=["#interne"])
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["new"], line["rejected"]) == ("ok", 1, 1)
    assert portal.titles() == ["Bal de la Sainte-Luce"]
    assert portal.rows("SELECT code, detail FROM refusal") == [("excluded", "")]
    assert "salaires" not in repr(portal.dump())


def test_words_that_come_later_take_away_what_was_shown_and_give_it_back(portal: Portal) -> None:
    hidden = vevent("bureau@mjc", "Bureau de la MJC #interne", "20261214T183000")
    portal.put("mjc", calendar(OPEN, hidden))
    portal.harvest()
    assert len(portal.titles()) == 2
    portal.put("mjc", calendar(OPEN, hidden), exclude=["#interne"])
    portal.later(minutes=10)
    assert portal.harvest()["mjc"]["withdrawn"] == 1
    assert portal.titles() == ["Bal de la Sainte-Luce"]
    portal.put("mjc", calendar(OPEN, hidden), exclude=[])
    portal.later(minutes=10)
    portal.harvest()
    assert len(portal.titles()) == 2


def test_an_event_that_its_owner_makes_private_leaves_at_once(portal: Portal) -> None:
    portal.put("mjc", calendar(OPEN, vevent("repas@mjc", "Repas de Noël", "20261219T193000")))
    portal.harvest()
    private = vevent("repas@mjc", "Repas de Noël", "20261219T193000").replace(
        "END:VEVENT", "CLASS:PRIVATE\r\nEND:VEVENT"
    )
    portal.put("mjc", calendar(OPEN, private))
    portal.later(minutes=10)
    assert portal.harvest()["mjc"]["withdrawn"] == 1
    assert portal.titles() == ["Bal de la Sainte-Luce"]
