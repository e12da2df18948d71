"""`deskhand run` and `deskhand migrate`."""

from __future__ import annotations

import ipaddress
import socket
from typing import Annotated

import typer

from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings


def run(
    demo: Annotated[
        bool,
        typer.Option(
            help="With the sandbox Okta tenant, demo data and one-click sign-in. "
            "--no-demo is for real use."
        ),
    ] = True,
    allow_sandbox: Annotated[
        bool,
        typer.Option(
            "--allow-sandbox", help="With --no-demo: work on a sandbox tenant all the same."
        ),
    ] = False,
) -> None:
    """Run web server and jobs in one process."""
    from deskhand.kernel import logs
    from deskhand.kernel.db.migrate import upgrade

    settings = Settings()
    logs.configure(settings.log_level)
    _demand_free_port(settings)
    if demo:
        _demand_loopback(settings)
        upgrade(settings)
        _run_demo(settings)
    else:
        from deskhand.bootstrap import demand_own_keys

        demand_own_keys(settings)
        upgrade(settings)
        _run_real(settings, allow_sandbox=allow_sandbox)


def migrate() -> None:
    """Bring the database to the newest revision; `deskhand run` does the same at its start."""
    from deskhand.kernel.db.migrate import upgrade

    upgrade(Settings())
    typer.echo("The database is up to date.")


def _run_demo(settings: Settings) -> None:
    from deskhand.bootstrap import build
    from deskhand.cli.demo import prepare
    from deskhand.cli.serve import serve
    from deskhand.cli.tenant import tenant

    with tenant(settings) as embedded:
        system = build(settings, demo=True, sandbox_url=embedded.url)

        async def on_start() -> None:
            await prepare(system.parts, embedded)
            typer.echo(f"Deskhand:        http://{settings.host}:{settings.port}")
            typer.echo(f"Sandbox console: {embedded.url}/_sandbox/")
            typer.echo(f"Ctrl+C stops both; the data stays in {settings.data_dir.absolute()}.")

        serve(system, on_start)


def _run_real(settings: Settings, *, allow_sandbox: bool) -> None:
    from deskhand.bootstrap import build
    from deskhand.cli.serve import serve
    from deskhand.cli.system import demand_okta

    system = build(settings, allow_sandbox=allow_sandbox)

    async def on_start() -> None:
        async with system.parts.database.reading() as session:
            connection = await system.parts.directory.connection(session)
            empty = not await system.parts.accounts.any(session)
        demand_okta(connection, allow_sandbox=allow_sandbox)
        typer.echo(f"Deskhand: {settings.public_url} (listens on {settings.host}:{settings.port})")
        if empty:
            typer.echo("Nobody can sign in yet: `deskhand accounts create` makes an account.")

    serve(system, on_start)


def _demand_loopback(settings: Settings) -> None:
    try:
        safe = ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        safe = settings.host == "localhost"
    if not safe:
        raise DeskhandError(
            "demo_not_on_loopback",
            f"The demo does not listen on {settings.host}",
            "Anybody who reaches it can sign in with one click. Leave DESKHAND_HOST at 127.0.0.1, "
            "or use `deskhand run --no-demo`.",
            status=500,
        )


def _demand_free_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise DeskhandError(
                "port_in_use",
                f"Cannot listen on {settings.host}:{settings.port}",
                f"{error.strerror}. If Deskhand runs already, use that one; otherwise set "
                "DESKHAND_PORT to a free port.",
                status=500,
            ) from None
