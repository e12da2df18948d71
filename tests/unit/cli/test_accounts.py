"""`deskhand accounts`, as an administrator types it."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import Result

from deskhand.kernel.errors import DeskhandError
from tests.unit.cli.conftest import Command

PASSWORD = "correct horse battery\n"


def create(command: Command, name: str, role: str) -> None:
    done = command(
        *("accounts", "create", "--email", f"{name}@acme.example", "--name", name.title()),
        *("--role", role, "--password-file", "-"),
        text=PASSWORD,
    )
    assert done.exit_code == 0, done.output


def listed(command: Command) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command("accounts", "list", "--json").stdout)
    return found


def code(result: Result) -> str:
    assert isinstance(result.exception, DeskhandError), result.output
    return result.exception.code


def test_an_account_from_its_making_to_its_end(command: Command) -> None:
    create(command, "ada", "administrator")
    create(command, "noah", "agent")
    done = command("accounts", "set-role", "noah@acme.example", "employee")
    assert done.stdout == "noah@acme.example has the role employee.\n"
    done = command(
        "accounts", "set-password", "noah@acme.example", "--password-file", "-", text="x"
    )
    assert code(done) == "invalid"
    done = command(
        *("accounts", "set-password", "noah@acme.example"), text="another password\n" * 2
    )
    assert done.exit_code == 0, done.output
    assert "another" not in done.output
    command("accounts", "disable", "noah@acme.example")
    assert [(each["email"], each["role"], each["state"]) for each in listed(command)] == [
        ("ada@acme.example", "administrator", "active"),
        ("noah@acme.example", "employee", "disabled"),
    ]
    lines = command("accounts", "list").stdout.splitlines()
    assert lines[1].split() == ["noah@acme.example", "Noah", "employee", "disabled"]
    command("accounts", "enable", "noah@acme.example")
    assert listed(command)[1]["state"] == "active"


def test_what_cannot_be(command: Command) -> None:
    create(command, "ada", "administrator")
    assert code(command("accounts", "disable", "ada@acme.example")) == "last_administrator"
    assert code(command("accounts", "set-role", "ada@acme.example", "agent")) == (
        "last_administrator"
    )
    assert code(command("accounts", "enable", "eve@acme.example")) == "no_account"
    assert listed(command)[0]["state"] == "active"
