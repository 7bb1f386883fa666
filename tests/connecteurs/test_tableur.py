"""What spreadsheets teach beyond the samples: shared addresses, dresses of CSV, workbooks that claim too much."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from agregateur.contract import Document, Link, Page, Record, Rejected, Repair, Said
from agregateur.errors import ParseError
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Limits, Reading
from agregateur.ingest.reading import read as read_source
from connecteurs.tableur import Tableur
from connecteurs.tableur.addresses import data_address
from connecteurs.tableur.sheets import MAX_ROWS
from tests.connecteurs.apis.base import MANY, ROOM, USUAL
from tests.connecteurs.samples import FOLDER, Answers, records

URL = "https://partenaire.example/agenda.csv"
DOCS = Path(__file__).resolve().parents[2] / "docs"


def read(content: bytes | str, url: str = URL, **options: Any) -> list[Said]:
    content = content.encode() if isinstance(content, str) else content
    return list(Tableur(url=url, **options).collect(Answers(content, {}), {}))


def one(content: str, **options: Any) -> Record:
    (record,) = records(read(content, **options))
    return record


def refused(content: bytes | str, **options: Any) -> str:
    with pytest.raises(ParseError) as raised:
        read(content, **options)
    return raised.value.code


TEMPLATE = (
    "Titre", "Date de début", "Heure de début", "Date de fin", "Heure de fin", "Lieu", "Adresse", "Code postal",
    "Commune", "Description", "Catégorie", "Public", "Tarif", "Organisateur", "Téléphone", "Courriel", "Lien", "Image",
    "Publier", "Identifiant",
)  # fmt: skip
"""The columns of the table for those who have no calendar (`docs/modele-agenda.csv`), read without any option."""


class TestTheTemplate:
    """The table for those who have no calendar."""

    def test_it_is_one_and_the_same_everywhere(self):
        sample = (FOLDER / "tableur" / "modele.csv").read_bytes()
        assert (DOCS / "modele-agenda.csv").read_bytes() == sample
        rows = list(csv.reader(io.StringIO(sample.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert tuple(rows[0]) == TEMPLATE
        assert [len(row) for row in rows] == [len(TEMPLATE)] * 4

    def test_each_of_its_columns_is_understood(self):
        values = dict.fromkeys(TEMPLATE, "x") | {
            "Date de début": "05/12/2026", "Heure de début": "14h", "Date de fin": "06/12/2026", "Heure de fin": "17h",
            "Lien": "https://a.example", "Image": "https://a.example/i.jpg", "Publier": "oui", "Code postal": "05000",
        }  # fmt: skip
        record = one(";".join(TEMPLATE) + "\n" + ";".join(values[name] for name in TEMPLATE) + "\n")
        assert (record.uid, record.start, record.end) == (
            "x",
            datetime(2026, 12, 5, 14),
            datetime(2026, 12, 6, 17),
        )
        stated = (
            record.title, record.description, record.venue, record.street, record.postcode, record.city,
            record.url, record.image, record.categories, record.audience, record.price, record.organizer,
            record.telephone, record.email,
        )  # fmt: skip
        assert all(stated)
        hidden = dict(values, Publier="non")
        said = read(";".join(TEMPLATE) + "\n" + ";".join(hidden[name] for name in TEMPLATE) + "\n")
        assert said == [Rejected("x", "private", "ligne 2 : Publier : non")]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (
            "https://docs.google.com/spreadsheets/d/1Ab-c_D/edit#gid=42",
            "https://docs.google.com/spreadsheets/d/1Ab-c_D/export?format=csv&gid=42",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1Ab/edit?gid=42&usp=sharing",
            "https://docs.google.com/spreadsheets/d/1Ab/export?format=csv&gid=42",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1Ab",
            "https://docs.google.com/spreadsheets/d/1Ab/export?format=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/u/0/d/1Ab/edit",
            "https://docs.google.com/spreadsheets/d/1Ab/export?format=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pubhtml?gid=7&single=true",
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pub?output=csv&gid=7&single=true",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pubhtml",
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pub?output=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pub?output=ods",
            "https://docs.google.com/spreadsheets/d/e/2PACX-x/pub?output=ods",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1Ab/gviz/tq?tqx=out:csv",
            "https://docs.google.com/spreadsheets/d/1Ab/gviz/tq?tqx=out:csv",
        ),
        ("https://lite.framacalc.org/agenda-2026", "https://lite.framacalc.org/agenda-2026.csv"),
        ("https://lite.framacalc.org/_/agenda-2026", "https://lite.framacalc.org/agenda-2026.csv"),
        ("https://lite.framacalc.org/=agenda", "https://lite.framacalc.org/=agenda.xlsx"),
        ("https://lite.framacalc.org/agenda.csv", "https://lite.framacalc.org/agenda.csv"),
        ("https://tableur.example/_/agenda", "https://tableur.example/agenda.csv"),
        ("https://cloud.example/s/aB3dE5fG7hJ9kLm", "https://cloud.example/s/aB3dE5fG7hJ9kLm/download"),
        (
            "https://cloud.example/index.php/s/aB3dE5fG/",
            "https://cloud.example/index.php/s/aB3dE5fG/download",
        ),
        ("https://cloud.example/s/aB3dE5fG/download", "https://cloud.example/s/aB3dE5fG/download"),
        (
            "https://grist.numerique.gouv.fr/o/docs/8fj3kLmN2pQr/Agenda/p/3",
            "https://grist.numerique.gouv.fr/o/docs/api/docs/8fj3kLmN2pQr/download/xlsx",
        ),
        (
            "https://docs.getgrist.com/8fj3kLmN2pQr/Agenda",
            "https://docs.getgrist.com/api/docs/8fj3kLmN2pQr/download/xlsx",
        ),
        (
            "https://docs.getgrist.com/api/docs/8fj3kLmN2pQr/tables/Agenda/records",
            "https://docs.getgrist.com/api/docs/8fj3kLmN2pQr/tables/Agenda/records",
        ),
        ("https://docs.getgrist.com/documentation", "https://docs.getgrist.com/documentation"),
        (
            "https://asso.onlyoffice.com/doceditor?fileid=100&version=1&share=k",
            "https://asso.onlyoffice.com/filehandler.ashx?action=download&fileid=100&share=k",
        ),
        (URL, URL),
        ("file:///srv/agenda.ods", "file:///srv/agenda.ods"),
        ("http://[", "http://["),
    ],
)
def test_the_data_of_a_shared_spreadsheet_are_found_from_its_page(url, asked):
    assert data_address(url) == asked
    assert data_address(asked) == asked


def test_a_named_sheet_asks_google_for_the_whole_workbook():
    assert data_address("https://docs.google.com/spreadsheets/d/1Ab/edit", "Agenda").endswith(
        "/export?format=xlsx"
    )
    published = data_address("https://docs.google.com/spreadsheets/d/e/2PACX-x/pubhtml", "Agenda")
    assert published.endswith("/pub?output=xlsx")


def test_what_only_a_browser_opens_is_told_before_it_is_fetched():
    answers = Answers(b"", {})
    with pytest.raises(ParseError) as raised:
        list(Tableur(url="https://cryptpad.fr/sheet/#/2/sheet/view/abc/").collect(answers, {}))
    assert raised.value.code == "encrypted_sheet" and not answers.asked


class TestOverHttp:
    """Shared files over real HTTP, read by a real child."""

    def read(self, server: HTTPServer, path: str, limits: Limits = USUAL, **changes: Any) -> Reading:
        allowed = frozenset({f"{server.host}:{server.port}"})
        job = Job(
            kind=changes.pop("kind", None),
            url=server.url_for(path),
            policy=FetchPolicy(allow=allowed, pace=0.0),
            now=datetime(2026, 11, 22, 8, tzinfo=UTC),
            **changes,
        )
        return read_source(job, limits=limits)

    def test_a_file_is_recognised_and_read(self, httpserver: HTTPServer):
        content = (FOLDER / "tableur" / "rendez-vous.ods").read_bytes()
        httpserver.expect_request("/agenda").respond_with_data(
            content, content_type="application/octet-stream"
        )
        done = self.read(httpserver, "/agenda")
        assert (done.error, done.kind, len(done.groups)) == (None, "tableur", 3)
        httpserver.clear()
        httpserver.expect_request("/agenda").respond_with_data(content)
        again = self.read(httpserver, "/agenda", kind="tableur", body_digest=done.body_digest)
        assert again.not_modified

    def test_a_share_of_nextcloud_is_followed_to_its_file(self, httpserver: HTTPServer):
        page = "<!DOCTYPE html><html><head><title>agenda.csv - Nextcloud</title></head><body>Télécharger</body></html>"
        httpserver.expect_request("/s/aB3dE5fG7hJ9kLm").respond_with_data(page, content_type="text/html")
        httpserver.expect_request("/s/aB3dE5fG7hJ9kLm/download").respond_with_data(
            "Titre;Date\nBal;05/12/2026\n"
        )
        done = self.read(httpserver, "/s/aB3dE5fG7hJ9kLm")
        assert (done.error, done.kind, [group.key for group in done.groups]) == (
            None,
            "tableur",
            ["bal@2026-12-05"],
        )

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (Response("<!DOCTYPE html><html><body>Mot de passe</body></html>"), "sheet_not_public"),
            (Response("Forbidden", status=403), "http_status"),
            (Response("", status=200), "empty"),
            (Response("Titre;Date\nBal;05/12/2026\nLo"), "truncated"),
        ],
    )
    def test_a_share_that_gives_no_file_is_told(self, httpserver: HTTPServer, answer: Response, code: str):
        httpserver.expect_request("/s/aB3dE5fG7hJ9kLm/download").respond_with_response(answer)
        done = self.read(httpserver, "/s/aB3dE5fG7hJ9kLm", kind="tableur")
        assert done.error is not None and done.error.code == code and not done.complete
        assert "aB3dE5fG7hJ9kLm" not in done.error.message

    def test_a_document_cut_midway_leaves_what_came(self, httpserver: HTTPServer):
        httpserver.expect_request("/a.csv").respond_with_data(
            "Titre;Date;Lieu\nBal;05/12/2026;Gap\nLoto;06/1"
        )
        done = self.read(httpserver, "/a.csv", kind="tableur")
        assert [group.key for group in done.groups] == ["bal@2026-12-05"]
        assert not done.complete and done.error is not None and done.error.code == "truncated"

    @pytest.mark.slow
    def test_many_rows_fit_in_bounded_memory(self, httpserver: HTTPServer):
        rows = (
            f"Atelier {n};{n % 28 + 1:02}/12/2026;14h-17h;Salle {n % 90};Gap;Venez nombreux\n"
            for n in range(MANY)
        )
        httpserver.expect_request("/a.csv").respond_with_data(
            "Titre;Date;Horaires;Lieu;Ville;Description\n" + "".join(rows)
        )
        done = self.read(httpserver, "/a.csv", max_items=100_000, limits=ROOM)
        assert done.error is None and done.complete and len(done.groups) == MANY


ROWS = "Titre{s}Date{s}Tarif{s}Description\n"
ROWS += 'Fête de l’été{s}05/12/2026{s}"8,50 €"{s}"Deux ""lignes""\net {s} un signe"\n'


class TestCsv:
    """The dresses of CSV."""

    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_any_dress_gives_the_same_event(self, separator: str, end: str, charset: str):
        content = ROWS.replace("{s}", separator).replace("\n", end).encode(charset)
        (record,) = records(read(content))
        assert (record.title, record.start, record.price) == ("Fête de l’été", date(2026, 12, 5), "8,50 €")
        assert (record.description or "").split() == [
            "Deux",
            '"lignes"',
            "et",
            separator,
            "un",
            "signe",
        ] or separator == "\t"

    def test_the_separator_that_excel_writes_is_not_a_row(self):
        assert one("sep=|\nTitre|Date\nBal; folk|05/12/2026\n").title == "Bal; folk"

    def test_rows_are_named_as_a_spreadsheet_shows_them(self):
        said = read('Agenda\n\nTitre;Date;Infos\nBal;05/12/2026;"deux\nlignes"\nLoto;bientôt;\n')
        assert [one.detail for one in said if isinstance(one, Rejected)] == ["ligne 5 : « bientôt »"]

    def test_a_missing_last_line_end_is_told_but_for_google(self):
        content = "Titre,Date\nBal,05/12/2026"
        assert [r.code for r in read(content) if isinstance(r, Repair)] == ["maybe_truncated"]
        google = "https://docs.google.com/spreadsheets/d/1Ab/edit"
        assert [type(said) for said in read(content, url=google)] == [Record]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ("\n\n", "empty"),
            ("\x00", "empty"),
            ("Titre;Date;Li", "truncated"),
            ('Titre;Date\n"Bal;05/12/2026\nLoto;06/12/2026', "truncated"),
            ("Nom;Note\nAlice;12\n", "no_headings"),
            ("Bonjour, voici le programme du samedi.\nÀ bientôt\n", "no_headings"),
            ("[1, 2]", "not_a_table"),
            ('{"data": []}', "not_a_table"),
            ('[{"Titre": "Bal"', "truncated"),
            ("<!DOCTYPE html><html></html>", "html_instead"),
            ("Titre;Date\n" + "Bal;05/12/2026\n" * MAX_ROWS, "too_many_items"),
            ("Titre;Date\n" + '"' + "a" * 200_000 + '";05/12/2026\n', "not_a_table"),
        ],
    )
    def test_what_is_no_table_is_refused(self, content: str, code: str):
        assert refused(content) == code


@pytest.mark.parametrize(
    ("above", "cell", "start"),
    [
        ("Programme 2026", "5 décembre", date(2026, 12, 5)),
        ("Saison 2026-2027", "5 décembre", date(2026, 12, 5)),
        ("Saison 2026-2027", "5 mars", date(2027, 3, 5)),
        ("Saison 2026/27", "5 mars", date(2027, 3, 5)),
        ("Saison 2026-2027", "5 août", None),
        ("2025 et 2026", "5 mars", None),
        ("Mis à jour le 12/11/2026", "5 mars", None),
        ("Édité le 12 novembre 2026", "5 mars", None),
        ("Programme", "5 mars", None),
        ("Programme 2026", "5 mars 2028", date(2028, 3, 5)),
    ],
)
def test_the_year_is_that_of_the_title_above_and_never_todays(above, cell, start):
    said = read(f"{above};;\nTitre;Date;Lieu\nBal;{cell};Gap\n")
    if start is None:
        assert said == [Rejected("", "no_year", f"ligne 3 : « {cell} »")]
    else:
        assert [record.start for record in records(said)] == [start]


def test_the_year_may_be_told_by_the_name_of_the_file():
    content = "Titre;Date;Lieu\nBal;5 décembre;Gap\n"
    (record,) = records(read(content, url="https://a.example/agenda_2026.csv"))
    assert record.start == date(2026, 12, 5)


def test_a_month_of_its_own_line_gives_its_year_to_what_lies_below():
    rows = "Titre;Date;Lieu\nNovembre 2026;;\nA;5/11;Gap\nDÉCEMBRE;;\nB;5/12;Gap\nJANVIER;;\nC;5/01;Gap\nD;5/08;Gap\n"
    said = read(rows)
    assert [r.start for r in records(said)] == [date(2026, 11, 5), date(2026, 12, 5), date(2027, 1, 5)]
    assert said[-1] == Rejected("", "no_year", "ligne 8 : « 5/08 »")


@pytest.mark.parametrize(
    ("cells", "starts", "told"),
    [
        (["12/5/2026", "12/25/2026"], [date(2026, 12, 5), date(2026, 12, 25)], True),
        (["12/5/2026", "12/6/2026"], [date(2026, 5, 12), date(2026, 6, 12)], False),
        (["12/25/2026", "25/12/2026"], [date(2026, 12, 25)], False),
    ],
)
def test_months_written_first_are_believed_when_the_column_says_so(cells, starts, told):
    said = read("Titre;Date\n" + "".join(f"Bal {n};{cell}\n" for n, cell in enumerate(cells)))
    assert [r.start for r in records(said)] == starts
    assert ("month_first" in [r.code for r in said if isinstance(r, Repair)]) is told


class TestNames:
    """What a row is called, so that it stays itself."""

    def test_rows_may_be_sorted_and_inserted(self):
        rows = ["Bal;05/12/2026;20h;Gap", "Loto;06/12/2026;14h;Gap", "Bal;12/12/2026;20h;Veynes"]
        table = "Titre;Date;Heure;Lieu\n"
        first = {r.uid: r.digest for r in records(read(table + "\n".join(rows) + "\n"))}
        turned = {
            r.uid: r.digest for r in records(read("Agenda;;;\n\n" + table + "\n".join([*rows[::-1], ""])))
        }
        assert first == turned and len(first) == 3

    def test_a_row_that_only_moved_is_unchanged_whatever_was_mended_in_it(self):
        row = "Bal;05/12/2026;le soir\n"
        (first,) = records(read("Titre;Date;Heure\n" + row))
        (moved,) = [
            r
            for r in records(read("Agenda;;\n\nTitre;Date;Heure\nLoto;06/12/2026;14h\n" + row))
            if r.title == "Bal"
        ]
        assert first.repairs and first.digest == moved.digest

    def test_another_hour_is_no_other_event(self):
        head = "Titre;Date;Heure;Lieu\n"
        before = one(f"{head}Belote;09/01/2027;14h;Foyer\n")
        after = one(f"{head}Belote;09/01/2027;15h;Foyer\n")
        assert before.uid == after.uid and before.start != after.start
        two = records(read(f"{head}Ciné;09/01/2027;14h;MJC\nCiné;09/01/2027;20h;MJC\n"))
        assert len({record.uid for record in two}) == 2

    def test_two_of_a_name_and_an_hour_are_told_apart_by_their_place(self):
        said = read(
            "Titre;Date;Lieu\nAtelier;05/12/2026;Gap\nAtelier;05/12/2026;Veynes\nAtelier;05/12/2026;Veynes\n"
        )
        assert [r.uid for r in records(said)] == ["atelier@2026-12-05@gap", "atelier@2026-12-05@veynes"]
        assert [r.code for r in said if isinstance(r, Rejected)] == ["duplicate_uid"]

    def test_an_identifier_that_several_rows_share_names_none_of_them(self):
        said = read("ID;Titre;Date\n7;Bal;05/12/2026\n7;Loto;06/12/2026\n8;Repas;07/12/2026\n")
        assert [r.uid for r in records(said)] == ["bal@2026-12-05", "loto@2026-12-06", "8"]
        assert said[0] == Repair(code="ids_not_unique", detail="ID : 2")


@pytest.mark.parametrize(
    ("row", "code", "detail"),
    [
        (";05/12/2026;Gap", "no_title", "ligne 2 : 05/12/2026"),
        ("Bal;;Gap", "no_start", "ligne 2 : Bal"),
        ("Bal;courant mars;Gap", "bad_start", "ligne 2 : « courant mars »"),
        ("Bal;31/02/2026;Gap", "bad_start", "ligne 2 : « 31/02/2026 »"),
        ("Bal;5 mars;Gap", "no_year", "ligne 2 : « 5 mars »"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_kindly(row, code, detail):
    assert read(f"Titre;Date;Lieu\n{row}\n") == [Rejected("", code, detail)]


def test_blank_rows_and_repeated_headings_say_nothing():
    said = read("Titre;Date;Lieu\n;;\nBal;05/12/2026;Gap\nTitre;Date;Lieu\n;;\n")
    assert [type(one) for one in said] == [Record]


def test_a_row_that_sums_up_the_others_says_nothing():
    head = "Titre;Date;Lieu;Entrées\nLoto;05/12/2026;Foyer;120\n"
    for total in ("TOTAL;;;250", "Sous-total;;;250", "Total général : 250;;;", ";;TOTAL;250"):
        assert [type(said) for said in read(f"{head}{total}\n")] == [Record]
    assert len(records(read(f"{head}Total;06/12/2026;Cinéma;\n"))) == 2, "a show may bear that name"


def test_a_sheet_without_dates_is_a_directory():
    said = read("Structure;Type;Ville;Mail\nLa Ludo;Association;Gap;ludo@a.example\n")
    (record,) = records(said)
    assert (record.kind, record.title, record.organizer, record.categories) == (
        "actor",
        "La Ludo",
        None,
        ("Association",),
    )
    assert read("Nom;Ville;Date\nLa Ludo;Gap;\n", as_="actor") != read("Nom;Ville;Date\nLa Ludo;Gap;\n")
    assert read("Nom;Ville\nLa Ludo;Gap\n", as_="event") == [Rejected("", "no_start", "ligne 2 : La Ludo")]


@pytest.mark.parametrize("heading", ["QUOI ?", "quoi", "Quoi (obligatoire)"])
def test_mapped_columns_are_found_whatever_their_dress(heading):
    record = one(f"{heading};Quand c'est\nBal;05/12/2026\n", fields={"title": "Quoi", "start": "quand c'est"})
    assert (record.title, record.start) == ("Bal", date(2026, 12, 5))


@pytest.mark.parametrize("name", ["title", "start", "start_date"])
def test_a_mapped_column_that_is_gone_makes_no_directory_of_an_agenda(name):
    assert refused("Titre;Date;Lieu\nBal;05/12/2026;Gap\n", fields={name: "Autrefois"}) == "no_such_column"
    said = read("Titre;Date;Lieu\nBal;05/12/2026;Gap\n", fields={"price": "Autrefois"})
    assert said[0] == Repair(code="no_such_column", detail="price : Autrefois")


def test_rows_of_json_that_name_nothing_are_no_agenda():
    assert refused('[{"a": 1}, {"a": 2}]') == "no_headings"


def test_json_rows_are_read_like_a_table():
    rows = [
        {"titre": "Bal", "date": "2026-12-05", "lieu": None},
        {"titre": "Loto", "heure": "14h", "date": "06/12/2026"},
    ]
    assert [r.start for r in records(read(json.dumps(rows)))] == [
        date(2026, 12, 5),
        datetime(2026, 12, 6, 14),
    ]
    assert read("[]") == [] and read('{"records": []}') == []


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            file.writestr(name.replace("__", "/"), content, stored)
    return out.getvalue()


_WIDE = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
)
_REPEATED = (
    b'<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384" '
    b'office:value-type="string"/></table:table-row>'
)
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}


class TestWorkbooks:
    """What a workbook claims is looked at before it is laid out."""

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (_zip(**{"xl__workbook.xml": b"", "xl__worksheets__sheet1.xml": _WIDE}), "too_large_sheet"),
            (_zip(**{"xl__workbook.xml": b"", "xl__media__x.bin": b"0" * 160_000_000}), "too_large_sheet"),
            (_zip(**ODS, **{"content.xml": _REPEATED}), "too_large_sheet"),
            (_zip(**ODS, **{"META-INF__manifest.xml": b"<manifest:encryption-data/>"}), "password"),
            (_zip(**{"Photos__un.jpg": b"", "agenda.csv": b""}), "not_a_table"),
            (_zip(**{"xl__workbook.xml": b""}), "truncated"),
            (_zip(**{"xl__workbook.xml": b""})[:-30], "truncated"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "Workbook".encode("utf-16-le"), "truncated"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")
                + b"\x00\x02\x0e\x00" + b"\0\0\0\0" + b"\xff\xff\xff\x7f" + b"\0\0" + b"\xff\xff\0\0",
                "too_large_sheet",
            ),
        ],
        ids=["cells", "inflated", "repeated", "locked", "folder", "nothing", "cut", "old", "old_cells"],
    )  # fmt: skip
    def test_a_hostile_workbook_is_refused(self, content: bytes, code: str):
        assert refused(content) == code

    def test_empty_rows_down_to_the_last_one_are_no_claim(self):
        # Every ODS that LibreOffice writes ends so.
        empty = _REPEATED.replace(b' office:value-type="string"', b"")
        assert refused(_zip(**ODS, **{"content.xml": empty})) == "truncated"

    def test_hidden_sheets_are_read_only_when_named(self):
        content = (FOLDER / "tableur" / "classeur.xlsx").read_bytes()
        assert not [r for r in records(read(content)) if r.title == "Secret"]
        assert [r.title for r in records(read(content, sheet="budget"))] == ["Secret"]
        assert refused(content, sheet="Février") == "no_such_sheet"

    def test_a_date_merged_over_two_rows_is_that_of_both(self):
        content = (FOLDER / "tableur" / "ancien.xls").read_bytes()
        assert [r.start for r in records(read(content))] == [
            datetime(2026, 12, 4, 20, 30),
            datetime(2026, 12, 11, 19),
        ]
        book = (FOLDER / "tableur" / "classeur.xlsx").read_bytes()
        starts = {r.title: r.start for r in records(read(book))}
        assert starts["Repas dansant"] == datetime(2026, 12, 6, 12)

    def test_a_date_merged_over_two_rows_of_an_ods_is_that_of_both(self):
        def row(*cells: str, spanned: int = 1) -> str:
            first, *others = cells
            written = (
                f'<table:table-cell table:number-rows-spanned="{spanned}"'
                if first
                else "<table:covered-table-cell"
            )
            told = (
                f' office:value-type="string"><text:p>{first}</text:p></table:table-cell>' if first else "/>"
            )
            more = "".join(
                f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
                for one in others
            )
            return f"<table:table-row>{written}{told}{more}</table:table-row>"

        rows = [
            row("Date", "Titre"),
            row("05/12/2026", "Bal", spanned=2),
            row("", "Loto"),
            row("06/12/2026", "Repas"),
        ]
        spaces = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        content = (
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Agenda">'
            f"{''.join(rows)}</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        said = read(
            _zip(**ODS, **{"META-INF__manifest.xml": b"<manifest/>", "content.xml": content.encode()})
        )
        assert [(r.title, r.start) for r in records(said)] == [
            ("Bal", date(2026, 12, 5)),
            ("Loto", date(2026, 12, 5)),
            ("Repas", date(2026, 12, 6)),
        ]

    def test_refusals_name_the_sheet_when_there_are_several(self):
        said = read((FOLDER / "tableur" / "classeur.xlsx").read_bytes())
        details = [one.detail for one in said if isinstance(one, Rejected)]
        assert details[0] == "feuille Agenda 2026, ligne 8 : « à confirmer »"


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
        Tableur(url=URL, **options)


def test_a_page_proposes_the_spreadsheets_it_links_to():
    links = (
        Link(url="https://site.example/agenda.ods"),
        Link(url="https://docs.google.com/spreadsheets/d/1Ab/edit#gid=0", rel="frame"),
        Link(url="https://site.example/export", type="text/csv"),
        Link(url="https://site.example/contact"),
        Link(url="https://cryptpad.fr/sheet/#/2/sheet/view/abc/agenda.csv"),
    )
    proposed = list(Tableur.propose(Page(url="https://site.example/", links=links)))
    assert proposed[0] == "https://docs.google.com/spreadsheets/d/1Ab/export?format=csv&gid=0"
    assert "https://site.example/agenda.ods" in proposed and "https://site.example/export" in proposed
    assert "https://site.example/contact" not in proposed


@pytest.mark.parametrize(
    ("url", "content", "sure"),
    [
        ("https://docs.google.com/spreadsheets/d/1Ab/edit", None, True),
        ("https://docs.google.com/document/d/1Ab/edit", None, False),
        ("https://lite.framacalc.org/agenda", None, True),
        ("https://site.example/agenda.xlsx", None, True),
        ("https://site.example/agenda", None, False),
        ("https://docs.google.com/spreadsheets/d/1Ab/edit", b"<html>Connexion</html>", True),
        ("https://site.example/s/abcdef", b"<html>Un article</html>", False),
        (URL, b"<html>Une page</html>", False),
        (URL, b"BEGIN:VCALENDAR\nVERSION:2.0\n", False),
        (URL, b'[{"titre": "Bal", "date": "2026-12-05"}]', False),
        (URL, b"Nom;Note\nAlice;12\n", False),
        (URL, b"Titre;Date;Lieu\n", True),
        (URL, b"Titre;Date;Lieu\n" + "Bal;05/12/2026;\"é\"\n".encode() * 20_000, True),
    ],
)  # fmt: skip
def test_what_is_a_spreadsheet_and_what_is_not(url, content, sure):
    document = None if content is None else Document(url=url, content=content)
    assert (Tableur.recognise(url, document) >= 50) is sure


def _inline(*rows: tuple[str, tuple[str, ...]]) -> str:
    return "".join(
        f'<row r="{n}"{how}>'
        + "".join(
            f'<c r="{"ABCD"[at]}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for at, cell in enumerate(cells)
        )
        + "</row>"
        for n, (how, cells) in enumerate(rows, 1)
    )


def _spread(*rows: tuple[str, tuple[str, ...]]) -> str:
    return "".join(
        f"<table:table-row{how}>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        + "</table:table-row>"
        for how, cells in rows
    )


def _rows(hidden: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("", ("Titre", "Date", "Publier", "Description")),
        ("", ("Loto", "05/12/2026", "oui", "Avec le portable de Paul")),
        (hidden, ("Salaires", "06/12/2026", "oui", "")),
        ("", ("Bal", "07/12/2026", "non", "")),
        ("", ("Concert", "08/12/2026", "oui", "")),
    )


def _xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = _inline(*_rows(' hidden="1"'))
    sheet = (
        f'<worksheet xmlns="{main}"><cols><col min="1" max="2"/><col min="3" max="4" hidden="1"/></cols>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    sheets = '<sheets><sheet name="Ann&#233;e" sheetId="1" r:id="rId9"/></sheets>'
    book = f'<workbook xmlns="{main}" xmlns:r="{link}">{sheets}'
    parts = {
        "_rels__.rels": f'<Relationships xmlns="{packed}"><Relationship Id="a" Type="{link}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl__workbook.xml": f"{book}</workbook>",
        "xl___rels__workbook.xml.rels": f'<Relationships xmlns="{packed}"><Relationship Id="rId9" '
        f'Type="{link}/worksheet" Target="worksheets/sheet7.xml"/></Relationships>',
        "xl__worksheets__sheet7.xml": sheet,
    }
    return _zip(**{name: part.encode() for name, part in parts.items()})


def _ods() -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
    )
    rows = _spread(*_rows(' table:visibility="filter"'))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Agenda">{columns}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return _zip(**ODS, **{"META-INF__manifest.xml": manifest, "content.xml": content.encode()})


@pytest.mark.parametrize("content", [_xlsx(), _ods()], ids=["xlsx", "ods"])
def test_what_its_owner_has_hidden_is_not_for_the_public(content: bytes):
    """Rows, also those that a filter leaves out, and texts; a hidden column still tells which rows are."""
    said = read(content)
    assert [(r.title, r.description) for r in records(said)] == [("Loto", None), ("Concert", None)]
    assert "Salaires" not in repr(said) and "Paul" not in repr(said)
    assert [one.code for one in said if isinstance(one, Repair)] == ["hidden_rows"]
    mapped = records(read(content, fields={"description": "Description"}))
    assert mapped[0].description == "Avec le portable de Paul", "the operator names the column"


@pytest.mark.parametrize(
    ("heading", "said", "code"),
    [
        *[("Publier", word, None) for word in ("oui", "OUI", "Vrai", "publié", "en ligne", "")],
        *[("Publier", word, "private") for word in ("non", "Brouillon", "à valider")],
        *[
            ("Publier", word, "shown_unclear")
            for word in ("à relire", "non, annulé", "voir avec Anne", "☐", "15/11/2026")
        ],
        ("Publié", "15/11/2026", None),
        ("Publié", "2026-11-15 10:00", None),
        *[("Privé", word, None) for word in ("non", "public", "")],
        ("Privé", "oui", "private"),
        ("Privé", "adhérents", "shown_unclear"),
        ("Ne pas publier", "tant que le lieu n'est pas sûr", "shown_unclear"),
    ],
)
def test_only_what_is_clearly_for_the_public_is_shown(heading, said, code):
    # A row that says yes beside it, so that an empty cell is one that was left out.
    other = "non" if heading in {"Privé", "Ne pas publier"} else "oui"
    found = read(f"Titre;Date;{heading}\nLoto;05/12/2026;{other}\nBal;06/12/2026;{said}\n")
    assert [one.title for one in found if isinstance(one, Record)] == ["Loto", *(() if code else ("Bal",))]
    refused = [(one.code, one.detail) for one in found if isinstance(one, Rejected)]
    assert refused == ([(code, f"ligne 3 : {heading} : {said}")] if code else [])


def test_in_a_column_of_ticks_an_empty_cell_says_no():
    found = read("Titre;Date;Publier\nLoto;05/12/2026;x\nBal;06/12/2026;\nFoire;07/12/2026;X\n")
    assert [one.title for one in found if isinstance(one, Record)] == ["Loto", "Foire"]
    assert Rejected("", "shown_unclear", "ligne 3 : Publier : (vide)") in found
