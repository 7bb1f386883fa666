"""The sample partners' files: when they are written, and what our own connectors read in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import url2pathname
from zoneinfo import ZoneInfo

import pytest

from agregateur import config, examples
from agregateur.config import Stanza
from agregateur.contract import Document, Record, Rejected, Said
from agregateur.errors import ParseError
from agregateur.ingest import registry

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
PARIS = ZoneInfo("Europe/Paris")
BROKEN = "cinema-la-lanterne"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def stanzas() -> dict[str, Stanza]:
    configuration = config.load(ROOT / "config" / "sources.yaml", environ={})
    return {stanza.id: stanza for stanza in configuration.sources if stanza.example}


@cache
def sample() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        examples.write(Path(folder), NOW)
        return contents(Path(folder))


def said(stanza: Stanza) -> Iterator[Said]:
    name = Path(url2pathname(stanza.url.removeprefix("file://"))).name
    connector = registry.build(stanza.kind or "", stanza.url, stanza.options)

    def fetch(url: str, **_: object) -> Document:
        assert url == stanza.url
        return Document(url=url, content=sample()[name])

    yield from connector.collect(fetch, {})


@cache
def records() -> Mapping[str, list[Record]]:
    """What each readable source states, by its id."""
    return {
        key: [one for one in said(stanza) if isinstance(one, Record)]
        for key, stanza in stanzas().items()
        if key != BROKEN
    }


def titled(source: str, words: str) -> Record:
    (found,) = [one for one in records()[source] if words in one.title and one.recurrence_id is None]
    return found


def wall(record: Record) -> str:
    """Day and hour of the start as read on a clock in Paris."""
    start = record.start
    assert start is not None
    if not isinstance(start, datetime):
        return start.isoformat()
    return (start if start.tzinfo is None else start.astimezone(PARIS)).strftime("%Y-%m-%d %H:%M")


def test_files_stay_as_they_are_until_less_than_three_weeks_remain(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "exemples"
    assert examples.write(folder, NOW)
    before, touched = contents(folder), {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert before["semaine.txt"].startswith(b"2026-11-16\n")

    last = datetime(2026, 12, 21, 23, 59, tzinfo=PARIS)  # five weeks after the Monday: three remain
    assert not examples.write(folder, last)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == touched

    assert examples.write(folder, last + timedelta(minutes=1))
    after = contents(folder)
    assert after["semaine.txt"].startswith(b"2026-12-21\n")
    assert after.keys() == before.keys()


def test_a_week_begins_on_monday_in_paris(tmp_path: Path) -> None:
    examples.write(tmp_path / "a", datetime(2026, 7, 5, 21, 59, tzinfo=UTC))
    examples.write(tmp_path / "b", datetime(2026, 7, 5, 22, 0, tzinfo=UTC))
    assert (tmp_path / "a" / "semaine.txt").read_text().startswith("2026-06-29\n")
    assert (tmp_path / "b" / "semaine.txt").read_text().startswith("2026-07-06\n")


def test_bytes_depend_on_the_monday_alone(tmp_path: Path) -> None:
    for day in range(7):
        examples.write(tmp_path / str(day), datetime(2026, 11, 16 + day, 12, tzinfo=UTC))
    assert all(contents(tmp_path / str(day)) == sample() for day in range(7))


def test_a_missing_file_comes_back_the_same(tmp_path: Path) -> None:
    examples.write(tmp_path, NOW)
    (tmp_path / "gap-sorties.rss").unlink()
    assert examples.write(tmp_path, NOW + timedelta(days=20))
    assert contents(tmp_path) == sample()


@pytest.mark.parametrize("stamp", ["", "2026-13-99\nx\n", "2027-05-03\nx\n", "2026-11-16\nother templates\n"])
def test_a_stamp_that_cannot_be_trusted_is_written_again(tmp_path: Path, stamp: str) -> None:
    examples.write(tmp_path, NOW)
    (tmp_path / "semaine.txt").write_text(stamp)
    (tmp_path / "gap-sorties.rss").write_text("old")
    assert examples.write(tmp_path, NOW)
    assert contents(tmp_path) == sample()


def test_renewal_keeps_every_uid(tmp_path: Path) -> None:
    def uids(files: Mapping[str, bytes]) -> list[bytes]:
        return sorted(
            uid for text in files.values() for uid in re.findall(rb'UID:.*|<guid.*|"id": ".*"', text)
        )

    examples.write(tmp_path, NOW + timedelta(weeks=8))
    assert len(uids(sample())) > 150
    assert uids(contents(tmp_path)) == uids(sample())


def test_every_sample_source_has_its_file() -> None:
    names = {Path(stanza.url).name for stanza in stanzas().values()}
    assert names == sample().keys() - {"semaine.txt"}
    assert {stanza.kind for stanza in stanzas().values()} == {
        "ical", "rss", "gogocarto", "tableur", "page", "openagenda", "geojson",
    }  # fmt: skip
    assert len(names) >= 12


def test_only_the_sample_is_left_out_by_the_flag() -> None:
    path = ROOT / "config" / "sources.yaml"
    assert not [s for s in config.load(path, environ={}, examples=False).sources if s.example]


def test_addresses_and_telephones_are_nobodys() -> None:
    """RFC 2606 names, and the telephone numbers that ARCEP keeps for fiction (04 65 71 xx xx)."""
    text = "\n".join(
        content.decode("cp1252" if name in {"comite-pignolette.ics", "bouquetins-bavards.csv"} else "utf-8")
        for name, content in sample().items()
    )
    unfolded = text.replace("\r\n ", "").replace("\n ", "")
    hosts = set(re.findall(r"https?://([^/\s\"<\\]+)", unfolded))
    known = {"wordpress.org", "purl.org", "www.w3.org", "opendatacommons.org", "schema.org"}
    assert {host for host in hosts if not host.endswith(".example")} <= known
    telephones = re.findall(r"\b0\d(?: \d\d){4}\b", unfolded)
    assert len(telephones) > 10
    assert all(number.startswith("04 65 71 ") for number in telephones)


@pytest.mark.parametrize("source", sorted(set(stanzas()) - {BROKEN, "foyer-pont-rouge"}))
def test_our_connectors_refuse_nothing_in_the_sound_files(source: str) -> None:
    assert not [one for one in said(stanzas()[source]) if isinstance(one, Rejected)]
    assert len(records()[source]) >= 3


def test_each_source_gives_the_kinds_it_is_there_for() -> None:
    kinds = {source: {one.kind for one in found} for source, found in records().items()}
    articles = {"tisserands-d-en-haut", "petit-buech"}
    actors = {"annuaire-des-vallees", "carte-des-possibles", "jardins-partages"}
    assert {source for source, kind in kinds.items() if kind == {"article"}} == articles
    assert {source for source, kind in kinds.items() if kind == {"actor"}} == actors
    assert all(kind == {"event"} for source, kind in kinds.items() if source not in articles | actors)


def test_a_sign_in_page_is_no_calendar() -> None:
    with pytest.raises(ParseError):
        list(said(stanzas()[BROKEN]))


def test_one_bad_entry_leaves_its_neighbours() -> None:
    everything = list(said(stanzas()["foyer-pont-rouge"]))
    (refused,) = [one for one in everything if isinstance(one, Rejected)]
    assert refused.uid == "a-preciser@foyer-pont-rouge.example"
    assert len({one.uid for one in everything if isinstance(one, Record)}) == 9


def test_the_office_repeats_the_concert_with_its_own_title_half_an_hour_earlier() -> None:
    ours, theirs = titled("mjc-trois-torrents", "Concert : Lisière"), titled("office-cinq-vallees", "Lisière")
    assert (wall(ours), wall(theirs)) == ("2026-11-27 20:30", "2026-11-27 20:00")
    assert ours.title != theirs.title


def test_a_series_is_one_rule_here_and_dated_items_there() -> None:
    series = titled("mediatheque-grande-ourse", "L'heure du conte")
    assert series.rrule and series.exdate
    moved = [
        one for one in records()["mediatheque-grande-ourse"] if one.uid == series.uid and one.recurrence_id
    ]
    assert ["langue des signes" in one.title for one in moved] == [True]
    dated = [one for one in records()["gap-sorties"] if "heure du conte" in one.title]
    assert len(dated) == 4 and not any(one.rrule for one in dated)


def test_cancelled_and_sold_out_are_said_in_two_ways() -> None:
    assert titled("mjc-trois-torrents", "vannerie").title.startswith("ANNULÉ")
    assert titled("office-cinq-vallees", "vannerie").status == "CANCELLED"
    assert titled("mediatheque-grande-ourse", "reliure").status == "CANCELLED"
    assert titled("gap-sorties", "reliure").title.startswith("ANNULÉ")
    assert titled("mjc-trois-torrents", "Refuge").title.startswith("[COMPLET]")


def test_all_day_here_has_hours_there() -> None:
    for here, there, words in (
        ("vieux-four", "office-cinq-vallees", ("fournée du Casset", "fournée du Casset")),
        ("pas-de-loup", "office-cinq-vallees", ("réveil des chamois", "réveil des chamois")),
    ):
        whole, timed = titled(here, words[0]), titled(there, words[1])
        assert isinstance(timed.start, datetime) and not isinstance(whole.start, datetime)
        assert wall(timed).startswith(wall(whole))


def test_foreign_habits_are_read_as_meant() -> None:
    """Windows' names of time zones, floating times, a charset of its own, UTC."""
    assert b"Romance Standard Time" in sample()["bibliotheque-moulin-bleu.ics"]
    assert wall(titled("bibliotheque-moulin-bleu", "Théâtre d'ombres")) == "2026-12-05 16:00"
    with pytest.raises(UnicodeDecodeError):
        sample()["comite-pignolette.ics"].decode()
    assert titled("comite-pignolette", "potier").title == "Portes ouvertes à l'atelier du potier"
    assert "300 €" in (titled("comite-pignolette", "Loto").description or "")
    assert wall(titled("comite-pignolette", "belote")) == "2026-12-27 14:00"
    assert wall(titled("lac-en-fete", "Grand ramassage")) == "2026-11-28 09:00"


