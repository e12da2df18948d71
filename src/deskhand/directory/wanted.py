"""Whom a list of people shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

SORTS = ("name", "status", "title", "department", "manager", "location", "last_login")
"""What the list can be sorted by; with a - in front the other way round."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a list shows: `group` and `app` are our ids, `location` is as shown.

    `status` is "visible", "all", "transitioning", one of the five groups, or one state.
    """

    query: str = ""
    status: str = "visible"
    department: str | None = None
    location: str | None = None
    group: int | None = None
    app: int | None = None
    manager_missing: bool = False
