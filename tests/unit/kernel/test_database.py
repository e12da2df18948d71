"""Transactions at the edge: all or nothing, one after another, and news only after the commit."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError, StatementError

from deskhand.kernel import audit, clock, ids
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.db import (
    Database,
    Json,
    Moment,
    among,
    chunks,
    insert_rows,
    locked,
    sqlite,
    upsert_rows,
)
from deskhand.kernel.db.engine import after_commit
from deskhand.kernel.live import Live, News
from deskhand.kernel.settings import Settings

COUNTER = sa.Table(
    "counter",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer),
    sa.Column("at", Moment()),
)

NOTE = sa.Table(
    "note",
    sa.MetaData(),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False, default=7),
    sa.Column("said", Json),
    sa.Column("open", sa.Boolean),
    sa.Column("seal", sa.LargeBinary),
    sa.Column("at", Moment()),
)


class UndoneError(Exception):
    """Something that undoes a transaction."""


@pytest.fixture
async def counting(database: Database) -> Database:
    async with database.transaction() as session:
        await (await session.connection()).run_sync(COUNTER.metadata.create_all)
        await session.execute(sa.insert(COUNTER).values(id=1, n=0))
    return database


async def value(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(sa.select(COUNTER.c.n)) or 0)


async def add(database: Database) -> None:
    async with database.transaction() as session:
        query = sa.select(COUNTER.c.n).where(COUNTER.c.id == 1).with_for_update()
        found = await session.scalar(query)
        await asyncio.sleep(0)
        await session.execute(sa.update(COUNTER).values(n=(found or 0) + 1))


async def test_fifty_writers_at_once_lose_nothing(counting: Database) -> None:
    await asyncio.gather(*(add(counting) for _ in range(50)))
    assert await value(counting) == 50


async def test_two_processes_lose_nothing(counting: Database) -> None:
    other = Database(counting.settings)
    try:
        await asyncio.gather(*(add(each) for _ in range(10) for each in (counting, other)))
        assert await value(counting) == 20
    finally:
        await other.dispose()


async def test_an_error_undoes_everything(counting: Database) -> None:
    called: list[str] = []
    with contextlib.suppress(UndoneError):
        async with counting.transaction() as session:
            await session.execute(sa.update(COUNTER).values(n=7))
            audit.record(session, audit.Tag.ACCOUNT_CREATE, "account/1")
            after_commit(session, lambda: called.append("never"))
            raise UndoneError
    assert await value(counting) == 0
    assert called == []
    async with counting.reading() as session:
        assert (await session.scalars(sa.select(AuditEvent))).all() == []


async def test_news_come_after_the_commit(counting: Database) -> None:
    live, seen = Live(), []
    with live.listen() as news:
        async with counting.transaction() as session:
            await session.execute(sa.update(COUNTER).values(n=1))
            live.publish_after(session, News("request"))
            after_commit(session, lambda: seen.append("called"))
            assert news.empty()
            assert seen == []
        assert news.get_nowait() == News("request")
    assert seen == ["called"]


async def test_a_call_that_fails_after_the_commit_stops_nobody(counting: Database) -> None:
    called: list[int] = []
    async with counting.transaction() as session:
        await session.execute(sa.update(COUNTER).values(n=1))
        after_commit(session, lambda: called.append(1 // 0))
        after_commit(session, lambda: called.append(2))
    assert called == [2]
    assert await value(counting) == 1


async def test_a_cancelled_transaction_gives_the_lock_back(counting: Database) -> None:
    cancelled = 0
    for step in range(60):
        task = asyncio.create_task(add(counting))
        for _ in range(step):
            await asyncio.sleep(0)
        await asyncio.sleep(0.0001 * (step % 20))
        task.cancel()
        [outcome] = await asyncio.gather(task, return_exceptions=True)
        cancelled += isinstance(outcome, asyncio.CancelledError)
        # It would wait for half a minute for a lock that nobody gives back.
        async with asyncio.timeout(10):
            await add(counting)
    assert cancelled
    # A task that was cancelled after its commit has counted all the same.
    assert 120 - cancelled <= await value(counting) <= 120


async def test_a_transaction_inside_another_is_refused_on_sqlite(counting: Database) -> None:
    if not counting.is_sqlite:
        pytest.skip("there it is merely a second transaction")
    async with counting.transaction():
        with pytest.raises(RuntimeError, match="inside another"):
            async with counting.transaction():
                pass
    await add(counting)


async def test_a_reading_session_sees_one_moment_and_changes_nothing(counting: Database) -> None:
    async with counting.reading() as session:
        assert await session.scalar(sa.select(COUNTER.c.n)) == 0
        await add(counting)
        assert await session.scalar(sa.select(COUNTER.c.n)) == 0
    async with counting.reading() as session:
        session.add(
            AuditEvent(
                id=ids.new(),
                at=datetime.now(UTC),
                tag="x",
                actor_kind="system",
                actor_id="",
                actor_name="",
                origin="",
                correlation_id="",
                thing="",
                details={},
            )
        )
    async with counting.reading() as session:
        assert (await session.scalars(sa.select(AuditEvent))).all() == []


async def test_a_locked_row_is_read_again(database: Database) -> None:
    async with database.transaction() as session:
        audit.record(session, audit.Tag.ACCOUNT_CREATE, "account/1")
    async with database.transaction() as session:
        event = (await session.scalars(sa.select(AuditEvent))).one()
        await session.execute(
            sa.update(AuditEvent)
            .values(thing="account/2")
            .execution_options(synchronize_session=False)
        )
        assert event.thing == "account/1"
        assert await session.scalar(locked(sa.select(AuditEvent))) is event
        assert event.thing == "account/2"


async def test_a_moment_keeps_its_instant(counting: Database) -> None:
    there = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-5)))
    async with counting.transaction() as session:
        await session.execute(sa.update(COUNTER).values(at=there))
    async with counting.reading() as session:
        found = await session.scalar(sa.select(COUNTER.c.at))
        later = await session.scalar(
            sa.select(COUNTER.c.n).where(COUNTER.c.at > there - timedelta(microseconds=1))
        )
    assert found == there
    assert found is not None
    assert found.tzinfo is UTC
    assert later == 0


@pytest.mark.parametrize(
    "text",
    ["2026-03-01 09:30:15.123456", "2026-03-01 09:30:15.000000", "0007-03-01 09:30:15.000400"],
)
async def test_sqlite_keeps_moments_in_one_width(counting: Database, text: str) -> None:
    """They are sorted as texts there."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    async with counting.transaction() as session:
        await session.execute(sa.update(COUNTER).values(at=at))
        if counting.is_sqlite:
            assert await session.scalar(sa.text("SELECT at FROM counter")) == text
        assert await session.scalar(sa.select(COUNTER.c.at)) == at


