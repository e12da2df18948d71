"""`deskhand accounts`: who can sign in, and as what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskhand.cli.secret import read_secret
from deskhand.kernel.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from deskhand.accounts.model import Account
    from deskhand.accounts.service import Accounts
    from deskhand.bootstrap import System

    Change = Callable[[Accounts, AsyncSession], Awaitable[Account]]

app = typer.Typer(help="Accounts that can sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The e-mail that the account signs in with.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(help="File that holds the password; - reads standard input. Else it is asked."),
]


@app.command()
def create(
    email: Annotated[str, typer.Option(help="Work e-mail; it is what one signs in with.")],
    name: Annotated[str, typer.Option(help="Name as others see it.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    password_file: PasswordFile = None,
) -> None:
    """Make an account. It is linked to the one person of the directory with this e-mail."""
    from deskhand.cli.system import run_command

    password = _password(password_file)

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


@app.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """Print every account: e-mail, name, role, and whether it can sign in."""
    from deskhand.cli.system import run_command

    async def read(system: System) -> list[dict[str, Any]]:
        async with system.parts.database.reading() as session:
            return [_row(each) for each in await system.parts.accounts.all(session)]

    rows = run_command(read)
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    widths = [max((len(row[key]) for row in rows), default=0) for key in ("email", "name", "role")]
    for row in rows:
        cells = zip((row["email"], row["name"], row["role"]), widths, strict=True)
        typer.echo("  ".join([*(cell.ljust(width) for cell, width in cells), row["state"]]))


@app.command()
def disable(email: Email) -> None:
    """Cut an account off: it is signed out everywhere and cannot sign in any more."""
    account = _change(lambda accounts, session: accounts.disable(session, email))
    typer.echo(f"{account.email} is signed out and cannot sign in any more.")


@app.command()
def enable(email: Email) -> None:
    """Let an account sign in again, with the password it had."""
    account = _change(lambda accounts, session: accounts.enable(session, email))
    typer.echo(f"{account.email} can sign in as {account.role}.")


@app.command("set-role")
def set_role(
    email: Email, role: Annotated[Role, typer.Argument(help="What the account may do.")]
) -> None:
    """Give an account another role; it is signed out and signs in anew."""
    account = _change(lambda accounts, session: accounts.set_role(session, email, role))
    typer.echo(f"{account.email} has the role {account.role}.")


@app.command("set-password")
def set_password(email: Email, password_file: PasswordFile = None) -> None:
    """Give an account another password; it is signed out everywhere."""
    from deskhand.cli.system import run_command

    password = _password(password_file)

    async def change(system: System) -> Account:
        hashed = await system.parts.accounts.hash(password)
        async with system.parts.database.transaction() as session:
            return await system.parts.accounts.set_password(session, email, hashed)

    typer.echo(f"{run_command(change).email} signs in with the new password now.")


def _change(change: Change) -> Account:
    from deskhand.cli.system import run_command

    async def run(system: System) -> Account:
        async with system.parts.database.transaction() as session:
            return await change(system.parts.accounts, session)

    return run_command(run)


def _password(path: Path | None) -> str:
    if path is not None:
        return read_secret(path, "password")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _row(account: Account) -> dict[str, Any]:
    if account.disabled_at is not None:
        state = "disabled"
    elif account.password_hash is None:
        state = "demo only"
    else:
        state = "active"
    return {
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "state": state,
    }
