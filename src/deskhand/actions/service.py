"""The one gate: every way to act (panel, API, later workflows and the agent) enters at `submit`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import form, orders, store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Action, Order, Parameters, Picked, Target
from deskhand.actions.events import ActionSubmitted
from deskhand.actions.execute import Executor
from deskhand.actions.model import ActionRun, RunState
from deskhand.directory.model import Connection, ConnectionState, Person, SetupState
from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.kernel import audit, clock, context, ids
from deskhand.kernel.errors import FieldError, NextStep, invalid, not_found
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import YES, Permission, Role, Verdict, judge, no, refuse

# More does not fit into a key, and a database says so with an error of its own.
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Offer:
    """One action as the panel shows it for one person."""

    action: Action
    target: Target
    verdict: Verdict
    effects: list[str]


class Actions:
    """What can be done to whom, and the only door through which it is done."""

    def __init__(
        self, events: Events, live: Live, catalogue: Catalogue, executor: Executor
    ) -> None:
        self._events = events
        self._live = live
        self._catalogue = catalogue
        self._executor = executor

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    async def offers(self, session: AsyncSession, person_id: int, role: Role) -> list[Offer]:
        """Every action for this person, each with a verdict and its reason."""
        person, connection = await self._person(session, person_id)
        target = orders.target_of(person, connection)
        under_way = await store.unsettled_on(session, person_id)
        return [
            Offer(
                action,
                target,
                self._verdict(action, target, person, connection, role, under_way),
                action.effects(target),
            )
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
        retry_of: str | None = None,
    ) -> ActionRun:
        """Record a run and start it when the transaction is durable.

        Raises `DeskhandError`: `not_found`, `invalid` with a message a field, or `refused` with the
        reason and, where there is one, the step that mends it. Nothing is recorded then.
        """
        action = self._catalogue.get(key)
        await store.lock_person(session, person_id)
        person, connection = await self._person(session, person_id)
        target = orders.target_of(person, connection)
        under_way = await store.unsettled_on(session, person_id)
        verdict = self._verdict(action, target, person, connection, role, under_way)
        if not verdict.allowed:
            raise refuse(verdict)
        values = form.read(action, parameters)
        picked = await self._pick(session, action, values, connection)
        order = Order(target, picked, values.model_dump(mode="json"))
        verdict = action.permitted(order, role)
        if not verdict.allowed:
            raise refuse(verdict, status=403)
        run = self._record(session, action, order, connection, subject_ref, retry_of)
        await self._events.emit(
            session, ActionSubmitted(run.id, key, action.title, person_id, subject_ref)
        )
        self._live.publish_after(
            session, News("action", {"id": run.id, "request_ref": subject_ref}, subject_ref)
        )
        self._executor.start(session, run)
        return run

    async def retry(self, session: AsyncSession, run_id: str, role: Role) -> ActionRun:
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
        return YES

    async def _person(self, session: AsyncSession, person_id: int) -> tuple[Person, Connection]:
        person = await store.person(session, person_id)
        connection = (
            await store.connection(session, person.connection_id) if person is not None else None
        )
        if person is None or connection is None:
            raise not_found("person")
        return person, connection

    def _verdict(
        self,
        action: Action,
        target: Target,
        person: Person,
        connection: Connection,
        role: Role,
        under_way: dict[str, str],
    ) -> Verdict:
        verdict = judge(role, Permission.ACTIONS_RUN)
        if not verdict.allowed:
            return verdict
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
        if person.missing_since is not None:
            return no(
                "This person was no longer in Okta at the last full sync. If that is wrong, "
                "run Sync now.",
                NextStep("open", "Open the connection", SETTINGS_PAGE),
            )
        if action.key in under_way:
            return no(f"{action.title} is under way for {target.name}.")
        return action.possible(target)

    async def _pick(
        self, session: AsyncSession, action: Action, values: Parameters, connection: Connection
    ) -> dict[str, Picked]:
        picked: dict[str, Picked] = {}
        for name, kind in form.pickers(action.parameters).items():
            if kind != "okta.group":
                raise LookupError(f"{action.key} names the unknown picker {kind}")
            key = getattr(values, name)
            found = (
                await store.pick_group(session, connection.id, key)
                if 0 < key <= _LARGEST_KEY
                else None
            )
            if found is None:
                raise invalid(
                    "The group is not in the directory any more.",
                    FieldError(name, "Choose a group from the list."),
                )
            picked[name] = found
        return picked

    def _record(
        self,
        session: AsyncSession,
        action: Action,
        order: Order,
        connection: Connection,
        subject_ref: str | None,
        retry_of: str | None,
    ) -> ActionRun:
        who = context.current()
        run = ActionRun(
            id=ids.new(),
            connection_id=connection.id,
            action_key=action.key,
            person_id=order.target.id,
            subject_ref=subject_ref,
            parameters=orders.stored(order),
            shown_parameters=orders.shown(action, order),
            state=RunState.QUEUED,
            epoch=1,
            actor_kind=who.actor.kind,
            actor_id=who.actor.id,
            actor_name=who.actor.name,
            origin=who.origin,
            correlation_id=who.correlation_id,
            retry_of=retry_of,
            submitted_at=clock.now(),
        )
        session.add(run)
        audit.record(
            session,
            audit.Tag.ACTION_RUN_SUBMIT,
            f"action_run/{run.id}",
            action=action.key,
            person=order.target.id,
            request=subject_ref,
            parameters=run.shown_parameters,
        )
        return run
