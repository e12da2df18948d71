"""SQL of what administrators have set for actions."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.model import ActionSetting
from deskhand.kernel.db import locked


async def all_rows(session: AsyncSession) -> dict[str, ActionSetting]:
    return {each.action_key: each for each in await session.scalars(sa.select(ActionSetting))}


async def row_of(session: AsyncSession, action_key: str) -> ActionSetting:
    """The row of an action to write to, new if there is none."""
    query = locked(sa.select(ActionSetting).where(ActionSetting.action_key == action_key))
    found = await session.scalar(query)
    if found is None:
        found = ActionSetting(action_key=action_key)
        session.add(found)
    return found
