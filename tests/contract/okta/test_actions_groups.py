"""Leaving a group: what a rule has to do with it, and which groups nobody leaves from here."""

from __future__ import annotations

import pytest

from deskhand.actions.declare import Already, Picked, Refuse
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.remove_from_group import RemoveFromGroup
from deskhand.kernel.permissions import Role
from deskhand.sandbox.okta import membership
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import Group, Rule, User
from deskhand.sandbox.okta.wire.faults import Fault
from tests.contract.okta.acting import carry_out, order, target_of

LEAVE = RemoveFromGroup()
RULES = "/api/v1/groups/*/users/*/group-rules"


def fed(sandbox: Sandbox) -> tuple[Rule, Group, User]:
    """A rule, its group, and somebody whom only that rule has put there."""
    tenant = sandbox.tenant
    for rule in tenant.rules:
        for group_id in rule.group_ids if rule.status == "ACTIVE" else ():
            for found in tenant.memberships.of_left(group_id).values():
                user = tenant.users[found.user_id]
                if found.rules == [rule.id] and not found.direct and user.status == "ACTIVE":
                    return rule, tenant.groups[group_id], user
    raise AssertionError("no rule feeds anybody")


def named(sandbox: Sandbox, name: str) -> Group:
    return next(each for each in sandbox.tenant.groups if each.name == name)


def elena(sandbox: Sandbox) -> User:
    return next(each for each in sandbox.tenant.users if each.login == "elena.moreau@acme.example")


async def test_leaving_what_a_rule_feeds_is_excluded_from_the_rule_and_says_so(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    rule, group, user = fed(sandbox)
    outcome = await carry_out(sandbox, door, LEAVE, order(LEAVE, user, group))
    assert outcome.told == "done"
    assert f"Rule {rule.name} would put {user.name} back" in outcome.summary
    assert "Okta added an exclusion to it" in outcome.summary
    assert user.id in sandbox.tenant.rules[rule.id].excluded_users
    membership.apply_rules(sandbox.tenant, user)
    assert sandbox.tenant.memberships.get(group.id, user.id) is None


async def test_two_rules_are_both_named(sandbox: Sandbox, door: OktaDoor) -> None:
    rule, group, user = fed(sandbox)
    other = next(
        each for each in sandbox.tenant.rules if each.id != rule.id and each.status == "ACTIVE"
    )
    found = sandbox.tenant.memberships.get(group.id, user.id)
    assert found is not None
    found.rules.append(other.id)
    outcome = await carry_out(sandbox, door, LEAVE, order(LEAVE, user, group))
    assert f"Rules {rule.name}, {other.name} would each put" in outcome.summary
    assert "added an exclusion to them" in outcome.summary


async def test_leaving_what_no_rule_feeds_speaks_of_none(sandbox: Sandbox, door: OktaDoor) -> None:
    group, user = named(sandbox, "VPN Users"), elena(sandbox)
    membership.add(sandbox.tenant, group, user)
    outcome = await carry_out(sandbox, door, LEAVE, order(LEAVE, user, group))
    assert (outcome.told, outcome.summary) == ("done", "Removed from VPN Users.")


@pytest.mark.parametrize("kind", ["not_found", "role_missing", "scope_missing"])
async def test_where_okta_does_not_tell_the_rules_that_is_said(
    sandbox: Sandbox, door: OktaDoor, kind: str
) -> None:
    _, group, user = fed(sandbox)
    sandbox.faults.add(Fault(kind, "GET", RULES))  # type: ignore[arg-type]  # a kind of a table
    outcome = await carry_out(sandbox, door, LEAVE, order(LEAVE, user, group))
    assert outcome.told == "done"
    assert "Okta does not say here whether a rule had put" in outcome.summary


async def test_who_is_no_member_is_not_taken_out(sandbox: Sandbox, door: OktaDoor) -> None:
    group, user = named(sandbox, "VPN Users"), elena(sandbox)
    membership.remove(sandbox.tenant, group, user)
    what = order(LEAVE, user, group)
    seen = await LEAVE.observe(door, what)
    decision = LEAVE.decide(seen, what)
    assert isinstance(decision, Already)
    assert decision.summary == "Elena Moreau was no member of VPN Users; nothing was sent."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Everyone", "managed by Okta itself"),
        ("Finance File Share", "imported from an application or directory"),
    ],
)
async def test_some_groups_are_not_changed_from_here(
    sandbox: Sandbox, door: OktaDoor, name: str, reason: str
) -> None:
    group = named(sandbox, name)
    members = sandbox.tenant.memberships.of_left(group.id)
    user = sandbox.tenant.users[next(iter(members))] if members else elena(sandbox)
    what = order(LEAVE, user, group)
    verdict = LEAVE.permitted(what, Role.ADMINISTRATOR)
    assert not verdict.allowed
    assert reason in (verdict.reason or "")
    outcome = await carry_out(sandbox, door, LEAVE, what)
    assert outcome.told == "refused"
    assert reason in outcome.summary
    assert outcome.writes == []


@pytest.mark.parametrize("action", [AddToGroup(), RemoveFromGroup()])
@pytest.mark.parametrize(
    ("privilege", "role", "allowed"),
    [
        (True, Role.AGENT, False),
        (None, Role.AGENT, False),
        (False, Role.AGENT, True),
        (True, Role.ADMINISTRATOR, True),
        (None, Role.ADMINISTRATOR, True),
    ],
)
async def test_groups_with_administrator_rights_are_for_administrators(
    sandbox: Sandbox,
    action: AddToGroup | RemoveFromGroup,
    privilege: bool | None,
    role: Role,
    allowed: bool,
) -> None:
    what = order(action, elena(sandbox), named(sandbox, "VPN Users"))
    what.picked["group"] = Picked(7, "00g1", "Admins", "OKTA_GROUP", privilege)
    assert action.permitted(what, role).allowed is allowed


async def test_rights_that_came_since_are_seen_before_leaving(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    group = named(sandbox, "Okta Help Desk Admins")
    user = sandbox.tenant.users[next(iter(sandbox.tenant.memberships.of_left(group.id)))]
    what = order(LEAVE, user, group)
    what.picked["group"] = Picked(7, group.id, group.name, group.type, has_admin_privilege=False)
    decision = LEAVE.decide(await LEAVE.observe(door, what), what)
    assert isinstance(decision, Refuse)
    assert "now carries Okta administrator rights" in decision.summary


async def test_the_tenants_own_refusal_of_a_full_exclusion_list(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    rule, group, user = fed(sandbox)
    rule.excluded_users.extend(f"00u{n}" for n in range(100))
    outcome = await carry_out(sandbox, door, LEAVE, order(LEAVE, user, group))
    assert (outcome.told, outcome.error_code) == ("failed", "E0000001")
    assert target_of(user).status == "ACTIVE"
