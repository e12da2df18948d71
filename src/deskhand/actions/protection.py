"""Whom not everybody may act on: Okta's administrators, and the account that we act as."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import orders, store
from deskhand.actions.declare import Target
from deskhand.actions.model import ActionRun
from deskhand.directory.store_protection import admin_groups_of
from deskhand.kernel.permissions import YES, Role, Verdict, no


def verdict(target: Target, admin_groups: Sequence[str], role: Role) -> Verdict:
    """Whether this role may act on the person at all, with whatever action.

    `admin_groups`: names of the groups that give the person administrator rights in Okta.
    """
    if target.owns_connection:
        return no(
            "Deskhand itself acts in Okta as this account, so nothing is done to it from here."
        )
    if admin_groups and role is not Role.ADMINISTRATOR:
        return no(
            f"{target.name} has administrator rights in Okta through {', '.join(admin_groups)}. "
            "Only an administrator of Deskhand may act on this account."
        )
    return YES


async def of_run(session: AsyncSession, run: ActionRun) -> Verdict:
    """The same for a run that goes on, as its person is known now, for the role that ordered it."""
    person = await store.person(session, run.person_id)
    connection = await store.connection(session, run.connection_id)
    if person is None or connection is None:
        raise LookupError(f"action run {run.id} lost its person or connection")
    target = orders.target_of(person, connection)
    return verdict(target, await admin_groups_of(session, person), Role(run.actor_role))
