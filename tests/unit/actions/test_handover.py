"""A run is handed from one job to another without falling between them."""

from __future__ import annotations

import asyncio

from deskhand.actions import store
from deskhand.actions.model import RunState
from deskhand.actions.runs import JOB, QUEUE, job_id
from tests.unit.actions.paper import Desk


async def test_a_job_that_comes_too_late_does_not_stop_its_successor(desk: Desk) -> None:
    """The first waits to claim the run while a new one is made for it, as the end of another does."""
    run_id = await desk.submit()
    late = asyncio.create_task(desk.executor.act({"run_id": run_id, "epoch": 1}))
    async with desk.database.transaction() as session:
        run = await store.run(session, run_id, lock=True)
        assert run is not None
        run.epoch = 2
        await session.flush()
        # It has come as far as it can while this transaction holds the run.
        for _ in range(20):
            await asyncio.sleep(0.01)
        successor = {"run_id": run_id, "epoch": 2}
        await desk.durable.enqueue(
            session, JOB, id=job_id(run_id, 2), payload=successor, queue=QUEUE
        )
    await desk.executor.act(successor)
    await late
    assert (await desk.run(run_id)).state == RunState.DONE
    assert desk.world.effects.total() == 1
