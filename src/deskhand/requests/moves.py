"""Changes of status, assignee and priority, with their entry on the timeline and in the audit log."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.service import Accounts
from deskhand.kernel import audit, clock
from deskhand.kernel.errors import FieldError, invalid
from deskhand.requests.entries import enter
from deskhand.requests.model import EntryKind, Priority, Request, Status, Visibility


def move(
    session: AsyncSession, request: Request, status: Status, *, body: str | None = None
) -> bool:
    """Give a locked request another status; False when it has it. Resolving ends all attention.

    `body` says why, where the move does not speak for itself.
    """
    if request.status == status:
        return False
    before, now = request.status, clock.now()
    request.status, request.updated_at = status, now
    request.resolved_at = now if status == Status.RESOLVED else None
    if status == Status.RESOLVED:
        request.attention_kind = request.attention = None
    # Whoever moves it takes it into his hands.
    request.closes_itself = False
    change = {"from": before, "to": str(status)}
    enter(session, request.id, EntryKind.STATUS, change=change, body=body)
    audit.record(session, audit.Tag.REQUEST_STATUS_CHANGE, f"request/{request.id}", **change)
    return True


def prioritise(session: AsyncSession, request: Request, priority: Priority) -> bool:
    """Give a locked request another priority; False when it has it. It is the desk's business."""
    if request.priority == priority:
        return False
    change = {"from": request.priority, "to": str(priority)}
    request.priority, request.updated_at = priority, clock.now()
    enter(session, request.id, EntryKind.PRIORITY, visibility=Visibility.INTERNAL, change=change)
    audit.record(session, audit.Tag.REQUEST_PRIORITY_CHANGE, f"request/{request.id}", **change)
    return True


async def assign(
    session: AsyncSession, accounts: Accounts, request: Request, assignee_id: str | None
) -> bool:
    """Give a locked request to an account or to nobody; False when that is so already.

    Raises `invalid` for an account that is not of the service desk.
    """
    before = request.assignee_id
    if before == assignee_id:
        return False
    names = {each.id: each.name for each in await accounts.assignable(session)}
    if assignee_id is not None and assignee_id not in names:
        raise invalid(
            "Requests are assigned to administrators and agents.",
            FieldError("assignee_id", "Choose somebody of the service desk."),
        )
    if before is not None and before not in names:
        # Was assigned to somebody who has left the desk since.
        found = await accounts.by_ids(session, {before})
        names[before] = found[before].name
    request.assignee_id, request.updated_at = assignee_id, clock.now()
    shown = {"from": names.get(before or ""), "to": names.get(assignee_id or "")}
    enter(session, request.id, EntryKind.ASSIGNMENT, change=shown)
    change = {"from": before, "to": assignee_id}
    audit.record(session, audit.Tag.REQUEST_ASSIGNEE_CHANGE, f"request/{request.id}", **change)
    return True
