"""What we rely on the engine for, on both databases: starts, order, delays, one holder, an end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.kernel import durable as module
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Job, Payload, Queue, Standing
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.lease import ExecutorLease

QUEUE = "work"


class Works:
    """Jobs that write down what they did."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.done: list[str] = []
        self.at: dict[str, float] = {}
        self.failed: list[str] = []
        self.news = asyncio.Event()
        self.hold: asyncio.Event | None = None
        self.starter: Durable | None = None

    def engine(self) -> Durable:
        """The engine of a new process, as far as the database can tell."""
        found = Durable(self.database, (Queue(QUEUE, 8),))
        steps = tuple((name, self._step(name)) for name in ("first", "second"))
        found.register(Job("job", steps, failed=self._failed))
        return found

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Durable]:
        found = self.engine()
        await found.start()
        try:
            yield found
        finally:
            await found.stop()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not what():
                self.news.clear()
                await self.news.wait()

    def _step(self, name: str) -> Callable[[Payload], Any]:
        async def run(payload: Payload) -> None:
            key = payload.get("key", "")
            if payload.get("fails") == name:
                raise ValueError(key)
            if self.starter is not None and name == "first" and (other := payload.get("starts")):
                async with self.database.transaction() as session:
                    self.starter.start_after(session, "job", id=other, payload={"key": other})
            if self.hold is not None and name == "second":
                self._note(f"{key} holds")
                await self.hold.wait()
            self._note(f"{key} {name}")

        return run

    def _note(self, what: str) -> None:
        self.done.append(what)
        self.at[what] = asyncio.get_running_loop().time()
        self.news.set()

    async def _failed(self, payload: Payload, error: Exception) -> None:
        self.failed.append(f"{payload['key']} {type(error).__name__}")
        self.news.set()


@pytest.fixture
async def works(database: Database) -> Works:
    return Works(database)


async def eventually(what: Callable[[], Awaitable[bool]]) -> None:
    """What the engine records after the last step can only be asked for."""
    async with asyncio.timeout(30):
        while True:
            if await what():
                return
            await asyncio.sleep(0.05)


async def enqueue(works: Works, engine: Durable, key: str, **how: Any) -> None:
    payload = {"key": key, **how.pop("payload", {})}
    async with works.database.transaction() as session:
        await engine.enqueue(session, "job", id=key, payload=payload, queue=QUEUE, **how)


async def test_starts(works: Works) -> None:
    async with works.running() as engine:
        assert await engine.standing("a") is Standing.ABSENT
        with contextlib.suppress(ZeroDivisionError):
            async with works.database.transaction() as session:
                await engine.enqueue(session, "job", id="no", payload={"key": "no"}, queue=QUEUE)
                engine.start_after(session, "job", id="nor", payload={"key": "nor"})
                _ = 1 // 0
        await enqueue(works, engine, "a")
        await enqueue(works, engine, "a")
        soonest = asyncio.get_running_loop().time() + 1.0
        await enqueue(works, engine, "late", delay=1.0)
        async with works.database.transaction() as session:
            engine.start_after(session, "job", id="b", payload={"key": "b"})
            assert works.done == []
        await engine.start_now("job", id="b", payload={"key": "b"})
        await works.until(lambda: "late second" in works.done)
        assert works.done.index("b first") < works.done.index("b second")
        # The engine's clock and this one may be some milliseconds apart.
        assert works.at["late first"] > soonest - 0.1
        assert sorted(works.done) == sorted(
            f"{key} {step}" for key in ("a", "b", "late") for step in ("first", "second")
        )
        assert await engine.standing("no") is Standing.ABSENT


async def test_a_step_starts_another_job(works: Works) -> None:
    async with works.running() as engine:
        works.starter = engine
        await enqueue(works, engine, "a", payload={"starts": "b"})
        await works.until(lambda: "b second" in works.done)
    assert sorted(works.done) == ["a first", "a second", "b first", "b second"]


async def test_a_step_that_fails_ends_the_job(works: Works) -> None:
    async with works.running() as engine:
        await enqueue(works, engine, "a", payload={"fails": "second"})
        await works.until(lambda: bool(works.failed))
        await eventually(lambda: engine.has_ended("a"))
    assert works.failed == ["a ValueError"]
    assert works.done == ["a first"]


