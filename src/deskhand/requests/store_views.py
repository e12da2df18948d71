"""SQL of saved views."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.kernel.db import locked
from deskhand.requests.model import SavedView


async def seen_by(session: AsyncSession, account_id: str) -> list[tuple[SavedView, Account]]:
    """An account's own views and those shared with the desk, by name."""
    found = await session.execute(
        sa.select(SavedView, Account)
        .join(Account, Account.id == SavedView.owner_id)
        .where(sa.or_(SavedView.owner_id == account_id, SavedView.shared.is_(True)))
        .order_by(SavedView.name_key, SavedView.id)
    )
    return [(view, owner) for view, owner in found]


async def view(session: AsyncSession, view_id: str) -> tuple[SavedView, Account] | None:
    """A view under lock, with its owner."""
    found = await session.scalar(locked(sa.select(SavedView).where(SavedView.id == view_id)))
    if found is None:
        return None
    owner = await session.get_one(Account, found.owner_id)
    return found, owner


async def name_keys(session: AsyncSession, owner_id: str) -> dict[str, str]:
    """The folded names of an owner's views, and their ids."""
    found = await session.execute(
        sa.select(SavedView.name_key, SavedView.id).where(SavedView.owner_id == owner_id)
    )
    return dict(found.all())
