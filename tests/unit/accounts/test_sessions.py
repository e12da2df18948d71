"""Sessions: how long they last, and what ends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.accounts.model import Account, Session, SignInFailure
from deskhand.accounts.service import Accounts, SignedIn
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.accounts.conftest import PASSWORD


@pytest.fixture
async def started(accounts: Accounts, noah: Account, moved_clock: Callable[..., Any]) -> SignedIn:
    return await accounts.sign_in(noah.email, PASSWORD, address="10.0.0.1")


async def last_seen(database: Database) -> Any:
    async with database.reading() as session:
        return await session.scalar(sa.select(Session.last_seen_at))


async def test_it_is_found_by_its_token_only(accounts: Accounts, started: SignedIn) -> None:
    found = await accounts.resume(started.token)
    assert found is not None
    assert (found.account.id, found.csrf) == (started.account.id, started.csrf)
    assert await accounts.resume(started.token + "x") is None
    assert await accounts.resume("") is None


async def test_it_ends_after_twelve_idle_hours(
    accounts: Accounts, started: SignedIn, moved_clock: Callable[..., Any]
) -> None:
    moved_clock(hours=11, minutes=59)
    assert await accounts.resume(started.token) is not None
    moved_clock(hours=11, minutes=59)
    assert await accounts.resume(started.token) is not None
    moved_clock(hours=12)
    assert await accounts.resume(started.token) is None


async def test_it_ends_after_seven_days_of_use(
    accounts: Accounts, started: SignedIn, moved_clock: Callable[..., Any]
) -> None:
    for _ in range(15):
        moved_clock(hours=11)
        assert await accounts.resume(started.token) is not None
    moved_clock(hours=3)
    assert await accounts.resume(started.token) is None


async def test_being_seen_is_written_once_a_minute(
    accounts: Accounts, started: SignedIn, database: Database, moved_clock: Callable[..., Any]
) -> None:
    first = await last_seen(database)
    moved_clock(seconds=59)
    await accounts.resume(started.token)
    assert await last_seen(database) == first
    moved_clock(seconds=1)
    await accounts.resume(started.token)
    assert (await last_seen(database) - first).total_seconds() == 60


async def test_an_open_stream_does_not_keep_it_alive(
    accounts: Accounts, started: SignedIn, moved_clock: Callable[..., Any]
) -> None:
    for _ in range(3):
        moved_clock(hours=5)
        open_still = await accounts.is_open(started.token)
    assert not open_still


async def test_signing_out_ends_it(
    accounts: Accounts, started: SignedIn, database: Database
) -> None:
    async with database.transaction() as session:
        await accounts.sign_out(session, started.token)
    assert await accounts.resume(started.token) is None


async def test_signing_in_anew_replaces_it(accounts: Accounts, started: SignedIn) -> None:
    second = await accounts.sign_in(
        started.account.email, PASSWORD, address="10.0.0.1", instead_of=started.token
    )
    assert second.token != started.token
    assert await accounts.resume(started.token) is None
    assert await accounts.resume(second.token) is not None


async def test_what_ended_is_cleaned_up(
    accounts: Accounts, started: SignedIn, database: Database, moved_clock: Callable[..., Any]
) -> None:
    with pytest.raises(DeskhandError):
        await accounts.sign_in("nobody@acme.example", "some password", address="10.0.0.1")
    moved_clock(hours=11)
    second = await accounts.sign_in(started.account.email, PASSWORD, address="10.0.0.1")
    moved_clock(hours=2)
    await accounts.clean_up()
    async with database.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Session)) == 1
        assert await session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 0
    assert await accounts.resume(second.token) is not None


async def test_demo_people_sign_in_with_one_click(database: Database) -> None:
    accounts = Accounts(database, demo=True)
    for _ in range(2):
        async with database.transaction() as session:
            made = await accounts.ensure_demo(
                session,
                key="agent",
                email="noah.berg@acme.example",
                name="Noah Berg",
                role=Role.AGENT,
                title="IT Support Specialist",
                person_id=None,
            )
    async with database.reading() as session:
        assert [each.id for each in await accounts.demo_people(session) or []] == [made.id]
    started = await accounts.sign_in_demo("agent", address="127.0.0.1")
    assert started.account.id == made.id
    with pytest.raises(DeskhandError, match="no such demo person"):
        await accounts.sign_in_demo("somebody", address="127.0.0.1")
    with pytest.raises(DeskhandError, match="E-mail or password is wrong"):
        await accounts.sign_in("noah.berg@acme.example", "", address="127.0.0.1")


async def test_without_demo_nobody_signs_in_so(database: Database) -> None:
    async with database.transaction() as session:
        await Accounts(database, demo=True).ensure_demo(
            session,
            key="agent",
            email="a@b.example",
            name="A",
            role=Role.AGENT,
            title="T",
            person_id=None,
        )
    real = Accounts(database)
    async with database.reading() as session:
        assert await real.demo_people(session) is None
    with pytest.raises(DeskhandError) as caught:
        await real.sign_in_demo("agent", address="127.0.0.1")
    assert caught.value.status == 404
