"""What an administrator changes on an account, and which sessions end with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.accounts.conftest import PASSWORD
from tests.unit.accounts.test_accounts import make

NOAH = "noah.berg@acme.example"
Change = Callable[[AsyncSession], Awaitable[Account]]


async def done(database: Database, change: Change) -> Account:
    async with database.transaction() as session:
        return await change(session)


async def code_of(database: Database, change: Change) -> str:
    with pytest.raises(DeskhandError) as caught:
        await done(database, change)
    return caught.value.code


async def recorded(database: Database, tag: str) -> list[dict[str, Any]]:
    async with database.reading() as session:
        return list(
            await session.scalars(sa.select(AuditEvent.details).where(AuditEvent.tag == tag))
        )


async def test_a_disabled_account_is_out_at_once(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    first = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.2")
    for _ in range(2):
        await done(database, lambda session: accounts.disable(session, " NOAH.BERG@acme.example"))
    assert await accounts.resume(first.token) is None
    with pytest.raises(DeskhandError) as caught:
        await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    assert caught.value.code == "bad_credentials"
    assert await recorded(database, "account:account:disable") == [{"sessions_ended": 2}]


async def test_an_enabled_one_signs_in_anew(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    before = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    await done(database, lambda session: accounts.disable(session, NOAH))
    for _ in range(2):
        await done(database, lambda session: accounts.enable(session, NOAH))
    assert await accounts.resume(before.token) is None
    after = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    assert await accounts.resume(after.token) is not None
    assert await recorded(database, "account:account:enable") == [{}]


async def test_another_role_ends_what_the_old_one_had_open(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    before = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    same = await done(database, lambda session: accounts.set_role(session, NOAH, Role.AGENT))
    assert same.role == Role.AGENT
    assert await accounts.resume(before.token) is not None
    await done(database, lambda session: accounts.set_role(session, NOAH, Role.EMPLOYEE))
    assert await accounts.resume(before.token) is None
    after = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    assert after.account.role == Role.EMPLOYEE
    assert await recorded(database, "account:role:change") == [
        {"sessions_ended": 1, "from": "agent", "to": "employee"}
    ]


async def test_a_new_password_shuts_the_old_one_out(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    before = await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    hashed = await accounts.hash("another good password")
    await done(database, lambda session: accounts.set_password(session, NOAH, hashed))
    assert await accounts.resume(before.token) is None
    with pytest.raises(DeskhandError):
        await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    await accounts.sign_in(NOAH, "another good password", address="10.0.0.1")
    assert await recorded(database, "account:password:change") == [{"sessions_ended": 1}]


@pytest.mark.parametrize("change", ["disable", "set_password"])
async def test_what_changes_while_a_password_is_checked_counts(
    accounts: Accounts,
    noah: Account,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    matches = accounts._passwords.matches

    async def slowly(stored: str | None, password: str) -> bool:
        good = await matches(stored, password)
        async with database.transaction() as session:
            if change == "disable":
                await accounts.disable(session, NOAH)
            else:
                await accounts.set_password(session, NOAH, "another")
        return good

    monkeypatch.setattr(accounts._passwords, "matches", slowly)
    monkeypatch.setattr(accounts._passwords, "is_outdated", lambda _stored: True)
    with pytest.raises(DeskhandError) as caught:
        await accounts.sign_in(NOAH, PASSWORD, address="10.0.0.1")
    assert caught.value.code == "bad_credentials"
    async with database.reading() as session:
        [account] = await accounts.all(session)
    assert account.password_hash == (noah.password_hash if change == "disable" else "another")


@pytest.mark.parametrize("change", ["disable", "demote"])
async def test_the_last_administrator_stays(
    accounts: Accounts, database: Database, change: str
) -> None:
    async def weaken(session: AsyncSession) -> Account:
        if change == "disable":
            return await accounts.disable(session, "ada@acme.example")
        return await accounts.set_role(session, "ada@acme.example", Role.AGENT)

    await make(accounts, database, "ada@acme.example", Role.ADMINISTRATOR)
    await make(accounts, database, "eve@acme.example", Role.ADMINISTRATOR)
    await done(database, lambda session: accounts.disable(session, "eve@acme.example"))
    async with database.transaction() as session:
        # Somebody of the demo cannot sign in outside of it.
        await accounts.ensure_demo(
            session,
            key="administrator",
            email="maya@acme.example",
            name="Maya",
            role=Role.ADMINISTRATOR,
            title="Head of IT",
            person_id=None,
        )
    assert await code_of(database, weaken) == "last_administrator"
    await done(database, lambda session: accounts.enable(session, "eve@acme.example"))
    weakened = await done(database, weaken)
    assert weakened.disabled_at is not None or weakened.role == Role.AGENT
    # Now it is eve who must stay, while people who administer nothing may go.
    assert (
        await code_of(database, lambda session: accounts.disable(session, "eve@acme.example"))
        == "last_administrator"
    )


async def test_two_at_once_leave_one_administrator(accounts: Accounts, database: Database) -> None:
    emails = [f"admin{number}@acme.example" for number in range(4)]
    for email in emails:
        await make(accounts, database, email, Role.ADMINISTRATOR)
    results = await asyncio.gather(
        *(done(database, partial(accounts.disable, email=each)) for each in emails),
        return_exceptions=True,
    )
    refused = [each for each in results if isinstance(each, BaseException)]
    assert [getattr(each, "code", each) for each in refused] == ["last_administrator"]
    async with database.reading() as session:
        active = [each for each in await accounts.all(session) if each.disabled_at is None]
    assert len(active) == 1


async def test_nobody_has_this_email(accounts: Accounts, noah: Account, database: Database) -> None:
    for change in (
        lambda session: accounts.disable(session, "x@acme.example"),
        lambda session: accounts.enable(session, "x@acme.example"),
        lambda session: accounts.set_role(session, "x@acme.example", Role.AGENT),
        lambda session: accounts.set_password(session, "x@acme.example", "x"),
    ):
        assert await code_of(database, change) == "no_account"