async def test_stopped_in_the_middle_of_much_work(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.05)
    works.hold = asyncio.Event()
    keys = [f"j{n}" for n in range(12)]
    async with works.running() as engine:
        for key in keys:
            async with works.database.transaction() as session:
                engine.start_after(session, "job", id=key, payload={"key": key})
        await works.until(lambda: len([d for d in works.done if d.endswith("holds")]) >= 6)
    # Nothing goes on after the stop, and the lease is free for the next process.
    standing = list(works.done)
    works.hold.set()
    await asyncio.sleep(0)
    assert works.done == standing
    assert not engine._works
    works.hold = None
    async with works.running():
        await works.until(lambda: all(f"{key} second" in works.done for key in keys))
    for key in keys:
        assert works.done.count(f"{key} first") == 1
        assert works.done.count(f"{key} second") == 1


async def test_what_ended_long_ago_is_forgotten(
    works: Works, moved_clock: Callable[..., Any]
) -> None:
    async with works.running() as engine:
        await enqueue(works, engine, "a")
        await works.until(lambda: "a second" in works.done)
        await eventually(lambda: engine.has_ended("a"))
        assert await engine.forget_finished() == 0
        moved_clock(days=8)
        assert await engine.forget_finished() == 1
        assert await engine.standing("a") is Standing.ABSENT


async def test_schedules_are_those_of_the_newest_process(works: Works) -> None:
    from dbos import DBOS

    async def known(engine: Durable) -> dict[str, tuple[str, str]]:
        await engine.start()
        try:
            found = await DBOS.list_schedules_async()
            return {each["schedule_name"]: (each["schedule"], each["context"]) for each in found}
        finally:
            await engine.stop()

    first = works.engine()
    first.schedule("one", "*/5 * * * *", "job")
    first.schedule("two", "0 1 * * *", "job")
    assert await known(first) == {
        "kernel.forget_finished": ("17 3 * * *", "kernel.forget_finished"),
        "one": ("*/5 * * * *", "job"),
        "two": ("0 1 * * *", "job"),
    }
    second = works.engine()
    second.schedule("one", "*/5 * * * *", "another")
    assert (await known(second)).keys() == {"kernel.forget_finished", "one"}
    assert (await known(second))["one"] == ("*/5 * * * *", "another")


async def test_a_schedule_runs_its_job(works: Works) -> None:
    engine = works.engine()
    engine.schedule("often", "* * * * * *", "job")
    await engine.start()
    try:
        await works.until(lambda: " second" in works.done)
    finally:
        await engine.stop()


async def test_one_process_at_a_time(works: Works) -> None:
    other = Database(works.database.settings)
    try:
        async with works.running():
            with pytest.raises(DeskhandError) as caught:
                await Durable(other, ()).start()
            assert caught.value.code == "already_running"
        late = Durable(other, ())
        await late.start()
        await late.stop()
    finally:
        await other.dispose()


async def end_session(works: Works) -> None:
    """Cut the connection that holds the lease, as a restart of the server does; wait for its end."""
    async with works.database.reading() as session:
        await session.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )


async def test_a_lease_whose_session_dropped_is_taken_again(works: Works) -> None:
    if works.database.is_sqlite:
        pytest.skip("a file's lock lasts as long as its process")
    async with works.running() as engine:
        await engine.demand_lease()
        await end_session(works)
        await engine.demand_lease()
        with pytest.raises(DeskhandError):
            await Durable(works.database, ()).start()


async def test_a_lease_that_another_took_ends_the_work_here(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    if works.database.is_sqlite:
        pytest.skip("a file's lock lasts as long as its process")
    monkeypatch.setattr(module, "_LEASE_SECONDS", 0.05)
    other = Database(works.database.settings)
    lease = ExecutorLease(other)
    try:
        async with works.running() as engine:
            assert engine._lease is not None
            async with engine._lease._asking:
                await end_session(works)
                await lease.acquire()
            with pytest.raises(asyncio.CancelledError):
                await engine.demand_lease()
            await engine.halted.wait()
            await enqueue(works, engine, "a")
            assert works.done == []
        await lease.release()
        async with works.running():
            await works.until(lambda: "a second" in works.done)
    finally:
        await lease.release()
        await other.dispose()
