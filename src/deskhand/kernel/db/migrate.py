"""Bring the database to the newest revision, or see how far it is from it."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from deskhand.kernel.db.engine import prepare_sqlite
from deskhand.kernel.db.types import Base
from deskhand.kernel.settings import Settings


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Apply all missing revisions, each in a transaction. Blocking."""
    engine = _engine(settings)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def revise(settings: Settings, message: str) -> None:
    """Write a new revision from the difference between the models and the database. Blocking."""
    engine = _engine(settings)
    try:
        with engine.begin() as connection:
            command.revision(_config(connection), message, autogenerate=True)
    finally:
        engine.dispose()


def is_current(settings: Settings) -> bool:
    """Whether the database has the newest revision. Blocking."""
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            return found == ScriptDirectory.from_config(_config(connection)).get_current_head()
    finally:
        engine.dispose()


def difference(settings: Settings) -> list[object]:
    """What a migrated database still lacks against the models; empty when they agree."""
    engine = _engine(settings)
    known = set(Base.metadata.tables)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(
                connection,
                opts={"include_name": lambda name, kind, _: kind != "table" or name in known},
            )
            return list(compare_metadata(found, Base.metadata))
    finally:
        engine.dispose()


def _engine(settings: Settings) -> sa.Engine:
    path = settings.sqlite_path
    if path is None:
        return sa.create_engine(settings.sync_database_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        settings.sync_database_url, execution_options={"deskhand_write": True}
    )
    prepare_sqlite(engine)
    return engine


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("deskhand") / "migrations"))
    config.attributes["connection"] = connection
    return config
