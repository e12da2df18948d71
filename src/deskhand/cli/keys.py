"""`deskhand keys`: the keys that seal secrets in the database."""

from __future__ import annotations

import typer

from deskhand.kernel import crypto

app = typer.Typer(help="Keys that seal the secrets in the database.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `generate` a subcommand although it is the only one."""


@app.command()
def generate() -> None:
    """Print a new key for DESKHAND_SECRET_KEYS."""
    typer.echo(crypto.generate_key())