async def test_a_moment_without_a_zone_is_refused(counting: Database) -> None:
    async with counting.transaction() as session:
        with pytest.raises(StatementError, match="without a time zone"):
            await session.execute(
                sa.update(COUNTER).values(at=datetime(2026, 3, 1))  # noqa: DTZ001  # the point
            )


async def test_more_rows_than_a_statement_takes(counting: Database) -> None:
    rows = [{"id": n, "n": n, "at": None} for n in range(2, 30_002)]
    async with counting.transaction() as session:
        await insert_rows(session, COUNTER, rows)
        await insert_rows(session, COUNTER, rows[:5], ignore=True)
        await insert_rows(session, COUNTER, [])
        await upsert_rows(session, COUNTER, [{"id": 2, "n": 9, "at": None}], key=["id"])
        await upsert_rows(session, COUNTER, [{"id": 3, "n": 9, "at": None}], key=["id"], keep=["n"])
    async with counting.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(COUNTER)) == 30_001
        found = await session.execute(
            sa.select(COUNTER.c.id, COUNTER.c.n).where(COUNTER.c.id.in_([2, 3]))
        )
        assert dict(found.all()) == {2: 9, 3: 3}


async def test_rows_are_stored_as_if_one_by_one(database: Database) -> None:
    """Every type, null too, reads back as what it was, and compares with what SQLAlchemy binds."""
    at = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    full = {"key": "a", "said": {"ü": [1, None]}, "open": True, "seal": b"\0x", "at": at}
    bare = {**dict.fromkeys(full), "key": "b"}
    async with database.transaction() as session:
        await (await session.connection()).run_sync(NOTE.metadata.create_all)
        await upsert_rows(session, NOTE, [full, bare], key=["key"])
        # Columns that rows leave out get their default once, and then hold what they held.
        await session.execute(sa.update(NOTE).where(NOTE.c.key == "a").values(size=8))
        await upsert_rows(session, NOTE, [full], key=["key"])
        await session.execute(sa.insert(NOTE).values({**full, "key": "c"}))
    async with database.reading() as session:
        rows = {row.key: row for row in await session.execute(sa.select(NOTE))}
        assert rows["a"] == ("a", 8, full["said"], True, b"\0x", at)
        assert rows["b"] == ("b", 7, None, None, None, None)
        assert rows["c"] == ("c", 7, *rows["a"][2:])
        same = await session.scalars(sa.select(NOTE.c.key).where(NOTE.c.at == at))
        assert set(same) == {"a", "c"}
        null = await session.scalars(sa.select(NOTE.c.key).where(NOTE.c.said.is_(None)))
        assert set(null) == {"b"}


