"""Alembic's entry: compares and changes our tables only, on a connection that it is given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection

import deskhand.accounts.model
import deskhand.actions.model
import deskhand.directory.model
import deskhand.kernel.audit
import deskhand.requests.model  # noqa: F401  # each import makes its tables known
from deskhand.kernel.db import Base, Moment


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types by their names; everything else as Alembic writes it."""
    if kind == "type" and isinstance(item, Moment):
        return "Moment()"
    if kind == "type" and isinstance(item, JSON):
        return "Json"
    return False


def run(connection: Connection) -> None:
    known = set(Base.metadata.tables)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
        # The engine's tables share the database; Alembic must neither see nor drop them.
        include_name=lambda name, kind, _parents: kind != "table" or name in known,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
