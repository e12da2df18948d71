"""Any sequence of changes to a person and to rules, beside a model of whom rules put where."""

from __future__ import annotations

from dataclasses import dataclass, field

import aiohttp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Okta

GROUPS = ("Figma Editors", "Payroll Viewers")
APP = "Google Workspace"
RULES = {
    "Designers": ("department", "Design", GROUPS[:1]),
    "Leads": ("title", "Lead", GROUPS),
}
VALUES = {"department": ("Design", "Sales"), "title": ("Lead", "Member")}
OPERATIONS = st.one_of(
    st.tuples(st.just("department"), st.sampled_from(VALUES["department"])),
    st.tuples(st.just("title"), st.sampled_from(VALUES["title"])),
    st.tuples(st.sampled_from(("start", "stop")), st.sampled_from(sorted(RULES))),
    st.tuples(st.sampled_from(("join", "leave")), st.sampled_from(GROUPS)),
    st.tuples(st.sampled_from(("give", "take")), st.sampled_from(GROUPS)),
    st.tuples(st.sampled_from(("activate", "deactivate")), st.just("")),
)


@dataclass
class Model:
    """One person: who put him into which group, and which rules leave him out for ever."""

    live: bool = True
    profile: dict[str, str] = field(default_factory=lambda: dict.fromkeys(VALUES, "None"))
    started: set[str] = field(default_factory=set)
    excluding: set[str] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)
    giving: set[str] = field(default_factory=set)
    kept: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in GROUPS})

    def feeding(self, group: str) -> set[str]:
        """The rules that fill the group with the person; while he is deactivated, those that did."""
        if self.live:
            self.kept[group] = {
                rule
                for rule, (attribute, value, groups) in RULES.items()
                if group in groups
                and rule in self.started - self.excluding
                and self.profile[attribute] == value
            }
        return self.kept[group]

    def groups(self) -> set[str]:
        return {name for name in GROUPS if self.feeding(name)} | self.by_hand

    def does(self, operation: str, what: str) -> None:
        match operation:
            case "department" | "title":
                self.profile[operation] = what
            case "start":
                self.started.add(what)
            case "stop":
                self.started.discard(what)
            case "join":
                self.by_hand.add(what)
            case "leave":
                self.excluding |= self.feeding(what)
                self.by_hand.discard(what)
            case "give":
                self.giving.add(what)
            case "take":
                self.giving.discard(what)
            case _:
                self.live = operation == "activate"

    def possible(self, operation: str, what: str) -> bool:
        """Whether the tenant takes it: most of it, it does at any time."""
        if operation in {"activate", "deactivate"}:
            return self.live == (operation == "deactivate")
        if operation == "take":
            return what in self.giving
        return self.live or operation not in {"department", "title", "join", "leave"}


async def prepared(okta: Okta) -> dict[str, str]:
    """Two rules that wait, and a person in neither group; the rules' ids by their names."""
    tenant, user, app = okta.tenant, okta.user(), okta.app(APP)
    for group in map(okta.group, GROUPS):
        tenant.memberships.remove(group.id, user.id)
    tenant.app_users.remove(app.id, user.id)
    for group_id in list(tenant.app_groups.of_left(app.id)):
        tenant.app_groups.remove(app.id, group_id)
    found = {}
    for name, (attribute, value, groups) in RULES.items():
        body = {
            "type": "group_rule",
            "name": name,
            "conditions": {"expression": {"value": f'user.{attribute}=="{value}"'}},
            "actions": {"assignUserToGroups": {"groupIds": [okta.group(g).id for g in groups]}},
        }
        found[name] = (await okta.post("/api/v1/groups/rules", body)).body["id"]
    nothing = {"profile": dict.fromkeys(VALUES, "None")}
    assert (await okta.post(f"/api/v1/users/{user.id}", nothing)).status == 200
    return found


async def perform(okta: Okta, rules: dict[str, str], operation: str, what: str) -> None:
    user = okta.user().id
    if operation in VALUES:
        path, body = f"/api/v1/users/{user}", {"profile": {operation: what}}
        got = await okta.post(path, body)
    elif operation in {"start", "stop"}:
        switch = "activate" if operation == "start" else "deactivate"
        got = await okta.post(f"/api/v1/groups/rules/{rules[what]}/lifecycle/{switch}")
    elif operation in {"activate", "deactivate"}:
        got = await okta.post(f"/api/v1/users/{user}/lifecycle/{operation}")
    else:
        group = okta.group(what).id
        method = "PUT" if operation in {"join", "give"} else "DELETE"
        place = f"groups/{group}/users/{user}"
        if operation in {"give", "take"}:
            place = f"apps/{okta.app(APP).id}/groups/{group}"
        got = await okta.call(method, f"/api/v1/{place}")
    assert got.status in {200, 204}, (operation, what, got.body)


@example(
    operations=[
        ("department", "Design"),
        ("start", "Designers"),
        ("deactivate", ""),
        ("stop", "Designers"),
        ("activate", ""),
    ]
)
@example(operations=[("title", "Lead"), ("start", "Leads"), ("leave", "Figma Editors")])
@given(operations=st.lists(OPERATIONS, min_size=8, max_size=30))
@settings(max_examples=40, deadline=None)
async def test_members_are_whom_the_expression_means_and_nobody_excluded(
    operations: list[tuple[str, str]],
) -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,))) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta, model = Okta(sandbox, session), Model()
        rules = await prepared(okta)
        user, app = okta.user().id, okta.app(APP).id
        names = {okta.group(name).id: name for name in GROUPS}
        for operation, what in operations:
            if not model.possible(operation, what):
                continue
            await perform(okta, rules, operation, what)
            model.does(operation, what)
            mine = (await okta.get(f"/api/v1/users/{user}/groups")).body
            groups = {names[each["id"]] for each in mine if each["id"] in names}
            assert groups == model.groups(), operation
            has = (await okta.get(f"/api/v1/apps/{app}/users/{user}")).status == 200
            assert has == (model.live and bool(groups & model.giving)), operation
            for name, key in rules.items():
                rule = okta.tenant.rules[key]
                assert (user in rule.excluded_users) == (name in model.excluding), operation
