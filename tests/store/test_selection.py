"""Words into selections, selections into days, and days into rows: the same on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, Executable

from agregateur import communes
from agregateur.errors import SelectionError
from agregateur.model import Located, Member, Place
from agregateur.store import directory, read, search, stems
from agregateur.store.asking import ASKED, parse
from agregateur.store.database import Database
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection
from agregateur.store.statements import events, happenings, ids, newest, seen, texts
from tests.web.factory import NOW, TODAY, Filler, at, event, weekly, whole

HAUTES_ALPES, BRIANCONNAIS = "05", "240500439"


def chosen(**words: str) -> Selection:
    return parse([(word, value) for word, values in words.items() for value in values.split("|")])


def test_every_way_of_writing_is_one_selection() -> None:
    one = chosen(commune="05061,05023", categorie="musique|fetes", q="Fêtes")
    other = chosen(categorie="fetes,musique,fetes", commune="05023|05061", q="fête")
    assert one.canonical() == other.canonical()
    assert one.canonical() != chosen(commune="05061").canonical()
    assert chosen().canonical() == "{}"
    assert parse(one.query()) == one, "an address made of it says it again"


def test_what_is_said_in_two_ways_is_one_selection() -> None:
    assert chosen(gratuit="oui") == chosen(acces="gratuit") == chosen(acces="gratuit,payant", gratuit="oui")
    assert chosen(gratuit="non") == chosen(voisines="non") == chosen()
    assert chosen(autour="05023", rayon="15") == chosen(autour="05023")
    assert chosen(du="2026-12-01", jours="7") == chosen(du="2026-12-01", au="2026-12-07")
    assert chosen(du="2026-12-01", jours="7", au="2026-12-05") == chosen(du="2026-12-01", au="2026-12-05")
    assert chosen(departement="2a").departement == ("2A",)
    assert chosen(autour="44.5590001,6.079|05023").autour == ("05023", "44.559,6.079")
    assert chosen(autour="05023", rayon="15") == chosen(autour="05023"), "what is so unless said"
    assert chosen(autour="-0.0,0") == chosen(autour="0,0")
    assert chosen(q="bal,Bals").canonical() == chosen(q="bal").canonical()
    path = parse([("q", "bal")], scope=("commune", "05023"))
    assert path.canonical() == chosen(commune="05023", q="bal").canonical()
    assert path == parse([("q", "bal"), ("commune", "05023")], scope=("commune", "05023"))
    assert path.query() == (("q", "bal"),)
    assert path.plain().query() == (("commune", "05023"), ("q", "bal"))
    assert len({chosen(longs=value).canonical() for value in ("oui", "non")} | {chosen().canonical()}) == 3


def test_an_address_says_every_word_again() -> None:
    words = {
        "commune": "05023", "voisines": "oui", "epci": BRIANCONNAIS, "departement": "05", "autour": "44.559,6.079",
        "rayon": "20", "categorie": "musique", "public": "enfants,seniors", "acces": "payant", "inscription": "sans",
        "accessibilite": "lsf", "statut": "prevu", "mode": "en-ligne", "longs": "non", "regulier": "oui",
        "structure": "abc", "source": "mjc", "q": "bal", "periode": "weekend", "du": "2026-12-01", "au": "2026-12-31",
        "jours": "90", "sauf_categorie": "culte,politique", "sauf_structure": "def", "sauf_source": "office",
    }  # fmt: skip
    one = chosen(**words)
    assert dict(one.query()) == {word: value for word, value in words.items() if word != "jours"}
    assert chosen(jours="90").query() == (("jours", "90"),)
    assert set(words) | {"gratuit"} == set(ASKED)
    assert (
        len({chosen(**{w: v}).canonical() for w, v in words.items() if w not in {"voisines", "rayon"}}) == 23
    )


def test_neighbours_and_circles_are_communes_to_look_in() -> None:
    beside = frozenset(commune.insee for commune in communes.neighbours("05023")) | {"05023"}
    assert chosen(commune="05023", voisines="oui").places() == beside
    assert parse([("voisines", "oui")], scope=("commune", "05023")).places() == beside
    circle = chosen(autour="05023")
    assert circle.radius == 15
    assert chosen(autour="05023", rayon="5").centres() < circle.centres() < (circle.places() or frozenset())
    over_the_pass = chosen(autour="05023", departement="73").places() or frozenset()
    assert over_the_pass <= {commune.insee for commune in communes.communes_of("73")}


def test_former_codes_lead_to_today_s() -> None:
    assert chosen(commune="05002").commune == ("05139",)


def test_places_are_or_inside_a_word_and_and_between() -> None:
    assert chosen().places() is None
    assert chosen(commune="05061,05023").places() == frozenset({"05061", "05023"})
    assert chosen(epci=BRIANCONNAIS, commune="05061,05023").places() == frozenset({"05023"})
    assert chosen(departement=HAUTES_ALPES).places() == frozenset(c.insee for c in communes.communes_of("05"))
    assert parse([("departement", "04")], scope=("commune", "05023")).places() == frozenset()


@pytest.mark.parametrize(
    ("today", "words", "windows"),
    [
        ("2026-12-09", {}, [("2026-12-09", "2027-01-31")]),
        ("2026-12-09", {"periode": "aujourdhui"}, [("2026-12-09", "2026-12-09")]),
        ("2026-12-09", {"periode": "demain"}, [("2026-12-10", "2026-12-10")]),
        ("2026-12-09", {"periode": "weekend"}, [("2026-12-12", "2026-12-13")]),
        ("2026-12-13", {"periode": "weekend"}, [("2026-12-13", "2026-12-13")]),
        ("2026-12-09", {"periode": "semaine"}, [("2026-12-09", "2026-12-13")]),
        ("2026-12-09", {"periode": "mois"}, [("2026-12-09", "2026-12-31")]),
        ("2026-12-09", {"periode": "mois-prochain"}, [("2027-01-01", "2027-01-31")]),
        (
            "2026-12-09",
            {"periode": "aujourdhui,weekend"},
            [("2026-12-09", "2026-12-09"), ("2026-12-12", "2026-12-13")],
        ),
        ("2026-12-09", {"periode": "aujourdhui,demain"}, [("2026-12-09", "2026-12-10")]),
        ("2026-12-09", {"jours": "7"}, [("2026-12-09", "2026-12-15")]),
        ("2026-12-09", {"du": "2026-12-20", "jours": "2"}, [("2026-12-20", "2026-12-21")]),
        ("2026-12-09", {"du": "2026-12-01"}, [("2026-12-01", "2027-01-31")]),
        ("2026-12-09", {"au": "2026-12-10"}, [("2026-12-09", "2026-12-10")]),
        ("2026-12-09", {"du": "2026-12-20", "periode": "weekend"}, []),
        ("2026-12-09", {"au": "2026-12-01"}, []),
    ],
)
def test_days(today: str, words: dict[str, str], windows: list[tuple[str, str]]) -> None:
    day = date.fromisoformat(today)
    found = chosen(**words).windows(day, first=day, last=date(2027, 1, 31))
    assert [(w.first.isoformat(), w.last.isoformat()) for w in found] == windows


def test_a_day_has_the_length_that_the_clocks_give_it() -> None:
    assert Window(date(2026, 3, 29), date(2026, 3, 29)).begin().isoformat() == "2026-03-29T00:00:00+01:00"
    assert Window(date(2026, 3, 29), date(2026, 3, 29)).end().isoformat() == "2026-03-30T00:00:00+02:00"


@pytest.mark.parametrize(
    ("word", "value", "code"),
    [
        ("nom", "x", "selection_word"),
        ("commune", "Gap", "selection_value"),
        ("commune", ",", "selection_empty"),
        ("departement", "5", "selection_value"),
        ("categorie", "concert", "selection_value"),
        ("du", "2026-13-01", "selection_date"),
        ("du", "20261201", "selection_date"),
        ("du", "0001-01-01", "selection_date"),
        ("jours", "-1", "selection_value"),
        ("jours", "²", "selection_value"),
        ("q", "…", "selection_value"),
        ("source", "../x", "selection_value"),
        ("commune", ",".join(["05023"] * 201), "selection_value"),
        ("voisines", "oui", "selection_alone"),
        ("rayon", "10", "selection_alone"),
        ("autour", "Gap", "selection_value"),
        ("autour", "44.5", "selection_value"),
        ("autour", "91.0,6.0", "selection_value"),
        ("autour", "nan,6.0", "selection_value"),
        ("gratuit", "1", "selection_value"),
        ("longs", "oui,non", "selection_one"),
        ("structure", "a-b", "selection_value"),
        ("genre", "appel", "selection_word"),
        ("mode", "hybride", "selection_value"),
    ],
)
def test_what_is_wrong_is_named(word: str, value: str, code: str) -> None:
    with pytest.raises(SelectionError) as caught:
        parse([(word, value)])
    assert caught.value.code == code
    assert caught.value.values["word"] == word


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(SelectionError) as caught:
        chosen(gratuit="oui", acces="payant")
    assert (caught.value.code, caught.value.values["value"]) == ("selection_against", "acces=payant")
    with pytest.raises(SelectionError):
        chosen(autour="05023", rayon="101")
    with pytest.raises(SelectionError) as caught:
        parse([("commune", "05061")], scope=("commune", "05023"))
    assert caught.value.code == "selection_place"


# On both engines ---------------------------------------------------------------------------------------------------


@pytest.fixture
def store(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.writer() as connection:
        fill = Filler(connection)
        for source in ("mjc", "office"):
            fill.source(source, source)
        fill.event(event("soir", "Concert du soir", at(0)))
        fill.event(event("hier", "Concert d’hier", at(-1)))
        fill.event(event("nuit", "Nuit blanche", at(-1, 22, 0, hours=6)))
        fill.event(event("point", "Sans fin dite", at(1, 9, 0, hours=None)))
        fill.event(event("jour", "Toute la journée", whole(1)))
        fill.event(event("expo", "Longue exposition", whole(-30, 60), categories=("expositions",)))
        fill.event(event("yoga", "Yoga", *weekly(6), categories=("sport", "ateliers")))
        fill.event(event("gap", "Fêtes de Gap", at(2), insee="05061", categories=("fetes",)))
        fill.event(event("sans", "Quelque part", at(2), insee=None))
        fill.event(event("pages", "Pour nos pages", at(2), republication="portail"))
        fill.event(event("parti", "Parti", at(2)), gone=True)
    with database.reader() as connection:
        yield connection
    database.dispose()


def found(
    store: Connection, words: dict[str, str], first: int = 0, last: int = 30, *, exported: bool = False
) -> list[str]:
    selection = chosen(**words)
    low, high = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    reach = Reach.of(store, selection, selection.windows(TODAY, first=low, last=high), exported=exported)
    once = [id for id, _ in read.events(store, reach, limit=100)]
    assert once == list(dict.fromkeys(h.event_id for h in read.happenings(store, reach, limit=100)))
    assert len(read.happenings(store, reach, limit=100)) == read.count(store, reach)
    if exported or not reach.plain:
        for at_once in (1, 100):
            ids = [id for part in read.ids(store, reach, at_once=at_once) for id in part]
            usual = {one.event_id for one in read.texts(store, ids) if one.usual}
            assert [id for id in ids if not reach.plain or id in usual] == once
    return once


def test_events_come_once_each_by_date(store: Connection) -> None:
    assert found(store, {}) == ["expo", "nuit", "yoga", "soir", "jour", "point", "gap", "pages", "sans"]
    assert "pages" not in found(store, {}, exported=True)
    assert found(store, {"periode": "demain"}) == ["expo", "jour", "point"]
    assert found(store, {"periode": "aujourdhui"}) == ["expo", "nuit", "yoga", "soir"]
    assert found(store, {"du": (TODAY - timedelta(days=1)).isoformat(), "jours": "1"}) == [
        "expo",
        "hier",
        "nuit",
    ]


def test_words_narrow(store: Connection) -> None:
    assert found(store, {"commune": "05061"}) == ["gap"]
    assert "sans" not in found(store, {"departement": HAUTES_ALPES})
    assert found(store, {"epci": BRIANCONNAIS, "categorie": "sport,expositions"}) == ["expo", "yoga"]
    assert found(store, {"categorie": "ateliers|sport"}) == ["yoga"]
    assert found(store, {"source": "office"}) == []
    assert found(store, {"q": "fête"}) == ["gap"]
    assert found(store, {"q": "fetes gap"}) == ["gap"]
    assert found(store, {"q": "concert,yoga", "commune": "05023"}) == ["yoga", "soir"]
    assert found(store, {"q": "concert yoga"}) == []
    assert found(store, {"commune": "05061", "epci": BRIANCONNAIS}) == []


def test_going_on_behind_a_row_gives_the_rest(store: Connection) -> None:
    reach = Reach.of(store, Selection(), [Window(TODAY, TODAY + timedelta(days=30))])
    everything = read.events(store, reach, limit=100)
    for n in range(len(everything)):
        id, start = everything[n]
        assert read.events(store, reach, limit=100, after=(start, id)) == everything[n + 1 :]


@pytest.fixture
def varied(database_url: str) -> Iterator[Connection]:
    """One event of each kind that a word may ask for."""
    database = Database(database_url)
    gap = communes.commune("05061")
    assert gap is not None
    with database.writer() as connection:
        fill = Filler(connection)
        for source, name in (("mjc", "MJC de Briançon"), ("office", "Office de tourisme")):
            fill.source(source, name)
        fill.actor("mjc1", "MJC de Briançon")
        fill.actor("comite", "Comité des fêtes")
        fill.actor("autre", "Comité des fêtes", located=Located(insee="05061"))
        fill.actor("rial", "L’Association du Rialto", located=Located(insee="05061"))
        made = count()

        def other() -> tuple[Member, ...]:
            return (Member(source="office", uid=str(next(made)), republication="complet"),)

        fill.event(event("libre", "Gratuit", at(1), acces="gratuit", inscription="sans"))
        fill.event(event("cher", "Payant", at(1), acces="payant", inscription="obligatoire"))
        fill.event(event("petits", "Éveil", at(1), public=("tout-petits",)))
        fill.event(event("tous", "Pour tous", at(1), public=("tout-public", "scolaires")))
        fill.event(event("classes", "Scolaires", at(1), public=("scolaires",)))
        fill.event(event("signe", "En signes", at(1), accessibilite=("lsf", "boucle")))
        fill.event(event("annule", "Annulé", at(1), status="cancelled"))
        fill.event(event("date", "Une date annulée", at(1), replace(at(2), status="cancelled")))
        fill.event(event("visio", "Visio", at(1), online="https://visio.example", place=Place(), insee=None))
        fill.event(event("mixte", "Mixte", at(1), online="https://visio.example"))
        fill.event(event("expo", "Expo", whole(-3, 30)))
        fill.event(event("yoga", "Yoga", *weekly(6)))
        fill.event(event("fete", "Bal", at(1), organizer="Comité des Fêtes", members=other()))
        fill.event(event("fete2", "Bal", at(1), organizer="Comité des fêtes", insee="05061", members=other()))
        fill.event(
            event("salle", "Film", at(1), insee="05061", members=other(), place=Place(venue="Le Rialto"))
        )
        fill.event(
            event("rialto", "Film", at(1), organizer="Association Rialto", insee="05085", members=other())
        )
        point = Place(city="Gap", latitude=gap.lat + 0.1, longitude=gap.lon)
        fill.event(
            event("loin", "À onze kilomètres de Gap", at(1), insee="05061", place=point, members=other())
        )
        fill.event(event("messe", "Messe", at(1), categories=("culte", "musique")))
    with database.reader() as connection:
        yield connection
    database.dispose()


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ({"gratuit": "oui"}, "libre"),
        ({"acces": "gratuit,payant"}, "libre cher"),
        ({"inscription": "obligatoire"}, "cher"),
        ({"public": "enfants"}, "petits"),
        ({"public": "scolaires"}, "tous classes"),
        ({"accessibilite": "boucle,moteur"}, "signe"),
        ({"statut": "annule"}, "annule date"),
        ({"statut": "annule", "periode": "demain"}, "annule"),
        ({"mode": "en-ligne"}, "visio mixte"),
        ({"longs": "oui"}, "expo"),
        ({"regulier": "oui"}, "yoga"),
        ({"structure": "comite"}, "fete"),
        ({"structure": "autre"}, "fete2"),
        ({"structure": "rial"}, "salle rialto"),
        ({"structure": "comite,rial"}, "fete salle rialto"),
        ({"structure": "jamais"}, ""),
        ({"sauf_structure": "mjc1"}, "fete fete2 salle rialto loin"),
        ({"sauf_source": "mjc", "sauf_structure": "comite,autre"}, "salle rialto loin"),
        ({"autour": "05061", "rayon": "5"}, "fete2 salle"),
        ({"autour": "05061", "rayon": "12"}, "fete2 salle loin"),
        ({"autour": "44.66,6.08", "rayon": "3"}, "loin"),
        ({"commune": "05061", "sauf_source": "office"}, ""),
    ],
    ids=str,
)
def test_each_word_finds_its_own(varied: Connection, words: dict[str, str], ids: str) -> None:
    assert set(found(varied, words)) == set(ids.split())


def test_words_that_leave_out(varied: Connection) -> None:
    everything = set(found(varied, {}))
    assert "classes" not in everything, "what is for schools alone is shown when asked for"
    assert everything == set(found(varied, {}, exported=True))
    assert everything - set(found(varied, {"longs": "non"})) == {"expo"}
    assert everything - set(found(varied, {"regulier": "non"})) == {"yoga"}
    assert everything - set(found(varied, {"mode": "sur-place"})) == {"visio"}
    assert everything - set(found(varied, {"sauf_categorie": "culte,politique"})) == {"messe"}
    assert set(found(varied, {"sauf_source": "mjc"})) == set(found(varied, {"source": "office"}))
    assert set(found(varied, {"structure": "mjc1"})) == set(found(varied, {"source": "mjc"}))


@pytest.mark.parametrize(
    "words",
    [
        {"commune": "05023"},
        {"commune": "05023", "public": "enfants", "sauf_categorie": "culte"},
        {"departement": HAUTES_ALPES},
        {"commune": "05061", "q": "fête"},
        {},
    ],
    ids=str,
)
def test_no_selection_scans_the_store(sqlite_url: str, words: dict[str, str]) -> None:
    # On SQLite, whose plans do not depend on how many rows there are; the indexes are the same on PostgreSQL.
    database = Database(sqlite_url)
    with database.reader() as connection:
        reach = Reach.of(connection, chosen(**words), [Window(TODAY, TODAY)])
        for asked in (
            happenings(reach, limit=9),
            events(reach, limit=9),
            texts(reach, limit=9),
            ids(reach),
            newest(reach, limit=9),
        ):
            plan = planned(connection, *asked)
            assert [step for step in plan if "occurrence" in step and "SEARCH" in step], plan
            given_or_sought = (
                "SCAN json_each",
                "SCAN search_words",
            )  # what was asked for, and the index of words
            assert not [s for s in plan if s.startswith("SCAN") and not s.startswith(given_or_sought)], plan
    database.dispose()


def planned(connection: Connection, statement: Executable, values: dict[str, Any] | None = None) -> list[str]:
    """What SQLite does to answer it."""
    sent = connection.execute(statement, values or {})
    assert sent.context is not None
    said, given = sent.context.statement, sent.context.parameters[0]
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given)]


def test_what_was_seen_last_and_numbers_come_from_an_index_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.reader() as connection:
        first = planned(connection, *seen(limit=9))
        assert first == ["SCAN event USING COVERING INDEX ix_event_created_id"], "from its end, to the limit"
        (after,) = planned(connection, *seen(limit=9, after=(NOW, "x")))
        assert after.startswith("SEARCH event USING COVERING INDEX ix_event_created_id")
        reach = Reach.of(connection, chosen(), [Window(TODAY, TODAY)])
        for step in planned(connection, *events(reach, limit=9, ids=["x"])):
            assert "SCAN" not in step or "json_each" in step, "events that are named are found by their ids"
            assert "ix_occurrence" not in step
        numbers = planned(connection, directory.ANNOUNCED)
        assert numbers == ["SCAN eventsource USING COVERING INDEX ix_eventsource_source_id"]
    database.dispose()


@pytest.mark.parametrize("words", [{}, {"departement": HAUTES_ALPES}, {"categorie": "sport"}], ids=str)
def test_newest_first_by_either_way(
    store: Connection, monkeypatch: pytest.MonkeyPatch, words: dict[str, str]
) -> None:
    """By what was seen last, and by what is chosen: the same events, each at its first chosen date."""
    monkeypatch.setattr(read, "_LOOK_FIRST", 1)
    ways = []
    for few, looked in ((0, 4_000), (0, 0), (1_000, 0)):
        monkeypatch.setattr(read, "_FEW_COMMUNES", few)
        monkeypatch.setattr(read, "_LOOKED", looked)
        ways.append([newest_of(store, words, limit) for limit in (1, 3, 100)])
    assert ways[0] == ways[1] == ways[2]
    one, three, every = ways[0]
    assert one == every[:1] and three == every[:3]
    assert [id for id, _ in every] == sorted((id for id, _ in every), reverse=True), "all were seen at once"
    assert "yoga" in dict(every) and "parti" not in dict(every)


def newest_of(store: Connection, words: dict[str, str], limit: int) -> list[tuple[str, datetime]]:
    selection = chosen(**words)
    reach = Reach.of(store, selection, [Window(TODAY, TODAY + timedelta(days=30))])
    found = read.newest(store, reach, limit=limit)
    assert dict(found).items() <= dict(read.events(store, reach, limit=100)).items()
    return found


# Search ------------------------------------------------------------------------------------------------------------


def test_words_are_folded_and_stemmed() -> None:
    assert stems.tokens("Fêtes, FÊTE : l’œuvre des forêts") == sorted(
        {"fet", "l", stems.tokens("oeuvre")[0], "de", "foret"}
    )
    assert search.asked("la fête de la musique") == search.asked("FETES musique")
    assert search.asked("à la") == sorted({"a", "la"}), "small words alone are asked for"
    assert search.asked("!? …") == []


@pytest.mark.parametrize(
    "hostile", ['"', "a' OR '1'='1", "NEAR(a b)", "a* -b", "x:y & !z | (w)", "\\", "é" * 300]
)
def test_no_question_breaks_the_search(store: Connection, hostile: str) -> None:
    statement = search.matching(store.dialect.name, "event", hostile)
    if statement is not None:
        assert store.execute(statement).all() == []


def test_the_index_follows_what_it_is_told(database_url: str) -> None:
    database = Database(database_url)

    def ids(connection: Connection, value: str) -> list[str]:
        statement = search.matching(connection.dialect.name, "event", value)
        assert statement is not None
        return sorted(row[0] for row in connection.execute(statement))

    with database.writer() as connection:
        search.create(connection)
        search.index(connection, "event", {"1": "Un concert", "2": "Deux concerts"})
        search.index(connection, "actor", {"1": "Une fanfare"})
        assert ids(connection, "concert") == ["1", "2"]
        assert ids(connection, "fanfare") == []
        search.index(connection, "event", {"1": "Un bal"})
        assert (ids(connection, "concert"), ids(connection, "bals")) == (["2"], ["1"])
        search.remove(connection, "event", ["2", "never"])
        assert ids(connection, "concert") == []
    database.dispose()


# Reading -----------------------------------------------------------------------------------------------------------


def test_ids_resolve_for_ever(store: Connection) -> None:
    def state(id: str) -> tuple[str, str] | None:
        resolved = read.resolve(store, id)
        return (resolved.state, resolved.id) if resolved else None

    assert state("soir") == ("event", "soir")
    assert state("parti") == ("gone", "parti")
    assert state("jamais") is None


def test_change_numbers_ask_only_for_what_is_meant(store: Connection) -> None:
    everywhere = read.change_number(store, None)
    gap = read.change_number(store, {"05061"})
    assert 0 < gap < everywhere
    assert read.change_number(store, set()) == 0
    assert read.change_number(store, frozenset(str(n) for n in range(2000))) == everywhere
