"""What maps teach beyond the samples: uMap's addresses and refusals over real HTTP, geometry, names, dates."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.contract import Document, Link, Page, Record, Rejected, Repair, Said
from agregateur.errors import ParseError
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Limits, Reading
from agregateur.ingest.reading import read as read_source
from connecteurs.geojson import GeoJson
from connecteurs.geojson.document import MAX_ITEMS
from connecteurs.geojson.umap import data_address, filled, plain
from tests.connecteurs.apis.base import MANY, ROOM, USUAL
from tests.connecteurs.samples import Answers, records

URL = "https://carte.example/lieux.geojson"
LAYERS = ["0b1c2d3e-0001-4a6b-8c9d-aaaaaaaaaaaa", "0b1c2d3e-0002-4a6b-8c9d-bbbbbbbbbbbb"]


def feature(
    name: str | None = "Lieu", at: Any = (6.08, 44.56), uid: Any = None, **properties: Any
) -> dict[str, Any]:
    stated = {"name": name, **properties} if name is not None else properties
    found: dict[str, Any] = {"type": "Feature", "properties": stated, "geometry": None}
    if at is not None:
        found["geometry"] = {"type": "Point", "coordinates": list(at)}
    return found if uid is None else {**found, "id": uid}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def read(value: Any, url: str = URL, **options: Any) -> list[Said]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(GeoJson(url=url, **options).collect(Answers(content, {}), {}))


def one(value: Any, **options: Any) -> Record:
    (record,) = records(read(collection(value), **options))
    return record


class UMap:
    """A uMap as its views answer (umap/views.py): pages, settings, layers, the short address, refusals."""

    def __init__(self, server: HTTPServer, **settings: Any) -> None:
        self.server = server
        self.layers: dict[str, Any] = {
            LAYERS[0]: collection(feature("Ressourcerie", uid="aaaaa"), _umap_options={"name": "Réemploi"}),
            LAYERS[1]: collection(feature("Jardin", uid="bbbbb"), _umap_options={"name": "Jardins"}),
        }
        self.settings = {"permissions": {"share_status": 1}, **settings}
        self.refusals: dict[str, Response] = {}
        self.asked: list[str] = []
        server.expect_request(re.compile("^/")).respond_with_handler(self.respond)

    def respond(self, request: Request) -> Response:
        self.asked.append(request.path)
        for part, refusal in self.refusals.items():
            if part in request.path:
                return refusal
        if request.path == "/m/12/":
            return Response(status=301, headers={"Location": "/fr/map/carte-des-lieux_12"})
        if request.path == "/fr/map/carte-des-lieux_12":
            return Response(
                "<!DOCTYPE html><html><body><div id=map></div><script>new U.Map('map')</script> uMap</body></html>",
                content_type="text/html",
            )
        if request.path == "/fr/map/12/geojson/":
            layers = [
                {"id": key, "name": layer["_umap_options"]["name"], **layer.get("settings", {})}
                for key, layer in self.layers.items()
            ]
            properties = {"umap_id": 12, "name": "Carte des lieux", "datalayers": layers, **self.settings}
            return self._json({"type": "Feature", "geometry": None, "properties": properties})
        found = re.fullmatch(r"/fr/datalayer/12/([\w-]+)/", request.path)
        if found and found[1] in self.layers:
            return self._json(self.layers[found[1]], "application/geo+json")
        if request.path in self.layers:
            return self._json(self.layers[request.path])
        return Response("Not Found", status=404)

    def _json(self, value: Any, media_type: str = "application/json") -> Response:
        return Response(json.dumps(value), content_type=media_type)

    def read(
        self,
        path: str = "/fr/map/carte-des-lieux_12",
        kind: str | None = None,
        limits: Limits = USUAL,
        **changes: Any,
    ) -> Reading:
        allowed = frozenset({f"{self.server.host}:{self.server.port}"})
        job = Job(
            kind=kind,
            url=self.server.url_for(path),
            policy=FetchPolicy(allow=allowed, pace=0.0),
            now=datetime(2026, 11, 22, 8, tzinfo=UTC),
            **changes,
        )
        return read_source(job, limits=limits)


@pytest.fixture
def umap(httpserver: HTTPServer) -> UMap:
    return UMap(httpserver)


def _keys(reading: Reading) -> list[str]:
    return [group.key for group in reading.groups]


class TestUMap:
    """A uMap, asked over real HTTP by a real reading child."""

    @pytest.mark.parametrize("path", ["/fr/map/carte-des-lieux_12", "/m/12/", "/fr/map/12/geojson/"])
    def test_a_map_is_recognised_and_read_from_any_of_its_addresses(self, umap: UMap, path: str) -> None:
        done = umap.read(path)
        assert done.error is None and done.complete
        assert (done.kind, _keys(done)) == ("geojson", ["aaaaa", "bbbbb"])
        assert [group.records[0].categories for group in done.groups] == [("Réemploi",), ("Jardins",)]

    def test_what_is_known_is_unchanged(self, umap: UMap) -> None:
        first = umap.read()
        again = umap.read(known={group.key: group.digest for group in first.groups})
        assert again.complete and not again.groups and set(again.unchanged) == {"aaaaa", "bbbbb"}

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (Response("erreur", status=500), "http_status"),
            (Response("Not Found", status=404), "http_status"),
            (Response('{"type": "FeatureCollection", "features": ['), "truncated"),
            (Response("<html><body>Connexion</body></html>"), "html_instead"),
            (Response("Forbidden", status=403), "private_map"),
        ],
    )
    def test_a_layer_that_fails_leaves_the_others_and_a_part(
        self, umap: UMap, answer: Response, code: str
    ) -> None:
        umap.refusals[LAYERS[0]] = answer
        done = umap.read()
        assert _keys(done) == ["bbbbb"]
        assert not done.complete and done.error is not None and done.error.code == code
        assert [repair.code for repair in done.repairs] == ["layer_unread"]

    def test_a_server_that_is_tired_is_left_alone(self, umap: UMap) -> None:
        umap.refusals[LAYERS[0]] = Response(status=429, headers={"Retry-After": "3600"})
        done = umap.read()
        assert not done.complete and done.retry_after == 3600 and not done.groups
        assert not any(LAYERS[1] in path for path in umap.asked)

    def test_a_private_map_is_told_in_clear_words(self, umap: UMap) -> None:
        umap.refusals["/map/12/geojson/"] = Response("Forbidden", status=403)
        done = umap.read(kind="geojson")
        assert done.error is not None and done.error.code == "private_map" and "share" in done.error.message

    @pytest.mark.parametrize("status", [0, 3, 9, 99])
    def test_settings_that_say_private_keep_every_layer_unread(self, umap: UMap, status: int) -> None:
        umap.settings["permissions"] = {"share_status": status}
        done = umap.read()
        assert done.error is not None and done.error.code == "private_map"
        assert not done.groups and not any("datalayer" in path for path in umap.asked)

    def test_a_deleted_map_is_the_fetchers_affair(self, umap: UMap) -> None:
        umap.refusals["/map/"] = Response("Not Found", status=404)
        done = umap.read(kind="geojson")
        assert done.error is not None and done.error.values["status"] == 404 and not done.complete

    def test_data_elsewhere_are_named_and_not_fetched(self, umap: UMap) -> None:
        umap.layers[LAYERS[0]]["settings"] = {"remoteData": {"url": "http://127.0.0.1:9/lieux.geojson"}}
        done = umap.read()
        assert done.complete and _keys(done) == ["bbbbb"]
        assert [(r.code, "127.0.0.1:9" in r.detail) for r in done.repairs] == [("remote_layer", True)]

    @pytest.mark.parametrize(
        ("remote", "read_it"),
        [
            ({"url": "/media/lieux.json"}, False),
            ({"url": "HOST/media/lieux.json"}, True),
            ({"url": "HOST/media/lieux.json", "format": "osm"}, True),
            ({"url": "HOST/media/lieux.json", "format": "csv"}, False),
            ({"url": "HOST/media/lieux.json?bbox={bbox}", "dynamic": True}, False),
        ],
    )
    def test_data_of_the_same_host_are_read(self, umap: UMap, remote: dict[str, Any], read_it: bool) -> None:
        host = umap.server.url_for("").rstrip("/")
        umap.layers[LAYERS[0]]["settings"] = {
            "remoteData": {**remote, "url": remote["url"].replace("HOST", host)}
        }
        umap.layers["/media/lieux.json"] = {
            **collection(feature("Atelier", uid="ccccc")),
            "_umap_options": {"name": "x"},
        }
        done = umap.read()
        assert ("ccccc" in _keys(done)) is read_it
        assert ("/media/lieux.json" in umap.asked) is read_it

    @pytest.mark.slow
    def test_many_features_fit_in_bounded_memory(self, umap: UMap) -> None:
        features = [
            feature(f"Lieu {n}", uid=f"f{n}", description="Ouvert le samedi.") for n in range(MANY // 2)
        ]
        for key, start in zip(LAYERS, ("a", "b"), strict=True):
            umap.layers[key]["features"] = [{**one, "id": f"{start}{one['id']}"} for one in features]
        done = umap.read(max_items_paged=100_000, limits=ROOM)
        assert done.error is None and done.complete and len(done.groups) == MANY


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (
            "https://umap.openstreetmap.fr/fr/map/lieux_123#9/44/6",
            "https://umap.openstreetmap.fr/fr/map/123/geojson/",
        ),
        (
            "https://umap.openstreetmap.fr/en/map/lieux-d-ici_123?x=1",
            "https://umap.openstreetmap.fr/en/map/123/geojson/",
        ),
        (
            "https://umap.incubateur.anct.gouv.fr/pt-br/map/x_9",
            "https://umap.incubateur.anct.gouv.fr/pt-br/map/9/geojson/",
        ),
        ("https://cartes.example/umap/fr/map/x_9", "https://cartes.example/umap/fr/map/9/geojson/"),
        ("https://umap.example/map/x_9", "https://umap.example/fr/map/9/geojson/"),
        ("https://umap.example/fr/map/9/geojson/", "https://umap.example/fr/map/9/geojson/"),
        ("https://umap.example/map/9/download/", "https://umap.example/map/9/download/"),
        ("https://umap.example/fr/datalayer/9/abc/", "https://umap.example/fr/datalayer/9/abc/"),
        ("https://umap.example/m/9/", "https://umap.example/m/9/"),
        (URL, URL),
        ("file:///srv/fr/map/x_9", "file:///srv/fr/map/x_9"),
        ("http://[", "http://["),
    ],
)
def test_the_data_of_a_map_are_found_from_its_page(url, asked):
    assert data_address(url) == asked


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><body>Connexion</body></html>", "html_instead"),
        (b'{"type": "FeatureCollection", "features": [{"type"', "truncated"),
        (b'{"detail": "Not found."}', "not_a_map"),
        (b'{"type": "Point", "coordinates": [6, 44]}', "not_a_map"),
        (b"[1, 2]", "not_a_map"),
        (b'{"type": "FeatureCollection", "features": null}', "not_a_map"),
        (json.dumps(collection(*[0] * (MAX_ITEMS + 1))).encode(), "too_many_items"),
        (json.dumps(feature("a")).encode() + b"\n" + json.dumps(feature("b")).encode()[:-9], "truncated"),
    ],
)
def test_what_is_no_map_is_refused(content, code):
    with pytest.raises(ParseError) as raised:
        read(content)
    assert raised.value.code == code


def test_a_bad_line_among_lines_is_told_and_the_others_read():
    lines = [json.dumps(feature("A", uid="a")), '{"type": "Fea', "\x1e" + json.dumps(feature("B", uid="b"))]
    said = read("\n".join(lines).encode() + b"\n")
    assert [r.uid for r in records(said)] == ["a", "b"]
    assert Rejected("", "not_json", "ligne 2") in said


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "Point", "coordinates": [6.08, 44.56, 730]}, (44.56, 6.08)),
        ({"type": "Point", "coordinates": ["6.08", "44.56"]}, (44.56, 6.08)),
        ({"type": "MultiPoint", "coordinates": [[6.08, 44.56], [7, 45]]}, (44.56, 6.08)),
        ({"type": "LineString", "coordinates": [[6, 44], [6.08, 44.56], [7, 45]]}, (44.56, 6.08)),
        ({"type": "MultiLineString", "coordinates": [[[6, 44]], [[6, 44], [6.08, 44.56]]]}, (44.56, 6.08)),
        ({"type": "Polygon", "coordinates": [[[6, 44], [8, 44], [8, 46], [6, 46], [6, 44]]]}, (45, 7)),
        ({"type": "Polygon", "coordinates": [[[6, 44], [8, 44], [8, 46], [6, 46]]]}, (45, 7)),
        ({"type": "Polygon", "coordinates": [[[6, 44], [6, 44], [6, 44]]]}, (44, 6)),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [6, 44]}]}, (44, 6)),
        ({"type": "Point", "coordinates": []}, (None, None)),
        ({"type": "Polygon", "coordinates": [[]]}, (None, None)),
        ({"type": "Point", "coordinates": [0, 0]}, (None, None)),
        ({"type": "Triangle", "coordinates": [[6, 44]]}, (None, None)),
        (None, (None, None)),
        (7, (None, None)),
    ],
)
def test_any_geometry_is_one_point_or_none(geometry, expected):
    record = one({**feature(), "geometry": geometry})
    assert (record.latitude, record.longitude) == expected
    assert not record.repairs


@pytest.mark.parametrize(
    ("stated", "expected", "codes"),
    [
        ((44.56, 6.08), (44.56, 6.08), ["swapped_point"]),
        ((55.45, -20.88), (-20.88, 55.45), []),
        ((-20.88, 55.45), (-20.88, 55.45), ["swapped_point"]),
        ((4.35, 50.85), (50.85, 4.35), []),
        ((426857.9, 6582000.2), (None, None), ["bad_point"]),
    ],
)
def test_swapped_coordinates_are_turned_round_only_when_that_leads_to_france(stated, expected, codes):
    record = one(feature(at=stated))
    assert (record.latitude, record.longitude) == expected
    assert [r.code for r in record.repairs] == codes


def test_a_projection_is_named():
    said = read(
        collection(feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}})
    )
    assert Repair(code="projected_points", detail="urn:ogc:def:crs:EPSG::2154") in said


class TestNames:
    """What a feature is called, so that it stays itself."""

    def test_one_identifier_for_several_places_is_told_apart_by_their_names(self):
        features = [
            feature("Emmaüs", uid="node/1"),
            feature("SEL", uid="node/1"),
            feature("Seul", uid="node/2"),
        ]
        first = [r.uid for r in records(read(collection(*features)))]
        assert first == ["node/1 emmaus", "node/1 sel", "node/2"]
        assert set(first) == {r.uid for r in records(read(collection(*reversed(features))))}

    def test_without_identifier_name_and_point_name_it_whatever_the_order(self):
        features = [feature("A"), feature("B", at=(6.1, 44.6)), feature("A", at=(6.2, 44.7))]
        uids = {r.uid for r in records(read(collection(*features)))}
        assert uids == {"a@44.56,6.08", "b@44.6,6.1", "a@44.7,6.2"}
        assert uids == {r.uid for r in records(read(collection(*reversed(features))))}

    def test_one_feast_in_several_streets_is_told_apart_by_their_points(self):
        streets = [(4.83, 45.75), (4.84, 45.76)]
        features = [feature("Fête des voisins", at=at, debut="28/05/2027 19:00") for at in streets]
        uids = [r.uid for r in records(read(collection(*features)))]
        assert uids == [f"fete des voisins@2027-05-28@{y},{x}" for x, y in streets]

    def test_an_event_that_moves_by_an_hour_keeps_its_name(self):
        before, after = (
            [r.uid for r in records(read(collection(feature("Bal", debut=f"28/05/2027 {hour}:00"))))]
            for hour in (19, 20)
        )
        assert before == after == ["bal@2027-05-28"]

    def test_two_sessions_of_a_day_are_two(self):
        features = [feature("Contes", debut=f"28/05/2027 {hour}:00") for hour in (14, 16)]
        uids = [r.uid for r in records(read(collection(*features)))]
        assert uids == [f"contes@2027-05-28@44.56,6.08@2027-05-28T{hour}:00:00" for hour in (14, 16)]

    def test_places_in_a_list_are_no_identifiers(self):
        features = [feature(name, uid=n) for n, name in enumerate("ABC")]
        assert [r.uid for r in records(read(collection(*features)))][:1] == ["a@44.56,6.08"]
        assert [r.uid for r in records(read(collection(*features[1:])))] == ["1", "2"]

    @pytest.mark.parametrize("key", ["@id", "uuid", "identifiant", "id"])
    def test_an_identifier_among_the_properties_counts(self, key: str):
        assert one(feature(**{key: "x-1"})).uid == "x-1"

    def test_the_same_feature_twice_is_told_once(self):
        said = read(collection(feature(uid="a"), feature(uid="a")))
        assert len(records(said)) == 1 and said[-1] == Rejected("a lieu", "duplicate_uid", "Lieu")


class TestDates:
    """Which features are events."""

    @pytest.mark.parametrize(
        ("stated", "start"),
        [
            ({"debut": "05/12/2026"}, date(2026, 12, 5)),
            ({"Date de début": "samedi 5 décembre 2026"}, date(2026, 12, 5)),
            ({"startDate": "2026-12-05T19:30:00Z"}, datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
            ({"date": "05/12/2026 20:30"}, datetime(2026, 12, 5, 20, 30)),
            ({"date": "05/12/2026", "heure": "20h30"}, datetime(2026, 12, 5, 20, 30)),
            ({"date": "05/12/2026", "fin": "07/12/2026"}, date(2026, 12, 5)),
        ],
    )
    def test_a_beginning_that_is_told_for_sure_makes_an_event(self, stated, start):
        record = one(feature(**stated))
        assert (record.kind, record.start) == ("event", start)
        assert one(feature(**stated), as_="actor").kind == "actor"

    def test_a_day_alone_under_date_may_be_another(self):
        said = read(collection(feature(date="05/12/2026")))
        assert [r.kind for r in records(said)] == ["actor"]
        assert [r.code for r in said if isinstance(r, Repair)] == ["unsure_date"]
        assert one(feature(date="05/12/2026"), as_="event").start == date(2026, 12, 5)
        assert one(feature(date="05/12/2026"), fields={"start": "date"}).start == date(2026, 12, 5)

    def test_the_year_of_a_church_is_no_event(self):
        record = one(
            feature(
                "Église", uid="way/7", **{"@id": "way/7", "start_date": "1642-05-01", "building": "church"}
            )
        )
        assert record.kind == "actor" and not record.repairs

    def test_as_event_refuses_what_has_no_start(self):
        assert read(collection(feature()), as_="event") == [Rejected("", "no_start", "Lieu")]

    def test_a_mapped_start_leaves_no_other_date_guessed(self):
        record = one(
            feature(date="01/01/2020", fin="02/01/2020", jour_j="05/12/2026"), fields={"start": "jour_j"}
        )
        assert (record.start, record.end) == (date(2026, 12, 5), None)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("# {name}\n{description}", None),
        ("{description}", None),
        (None, None),
        ("# {name}\n{adresse}, {ville}", "1 rue Haute, Gap"),
        ("{adresse}\nTél : {tel}\n{infos.heures}", "1 rue Haute\n9h-12h"),
        ('{tel|"non précisé"} / {tel|ville}', "non précisé / Gap"),
        ("Fixe\n{{https://x.example/a.png}}", "Fixe\n{{https://x.example/a.png}}"),
        ("{{{photo}}}", "{{https://x.example/p.jpg}}"),
    ],
)
def test_a_maps_own_template_says_what_is_shown(template, expected):
    values = {
        "adresse": "1 rue Haute",
        "ville": "Gap",
        "infos": {"heures": "9h-12h"},
        "photo": "https://x.example/p.jpg",
    }
    assert filled(template, values) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Ouvert** le [[https://a.example|samedi]]", ("Ouvert le samedi (https://a.example)", None)),
        ("[[https://a.example]]", ("https://a.example", None)),
        ("# Titre\ntexte\n---\nsuite", ("Titre\ntexte\n\nsuite", None)),
        ("{{https://a.example/i.jpg|300}}", ("", "https://a.example/i.jpg")),
        ("{{{https://v.example/film|*400}}}", ("https://v.example/film", None)),
    ],
)
def test_umaps_marks_are_read(text, expected):
    assert plain(text) == expected


def test_options_of_a_feature_win_over_those_of_its_layer():
    stated = feature("Lieu", note="Haut", _umap_options={"popupContentTemplate": "{note} !"})
    said = read(
        collection(stated, feature("Autre", note="Bas"), _umap_options={"popupContentTemplate": "{note}"})
    )
    assert [r.description for r in records(said)] == ["Haut !", "Bas"]


@pytest.mark.parametrize(
    ("key", "title"), [("sigle", "MJC"), ("{sigle} de {ville}", "MJC de Gap"), ("absent", None)]
)
def test_a_layer_may_name_its_points_by_another_property(key, title):
    value = collection(
        feature(None, sigle="MJC", ville="Gap"), _umap_options={"name": "Lieux", "labelKey": key}
    )
    assert [r.title for r in records(read(value))] == ([title] if title else [])


def test_no_licence_is_none():
    for name in ("No licence set", "Pas de licence"):
        value = {"type": "umap", "properties": {"licence": {"name": name}}, "layers": [collection(feature())]}
        assert records(read(value))[0].licence is None


@pytest.mark.parametrize("stated", ["javascript:alert(1)", "file:///etc/passwd", "data:image/png;base64,AA"])
def test_dangerous_addresses_are_not_carried(stated):
    record = one(feature(site=stated, image=stated, description=f"{{{{{stated}}}}}"))
    assert (record.url, record.image) == (None, None)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"fields": {"quand": "x"}}, "quand"),
        ({"as_": "article"}, "as"),
        ({"fields": {"start": " "}}, "start"),
    ],
)
def test_options_are_checked(options, word):
    with pytest.raises(ValueError, match=word):
        GeoJson(url=URL, **options)


def test_a_page_proposes_the_maps_it_shows():
    links = (
        Link(url="https://site.example/lieux.geojson"),
        Link(url="https://umap.openstreetmap.fr/fr/map/lieux_7?scaleControl=false", rel="frame"),
        Link(url="https://site.example/contact"),
    )
    page = Page(url="https://site.example/", links=links)
    assert list(GeoJson.propose(page)) == [
        "https://umap.openstreetmap.fr/fr/map/7/geojson/",
        "https://site.example/lieux.geojson",
    ]


@pytest.mark.parametrize(
    ("url", "content", "sure"),
    [
        ("https://umap.openstreetmap.fr/fr/map/x_1", None, True),
        ("https://u.osmfr.org/m/1/", None, True),
        ("https://site.example/fr/map/x_1", None, False),
        ("https://site.example/fr/map/x_1", b"<html><body>Plan du site</body></html>", False),
        ("https://umap.example/fr/map/x_1", b"<html><body>uMap</body></html>", True),
        (URL, b"<html><body>uMap</body></html>", False),
        (URL, json.dumps(collection(feature(None, id_fiche="a", bf_titre="A"))).encode(), False),
        (URL, json.dumps(collection()).encode(), True),
        (URL, b'{"features": []}', False),
    ],
)
def test_what_is_a_map_and_what_is_another_softwares(url, content, sure):
    document = None if content is None else Document(url=url, content=content)
    assert (GeoJson.recognise(url, document) >= 50) is sure


def test_a_map_is_asked_for_with_the_least(httpserver: HTTPServer) -> None:
    umap = UMap(httpserver)
    umap.read(kind="geojson")
    assert [path for path in umap.asked if path != "/robots.txt"] == [
        "/fr/map/12/geojson/",
        *(f"/fr/datalayer/12/{key}/" for key in LAYERS),
    ]


class TestFindingWhatIsRefused:
    """A partner finds on its map, or in its file, what has no name."""

    def test_by_its_point_and_its_first_property(self):
        found = read(
            collection(feature(None, (6.08, 44.56), commune="Gap", courriel="a@b.example"), feature())
        )
        assert [(one.code, one.detail) for one in found if isinstance(one, Rejected)] == [
            ("no_title", "44.56000, 6.08000, commune : Gap")
        ]

    def test_by_its_identifier(self):
        found = read(collection(feature(None, None, uid="node/12"), feature()))
        assert Rejected("node/12", "no_title", "node/12") in found

    def test_by_its_properties_where_it_has_no_point(self):
        found = read(
            collection(
                feature(None, None, id=4, telephone="0492000000", quartier="Les Cèdres", rue="A"), feature()
            )
        )
        (refused,) = (one for one in found if isinstance(one, Rejected))
        assert refused.detail == "4, quartier : Les Cèdres, rue : A"

    def test_what_may_not_be_for_the_public_is_kept_and_told(self):
        found = read(collection(feature("Jardin", visible="à voir"), feature("Café", visible="oui")))
        assert [one.title for one in records(found)] == ["Café"]
        assert [(one.code, one.detail) for one in found if isinstance(one, Rejected)] == [
            ("shown_unclear", "Jardin visible : à voir")
        ]
