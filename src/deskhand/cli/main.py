"""Entry of the `deskhand` command. Commands import what they need, so that help answers at once."""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console

from deskhand import __version__
from deskhand.cli import accounts, connect, keys, run, sandbox, settings, sync
from deskhand.kernel.errors import DeskhandError

app = typer.Typer(
    help="Deskhand: an IT service desk whose Okta integration acts, and proves it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("migrate")(run.migrate)
app.command("sandbox")(sandbox.sandbox)
app.command("sync")(sync.sync)
app.command("settings")(settings.settings)
app.add_typer(connect.app, name="connect")
app.add_typer(keys.app, name="keys")
app.add_typer(accounts.app, name="accounts")


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        typer.echo(f"deskhand {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; errors that a person can mend end it with one plain message."""
    # The database holds personal data, and SQLite's side files take their mode from it.
    os.umask(0o077)
    try:
        app()
    except DeskhandError as error:
        console = Console(stderr=True)
        console.print(f"[bold red]{error.title}[/]", highlight=False)
        if error.detail:
            console.print(error.detail, highlight=False, markup=False)
        for each in error.errors:
            console.print(f"  {each.field}: {each.message}", highlight=False, markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
