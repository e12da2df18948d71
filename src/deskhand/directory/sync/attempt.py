"""What the readers of one attempt at a sync share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from deskhand.directory.problem import Problem
from deskhand.directory.source import DirectorySource
from deskhand.directory.sync.progress import Progress
from deskhand.directory.sync.store_objects import Parent
from deskhand.kernel.db import Database

T = TypeVar("T")


class Stop(Exception):  # noqa: N818  # ends the whole run, for the reason it carries
    """Nothing more may be read or applied. `broken`: the tenant refuses our credentials."""

    def __init__(self, state: str, problem: Problem, *, broken: bool = False) -> None:
        super().__init__(problem["title"])
        self.state = state
        self.problem = problem
        self.broken = broken


class Promise(Generic[T]):
    """A value that one reader makes and others wait for; None when it could not be made.

    Not a future: there, cancelling one of those who wait takes it from all.
    """

    def __init__(self) -> None:
        self._made = asyncio.Event()
        self.value: T | None = None

    @property
    def made(self) -> bool:
        return self._made.is_set()

    def make(self, value: T | None) -> None:
        """Only the first value counts."""
        if not self.made:
            self.value = value
            self._made.set()

    async def get(self) -> T | None:
        await self._made.wait()
        return self.value


@dataclass
class Attempt:
    """One go at a run; a run that a crash cut off gets another one with the same generation.

    `finished` names the parts that are applied already. The three promises hand on what a family
    found when it was read to its end, or None when it was not: `people` maps provider ids to ours,
    and so does `group_ids`, Everyone included, once `groups` is there.
    `alive` is set once the tenant has shown a person: before that nothing of it is believed.
    `allowed` counts by family the removals that an administrator has found true.
    """

    database: Database
    source: DirectorySource
    progress: Progress
    run_id: str
    connection_id: int
    generation: int
    number: int
    started_at: datetime
    finished: dict[str, dict[str, Any]]
    allowed: dict[str, int] = field(default_factory=dict)
    people: Promise[dict[str, int]] = field(default_factory=Promise)
    groups: Promise[list[Parent]] = field(default_factory=Promise)
    applications: Promise[list[Parent]] = field(default_factory=Promise)
    group_ids: dict[str, int] = field(default_factory=dict)
    alive: asyncio.Event = field(default_factory=asyncio.Event)
