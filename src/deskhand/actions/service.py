"""The one gate: every way to act (panel, API, later workflows and the agent) enters at `submit`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import form, orders, policy, protection, store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Action, Order, Parameters, Picked, Target
from deskhand.actions.events import ActionSubmitted
from deskhand.actions.execute import Executor
from deskhand.actions.model import ActionRun, RunState
from deskhand.actions.policy import Setting
from deskhand.actions.secrets import Secrets
from deskhand.directory.model import Connection, ConnectionState, Person, SetupState
from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.directory.store_protection import admin_groups_of
from deskhand.kernel import audit, clock, context
from deskhand.kernel.errors import DeskhandError, FieldError, NextStep, invalid, not_found
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import YES, Permission, Role, Verdict, judge, no, refuse

# More does not fit into a key, and a database says so with an error of its own.
_LARGEST_KEY = 2**63 - 1
_PICKS = {
    "okta.group": ("group", store.pick_group),
    "okta.joined_group": ("group", store.pick_group),
    "okta.application": ("application", store.pick_application),
    "okta.assigned_application": ("application", store.pick_application),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One action as the panel shows it for one person."""

    action: Action
    target: Target
    verdict: Verdict
    effects: list[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """A person as the gate sees him; `under_way` holds the keys of actions that have not ended."""

    person: Person
    connection: Connection
    target: Target
    admin_groups: list[str]
    under_way: set[str]
    settings: dict[str, Setting]


class Actions:
    """What can be done to whom, and the only door through which it is done."""

    def __init__(
        self,
        events: Events,
        live: Live,
        catalogue: Catalogue,
        executor: Executor,
        secrets: Secrets,
    ) -> None:
        self._events = events
        self._live = live
        self._catalogue = catalogue
        self._executor = executor
        self.secrets = secrets

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    async def offers(self, session: AsyncSession, person_id: int, role: Role) -> list[Offer]:
        """Every action for this person, each with a verdict and its reason."""
        known = await self._known(session, person_id)
        target = known.target
        return [
            Offer(action, target, self._verdict(action, known, role), action.effects(target))
            for action in self._catalogue
        ]

    async def submit(
        self,
        session: AsyncSession,
        *,
        key: str,
        person_id: int,
        parameters: dict[str, Any],
        subject_ref: str | None,
        role: Role,
        confirm_name: str | None = None,
        retry_of: str | None = None,
        idempotency_key: str | None = None,
    ) -> ActionRun:
        """Record a run and start it when the transaction is durable.

        `confirm_name`: the person's name as typed, where the action asks for it. With an
        `idempotency_key` under which this actor has ordered the same before, it is that run again,
        whatever has become of it. Raises `DeskhandError`: `not_found`, `invalid` with a message a
        field, or `refused` with the reason and, where there is one, the step that mends it.
        Nothing is recorded then.
        """
        action = self._catalogue.get(key)
        await store.lock_person(session, person_id)
        if idempotency_key is not None:
            repeated = await self.repeated(
                session,
                idempotency_key,
                key=key,
                person_id=person_id,
                parameters=parameters,
                subject_ref=subject_ref,
                retry_of=retry_of,
            )
            if repeated is not None:
                return repeated
        known = await self._known(session, person_id)
        run = orders.run_of(
            action,
            await self._order(session, action, known, parameters, role, confirm_name),
            known.connection,
            role,
            subject_ref=subject_ref,
            retry_of=retry_of,
            idempotency_key=idempotency_key,
        )
        await self._record(session, run)
        await self._events.emit(
            session, ActionSubmitted(run.id, key, action.title, person_id, subject_ref)
        )
        self._live.publish_after(
            session, News("action", {"id": run.id, "request_ref": subject_ref}, subject_ref)
        )
        self._executor.start(session, run)
        return run

    async def repeated(
        self,
        session: AsyncSession,
        idempotency_key: str,
        *,
        key: str,
        person_id: int,
        parameters: dict[str, Any],
        subject_ref: str | None = None,
        retry_of: str | None = None,
    ) -> ActionRun | None:
        """The run that the actor has ordered under this key before; None when the key is new.

        For whoever has something to prepare before `submit`, which looks here by itself. The person
        stays locked: the same order given twice at once finds itself. Without a `subject_ref` it
        may belong to anything. Raises `invalid` when the key stands for another order.
        """
        action = self._catalogue.get(key)
        await store.lock_person(session, person_id)
        actor = context.current().actor
        run = await store.run_of_key(session, actor.kind, actor.id, idempotency_key)
        if run is None:
            return None
        if (
            (run.action_key, run.person_id, run.retry_of) != (key, person_id, retry_of)
            or subject_ref not in {None, run.subject_ref}
            or form.read(action, parameters).model_dump(mode="json") != orders.entered(run)
        ):
            raise _other_order()
        return run

    async def retry(
        self,
        session: AsyncSession,
        run_id: str,
        role: Role,
        *,
        idempotency_key: str | None = None,
    ) -> ActionRun:
        """Submit the same again as a new run; it passes the gate like any other."""
        run = await self.get(session, run_id)
        verdict = self.may_retry(run, role)
        if not verdict.allowed:
            raise refuse(verdict)
        return await self.submit(
            session,
            key=run.action_key,
            person_id=run.person_id,
            parameters=orders.entered(run),
            subject_ref=run.subject_ref,
            role=role,
            retry_of=run.id,
            idempotency_key=idempotency_key,
        )

    async def get(self, session: AsyncSession, run_id: str) -> ActionRun:
        found = await store.run(session, run_id)
        if found is None:
            raise not_found("action run")
        return found

    def may_retry(self, run: ActionRun, role: Role) -> Verdict:
        """Only what did not come to a good end is offered again."""
        verdict = judge(role, Permission.ACTIONS_RUN)
        if not verdict.allowed:
            return verdict
        if RunState(run.state) not in {RunState.FAILED, RunState.REFUSED, RunState.UNKNOWN}:
            return no("Only a run that did not come to a good end can be repeated.")
        if self._catalogue.has(run.action_key) and self._catalogue.get(run.action_key).typed_name:
            return no("Start it again from the actions: it asks for the person's name once more.")
        return YES

    async def settings(self, session: AsyncSession) -> list[Setting]:
        """How every action is set, in the catalogue's order."""
        return list((await policy.settings(session, self._catalogue)).values())

    async def change_setting(
        self, session: AsyncSession, key: str, *, enabled: bool, roles: list[Role]
    ) -> Setting:
        """Set one action. Raises `not_found`, or `invalid` with what is wrong."""
        action = self._catalogue.get(key)
        changed = await policy.change(session, action, enabled=enabled, roles=roles)
        self._live.publish_after(session, News("action_settings", {"key": key}))
        return changed

    async def _known(self, session: AsyncSession, person_id: int) -> _Known:
        person = await store.person(session, person_id)
        connection = (
            await store.connection(session, person.connection_id) if person is not None else None
        )
        if person is None or connection is None:
            raise not_found("person")
        return _Known(
            person,
            connection,
            orders.target_of(person, connection),
            await admin_groups_of(session, person),
            await store.unsettled_on(session, person_id),
            await policy.settings(session, self._catalogue),
        )

    def _verdict(self, action: Action, known: _Known, role: Role) -> Verdict:
        verdict = judge(role, Permission.ACTIONS_RUN)
        if not verdict.allowed:
            return verdict
        verdict = policy.verdict(known.settings[action.key], role)
        if not verdict.allowed:
            return verdict
        connection, target = known.connection, known.target
        if connection.setup != SetupState.FINISHED:
            return no(
                "The setup of the Okta connection is not finished; until then nothing acts on Okta.",
                NextStep("open", "Finish setup", SETTINGS_PAGE),
            )
        if connection.state == ConnectionState.BROKEN:
            title = (connection.problem or {}).get("title", "Okta refuses our credentials")
            return no(
                f"The connection to Okta is broken: {title}.",
                NextStep("reconnect", "Mend the connection", SETTINGS_PAGE),
            )
        verdict = protection.verdict(target, known.admin_groups, role)
        if not verdict.allowed:
            return verdict
        if known.person.missing_since is not None:
            return no(
                "This person was no longer in Okta at the last full sync. If that is wrong, "
                "run Sync now.",
                NextStep("open", "Open the connection", SETTINGS_PAGE),
            )
        if action.key in known.under_way:
            return no(f"{action.title} is under way for {target.name}.")
        return action.possible(target)

    async def _order(
        self,
        session: AsyncSession,
        action: Action,
        known: _Known,
        parameters: dict[str, Any],
        role: Role,
        confirm_name: str | None,
    ) -> Order:
        """What was asked for, once it is sure that this role may have it done to this person."""
        verdict = self._verdict(action, known, role)
        if not verdict.allowed:
            raise refuse(verdict)
        values = form.read(action, parameters)
        picked = await self._pick(session, action, values, known.connection)
        order = Order(known.target, picked, values.model_dump(mode="json"))
        verdict = action.permitted(order, role)
        if not verdict.allowed:
            raise refuse(verdict, status=403)
        _demand_name(action, known.target, confirm_name)
        await _demand_pause(session, action, order)
        return order

    async def _pick(
        self, session: AsyncSession, action: Action, values: Parameters, connection: Connection
    ) -> dict[str, Picked]:
        picked: dict[str, Picked] = {}
        for name, kind in form.pickers(action.parameters).items():
            what, pick = _PICKS[kind]
            key = getattr(values, name)
            found = await pick(session, connection.id, key) if 0 < key <= _LARGEST_KEY else None
            if found is None:
                raise invalid(
                    f"The {what} is not in the directory any more.",
                    FieldError(name, f"Choose one {what} from the list."),
                )
            picked[name] = found
        return picked

    async def _record(self, session: AsyncSession, run: ActionRun) -> None:
        if not await store.add_run(session, run):
            # Used for another person at this very moment: each transaction held its own person.
            raise _other_order()
        audit.record(
            session,
            audit.Tag.ACTION_RUN_SUBMIT,
            f"action_run/{run.id}",
            action=run.action_key,
            person=run.person_id,
            request=run.subject_ref,
            parameters=run.shown_parameters,
        )


def _demand_name(action: Action, target: Target, typed: str | None) -> None:
    """Raise `invalid` unless the name was typed where it must be; case and spaces do not count."""
    if action.typed_name and _folded(typed or "") != _folded(target.name):
        raise invalid(
            f"{action.title} asks for the person's name, so that nobody else is hit by mistake.",
            FieldError("confirm_name", f"Type {target.name} to confirm."),
        )


def _folded(name: str) -> str:
    # Keyboards and directories put accents together in different ways.
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


async def _demand_pause(session: AsyncSession, action: Action, order: Order) -> None:
    """Raise `refused` when the same was done a moment ago and should rest."""
    pause = action.pause(order)
    if pause is None:
        return
    since = clock.now() - pause.length
    for run in await store.done_since(session, order.target.id, action.key, since):
        entered = orders.entered(run)
        if run.settled_at and all(entered.get(name) == each for name, each in pause.values.items()):
            left = (run.settled_at - since).total_seconds() / 60
            raise refuse(no(f"{pause.reason} Possible again in {max(1, round(left))} min."))


def _other_order() -> DeskhandError:
    return invalid(
        "This idempotency key was used for another order. A new order needs a key of its own."
    )
