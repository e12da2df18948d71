"""Actions change the tenant once, and the product knows of each answer what it means."""

from __future__ import annotations

from typing import get_args

import pytest

from deskhand.actions.declare import (
    Action,
    Already,
    Go,
    Kind,
    Order,
    Picked,
    Proof,
    Refuse,
    Target,
    Trial,
    Write,
)
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.actions.suspend_user import SuspendUser
from deskhand.kernel import clock
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import Group, User
from deskhand.sandbox.okta.wire import faults
from deskhand.sandbox.okta.wire.faults import Fault


def person(sandbox: Sandbox, login: str = "elena.moreau@acme.example") -> User:
    return next(each for each in sandbox.tenant.users if each.login == login)


def group(sandbox: Sandbox, name: str) -> Group:
    return next(each for each in sandbox.tenant.groups if each.name == name)


def order(user: User, picked: Group | None = None) -> Order:
    target = Target(1, user.id, "Elena Moreau", user.status)
    if picked is None:
        return Order(target)
    return Order(target, {"group": Picked(7, picked.id, picked.name, picked.type)})


def effects(sandbox: Sandbox) -> list[str]:
    return [f"{each.method} {each.path}" for each in sandbox.tenant.calls if each.effect]


def outsider(sandbox: Sandbox, picked: Group) -> User:
    """Somebody active who is not in the group."""
    members = sandbox.tenant.memberships.of_left(picked.id)
    return next(
        each for each in sandbox.tenant.users if each.status == "ACTIVE" and each.id not in members
    )


@pytest.mark.parametrize("action", [ResetMfa(), SuspendUser(), AddToGroup()])
async def test_an_action_looks_acts_once_and_proves_it(
    sandbox: Sandbox, door: OktaDoor, action: Action
) -> None:
    vpn = group(sandbox, "VPN Users")
    user = outsider(sandbox, vpn) if isinstance(action, AddToGroup) else person(sandbox)
    what = order(user, vpn if isinstance(action, AddToGroup) else None)
    before = await action.observe(door, what)
    decision = action.decide(before, what)
    assert isinstance(decision, Go)
    since = clock.now()
    answer = await door.write(decision.write)
    assert answer.kind is Kind.OK
    assert answer.provider_request_id
    after = await action.observe(door, what)
    assert action.prove(Trial(before, after, what, since, accepted=True)) is Proof.HOLDS
    assert effects(sandbox) == [f"{decision.write.method} {decision.write.path}"]
    if not isinstance(action, ResetMfa):
        assert isinstance(action.decide(after, what), Already)


async def test_factors_are_gone_by_name(sandbox: Sandbox, door: OktaDoor) -> None:
    action, what = ResetMfa(), order(person(sandbox))
    before = await action.observe(door, what)
    await door.write(
        Write("POST", f"/api/v1/users/{what.target.external_id}/lifecycle/reset_factors")
    )
    after = await action.observe(door, what)
    assert "Okta Verify push" in action.done(before, after, what)
    assert after.facts["factors"] == []


@pytest.mark.parametrize("name", ["Everyone", "Okta Administrators"])
async def test_groups_that_okta_does_not_let_change_are_seen_before(
    sandbox: Sandbox, door: OktaDoor, name: str
) -> None:
    built_in, user = group(sandbox, name), person(sandbox)
    action, what = AddToGroup(), order(user, built_in)
    decision = action.decide(await action.observe(door, what), what)
    assert isinstance(decision, Already if name == "Everyone" else Refuse)


async def test_a_group_that_has_come_to_carry_rights_is_seen(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    admins = group(sandbox, "Okta Help Desk Admins")
    action, what = AddToGroup(), order(outsider(sandbox, admins), admins)
    decision = action.decide(await action.observe(door, what), what)
    assert isinstance(decision, Refuse)
    assert "administrator rights" in decision.summary


@pytest.mark.parametrize(
    ("method", "template", "kind", "code"),
    [
        ("POST", "/api/v1/users/{suspended}/lifecycle/suspend", Kind.MAYBE_DONE, "E0000001"),
        ("POST", "/api/v1/users/{active}/lifecycle/unlock", Kind.MAYBE_DONE, "E0000032"),
        ("POST", "/api/v1/users/00uNobody/lifecycle/suspend", Kind.REFUSED, "E0000007"),
        ("PUT", "/api/v1/groups/{everyone}/users/{active}", Kind.REFUSED, "E0000060"),
        ("DELETE", "/api/v1/groups/{everyone}/users/{active}", Kind.REFUSED, "E0000006"),
        ("DELETE", "/api/v1/groups/00gNone/users/{active}", Kind.MAYBE_DONE, "E0000007"),
        ("PUT", "/api/v1/nothing", Kind.REFUSED, "E0000008"),
    ],
)
async def test_the_tenants_own_refusals(
    sandbox: Sandbox, door: OktaDoor, method: str, template: str, kind: Kind, code: str
) -> None:
    names = {
        "everyone": sandbox.tenant.everyone.id,
        "active": person(sandbox).id,
        "suspended": next(each.id for each in sandbox.tenant.users if each.status == "SUSPENDED"),
    }
    answer = await door.write(Write(method, template.format(**names)))
    assert (answer.kind, answer.error_code) == (kind, code)
    assert answer.advice is not None
    assert answer.error_summary
    assert effects(sandbox) == []


_MEANINGS: dict[str, tuple[Kind, bool]] = {
    "rate_limit": (Kind.LATER, False),
    "concurrency": (Kind.LATER, False),
    "read_only": (Kind.LATER, False),
    "scope_missing": (Kind.REFUSED, False),
    "role_missing": (Kind.REFUSED, False),
    "token_invalid": (Kind.REFUSED, False),
    "not_found": (Kind.REFUSED, False),
    "server_error": (Kind.LOST, False),
    "html_502": (Kind.LOST, False),
    "timeout_before_write": (Kind.LOST, False),
    "timeout_after_write": (Kind.LOST, True),
    "reset_before_write": (Kind.LOST, False),
    "reset_after_write": (Kind.LOST, True),
    "slow": (Kind.LOST, True),
    "truncated_json": (Kind.LOST, True),
    "empty_list": (Kind.OK, True),
    "self_next": (Kind.OK, True),
}


def test_every_fault_has_a_meaning() -> None:
    assert set(_MEANINGS) == set(get_args(faults.Kind))


@pytest.mark.parametrize("kind", list(_MEANINGS))
async def test_a_write_that_meets_a_fault_leaves_once(
    sandbox: Sandbox, door: OktaDoor, kind: faults.Kind
) -> None:
    user = person(sandbox)
    # A connection that was used before is where a write could be sent twice.
    await door.user(user.id)
    path = f"/api/v1/users/{user.id}/lifecycle/suspend"
    sandbox.faults.add(Fault(kind, "POST", path, seconds=1))
    answer = await door.write(Write("POST", path))
    meaning, happened = _MEANINGS[kind]
    assert answer.kind is meaning
    assert (answer.retry_after is not None) is (meaning is Kind.LATER)
    assert answer.token_invalid is (kind == "token_invalid")
    sent = [each for each in sandbox.tenant.calls if each.path == path]
    assert len(sent) == 1
    assert (sandbox.tenant.users[user.id].status == "SUSPENDED") is happened
