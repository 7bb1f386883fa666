"""What a partner is told of its own calendar."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from agregateur.checkup import Checkup, checkup
from agregateur.web import advised
from tests.pipeline.portal import Portal, calendar, vevent

TODAY = date(2026, 11, 23)
PARIS = ZoneInfo("Europe/Paris")
FULL = vevent(
    "loto@mjc",
    "Loto de la MJC",
    "20261205T203000",
    end="20261205T233000",
    more=["DESCRIPTION:Dix parties. Entrée gratuite.", "URL:https://mjc.example/loto"],
)


def look(portal: Portal, source: str = "mjc") -> Checkup:
    with portal.database.reader() as connection:
        found = checkup(connection, source, TODAY)
    assert found is not None
    return found


def said(found: Checkup) -> str:
    return "\n".join(advised.lines(found, PARIS, "fr", advised.why(found, "fr")))


def test_a_source_that_lacks_nothing(portal: Portal) -> None:
    portal.put("mjc", calendar(FULL))
    portal.harvest()
    found = look(portal)
    assert (found.events, found.coming, found.outcome) == (1, 1, "ok")
    assert not (found.refused or found.repaired or found.gains)
    assert said(found).splitlines()[1:] == [
        "  Lue le lundi 23 novembre à 9 h : 1 rendez-vous, dont 1 à venir.",
        "",
        "  Tout va bien : rien à faire.",
    ]


def test_what_was_refused_mended_and_what_would_help(portal: Portal) -> None:
    bare = vevent("bal@mjc", "ANNULÉ : Bal", "20261206T210000", place="")
    undated = "BEGIN:VEVENT\r\nUID:ag@mjc\r\nSUMMARY:Assemblée générale\r\nEND:VEVENT\r\n"
    portal.put("mjc", calendar(FULL, bare, undated))
    portal.harvest()
    found = look(portal)
    assert [(one.code, one.count) for one in found.refused] == [("no_start", 1)]
    assert [(one.code, one.count) for one in found.repaired] == [("mark_in_title", 1)]
    assert found.repaired[0].examples[0].detail == "ANNULÉ"
    codes = [one.code for one in found.gains]
    assert codes == ["no_place", "no_end", "no_description", "no_link", "no_price"]
    words = said(found)
    assert "1 × il n’a pas de date de début" in words and "– Assemblée générale" in words
    assert "ag@mjc" not in words, "an identifier is nothing that a partner has seen"


def test_refusals_stay_told_while_nothing_changes_and_go_when_mended(portal: Portal) -> None:
    undated = "BEGIN:VEVENT\r\nUID:ag@mjc\r\nSUMMARY:Assemblée générale\r\nEND:VEVENT\r\n"
    portal.put("mjc", calendar(FULL, undated))
    portal.harvest()
    portal.later(hours=2)
    assert portal.harvest()["mjc"]["outcome"] == "unchanged"
    assert [one.code for one in look(portal).refused] == ["no_start"]
    portal.put("mjc", calendar(FULL))
    portal.later(hours=2)
    assert portal.harvest()["mjc"]["outcome"] == "unchanged"
    assert not look(portal).refused


def test_a_source_that_cannot_be_read_says_what_to_do(portal: Portal) -> None:
    portal.put("mjc", b"<!DOCTYPE html><html><body>Connexion</body></html>")
    portal.harvest()
    found = look(portal)
    assert found.outcome == "refused"
    assert "rendez l’agenda, la carte ou le tableau public" in said(found), "whatever the kind"
    assert "Tout va bien" not in said(found)
    plain = advised.plain(found, "en", advised.why(found, "en"))
    assert (
        plain["error"]["code"] == "html_instead"
        and "make the calendar, map or spreadsheet public" in plain["error"]["sentence"]
    )


def test_a_list_that_shrank_is_not_said_to_be_well(portal: Portal) -> None:
    events = [vevent(f"{n}@mjc", f"Atelier {n}", f"202612{n:02}T140000") for n in range(1, 13)]
    portal.put("mjc", calendar(*events))
    portal.harvest()
    portal.put("mjc", calendar(*events[:4]))
    portal.later(hours=2)
    line = portal.harvest()["mjc"]
    assert line["outcome"] == "suspicious" and "harvest mjc --accept" in line["advice"][0]
    found = look(portal)
    assert found.events == 12
    assert "n’y était plus" in said(found) and "Tout va bien" not in said(found)
    plain = advised.plain(found, "en", advised.why(found, "en"))
    assert plain["error"]["code"] == "shrunk" and "no longer there" in plain["error"]["sentence"]


def test_a_source_where_nothing_stands_is_not_said_to_be_well(portal: Portal) -> None:
    portal.put("mjc", calendar())
    portal.harvest()
    found = look(portal)
    assert found.error is None and found.events == 0
    assert "rien trouvé" in said(found) and "Tout va bien" not in said(found)


def test_an_unknown_source_has_no_checkup(portal: Portal) -> None:
    portal.put("mjc", calendar(FULL))
    portal.harvest()
    with portal.database.reader() as connection:
        assert checkup(connection, "nulle-part", TODAY) is None
