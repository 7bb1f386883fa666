"""What partners agreed to is what leaves; what comes home is an echo."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agregateur import pipeline
from agregateur.publish.ical import calendar as feed
from tests.pipeline.portal import Portal, calendar, vevent

WORDS = (
    "Une soirée de chansons d'ici et d'ailleurs, avec les élèves de l'école de musique et leurs professeurs."
)


def told(uid: str, text: str, **more: Any) -> bytes:
    return calendar(
        vevent(uid, "Les Voisins du dessus", "20261205T203000", more=[f"DESCRIPTION:{text}"], **more)
    )


def fragment(portal: Portal) -> str:
    [row] = portal.rows("SELECT ical FROM event WHERE gone_at IS NULL")
    return str(row.ical).replace("\r\n ", "")


def test_text_leaves_only_with_leave(portal: Portal) -> None:
    portal.put("ot", told("1@ot", WORDS), republication="signalement")
    portal.harvest()
    assert "chansons d'ici" not in fragment(portal)
    assert "SUMMARY:Les Voisins du dessus" in fragment(portal)
    assert "chansons" in portal.export()[0]["description"], "our own page may show it"
    # A partner who agrees tells the same, shorter: its words leave, the other's do not.
    portal.put("mjc", told("2@mjc", "Chanson française."), republication="complet")
    portal.later(hours=1)
    portal.harvest()
    assert "Chanson française." in fragment(portal)
    assert "chansons d'ici" not in fragment(portal)
    [row] = portal.rows("SELECT data, leaving FROM event WHERE gone_at IS NULL")
    assert json.loads(row.data)["text"] == WORDS
    assert json.loads(row.leaving)["text"] == "Chanson française."


def test_a_portal_only_source_never_leaves(portal: Portal) -> None:
    portal.put("prive", told("1@p", WORDS), republication="portail")
    portal.harvest()
    assert fragment(portal) == ""
    assert len(portal.export()) == 1
    portal.put("mjc", told("2@mjc", "Chanson.", place="05100 Briançon"), republication="complet")
    portal.later(hours=1)
    portal.harvest()
    assert "Chanson." in fragment(portal)
    assert "Colombier" not in fragment(portal), "not even the hall, which only the other one told"


def test_our_own_feed_that_comes_back_is_an_echo(portal: Portal) -> None:
    portal.put("mjc", told("1@mjc", WORDS), republication="complet")
    portal.harvest()
    [before] = portal.export()
    body = b"".join(
        feed(
            [row.ical.encode() for row in portal.rows("SELECT ical FROM event")], name="x", url="https://a.b/"
        )
    )
    portal.put("ville", body, republication="complet")
    portal.later(hours=1)
    assert portal.harvest("ville")["ville"]["received"] == 1
    assert portal.export() == [before]
    [echo] = [r for r in portal.export("records") if r["source"] == "ville"]
    assert echo["event"] is None
    # The original goes: its echo does not keep it alive.
    portal.put("mjc", calendar())
    portal.later(hours=1)
    portal.harvest("mjc", accept=True)
    portal.later(hours=25)
    portal.harvest("mjc", accept=True)
    assert portal.export() == []


def test_one_source_cannot_touch_the_record_of_another(portal: Portal) -> None:
    portal.put("mjc", told("1@mjc", WORDS), republication="complet")
    portal.harvest()
    [before] = portal.export()
    poison = calendar(
        vevent("1@mjc", "Soirée annulée", "20261212T203000", more=["STATUS:CANCELLED", "SEQUENCE:99"])
    )
    portal.put("pirate", poison)
    portal.later(hours=1)
    portal.harvest()
    assert before in portal.export()
    assert len(portal.export()) == 2


PERSONAL = "Inscriptions : Marie au 06 12 34 56 78 ou marie.dupont@orange.fr. Accueil 04 92 21 00 00, contact@mjc.fr."
POINT = {"latitude": 44.8966, "longitude": 6.6357}
SECRETS = ("06 12 34 56 78", "marie.dupont")


def test_a_persons_number_stays_on_our_page_until_a_month_after(portal: Portal) -> None:
    portal.put("mjc", told("1@mjc", PERSONAL), republication="complet")
    portal.harvest()
    [row] = portal.rows("SELECT data, leaving FROM event")
    assert all(secret in row.data for secret in SECRETS), "people need to call"
    for leaves in (row.leaving, fragment(portal), str(portal.export())):
        assert not any(secret in leaves for secret in SECRETS)
        assert "04 92 21 00 00" in leaves and "contact@mjc.fr" in leaves
    portal.later(days=12 + 31)
    portal.harvest()
    [row] = portal.rows("SELECT data FROM event")
    assert "marie.dupont" in row.data, "31 days after the last date, not before"
    portal.later(days=2)
    portal.put("autre", calendar())
    portal.harvest("autre")  # whatever is read: time passes for all
    [row] = portal.rows("SELECT data FROM event")
    assert not any(secret in row.data for secret in SECRETS)
    assert "(contact retiré)" in json.loads(row.data)["text"]
    assert "contact" not in json.loads(row.data)
    before = portal.dump()["event"]
    portal.later(hours=1)
    portal.harvest("mjc", force=True)
    assert portal.dump()["event"] == before, "what is read again does not come back"


def test_an_actors_texts_leave_without_a_persons_number(portal: Portal) -> None:
    element = {"id": "1", "name": "MJC", "description": PERSONAL, "email": "marie@orange.fr", "geo": POINT}
    portal.put("carte", json.dumps({"data": [element]}).encode(), kind="gogocarto")
    portal.harvest()
    [line] = portal.export("actors")
    assert "Accueil 04 92 21 00 00" in line["description"]
    assert not any(secret in str(line) for secret in (*SECRETS, "marie@"))


NEWS = b"""<rss version="2.0"><channel><title>Le journal</title><item><title>Un nouveau four</title>
<guid>1</guid><link>https://journal.example/1</link></item></channel></rss>"""


