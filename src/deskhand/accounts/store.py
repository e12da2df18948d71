"""All SQL of the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account, Session, SignInFailure
from deskhand.kernel import ids
from deskhand.kernel.db import locked
from deskhand.kernel.permissions import Role


async def locked_by_id(session: AsyncSession, account_id: str) -> Account | None:
    return await session.scalar(locked(sa.select(Account).where(Account.id == account_id)))


async def by_ids(session: AsyncSession, account_ids: Iterable[str]) -> dict[str, Account]:
    found = await session.scalars(sa.select(Account).where(Account.id.in_(set(account_ids))))
    return {each.id: each for each in found}


async def by_email(session: AsyncSession, email: str) -> Account | None:
    return await session.scalar(sa.select(Account).where(Account.email == email))


async def locked_by_email(session: AsyncSession, email: str) -> Account | None:
    return await session.scalar(locked(sa.select(Account).where(Account.email == email)))


async def locked_administrators(session: AsyncSession) -> list[Account]:
    """The active ones, locked in one order: two at once cannot take each other for the last."""
    query = (
        sa.select(Account)
        .where(Account.disabled_at.is_(None), Account.role == Role.ADMINISTRATOR)
        .order_by(Account.id)
    )
    return list(await session.scalars(locked(query)))


async def everyone(session: AsyncSession) -> list[Account]:
    return list(await session.scalars(sa.select(Account).order_by(Account.email)))


async def by_demo_key(session: AsyncSession, key: str) -> Account | None:
    return await session.scalar(sa.select(Account).where(Account.demo_key == key))


async def exists(session: AsyncSession) -> bool:
    return await session.scalar(sa.select(Account.id).limit(1)) is not None


async def active_with_roles(session: AsyncSession, roles: Sequence[str]) -> list[Account]:
    """Accounts that can sign in and have one of these roles, by name."""
    query = (
        sa.select(Account)
        .where(Account.disabled_at.is_(None), Account.role.in_(roles))
        .order_by(Account.name, Account.id)
    )
    return list(await session.scalars(query))


async def demo_accounts(session: AsyncSession) -> list[Account]:
    query = (
        sa.select(Account)
        .where(Account.demo_key.is_not(None), Account.disabled_at.is_(None))
        .order_by(Account.created_at, Account.id)
    )
    return list(await session.scalars(query))


async def open_session(
    session: AsyncSession, token_hash: str, *, now: datetime, seen_after: datetime
) -> tuple[Session, Account] | None:
    """A session that has not expired, with its account, which is not disabled."""
    found = await session.execute(
        sa.select(Session, Account)
        .join(Account, Account.id == Session.account_id)
        .where(
            Session.token_hash == token_hash,
            Session.expires_at > now,
            Session.last_seen_at > seen_after,
            Account.disabled_at.is_(None),
        )
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row is not None else None


async def mark_seen(session: AsyncSession, token_hash: str, now: datetime) -> None:
    await session.execute(
        sa.update(Session).where(Session.token_hash == token_hash).values(last_seen_at=now)
    )


async def end_session(session: AsyncSession, token_hash: str) -> str | None:
    """Delete a session; returns whose it was."""
    return await session.scalar(
        sa.delete(Session).where(Session.token_hash == token_hash).returning(Session.account_id)
    )


async def end_sessions_of(session: AsyncSession, account_id: str) -> int:
    """Delete all sessions of an account; returns how many there were."""
    ended = await session.scalars(
        sa.delete(Session).where(Session.account_id == account_id).returning(Session.token_hash)
    )
    return len(ended.all())


async def end_expired(session: AsyncSession, *, now: datetime, seen_before: datetime) -> None:
    await session.execute(
        sa.delete(Session).where(
            sa.or_(Session.expires_at <= now, Session.last_seen_at <= seen_before)
        )
    )


def add_failures(session: AsyncSession, keys: Iterable[str], at: datetime) -> list[str]:
    """Count a sign-in against its keys; returns the rows' ids."""
    rows = [SignInFailure(id=ids.new(), key=key, at=at) for key in keys]
    session.add_all(rows)
    return [row.id for row in rows]


async def failures(session: AsyncSession, key: str, since: datetime) -> list[datetime]:
    """When sign-ins were counted against a key, oldest first."""
    query = (
        sa.select(SignInFailure.at)
        .where(SignInFailure.key == key, SignInFailure.at > since)
        .order_by(SignInFailure.at)
    )
    return list(await session.scalars(query))


async def forget_failures(session: AsyncSession, failure_ids: Sequence[str]) -> None:
    await session.execute(sa.delete(SignInFailure).where(SignInFailure.id.in_(failure_ids)))


async def forget_key(session: AsyncSession, key: str) -> None:
    await session.execute(sa.delete(SignInFailure).where(SignInFailure.key == key))


async def forget_old_failures(session: AsyncSession, before: datetime) -> None:
    await session.execute(sa.delete(SignInFailure).where(SignInFailure.at <= before))
