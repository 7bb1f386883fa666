"""What DATAtourisme teaches beyond the samples: forms of values, periods, pictures, pages, and where the key goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from agregateur.contract import Document, Record, Rejected, Repair, Said, Withdrawn
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job
from agregateur.ingest.reading import read as read_source
from connecteurs.datatourisme import DataTourisme
from connecteurs.datatourisme.values import names, text, texts
from tests.connecteurs.samples import Answers, records
from tests.connecteurs.test_archive import packed

FOLDER = Path(__file__).parent / "datatourisme"
API = "https://api.datatourisme.example/v1/entertainmentAndEvent"
KEY = "secret-de-diffuseur"
UUID = "0a1b2c3d-0000-3000-8000-000000000001"
CONCERT: dict[str, Any] = {
    "@id": f"https://data.datatourisme.fr/5/{UUID}",
    "@type": ["EntertainmentAndEvent", "PointOfInterest"],
    "rdfs:label": {"fr": ["Concert"]},
    "takesPlaceAt": [{"startDate": "2026-12-05"}],
}


def read(value: Any, **options: Any) -> list[Said]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(DataTourisme(url="https://ot.example/flux.json", **options).collect(Answers(content, {}), {}))


def one(**more: Any) -> Record:
    (record,) = records(read({**CONCERT, **{key.replace("__", ":"): value for key, value in more.items()}}))
    return record


def taking(*periods: Any) -> Record:
    return one(takesPlaceAt=list(periods))


class TestValues:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("Fête", ["Fête"]),
            (["Fête", "Bal", "Fête"], ["Fête", "Bal"]),
            ({"fr": ["Fête"], "en": ["Fair"]}, ["Fête"]),
            ({"@en": "Fair", "@fr": "Fête"}, ["Fête"]),
            ({"en": "Fair", "de": "Fest"}, ["Fair"]),
            ({"de": "Fest", "it": "Festa"}, ["Fest"]),
            ({"@value": "Fête", "@language": "fr"}, ["Fête"]),
            ([{"@value": "Fair", "@language": "en"}, {"@value": "Fête", "@language": "fr-FR"}], ["Fête"]),
            ([{"@value": 12}, {"@value": True}], ["12"]),
            ({"fr": [], "en": [""]}, []),
            ({"label": "x"}, []),
            (None, []),
        ],
    )
    def test_texts_come_in_many_forms(self, value: Any, expected: list[str]) -> None:
        assert texts(value) == expected
        assert text(value) == next(iter(expected), None)

    def test_names_lose_their_prefix(self) -> None:
        stated = [
            "schema:Event",
            "https://www.datatourisme.fr/ontology/core#Concert",
            {"@id": "kb:Free"},
            {"key": "Monday"},
        ]
        assert names(stated) == ["Event", "Concert", "Free", "Monday"]

    @pytest.mark.parametrize("prefix", ["", "schema:", "https://schema.org/", "http://example.org/x#"])
    def test_prefixes_of_properties_are_looked_past(self, prefix: str) -> None:
        record = one(isLocatedAt={f"{prefix}address": {f"{prefix}addressLocality": "Gap"}})
        assert record.city == "Gap"


class TestPeriods:
    @pytest.mark.parametrize("last", [None, "2026-12-05"])
    def test_one_day(self, last: str | None) -> None:
        record = taking({"startDate": "2026-12-05", "endDate": last})
        assert (record.start, record.end) == (date(2026, 12, 5), date(2026, 12, 6))

    @pytest.mark.parametrize("hour", ["20:30", "20:30:00", {"@value": "20:30:00"}])
    def test_hours_are_local(self, hour: Any) -> None:
        record = taking({"startDate": "2026-12-05", "startTime": hour, "endTime": "01:00"})
        assert (record.start, record.end) == (datetime(2026, 12, 5, 20, 30), datetime(2026, 12, 6, 1))

    def test_a_whole_year_is_no_date(self) -> None:
        (said,) = read({**CONCERT, "takesPlaceAt": [{"startDate": "2026-01-01", "endDate": "2026-12-31"}]})
        assert said == Rejected(UUID, "no_start", "Concert placeholder_period")

    @pytest.mark.parametrize(
        "days",
        [
            ["Saturday"],
            "Saturday",
            [{"key": "Saturday"}],
            {"@id": "schema:Saturday", "rdfs:label": {"fr": ["Samedi"]}},
        ],
    )
    def test_days_on_which_it_applies(self, days: Any) -> None:
        record = taking(
            {"startDate": "2027-06-01", "endDate": "2027-06-30", "startTime": "08:00", "appliesOnDay": days}
        )
        assert record.start == datetime(2027, 6, 5, 8)
        assert record.rrule == ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20270630T235959",)

    def test_days_that_nobody_knows_are_told(self) -> None:
        record = taking(
            {"startDate": "2027-06-01", "endDate": "2027-06-30", "appliesOnDay": ["PublicHolidays"]},
            {"startDate": "2027-06-06"},
        )
        assert record.start == date(2027, 6, 6)
        assert record.repairs == (Repair(code="bad_period", detail="PublicHolidays"),)

    def test_hours_of_a_long_exhibition_are_told_in_words(self) -> None:
        months = {"startDate": "2026-12-01", "endDate": "2027-02-28"}
        record = taking(
            {**months, "startTime": "14:00", "endTime": "18:00"},
            {**months, "startTime": "10:00", "endTime": "12:00"},
        )
        assert (record.start, record.end) == (date(2026, 12, 1), date(2027, 3, 1))
        assert record.description == "Du 01/12/2026 au 28/02/2027, de 10:00 à 12:00 et de 14:00 à 18:00."

    @pytest.mark.parametrize(
        ("starts", "ends", "expected", "repairs"),
        [
            (["2027-06-12"], ["2027-06-13"], ((12, 14),), []),
            ("2027-06-12", None, ((12, 13),), []),
            (["2027-06-19", "2027-06-12"], ["2027-06-13", "2027-06-20"], ((12, 14), (19, 21)), []),
            (["2027-06-12", "2027-06-19"], ["2027-06-20"], ((12, 13), (19, 21)), ["uneven_dates"]),
            (["2027-06-12"], ["2027-06-01", "2027-06-13"], ((12, 14),), ["uneven_dates"]),
        ],
    )
    def test_the_older_lists_of_days(self, starts: Any, ends: Any, expected: Any, repairs: list[str]) -> None:
        record = one(takesPlaceAt=[], schema__startDate=starts, schema__endDate=ends)
        spans = record.timings or ((record.start, record.end),)
        assert spans == tuple((date(2027, 6, a), date(2027, 6, b)) for a, b in expected)
        assert [repair.code for repair in record.repairs] == repairs

    def test_periods_win_over_the_older_lists(self) -> None:
        assert one(schema__startDate=["2020-01-05"]).start == date(2026, 12, 5)


class TestItem:
    def test_the_licence_is_stated(self) -> None:
        assert one().licence == "Licence Ouverte 2.0"

    def test_it_bears_the_identifier_of_its_producer(self) -> None:
        record = one(dc__identifier="FMAPACA050001")
        assert (record.uid, record.carried) == (UUID, ("FMAPACA050001",))

    def test_classes_have_french_labels_where_they_are_given(self) -> None:
        concert = {
            "@id": "https://www.datatourisme.fr/ontology/core#Concert",
            "rdfs:label": {"fr": ["Concert"]},
        }
        record = one(**{"@type": ["schema:Event", "EntertainmentAndEvent", "ShowEvent", concert]})
        assert record.categories == ("ShowEvent", "Concert")

    def test_the_office_that_wrote_it_is_not_its_organiser(self) -> None:
        producer = {"schema:legalName": "Office de tourisme"}
        assert one(hasBeenCreatedBy=producer).organizer is None
        assert (
            one(hasBeenCreatedBy=producer, hasContact=[{"schema:legalName": "Chorale"}]).organizer
            == "Chorale"
        )

    def test_from_how_far_people_come_is_no_public(self) -> None:
        reach = {"@type": ["GeographicReach"], "rdfs:label": {"fr": ["Régionale"]}}
        people = {"@type": ["PeopleAudience"], "rdfs:label": {"fr": ["Familles"]}}
        assert one(hasAudience=[reach, people]).audience == ("Familles",)

    @pytest.mark.parametrize(
        ("specifications", "price", "free"),
        [
            ([{"schema:minPrice": ["5"], "schema:priceCurrency": "EUR"}], "5 €", False),
            ([{"minPrice": [5], "maxPrice": 7.5, "name": {"@fr": "Adulte"}}], "Adulte : 5–7,5 €", False),
            ([{"minPrice": 0}], None, True),
            ([{"hasEligiblePolicy": {"@id": "kb:Free", "rdfs:label": {"fr": ["Gratuit"]}}}], "Gratuit", True),
            (
                [
                    {"minPrice": 4},
                    {"hasEligiblePolicy": {"@id": "kb:Free", "rdfs:label": {"fr": ["Gratuit"]}}},
                ],
                "4 €\nGratuit",
                None,
            ),
            ([{"schema:price": "12", "schema:priceCurrency": "CHF"}], "12 CHF", False),
            ([{}], None, None),
        ],
    )
    def test_prices(self, specifications: Any, price: str | None, free: bool | None) -> None:
        record = one(offers=[{"schema:priceSpecification": specifications}])
        assert (record.price, record.free) == (price, free)

    @pytest.mark.parametrize(
        ("note", "credit"),
        [
            ({"credits": ["A"]}, "A"),
            ({"credits": ["A"], "ebucore:isCoveredBy": "By-NC-ND 4.0"}, "A – By-NC-ND 4.0"),
            ({"ebucore:isCoveredBy": "oui"}, None),
            ({"credits": "A", "rightsEndDate": "2026-12-31"}, "A"),
            ({"credits": "A", "rightsEndDate": "2026-12-01"}, ""),
        ],
    )
    def test_pictures_come_with_credit_and_within_their_rights(self, note: Any, credit: str | None) -> None:
        record = one(
            hasMainRepresentation={
                "ebucore:hasAnnotation": [note],
                "ebucore:hasRelatedResource": [{"ebucore:locator": ["https://i.example/a.jpg"]}],
            }
        )
        kept = credit != ""
        assert record.image == ("https://i.example/a.jpg" if kept else None)
        assert record.image_credit == (credit or None)

    def test_what_is_obsolete_is_withdrawn(self) -> None:
        assert read({**CONCERT, "isObsolete": True}) == [Withdrawn(UUID)]

    def test_places_are_counted_or_told_as_actors(self) -> None:
        place = {**CONCERT, "@id": "https://data.datatourisme.fr/5/x", "@type": ["PlaceOfInterest"]}
        said = read([CONCERT, place])
        assert said[-1] == Repair(code="other_types", detail="1 places, products or tours")
        (actor,) = records(read([CONCERT, place], as_="actor"))
        assert (actor.kind, actor.start, actor.uid) == ("actor", None, "https://data.datatourisme.fr/5/x")

    def test_schema_org_alone_is_not_ours(self) -> None:
        event = {"@type": "Event", "@id": "x", "name": "Fête", "startDate": "2026-12-05"}
        with pytest.raises(ParseError) as raised:
            read([event])
        assert raised.value.code == "not_datatourisme"


@dataclass
class Api:
    """Answers pages; what was asked is kept."""

    pages: list[Any]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        self.asked.append((url, headers or {}))
        return Document(url=url, content=_written(self.pages[len(self.asked) - 1]))


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


class TestApi:
    def test_the_key_goes_in_a_header_and_to_no_other_host(self) -> None:
        following = f"http://elsewhere.example/v1/catalog?page=2&api_key={KEY}&crs=a%2Fb"
        api = Api(
            [
                {"objects": [CONCERT], "meta": {"total": 1, "next": following}},
                {"objects": [], "meta": {"total": 1, "next": None}},
            ]
        )
        connector = DataTourisme(url=API, key=KEY, insee=("05061",), departements=("05", "04"))
        assert len(records(list(connector.collect(api, {})))) == 1
        assert all(headers == {"X-API-Key": KEY} and KEY not in url for url, headers in api.asked)
        first, second = (urlsplit(url) for url, _ in api.asked)
        assert first.netloc == second.netloc == "api.datatourisme.example"
        assert parse_qs(second.query) == {"page": ["2"], "crs": ["a/b"]}
        query = parse_qs(first.query)
        assert (query["insee"], query["department"], query["page_size"]) == (["05061"], ["05,04"], ["100"])
        assert "takesPlaceAt" in query["fields"][0]

    @pytest.mark.parametrize(
        ("as_", "path"), [("event", "/v1/entertainmentAndEvent"), ("actor", "/v1/placeOfInterest")]
    )
    def test_the_address_of_the_api_is_enough(self, as_: Any, path: str) -> None:
        api = Api([{"objects": [], "meta": {"total": 0}}])
        assert not list(DataTourisme(url="https://api.datatourisme.example/v1/", as_=as_).collect(api, {}))
        assert urlsplit(api.asked[0][0]).path == path

    def test_what_the_address_asks_for_wins(self) -> None:
        api = Api([{"objects": [], "meta": {"total": 0}}])
        list(DataTourisme(url=f"{API}?page_size=20&lang=fr").collect(api, {}))
        query = parse_qs(urlsplit(api.asked[0][0]).query)
        assert (query["page_size"], query["lang"]) == (["20"], ["fr"])

    @pytest.mark.parametrize(
        ("status", "code"), [(400, "query_refused"), (401, "key_refused"), (404, "http_status")]
    )
    def test_a_status_is_told_in_clear_words(self, status: int, code: str) -> None:
        def fetch(url: str, **_: Any) -> Document:
            raise HttpStatus("…", url=url, status=status)

        with pytest.raises((ParseError, HttpStatus)) as raised:
            list(DataTourisme(url=API, key=KEY).collect(fetch, {}))
        assert raised.value.code == code and KEY not in raised.value.message

    def test_an_object_told_again_on_a_later_page_is_told_once(self) -> None:
        api = Api(
            [
                {"objects": [CONCERT], "meta": {"total": 1, "next": f"{API}?page=2"}},
                {"objects": [CONCERT], "meta": {"total": 1, "next": None}},
            ]
        )
        said = list(DataTourisme(url=API).collect(api, {}))
        assert [type(s) for s in said] == [Record]

    def test_a_flux_is_read_over_http(self, httpserver: HTTPServer) -> None:
        content = (FOLDER / "flux.zip").read_bytes()
        httpserver.expect_request("/webservice/1/abc").respond_with_handler(
            lambda _: Response(content, content_type="application/zip")
        )
        url = httpserver.url_for("/webservice/1/abc")
        policy = FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0)
        done = read_source(Job(kind=None, url=url, policy=policy, now=datetime(2026, 11, 22, tzinfo=UTC)))
        assert done.error is None and done.kind == "datatourisme" and done.complete
        assert len(done.groups) == 2
        assert [(r.uid[-2:], r.code) for r in done.rejected] == [("99", "member_unread")]


def test_a_flux_that_nothing_meets_any_more_is_empty_and_another_archive_is_none() -> None:
    def fetch(members: dict[str, bytes]) -> list[Said]:
        document = Document(url="https://diffuseur.example/flux.zip", content=packed(members))
        return list(DataTourisme(url=document.url).collect(lambda url, **_: document, {}))

    assert fetch({"index.json": b"[]", "context.jsonld": b"{}"}) == []
    for others in ({"index.json": b'[{"file": "0/a.json"}]'}, {"lisez-moi.txt": b"rien"}):
        with pytest.raises(ParseError) as raised:
            fetch(others)
        assert raised.value.code == "not_datatourisme"
