"""Requests as they are asked for and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from deskhand.accounts.model import Account
from deskhand.actions.model import ActionCall
from deskhand.actions.secrets import SecretShown
from deskhand.directory.model import Person
from deskhand.kernel.permissions import Verdict
from deskhand.requests.model import Attention, Priority, Request, SavedView, TimelineEntry

StatusFilter = Literal["open", "all", "new", "in_progress", "waiting", "resolved"]
Sort = Literal["updated", "-created", "created", "priority"]
Part = Literal["all", "public", "notes", "actions"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which requests to list; `q` looks into numbers, titles and names.

    `person` is whom it is about or who asked for it; `assignee` an account's id.
    """

    status: StatusFilter = "open"
    mine: bool = False
    unassigned: bool = False
    attention: bool = False
    q: str = ""
    attention_kind: Attention | None = None
    person: int | None = None
    assignee: str | None = None
    priority: Priority | None = None
    origin: str | None = None
    sort: Sort = "updated"


@dataclass(frozen=True, slots=True)
class Row:
    """A request with the people around it; `attention` is why the desk must look at it now."""

    request: Request
    requester: Person
    subject: Person
    assignee: Account | None
    attention_kind: Attention | None = None
    attention: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """`mine` and `unassigned` count open requests only; the three of `attention` add up to it.

    `held` counts syncs whose removals wait for an administrator, `held_removals` what they hold.
    """

    open: int
    new: int
    in_progress: int
    waiting: int
    resolved: int
    mine: int
    unassigned: int
    attention: int
    failed: int
    unknown: int
    overdue: int
    held: int = 0
    held_removals: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts all that match; `counts` are of all that the account may see."""

    rows: list[Row]
    total: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class May:
    """What the account may do with a request, each with the reason if not."""

    reply: Verdict
    note: Verdict
    set_status: Verdict
    assign: Verdict
    set_priority: Verdict
    resolve: Verdict


@dataclass(frozen=True, slots=True)
class RunShown:
    """An action run as its reader may see it: employees get no calls, parameters or advice."""

    id: str
    key: str
    title: str
    state: str
    person: Person
    request_ref: str | None
    submitted_at: datetime
    settled_at: datetime | None
    duration_ms: float | None
    summary: str | None
    may_retry: Verdict
    parameters: list[dict[str, Any]] = field(default_factory=list)
    advice: dict[str, Any] | None = None
    calls: list[ActionCall] = field(default_factory=list)
    secret: SecretShown | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the timeline, with its action run if it is about one."""

    entry: TimelineEntry
    run: RunShown | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries of the part that was asked for; `counts` are of all that the account may see."""

    items: list[Item]
    counts: dict[Part, int]


@dataclass(frozen=True, slots=True)
class ViewShown:
    """A saved view as an account sees it."""

    view: SavedView
    owner: Account
    own: bool
    may_change: Verdict


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of one request of many; `problem` says why it failed."""

    ref: str
    outcome: Literal["changed", "unchanged", "failed"]
    problem: str | None = None
