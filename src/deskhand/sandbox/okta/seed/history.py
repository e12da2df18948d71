"""What the System Log of the past month holds: sign-ins, and changes that the company's state shows.

The company's other dates are counted back from a fixed day; these from now, since the log of a
tenant that is started next year must not be empty.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from deskhand.sandbox.okta.seed.people import SERVICE
from deskhand.sandbox.okta.seed.plan import Seeding
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.state.model import AppUser, Membership, User
from deskhand.sandbox.okta.syslog.entities import SYSTEM, entity
from deskhand.sandbox.okta.syslog.model import Event, Origin

_MOST_PEOPLE = 5_000
_DAYS = 30
_SIGN_INS = 140
_JOINS = 20
_GIFTS = 20
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1",
)
# Statuses that somebody brought about, by the event that did.
_CHANGES = {
    "RECOVERY": "user.account.reset_password",
    "PASSWORD_EXPIRED": "user.account.expire_password",
    "SUSPENDED": "user.lifecycle.suspend",
    "DEPROVISIONED": "user.lifecycle.deactivate",
}
_MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class _Entry:
    at: datetime
    event_type: str
    actor: User | None
    targets: tuple[Struct, ...]
    uri: str
    outcome: str = "SUCCESS"
    reason: str | None = None


def make(seeding: Seeding) -> None:
    """Begin the log with it. A large company begins with an empty one."""
    tenant = seeding.tenant
    # What the making of the company noted did not happen to it.
    tenant.events.load(())
    if len(seeding.people) > _MOST_PEOPLE:
        return
    history = _History(seeding)
    for entry in sorted(history.entries(), key=lambda entry: entry.at):
        tenant.events.put(history.event(entry))


class _History:
    def __init__(self, seeding: Seeding) -> None:
        self._tenant = seeding.tenant
        self._people = seeding.people
        self._now = seeding.tenant.clock.now()
        # Of its own, so that the company is the same with and without it.
        self._dice = random.Random(seeding.plan.seed)  # noqa: S311  # a reproducible company, not a secret
        self._ids = Ids(self._dice)
        self._admins = [user for user in self._people if user.roles and user.login != SERVICE]

    def entries(self) -> Iterator[_Entry]:
        yield from self._sign_ins()
        yield from self._changes()
        yield from self._joins()
        yield from self._gifts()

    def event(self, entry: _Entry) -> Event:
        actor = entry.actor
        city = str(actor.profile["city"]) if actor is not None else None
        web = actor is not None
        return Event(
            n=self._tenant.events.next_number(clock.milliseconds(entry.at)),
            uuid=self._ids.uuid(),
            published=clock.precise(entry.at),
            event_type=entry.event_type,
            origin=Origin(
                actor=entity(self._tenant, actor) if actor is not None else SYSTEM,
                transaction_id=self._ids.make("", 27),
                uri=entry.uri if web else "",
                url=entry.uri if web else "",
                addresses=(f"203.0.113.{self._dice.randrange(1, 255)}",) if web else (),
                city=city,
                user_agent=self._dice.choice(_AGENTS) if web else None,
            ),
            targets=tuple(entity(self._tenant, target) for target in entry.targets),
            outcome=entry.outcome,
            reason=entry.reason,
        )

    def _sign_ins(self) -> Iterator[_Entry]:
        """Now and then with a wrong password first; who is locked out used too many."""
        able = [user for user in self._people if user.status == "ACTIVE" and user.login != SERVICE]
        for user in self._dice.choices(able, k=_SIGN_INS):
            at = self._moment()
            if self._dice.random() < 0.1:
                yield self._failure(user, at - timedelta(seconds=20))
            yield _Entry(at, "user.session.start", user, (user,), "/login")
        for user in [user for user in self._people if user.status == "LOCKED_OUT"][:_MOST_CHANGES]:
            at = self._moment()
            for number in range(5, 0, -1):
                yield self._failure(user, at - timedelta(seconds=15 * number))
            yield _Entry(at, "user.account.lock", user, (user,), "/login", reason="LOCKED_OUT")

    def _failure(self, user: User, at: datetime) -> _Entry:
        reason = "INVALID_CREDENTIALS"
        return _Entry(at, "user.session.start", user, (user,), "/login", "FAILURE", reason)

    def _changes(self) -> Iterator[_Entry]:
        for status, event_type in _CHANGES.items():
            found = [user for user in self._people if user.status == status][:_MOST_CHANGES]
            for user in found:
                yield self._by_admin(event_type, (user,), f"/api/v1/users/{user.id}")

    def _joins(self) -> Iterator[_Entry]:
        """Some of the memberships that there are: by hand, or by a rule and then by Okta itself."""
        rows: list[Membership] = list(self._tenant.memberships)
        for row in self._dice.sample(rows, min(_JOINS, len(rows))):
            user, group = self._tenant.users[row.user_id], self._tenant.groups[row.group_id]
            uri = f"/api/v1/groups/{group.id}/users/{user.id}" if row.direct else ""
            yield self._by_admin("group.user_membership.add", (user, group), uri)

    def _gifts(self) -> Iterator[_Entry]:
        rows: list[AppUser] = [row for row in self._tenant.app_users if row.direct]
        for row in self._dice.sample(rows, min(_GIFTS, len(rows))):
            app, user = self._tenant.apps[row.app_id], self._tenant.users[row.user_id]
            uri = f"/api/v1/apps/{app.id}/users"
            yield self._by_admin("application.user_membership.add", (row, user, app), uri)

    def _by_admin(self, event_type: str, targets: tuple[Struct, ...], uri: str) -> _Entry:
        """An administrator's doing, or Okta's own where there is no address."""
        actor = self._dice.choice(self._admins) if uri else None
        return _Entry(self._moment(), event_type, actor, targets, uri)

    def _moment(self) -> datetime:
        """Within the past month, and not within the last hour."""
        seconds = self._dice.randrange(3_600, _DAYS * 86_400)
        return self._now - timedelta(seconds=seconds, milliseconds=self._dice.randrange(1_000))
