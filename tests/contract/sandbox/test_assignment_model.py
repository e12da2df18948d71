"""Any sequence of changes to groups and applications, beside a small model of who has what."""

from __future__ import annotations

from dataclasses import dataclass, field

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Okta

GROUPS = ("Figma Editors", "Payroll Viewers")
APPS = ("Google Workspace",)
STATUS_CHANGES = ("deactivate", "activate", "suspend", "unsuspend")
OPERATIONS = st.one_of(
    st.tuples(st.sampled_from(("join", "leave")), st.sampled_from(GROUPS), st.just("")),
    st.tuples(st.sampled_from(("assign", "unassign")), st.just(""), st.sampled_from(APPS)),
    st.tuples(st.sampled_from(("give", "take")), st.sampled_from(GROUPS), st.sampled_from(APPS)),
    st.tuples(st.sampled_from(STATUS_CHANGES), st.just(""), st.just("")),
)
Answer = tuple[int, str | None]


@dataclass
class Model:
    """One person's groups and direct assignments, and which group gives which application."""

    status: str = "ACTIVE"
    groups: set[str] = field(default_factory=set)
    direct: set[str] = field(default_factory=set)
    gifts: set[tuple[str, str]] = field(default_factory=set)

    def granted(self, app: str) -> bool:
        return any((group, app) in self.gifts for group in self.groups)

    def scopes(self) -> dict[str, str]:
        if self.status == "DEPROVISIONED":
            return {}
        had = {app for app in APPS if app in self.direct or self.granted(app)}
        return {app: "USER" if app in self.direct else "GROUP" for app in had}

    def does(self, operation: str, group: str, app: str) -> Answer:
        match operation:
            case "join":
                self.groups.add(group)
                return 204, None
            case "leave":
                self.groups.discard(group)
                return 204, None
            case "give":
                self.gifts.add((group, app))
                return 200, None
            case "take":
                if (group, app) not in self.gifts:
                    return 404, "E0000007"
                self.gifts.remove((group, app))
                return 204, None
            case "assign":
                return self._assign(app)
            case "unassign":
                return self._unassign(app)
        return self._moves(operation)

    def _assign(self, app: str) -> Answer:
        if self.status != "ACTIVE":
            return 403, "E0000117"
        if app in self.direct:
            return 409, "E0000062"
        self.direct.add(app)
        return 200, None

    def _unassign(self, app: str) -> Answer:
        if app not in self.scopes():
            return 404, "E0000007"
        if self.granted(app):
            return 403, "E0000046"
        self.direct.remove(app)
        return 204, None

    def _moves(self, operation: str) -> Answer:
        allowed, to, refused = {
            "deactivate": ({"ACTIVE", "SUSPENDED"}, "DEPROVISIONED", (403, "E0000038")),
            "activate": (
                {"DEPROVISIONED"},
                "ACTIVE",
                (403, "E0000016" if self.status == "ACTIVE" else "E0000038"),
            ),
            "suspend": ({"ACTIVE"}, "SUSPENDED", (400, "E0000001")),
            "unsuspend": ({"SUSPENDED"}, "ACTIVE", (400, "E0000001")),
        }[operation]
        if self.status not in allowed:
            return refused
        self.status = to
        if to == "DEPROVISIONED":
            self.direct.clear()
        return 200, None


def call_of(okta: Okta, operation: str, group: str, app: str) -> tuple[str, str]:
    user = okta.user().id
    member = f"/api/v1/groups/{okta.group(group).id if group else ''}/users/{user}"
    root = f"/api/v1/apps/{okta.app(app).id if app else ''}"
    gift = f"{root}/groups/{okta.group(group).id if group else ''}"
    return {
        "join": ("PUT", member),
        "leave": ("DELETE", member),
        "give": ("PUT", gift),
        "take": ("DELETE", gift),
        "assign": ("POST", f"{root}/users"),
        "unassign": ("DELETE", f"{root}/users/{user}"),
    }.get(operation, ("POST", f"/api/v1/users/{user}/lifecycle/{operation}"))


def clean(okta: Okta) -> None:
    """Elena in neither group and with neither application, which no group gives."""
    tenant, user = okta.tenant, okta.user()
    for app in map(okta.app, APPS):
        tenant.app_users.remove(app.id, user.id)
        for group_id in list(tenant.app_groups.of_left(app.id)):
            tenant.app_groups.remove(app.id, group_id)
    for group in map(okta.group, GROUPS):
        tenant.memberships.remove(group.id, user.id)


@given(operations=st.lists(OPERATIONS, min_size=8, max_size=30))
@settings(max_examples=60, deadline=None)
async def test_every_sequence_of_changes(operations: list[tuple[str, str, str]]) -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,))) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta, model = Okta(sandbox, session), Model()
        clean(okta)
        user = okta.user().id
        ids = {okta.app(label).id: label for label in APPS}
        names = {okta.group(name).id: name for name in GROUPS}
        for operation, group, app in operations:
            method, path = call_of(okta, operation, group, app)
            body = {"id": user, "scope": "USER"} if operation == "assign" else None
            got = await okta.call(method, path, body)
            assert (got.status, got.code) == model.does(operation, group, app), operation
            found = await okta.walk(
                "/api/v1/apps", filter=f'user.id eq "{user}"', expand=f"user/{user}"
            )
            scopes = {
                ids[each["id"]]: each["_embedded"]["user"]["scope"]
                for each in found
                if each["id"] in ids
            }
            assert scopes == model.scopes(), operation
            mine = (await okta.get(f"/api/v1/users/{user}/groups")).body
            assert {names[each["id"]] for each in mine if each["id"] in names} == model.groups
