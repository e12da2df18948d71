"""A PostgreSQL database that another test has used is as good as a new one."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.postgres import Server

LOCK = "SELECT pg_try_advisory_lock(7)"
# The parent and the child of a foreign key; the ids are counted by the database.
ADD = """
WITH parent AS (
    INSERT INTO connection
        (provider, base_url, auth_mode, state, setup, facts, is_sandbox, connected_at)
    VALUES ('okta', '-', '-', '-', '-', '{}', true, now()) RETURNING id
)
INSERT INTO group_rule (connection_id, external_id, name, status, expression, excluded)
SELECT id, '-', '-', '-', '-', '[]' FROM parent RETURNING id + connection_id
"""
COUNT = "SELECT (SELECT count(*) FROM connection) + (SELECT count(*) FROM group_rule)"


def connected(server: Server, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(server.address(name), autocommit=True)


def one(connection: psycopg.Connection[Any], statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def test_nothing_of_the_last_test_is_left(postgres: Server, migrated_postgres: str) -> None:
    names = []
    for _ in range(3):
        with postgres.lent(migrated_postgres) as name:
            names.append(name)
            left_open = connected(postgres, name)
            assert one(left_open, LOCK)
            assert one(left_open, COUNT) == 0
            assert one(left_open, ADD) == 2
            assert one(left_open, "SELECT version_num FROM alembic_version")
        left_open.close()
    assert len(set(names)) == 3


def test_one_that_was_rebuilt_is_not_lent_again(postgres: Server, migrated_postgres: str) -> None:
    for change in (
        "CREATE SCHEMA other",
        "ALTER TABLE connection ADD COLUMN more int",
        "DROP TABLE group_rule CASCADE",
        "UPDATE alembic_version SET version_num = 'another'",
    ):
        with postgres.lent(migrated_postgres) as name, connected(postgres, name) as connection:
            connection.execute(change)
        with postgres.lent(migrated_postgres) as name, connected(postgres, name) as connection:
            assert one(connection, ADD) == 2, change
            assert one(connection, "SELECT count(*) FROM pg_namespace WHERE nspname = 'other'") == 0
            columns = connection.execute("SELECT * FROM connection").description
            assert columns is not None
            assert "more" not in [each.name for each in columns]
            assert one(connection, "SELECT version_num FROM alembic_version") != "another"
