"""What commands that work on the database share: a wired system, and who acts in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import typer

from deskhand.bootstrap import System, build
from deskhand.kernel import logs
from deskhand.kernel.context import SYSTEM, Origin, acting
from deskhand.kernel.db.migrate import upgrade
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings

T = TypeVar("T")


def run_command(command: Callable[[System], Awaitable[T]]) -> T:
    """Run `command` on this installation's system, without its engine. Blocking."""

    async def main() -> T:
        async with _closing(build(settings)) as system:
            with acting(SYSTEM, Origin.COMMAND_LINE):
                return await command(system)

    settings = Settings()
    logs.configure(settings.log_level)
    upgrade(settings)
    return asyncio.run(main())


def read_secret(path: Path, what: str) -> str:
    """A secret from a file, or from standard input for `-`; never from an argument."""
    if str(path) == "-":
        return typer.get_text_stream("stdin").readline().strip()
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise DeskhandError(
            "unreadable_file", f"Cannot read the {what} from {path}", f"{reason}."
        ) from None


@asynccontextmanager
async def _closing(system: System) -> AsyncGenerator[System]:
    try:
        yield system
    finally:
        await system.close()
