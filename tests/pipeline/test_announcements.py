"""News items that announce an event: they become one on its commune's pages, and follow what the article says."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.pipeline.portal import Portal

PUBLISHED = "Mon, 16 Nov 2026 08:00:00 +0100"


def item(uid: str, title: str, text: str, published: str = PUBLISHED) -> str:
    return (
        f"<item><guid isPermaLink='false'>{uid}</guid><title>{title}</title><link>https://mairie.example/{uid}</link>"
        f"<pubDate>{published}</pubDate><description>{text}</description></item>"
    )


def feed(*items: str) -> bytes:
    head = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Mairie de Briançon</title>'
    )
    return f"{head}<link>https://mairie.example/</link>{''.join(items)}</channel></rss>".encode()


LOTO = item("loto", "Loto de l'école", "Samedi 5 décembre à 20h30, salle du Vieux-Colombier.")
NEWS = item("aire", "Une nouvelle aire de jeux", "Trois agrès de plus pour les enfants. Tél. 04 92 12 05 20.")


def put(portal: Portal, *items: str, **more: object) -> None:
    portal.put("mairie", feed(*items), kind="rss", default={"commune": "05023"}, **more)


def records(portal: Portal) -> dict[str, dict[str, object]]:
    return {line["uid"]: line for line in portal.export("records")}


def test_an_article_that_surely_announces_is_an_event_of_its_commune(portal: Portal) -> None:
    put(portal, LOTO, NEWS)
    portal.harvest()
    told = records(portal)
    assert (told["loto"]["kind"], told["aire"]["kind"]) == ("event", "article")
    assert told["loto"]["occurrences"] == [{"start": "2026-12-05T19:30:00Z", "end": None}]
    assert told["loto"]["insee"] == "05023"
    [event] = portal.export()
    assert (event["title"], event["insee"], event["url"]) == (
        "Loto de l'école", "05023", "https://mairie.example/loto",
    )  # fmt: skip
    assert [a["title"] for a in portal.export("articles")] == ["Une nouvelle aire de jeux"]


def test_an_edit_of_the_article_moves_its_event(portal: Portal) -> None:
    put(portal, LOTO)
    portal.harvest()
    [before] = portal.export()
    portal.later(hours=2)
    put(portal, LOTO.replace("Samedi 5 décembre à 20h30", "Samedi 12 décembre à 18h"))
    portal.harvest()
    [after] = portal.export()
    assert after["occurrences"][0]["start"] == "2026-12-12T17:00:00Z"
    assert after["id"] == before["id"]


def test_an_article_that_announces_no_more_is_an_article_again_and_back(portal: Portal) -> None:
    put(portal, LOTO)
    portal.harvest()
    [event] = portal.export()
    portal.later(hours=2)
    put(portal, LOTO.replace("Samedi 5 décembre à 20h30", "La date sera connue bientôt"))
    portal.harvest()
    assert portal.export() == []
    assert [a["title"] for a in portal.export("articles")] == ["Loto de l'école"]
    assert records(portal)["loto"]["kind"] == "article"
    assert portal.rows("SELECT gone_at FROM event")[0][0] is not None
    portal.later(hours=2)
    put(portal, LOTO)
    portal.harvest()
    assert [e["id"] for e in portal.export()] == [event["id"]]
    assert portal.export("articles") == []


def test_an_unsure_article_keeps_the_words_that_may_be_a_date(portal: Portal) -> None:
    agenda = item(
        "mois", "Les rendez-vous de décembre", "Vendredi 4 à 20h : conférence. Samedi 12 à 18h : concert."
    )
    put(portal, agenda)
    portal.harvest()
    assert portal.export() == []
    [row] = portal.rows("SELECT data FROM article")
    assert "Vendredi 4 à 20h" in str(row[0])


def test_the_partner_may_say_that_items_are_events_or_never_are(portal: Portal) -> None:
    vague = item("ronde", "La ronde des saisons", "Rien que pour vous le 12 décembre.")
    put(portal, LOTO, vague)
    portal.harvest()
    assert portal.titles() == ["Loto de l'école"]
    portal.later(hours=2)
    put(portal, LOTO, vague, options={"items": "events"})
    portal.harvest()
    assert portal.titles() == ["La ronde des saisons", "Loto de l'école"]
    portal.later(hours=2)
    put(portal, LOTO, vague, options={"items": "articles"})
    portal.harvest()
    assert portal.titles() == []
    assert len(portal.export("articles")) == 2


def test_a_repeat_without_end_goes_on_as_time_passes(portal: Portal) -> None:
    put(portal, item("yoga", "Cours de yoga", "Tous les mardis de 18h à 19h, salle Dum'Art."))
    portal.harvest()
    [before] = portal.export()
    assert before["occurrences"][0] == {"start": "2026-11-17T17:00:00Z", "end": "2026-11-17T18:00:00Z"}
    portal.now = datetime(2027, 6, 1, 8, tzinfo=UTC)
    portal.harvest()
    [after] = portal.export()
    assert after["id"] == before["id"]
    assert max(o["start"] for o in after["occurrences"]) > "2028-06"
    assert {o["start"] for o in after["occurrences"]} >= {"2027-06-08T16:00:00Z", "2028-01-04T17:00:00Z"}
    assert portal.rows("SELECT sequence FROM event") == [(0,)]


def test_an_article_and_a_calendar_that_say_the_same_are_one_event(portal: Portal) -> None:
    from tests.pipeline.portal import calendar, vevent

    put(portal, LOTO)
    portal.put("ape", calendar(vevent("1@ape", "Loto de l'école", "20261205T203000")))
    portal.harvest()
    [event] = portal.export()
    assert sorted(r["source"] for r in event["records"]) == ["ape", "mairie"]
