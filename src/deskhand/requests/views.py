"""Requests as they are asked for and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from deskhand.accounts.model import Account
from deskhand.actions.model import ActionCall
from deskhand.directory.model import Person
from deskhand.kernel.permissions import Verdict
from deskhand.requests.model import Request, TimelineEntry


@dataclass(frozen=True, slots=True)
class Filter:
    """Which requests to list; `q` looks into numbers, titles and names."""

    status: Literal["open", "all", "new", "in_progress", "waiting", "resolved"] = "open"
    mine: bool = False
    unassigned: bool = False
    attention: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A request with the people around it."""

    request: Request
    requester: Person
    subject: Person
    assignee: Account | None


@dataclass(frozen=True, slots=True)
class Counts:
    """`mine` and `unassigned` count open requests only."""

    open: int
    new: int
    in_progress: int
    waiting: int
    resolved: int
    mine: int
    unassigned: int
    attention: int


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


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the timeline, with its action run if it is about one."""

    entry: TimelineEntry
    run: RunShown | None = None
