"""What every test may use.

`database_url`: an empty store with its tables, on SQLite and on PostgreSQL (the test runs twice); `sqlite_url` and
`postgresql_url` for one of them; `blank_database_url`: a database without any table, for what makes them.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade
from tests import postgres

_RUN = "AGREGATEUR_TESTS_FOLDER"
_ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

hypothesis.settings.register_profile(
    "agregateur",
    deadline=None,
    max_examples=int(os.environ.get("AGREGATEUR_TEST_EXAMPLES", "60")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("agregateur")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Workers inherit the variable, and share the folder and the server in it.
        postgres.sweep()
        os.environ[_RUN] = str(postgres.run_folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop(Path(os.environ.pop(_RUN)))


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the machine are not those of the tests."""
    for name in os.environ:
        if name.startswith("AGREGATEUR_") and name not in {_RUN, postgres.VARIABLE}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    create_tables(f"sqlite:///{path}")
    return path


class Server:
    """Makes and drops databases in the shared PostgreSQL server."""

    def __init__(self, dsn: str) -> None:
        self._url = make_url(dsn).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        # Twice as quick as the default for a small template, and older servers know nothing else.
        self._strategy = "STRATEGY file_copy" if version >= 150_000 else ""

    def make(self, template: str = "template0") -> str:
        name = f"agregateur_test_{uuid.uuid4().hex}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} {self._strategy}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()

    def _do(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    try:
        server = Server(postgres.server_dsn(Path(os.environ[_RUN])))
    except postgres.Unavailable as absent:
        pytest.skip(str(absent))
    yield server
    server.close()


@pytest.fixture(scope="session")
def _postgresql_template(_server: Server) -> Iterator[str]:
    url = _server.make()
    create_tables(url)
    yield str(make_url(url).database)
    _server.drop(url)


@pytest.fixture
def _new_postgresql(_server: Server) -> Iterator[Callable[..., str]]:
    """Makes databases for one test, dropped after it whoever is still connected."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        made.append(_server.make(template))
        return made[-1]

    yield make
    for url in made:
        _server.drop(url)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "store.sqlite"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(_new_postgresql: Callable[..., str], _postgresql_template: str) -> str:
    return _new_postgresql(_postgresql_template)


@pytest.fixture(params=_ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=_ENGINES)
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'blank.sqlite'}"
    make: Callable[..., str] = request.getfixturevalue("_new_postgresql")
    return make()


@pytest.fixture
def new_database_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Callable[[], str]:
    """Makes further empty stores on the engine of `database_url`, for a test that compares two."""
    if database_url.startswith("postgresql"):
        make: Callable[..., str] = request.getfixturevalue("_new_postgresql")
        template: str = request.getfixturevalue("_postgresql_template")
        return lambda: make(template)
    source: Path = request.getfixturevalue("_sqlite_template")

    def copy() -> str:
        path = tmp_path / f"store-{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(source, path)
        return f"sqlite:///{path}"

    return copy


def create_tables(url: str) -> None:
    """Create the tables of an empty database as an operator would: by the migrations."""
    database = Database(url)
    upgrade(database, portal_name="portail.example.org")
    database.dispose()