def test_what_looks_alike_and_is_distinct() -> None:
    lotos = [titled("comite-pignolette", "Loto"), titled("foyer-pont-rouge", "Loto")]
    assert len({(one.title, wall(one)) for one in lotos}) == 1
    assert all((one.location or "").startswith("Salle des fêtes, 05") for one in lotos)
    assert lotos[0].location != lotos[1].location
    sessions = [one for one in records()["bibliotheque-moulin-bleu"] if one.title == "Atelier origami"]
    assert sorted(wall(one) for one in sessions) == ["2026-11-25 14:00", "2026-11-25 15:30"]
    festival = titled("lac-en-fete", "Rives sonores, festival")
    assert not isinstance(festival.start, datetime)
    assert (
        festival.end is not None
        and festival.start is not None
        and festival.end - festival.start == timedelta(3)
    )
    assert len([one for one in records()["lac-en-fete"] if "Rives sonores –" in one.title]) == 3


def test_a_place_without_a_town_is_an_actor_of_the_map() -> None:
    actor = titled("carte-des-possibles", "Le Labo des Possibles")
    assert (actor.postcode, actor.city) == ("05200", "Embrun")
    events = [one for one in records()["les-passerelles"] if one.location == actor.title]
    assert len(events) >= 4
    assert stanzas()["les-passerelles"].default.commune is None


def test_long_regular_and_endless_things_are_there() -> None:
    exhibition = titled("office-cinq-vallees", "Cent ans de sentiers")
    assert exhibition.end is not None and exhibition.start is not None
    assert exhibition.end - exhibition.start > timedelta(days=56)
    endless = [
        one.title
        for found in records().values()
        for one in found
        if one.rrule and "COUNT" not in one.rrule[0]
    ]
    assert "Repair café" in endless and "Marché du samedi matin" in endless


def test_groups_come_together() -> None:
    """A series and its changed dates follow one another, as the contract asks of connectors."""
    for found in records().values():
        seen = [uid for uid, _ in groupby(found, key=lambda one: one.uid)]
        assert len(seen) == len(set(seen))
