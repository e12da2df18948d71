"""One attempt at a run: all families at once, each as far as it gets, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from deskhand.directory.model import SyncState
from deskhand.directory.problem import SETTINGS_PAGE, Problem, problem, problem_of
from deskhand.directory.source import SourceError
from deskhand.directory.sync.attempt import Attempt, Promise, Stop
from deskhand.directory.sync.links import Links, restore
from deskhand.directory.sync.objects import Objects
from deskhand.directory.sync.progress import (
    APPS,
    ASSIGNMENTS,
    GROUPS,
    MEMBERSHIPS,
    PEOPLE,
    Cancelled,
)
from deskhand.directory.sync.rules import read_rules
from deskhand.directory.sync.together import together
from deskhand.kernel.errors import NextStep


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ends. `broken`: the tenant said that our credentials are invalid.

    `held`: how many removals were held, by family.
    """

    state: str
    problem: Problem | None = None
    broken: bool = False
    held: dict[str, int] = field(default_factory=dict)


async def read_all(attempt: Attempt) -> Outcome:
    """Read and apply everything that this run has not applied yet. Raises nothing expected."""
    restore(attempt)
    objects = Objects(attempt)
    links, grants = Links.memberships(attempt), Links.assignments(attempt)
    try:
        await together(
            _family(attempt, PEOPLE, objects.read_people, attempt.people),
            _family(attempt, GROUPS, objects.read_groups, attempt.groups),
            _family(attempt, APPS, objects.read_applications, attempt.applications),
            _family(attempt, MEMBERSHIPS, links.read),
            _family(attempt, ASSIGNMENTS, grants.read),
            _rules(attempt),
        )
    except Cancelled:
        return Outcome(SyncState.CANCELLED)
    except Stop as stop:
        return Outcome(stop.state, stop.problem, stop.broken)
    return _judge(attempt)


async def _family(
    attempt: Attempt,
    key: str,
    read: Callable[[], Awaitable[None]],
    promise: Promise[Any] | None = None,
) -> None:
    try:
        await read()
    except SourceError as error:
        if error.connection_broken:
            raise Stop(SyncState.FAILED, problem_of(error), broken=True) from error
        attempt.progress[key].fail(problem_of(error))
        if key == PEOPLE and not attempt.alive.is_set():
            # The others wait for a first sign of life that will not come now.
            raise Stop(SyncState.FAILED, problem_of(error)) from error
    finally:
        if promise is not None:
            promise.make(None)


async def _rules(attempt: Attempt) -> None:
    try:
        await read_rules(attempt)
    except SourceError as error:
        raise Stop(SyncState.FAILED, problem_of(error), broken=True) from error


def _judge(attempt: Attempt) -> Outcome:
    families = attempt.progress.families.values()
    for family in families:
        if family.problem is not None:
            return Outcome(SyncState.FAILED, family.problem)
    held = [family for family in families if family.held is not None]
    if held:
        return Outcome(
            SyncState.HELD,
            _held([family.held or "" for family in held]),
            held={family.key: family.held_count for family in held},
        )
    return Outcome(SyncState.SUCCEEDED)


def _held(reasons: list[str]) -> Problem:
    return problem(
        "Removals were held",
        f"{'; '.join(reasons)}. That is more than a sync removes by itself, so these were kept and "
        "everything else was applied. Look in Okta whether it is true: a changed admin role or "
        "scope often makes things seem gone. If it was a mistake, mend it and run Sync now again. "
        "If it is true, an administrator applies the removals: Okta is read once more, and no more "
        "is removed than was held.",
        next_step=NextStep("open", "Open the connection", SETTINGS_PAGE),
    )
