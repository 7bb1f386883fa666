"""The agenda of a place: its days, nights and lanes, and how one comes to it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from tests.web import factory
from tests.web.conftest import CONCERT_TITLE, Portal
from tests.web.factory import at, event, whole
from tests.web.outline import BRIANCON, text


def test_front_asks_for_the_commune_first(portal: Portal) -> None:
    html = portal.get("/").text
    assert html.index('name="lieu"') < html.index("Aujourd’hui")
    assert "Votre commune ou code postal" in html
    assert "Jazz au Quattro" in html


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [("Briançon", BRIANCON), ("briancon", BRIANCON), ("05023", BRIANCON), ("gap", "/communes/05061-gap")],
)
def test_a_plain_name_leads_to_its_commune(portal: Portal, typed: str, leads_to: str) -> None:
    answer = portal.get(f"/?lieu={typed}")
    assert (answer.status_code, answer.headers["location"]) == (302, leads_to)


def test_an_ambiguous_place_gives_a_choice(portal: Portal) -> None:
    html = portal.get("/?lieu=05100").text
    assert "De quelle commune s’agit-il" in html
    assert 'href="/communes/05023-briancon"' in html
    assert "Montgenèvre" in html
    assert "Nous ne trouvons pas « zzzzqqq »" in text(portal.get("/?lieu=zzzzqqq").text)


def test_commune_addresses_lead_to_today_s(portal: Portal) -> None:
    for path in ("/communes/05023", "/communes/05023-brianson"):
        answer = portal.get(f"{path}?q=bal&utm_source=x")
        assert answer.status_code == 301
        assert answer.headers["location"].startswith(BRIANCON)
    merged = portal.get("/communes/05002")  # Agnières-en-Dévoluy, since 2013 in Dévoluy
    assert merged.headers["location"] == "/communes/05139-devoluy"
    assert portal.get("/communes/99999").status_code == 404
    outside = portal.get("/communes/38185-grenoble")
    assert outside.status_code == 200
    assert "autre territoire" in outside.text


def test_a_commune_s_days(portal: Portal) -> None:
    said = text(portal.get(BRIANCON).text)
    assert "Aujourd’hui mercredi 9 décembre" in said
    assert "Demain jeudi 10 décembre" in said
    assert said.index(CONCERT_TITLE) < said.index("Conférence sur les loups") < said.index("Nuit du jeu")
    assert "Annulé" in said
    assert "N’est plus annoncé" in said
    assert "1 rendez-vous déjà passé" in said
    assert "Loto des aînés" not in said
    assert "Jazz au Quattro" not in said


def test_a_day_from_midnight_to_midnight_is_on_its_own_day(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(event("don", "Don du sang", at(2, 0, 0, hours=24)))

    blank.fill(fill)
    day = factory.TODAY + timedelta(days=2)
    html = blank.get(BRIANCON).text
    assert f'id="j{day}"' in html
    assert f'id="j{day - timedelta(days=1)}"' not in html


def test_the_night_belongs_to_the_evening_before(portal: Portal) -> None:
    html = portal.get(BRIANCON).text
    sunday = html[html.index('id="j2026-12-13"') :]
    assert "Bal de minuit" in sunday[: sunday.index("</section>")]
    assert 'id="j2026-12-14"' not in html
    only = portal.get(f"{BRIANCON}?du=2026-12-13&au=2026-12-13").text
    assert "Bal de minuit" in only
    assert "Nuit du jeu" not in only, "its end at four in the morning is Saturday night"


def test_lanes(portal: Portal) -> None:
    html = portal.get(BRIANCON).text
    ongoing = html[html.index('id="en-ce-moment"') :]
    assert "Regards d’altitude" in ongoing[: ongoing.index("</section>")]
    assert "jusqu’au 28\xa0décembre" in ongoing
    weekly = html[html.index('id="toutes-les-semaines"') :]
    lane = weekly[: weekly.index("</section>")]
    assert lane.count("Yoga doux") == 1
    assert "tous les jeudis, 18\xa0h–\u206019\xa0h" in lane
    assert "Prochaines dates : demain, 17 décembre, 24 décembre" in text("<main" + lane)
    assert "Yoga" not in html[: html.index('id="en-ce-moment"')]
    one_day = portal.get(f"{BRIANCON}?periode=demain").text
    assert "Et 1 activité régulière" in one_day


def test_en_ce_moment_holds_what_has_begun(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(event("begun", "Marché de Noël", whole(-2, 12)))
        to.event(event("later", "Fête des lumières", whole(5, 12)))

    blank.fill(fill)
    html = blank.get(BRIANCON).text
    lane = html[html.index('id="en-ce-moment"') :]
    lane = lane[: lane.index("</section>")]
    assert "Marché de Noël" in lane and "Fête des lumières" not in lane
    assert "Fête des lumières" in html[html.index('id="j2026-12-14"') :]
    # On a page that begins while it lasts, it has begun.
    later = blank.get(f"{BRIANCON}?du=2026-12-16&au=2026-12-20").text
    assert "Fête des lumières" in later[later.index('id="en-ce-moment"') :]


def test_a_date_that_is_over_is_no_next_date(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(event("open", "Atelier ouvert", *(at(7 * n, 8, 0, hours=1.5) for n in range(5))))
        to.event(event("tour", "Visite du fort", *(at(7 * n, 9, 0, hours=None) for n in range(5))))

    blank.fill(fill)
    said = text(blank.get(BRIANCON).text)
    assert "Prochaines dates : 16 décembre, 23 décembre, 30 décembre" in said, "over since half past nine"
    assert "Prochaines dates : aujourd’hui, 16 décembre, 23 décembre" in said, "it may still be on"


def test_few_events_widen_to_ninety_days_then_to_the_neighbours(portal: Portal) -> None:
    def later(fill: factory.Filler) -> None:
        fill.change = 50
        fill.event(event("loin", "Dans deux mois", at(60), insee="05085"))

    portal.fill(later)
    said = text(portal.get("/communes/05085-montgenevre").text)
    assert "Réunion publique" in said
    assert "Dans deux mois" in said
    beside = said[said.index("Juste à côté") :]
    assert CONCERT_TITLE in beside
    assert "Quattro" not in beside
    assert "Yoga" not in beside, "what comes back every week is no news next door"


def test_what_is_beside_is_chosen_as_the_page_is(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(event("jazz", "Concert de jazz", at(3), insee="05085", categories=("musique",)))
        to.event(event("loto", "Grand loto", at(4), insee="05085", categories=("fetes",)))

    blank.fill(fill)
    whole_page = text(blank.get(BRIANCON).text)
    assert "Concert de jazz" in whole_page and "Grand loto" in whole_page
    for query in ("categorie=musique", "q=jazz", "sauf_categorie=fetes"):
        filtered = text(blank.get(f"{BRIANCON}?{query}").text)
        assert "Concert de jazz" in filtered and "Grand loto" not in filtered, query
    assert "Juste à côté" not in text(blank.get(f"{BRIANCON}?public=seniors").text)
    assert text(blank.get(f"{BRIANCON}?voisines=oui").text).count("Grand loto") == 1, (
        "it is on the page already"
    )


def test_many_all_day_events_are_folded(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for n in range(4):
            to.event(event(f"j{n}", f"Journée {n}", whole(1)))
        to.event(event("soir", "Le soir", at(1)))

    blank.fill(fill)
    html = blank.get(BRIANCON).text
    assert "4 rendez-vous sur la journée" in html
    assert "<details>" in html


def test_a_long_page_is_cut_at_a_day(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for day in (1, 2, 3):
            for n in range(70):
                to.event(event(f"e{day}x{n}", f"Rendez-vous {day}-{n}", at(day, 8 + n % 12, 0)))

    blank.fill(fill)
    html = blank.get(BRIANCON).text
    assert html.count("Rendez-vous 2-") == 70
    assert "Rendez-vous 3-" not in html
    following = re.search(r'href="([^"]*du=2026-12-12)"', html)
    assert following is not None
    assert blank.get(following[1]).text.count("Rendez-vous 3-") == 70


def test_pages_cost_a_fixed_number_of_statements(blank: Portal) -> None:
    def some(count: int) -> int:
        def fill(to: factory.Filler) -> None:
            if count == 3:
                to.source("mjc", "MJC")
            to.change = count
            for n in range(count):
                to.event(
                    event(
                        f"n{count}x{n}",
                        f"Rendez-vous {n}",
                        at(1 + n % 3),
                        insee="05023" if n % 2 else "05061",
                    )
                )

        blank.fill(fill)
        return sum(len(blank.counted(path)[1]) for path in ("/", BRIANCON, "/departements/05", "/sources"))

    assert some(3) + 2 >= some(60)


def test_the_choice_made_is_told(portal: Portal) -> None:
    for query, says in (
        ("?q=bal&categorie=fetes", "« bal » · Fêtes, bals et jeux"),
        ("?du=2026-12-12", "à partir du samedi 12 décembre"),
        ("?du=2026-12-12&jours=3&categorie=fetes", "Fêtes, bals et jeux · du 12 au 14 décembre"),
        ("?periode=mois-prochain", "le mois prochain"),
        ("?commune=05061&departement=05", "Gap · Hautes-Alpes"),
        ("?commune=05061&voisines=oui", "Gap · communes voisines"),
        ("?autour=05023", "15 km autour de Briançon"),
        ("?autour=44.559,6.079&rayon=5", "5 km autour du point 44.559, 6.079"),
        ("?public=seniors&gratuit=oui", "Seniors · Gratuit"),
        (
            "?mode=en-ligne&longs=non&regulier=oui",
            "en ligne · sans ce qui dure plus d’une semaine · rendez-vous réguliers",
        ),
        ("?sauf_categorie=politique", "sauf Réunions politiques et électorales"),
        ("?sauf_source=mjc", "sauf MJC du Briançonnais"),
    ):
        assert f"Votre choix : {says} Tout afficher" in text(portal.get(f"/{query}").text)
    for query in ("", "?periode=weekend", "?jours=7"):
        assert "Votre choix" not in portal.get(f"/{query}").text, "a tab shows it"


def test_structures_are_told_by_name(portal: Portal) -> None:
    cards = re.findall(
        r'<li class="card" id="([a-z0-9]+)">\s*<h2>(?:<a [^>]*>)?([^<]+)', portal.get("/acteurs").text
    )
    (id, name), *_ = cards
    assert f"Votre choix : {name} Tout" in text(portal.get(f"/?structure={id}").text)
    assert f"Your choice: except {name} Show" in text(portal.get(f"/en/?sauf_structure={id}").text)


def test_the_small_hours_name_both_days(portal: Portal) -> None:
    assert (
        "Bal de minuit Dans la nuit de dimanche à lundi".lower() in text(portal.get("/?jours=7").text).lower()
    )


@pytest.mark.parametrize(
    "path", ["/", BRIANCON, "/departements/05", "/epci/240500439", f"/en{BRIANCON}?q=jazz"]
)
def test_a_page_that_did_not_change_reads_no_event(portal: Portal, path: str) -> None:
    etag = portal.get(path).headers["etag"]
    answer, statements = portal.counted(path, if_none_match=etag)
    assert answer.status_code == 304 and answer.headers["etag"] == etag
    assert not [said for said in statements if "FROM event" in said or "FROM occurrence" in said], statements
    portal.now += timedelta(minutes=6)
    assert portal.get(path, if_none_match=etag).status_code == 200, "what is over leaves the page"


def test_a_page_watches_the_communes_that_it_shows(portal: Portal) -> None:
    """Gap is not beside Briançon: what happens there leaves its page as it is."""
    etag = portal.get(BRIANCON).headers["etag"]
    for insee, status in (("05061", 304), ("05023", 200)):
        with portal.database.writer() as connection:
            connection.execute(
                sql("UPDATE communechange SET change = change + 900 WHERE insee = :i"), {"i": insee}
            )
        assert portal.get(BRIANCON, if_none_match=etag).status_code == status
