"""Whether a role may have done what a run does, as things are now and not as they were then."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import orders, policy, protection, store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.model import ActionRun
from deskhand.directory.store_protection import admin_groups_of
from deskhand.kernel.permissions import Permission, Role, Verdict, judge


async def of_run(
    session: AsyncSession, catalogue: Catalogue, run: ActionRun, role: Role
) -> Verdict:
    """By the role, the action's settings, whom it hits and what was picked.

    What state the person is in is left out: the run itself may have changed it. Raises `not_found`
    for an action that is not declared any more.
    """
    action = catalogue.get(run.action_key)
    verdict = judge(role, Permission.ACTIONS_RUN)
    if not verdict.allowed:
        return verdict
    verdict = policy.verdict(await policy.setting(session, action), role)
    if not verdict.allowed:
        return verdict
    person = await store.person(session, run.person_id)
    connection = await store.connection(session, run.connection_id)
    if person is None or connection is None:
        raise LookupError(f"action run {run.id} lost its person or connection")
    order = orders.order_of(run, person, connection)
    verdict = protection.verdict(order.target, await admin_groups_of(session, person), role)
    return action.permitted(order, role) if verdict.allowed else verdict
