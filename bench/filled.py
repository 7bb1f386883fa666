"""A store of many events to serve from, made without harvesting: through the same printing and writing as a harvest.

    python bench/filled.py FILE [--events 10000]

A hundred events a commune, each of about a kilobyte as iCalendar, spread over the year to come; one in twenty is a
weekly rule of twelve dates, one in fifty lasts for weeks. A FILE that holds as many is left as it is, but for texts of
an older version.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agregateur import communes
from agregateur.communes import Commune
from agregateur.communes.table import codes
from agregateur.model import Event, Member, Occurrence, Place, Rule
from agregateur.printing import Printer, Wanted, printed, text
from agregateur.publish import ical
from agregateur.publish.leaving import Credit
from agregateur.store import events, numbering, read, texts
from agregateur.store.database import Database
from agregateur.store.drafts import Draft
from agregateur.store.printed import Changes
from agregateur.store.upgrade import portal_name, upgrade
from agregateur.taxonomy import taxonomy

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"
EACH = 100
"""Events of one commune."""
_BATCH = 20_000
_TITLES = (
    "Concert de Noël de la chorale", "Marché des producteurs", "Café-débat : l’eau en montagne", "Loto de l’école",
    "Sortie raquettes au clair de lune", "Atelier couture pour débutants", "Exposition de photographies",
    "Réunion publique sur le plan d’urbanisme", "Ciné-club : courts métrages", "Bal folk", "Yoga doux",
)  # fmt: skip
_TEXT = (
    "L’association invite petits et grands à la salle des fêtes ; on y chante, on y goûte, on y parle avec les voisins "
    "de la vallée, et un vin chaud attend chacun à la sortie.\nEntrée libre, participation aux frais. Renseignements à "
    "l’office de tourisme, où l’on réserve jusqu’à la veille à midi.\n"
)


def places(count: int) -> list[Commune]:
    """The first `count` communes by their codes, those of the Hautes-Alpes before all others."""
    here = [c.insee for c in communes.communes_of("05")]
    others = sorted(codes() - set(here))
    chosen = [*here, *others][:count]
    return [place for code in chosen if (place := communes.commune(code))]


def made(count: int) -> Iterator[Event]:
    """The events, always the same."""
    categories = list(taxonomy())
    chosen = places(-(-count // EACH))
    first = date(2026, 11, 24)
    for n in range(count):
        place, turn = chosen[n // EACH], n % EACH
        day = first + timedelta(days=(turn * 37 + n // EACH) % 360)
        start = datetime(day.year, day.month, day.day, 9 + turn % 12, 30 * (turn % 2), tzinfo=PARIS)
        dates = [Occurrence(start=start, end=start + timedelta(hours=2))]
        rule = None
        if turn % 20 == 7:
            dates = [
                Occurrence(start=start + timedelta(weeks=w), end=start + timedelta(weeks=w, hours=2))
                for w in range(12)
            ]
            rule = Rule(start=start, end=start + timedelta(hours=2), rrule="FREQ=WEEKLY;COUNT=12")
        elif turn % 50 == 11:
            dates = [Occurrence(start=day, end=day + timedelta(days=40))]
        yield Event(
            id=f"e{n:08d}",
            title=f"{_TITLES[n % len(_TITLES)]} n° {n}",
            text=_TEXT,
            description="".join(f"<p>{line}</p>" for line in _TEXT.splitlines()),
            occurrences=tuple(dates),
            first=dates[0].day,
            last=dates[-1].day,
            rule=rule,
            place=Place(
                venue="Salle des fêtes", street="Place de la mairie", postcode=place.codes_postaux[0],
                city=place.nom, latitude=place.lat, longitude=place.lon,
            ),
            insee=place.insee,
            categories=(categories[n % len(categories)],),
            organizer="Comité des fêtes",
            url=f"https://comite.example/{n}",
            members=(Member(source="comite", uid=str(n), url=f"https://comite.example/{n}", republication="complet"),),
            republication="complet",
        )  # fmt: skip


def fill(file: Path, count: int) -> Database:
    """The store, made unless it is there."""
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    with database.reader() as connection:
        made_before = numbering.events_shown(connection) == count
    if made_before:
        _refresh(database)
        return database
    with database.writer() as connection:
        connection.exec_driver_sql(
            "INSERT INTO source (id, name, url, licence, republication, origin, example, config, created, failures,"
            " suspicious_count, last_run_at, last_read_at) VALUES ('comite', 'Comité des fêtes',"
            " 'https://comite.example/agenda.ics', 'CC-BY-4.0', 'complet', 'file', 0, '{}', ?, 0, 0, ?, ?)",
            (str(NOW)[:19],) * 3,
        )
        printer = _printer(connection)
    batch: list[Wanted] = []
    with database.bulk():
        for event in made(count):
            batch.append(Wanted(Draft(event, event, repr(event.occurrences)), None, False, False))
            if len(batch) == _BATCH:
                _write(database, printer, batch)
                batch = []
        _write(database, printer, batch)
    with database.writer() as connection:
        connection.exec_driver_sql("ANALYZE")
    return database


def _printer(connection: Connection) -> Printer:
    return Printer(
        portal=portal_name(connection),
        base_url=BASE,
        credits={"comite": Credit(name="Comité des fêtes", licence="CC-BY-4.0")},
        labels={code: one.text("fr") for code, one in taxonomy().items()},
        version=ical.version(BASE),
    )


def _refresh(database: Database) -> None:
    """Texts of an older version, rendered again as a harvest would (`agregateur.refreshing`)."""
    last = ""
    with database.bulk():
        while True:
            with database.writer() as connection:
                printer = _printer(connection)
                found = texts.others(connection, printer.version, after=last, limit=_BATCH)
                if not found:
                    return
                leaving = read.leaving(connection, found)
                texts.put(connection, printer.version, [(id, text(printer, leaving.get(id))) for id in found])
                last = found[-1]


def _write(database: Database, printer: Printer, batch: list[Wanted]) -> None:
    lines = printed(printer, batch, NOW)
    with database.writer() as connection:
        changes = Changes()
        events.write(connection, lines, changes)
        numbering.take_numbers(connection, changes)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    asked = parser.parse_args()
    began = time.perf_counter()
    fill(asked.file, asked.events).dispose()
    print(
        f"{asked.events} events in {time.perf_counter() - began:.0f} s, {asked.file.stat().st_size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
