"""An order as it is kept with its run, and back again when the run is carried out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic.fields import FieldInfo

from deskhand.actions import form
from deskhand.actions.declare import Action, Order, Picked, Target
from deskhand.actions.model import ActionRun, RunState
from deskhand.directory import labels
from deskhand.directory.model import Connection, Person
from deskhand.kernel import clock, context, ids
from deskhand.kernel.permissions import Role


def target_of(person: Person, connection: Connection) -> Target:
    """The person as the directory knows him now."""
    owner = (connection.facts.get("acts_as") or {}).get("id")
    return Target(
        person.id,
        person.external_id,
        person.display_name,
        person.status,
        person.credential_provider,
        owns_connection=owner is not None and owner == person.external_id,
        transitioning_to=person.transitioning_to,
        email=person.email,
        factors=_factors(person),
    )


def _factors(person: Person) -> tuple[str, ...] | None:
    if person.factors is None:
        return None
    return tuple(labels.factor(each["label"], each["status"]) for each in person.factors)


def stored(order: Order) -> dict[str, Any]:
    """What the run keeps: the values, and the picked objects as they were when it was asked for."""
    return {
        "values": {name: each for name, each in order.values.items() if name not in order.picked},
        "picked": {name: asdict(each) for name, each in order.picked.items()},
    }


def run_of(
    action: Action,
    order: Order,
    connection: Connection,
    role: Role,
    *,
    subject_ref: str | None,
    retry_of: str | None,
    idempotency_key: str | None,
) -> ActionRun:
    """A new run of this order, in the name of whoever acts now."""
    who = context.current()
    return ActionRun(
        id=ids.new(),
        connection_id=connection.id,
        action_key=action.key,
        person_id=order.target.id,
        subject_ref=subject_ref,
        parameters=stored(order),
        shown_parameters=shown(action, order),
        state=RunState.QUEUED,
        epoch=1,
        actor_kind=who.actor.kind,
        actor_id=who.actor.id,
        actor_name=who.actor.name,
        actor_role=role,
        origin=who.origin,
        correlation_id=who.correlation_id,
        idempotency_key=idempotency_key,
        retry_of=retry_of,
        submitted_at=clock.now(),
    )


def order_of(run: ActionRun, person: Person, connection: Connection) -> Order:
    """The order of a run, for the person as he is known now."""
    picked = {name: Picked(**each) for name, each in run.parameters["picked"].items()}
    return Order(target_of(person, connection), picked, run.parameters["values"])


def entered(run: ActionRun) -> dict[str, Any]:
    """The parameters of a run as somebody would enter them again."""
    picked: dict[str, dict[str, Any]] = run.parameters["picked"]
    return {**run.parameters["values"], **{name: each["id"] for name, each in picked.items()}}


def shown(action: Action, order: Order) -> list[dict[str, str]]:
    """What the timeline says of the parameters, in the words of the form."""
    return [
        {
            "label": info.title or name.replace("_", " ").capitalize(),
            "value": order.picked[name].label if name in order.picked else _words(value, info),
        }
        for name, info in action.parameters.model_fields.items()
        if (value := order.values.get(name)) is not None
    ]


def _words(value: Any, info: FieldInfo) -> str:
    """A value as the form calls it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    labels = form.labels(info)
    return labels.get(str(value), str(value))
