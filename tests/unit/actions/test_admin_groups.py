"""Who may put people into Okta's groups with administrator rights, and what happens to drift."""

from __future__ import annotations

import pytest

from deskhand.actions.declare import Go, Observation, Order, Picked, Refuse, Target
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.kernel.permissions import Role

ACTION = AddToGroup()


def order(has_admin_privilege: bool | None) -> Order:
    picked = Picked(7, "00g7", "Staff", "OKTA_GROUP", has_admin_privilege)
    return Order(Target(1, "00u1", "Elena Moreau", "ACTIVE"), {"group": picked})


@pytest.mark.parametrize(
    ("known", "reason"),
    [(True, "carries Okta administrator rights"), (None, "has not said yet"), (False, None)],
)
def test_an_agent_needs_to_know_that_there_are_none(known: bool | None, reason: str | None) -> None:
    verdict = ACTION.permitted(order(known), Role.AGENT)
    assert verdict.allowed is (reason is None)
    assert (reason or "") in (verdict.reason or "")
    assert ACTION.permitted(order(known), Role.ADMINISTRATOR).allowed


@pytest.mark.parametrize(
    ("known", "seen", "sends"),
    [
        (False, False, True),
        (False, None, True),
        (False, True, False),
        (True, True, True),
        (True, None, True),
        (None, None, True),
        (None, False, True),
        (None, True, False),
    ],
)
def test_rights_that_nobody_knew_of_stop_it(
    known: bool | None, seen: bool | None, sends: bool
) -> None:
    facts = {"member": False, "group_type": "OKTA_GROUP", "has_admin_privilege": seen}
    decision = ACTION.decide(Observation(facts), order(known))
    assert isinstance(decision, Go if sends else Refuse)
