"""What each role may do, in one place. Answers carry the reason, so that interfaces can show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deskhand.kernel.errors import DeskhandError, NextStep, forbidden


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    AGENT = "agent"
    EMPLOYEE = "employee"


class Permission(StrEnum):
    REQUESTS_CREATE = "requests.create"
    REQUESTS_READ_ALL = "requests.read_all"
    REQUESTS_WORK = "requests.work"
    PEOPLE_READ = "people.read"
    ACTIONS_RUN = "actions.run"
    SYNC_RUN = "sync.run"
    CONNECTIONS_READ = "connections.read"
    CONNECTIONS_MANAGE = "connections.manage"


_EMPLOYEE = frozenset({Permission.REQUESTS_CREATE})
_AGENT = _EMPLOYEE | {
    Permission.REQUESTS_READ_ALL,
    Permission.REQUESTS_WORK,
    Permission.PEOPLE_READ,
    Permission.ACTIONS_RUN,
    Permission.SYNC_RUN,
    Permission.CONNECTIONS_READ,
}
_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYEE: _EMPLOYEE,
    Role.AGENT: _AGENT,
    Role.ADMINISTRATOR: frozenset(Permission),
}

_WORDS = {
    Permission.REQUESTS_CREATE: "file requests",
    Permission.REQUESTS_READ_ALL: "see other people's requests",
    Permission.REQUESTS_WORK: "work on requests",
    Permission.PEOPLE_READ: "see the directory",
    Permission.ACTIONS_RUN: "run actions",
    Permission.SYNC_RUN: "start a sync",
    Permission.CONNECTIONS_READ: "see the connection's state",
    Permission.CONNECTIONS_MANAGE: "connect or change Okta",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be done? If not, why, and what would help."""

    allowed: bool
    reason: str | None = None
    next: NextStep | None = None


YES = Verdict(True)


def no(reason: str, next_step: NextStep | None = None) -> Verdict:
    """A refusal in words that its reader can use."""
    return Verdict(False, reason, next_step)


def granted(role: Role) -> frozenset[Permission]:
    """All that a role may do."""
    return _GRANTS[role]


def judge(role: Role, permission: Permission) -> Verdict:
    """Whether a role may do something, and if not, in whose hands it is."""
    if permission in _GRANTS[role]:
        return YES
    holders = " or ".join(f"an {r.value}" for r in Role if permission in _GRANTS[r])
    return no(f"Your role ({role.value}) may not {_WORDS[permission]}. Ask {holders}.")


def demand(role: Role, permission: Permission) -> None:
    """Raise `DeskhandError` `forbidden` unless the role may do it."""
    verdict = judge(role, permission)
    if not verdict.allowed:
        raise forbidden(verdict.reason or "")


def refuse(verdict: Verdict, *, code: str = "refused", status: int = 409) -> DeskhandError:
    """The error that a refusal becomes at the edge."""
    return DeskhandError(
        code, "Not possible", verdict.reason or "", status=status, next=verdict.next
    )
