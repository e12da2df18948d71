"""SQL of what administrators have set for actions."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.model import ActionSetting
from deskhand.kernel.db import locked, upsert_rows


async def all_rows(session: AsyncSession) -> dict[str, ActionSetting]:
    return {each.action_key: each for each in await session.scalars(sa.select(ActionSetting))}


async def put(session: AsyncSession, row: dict[str, Any]) -> ActionSetting:
    """Write the row of an action, whether there is one or somebody else makes it this moment."""
    table = cast("sa.Table", ActionSetting.__table__)
    await upsert_rows(session, table, [row], key=("action_key",))
    query = sa.select(ActionSetting).where(ActionSetting.action_key == row["action_key"])
    return (await session.scalars(locked(query))).one()
