"""What is asked of a seed, and the tools that its parts share."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.state.model import App, Group, User
from deskhand.sandbox.okta.state.tenant import Tenant

# Dates of the company's past are counted back from here, so that they do not move.
_ANCHOR = datetime(2026, 10, 1, tzinfo=UTC)
_DAY = 86_400
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "'": ""}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the company. `memberships` and `assignments` default to what looks natural.

    `transition_seconds` is how long activations and deactivations take from the beginning, and
    `rate_limits` the edition whose limits hold.
    """

    users: int = 200
    groups: int = 30
    apps: int = 20
    seed: int = 1
    memberships: int | None = None
    assignments: int | None = None
    api_tokens: tuple[str, ...] = ()
    transition_seconds: float = 0.0
    rate_limits: str | None = None

    @property
    def sizes(self) -> dict[str, int | None]:
        """What makes the company what it is, by the names of the options that ask for it."""
        return {
            "users": self.users,
            "groups": self.groups,
            "apps": self.apps,
            "seed": self.seed,
            "memberships": self.memberships,
            "assignments": self.assignments,
        }


@dataclass(slots=True)
class Seeding:
    """The company while it is being made."""

    tenant: Tenant
    plan: Plan
    dice: random.Random
    ids: Ids
    people: list[User] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def past(self, most_days: int, least_days: int = 1) -> str:
        """A moment so many days before the company's anchor."""
        seconds = self.dice.randrange(least_days * _DAY, most_days * _DAY)
        days, left = divmod(-seconds, _DAY)
        hours, left = divmod(left, 3_600)
        minutes, left = divmod(left, 60)
        return f"{_date(days)}T{hours:02}:{minutes:02}:{left:02}.000Z"


@cache
def _date(days: int) -> str:
    """So many days from the anchor. Large tenants ask a million times for a few thousand dates."""
    return (_ANCHOR + timedelta(days=days)).date().isoformat()


def plain(name: str) -> str:
    """A name in the letters that a login may have."""
    folded = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in folded if not unicodedata.combining(c)).lower()
