"""`deskhand keys`: the keys that seal secrets in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from deskhand.bootstrap import System

app = typer.Typer(help="Keys that seal the secrets in the database.", no_args_is_help=True)


@app.command()
def generate() -> None:
    """Print a new key for DESKHAND_SECRET_KEYS."""
    from deskhand.kernel import crypto

    typer.echo(crypto.generate_key())


@app.command()
def rotate() -> None:
    """Seal every stored secret anew with the first key of DESKHAND_SECRET_KEYS.

    First put the new key before the old one (new,old) and restart Deskhand; then rotate; then take
    the old key out and restart once more.
    """
    from deskhand.cli.system import run_command
    from deskhand.directory import store_credentials

    async def seal(system: System) -> int:
        async with system.parts.database.transaction() as session:
            credentials = await store_credentials.reseal(session, system.keys)
            return credentials + await system.parts.actions.secrets.reseal(session)

    count = run_command(seal)
    typer.echo(
        f"{count} stored secret{'' if count == 1 else 's'} sealed anew."
        if count
        else "Every stored secret is sealed with the first key already."
    )
    typer.echo(
        "Once the running Deskhand has been restarted with the first key, the other keys are needed "
        "only for backups from before: they may leave DESKHAND_SECRET_KEYS."
    )
