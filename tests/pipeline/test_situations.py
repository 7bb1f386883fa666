"""A valley's partners read whole: communes, merged fields, what may leave, ids, as a resident sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.pipeline.portal import Portal, calendar, vevent

D = "20261205"


def only(portal: Portal) -> dict[str, Any]:
    [event] = portal.export()
    return event


def stored(portal: Portal) -> dict[str, Any]:
    [row] = portal.rows("SELECT data FROM event WHERE gone_at IS NULL")
    found: dict[str, Any] = json.loads(row.data)
    return found


@pytest.mark.parametrize(
    ("place", "insee"),
    [
        ("Salle des fêtes, 05000 Gap", "05061"),
        ("Salle des fêtes, Embrun", "05046"),
        ("Salle polyvalente, 05100 Puy-Saint-Pierre", "05109"),
        ("Le Village, 05240 La Salle les Alpes", "05161"),
        ("Foyer rural, Saint-Bonnet-en-Champsaur", "05132"),
        ("Mairie, 05500 Bénévent-et-Charbillac", "05132"),  # joined to Saint-Bonnet in 2013
        ("Église, 05110 Lardier et Valença", "05071"),
        ("MAIRIE, 05200 EMBRUN CEDEX", "05046"),
        ("Briançon", "05023"),
        ("12 rue de Briançon, 38000 Grenoble", "38185"),
        ("Salle de Grenoble, 05000 Gap", "05061"),
        ("Zoom", None),
        ("Salle du Relais", None),
        ("", None),
        ("Gap, Pennsylvania 17527, USA", None),
        ("Rue de la Gare", None),
    ],
)
def test_the_commune_of_a_line(portal: Portal, place: str, insee: str | None) -> None:
    portal.put("asso", calendar(vevent("1@asso", "Veillée", f"{D}T200000", place=place)))
    portal.harvest()
    assert only(portal)["insee"] == insee


def test_each_field_from_the_best_record(portal: Portal) -> None:
    """The MJC's own evening, told shortly by itself and at length by the tourist office."""
    mjc = vevent(
        "1@mjc", "Les Voisins du dessus", f"{D}T203000", end=f"{D}T223000", place="MJC du Briançonnais",
        more=["URL:https://mjc.example/voisins", "DESCRIPTION:Chanson."],
    )  # fmt: skip
    office = vevent(
        "2@ot", "CONCERT : Les Voisins du dessus", D, place="MJC du Briançonnais, 35 rue Pasteur, 05100 Briançon",
        more=["DESCRIPTION:Quatre voisins\\, un accordéon\\, des chansons à répondre. Tarif : 8 €",
              "CATEGORIES:Concert", "URL:https://ot.example/agenda/voisins"],
    )  # fmt: skip
    portal.put("mjc", calendar(mjc), name="MJC du Briançonnais")
    portal.put("ot", calendar(office), name="Office de tourisme")
    portal.harvest()
    event = only(portal)
    assert event["title"] == "Les Voisins du dessus", "the organiser names its own evening"
    assert event["occurrences"] == [{"start": "2026-12-05T19:30:00Z", "end": "2026-12-05T21:30:00Z"}]
    assert "accordéon" in event["description"]
    assert (event["street"], event["insee"]) == ("35 rue Pasteur", "05023")
    assert (event["categories"], event["acces"]) == (["musique"], "payant")
    assert event["url"] == "https://mjc.example/voisins"
    assert [r["source"] for r in event["records"]] == ["mjc", "ot"]
    provenance = stored(portal)["provenance"]
    assert provenance["title"][0] == "mjc" and provenance["description"][0] == "ot"


def test_what_leaves_is_of_those_who_agreed(portal: Portal) -> None:
    told = [vevent("1@a", "Bal des Semelles de vent", f"{D}T210000", more=["DESCRIPTION:Court."])]
    long = [
        vevent(
            "2@b",
            "Bal des Semelles de vent",
            f"{D}T210000",
            more=["DESCRIPTION:Un texte long et soigné qui n'est pas à nous."],
        )
    ]
    portal.put("asso", calendar(*told))
    portal.put("journal", calendar(*long), republication="signalement")
    portal.harvest()
    assert "soigné" in stored(portal)["text"], "our own page may show it"
    [row] = portal.rows("SELECT ical FROM event WHERE gone_at IS NULL")
    text = row.ical.replace("\r\n ", "")
    assert "Court." in text and "soign" not in text


