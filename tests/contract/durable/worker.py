"""A process that runs one job of three steps, and stands still where it is told to be killed.

Arguments: data folder, database address (or nothing), and where to stand still, such as `2:late`:
in step 2 after its effect. It says on its output what happens: `begin 2`, `effect 2`, `still`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Job, Payload, Queue, Step
from deskhand.kernel.settings import Settings

STEPS = (1, 2, 3)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def main(folder: str, url: str, still_at: str) -> None:
    database = Database(Settings(data_dir=Path(folder), database_url=url))
    durable = Durable(database, (Queue("work", 4),))
    ended = asyncio.Event()

    async def stand_still(where: str) -> None:
        if where == still_at:
            say("still")
            await asyncio.Event().wait()

    def step(number: int) -> tuple[str, Step]:
        async def run(_payload: Payload) -> None:
            say("begin", number)
            await stand_still(f"{number}:early")
            say("effect", number)
            await stand_still(f"{number}:late")
            if number == STEPS[-1]:
                ended.set()

        return str(number), run

    durable.register(Job("job", tuple(step(each) for each in STEPS)))
    await durable.start()
    async with database.transaction() as session:
        await durable.enqueue(session, "job", id="job/1", payload={}, queue="work")
    await ended.wait()
    await durable.stop()
    await database.dispose()
    say("ended")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
