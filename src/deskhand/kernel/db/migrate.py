"""Bring the database to the newest revision, or see how far it is from it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from deskhand.kernel.db import sqlite
from deskhand.kernel.db.types import Base
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings

_LOCK = 0x6465736B6D696772


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Apply all missing revisions in one transaction; two processes at once wait for each other.

    Blocking. Raises `DeskhandError` `newer_database` when a later version of the product has
    changed the database already.
    """
    with _changing(settings) as connection:
        _demand_known(connection)
        command.upgrade(_config(connection), revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take revisions back, down to `revision` or "base", with all that they hold. Blocking."""
    with _changing(settings) as connection:
        command.downgrade(_config(connection), revision)


def revise(settings: Settings, message: str) -> None:
    """Write a new revision from the difference between the models and the database. Blocking."""
    with _changing(settings) as connection:
        command.revision(_config(connection), message, autogenerate=True)


def is_current(settings: Settings) -> bool:
    """Whether the database has the newest revision. Blocking."""
    with _connected(settings) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory.from_config(_config(connection)).get_current_head()


def difference(settings: Settings) -> list[object]:
    """What a migrated database still lacks against the models; empty when they agree."""
    known = set(Base.metadata.tables)
    with _connected(settings) as connection:
        found = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in known},
        )
        return list(compare_metadata(found, Base.metadata))


@contextmanager
def _connected(settings: Settings) -> Generator[sa.Connection]:
    path = settings.sqlite_path
    options = {"deskhand_write": True} if path is not None else {}
    engine = sa.create_engine(settings.sync_database_url, execution_options=options)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        sqlite.prepare(engine)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _changing(settings: Settings) -> Generator[sa.Connection]:
    with _connected(settings) as connection:
        if settings.on_sqlite:
            # A table is changed by copying it; dropping the old one must not empty its children.
            # SQLite heeds this outside of transactions only, so it goes past SQLAlchemy.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not settings.on_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection
            _demand_whole(connection)


def _demand_known(connection: sa.Connection) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config(connection))
    if found is None or found in {each.revision for each in script.walk_revisions()}:
        return
    raise DeskhandError(
        "newer_database",
        "The database belongs to a newer version",
        f"It has the revision {found}, which this version of Deskhand does not know. Start the "
        "version that wrote it, or restore a backup from before the upgrade.",
        status=500,
    )


def _demand_whole(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents")


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("deskhand") / "migrations"))
    config.attributes["connection"] = connection
    return config
