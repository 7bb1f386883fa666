"""What a partner is told of its own calendar."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.checkup import Checkup, Example, Finding, checkup
from agregateur.publish.words import Lang
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


def said(found: Checkup, language: Lang = "fr") -> str:
    """The report; where no line may break, an ordinary space."""
    return "\n".join(advised.lines(found, PARIS, language, TODAY)).replace("\u00a0", " ")


def test_a_source_that_lacks_nothing(portal: Portal) -> None:
    portal.put("mjc", calendar(FULL))
    portal.harvest()
    found = look(portal)
    assert (found.events, found.coming, found.outcome) == (1, 1, "ok")
    assert not (found.refused or found.repaired or found.gains)
    assert said(found).splitlines()[1:] == [
        "  Lue le lundi 23 novembre à 9 h : un rendez-vous à venir.",
        "",
        "  Tout va bien : rien à faire.",
    ]


def test_what_was_refused_mended_and_what_would_help(portal: Portal) -> None:
    bare = vevent("bal@mjc", "COMPLET : Bal", "20261206T210000", place="")
    undated = "BEGIN:VEVENT\r\nUID:ag@mjc\r\nSUMMARY:Assemblée générale\r\nEND:VEVENT\r\n"
    portal.put("mjc", calendar(FULL, bare, undated))
    portal.harvest()
    found = look(portal)
    assert [(one.code, one.count) for one in found.refused] == [("no_start", 1)]
    assert [(one.code, one.count) for one in found.repaired] == [("mark_in_title", 1)]
    assert found.repaired[0].examples[0].detail == "COMPLET"
    codes = [one.code for one in found.gains]
    assert codes == ["no_place", "no_end", "no_description", "no_link", "no_price"]
    words = said(found)
    assert "• il n’a pas de date de début" in words and "– Assemblée générale" in words
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
    plain = advised.plain(found, "en")
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
    plain = advised.plain(found, "en")
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


def test_what_is_cancelled_lacks_nothing(portal: Portal) -> None:
    portal.put("mjc", calendar(FULL, vevent("bal@mjc", "ANNULÉ : Bal", "20261206T210000", place="")))
    portal.harvest()
    assert not look(portal).gains


def test_an_agenda_that_is_all_past_is_not_said_to_be_well(portal: Portal) -> None:
    portal.put("mjc", calendar(FULL.replace("20261205", "20251205")))
    portal.harvest()
    words = said(look(portal))
    assert "un rendez-vous, aucun à venir." in words
    assert "Le dernier était le vendredi 5 décembre 2025." in words and "Tout va bien" not in words


def test_a_title_that_comes_back_is_named_once_and_all_is_said_in_a_word(portal: Portal) -> None:
    again = [vevent(f"{n}@mjc", "Atelier couture", f"202612{n:02}T140000", place="") for n in range(1, 9)]
    portal.put("mjc", calendar(*again, vevent("bal@mjc", "Bal", "20261212T210000", end="20261212T230000")))
    portal.harvest()
    found = look(portal)
    lacking = {one.code: one for one in found.gains}
    assert lacking["no_end"].count == 8 and [one.title for one in lacking["no_end"].examples] == [
        "Atelier couture"
    ]
    words = said(found)
    assert "• 9 rendez-vous sans texte (tous)\n" in words and "• 8 rendez-vous sans lieu\n" in words
    assert "9 events without a text (all of them)" in said(found, "en")
    assert len(words.splitlines()) <= 20, "a minute's reading"


def test_titles_and_kinds_that_readers_stumble_over(portal: Portal) -> None:
    more = ["DESCRIPTION:Entrée gratuite.", "URL:https://mjc.example/"]
    portal.put(
        "mjc",
        calendar(
            vevent("1@mjc", "GRANDE BROCANTE DE NOËL", "20261205T090000", end="20261205T180000", more=more),
            vevent("2@mjc", "Loto du 12 décembre", "20261212T200000", end="20261212T230000", more=more),
            vevent("3@mjc", "La Grande Ourse", "20261213T200000", end="20261213T230000", more=more),
            vevent("4@mjc", "Loto du 1/5", "20261215T200000", end="20261215T230000", more=more),
            vevent("5@mjc", "AG de la MJC", "20261216T200000", end="20261216T230000", more=more),
        ),
    )
    portal.harvest()
    told = {one.code: [example.title for example in one.examples] for one in look(portal).gains}
    assert told == {
        "no_category": ["La Grande Ourse"],
        "dated_title": ["Loto du 12 décembre"],
        "capitals": ["GRANDE BROCANTE DE NOËL"],
    }


def test_actors_gain_from_what_lets_people_reach_them(portal: Portal) -> None:
    portal.put(
        "carte",
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "La Bricole"},'
        b' "geometry": {"type": "Point", "coordinates": [6.0795, 44.5595]}}]}',
        "geojson",
    )
    portal.harvest()
    found = look(portal, "carte")
    assert {one.code for one in found.gains} == {"actor_no_description", "actor_no_contact"}
    assert "une structure ou un lieu sans texte" in said(found)
    assert advised.plain(found, "en")["gains"][0]["sentence"] == "one organisation or place without a text"


def _found(**more: Any) -> Checkup:
    return Checkup(
        source="mjc",
        name="MJC",
        kind="ical",
        read_at=None,
        outcome="failed",
        **{"url": "", "error": None} | more,
    )


def test_where_to_click_in_the_partner_s_own_software() -> None:
    url = "https://calendar.google.com/calendar/ical/mjc%40gmail.com/public/basic.ics"
    refused = _found(url=url, error={"code": "http_status", "values": {"status": 404}})
    assert "« Rendre disponible publiquement »" in said(refused)
    assert (
        said(refused)
        .splitlines()[1]
        .startswith("  Nous n’avons pas encore réussi à la lire. Cet agenda Google")
    )
    elsewhere = _found(
        url="https://mjc.example/a.ics", error={"code": "http_status", "values": {"status": 404}}
    )
    assert "Google" not in said(elsewhere) and "(404)" in said(elsewhere)

    lacking = (Finding("no_place", 1), Finding("no_link", 1))
    asked = [one["code"] for one in advised.plain(_found(url=url, gains=lacking), "fr")["gains"]]
    assert asked == ["no_place"], "Google Calendar has no field for a link"
    assert "« Ajouter un lieu »" in said(_found(url=url, events=1, coming=1, gains=lacking))
    assert "Ajouter" not in said(_found(url="https://mjc.example/a.ics", events=1, coming=1, gains=lacking))


def test_what_came_before_a_failure_is_told() -> None:
    failed = _found(events=3, coming=3, error={"code": "unreachable"})
    assert "Lue en partie : 3 rendez-vous à venir." in said(failed)
    assert "D’ici là, ce que nous avions lu reste affiché." in said(failed)


def test_a_part_that_cannot_be_read_is_told_as_a_whole_document_is() -> None:
    found = _found(refused=(Finding("not_ical", 1, (Example("", "", "https://a/b.ics: is no calendar"),)),))
    assert "le document n’est pas un agenda" in said(found) and "is no calendar" not in said(found)


def test_french_lines_do_not_break_before_a_colon_nor_within_quotes() -> None:
    (line,) = [one for one in advised.lines(_found(events=1, coming=1), PARIS, "fr", TODAY) if "Lue" in one]
    assert "partie\u00a0: " in line
    assert all("\u00a0" not in one for one in advised.lines(_found(events=1, coming=1), PARIS, "en", TODAY))
