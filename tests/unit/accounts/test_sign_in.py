"""Signing in: whom it lets in, what it says to others, and how it slows down guessing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.accounts import throttle
from deskhand.accounts.model import Account, Session, SignInFailure
from deskhand.accounts.service import Accounts
from deskhand.kernel import clock
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError
from tests.unit.accounts.conftest import PASSWORD

EMAIL = "noah.berg@acme.example"


async def fails(accounts: Accounts, email: str, password: str, address: str = "10.0.0.1") -> str:
    with pytest.raises(DeskhandError) as caught:
        await accounts.sign_in(email, password, address=address)
    return caught.value.code


async def rows(database: Database, model: Any) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(sa.select(model)))


async def test_a_good_password_starts_a_session(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    started = await accounts.sign_in("NOAH.BERG@acme.example ", PASSWORD, address="10.0.0.1")
    assert started.account.id == noah.id
    [row] = await rows(database, Session)
    assert started.token not in {row.token_hash, row.csrf_token}
    assert started.token not in repr(started)
    assert started.csrf not in repr(started)
    assert await rows(database, SignInFailure) == []
    events = {each.tag: each for each in await rows(database, AuditEvent)}
    assert events["account:session:start"].actor_id == noah.id
    assert events["account:session:start"].origin == "admin_dashboard"


async def test_both_mistakes_are_told_alike(accounts: Accounts, noah: Account) -> None:
    assert await fails(accounts, EMAIL, "wrong password!") == "bad_credentials"
    assert await fails(accounts, "nobody@acme.example", PASSWORD) == "bad_credentials"


async def test_an_unknown_email_costs_a_hash_as_well(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    real = accounts._passwords._verify

    async def counted(stored: str, password: str) -> bool:
        verified.append(stored)
        return await real(stored, password)

    monkeypatch.setattr(accounts._passwords, "_verify", counted)
    await fails(accounts, "nobody@acme.example", PASSWORD)
    assert [each.startswith("$argon2id$") for each in verified] == [True]


async def test_a_disabled_account_is_out_and_its_sessions_end(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    started = await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.1")
    assert await accounts.resume(started.token) is not None
    async with database.transaction() as session:
        await session.execute(sa.update(Account).values(disabled_at=clock.now()))
    assert await accounts.resume(started.token) is None
    assert not await accounts.is_open(started.token)
    assert await fails(accounts, EMAIL, PASSWORD) == "bad_credentials"


async def test_guessing_is_slowed_down_by_email(
    accounts: Accounts, noah: Account, moved_clock: Callable[..., Any]
) -> None:
    for number in range(throttle.MOST_BY_EMAIL):
        assert await fails(accounts, EMAIL, "a wrong guess", f"10.0.1.{number}") == (
            "bad_credentials"
        )
        moved_clock(minutes=1)
    with pytest.raises(DeskhandError) as caught:
        await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.9")
    assert (caught.value.code, caught.value.status) == ("throttled", 429)
    # The first of five attempts, one a minute, leaves the window of 15 minutes in 10.
    assert caught.value.retry_after == pytest.approx(600)
    assert "10 minutes" in caught.value.detail
    moved_clock(seconds=601)
    assert (await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.9")).account.id == noah.id
    # A good sign-in makes the counted failures of this e-mail forgotten.
    assert await fails(accounts, EMAIL, "a wrong guess") == "bad_credentials"


async def test_guessing_is_slowed_down_by_address(accounts: Accounts, database: Database) -> None:
    now = clock.now()
    async with database.transaction() as session:
        for number in range(throttle.MOST_BY_ADDRESS):
            session.add(SignInFailure(id=f"f{number}", key="address:10.0.0.1", at=now))
    assert await fails(accounts, "one@acme.example", "whatever it is") == "throttled"
    assert await fails(accounts, "one@acme.example", "whatever it is", "10.0.0.2") == (
        "bad_credentials"
    )


async def test_a_refused_attempt_does_not_count(
    accounts: Accounts, noah: Account, database: Database, moved_clock: Callable[..., Any]
) -> None:
    for _ in range(throttle.MOST_BY_EMAIL):
        await fails(accounts, EMAIL, "a wrong guess")
    before = len(await rows(database, SignInFailure))
    for _ in range(10):
        moved_clock(minutes=1)
        assert await fails(accounts, EMAIL, PASSWORD) == "throttled"
    assert len(await rows(database, SignInFailure)) == before
    moved_clock(minutes=6)
    assert (await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.1")).account.id == noah.id


async def test_many_guesses_at_once_get_no_further(accounts: Accounts, noah: Account) -> None:
    codes = await asyncio.gather(
        *(fails(accounts, EMAIL, f"guess number {n}", f"10.0.2.{n}") for n in range(20))
    )
    assert codes.count("bad_credentials") <= throttle.MOST_BY_EMAIL
    assert set(codes) <= {"bad_credentials", "throttled"}


async def test_a_weaker_hash_is_renewed(
    accounts: Accounts, noah: Account, database: Database
) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=32).hash(PASSWORD)
    async with database.transaction() as session:
        await session.execute(sa.update(Account).values(password_hash=weak))
    await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.1")
    [account] = await rows(database, Account)
    assert account.password_hash != weak
    assert not accounts._passwords.is_outdated(account.password_hash)
    await accounts.sign_in(EMAIL, PASSWORD, address="10.0.0.1")
