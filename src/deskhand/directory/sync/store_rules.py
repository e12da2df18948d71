"""SQL of a sync for group rules: few rows, all of them written anew each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Connection, GroupRule, GroupRuleTarget
from deskhand.directory.source import SourceGroupRule
from deskhand.kernel.db import among, insert_rows, upsert_rows

_KEY = ("connection_id", "external_id")


async def replace(
    session: AsyncSession,
    connection_id: int,
    rules: Sequence[SourceGroupRule],
    group_ids: Mapping[str, int],
) -> None:
    """Make the rules of a connection these; `group_ids` are our ids of groups by the provider's."""
    by_id = {rule.external_id: rule for rule in rules}
    ours = GroupRule.connection_id == connection_id
    gone = sa.select(GroupRule.id).where(
        ours, sa.not_(among(session, GroupRule.external_id, by_id))
    )
    gone_ids = list(await session.scalars(gone))
    await _forget_targets(session, connection_id)
    await session.execute(sa.delete(GroupRule).where(among(session, GroupRule.id, gone_ids)))
    rows = [
        {
            "connection_id": connection_id,
            "external_id": rule.external_id,
            "name": rule.name,
            "status": rule.status,
            "expression": rule.expression,
            "excluded": list(rule.excluded),
        }
        for rule in by_id.values()
    ]
    await upsert_rows(session, cast("sa.Table", GroupRule.__table__), rows, key=_KEY)
    found = await session.execute(sa.select(GroupRule.external_id, GroupRule.id).where(ours))
    targets = [
        {"rule_id": rule_id, "group_id": group_ids[group]}
        for external_id, rule_id in found
        for group in dict.fromkeys(by_id[external_id].group_ids)
        if group in group_ids
    ]
    await insert_rows(session, cast("sa.Table", GroupRuleTarget.__table__), targets)


async def mark_read(session: AsyncSession, connection_id: int, at: datetime) -> None:
    await session.execute(
        sa.update(Connection).where(Connection.id == connection_id).values(rules_read_at=at)
    )


async def _forget_targets(session: AsyncSession, connection_id: int) -> None:
    rules = sa.select(GroupRule.id).where(GroupRule.connection_id == connection_id)
    await session.execute(sa.delete(GroupRuleTarget).where(GroupRuleTarget.rule_id.in_(rules)))
