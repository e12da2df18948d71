"""What commands that work on the database share: a wired system, and who acts in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from deskhand.bootstrap import System, build, is_demo_folder, key_ring
from deskhand.directory.connections import ConnectionView
from deskhand.kernel import logs
from deskhand.kernel.context import SYSTEM, Origin, acting
from deskhand.kernel.db.migrate import upgrade
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings

T = TypeVar("T")


def run_command(
    command: Callable[[System], Awaitable[T]], *, allow_sandbox: bool | None = None
) -> T:
    """Run `command` on this installation's system, without its engine. Blocking.

    `allow_sandbox` is the option of commands that call Okta: they refuse a sandbox tenant without
    it, but for the demo's own. Raises `secret_keys_missing` before anything is written.
    """

    async def main() -> T:
        async with _closing(build(settings, allow_sandbox=allowed)) as system:
            if allow_sandbox is not None:
                async with system.parts.database.reading() as session:
                    found = await system.parts.directory.connection(session)
                demand_okta(found, allow_sandbox=allowed)
            with acting(SYSTEM, Origin.COMMAND_LINE):
                return await command(system)

    settings = Settings()
    allowed = bool(allow_sandbox) or is_demo_folder(settings)
    logs.configure(settings.log_level)
    key_ring(settings)
    upgrade(settings)
    return asyncio.run(main())


def demand_okta(connection: ConnectionView, *, allow_sandbox: bool) -> None:
    """Raises `sandbox_connected` in real use; a tenant on this machine is reached without TLS."""
    on_this_machine = (connection.base_url or "").startswith("http:")
    if (connection.is_sandbox or on_this_machine) and not allow_sandbox:
        raise DeskhandError(
            "sandbox_connected",
            "This database is connected to a sandbox tenant",
            "Real use starts with a data folder or database of its own. To work on the sandbox "
            "all the same, add --allow-sandbox.",
            status=500,
        )


@asynccontextmanager
async def _closing(system: System) -> AsyncGenerator[System]:
    try:
        yield system
    finally:
        await system.close()
