"""The same change on many requests, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskhand.accounts.model import Account
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError, FieldError, invalid
from deskhand.kernel.permissions import Permission, Role, demand
from deskhand.requests.model import Priority, Status
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.service import KEEP, Requests
from deskhand.requests.views import BulkOutcome


async def change_all(
    database: Database,
    requests: Requests,
    account: Account,
    refs: Sequence[str],
    *,
    status: Status | None = None,
    assignee_id: Any = KEEP,
    priority: Priority | None = None,
) -> list[BulkOutcome]:
    """Change them as they are now, and say of each what became of it, in the order given.

    A request that is named twice is changed once. What has failed takes nothing else with it.
    Raises `invalid` when there is nothing to change.
    """
    demand(Role(account.role), Permission.REQUESTS_WORK)
    if status is None and assignee_id is KEEP and priority is None:
        raise invalid(
            "There is nothing to change.",
            FieldError("status", "Choose a status, an assignee or a priority."),
        )
    outcomes = []
    for ref in dict.fromkeys(_written(each) for each in refs):
        try:
            async with database.transaction() as session:
                changed = await requests.change(
                    session,
                    account,
                    ref,
                    version=None,
                    status=status,
                    assignee_id=assignee_id,
                    priority=priority,
                )
        except DeskhandError as error:
            outcomes.append(BulkOutcome(ref, "failed", _words(error)))
        else:
            outcomes.append(BulkOutcome(ref, "changed" if changed else "unchanged"))
    return outcomes


def _written(ref: str) -> str:
    request_id = id_of(ref)
    return ref_of(request_id) if request_id is not None else ref


def _words(error: DeskhandError) -> str:
    return error.errors[0].message if error.errors else error.detail or error.title
