"""The command line: `agregateur detect` and `agregateur import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from agregateur.cli import app, common
from tests.detecting.sites import CONCERT, NOW, STAGE, ics, site
from tests.detecting.test_opml import LIST
from tests.servers import http

SOURCES = """territory: {name: Hautes-Alpes, departements: ["05"]}
sources:
  - {id: mjc-du-brianconnais, name: MJC, url: "https://mjc.example/feed/"}
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGREGATEUR_FETCH_ALLOW", "127.0.0.1:*")
    monkeypatch.setenv("AGREGATEUR_HOST_PACE", "0")
    monkeypatch.setattr(common, "now", lambda: NOW)

    def running(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    yield running
    # The command configures the log for the streams that the runner has closed since.
    structlog.reset_defaults()


def test_what_can_be_read_is_told_in_french(run) -> None:
    with site({"/a.ics": http(ics(CONCERT))}) as server:
        done = run("detect", f"{server.url}/a.ics")
    assert done.exit_code == 0
    for piece in (
        "Nous avons trouvé un agenda iCal : MJC du Briançonnais",
        "1 rendez-vous, dont 1 à venir.",
        "sam. 5 déc., 20 h 30–22 h 30 – Concert de Noël",
        "MJC, Briançon · Concerts et musique",
        "Sans image : 1 sur 1.",
        "- id: mjc-du-brianconnais\n",
    ):
        assert piece in done.stdout


def test_the_same_in_english(run) -> None:
    with site({"/a.ics": http(ics(CONCERT))}) as server:
        done = run("detect", "--langue", "en", f"{server.url}/a.ics")
    assert "We found an iCal calendar: MJC du Briançonnais" in done.stdout
    assert "Sat 5 Dec" in done.stdout


def test_the_keys_of_the_json(run) -> None:
    with site({"/a.ics": http(ics(CONCERT))}) as server:
        told = json.loads(run("detect", "--json", f"{server.url}/a.ics").stdout)
    assert set(told) == {
        "readable", "kind", "label", "address", "id", "name", "home", "stanza", "counts", "next", "missing",
        "situations", "others", "variable",
    }  # fmt: skip
    assert set(told["counts"]) == {
        "items", "events", "actors", "articles", "upcoming", "past", "refused", "repaired", "partial",
    }  # fmt: skip
    assert set(told["next"][0]) == {
        "kind", "title", "start", "end", "all_day", "when", "status", "venue", "commune", "insee", "located", "outside",
        "category", "category_label", "url",
    }  # fmt: skip
    assert (told["readable"], told["kind"], told["next"][0]["start"]) == (
        True,
        "ical",
        "2026-12-05T19:30:00Z",
    )


def test_what_cannot_be_read_is_explained_and_ends_with_2(run) -> None:
    done = run("detect", "https://www.facebook.com/mjc")
    assert (done.exit_code, "Facebook ne laisse aucun autre site lire" in done.stdout) == (2, True)
    told = json.loads(run("detect", "--json", "https://www.facebook.com/mjc").stdout)
    assert (told["readable"], told["stanza"], told["situations"][0]["code"]) == (False, None, "facebook_page")
    assert told["situations"][0]["todo"]


def test_the_territory_and_the_ids_of_the_sources_file_count(run, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(SOURCES, encoding="utf-8")
    with site({"/a.ics": http(ics(CONCERT.replace("05100 ", "")))}) as server:
        told = json.loads(run("detect", "--json", "--config", str(sources), f"{server.url}/a.ics").stdout)
    assert (told["id"], told["next"][0]["insee"]) == ("mjc-du-brianconnais-2", "05023")


def test_an_address_that_is_already_read_is_told_so(run, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    with site({"/a.ics": http(ics(CONCERT)), "/b.ics": http(ics(STAGE))}) as server:
        sources.write_text(
            SOURCES.replace("https://mjc.example/feed/", f"{server.url}/a.ics"), encoding="utf-8"
        )
        done = run("detect", "--config", str(sources), f"{server.url}/a.ics")
        other = run("detect", "--config", str(sources), f"{server.url}/b.ics")
    assert "Le portail lit déjà cette adresse, sous le nom « MJC »." in done.stdout
    assert "Stage de cirque" in other.stdout and "lit déjà" not in other.stdout


def test_a_secret_is_not_told(run) -> None:
    path = "/calendar/ical/lea/private-0123456789abcdef/basic.ics"
    with site({path: http(ics(CONCERT))}) as server:
        done = run("detect", server.url + path)
        asked = run("detect", "--json", server.url + path)
    assert "0123456789abcdef" not in done.output + asked.output
    assert "url: ${MJC_DU_BRIANCONNAIS_URL}" in done.stdout


def test_a_calendar_that_calls_itself_by_its_key_tells_nothing_of_it(run) -> None:
    key = "clef-8c41b7e20f9d"
    named = ics(CONCERT).replace(b"VERSION:2.0", f"VERSION:2.0\r\nX-WR-CALNAME:Agenda {key}".encode())
    with site({f"/agenda?jeton={key}": http(named)}) as server:
        done = run("detect", f"{server.url}/agenda?jeton={key}")
        asked = run("detect", "--json", f"{server.url}/agenda?jeton={key}")
    assert done.exit_code == 0 and "url: ${AGENDA_URL}" in done.stdout
    assert key not in done.output + asked.output
    assert "8c41b7e20f9d" not in (done.output + asked.output).lower()


def test_nothing_is_stored(run, tmp_path: Path) -> None:
    with site({"/a.ics": http(ics(CONCERT))}) as server:
        run("detect", f"{server.url}/a.ics")
    assert list(tmp_path.iterdir()) == []


def test_an_opml_list_becomes_stanzas(run, tmp_path: Path) -> None:
    (tmp_path / "liste.opml").write_bytes(LIST)
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    done = run("import", "liste.opml", "--config", "sources.yaml")
    assert done.exit_code == 0
    assert done.stdout.count("- id:") == 4
    assert "https://mjc.example/feed/" not in done.stdout
    assert "4 sources to add" in done.stderr


def test_a_file_is_not_an_address(run, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(ics(CONCERT))
    done = run("detect", "a.ics")
    assert done.exit_code == 2
    assert "agregateur read" in done.stderr