def test_a_date_moved_in_one_source_alone_is_not_hidden(portal: Portal) -> None:
    """Nothing tells which of the two is late: both are shown, rather than the wrong one."""
    portal.put("mjc", calendar(vevent("1@mjc", "Trio Mélèze", f"{D}T203000")))
    portal.put("ot", calendar(vevent("2@ot", "Trio Mélèze", f"{D}T203000")))
    portal.harvest()
    assert len(portal.export()) == 1
    [before] = portal.export()
    portal.later(hours=2)
    portal.put("mjc", calendar(vevent("1@mjc", "Trio Mélèze", "20261212T203000")))
    portal.harvest()
    assert sorted(e["start"][:10] for e in portal.export()) == ["2026-12-05", "2026-12-12"]
    assert before["id"] in {e["id"] for e in portal.export() if e["start"].startswith("2026-12-12")}
    portal.later(hours=2)
    portal.put("ot", calendar(vevent("2@ot", "Trio Mélèze", "20261212T203000")))
    portal.harvest()
    assert only(portal)["id"] == before["id"], "together again, under the address it always had"


def test_cancelled_in_one_source_is_cancelled(portal: Portal) -> None:
    portal.put("mjc", calendar(vevent("1@mjc", "ANNULÉ – Trio Mélèze", f"{D}T203000")))
    portal.put("ot", calendar(vevent("2@ot", "Trio Mélèze", f"{D}T203000")))
    portal.harvest()
    event = only(portal)
    assert (event["title"], event["status"], len(event["records"])) == ("Trio Mélèze", "cancelled", 2)


def test_new_uids_at_each_export_keep_the_address(portal: Portal) -> None:
    portal.put(
        "ville",
        calendar(
            *(vevent(f"a{n}@ville", f"Veillée n° {n} des Aubiers", f"{D}T2000{n:02}") for n in range(8))
        ),
    )
    portal.harvest()
    before = {e["title"]: e["id"] for e in portal.export()}
    for again in "bc":
        portal.later(hours=30)
        portal.put(
            "ville",
            calendar(
                *(
                    vevent(f"{again}{n}@ville", f"Veillée n° {n} des Aubiers", f"{D}T2000{n:02}")
                    for n in range(8)
                )
            ),
        )
        line = portal.harvest()["ville"]
        assert line["outcome"] == "ok"
        assert {e["title"]: e["id"] for e in portal.export()} == before


def test_past_midnight_is_the_evening_before(portal: Portal) -> None:
    portal.put("tube", calendar(vevent("1@tube", "Nuit électro", f"{D}T233000", end="20261206T050000")))
    portal.put("ot", calendar(vevent("2@ot", "Nuit électro", f"{D}T233000")))
    portal.harvest()
    event = only(portal)
    assert event["occurrences"] == [{"start": "2026-12-05T22:30:00Z", "end": "2026-12-06T04:00:00Z"}]
    assert [tuple(r) for r in portal.rows("SELECT day FROM occurrence")] == [("2026-12-05",)]


def test_one_record_a_date_is_one_event(portal: Portal) -> None:
    """A source without repeats copies its workshop each week; a date less and a date more leave the same event."""
    text = ["DESCRIPTION:Avec Olivia\\, pour débutants et confirmés\\, tapis fournis."]
    days = ["20261201", "20261208", "20261215", "20261222", "20270105", "20270112"]

    def told(*some: str) -> bytes:
        lotto = [vevent(f"l{d}@asso", "Loto", f"{d}T200000", place="MJC, 05100 Briançon") for d in days[:2]]
        yoga = [
            vevent(f"{d}@asso", "Yoga", f"{d}T180000", place="MJC, 05100 Briançon", more=text) for d in some
        ]
        return calendar(*yoga, *lotto)

    portal.put("asso", told(*days[:5]))
    portal.harvest()
    [yoga] = [event for event in portal.export() if event["title"] == "Yoga"]
    assert len(portal.export()) == 3
    assert [o["start"][:10] for o in yoga["occurrences"]] == [f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in days[:5]]
    assert portal.rows("SELECT regular FROM event WHERE title = 'Yoga' AND gone_at IS NULL")[0].regular
    portal.put("asso", told(*days[1:]))
    portal.harvest()
    [later] = [event for event in portal.export() if event["title"] == "Yoga"]
    assert later["id"] == yoga["id"]
    assert later["occurrences"][-1]["start"].startswith("2027-01-12")
