"""A factor that somebody has begun to set up is not an enrolled one, and is never called one."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.actions.declare import Kind, Write
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.source import OktaSource
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import User
from tests.contract.okta.acting import carry_out, order

_APP: dict[str, Any] = {"factorType": "token:software:totp", "provider": "GOOGLE"}


async def begin(door: OktaDoor, user: User) -> None:
    """Somebody asks for Google Authenticator and has not typed its first code yet."""
    path = f"/api/v1/users/{user.id}/factors"
    answer = await door.write(Write("POST", path, json=_APP))
    assert answer.kind is Kind.OK


@pytest.fixture
async def elena(sandbox: Sandbox, door: OktaDoor) -> User:
    found = next(e for e in sandbox.tenant.users if e.login == "elena.moreau@acme.example")
    await begin(door, found)
    return found


async def test_a_person_is_read_with_it(source: OktaSource, elena: User) -> None:
    found = await source.person(elena.id)
    assert found is not None
    assert found.factors is not None
    statuses = {each.label: each.status for each in found.factors}
    assert statuses.pop("Google Authenticator") == "PENDING_ACTIVATION"
    assert statuses
    assert set(statuses.values()) == {"ACTIVE"}


async def test_a_reset_clears_it_and_calls_it_what_it_is(
    sandbox: Sandbox, door: OktaDoor, elena: User
) -> None:
    outcome = await carry_out(sandbox, door, ResetMfa(), order(ResetMfa(), elena))
    assert outcome.told == "done"
    assert "Google Authenticator (being set up)" in outcome.summary
    assert "Okta Verify push" in outcome.summary
    assert "Okta Verify push (being set up)" not in outcome.summary
    assert list(sandbox.tenant.factors_of(elena.id)) == []


async def test_what_is_begun_after_a_reset_does_not_cast_doubt_on_it(
    sandbox: Sandbox, door: OktaDoor, elena: User
) -> None:
    action, what = ResetMfa(), order(ResetMfa(), elena)
    assert (await carry_out(sandbox, door, action, what)).told == "done"
    await begin(door, elena)
    again = await carry_out(sandbox, door, action, what)
    assert again.summary == "1 factor cleared: Google Authenticator (being set up)."