async def test_a_column_is_compared_with_more_values_than_a_statement_takes(
    counting: Database,
) -> None:
    async with counting.transaction() as session:
        await insert_rows(session, COUNTER, [{"id": n, "n": n} for n in range(2, 50)])
        many = among(session, COUNTER.c.n, range(40, 80_000))
        assert await session.scalar(sa.select(sa.func.count()).where(many)) == 10
        await session.execute(sa.update(COUNTER).where(many).values(n=0))
        none = among(session, COUNTER.c.n, ())
        assert await session.scalar(sa.select(sa.func.count()).where(none)) == 0
    async with counting.reading() as session:
        left = await session.scalar(sa.select(sa.func.count()).where(COUNTER.c.n == 0))
    assert left == 11


async def test_a_database_that_is_gone_is_noticed(database: Database, tmp_path: Path) -> None:
    await database.ping()
    gone = Database(
        Settings(data_dir=tmp_path, database_url=f"postgresql://nobody@/x?host={tmp_path}")
    )
    with pytest.raises(SQLAlchemyError):
        await gone.ping()
    await gone.dispose()


def test_chunks() -> None:
    assert [list(each) for each in chunks([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]


async def test_an_error_does_not_tell_the_values(counting: Database) -> None:
    async with counting.transaction() as session:
        with pytest.raises(SQLAlchemyError) as caught:
            await session.execute(
                sa.text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "00token"}
            )
        await session.rollback()
    assert "00token" not in str(caught.value)


def test_a_sleep_moves_a_moved_clock(moved_clock: Callable[..., Any]) -> None:
    before = clock.now()
    asyncio.run(clock.sleep(3600))
    assert clock.now() - before == timedelta(hours=1)


def test_a_new_database_is_opened_by_several_at_once(tmp_path: Path) -> None:
    """SQLite does not wait while another one switches the file to its write-ahead log."""
    errors: list[BaseException] = []

    def connect(url: str, together: threading.Barrier) -> None:
        engine = sa.create_engine(url)
        sqlite.prepare(engine)
        together.wait()
        try:
            engine.connect().close()
        except sa.exc.OperationalError as error:
            errors.append(error)
        engine.dispose()

    for number in range(30):
        together = threading.Barrier(4)
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        threads = [threading.Thread(target=connect, args=(url, together)) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert errors == []
