"""Whom a list of people shows, and in which orders lists can be."""

from __future__ import annotations

from dataclasses import dataclass

SORTS = ("name", "status", "title", "department", "manager", "location", "last_login")
"""What the list of people can be sorted by; with a - in front the other way round."""

GROUP_SORTS = ("name", "type", "members", "changed")
APPLICATION_SORTS = ("name", "sign_on", "people", "changed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a list shows: `ids`, `group` and `app` are ours, `location` is as shown.

    `status` is "visible", "all", "transitioning", one of the five groups, or one state.
    """

    query: str = ""
    status: str = "visible"
    department: str | None = None
    location: str | None = None
    group: int | None = None
    app: int | None = None
    manager_missing: bool = False
    ids: tuple[int, ...] | None = None
