"""The company that a seed makes."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from deskhand.sandbox.okta.assignment import granting_groups
from deskhand.sandbox.okta.expression import Subject, compile_rule
from deskhand.sandbox.okta.org.schema import BASE
from deskhand.sandbox.okta.seed.build import build
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.state.model import STATUSES
from deskhand.sandbox.okta.state.tenant import Tenant


def company(plan: Plan) -> Tenant:
    tenant = Tenant()
    build(tenant, plan)
    return tenant


def rows(tenant: Tenant, *without: str) -> dict[str, list[bytes]]:
    encode = msgspec.json.encode
    return {
        table.kind: [encode(row) for row in table]
        for table in tenant.tables
        if table.kind not in without
    }


def test_the_same_seed_makes_the_same_company() -> None:
    plan = Plan(users=120)
    # These run from now on, and nothing else does.
    living = ("session", "oauth_token", "event")
    assert rows(company(plan), *living) == rows(company(plan), *living)
    assert rows(company(plan), *living) != rows(company(Plan(users=120, seed=2)), *living)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("users", "groups", "apps"), [(50, 20, 12), (300, 60, 40)])
def test_what_is_always_there(seed: int, users: int, groups: int, apps: int) -> None:
    tenant = company(Plan(users=users, groups=groups, apps=apps, seed=seed))
    assert (len(tenant.users), len(tenant.groups), len(tenant.apps)) == (users, groups, apps)
    assert {user.status for user in tenant.users} == set(STATUSES)
    for login, title, city, manager in (
        ("maya.lindqvist", "IT Operations Lead", "Stockholm", None),
        ("noah.berg", "IT Support Specialist", "Berlin", "maya.lindqvist@acme.example"),
        ("jonas.weber", "Sales Manager", "Berlin", None),
        ("elena.moreau", "Account Executive", "Paris", "jonas.weber@acme.example"),
    ):
        user = tenant.find_user(f"{login}@acme.example")
        assert user is not None
        assert (user.status, user.profile["title"], user.profile["city"]) == ("ACTIVE", title, city)
        assert manager in {None, user.profile["managerId"]}
    service = tenant.find_user("okta.service@acme.example")
    assert service is not None
    assert [role.type for role in tenant.roles_of(service)] == ["SUPER_ADMIN"]
    assert {"VPN Users", "Figma Editors", "Payroll Viewers", "Okta Help Desk Admins"} <= {
        group.name for group in tenant.groups
    }
    assert len({user.type_id for user in tenant.users}) == 2 or users == 50


def test_oddities_of_real_directories() -> None:
    tenant = company(Plan())
    mails = Counter(user.profile["email"] for user in tenant.users)
    assert [mail for mail, count in mails.items() if count > 1] == ["reception@acme.example"]
    assert any(
        "@corp." in user.login and "@corp." not in user.profile["email"] for user in tenant.users
    )
    assert any(not user.profile.get("managerId") for user in tenant.users)
    assert any(not name.isascii() for user in tenant.users for name in (user.name,))
    assert all(user.login.isascii() for user in tenant.users)
    assert {user.provider for user in tenant.users} == {"OKTA", "ACTIVE_DIRECTORY"}
    assert len({user.type_id for user in tenant.users}) == 2
    without = [u for u in tenant.users if u.status == "ACTIVE" and not tenant.factors_of(u.id)]
    assert 0 < len(without) < 25


def test_profiles_hold_what_the_schema_names() -> None:
    tenant = company(Plan())
    known = BASE.keys() | tenant.org.custom_attributes.keys()
    used = {name for user in tenant.users for name in user.profile}
    assert used <= known
    assert tenant.org.custom_attributes.keys() <= used
    managers = {user.login for user in tenant.users}
    assert all(u.profile["managerId"] in managers for u in tenant.users if "managerId" in u.profile)


def test_assignments_agree_with_the_groups_that_give_them() -> None:
    tenant = company(Plan())
    for given in tenant.app_users:
        granting = granting_groups(tenant, given.app_id, given.user_id)
        assert given.direct or granting
        status = tenant.users[given.user_id].status
        assert status != "DEPROVISIONED" or tenant.apps[given.app_id].status == "INACTIVE"
    assert {given.direct for given in tenant.app_users} == {True, False}


def test_rules_have_filled_their_groups() -> None:
    tenant = company(Plan())
    for rule in tenant.rules:
        [group_id] = rule.group_ids
        fed = {row.user_id for row in tenant.memberships.of_left(group_id).values() if row.rules}
        matches = compile_rule(rule.expression)
        wanted = {user.id for user in tenant.users if matches(Subject(user.profile))}
        assert wanted
        assert fed == (wanted - set(rule.excluded_users) if rule.status == "ACTIVE" else set())
        assert set(rule.excluded_users) <= wanted
    assert sum(len(rule.excluded_users) for rule in tenant.rules) == 3
    assert [rule.name for rule in tenant.rules if rule.status == "INACTIVE"] == [
        "Fill On-call Engineers"
    ]


def test_owners_are_people_and_groups_that_exist() -> None:
    tenant = company(Plan())
    owners = {group.name: group.owners for group in tenant.groups if group.owners}
    assert all(
        tenant.users.get(key) or tenant.groups.get(key) for o in owners.values() for key in o
    )
    kinds = {name: {key[:3] for key in found} for name, found in owners.items()}
    assert kinds["Payroll Viewers"] == {"00u", "00g"}
    assert kinds["VPN Users"] == {"00u"}
    assert 0 < len(owners) < len(tenant.groups) / 2


def test_what_applications_and_browsers_remember() -> None:
    tenant = company(Plan())
    elena = tenant.find_user("elena.moreau")
    assert elena is not None
    assert len(tenant.oauth_tokens_of(elena.id)) == 2
    assert len(elena.remembered_devices) == 2
    assert {"sms", "push", "webauthn"} == {f.factor_type for f in tenant.factors_of(elena.id)}
    for token in tenant.oauth_tokens:
        assert tenant.users[token.user_id].status == "ACTIVE"
        assert tenant.app_users.get(token.app_id, token.user_id)
    devices = [user for user in tenant.users if user.remembered_devices]
    assert 0.15 < len(devices) / len(tenant.users) < 0.45


def test_every_way_to_have_an_application() -> None:
    tenant = company(Plan())
    ways = {
        (given.direct, bool(granting_groups(tenant, given.app_id, given.user_id)))
        for given in tenant.app_users
    }
    assert ways == {(True, False), (False, True), (True, True)}
    locked = {user.provider for user in tenant.users if user.status == "LOCKED_OUT"}
    assert locked == {"OKTA", "ACTIVE_DIRECTORY"}


def test_sizes_are_met() -> None:
    tenant = company(Plan(2_000, 100, 50, 1, 12_000, 9_000))
    assert abs(len(tenant.memberships) - 12_000) < 200
    assert abs(len(tenant.app_users) - 9_000) < 200
