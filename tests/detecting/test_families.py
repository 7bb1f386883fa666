"""Sites of the software that partners use: what is found behind the one address that they know, their own page's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.detecting.detect import Setting, detect
from agregateur.detecting.finding import Finding
from agregateur.ingest.fetch import FetchPolicy
from tests.connecteurs.apis import events_calendar, mobilizon
from tests.connecteurs.apis.base import World, answer
from tests.detecting.sites import CONCERT, NOW, RSS, codes, ics, look, page

SAMPLES = Path(__file__).parents[1] / "connecteurs"
TEC = (
    '<link rel="https://api.w.org/" href="{0}/wp-json/">'
    '<link rel="stylesheet" href="/wp-content/plugins/the-events-calendar/x.css">'
)
FEED = '<link rel="alternate" type="application/rss+xml" href="{0}/feed/">'


def served(server: HTTPServer, respond: Callable[[Request], Response]) -> None:
    server.expect_request(re.compile(".*")).respond_with_handler(respond)


def found(server: HTTPServer, path: str = "/") -> Finding:
    policy = FetchPolicy(allow=frozenset({f"{server.host}:{server.port}"}), pace=0.0, deadline=5.0)
    return detect(server.url_for(path), Setting(policy=policy), NOW)


def html(text: bytes) -> Response:
    return Response(text, content_type="text/html; charset=utf-8")


def wordpress(server: HTTPServer, api: Callable[[Request], Response]) -> None:
    def respond(request: Request) -> Response:
        base = request.host_url.rstrip("/")
        if request.path.startswith("/wp-json/"):
            return api(request)
        if request.path == "/":
            return html(page(head=(TEC + FEED).format(base)))
        if request.path == "/feed/":
            return Response(RSS, content_type="application/rss+xml")
        if request.path == "/events/" and request.args.get("ical"):
            return Response(ics(CONCERT), content_type="text/calendar")
        return Response("", status=404)

    served(server, respond)


def test_the_events_calendar_is_read_by_its_api(httpserver: HTTPServer) -> None:
    world = World(items=12)
    wordpress(httpserver, lambda request: events_calendar.API.respond(request, world))
    finding = found(httpserver)
    assert (finding.kind, finding.counts.events) == ("events_calendar", 12)
    assert [other.kind for other in finding.others] == ["ical", "rss"]
    assert len(finding.shown) == 10


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wordpress_whose_api_is_closed_is_read_by_its_calendar(httpserver: HTTPServer, status: int) -> None:
    wordpress(httpserver, lambda _: answer({"code": "rest_forbidden"}, status))
    finding = found(httpserver)
    assert (finding.kind, codes(finding)) == ("ical", ["wordpress_rest_off"])


def test_a_wordpress_without_events_is_read_by_its_feed(httpserver: HTTPServer) -> None:
    def respond(request: Request) -> Response:
        if request.path == "/":
            return html(page(head='<link rel="https://api.w.org/" href="/wp-json/"><p class="/wp-content/">'))
        return (
            Response(RSS, content_type="application/rss+xml")
            if request.path == "/feed/"
            else Response("", status=404)
        )

    served(httpserver, respond)
    finding = found(httpserver)
    assert (finding.kind, codes(finding)) == ("rss", ["feed_without_dates"])


def test_a_mobilizon_group(httpserver: HTTPServer) -> None:
    world = World(items=3)
    shell = page(
        "Mobilizon doesn't work properly without JavaScript enabled.",
        title="Collectif des communs - Mobilizon",
    )

    def respond(request: Request) -> Response:
        return mobilizon.API.respond(request, world) if request.path == "/api" else html(shell)

    served(httpserver, respond)
    finding = found(httpserver, f"/@{mobilizon.GROUP}")
    assert (finding.kind, finding.counts.events) == ("mobilizon", 3)


def test_a_gancio_instance(httpserver: HTTPServer) -> None:
    listed = (SAMPLES / "gancio/liste.json").read_bytes()
    shell = page(
        "<div id='__nuxt'>gancio</div>", '<link rel="alternate" type="application/rss+xml" href="/feed/rss">'
    )

    def respond(request: Request) -> Response:
        if request.path == "/api/events":
            return Response(listed, content_type="application/json")
        return html(shell) if request.path == "/" else Response("", status=404)

    served(httpserver, respond)
    finding = found(httpserver)
    assert finding.kind == "gancio"
    assert finding.counts.events > 0


def test_a_yeswiki(httpserver: HTTPServer) -> None:
    forms = {"2": {"bn_id_nature": "2", "bn_label_nature": "Agenda", "bn_template": "", "prepared": []}}
    entry = {
        "id_fiche": "FeteDuJardin", "bf_titre": "Fête du jardin", "id_typeannonce": "2", "statut_fiche": "1",
        "bf_date_debut_evenement": "2026-12-05", "bf_date_fin_evenement": "2026-12-05", "bf_ville": "Gap",
        "date_creation_fiche": "2026-10-01 10:00:00", "date_maj_fiche": "2026-10-01 10:00:00",
    }  # fmt: skip
    home = page(
        "<a href='?PagePrincipale'>Accueil</a><div class='yeswiki-page-widget'>x</div>",
        '<meta name="generator" content="YesWiki doryphore"><script src="tools/bazar/libs/bazar.js"></script>',
    )

    def respond(request: Request) -> Response:
        asked = request.query_string.decode()
        if asked.startswith("api/forms/2/entries"):
            return answer({"FeteDuJardin": entry})
        if asked.startswith("api/forms"):
            return answer(forms)
        return html(home)

    served(httpserver, respond)
    finding = found(httpserver, "/?PagePrincipale")
    assert (finding.kind, [one.title for one in finding.shown]) == ("yeswiki", ["Fête du jardin"])


def test_a_umap_map(httpserver: HTTPServer) -> None:
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [6.64, 44.9]},
        "properties": {"name": "Le fournil"},
    }
    settings = {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [6, 44]},
        "properties": {"name": "Bonnes adresses", "share_status": 1,
                       "datalayers": [{"id": "1a2b", "name": "Boulangeries", "displayOnLoad": True}]},
    }  # fmt: skip

    def respond(request: Request) -> Response:
        if request.path == "/fr/map/bonnes-adresses_12":
            return html(page("<div id='map'></div><script src='/static/umap/js/umap.js'></script>"))
        if request.path == "/fr/map/12/geojson/":
            return answer(settings)
        if request.path.startswith("/fr/datalayer/"):
            return answer({"type": "FeatureCollection", "features": [point]})
        return Response("", status=404)

    served(httpserver, respond)
    finding = found(httpserver, "/fr/map/bonnes-adresses_12")
    assert (finding.kind, [one.title for one in finding.shown]) == ("geojson", ["Le fournil"])


def test_a_page_that_shows_an_openagenda() -> None:
    widget = '<blockquote class="oa-agenda"><a href="https://openagenda.com/agendas/12345678">Agenda</a></blockquote>'
    export = "https://openagenda.com/agendas/12345678/events.v2.json"
    answered = (SAMPLES / "openagenda/reponse.json").read_bytes()
    looked, _ = look("https://mjc.example/", {"https://mjc.example/": page(widget), export: answered})
    assert [(one.kind, one.url) for one in looked.candidates] == [("openagenda", export)]


def test_a_page_that_describes_its_events(httpserver: HTTPServer) -> None:
    concert = {
        "@context": "https://schema.org", "@type": "Event", "name": "Concert de Noël",
        "startDate": "2026-12-05T20:30:00+01:00",
        "location": {"@type": "Place", "name": "MJC", "address": "05100 Briançon"}, "url": "/concert",
    }  # fmt: skip
    served(
        httpserver,
        lambda _: html(
            page(head=f'<script type="application/ld+json">{json.dumps(concert)}</script>' + FEED.format(""))
        ),
    )
    finding = found(httpserver)
    assert (finding.kind, [one.title for one in finding.shown]) == ("page", ["Concert de Noël"])
