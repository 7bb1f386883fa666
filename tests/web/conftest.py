"""A small portal to look at: a store filled by hand, and a client that speaks to the application itself."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import event as sqlalchemy_event

from agregateur.config import Configuration, Settings, Territory
from agregateur.model import Contact, Member, Note, Occurrence, Place
from agregateur.store.database import Database
from agregateur.web.app import create_app
from tests.web import factory
from tests.web.factory import Filler, at, event, weekly, whole

BASE = "http://portail.test"
CONCERT_TITLE = "Concert de Noël de l’Harmonie"


@dataclass
class Portal:
    """The application over its store; `now` may be moved."""

    database: Database
    now: Any = factory.NOW
    settings: Settings = field(default_factory=lambda: Settings(base_url=BASE))
    app: Any = None
    statements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        configuration = Configuration(
            path=Path("sources.yaml"),
            territory=Territory(name="Hautes-Alpes", departements=("05",)),
            sources=(),
        )
        self.app = create_app(self.database, configuration, self.settings, now=lambda: self.now)

    def fill(self, fill: Callable[[Filler], None]) -> None:
        with self.database.writer() as connection:
            fill(Filler(connection))

    def request(self, method: str, path: str, **headers: str) -> httpx.Response:
        return self._send(method, path, None, headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.request("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """A form as a browser sends it."""
        kind = {"content_type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields).encode(), kind | headers)

    def _send(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, content=content, headers=named)

        return asyncio.run(send())

    def counted(self, path: str, **headers: str) -> tuple[httpx.Response, list[str]]:
        """The answer, and the statements that it cost."""
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        engine = self.database._reader
        sqlalchemy_event.listen(engine, "before_cursor_execute", note)
        try:
            return self.get(path, **headers), statements
        finally:
            sqlalchemy_event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def stores(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Callable[[Filler], None]], Path]:
    """Makes a filled SQLite store once, to be read or copied."""
    made: dict[str, Path] = {}

    def make(name: str, fill: Callable[[Filler], None]) -> Path:
        if name not in made:
            path = tmp_path_factory.mktemp(name) / "store.sqlite"
            shutil.copyfile(_sqlite_template, path)
            database = Database(f"sqlite:///{path}")
            with database.writer() as connection:
                fill(Filler(connection))
            with database.writer() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            database.dispose()
            made[name] = path
        return made[name]

    return make


@pytest.fixture
def portal(stores: Callable[[str, Callable[[Filler], None]], Path], tmp_path: Path) -> Iterator[Portal]:
    """The territory that most tests look at."""
    path = tmp_path / "filled.sqlite"
    shutil.copyfile(stores("briancon", briancon), path)
    made = Portal(Database(f"sqlite:///{path}"))
    yield made
    made.database.dispose()


@pytest.fixture
def blank(sqlite_url: str) -> Iterator[Portal]:
    """A portal without anything in it."""
    made = Portal(Database(sqlite_url))
    yield made
    made.database.dispose()


def briancon(fill: Filler) -> None:
    """A week in and around Briançon as the factory's clock sees it."""
    fill.source(
        "mjc", "MJC du Briançonnais", commune="05023", home="https://mjc.example/", last_read_at=factory.NOW
    )
    fill.source("office", "Office de tourisme", home="https://office.example/", republication="signalement")
    fill.source("carte", "La carte des initiatives", example=True)
    fill.source("journal", "Le journal de la vallée")
    both = (
        Member(source="mjc", uid="noel", url="https://mjc.example/noel", republication="complet"),
        Member(source="office", uid="f-12", url="https://office.example/f-12", republication="signalement"),
    )
    evidence = [
        Note(code="same_start", values={"day": "2026-12-09", "minutes": 1230}, weight=2.0),
        Note(code="title_close", values={"percent": 91}, weight=3.5),
    ]
    fill.event(
        event(
            "noel",
            CONCERT_TITLE,
            at(0),
            members=both,
            reasons=(
                Note(
                    code="same", values={"a": ["mjc", "noel"], "b": ["office", "f-12"], "evidence": evidence}
                ),
            ),
            description="<p>Un programme <strong>de fête</strong>.</p>",
            text="Un programme de fête.",
            provenance={"description": ("mjc", "noel")},
            acces="gratuit",
            inscription="sans",
            organizer="Harmonie de Briançon",
            contact=Contact(telephone="04 92 21 00 00", email="contact@harmonie.example"),
        )
    )
    fill.event(event("matin", "Marché du matin", at(0, 7, 0), categories=("marches",)))
    fill.event(event("yoga", "Yoga doux", *weekly(8, 18, first=1), categories=("sport",)))
    fill.event(event("expo", "Regards d’altitude", whole(-20, 40), categories=("expositions",)))
    fill.event(event("nuit", "Nuit du jeu", at(3, 23, 0, hours=5), categories=("fetes",)))
    fill.event(event("tard", "Bal de minuit", at(5, 1, 0), categories=("fetes",)))
    fill.event(
        event("loups", "Conférence sur les loups", at(1), status="cancelled", categories=("conferences",))
    )
    fill.event(event("perdu", "Vide-grenier", at(4, 8, 0), categories=("marches",)), missing=True)
    fill.event(event("parti", "Loto des aînés", at(6)), gone=True)
    fill.event(
        event(
            "dome",
            "Réunion publique",
            at(2, 18, 30),
            insee="05085",
            place=Place(venue="Salle du Dôme", city="Montgenèvre"),
            categories=("citoyennete",),
        )
    )
    fill.event(
        event(
            "quattro",
            "Jazz au Quattro",
            at(1),
            insee="05061",
            place=Place(venue="Le Quattro", city="Gap"),
            members=(Member(source="office", uid="q", republication="signalement"),),
            republication="signalement",
            description="<p>Texte de l’office</p>",
            text="Texte de l’office. " * 40,
        )
    )
    fill.event(event("mot", f"Soirée {'A' * 120}", at(2), insee="05046"))
    fill.event(event("prive", "Réservé à nos pages", at(2), republication="portail"))
    moved = [
        Occurrence(start=o.start, end=o.end, slot=w.start) if n == 1 else o
        for n, (o, w) in enumerate(
            zip((at(2, 17), at(10, 17), at(18, 17)), (at(2, 17), at(9, 17), at(16, 17)), strict=True)
        )
    ]
    fill.event(event("contes", "L’heure du conte", *moved, categories=("conferences",)))
    fill.group("mjc", "ancien", own="ancien", now="noel")
    fill.actor(
        "act",
        "Ressourcerie La Miraille",
        text="Réemploi et ateliers.",
        contact=Contact(telephone="0492000000"),
    )
    fill.article(
        "art",
        "Appel à bénévoles",
        factory.NOW,
        text="Nous cherchons des bras.",
        url="https://journal.example/1",
    )
