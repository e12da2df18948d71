"""Who sees and does what with requests, and when a reply moves one."""

from __future__ import annotations

from dataclasses import replace

from deskhand.accounts.model import Account
from deskhand.kernel.errors import FieldError, forbidden, invalid
from deskhand.kernel.permissions import YES, Permission, Role, demand, granted, judge, no
from deskhand.requests.model import Request, Status
from deskhand.requests.views import Filter, May


def sees_all(account: Account) -> bool:
    return Permission.REQUESTS_READ_ALL in granted(Role(account.role))


def may_see(account: Account, request: Request) -> bool:
    """The service desk sees all requests, everybody else what he asked for himself."""
    return sees_all(account) or (account.person_id == request.requester_id and not request.internal)


def without_priority(asked: Filter) -> Filter:
    """The same for those who are not told of priorities: they can neither ask nor sort by them."""
    return replace(asked, priority=None, sort="updated" if asked.sort == "priority" else asked.sort)


def may(account: Account, request: Request) -> May:
    """What the account may do with a request that it sees."""
    work = judge(Role(account.role), Permission.REQUESTS_WORK)
    resolve = YES if account.person_id == request.requester_id else work
    if resolve.allowed and request.status == Status.RESOLVED:
        resolve = no("It is resolved. Write a reply if it comes back.")
    nobody_reads = no("Only the service desk sees this request. Leave a note.")
    return May(
        reply=nobody_reads if request.internal else YES,
        note=work,
        set_status=work,
        assign=work,
        set_priority=work,
        resolve=resolve,
    )


def demand_change(account: Account, request: Request, *, resolves_only: bool) -> None:
    """Raise `forbidden` unless the account works on requests, or says that its own is solved."""
    if not (resolves_only and account.person_id == request.requester_id):
        demand(Role(account.role), Permission.REQUESTS_WORK)


def who_asks(account: Account, requester_id: int | None, subject_id: int | None) -> tuple[int, int]:
    """Requester and subject of a new request, by id.

    Raises `forbidden` when an employee names somebody else, or `invalid` when it is nobody.
    """
    own = account.person_id
    if not sees_all(account) and any(
        each is not None and each != own for each in (requester_id, subject_id)
    ):
        raise forbidden("You can open requests for yourself only. Ask the service desk.")
    requester = requester_id if requester_id is not None else own
    if requester is None:
        raise invalid(
            "Your account is not linked to a person in the directory, so say who asks for it.",
            FieldError("requester_id", "Choose who asks for it."),
        )
    return requester, subject_id if subject_id is not None else requester


def reply_moves(account: Account, request: Request) -> bool:
    """Whether a public reply of this account puts the request in progress.

    The desk's first one does, on a new request; the requester's does when it was waiting for him
    or resolved.
    """
    if account.person_id == request.requester_id:
        return request.status in {Status.WAITING, Status.RESOLVED}
    return request.status == Status.NEW
