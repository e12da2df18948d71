"""A database is migrated from nothing, agrees with the models, and goes back and up again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from deskhand.kernel.db import Base
from deskhand.kernel.db.migrate import difference, downgrade, is_current, upgrade
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    on_postgres = request.param == "postgresql"
    url = request.getfixturevalue("empty_postgres") if on_postgres else ""
    return Settings(data_dir=tmp_path / "data", database_url=url)


def tables(settings: Settings) -> set[str]:
    engine = sa.create_engine(settings.sync_database_url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def execute(settings: Settings, *statements: str) -> None:
    engine = sa.create_engine(settings.sync_database_url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
    finally:
        engine.dispose()


def test_from_nothing_to_the_models(empty: Settings) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    assert difference(empty) == []
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}
    upgrade(empty)


def test_back_and_up_again(empty: Settings) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    assert tables(empty) == {"alembic_version"}
    assert not is_current(empty)
    upgrade(empty)
    assert difference(empty) == []


def test_a_difference_is_noticed(empty: Settings) -> None:
    upgrade(empty)
    execute(empty, "DROP TABLE sign_in_failure")
    assert difference(empty) != []


def test_the_engines_tables_are_none_of_its_business(empty: Settings) -> None:
    upgrade(empty)
    execute(empty, "CREATE TABLE workflow_status (id INTEGER)")
    assert difference(empty) == []


def test_two_at_once_migrate_once(empty: Settings) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(empty)
        except BaseException as error:  # noqa: BLE001  # shown below
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert difference(empty) == []


def test_a_database_of_a_newer_version_is_left_alone(empty: Settings) -> None:
    upgrade(empty)
    execute(empty, "UPDATE alembic_version SET version_num = 'ffffffffffff'")
    with pytest.raises(DeskhandError, match="newer version") as caught:
        upgrade(empty)
    assert caught.value.code == "newer_database"
    assert not is_current(empty)
