"""Why records are one event or not, in words and in figures."""

from __future__ import annotations

import json
import re
from datetime import date

from agregateur import deciding, explaining
from agregateur.explaining import Explanation
from agregateur.web.explained import lines
from tests.pipeline.portal import Portal, calendar, vevent

HARMONIE = vevent("1@harmonie", "Concert de Noël de l'harmonie", "20261212T203000")
OFFICE = vevent("77", "CONCERT DE NOEL DE L'HARMONIE", "20261212T200000", place="Briançon")
OTHER = vevent("78", "Loto des pompiers", "20261212T203000")
NAMES = {"harmonie": "Harmonie de Briançon", "office": "Office de tourisme"}


def explain(portal: Portal, *names: str) -> Explanation:
    with portal.database.reader() as connection:
        return explaining.explain(connection, *names)


def said(found: Explanation, language: str = "fr") -> str:
    return "\n".join(lines(found, NAMES, date(2026, 11, 22), language))  # type: ignore[arg-type]


def test_an_event_of_two_records(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.put("office", calendar(OFFICE, OTHER))
    portal.harvest()
    [event] = [e for e in portal.export() if len(e["records"]) == 2]
    found = explain(portal, event["id"])
    text = said(found)
    for words in (
        "Annonces (2)", "Harmonie de Briançon", "office:77", "même jour, à 30 minutes près", "même titre",
        "un seul rendez-vous", "Briançon (05023), par le code postal et le nom de la commune",
    ):  # fmt: skip
        assert words in text, words
    [pair] = found.pairs
    assert pair.together and pair.verdict.outcome == "same"
    plain = json.loads(json.dumps(explaining.plain(found)))
    assert plain["event"] == event["id"] and plain["pairs"][0]["evidence"][0]["weight"]
    english = said(found, "en")
    assert "même jour" not in english and "Announcements (2)" in english
    assert re.search(r"score \d+\.\d", english) and "%" in english and " %" not in english


def test_two_records_that_are_not_one(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.put("office", calendar(OTHER))
    portal.harvest()
    found = explain(portal, "harmonie:1@harmonie", "office:78")
    [pair] = found.pairs
    assert pair.verdict.outcome in {"distinct", "compatible"} and not pair.together
    text = said(found)
    assert "des titres différents" in text
    shown = ", ".join(group.canonical_id or "" for group in found.records)
    assert text.startswith(f"Aujourd’hui, ce n’est pas le même rendez-vous ({shown}).")
    assert explaining.plain(found)["together"] is False


def test_two_records_that_are_one_and_one_named_twice(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.put("office", calendar(OFFICE))
    portal.harvest()
    [event] = portal.export()
    found = explain(portal, "harmonie:1@harmonie", "office:77")
    assert said(found).startswith(f"Aujourd’hui, c’est un seul rendez-vous ({event['id']}).")
    assert explain(portal, event["id"], event["id"]) == explain(portal, event["id"])


def test_a_hidden_event_is_told_as_such_first(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.harvest()
    [event] = portal.export()
    deciding.decide(portal.context, "hide", event["id"], now=portal.now)
    text = said(explain(portal, "harmonie:1@harmonie")).splitlines()
    assert text[0] == f"{event['title']} ({event['id']})" and "12 décembre" in text[1]
    assert text[2] == "Une décision de l’équipe le cache : il n’est pas montré."


def test_what_was_set_is_told_in_words(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.harvest()
    [event] = portal.export()
    for field, value in (
        ("status", "cancelled"), ("insee", "05046"), ("categories", "musique,cinema"), ("price", ""),
        ("start", "2026-12-13T20:30"), ("venue", "Église"),
    ):  # fmt: skip
        deciding.decide(portal.context, "set", event["id"], setting=(field, value), now=portal.now)
    text = said(explain(portal, event["id"]))
    for words in (
        "état : annulé", "commune : Embrun (05046)", "catégories : concerts et musique, cinéma", "prix : vidé",
        "début : dimanche 13 décembre 2026, 20 h 30", "nom du lieu : « Église »",
    ):  # fmt: skip
        assert words in text, text
    english = said(explain(portal, event["id"]), "en")
    assert "status: cancelled" in english and "price: emptied" in english and "«" not in english


def test_what_keeps_two_like_records_apart_is_named(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.put("office", calendar(OFFICE))
    portal.put("ville", calendar(vevent("9@ville", "Concert de Noël de l'harmonie", "20261212T203000")))
    portal.harvest()
    assert len(portal.export()) == 1
    deciding.decide(portal.context, "distinct", "harmonie:1@harmonie", "ville:9@ville", now=portal.now)
    one, other = sorted(portal.export(), key=lambda e: -len(e["records"]))
    assert (len(one["records"]), len(other["records"])) == (2, 1)
    [alone] = [":".join((r["source"], r["uid"])) for r in other["records"]]
    found = explain(portal, "office:77", alone)
    [pair] = found.pairs
    assert pair.verdict.outcome == "same" and pair.apart is not None and pair.apart.decided
    assert "mais une décision les sépare" in said(found)
    assert "Ce qui les sépare :" in said(found) and "1@harmonie" in said(found)
    assert json.loads(json.dumps(explaining.plain(found)))["pairs"][0]["apart"]["decided"]
    assert "Ce qui" not in said(found, "en")


def test_a_decision_is_told_with_who_and_why(portal: Portal) -> None:
    portal.put("harmonie", calendar(HARMONIE))
    portal.put("office", calendar(OFFICE))
    portal.harvest()
    [event] = portal.export()
    deciding.decide(
        portal.context,
        "distinct",
        "harmonie:1@harmonie",
        "office:77",
        now=portal.now,
        by="Anne",
        reason="deux salles",
    )
    found = explain(portal, "harmonie:1@harmonie", "office:77")
    assert found.pairs[0].decided and found.pairs[0].verdict.outcome == "distinct"
    text = said(found)
    assert "par décision" in text and "Anne : deux salles" in text
    assert event["id"] in {e["id"] for e in portal.export()}
    deciding.decide(portal.context, "set", event["id"], setting=("title", "Grand concert"), now=portal.now)
    text = said(explain(portal, event["id"]))
    assert "décision n° 2 : titre" in text and "titre : « Grand concert »" in text


def test_two_maps_tell_one_structure(portal: Portal) -> None:
    told = {"geo": {"latitude": 44.8995, "longitude": 6.6431}, "address": {"postalCode": "05100"}}
    for source, number, name in (
        ("carte", "1", "MJC des Trois Torrents"),
        ("annuaire", "2", "MJC Trois Torrents"),
    ):
        element = {"id": number, "name": name, **told}
        portal.put(source, json.dumps({"data": [element]}).encode(), kind="gogocarto")
    portal.harvest()
    text = said(explain(portal, "carte:1", "annuaire:2"))
    assert "une seule structure" in text and "rendez-vous" not in text
    assert "one structure" in said(explain(portal, "carte:1", "annuaire:2"), "en")
