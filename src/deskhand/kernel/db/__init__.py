"""The database: engine, transactions at the edge, column types, portable statements."""

from deskhand.kernel.db.bulk import among, insert_rows, upsert_rows
from deskhand.kernel.db.engine import Database
from deskhand.kernel.db.statements import chunks, locked
from deskhand.kernel.db.types import Base, Json, Moment

__all__ = [
    "Base",
    "Database",
    "Json",
    "Moment",
    "among",
    "chunks",
    "insert_rows",
    "locked",
    "upsert_rows",
]
