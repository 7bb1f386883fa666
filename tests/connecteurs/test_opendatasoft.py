"""What portals teach beyond the samples: the addresses of a dataset, its limits, its window, and its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug import Request
from werkzeug.test import EnvironBuilder

from agregateur.contract import Document, Link, Page, Record, Rejected, Said
from agregateur.errors import HttpStatus, ParseError
from connecteurs.opendatasoft import OpenDataSoft
from connecteurs.opendatasoft.columns import point_in
from tests.connecteurs import real_files
from tests.connecteurs.apis import opendatasoft as portal
from tests.connecteurs.apis.base import World, answer
from tests.connecteurs.samples import Answers, records

HOST = "https://data.departement.example"
RECORDS = f"{HOST}/api/explore/v2.1/catalog/datasets/{portal.DATASET}/records"
EXPORT = f"{HOST}/api/explore/v2.1/catalog/datasets/{portal.DATASET}/exports/json"
ABOUT = f"{HOST}/api/explore/v2.1/catalog/datasets/{portal.DATASET}"
FORMER = f"{HOST}/api/records/1.0/search/"
SHOWN = f"{HOST}/explore/dataset/{portal.DATASET}/table/"
COMING = "lastdate_end >= now(days=-31) or (lastdate_end is null and firstdate_begin >= now(days=-31))"


@dataclass
class Portal:
    """The local server as a `fetch`. `coming`: how many records a request with a window answers."""

    world: World
    coming: int | None = None
    types: Mapping[str, str] | None = None
    asked: list[tuple[str, dict[str, list[str]], Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        parts = urlsplit(url)
        self.asked.append((url.partition("?")[0], parse_qs(parts.query), headers or {}))
        items = self.world.items
        if self.coming is not None and "now%28days" in parts.query:
            items = self.coming
        request = Request(
            EnvironBuilder(
                parts.path, query_string=parts.query, headers=dict(headers or {}).items()
            ).get_environ()
        )
        response = portal.API.respond(request, World(items=items))
        if self.types is not None and url == ABOUT:
            response = answer({"fields": [{"name": n, "type": t} for n, t in self.types.items()]})
        if response.status_code != 200:
            raise HttpStatus(str(response.status_code), url=url, status=response.status_code)
        return Document(url=url, content=response.get_data())

    def addresses(self) -> list[str]:
        return [address for address, _, _ in self.asked]

    def wheres(self) -> list[list[str]]:
        return [query.get("where", []) for _, query, _ in self.asked]


def collect(fetch: Any, url: str = SHOWN, **options: Any) -> list[Said]:
    return list(OpenDataSoft(url=url, **options).collect(fetch, {}))


def read(rows: list[Any], **options: Any) -> list[Said]:
    content = json.dumps({"total_count": len(rows), "results": rows}).encode()
    return collect(Answers(content, {}), "https://partenaire.example/x.json", **options)


def one(row: dict[str, Any], **options: Any) -> Record:
    (record,) = records(read([row], **options))
    return record


@pytest.mark.parametrize(
    "url",
    [
        SHOWN,
        f"{HOST}/explore/dataset/{portal.DATASET}",
        f"{HOST}/fr/explore/dataset/{portal.DATASET}/information/",
        f"{HOST}/explore/embed/dataset/{portal.DATASET}/calendar/?static=false",
        f"{HOST}/explore/assets/{portal.DATASET}/",
        RECORDS,
        f"{RECORDS}?limit=20&offset=40&select=uid",
        EXPORT,
        ABOUT,
        f"{HOST}/api/explore/v2.0/catalog/datasets/{portal.DATASET}/records",
    ],
)
def test_every_address_of_a_dataset_leads_to_its_records(url):
    site = Portal(World(items=150))
    assert len(records(collect(site, url))) == 150
    assert site.asked == [
        (RECORDS, {"limit": ["100"], "offset": ["0"]}, {}),
        (RECORDS, {"limit": ["100"], "offset": ["100"]}, {}),
    ]


def test_the_former_api_is_read_as_it_is():
    site = Portal(World(items=150))
    url = f"{FORMER}?dataset={portal.DATASET}&rows=10&facet=ville&refine.location_city=Gap&q=jazz"
    assert len(records(collect(site, url))) == 150
    kept = {"dataset": [portal.DATASET], "refine.location_city": ["Gap"], "q": ["jazz"], "rows": ["100"]}
    assert [query for _, query, _ in site.asked] == [{**kept, "start": [start]} for start in ("0", "100")]
    large = Portal(World(items=10_100))
    assert len(records(collect(large, f"{FORMER}?dataset={portal.DATASET}"))) == 10_100
    assert large.addresses() == [FORMER, f"{HOST}/api/records/1.0/download/"]


def test_the_filters_of_a_page_are_kept():
    site = Portal(World(items=1))
    shown = f'{SHOWN}?refine.location_city=Gap&exclude.type=Vide "grenier"&disjunctive.type=1&sort=date&location=9,44,6'
    collect(site, shown)
    assert site.asked[0][1] == {
        "refine": ['location_city:"Gap"'],
        "exclude": ['type:"Vide \\"grenier\\""'],
        "limit": ["100"],
        "offset": ["0"],
    }
    narrowed = Portal(World(items=1_500), coming=3)
    url = f"{RECORDS}?where=location_city%3D'Gap'&refine=type:a&refine=type:b"
    assert len(records(collect(narrowed, url))) == 3
    assert narrowed.asked[-1][1]["where"] == [f"(location_city='Gap') and ({COMING})"]
    assert narrowed.asked[-1][1]["refine"] == ["type:a", "type:b"]


def test_of_a_long_history_only_what_comes_is_asked_for():
    site = Portal(World(items=8_000), coming=120)
    assert len(records(collect(site))) == 120
    assert site.addresses() == [RECORDS, ABOUT, RECORDS, RECORDS]
    assert site.wheres() == [[], [], [f"({COMING})"], [f"({COMING})"]]


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"firstdate_begin": "text", "lastdate_end": "text"},
        {"firstdate_begin": "datetime", "lastdate_end": "text"},
    ],
)
def test_columns_that_hold_no_dates_make_no_window(types):
    site = Portal(World(items=1_100), types=types)
    assert len(records(collect(site))) == 1_100
    assert not any(site.wheres())


def test_beyond_the_limit_of_pages_all_is_asked_for_at_once():
    site = Portal(World(items=10_200))
    assert len(records(collect(site))) == 10_200
    assert site.addresses() == [RECORDS, ABOUT, RECORDS, EXPORT]


def test_a_dataset_of_the_whole_country_is_refused_with_advice():
    site = Portal(World(items=900_000), types={})
    with pytest.raises(ParseError, match="a department, a town") as raised:
        collect(site)
    assert raised.value.code == "too_many_items"
    assert site.addresses() == [RECORDS, ABOUT]


def test_a_key_goes_into_the_header_alone():
    site = Portal(World(items=2))
    assert len(records(collect(site, key=portal.KEY))) == 2
    said = collect(site, f"{RECORDS}?apikey={portal.KEY}")
    assert all(headers == {"Authorization": f"Apikey {portal.KEY}"} for _, _, headers in site.asked)
    assert portal.KEY not in repr(said) + repr(site.addresses()) + repr([query for _, query, _ in site.asked])


@pytest.mark.parametrize(("key", "code"), [("perdue", "key_refused"), (None, "key_needed")])
def test_a_refusal_tells_what_to_do(key, code):
    def closed(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        raise HttpStatus("403", url=url, status=403)

    with pytest.raises(ParseError) as raised:
        collect(closed, key=key)
    assert raised.value.code == code and "key" in raised.value.message


def test_wrong_options_are_named():
    for options, word in (
        ({"key": "deux mots"}, "key"),
        ({"fields": {"titre": "nom"}}, "fields"),
        ({"as_": "x"}, "as"),
    ):
        with pytest.raises(ValueError, match=f"option {word}"):
            OpenDataSoft(url=SHOWN, **options)


@pytest.mark.parametrize(
    ("stated", "start", "end"),
    [
        ({"date_debut": "2026-12-05"}, "2026-12-05", None),
        ({"date_debut": "2026-12-05", "date_fin": "2026-12-06"}, "2026-12-05", "2026-12-07"),
        ({"date_debut": "05/12/2026", "heure_debut": "20h30"}, "2026-12-05T20:30:00", None),
        ({"debut": "2026-12-05T19:30:00+00:00"}, "2026-12-05T19:30:00+00:00", None),
        (
            {"date_start": "2026-12-05T00:00:00+00:00", "date_end": "2026-12-05T00:00:00Z"},
            "2026-12-05",
            "2026-12-06",
        ),
        ({"date_start": "2026-12-05T00:00:00+00:00", "heure_debut": "18:00"}, "2026-12-05T18:00:00", None),
        (
            {"date_start": "2026-12-05T00:00:00+00:00", "date_end": "2026-12-05T02:00:00+00:00"},
            "2026-12-05T00:00:00+00:00",
            "2026-12-05T02:00:00+00:00",
        ),
        (
            {"date": "2026-12-05", "heure_debut": "20:00", "heure_fin": "22:00"},
            "2026-12-05T20:00:00",
            "2026-12-05T22:00:00",
        ),
    ],
)
def test_usual_columns_of_dates_are_known(stated, start, end):
    record = one({"titre": "Fête", **stated})
    assert record.start is not None and record.start.isoformat() == start
    assert (record.end.isoformat() if record.end else None) == end


def test_a_mapped_start_leaves_nothing_of_it_to_guess():
    row = {"titre": "Fête", "date_debut": "2026-01-01", "heure_debut": "20:00", "quand": "2026-12-05"}
    record = one(row, fields={"start": "quand"})
    assert record.start is not None and record.start.isoformat() == "2026-12-05"


@pytest.mark.parametrize(
    "value",
    [
        {"lat": 44.5, "lon": 6.1},
        [44.5, 6.1],
        "44.5, 6.1",
        {"type": "Point", "coordinates": [6.1, 44.5]},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [6.1, 44.5]}},
    ],
)
def test_points_come_in_many_shapes(value):
    assert point_in(value) == (44.5, 6.1)
    record = one({"titre": "Fête", "date_debut": "2026-12-05", "geo_point_2d": value})
    assert (record.latitude, record.longitude) == (44.5, 6.1)


@pytest.mark.parametrize("value", [None, "", "ici", [44.5], [None, None], {}, {"lat": "x"}, 4, [0, 0]])
def test_what_is_no_point_is_none(value):
    assert point_in(value) is None


def test_a_mapped_point_wins():
    row = {"titre": "Fête", "date_debut": "2026-12-05", "geo_point_2d": [1, 1], "y": "44,5", "x": "6,1"}
    record = one(row, fields={"latitude": "y", "longitude": "x"})
    assert (record.latitude, record.longitude) == (44.5, 6.1)


def test_the_number_of_the_whole_is_not_the_name_of_each_date():
    rows = [{"id_manif": "7", "nom": "Visite", "date": f"2026-12-0{day}"} for day in (5, 6)]
    assert [record.uid for record in records(read(rows))] == ["7@2026-12-05", "7@2026-12-06"]
    assert one({"identifiant": "7", "nom": "Visite", "date_debut": "2026-12-05"}).uid == "7"


def test_what_is_no_record_is_refused():
    assert read(["texte", None]) == [
        Rejected("", "not_an_object", "'texte'"),
        Rejected("", "not_an_object", "None"),
    ]


def test_a_page_proposes_the_agendas_among_its_datasets():
    page = Page(
        url="https://www.departement.example/sortir",
        links=(
            Link(url=f"{HOST}/explore/embed/dataset/agenda-culturel/calendar/", rel="frame"),
            Link(url=f"{HOST}/explore/dataset/arbres-remarquables/"),
            Link(url="https://www.departement.example/agenda"),
            Link(url="http://["),
        ),
        source='<ods-dataset-context context="a" a-domain="departement" a-dataset="evenements-publics">',
    )
    assert [address.partition("?")[0] for address in OpenDataSoft.propose(page)] == [
        f"{HOST}/api/explore/v2.1/catalog/datasets/agenda-culturel/records",
        "https://departement.opendatasoft.com/api/explore/v2.1/catalog/datasets/evenements-publics/records",
    ]
    own = Page(url=SHOWN)
    assert [address.partition("?")[0] for address in OpenDataSoft.propose(own)] == [RECORDS]


@pytest.mark.parametrize(
    ("url", "sure"),
    [
        (SHOWN, True),
        (RECORDS, True),
        (f"{FORMER}?dataset=agenda", True),
        (FORMER, False),
        (f"{HOST}/explore/", False),
        (f"{HOST}/agenda", False),
        ("http://[", False),
    ],
)
def test_addresses_are_recognised(url, sure):
    assert (OpenDataSoft.recognise(url, None) >= 50) is sure
    page = Document(url=url, content=b"<!DOCTYPE html><html><body>Portail</body></html>")
    assert (OpenDataSoft.recognise(url, page) >= 50) is sure


def test_a_list_of_anything_is_nobodys():
    document = Document(
        url="https://x.example/", content=b'[{"titre": "Vide-grenier", "date_debut": "2026-12-05"}]'
    )
    assert OpenDataSoft.recognise("https://x.example/", document) < 50


@pytest.mark.skipif(not real_files.FOLDER.is_dir(), reason="the folder of real files is not there")
def test_a_real_answer_is_read():
    found = list((real_files.FOLDER / "openagenda").glob("ods-*.json"))
    assert found
    for path in found:
        done = real_files.read("opendatasoft", path)
        assert done.recognised == "opendatasoft"
        assert done.groups and not done.rejected
