"""Making accounts, and who can be given work."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.kernel import clock
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role


async def make(accounts: Accounts, database: Database, email: str, role: Role) -> Account:
    async with database.transaction() as session:
        return await accounts.create(
            session, email=email, name=email.partition("@")[0], role=role, password_hash="x"
        )


async def named(accounts: Accounts, database: Database, name: str) -> Account:
    async with database.transaction() as session:
        return await accounts.create(
            session, email="a@acme.example", name=name, role=Role.AGENT, password_hash="x"
        )


async def test_an_account_is_made_once(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    assert noah.email == "noah.berg@acme.example"
    with pytest.raises(DeskhandError) as caught:
        await make(accounts, database, "NOAH.BERG@acme.example", Role.AGENT)
    assert (caught.value.code, caught.value.status) == ("email_taken", 409)
    assert [each.field for each in caught.value.errors] == ["email"]
    async with database.reading() as session:
        tags = list(await session.scalars(sa.select(AuditEvent.tag)))
    assert tags == ["account:account:create"]


async def test_two_at_once_make_one(accounts: Accounts, database: Database) -> None:
    results = await asyncio.gather(
        *(make(accounts, database, "same@acme.example", Role.AGENT) for _ in range(5)),
        return_exceptions=True,
    )
    codes = [each.code for each in results if isinstance(each, DeskhandError)]
    assert codes == ["email_taken"] * 4


NO_EMAILS = (
    *("", "nobody", "@acme.example", "a b@acme.example", "a@", "x" * 255),
    *("a\u200bda@acme.example", "a\u202eda@acme.example", "a\x01da@acme.example"),
)


async def test_an_email_must_be_one(accounts: Accounts, database: Database) -> None:
    for email in NO_EMAILS:
        with pytest.raises(DeskhandError) as caught:
            await make(accounts, database, email, Role.AGENT)
        assert [each.field for each in caught.value.errors] == ["email"], email


@pytest.mark.parametrize("name", ["", "  ", "Ada\u200bAdmin", "Ada\u202eAdmin", "Ada\nAdmin"])
async def test_a_name_is_what_is_seen_of_it(
    accounts: Accounts, database: Database, name: str
) -> None:
    with pytest.raises(DeskhandError) as caught:
        await named(accounts, database, name)
    assert [each.field for each in caught.value.errors] == ["name"]


async def test_names_are_spelled_as_their_language_does(
    accounts: Accounts, database: Database
) -> None:
    # The joiner in it is part of how the Persian name is written.
    name = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"
    assert (await named(accounts, database, name)).name == name


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 257])
async def test_a_password_meets_the_policy(accounts: Accounts, password: str) -> None:
    with pytest.raises(DeskhandError) as caught:
        await accounts.hash(password)
    assert [each.field for each in caught.value.errors] == ["password"]
    assert not password or password not in str(caught.value)


async def test_a_password_is_kept_as_argon2id(accounts: Accounts) -> None:
    first, second = await accounts.hash("twelve chars"), await accounts.hash("twelve chars")
    assert first.startswith("$argon2id$")
    assert first != second


async def test_work_goes_to_administrators_and_agents(
    accounts: Accounts, database: Database
) -> None:
    await make(accounts, database, "zoe@acme.example", Role.ADMINISTRATOR)
    await make(accounts, database, "adam@acme.example", Role.AGENT)
    await make(accounts, database, "eve@acme.example", Role.EMPLOYEE)
    gone = await make(accounts, database, "gone@acme.example", Role.AGENT)
    async with database.transaction() as session:
        await session.execute(
            sa.update(Account).where(Account.id == gone.id).values(disabled_at=clock.now())
        )
    async with database.reading() as session:
        assert [each.name for each in await accounts.assignable(session)] == ["adam", "zoe"]


async def test_whether_there_is_anybody(accounts: Accounts, database: Database) -> None:
    async with database.reading() as session:
        assert not await accounts.any(session)
    await make(accounts, database, "zoe@acme.example", Role.ADMINISTRATOR)
    async with database.reading() as session:
        assert await accounts.any(session)
