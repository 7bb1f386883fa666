"""What is not for the public never comes in, and leaves at once when it was there."""

from __future__ import annotations

import pytest

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
    assert words.refuse([Record(uid="6", title="Loto", categories=("Interne",))])
    assert not words.refuse([Record(uid="7", title="Loto interne", categories=("Formation interne",))])
    only = Words(include=("#agenda",))
    assert only.refuse([told[0]]) == "not_included"
    assert only.refuse([told[0], Record(uid="1", title="Loto #agenda")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Bureau de la MJC#interne",
        "<p>Bureau <b>#inter</b>ne</p>",
        "Bureau #int&eacute;rne",
        "Bureau\\n#interne",
        "Bureau #in\u00adterne, #in\u200bterne",
        "Bureau #intÃ©rne",
        "Bureau ＃interne",
        "Bureau #inte\u0301rne",
        "R&eacute;union d&#8217;&eacute;quipe",
        "Réunion\u00a0d’équipe",
        "R\u00e9union\nd'\u00e9quipe",
        "<em>Réunion</em> d<i>’</i>équipe",
    ],
)
def test_words_are_found_however_they_are_dressed(text: str) -> None:
    words = Words(exclude=("#interne", "réunion d'équipe"))
    for told in (
        Record(uid="1", title=text),
        Record(uid="1", title="Bureau", description=text),
        Record(uid="1", title="Bureau", categories=(text,)),
    ):
        assert words.refuse([told]) == "excluded"
        # A word in one date of a series speaks for all of it.
        assert words.refuse([Record(uid="1", title="Bureau"), told]) == "excluded"
        assert Words(include=("#interne", "réunion d'équipe")).refuse([told]) is None


def test_nothing_of_what_is_not_for_the_public_is_kept_though_its_uid_is_made_of_its_title(
    portal: Portal,
) -> None:
    """A row without a number, an entry named after its page, a calendar item without a UID."""
    table = "Titre;Date;Lieu;Publier\nLoto;05/12/2026;Salle;oui\nSalaires #interne;06/12/2026;Salle;oui\n"
    table += "Licenciements;07/12/2026;Salle;non\n"
    portal.put("table", table.encode(), kind="tableur", exclude=["#interne"])
    item = "<item><title>{}</title><link>https://x.example/{}</link><guid>https://x.example/{}</guid></item>"
    feed = "".join(item.format(f"{word} #interne", word, word) for word in ("salaires", "licenciements"))
    portal.put("fil", f"<rss version='2.0'><channel><title>Fil</title>{feed}</channel></rss>".encode(), kind="rss",
        exclude=["#interne"])  # fmt: skip
    unnamed = vevent("x", "Salaires", "20261214T183000").replace("UID:x\r\n", "")
    portal.put("mjc", calendar(OPEN, unnamed.replace("END:VEVENT", "CLASS:PRIVATE\r\nEND:VEVENT")))
    portal.harvest()
    assert sorted(portal.rows("SELECT code FROM refusal")) == [("excluded",)] * 3 + [("private",)] * 2
    kept = repr([portal.dump(), portal.rows("SELECT uid, detail FROM refusal")]).lower()
    assert "loto" in kept and "sainte-luce" in kept
    assert "salaires" not in kept and "licenciements" not in kept


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
