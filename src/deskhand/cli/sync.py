"""`deskhand sync`: read the directory now, with progress, from the command line."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from deskhand.bootstrap import System

_POLL_SECONDS = 0.25
_ACTIVE = {"queued", "running"}


def sync(
    full: Annotated[  # noqa: ARG001  # part of the public interface; see its help
        bool, typer.Option("--full", help="Read everything; so far every sync does.")
    ] = False,
    allow_sandbox: Annotated[
        bool,
        typer.Option("--allow-sandbox", help="The org may be a sandbox tenant on this machine."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Bring the directory up to what Okta holds, and say what that changed and cost.

    A running Deskhand does the work, else this process does. The exit code is 0 when it succeeded.
    """
    from deskhand.cli.system import run_command

    async def read(system: System) -> dict[str, Any]:
        return await _sync(system, show=not as_json)

    result = run_command(read, allow_sandbox=allow_sandbox)
    typer.echo(json.dumps(result, indent=1) if as_json else _words(result))
    if result["state"] != "succeeded":
        raise typer.Exit(1)


async def _sync(system: System, *, show: bool) -> dict[str, Any]:
    from deskhand.kernel.errors import DeskhandError

    parts = system.parts
    async with AsyncExitStack() as stack:
        try:
            await parts.durable.start()
            stack.push_async_callback(parts.durable.stop)
        except DeskhandError as error:
            if error.code != "already_running":
                raise
            # The process that has the lease takes the run from the queue.
        run_id = await _start_or_join(system)
        progress = stack.enter_context(_progress() if show else nullcontext())
        return await _follow(system, run_id, progress)


async def _start_or_join(system: System) -> str:
    """The id of a new run, or of the one that is under way, such as the first import."""
    parts = system.parts
    async with parts.database.transaction() as session:
        connection = await parts.directory.connections.current(session)
        recent = await parts.directory.sync.recent(session, connection.id, 1)
        if recent and recent[0].state in _ACTIVE:
            return recent[0].id
        return (await parts.directory.start_sync(session)).id


async def _follow(system: System, run_id: str, progress: Progress | None) -> dict[str, Any]:
    from deskhand.directory.sync.view import as_json

    tasks: dict[str, Any] = {}
    while True:
        async with system.parts.database.reading() as session:
            run = as_json(await system.parts.directory.sync.get(session, run_id))
        if progress is not None:
            _show(progress, tasks, run["families"])
        if run["state"] not in _ACTIVE:
            return run
        await asyncio.sleep(_POLL_SECONDS)


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description:32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[state]}"),
        console=Console(stderr=True),
    )


def _show(progress: Progress, tasks: dict[str, Any], families: list[dict[str, Any]]) -> None:
    for each in families:
        if each["key"] not in tasks:
            tasks[each["key"]] = progress.add_task(each["label"], total=None, state="waiting")
        progress.update(
            tasks[each["key"]],
            completed=each["done"],
            total=each["total"] or None,
            state=each["state"],
        )


def _words(run: dict[str, Any]) -> str:
    lines = [f"Sync {run['state']} in {run['seconds'] or 0} s, {run['calls_total']} calls"]
    for key, counts in run["counts"].items():
        changes = ", ".join(f"{counts[name]:,} {name}" for name in counts)
        lines.append(f"  {key:12} {changes}")
    lines += [f"  {each['count']:>6} {each['endpoint']}" for each in run["calls"]]
    if run["peak_memory_mb"]:
        lines.append(f"Peak memory of the process that read: {run['peak_memory_mb']} MB")
    if run["problem"]:
        lines.append(f"{run['problem']['title']}: {run['problem']['detail']}")
    return "\n".join([*lines, *run["notes"]])
