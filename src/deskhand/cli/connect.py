"""`deskhand connect okta`: connect, or replace the token, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskhand.cli.secret import read_secret

if TYPE_CHECKING:
    from deskhand.bootstrap import System

app = typer.Typer(help="Connect an identity provider.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `okta` a subcommand although it is the only one."""


@app.command()
def okta(
    domain: Annotated[str, typer.Option(help="The org's address, such as acme.okta.com.")],
    api_token_file: Annotated[
        Path, typer.Option(help="File that holds the API token; - reads standard input.")
    ],
    allow_sandbox: Annotated[
        bool,
        typer.Option("--allow-sandbox", help="The org may be a sandbox tenant on this machine."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Connect Okta with an API token, or replace the token of the connected org.

    The token is tried first; when it does not work nothing is changed and the exit code is 1.
    """
    from deskhand.cli.system import run_command
    from deskhand.kernel.errors import DeskhandError

    async def connect(system: System) -> dict[str, Any]:
        directory = system.parts.directory
        await directory.connect(domain, read_secret(api_token_file, "API token"))
        async with system.parts.database.reading() as session:
            found = await directory.connection(session)
        acts_as = found.acts_as or {}
        return {
            "connected": True,
            "base_url": found.base_url,
            "engine": found.engine,
            "acts_as": acts_as.get("login"),
            "setup": found.setup,
        }

    try:
        result = run_command(connect, allow_sandbox=allow_sandbox)
    except DeskhandError as error:
        if not as_json:
            raise
        typer.echo(json.dumps({"connected": False, **error_json(error)}))
        raise typer.Exit(1) from None
    typer.echo(json.dumps(result) if as_json else _words(result))


def error_json(error: Any) -> dict[str, Any]:
    """What went wrong, for programs: the fields of the API's problem documents."""
    return {
        "code": error.code,
        "title": error.title,
        "detail": error.detail,
        "errors": [{"field": each.field, "message": each.message} for each in error.errors],
    }


def _words(result: dict[str, Any]) -> str:
    lines = [f"Connected to {result['base_url']}"]
    if result["engine"]:
        lines.append(f"Engine:  {result['engine']}")
    if result["acts_as"]:
        lines.append(f"Acts as: {result['acts_as']}")
    if result["setup"] == "importing":
        lines.append(
            "The first import is queued: a running `deskhand run` does it, or `deskhand sync` now. "
            "Review it in the browser and press Finish setup; until then nothing acts on Okta."
        )
    return "\n".join(lines)
