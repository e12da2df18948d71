"""Several coroutines at once that stand or fall together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all at once; the first error cancels the others and is raised as it is.

    Unlike a task group, which wraps the error in a group of its own.
    """
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Do a piece of work to its end even when the caller is cancelled meanwhile.

    For transactions: on SQLite one that is cancelled between its statements can keep the write
    lock until its connection is collected.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
