"""The sync on the real engine: it starts by itself, and a stopped process's run goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from deskhand.kernel import durable
from deskhand.kernel.durable import Durable, Queue


@pytest.fixture
def running(desk: Any) -> Callable[[], Any]:
    """The directory in a process of its own, as far as the engine can tell."""

    @asynccontextmanager
    async def start() -> AsyncGenerator[Any]:
        engine = Durable(desk.database, (Queue("sync", 1),))
        directory = desk.make(engine)
        await engine.start()
        try:
            yield directory
        finally:
            await engine.stop()

    return start


async def ended(desk: Any, directory: Any) -> Any:
    async with asyncio.timeout(30):
        while True:
            async with desk.database.reading() as session:
                view = await directory.connection(session)
                [run] = await directory.sync.recent(session, view.id, 1)
            if run.state not in {"queued", "running"}:
                return run
            await asyncio.sleep(0.05)


async def test_a_stopped_process_leaves_a_run_that_goes_on(
    desk: Any, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_GRACE_SECONDS", 0.05)
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reached.set()
        await never.wait()

    desk.tenant.before["assignments/a5:0"] = hang
    async with running() as directory:
        await directory.connect("http://127.0.0.1:8090", "secret")
        async with asyncio.timeout(30):
            await reached.wait()
    desk.tenant.before.clear()
    desk.tenant.calls.clear()
    async with running() as directory:
        run = await ended(desk, directory)
    assert run.state == "succeeded"
    assert run.attempt == 2
    assert run.counts["users"] == {"read": 230, "created": 230, "updated": 0, "removed": 0}
    assert desk.tenant.calls["users"] == 0


async def test_an_unforeseen_error_ends_the_run(desk: Any, running: Any) -> None:
    desk.tenant.faults["groups"] = RuntimeError("a bug")
    async with running() as directory:
        await directory.connect("http://127.0.0.1:8090", "secret")
        run = await ended(desk, directory)
        assert run.state == "failed"
        assert run.problem["title"] == "The sync stopped on an internal error"
        desk.tenant.faults.clear()
        async with desk.database.transaction() as session:
            await directory.start_sync(session)
        assert (await ended(desk, directory)).state == "succeeded"