@pytest.mark.parametrize("word", ["name", "home", "licence"])
def test_who_follows_is_told_when_a_source_is_credited_otherwise(portal: Portal, word: str) -> None:
    portal.put("mjc", told("1@mjc", WORDS))
    portal.put("ot", calendar(vevent("1@ot", "Foire aux plants", "20261212", place="05000 Gap")))
    portal.put("journal", NEWS, kind="rss", options={"items": "articles"})
    portal.harvest()

    def numbers() -> dict[str, int]:
        found = portal.rows("SELECT data, change FROM event UNION SELECT data, change FROM article")
        communes = portal.rows("SELECT insee, change FROM communechange")
        return {json.loads(row.data)["title"]: row.change for row in found} | dict(map(tuple, communes))

    before = numbers()
    said = {"name": "La Maison", "home": "https://maison.example/", "licence": "CC0-1.0"}
    for source in ("mjc", "journal"):
        portal.stanzas[source][word] = said[word]
    portal.later(hours=1)
    portal.harvest()
    after = numbers()
    moved = {name for name in after if after[name] > max(before.values())}
    assert moved == {"Les Voisins du dessus", "Un nouveau four", "05023"}
    portal.later(hours=1)
    portal.harvest()
    assert numbers() == after


def test_a_text_that_names_a_source_otherwise_has_a_number_of_its_own(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked while it was not yet rendered again holds the old one under the number of then."""
    portal.put("mjc", told("1@mjc", WORDS))
    portal.harvest()
    meanwhile: list[int] = []
    clean = pipeline.clean_again

    def slow(*given: Any, **more: Any) -> None:
        assert "MJC de Briançon" not in fragment(portal)
        meanwhile.append(portal.rows("SELECT change FROM event")[0].change)
        clean(*given, **more)

    monkeypatch.setattr(pipeline, "clean_again", slow)
    portal.stanzas["mjc"]["name"] = "MJC de Briançon"
    portal.later(hours=1)
    portal.harvest()
    assert "MJC de Briançon" in fragment(portal)
    assert portal.rows("SELECT change FROM event")[0].change > meanwhile[0]
