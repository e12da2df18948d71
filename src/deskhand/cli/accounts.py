"""`deskhand accounts`: who can sign in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskhand.kernel.permissions import Role

if TYPE_CHECKING:
    from deskhand.bootstrap import System

app = typer.Typer(help="Accounts that can sign in.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `create` a subcommand although it is the only one."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="Work e-mail; it is what one signs in with.")],
    name: Annotated[str, typer.Option(help="Name as others see it.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    password_file: Annotated[
        Path | None,
        typer.Option(
            help="File that holds the password; - reads standard input. Else it is asked."
        ),
    ] = None,
) -> None:
    """Make an account. It is linked to the one person of the directory with this e-mail."""
    from deskhand.cli.system import read_secret, run_command

    if password_file is not None:
        password = read_secret(password_file, "password")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def make(system: System) -> str:
        parts = system.parts
        hashed = await parts.accounts.hash(password)
        async with parts.database.transaction() as session:
            person = await parts.directory.by_email(session, email)
            account = await parts.accounts.create(
                session,
                email=email,
                name=name,
                role=role,
                password_hash=hashed,
                person_id=person.id if person is not None else None,
            )
        return account.email

    typer.echo(f"{run_command(make)} can sign in now as {role.value}.")
