"""The log is complete: whoever replays it ends where the tenant is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from tests.contract.sandbox.client import TOKEN, Okta

GROUPS = ("Payroll Viewers", "Figma Editors", "Finance Department", "Sales Department")
STARTS = ("ACTIVE", "STAGED", "PROVISIONED", "LOCKED_OUT", "DEPROVISIONED")
LIFECYCLE = (
    "activate",
    "deactivate",
    "suspend",
    "unsuspend",
    "unlock",
    "reset_password",
    "expire_password",
    "expire_password_with_temp_password",
)
Step = tuple[str, str, str]
Pair = tuple[str, str]

PEOPLE = st.sampled_from(STARTS)
STEPS = st.one_of(
    st.tuples(st.sampled_from(LIFECYCLE), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(("delete", "lock_out")), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(("join", "leave")), PEOPLE, st.sampled_from(GROUPS)),
    st.tuples(st.just("move"), PEOPLE, st.sampled_from(("Finance", "Sales", "Legal"))),
    st.tuples(st.sampled_from(("assign", "unassign")), PEOPLE, st.just("")),
    st.tuples(st.sampled_from(("give", "take")), st.just(""), st.sampled_from(GROUPS)),
    st.tuples(st.sampled_from(("rule_off", "rule_on")), st.just(""), st.sampled_from(GROUPS[2:])),
    st.tuples(st.just("delete_group"), st.just(""), st.sampled_from(GROUPS[:2])),
    st.tuples(st.sampled_from(("app_off", "app_on")), st.just(""), st.just("")),
)


@dataclass
class Replica:
    """What somebody knows who saw the tenant once and has read its log ever since."""

    status: dict[str, str]
    passwords: set[str]
    members: set[Pair]
    assigned: set[Pair]
    apps: dict[str, str]
    gifts: set[Pair]

    @classmethod
    def of(cls, tenant: Tenant) -> Replica:
        return cls(
            status={user.id: user.status for user in tenant.users},
            passwords={user.id for user in tenant.users if user.password is not None},
            members={row.pair for row in tenant.memberships},
            assigned={row.pair for row in tenant.app_users},
            apps={app.id: app.status for app in tenant.apps},
            gifts={row.pair for row in tenant.app_groups},
        )

    def read(self, event: dict[str, Any]) -> None:
        if event["outcome"]["result"] == "FAILURE":
            return
        ids = {target["type"]: target["id"] for target in event["target"] or []}
        user, group, app = (ids.get(kind, "") for kind in ("User", "UserGroup", "AppInstance"))
        family, _, what = event["eventType"].rpartition(".")
        pairs = {
            "group.user_membership": (self.members, (group, user)),
            "application.user_membership": (self.assigned, (app, user)),
            "group.application_assignment": (self.gifts, (app, group)),
        }
        if family in pairs:
            rows, pair = pairs[family]
            if what == "add":
                rows.add(pair)
            elif what == "remove":
                rows.remove(pair)
        elif family == "group.lifecycle" and what == "delete":
            self.members = {pair for pair in self.members if pair[0] != group}
        elif family == "application.lifecycle":
            self.apps[app] = {"activate": "ACTIVE", "deactivate": "INACTIVE"}[what]
        elif family.startswith("user."):
            self._person(user, event["eventType"].split(".", 2)[2])

    def _person(self, user: str, what: str) -> None:
        if what == "update_password":
            self.passwords.add(user)
        elif what == "delete.completed":
            del self.status[user]
            self.passwords.discard(user)
            self.members = {pair for pair in self.members if pair[1] != user}
            self.assigned = {pair for pair in self.assigned if pair[1] != user}
        elif what == "activate":
            self.status[user] = "ACTIVE" if user in self.passwords else "PROVISIONED"
        else:
            following = {
                "deactivate": "DEPROVISIONED",
                "suspend": "SUSPENDED",
                "unsuspend": "ACTIVE",
                "lock": "LOCKED_OUT",
                "unlock_by_admin": "ACTIVE",
                "reset_password": "RECOVERY",
                "expire_password": "PASSWORD_EXPIRED",
            }
            if what in following:
                self.status[user] = following[what]


@dataclass
class Cast:
    """Whom and what the steps are about, by the words that they use."""

    people: dict[str, User]
    groups: dict[str, str]
    rules: dict[str, str]
    app: str

    @classmethod
    def of(cls, okta: Okta) -> Cast:
        tenant = okta.tenant
        groups = {name: okta.group(name).id for name in GROUPS}
        rules = {
            name: rule.id
            for name in GROUPS[2:]
            for rule in tenant.rules
            if rule.group_ids == [groups[name]]
        }
        people = {status: okta.with_status(status) for status in STARTS}
        return cls(people, groups, rules, okta.app("Google Workspace").id)


def call_of(cast: Cast, step: Step) -> tuple[str, str, Any]:
    what, person, name = step
    user = cast.people[person].id if person else ""
    group = cast.groups.get(name, "")
    app = f"/api/v1/apps/{cast.app}"
    rule = f"/api/v1/groups/rules/{cast.rules.get(name, '')}/lifecycle"
    calls: dict[str, tuple[str, str, Any]] = {
        "delete": ("DELETE", f"/api/v1/users/{user}", None),
        "lock_out": ("POST", f"/_sandbox/lock-out/{user}", None),
        "join": ("PUT", f"/api/v1/groups/{group}/users/{user}", None),
        "leave": ("DELETE", f"/api/v1/groups/{group}/users/{user}", None),
        "move": ("POST", f"/api/v1/users/{user}", {"profile": {"department": name}}),
        "assign": ("POST", f"{app}/users", {"id": user}),
        "unassign": ("DELETE", f"{app}/users/{user}", None),
        "give": ("PUT", f"{app}/groups/{group}", None),
        "take": ("DELETE", f"{app}/groups/{group}", None),
        "rule_off": ("POST", f"{rule}/deactivate", None),
        "rule_on": ("POST", f"{rule}/activate", None),
        "delete_group": ("DELETE", f"/api/v1/groups/{group}", None),
        "app_off": ("POST", f"{app}/lifecycle/deactivate", None),
        "app_on": ("POST", f"{app}/lifecycle/activate", None),
    }
    return calls.get(what, ("POST", f"/api/v1/users/{user}/lifecycle/{what}", None))


@given(steps=st.lists(STEPS, min_size=5, max_size=25))
@settings(max_examples=40, deadline=None)
async def test_replaying_the_log_gives_the_tenant(steps: list[Step]) -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,))) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta = Okta(sandbox, session)
        tenant, cast, replica = okta.tenant, Cast.of(okta), Replica.of(okta.tenant)
        page = await okta.get("/api/v1/logs", limit=1000, since=latest(tenant))
        for step in steps:
            method, path, body = call_of(cast, step)
            headers: dict[str, str] | None = {} if path.startswith("/_sandbox") else None
            got = await okta.call(method, path, body, headers=headers)
            assert got.status < 500, step
            while page.next is not None:
                page = await okta.get(page.next)
                for event in page.body:
                    replica.read(event)
                if not page.body:
                    break
            assert replica == Replica.of(tenant), step


def latest(tenant: Tenant) -> str:
    """Behind everything that is on the log now."""
    return tenant.clock.now().isoformat()
