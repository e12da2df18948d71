"""Where a running sync is, kept in memory and told twice a second at most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from deskhand.directory.problem import Problem
from deskhand.kernel import clock

PEOPLE, GROUPS, MEMBERSHIPS, APPS, ASSIGNMENTS = (
    "users",
    "groups",
    "memberships",
    "apps",
    "assignments",
)
LABELS = {
    PEOPLE: "People",
    GROUPS: "Groups",
    MEMBERSHIPS: "Group members, group by group",
    APPS: "Applications",
    ASSIGNMENTS: "App assignments, app by app",
}
_COUNTED = ("read", "created", "updated", "removed")
_MOST_NOTES = 50


class Cancelled(Exception):  # noqa: N818  # an order, not an error
    """Somebody asked to stop; raised between pages."""


@dataclass(slots=True)
class Family:
    """One of the five kinds of things; `done` and `total` count what the label names."""

    key: str
    state: str = "waiting"
    done: int = 0
    total: int | None = None
    begun: float | None = None
    counts: Counter[str] = field(default_factory=Counter)
    problem: Problem | None = None
    held: str | None = None
    held_count: int = 0

    def begin(self, total: int | None = None) -> None:
        if self.state == "waiting":
            self.state = "running"
            self.begun = clock.monotonic()
        if total is not None:
            self.total = total

    def hold(self, reason: str, count: int) -> None:
        """Keep what would have been removed, and say so."""
        self.held = f"{self.held}; {reason}" if self.held else reason
        self.held_count += count

    def finish(self) -> None:
        self.state = "done"
        self.total = self.done

    def fail(self, problem: Problem) -> None:
        """Keep the first problem: the later ones mostly follow from it."""
        self.state = "failed"
        self.problem = self.problem or problem

    def seconds_left(self) -> float | None:
        if self.state != "running" or not self.done or not self.total or self.begun is None:
            return None
        return (clock.monotonic() - self.begun) / self.done * max(0, self.total - self.done)


class Progress:
    """All five families, notes, and the wish to stop."""

    def __init__(self) -> None:
        self.families = {key: Family(key) for key in LABELS}
        self.notes: list[str] = []
        self.cancelled = False
        self._left_out = 0

    def __getitem__(self, key: str) -> Family:
        return self.families[key]

    def check(self) -> None:
        """Raises `Cancelled`; called between pages."""
        if self.cancelled:
            raise Cancelled

    def note(self, text: str) -> None:
        """Something an administrator should know although the sync went on."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(text)
        else:
            self._left_out += 1

    def all_notes(self) -> list[str]:
        more = [f"{self._left_out:,} more notes were left out."] if self._left_out else []
        return [*self.notes, *more]

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "key": family.key,
                "label": LABELS[family.key],
                "state": family.state,
                "done": family.done,
                "total": family.total,
            }
            for family in self.families.values()
        ]

    def counts(self) -> dict[str, dict[str, int]]:
        return {
            key: {name: family.counts[name] for name in _COUNTED}
            for key, family in self.families.items()
        }

    def eta(self, pace: str | None) -> str | None:
        """Time left from the rows read so far, with the provider's limit where it is known."""
        seconds = [left for each in self.families.values() if (left := each.seconds_left())]
        if not seconds:
            return None
        most = max(seconds)
        if most < 50:
            text = "less than a minute"
        else:
            minutes = round(most / 60) or 1
            text = "about 1 minute" if minutes == 1 else f"about {minutes} minutes"
        return f"{text}: {pace}" if pace else text


def waiting() -> list[dict[str, Any]]:
    """The families of a run that has not begun."""
    return Progress().as_json()
