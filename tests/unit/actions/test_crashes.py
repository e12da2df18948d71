"""However the provider answers and wherever the process dies: one effect, and a true ending.

A process can die at each of its transactions, before and after the commit, at each look, and while
a write is on its way. Then a new one starts with nothing but what was committed.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.declare import Kind, ObserveError
from deskhand.actions.model import ActionRun
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.settings import Settings
from tests.unit.actions.paper import Blurred, Desk, Paper, Reply, Switch, World

START = datetime(2026, 3, 1, tzinfo=UTC)


class Killed(BaseException):
    """The process is gone: nobody catches this."""


class Fate:
    """Counts the points at which a process can die, and lets it die at some of them."""

    def __init__(self, deaths: frozenset[int]) -> None:
        self._deaths = deaths
        self._points = 0
        self.safe = True

    def pass_by(self, _name: str) -> None:
        if self.safe:
            return
        self._points += 1
        if self._points in self._deaths:
            raise Killed


class MortalDatabase(Database):
    """Dies before a commit, which then never was, or after it, when nothing else follows."""

    def __init__(self, found: Settings, fate: Fate) -> None:
        super().__init__(found)
        self._fate = fate

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        calls: list[Any] = []
        async with super().transaction() as session:
            yield session
            self._fate.pass_by("before the commit")
            calls = session.info.pop("deskhand.after_commit", [])
        # What the engine keeps in the same database is committed with the rest.
        for call in calls:
            call()
        self._fate.pass_by("after the commit")

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        self._fate.pass_by("a read")
        async with super().reading() as session:
            yield session


REPLIES = st.builds(
    Reply,
    kind=st.sampled_from(list(Kind)),
    effect=st.none() | st.booleans(),
    retry_after=st.sampled_from([None, 0.5, 30.0]),
    raises=st.sampled_from([None, None, None, RuntimeError("a bug")]),
).map(
    # Only a lost call leaves it open whether it took effect.
    lambda reply: Reply(
        reply.kind,
        reply.effect if reply.kind is Kind.LOST else None,
        reply.retry_after,
        raises=reply.raises,
    )
)
LOOKS = st.sampled_from([None, None, None, None, ObserveError("down", "No answer")])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    key=st.sampled_from([Paper.key, Switch.key, Blurred.key]),
    replies=st.lists(REPLIES, max_size=9),
    looks=st.lists(LOOKS, max_size=9),
    deaths=st.frozensets(st.integers(1, 60), max_size=6),
)
def test_one_effect_and_the_truth(
    migrated_sqlite: Path,
    key: str,
    replies: list[Reply],
    looks: list[BaseException | None],
    deaths: frozenset[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(migrated_sqlite, Path(folder) / "deskhand.db")
        previous = clock.use(clock.MovableClock(START))
        try:
            asyncio.run(_live(Path(folder), key, World(replies, looks), Fate(deaths)))
        finally:
            clock.use(previous)


async def _live(folder: Path, key: str, world: World, fate: Fate) -> None:
    world.point = fate.pass_by
    database = MortalDatabase(Settings(data_dir=folder, database_url=""), fate)
    desk = Desk(database, world)
    try:
        desk.durable.point = fate.pass_by
        await desk.prepare()
        run_id = await desk.submit(key)
        fate.safe = False
        for _ in range(100):
            if await _goes_on(desk, run_id):
                break
        fate.safe = True
        await _judge(desk, run_id, f"/{key}/u1")
    finally:
        await database.dispose()


async def _goes_on(desk: Desk, run_id: str) -> bool:
    """One life of the process; True when the run has settled in it."""
    try:
        await desk.work()
        # Enough time for anything that was put off or backed off.
        advance = clock._current
        assert isinstance(advance, clock.MovableClock)
        advance.advance(hours=2)
        await desk.executor.start_waiting()
        return (await desk.run(run_id)).settled_at is not None
    except Killed:
        desk.restart()
        return False


async def _judge(desk: Desk, run_id: str, path: str) -> None:
    run: ActionRun = await desk.run(run_id)
    writes = await desk.calls(run_id)
    effects = desk.world.effects[path]
    assert run.state in {"done", "failed", "unknown"}, run.state
    assert effects <= 1
    assert len(desk.world.calls) <= len(writes), "each call has a row that was there before it"
    assert all(call.state != "started" for call in writes)
    if run.state == "done":
        assert effects == 1
    if run.state == "failed":
        assert effects == 0
    assert sum(call.state == "lost" for call in writes) <= 2
    assert sum(call.answer == "later" for call in writes) <= 6
    assert len(writes) <= 9
