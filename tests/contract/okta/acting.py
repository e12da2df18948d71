"""An action carried out as the product does, but for the journal: look, decide, send, look, prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from deskhand.actions import form
from deskhand.actions.declare import (
    Action,
    Already,
    Await,
    Go,
    Kind,
    Order,
    Picked,
    Proof,
    Refuse,
    Target,
    Trial,
)
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel import clock
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import App, Group, User
from deskhand.sandbox.okta.state.records import Call

_NAMES = {Group: "group", App: "application"}


@dataclass
class Outcome:
    """`told` is what the run would be called, with "pending" before what a transition came to."""

    told: str = ""
    summary: str = ""
    writes: list[Call] = field(default_factory=list)
    secret: str | None = None
    error_code: str | None = None


def target_of(user: User) -> Target:
    return Target(
        1,
        user.id,
        user.name,
        user.status,
        user.provider,
        transitioning_to=user.transition_to,
        email=user.profile["email"],
    )


def order(action: Action, user: User, picked: Group | App | None = None, **values: Any) -> Order:
    """An order with the form's own defaults for what is not given."""
    target = target_of(user)
    if picked is None:
        return Order(target, {}, form.read(action, values).model_dump(mode="json"))
    name = _NAMES[type(picked)]
    if isinstance(picked, Group):
        choice = Picked(7, picked.id, picked.name, picked.type, bool(picked.roles))
    else:
        choice = Picked(7, picked.id, picked.label, picked.sign_on_mode or "")
    read = form.read(action, {name: 7, **values})
    return Order(target, {name: choice}, read.model_dump(mode="json"))


async def carry_out(sandbox: Sandbox, door: OktaDoor, action: Action, what: Order) -> Outcome:
    """From the first look to the end of what Okta does in the background."""
    seen = len(list(sandbox.tenant.calls))
    found = await _carry_out(sandbox, door, action, what)
    found.writes = [each for each in list(sandbox.tenant.calls)[seen:] if each.method != "GET"]
    return found


async def _carry_out(sandbox: Sandbox, door: OktaDoor, action: Action, what: Order) -> Outcome:
    before = await action.observe(door, what)
    decision = action.decide(before, what)
    if isinstance(decision, Already | Refuse | Await):
        told = {Already: "already", Refuse: "refused", Await: "pending"}[type(decision)]
        return Outcome(told, decision.summary)
    assert isinstance(decision, Go)
    since = clock.now()
    answer = await door.write(decision.write)
    if answer.kind is Kind.REFUSED:
        return Outcome("failed", answer.error_summary or "", error_code=answer.error_code)
    after = await action.observe(door, what)
    trial = Trial(before, after, what, since, accepted=answer.kind is Kind.OK)
    pending = action.prove(trial) is Proof.UNDER_WAY
    if pending:
        sandbox.tenant.clock.advance(sandbox.tenant.settings.transition_seconds + 1)
        after = await action.observe(door, what)
    proof = action.prove(Trial(before, after, what, since, accepted=answer.kind is Kind.OK))
    told = {Proof.HOLDS: "done"}.get(proof, proof.value)
    return Outcome(
        f"pending {told}" if pending else told,
        action.done(before, after, what),
        secret=answer.secret,
        error_code=answer.error_code,
    )
