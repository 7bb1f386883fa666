"""Every format of the agenda, as it is served."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from agregateur.model import Member
from agregateur.web.formats import FORMATS
from tests.web import factory
from tests.web.conftest import Portal
from tests.web.factory import at, event

FILES = ("csv", "geojson", "xlsx")


@pytest.mark.parametrize("ending", FORMATS)
def test_each_is_served_with_its_media_type_and_its_validator(portal: Portal, ending: str) -> None:
    for path in (f"/communes/05023/agenda.{ending}", f"/en/agenda.{ending}"):
        answer = portal.get(path)
        assert answer.status_code == 200 and answer.content
        assert answer.headers["content-type"] == FORMATS[ending].media
        assert answer.headers["content-disposition"].endswith(f'.{ending}"')
        again, statements = portal.counted(path, if_none_match=answer.headers["etag"])
        assert (again.status_code, again.content, len(statements)) == (304, b"", 1)


@pytest.mark.parametrize("ending", FORMATS)
def test_each_names_what_it_does_not_know(portal: Portal, ending: str) -> None:
    assert portal.get(f"/agenda.{ending}?couleur=bleu").status_code == 422
    assert portal.get(f"/agenda.{ending}?limite={FORMATS[ending].most + 1}").status_code == 422
    assert portal.get(f"/agenda.{ending}?limite=1").status_code == 200


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {"ics", "xlsx"}))
def test_none_lets_out_what_is_kept_to_our_pages(portal: Portal, ending: str) -> None:
    body = portal.get(f"/agenda.{ending}").text
    assert "Concert de Noël" in body and "Réservé à nos pages" not in body
    assert "Texte de l’office" not in body, "signalled only: no text leaves"


@pytest.mark.parametrize(
    "path", [*(f"/agenda.{ending}" for ending in FORMATS), "/agenda.rpde", "/api/v1/events"]
)
def test_each_gives_a_partner_what_it_does_not_announce_itself(blank: Portal, path: str) -> None:
    def fill(to: factory.Filler) -> None:
        for source in ("mjc", "office"):
            to.source(source, source)
        for name, sources in (("Loto", ["mjc"]), ("Kermesse", ["mjc", "office"]), ("Fanfare", ["office"])):
            members = tuple(Member(source=s, uid=name, republication="complet") for s in sources)
            to.event(event(name.lower(), name, at(1), members=members))

    def told(query: str) -> set[str]:
        content = blank.get(f"{path}{query}").content
        if path.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as file:
                content = b"".join(map(file.read, file.namelist()))
        return {name for name in ("Loto", "Kermesse", "Fanfare") if name.encode() in content}

    blank.fill(fill)
    assert told("") == {"Loto", "Kermesse", "Fanfare"}
    assert told("?sauf_source=mjc") == {"Fanfare"}
    assert told("?sauf_source=office") == {"Loto"}


def titles(portal: Portal, path: str) -> list[str]:
    return [row["Titre"] for row in csv.DictReader(io.StringIO(portal.get(path).text, newline=""))]


def test_files_reach_back_and_news_do_not(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for name, days in (("passe", -20), ("demain", 1), ("loin", 90), ("trop", 450)):
            to.event(event(name, name, at(days)))

    blank.fill(fill)
    assert titles(blank, "/agenda.csv") == ["passe", "demain", "loin"]
    assert len(blank.get("/agenda.geojson").json()["features"]) == 3
    assert [item["_agregateur"]["title"] for item in blank.get("/agenda.json").json()["items"]] == ["demain"]
    assert titles(blank, "/agenda.csv?jours=7") == ["demain"]


def test_a_table_takes_its_own_word(portal: Portal) -> None:
    assert portal.get("/agenda.csv?tableur=oui").content.startswith(b"\xef\xbb\xbfTitre;")
    assert portal.get("/agenda.csv?tableur=non").content == portal.get("/agenda.csv").content
    assert portal.get("/agenda.csv?tableur=peut-etre").status_code == 422
    assert portal.get("/agenda.xlsx?tableur=oui").status_code == 422


def test_a_text_for_a_bulletin_is_of_thirty_days_and_of_what_happens(portal: Portal) -> None:
    found = portal.get("/agenda.txt").text.splitlines()
    assert found[:2] == ["Agenda – Hautes-Alpes", "Du 9 décembre 2026 au 7 janvier 2027"]
    assert (
        "mer. 9 déc., 20 h 30 : Concert de Noël de l’Harmonie, MJC-Centre social, Briançon. Gratuit. 04 92 21 00 00."
        in found
    )
    assert "Conférence sur les loups" not in "".join(found), "cancelled"
    assert any(
        line.startswith("Tous les jeudis, 18 h–19 h (10, 17, 24, 31 déc. et 7 janv. 2027) : Yoga doux")
        for line in found
    )
    longer = portal.get("/agenda.txt?texte=moyen").text
    assert "\n\nMercredi 9 décembre\n\n" in longer and "Un programme de fête. " in longer
    assert portal.get("/agenda.txt?texte=long").status_code == 422
    assert portal.get("/agenda.txt?tri=nouveaute").status_code == 422


def test_openapi_tells_each_with_its_own_words(portal: Portal) -> None:
    paths: dict[str, Any] = portal.get("/openapi.json").json()["paths"]
    for ending, format in FORMATS.items():
        get = paths[f"/communes/{{insee}}/agenda.{ending}"]["get"]
        assert set(format.choices) <= {parameter["name"] for parameter in get["parameters"]}
    schema = paths["/agenda.json"]["get"]["responses"]["200"]["content"]["application/feed+json"]["schema"]
    assert "insee" in schema["properties"]["items"]["items"]["properties"]["_agregateur"]["properties"]
