"""What an administrator changes on an account. Whatever makes it weaker ends its sessions.

Each change returns the account, also when it was so already: then nothing is recorded.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts import store
from deskhand.accounts.model import Account
from deskhand.accounts.text import canonical
from deskhand.kernel import audit, clock
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role


async def disable(session: AsyncSession, email: str) -> Account:
    """Nobody signs in as this account any more. Raises `no_account` or `last_administrator`."""
    administrators = await store.locked_administrators(session)
    account = await _held(session, email)
    if account.disabled_at is None:
        _demand_another(administrators, account)
        account.disabled_at = clock.now()
        await _ended(session, audit.Tag.ACCOUNT_DISABLE, account)
    return account


async def enable(session: AsyncSession, email: str) -> Account:
    """The account can sign in again, with the password it had. Raises `no_account`."""
    account = await _held(session, email)
    if account.disabled_at is not None:
        account.disabled_at = None
        audit.record(session, audit.Tag.ACCOUNT_ENABLE, f"account/{account.id}")
    return account


async def set_role(session: AsyncSession, email: str, role: Role) -> Account:
    """Raises `no_account` or `last_administrator`.

    Sessions end too: open pages and streams still show what the old role saw.
    """
    administrators = await store.locked_administrators(session)
    account = await _held(session, email)
    before = account.role
    if before != role:
        _demand_another(administrators, account)
        account.role = role
        change = {"from": before, "to": str(role)}
        await _ended(session, audit.Tag.ACCOUNT_ROLE_CHANGE, account, **change)
    return account


async def set_password(session: AsyncSession, email: str, password_hash: str) -> Account:
    """Whoever knew the old password, or is signed in by it, is out. Raises `no_account`."""
    account = await _held(session, email)
    account.password_hash = password_hash
    await _ended(session, audit.Tag.ACCOUNT_PASSWORD_CHANGE, account)
    return account


async def _held(session: AsyncSession, email: str) -> Account:
    account = await store.locked_by_email(session, canonical(email))
    if account is None:
        raise DeskhandError(
            "no_account",
            "There is no such account",
            f"Nobody signs in as {canonical(email)}. `deskhand accounts list` shows all accounts.",
            status=404,
        )
    return account


def _demand_another(administrators: list[Account], account: Account) -> None:
    """Raises `last_administrator` if without this one nobody could administer.

    People of the demo have no password: outside of it they cannot sign in, so they do not count.
    """
    others = [
        each for each in administrators if each is not account and each.password_hash is not None
    ]
    if account in administrators and not others:
        raise DeskhandError(
            "last_administrator",
            "This is the last administrator",
            f"Without {account.email} nobody could administer Deskhand. Make another account an "
            "administrator first: `deskhand accounts create` or `set-role`.",
            status=409,
        )


async def _ended(session: AsyncSession, tag: audit.Tag, account: Account, **details: Any) -> None:
    count = await store.end_sessions_of(session, account.id)
    audit.record(session, tag, f"account/{account.id}", sessions_ended=count, **details)
