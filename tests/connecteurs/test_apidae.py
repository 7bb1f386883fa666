"""What Apidae teaches beyond the samples: the query, refusals, exports, types of objects, and what stays unsaid."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from agregateur.contract import Document, Record, Rejected, Repair, Said, Withdrawn
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest import registry
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job
from agregateur.ingest.reading import read as read_source
from connecteurs.apidae import Apidae
from tests.connecteurs.samples import Answers, records

FOLDER = Path(__file__).parent / "apidae"
API = "https://api.apidae.example/api/v002/recherche/list-objets-touristiques"
KEY = "secret-de-projet"
FEAST: dict[str, Any] = {
    "type": "FETE_ET_MANIFESTATION",
    "id": 12,
    "nom": {"libelleFr": "Fête"},
    "ouverture": {"periodesOuvertures": [{"dateDebut": "2026-12-05", "dateFin": "2026-12-05"}]},
}


def read(value: Any, known: dict[str, str] | None = None, **options: Any) -> list[Said]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    url = options.pop("url", "https://ot.example/export.json")
    return list(Apidae(url=url, **options).collect(Answers(content, {}), known or {}))


def one(**more: Any) -> Record:
    (record,) = records(read([{**FEAST, **more}]))
    return record


def opened(*periods: dict[str, Any], **more: Any) -> Record:
    return one(ouverture={"periodesOuvertures": list(periods), **more})


def archive(**members: Any) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, value in members.items():
            file.writestr(name.replace("__", "/") + ".json", json.dumps(value))
    return held.getvalue()


def asked(connector: Apidae) -> dict[str, Any]:
    answers = Answers(b'{"query": {}, "numFound": 0}', {})
    assert not list(connector.collect(answers, {}))
    (address,) = answers.asked
    query: dict[str, Any] = json.loads(parse_qs(urlsplit(address).query)["query"][0])
    return {"path": urlsplit(address).path, **query}


class TestQuery:
    def test_holds_project_key_and_choices(self) -> None:
        query = asked(
            Apidae(
                url=API,
                project=1,
                key=KEY,
                selections=(2, 3),
                communes=("05023",),
                territoires=(4,),
                criteria="+theme:5",
            )
        )
        assert (query["projetId"], query["apiKey"], query["first"], query["count"]) == (1, KEY, 0, 200)
        assert (query["selectionIds"], query["communeCodesInsee"], query["territoireIds"]) == (
            [2, 3],
            ["05023"],
            [4],
        )
        assert query["criteresQuery"] == "+type:FETE_ET_MANIFESTATION +theme:5"
        assert "contacts" not in query["responseFields"]

    @pytest.mark.parametrize(
        ("options", "criteria"),
        [
            ({}, "type:FETE_ET_MANIFESTATION"),
            ({"types": ("STRUCTURE", "EQUIPEMENT")}, "type:STRUCTURE type:EQUIPEMENT"),
            (
                {"types": ("STRUCTURE", "EQUIPEMENT"), "criteria": "+a"},
                "+(type:STRUCTURE type:EQUIPEMENT) +a",
            ),
            ({"as_": "actor"}, None),
        ],
    )
    def test_asks_for_the_types_it_reads(self, options: dict[str, Any], criteria: str | None) -> None:
        assert asked(Apidae(url=API, **options)).get("criteresQuery") == criteria

    @pytest.mark.parametrize(
        "url", ["https://api.apidae.example/api/v002", "https://api.apidae.example/api/v002/"]
    )
    def test_the_address_of_the_api_is_enough(self, url: str) -> None:
        assert asked(Apidae(url=url))["path"] == "/api/v002/recherche/list-objets-touristiques"

    def test_the_agenda_and_what_the_address_itself_asks_are_kept(self) -> None:
        url = "https://api.apidae.example/api/v002/agenda/simple/list-objets-touristiques"
        query = asked(Apidae(url=f'{url}?query={{"projetId":9,"dateDebut":"2026-12-01","count":5}}'))
        assert query["path"].endswith("/agenda/simple/list-objets-touristiques")
        assert (query["projetId"], query["dateDebut"], query["count"]) == (9, "2026-12-01", 200)

    def test_a_file_is_asked_for_as_it_is(self) -> None:
        answers = Answers(b"[]", {})
        with pytest.raises(ParseError):
            list(Apidae(url="file:///srv/export.json").collect(answers, {}))
        assert answers.asked == ["file:///srv/export.json"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "code"),
        [(400, "query_refused"), (401, "key_refused"), (403, "key_refused"), (500, "http_status")],
    )
    def test_a_status_is_told_in_clear_words(self, status: int, code: str) -> None:
        def fetch(url: str, **_: Any) -> Document:
            raise HttpStatus("…", url=url, status=status)

        with pytest.raises((ParseError, HttpStatus)) as raised:
            list(Apidae(url=API, project=1, key=KEY).collect(fetch, {}))
        assert raised.value.code == code
        assert KEY not in raised.value.message

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("UNAUTHENTICATED", "key_refused"),
            ("PROJET_INCONNU", "key_refused"),
            ("INVALID_PARAMETER", "query_refused"),
        ],
    )
    def test_an_error_that_comes_as_an_answer_is_one(self, kind: str, code: str) -> None:
        with pytest.raises(ParseError) as raised:
            read({"errorType": kind, "message": f"clé {KEY}"}, url=API, project=1, key=KEY)
        assert raised.value.code == code
        assert KEY not in raised.value.message

    @pytest.mark.parametrize(
        "options",
        [{"as_": "article"}, {"types": ("FETE",)}, {"project": 3}, {"export": "partial"}],
    )
    def test_a_wrong_option_is_named(self, options: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"^option (as|types|key|export):"):
            Apidae(url=API, **options)

    def test_one_page_in_a_file_is_not_taken_for_all(self) -> None:
        connector = Apidae(url="https://ot.example/page.json")
        said = connector.collect(
            Answers(json.dumps({"numFound": 2, "objetsTouristiques": [FEAST]}).encode(), {}), {}
        )
        assert isinstance(next(said), Record)
        with pytest.raises(ParseError) as raised:
            next(said)
        assert raised.value.code == "pages_missing"


class TestTypes:
    HOTEL = {"type": "HOTELLERIE", "id": 13, "nom": {"libelleFr": "Hôtel"}}  # noqa: RUF012

    def test_what_is_no_event_is_counted_once(self) -> None:
        said = read([FEAST, self.HOTEL, {**self.HOTEL, "id": 14}])
        assert [type(s) for s in said] == [Record, Repair]
        assert said[1] == Repair(code="other_types", detail="2 HOTELLERIE")

    @pytest.mark.parametrize(
        ("options", "kinds"),
        [
            ({"as_": "actor"}, ["actor"]),
            ({"types": ("HOTELLERIE",)}, ["actor"]),
            ({"types": ("HOTELLERIE", "FETE_ET_MANIFESTATION")}, ["event", "actor"]),
            ({"types": ("STRUCTURE",)}, []),
        ],
    )
    def test_types_and_as_choose(self, options: dict[str, Any], kinds: list[str]) -> None:
        assert [r.kind for r in records(read([FEAST, self.HOTEL], **options))] == kinds

    def test_a_type_that_nobody_knows_is_refused(self) -> None:
        assert read([FEAST, {**FEAST, "id": 7, "type": "LUNE"}])[1] == Rejected(
            "7", "unknown_type", "Fête : LUNE"
        )

    @pytest.mark.parametrize(
        ("state", "kind"),
        [("PUBLISHED", Record), ("HIDDEN", Rejected), ("DRAFT", Rejected), ("DELETED", Withdrawn)],
    )
    def test_only_what_is_published_comes_out(self, state: str, kind: type) -> None:
        assert [type(s) for s in read([{**FEAST, "state": state}])] == [kind]


class TestOpenings:
    def test_hours_of_days_of_the_week(self) -> None:
        record = opened(
            {
                "dateDebut": "2026-12-07",
                "dateFin": "2026-12-13",
                "type": "OUVERTURE_TOUS_LES_JOURS",
                "horaires": [
                    {"jours": ["LUNDI"], "horaireOuverture": "09:00:00", "horaireFermeture": "12:00:00"},
                    {"jour": "JEUDI", "plages": [{"heureDebut": "20:00"}]},
                ],
            }
        )
        assert record.timings == (
            (datetime(2026, 12, 7, 9), datetime(2026, 12, 7, 12)),
            (datetime(2026, 12, 10, 20), None),
        )

    def test_feasts_on_which_it_is_closed(self) -> None:
        record = opened(
            {
                "dateDebut": "2027-05-01",
                "dateFin": "2027-05-29",
                "type": "OUVERTURE_SEMAINE",
                "ouverturesJournalieres": [{"jour": "SAMEDI"}],
            },
            fermeturesExceptionnelles=[{"dateSpeciale": "HUIT_MAI"}, {"dateSpeciale": "LUNDI_PAQUES"}],
        )
        assert record.exdate == (date(2027, 5, 8),)

    @pytest.mark.parametrize("kind", ["OUVERTURE_SAUF", "OUVERTURE_TOUS_LES_JOURS_SAUF"])
    def test_all_days_but_some(self, kind: str) -> None:
        record = opened(
            {
                "dateDebut": "2027-01-04",
                "dateFin": "2027-01-17",
                "horaireOuverture": "14:00:00",
                "type": kind,
                "ouverturesJournalieres": [{"jour": "LUNDI"}, {"jour": "DIMANCHE"}],
            }
        )
        assert record.start == datetime(2027, 1, 5, 14)
        assert record.rrule == ("FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA;UNTIL=20270117T235959",)

    def test_every_day_of_the_week_is_no_choice(self) -> None:
        record = opened(
            {
                "dateDebut": "2027-01-04",
                "dateFin": "2027-03-17",
                "type": "OUVERTURE_SEMAINE",
                "ouverturesJournalieres": [{"jour": "TOUS"}],
            }
        )
        assert (record.start, record.end, record.rrule) == (date(2027, 1, 4), date(2027, 3, 18), ())

    @pytest.mark.parametrize(
        ("period", "code"),
        [
            ({"dateDebut": "demain"}, "bad_start"),
            ({"dateDebut": "2027-01-04", "type": "OUVERTURE_MOIS"}, "bad_period"),
            ({"dateDebut": "2027-01-04", "type": "OUVERTURE_SEMAINE"}, "bad_period"),
            ({"dateDebut": "2027-01-01", "dateFin": "2027-12-31"}, "placeholder_period"),
        ],
    )
    def test_a_period_that_is_none_leaves_no_start(self, period: dict[str, Any], code: str) -> None:
        assert read([{**FEAST, "ouverture": {"periodesOuvertures": [period]}}]) == [
            Rejected("12", "no_start", f"Fête {code}")
        ]


class TestItem:
    def test_persons_stay_out(self) -> None:
        record = one(
            contacts=[
                {"nom": "DURAND", "moyensCommunication": [{"type": {"id": 201}, "coordonnees": {"fr": "06"}}]}
            ],
            gestion={"signalerUnProblemeMails": ["interne@ot.example"]},
        )
        assert "DURAND" not in repr(record) and record.telephone is None and record.email is None

    def test_ages_are_in_months(self) -> None:
        record = one(prestations={"ageMin": 36, "ageMax": 150})
        assert (record.age_min, record.age_max) == (3.0, 12.5)

    def test_no_licence_is_stated(self) -> None:
        assert one().licence is None

    def test_english_alone_is_told_as_such(self) -> None:
        record = one(nom={"libelleEn": "Village fair"})
        assert (record.title, record.language) == ("Village fair", "en")

    @pytest.mark.parametrize(
        ("limit", "kept"),
        [(None, True), ("2027-01-31T00:00:00.000+0000", True), ("2026-11-30T00:00:00.000+0000", False)],
    )
    def test_a_picture_must_be_allowed_until_the_end(self, limit: str | None, kept: bool) -> None:
        picture = {
            "traductionFichiers": [{"url": "https://i.example/a.jpg"}],
            "copyright": {"libelleFr": "© A"},
        }
        record = one(illustrations=[{**picture, "dateLimiteDePublication": limit}])
        assert (record.image, record.image_credit) == (
            ("https://i.example/a.jpg", "© A") if kept else (None, None)
        )

    @pytest.mark.parametrize("pair", [[6.6, 44.9, 1200], [0, 0], ["x", 1], [999, 999], [], None])
    def test_points_are_longitude_first(self, pair: Any) -> None:
        record = one(localisation={"geolocalisation": {"valide": True, "geoJson": {"coordinates": pair}}})
        good = pair is not None and pair[:1] == [6.6]
        assert (record.latitude, record.longitude) == ((44.9, 6.6) if good else (None, None))
        assert bool(record.repairs) is (not good and bool(pair))


class TestExport:
    FEAST = {**FEAST, "localisation": {"adresse": {"commune": {"id": 9}}}}  # noqa: RUF012

    def test_numbers_of_communes_are_named(self) -> None:
        def told(name: str) -> Record:
            content = archive(
                objets_modifies__objets_modifies_12=[self.FEAST],
                communes=[{"id": 9, "code": "05023", "nom": name}],
            )
            (record,) = records(read(content))
            return record

        before, after = told("Briancon"), told("Briançon")
        assert (after.city, after.insee) == ("Briançon", "05023")
        assert before.digest != after.digest

    def test_words_that_no_object_uses_change_nothing(self) -> None:
        def told(*words: dict[str, Any]) -> Record:
            (record,) = records(
                read(archive(objets_modifies__objets_modifies_12=[FEAST], elements_reference=words))
            )
            return record

        assert told().digest == told({"id": 1, "libelleFr": "Loto"}).digest

    def test_what_was_deleted_is_withdrawn(self) -> None:
        said = read(archive(objets_supprimes=[1, {"id": 2}, None, "3"]))
        assert said == [Withdrawn("1"), Withdrawn("2"), Withdrawn("3")]

    def test_changes_alone_say_nothing_of_what_is_absent(self) -> None:
        assert Apidae(url=API, export="changes").listing == "recent"
        assert Apidae(url=API).listing == Apidae.listing == "complete"

    def test_it_is_read_over_http(self, httpserver: HTTPServer) -> None:
        content = (FOLDER / "export.zip").read_bytes()
        httpserver.expect_request("/export.zip").respond_with_handler(
            lambda _: Response(content, content_type="application/zip")
        )
        url = httpserver.url_for("/export.zip")
        policy = FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0)
        done = read_source(
            Job(kind=None, url=url, options={}, policy=policy, now=datetime(2026, 11, 22, tzinfo=UTC))
        )
        assert done.error is None and done.kind == "apidae"
        assert {group.key for group in done.groups} == {"6103001", "6103002"}
        assert set(done.withdrawn) == {"6100042", "6100043"}

    def test_a_bomb_is_no_export_whoever_looks_at_it(self) -> None:
        content = (FOLDER / "bombe.zip").read_bytes()
        for connector in registry.kinds().values():
            assert (
                connector.recognise("https://ot.example/x.zip", Document(url="x", content=content))
                < registry.SURE
            )
