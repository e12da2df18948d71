"""A provider of paper and actions on it: every answer is scripted, every effect is counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import (
    Action,
    Advice,
    Already,
    Answer,
    Decision,
    Go,
    Kind,
    Observation,
    Order,
    Parameters,
    Picker,
    Proof,
    Refuse,
    Risk,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.actions.events import ActionSettled, ActionSubmitted
from deskhand.actions.execute import Executor
from deskhand.actions.model import ActionCall, ActionRun
from deskhand.actions.secrets import Secrets
from deskhand.actions.service import Actions
from deskhand.directory.model import Connection, Group, Membership, Person
from deskhand.kernel import clock
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.db.engine import after_commit
from deskhand.kernel.durable import Durable, Payload, Standing
from deskhand.kernel.errors import NextStep
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.kernel.permissions import YES, Role, Verdict, no

ADVICE = Advice("Ask somebody.", (NextStep("retry", "Again"),))
_CODES = {
    Kind.OK: 200,
    Kind.LATER: 429,
    Kind.MAYBE_DONE: 403,
    Kind.REFUSED: 400,
    Kind.LOST: None,
    Kind.NOT_SENT: None,
}


@dataclass
class Reply:
    """What the provider does with one write: whether it takes effect, and what comes back."""

    kind: Kind = Kind.OK
    effect: bool | None = None
    retry_after: float | None = None
    token_invalid: bool = False
    raises: BaseException | None = None

    @property
    def takes_effect(self) -> bool:
        return self.kind is Kind.OK if self.effect is None else self.effect


@dataclass
class World:
    """The provider: how often the action took effect on whom, and what comes next."""

    replies: list[Reply] = field(default_factory=list)
    looks: list[BaseException | None] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    calls: list[str] = field(default_factory=list)
    hidden: int = 0
    working: int = 0
    secret: str = "hush-hush-1"  # of paper
    point: Callable[[str], None] = field(default=lambda _name: None)

    def answer(self, reply: Reply, write: Write) -> Answer:
        return Answer(
            reply.kind,
            write.method,
            write.path,
            http_status=_CODES[reply.kind],
            error_code=None if reply.kind is Kind.OK else f"E-{reply.kind}",
            error_summary=None if reply.kind is Kind.OK else f"It said {reply.kind}",
            provider_request_id="req-1",
            duration_ms=1.0,
            retry_after=reply.retry_after,
            token_invalid=reply.token_invalid,
            secret=self.secret if write.reveals and reply.kind is Kind.OK else None,
            advice=None if reply.kind is Kind.OK else ADVICE,
        )


class PaperDoor:
    """Sends to the paper provider."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def write(self, write: Write) -> Answer:
        world = self.world
        world.point("write leaves")
        world.calls.append(write.path)
        reply = world.replies.pop(0) if world.replies else Reply()
        if reply.takes_effect:
            world.effects[write.path] += 1
        world.point("write arrived")
        if reply.raises is not None:
            raise reply.raises
        await asyncio.sleep(0)
        return world.answer(reply, write)

    async def look(self, path: str) -> tuple[int, Answer]:
        self.world.point("look")
        failure = self.world.looks.pop(0) if self.world.looks else None
        if failure is not None:
            raise failure
        await asyncio.sleep(0)
        found = self.world.effects[path]
        if self.world.hidden and found:
            self.world.hidden -= 1
            found -= 1
        return found, Answer(Kind.OK, "GET", path, http_status=200)


class Paper(Action):
    """Counts up. Sends always, as the reset of factors does: a second time is a second effect."""

    key = "paper.count"
    title = "Count up"
    section = Section.USER
    description = "Count."
    slash = "/count"
    risk = Risk.LOW
    scopes = ("paper.manage",)

    def path(self, order: Order) -> str:
        return f"/{self.key}/{order.target.external_id}"

    def possible(self, target: Target) -> Verdict:
        return no(f"{target.name} is gone.") if target.status == "DEPROVISIONED" else YES

    def effects(self, target: Target) -> list[str]:
        return ["One more."]

    async def observe(self, door: PaperDoor, order: Order) -> Observation:
        count, call = await door.look(self.path(order))
        return Observation({"count": count}, (call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        return Go(Write("POST", self.path(order)))

    def prove(self, trial: Trial) -> Proof:
        if trial.after.facts["count"] > trial.before.facts["count"]:
            return Proof.HOLDS
        return Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"Counted from {before.facts['count']} to {after.facts['count']}."


class Switch(Paper):
    """Has a goal that may hold already, as a suspension does."""

    key = "paper.switch"
    title = "Switch on"

    def decide(self, seen: Observation, order: Order) -> Decision:
        if seen.facts["count"]:
            return Already("It was on already.")
        return super().decide(seen, order)


class Blurred(Paper):
    """A look that never settles anything."""

    key = "paper.blurred"
    title = "Blurred"

    def prove(self, trial: Trial) -> Proof:
        return Proof.CANNOT_TELL


class GroupParameters(Parameters):
    group: Annotated[int, Picker("okta.group")] = Field(title="Group")
    note: str | None = Field(None, json_schema_extra={"x-labels": {"a": "The first"}})
    quickly: bool = False


class Join(Paper):
    """Takes a group, and not every one from everybody."""

    key = "paper.join"
    title = "Join"
    parameters = GroupParameters

    def permitted(self, order: Order, role: Role) -> Verdict:
        if order.picked["group"].has_admin_privilege and role is not Role.ADMINISTRATOR:
            return no("Administrators only.")
        return YES

    def decide(self, seen: Observation, order: Order) -> Decision:
        if order.picked["group"].label == "Forbidden":
            return Refuse("Not that one.", ADVICE)
        return super().decide(seen, order)


ACTIONS: tuple[Action, ...] = (Paper(), Switch(), Blurred(), Join())


class PaperDurable(Durable):
    """Keeps what was started; the test carries it out, as often as it likes."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ())
        self.jobs: dict[str, Payload] = {}
        self.ended: set[str] = set()
        self.lease_lost = False
        self.point: Callable[[str], None] = lambda _name: None

    async def enqueue(
        self,
        session: AsyncSession,
        job: str,
        *,
        id: str,  # noqa: A002  # as in what it stands for
        payload: Payload,
        queue: str,
        delay: float = 0,
    ) -> None:
        after_commit(session, lambda: self.jobs.setdefault(id, payload))

    def start_after(
        self,
        session: AsyncSession,
        job: str,
        *,
        id: str,  # noqa: A002  # as in what it stands for
        payload: Payload,
    ) -> None:
        def begin() -> None:
            self.point("a start after a commit")
            self.jobs.setdefault(id, payload)

        after_commit(session, begin)

    async def standing(self, id: str) -> Standing:  # noqa: A002  # as in what it stands for
        if id in self.ended:
            return Standing.ENDED
        return Standing.UNDER_WAY if id in self.jobs else Standing.ABSENT

    async def demand_lease(self) -> None:
        if self.lease_lost:
            raise asyncio.CancelledError


class Desk:
    """The gate, the executor and their tables: two people, the token's owner, and some groups."""

    def __init__(
        self, database: Database, world: World, actions: tuple[Action, ...] = ACTIONS
    ) -> None:
        self.database = database
        self.world = world
        self.live = Live()
        self.events = Events()
        self.durable = PaperDurable(database)
        self.catalogue = Catalogue(actions)
        self.tokens: list[Answer] = []
        self.reread: list[int] = []
        self.told: list[ActionSubmitted | ActionSettled] = []
        self.events.on(ActionSubmitted, self._hear)
        self.events.on(ActionSettled, self._hear)
        self.people: list[int] = []
        self.groups: dict[str, int] = {}
        self.connection_id = 0
        self.use_keys(generate_key())

    def use_keys(self, keys: str) -> None:
        """Start anew with these keys, the newest first."""
        self.secrets = Secrets(self.database, self.live, KeyRing.parse(keys), self.catalogue)
        self.restart()

    def restart(self) -> None:
        """What a new process starts with: nothing but the database and the engine's rows."""
        self.executor = Executor(
            self.database,
            self.durable,
            self.events,
            self.live,
            self.catalogue,
            self.secrets,
            open_door=self._open,
            token_refused=self._token_refused,
            reread=self._reread,
        )
        self.actions = Actions(self.events, self.live, self.catalogue, self.executor, self.secrets)

    async def prepare(self) -> None:
        now = clock.now()
        async with self.database.transaction() as session:
            connection = Connection(
                provider="okta",
                base_url="https://acme.example",
                auth_mode="api_token",
                state="connected",
                setup="finished",
                facts={"acts_as": {"id": "u3"}},
                connected_at=now,
            )
            session.add(connection)
            await session.flush()
            self.connection_id = connection.id
            people = [_person(connection.id, f"u{n}", now) for n in (1, 2, 3)]
            names = {"Staff": None, "Admins": True, "Forbidden": False}
            groups = [_group(connection.id, name, admin) for name, admin in names.items()]
            session.add_all([*people, *groups])
            await session.flush()
            self.people = [each.id for each in people]
            self.groups = {each.name: each.id for each in groups}

    async def submit(
        self,
        key: str = Paper.key,
        *,
        person: int = 0,
        role: Role = Role.AGENT,
        subject: str | None = None,
        idempotency_key: str | None = None,
        confirm_name: str | None = None,
        **parameters: Any,
    ) -> str:
        """Through the gate; the new run's id."""
        async with self.database.transaction() as session:
            run = await self.actions.submit(
                session,
                key=key,
                person_id=self.people[person],
                parameters=parameters,
                subject_ref=subject,
                role=role,
                idempotency_key=idempotency_key,
                confirm_name=confirm_name,
            )
            return run.id

    async def work(self) -> None:
        """Carry out all jobs, also those that come up meanwhile, in the order they came."""
        while todo := [each for each in self.durable.jobs if each not in self.durable.ended]:
            await self.carry_out(todo[0])

    async def carry_out(self, job_id: str) -> None:
        """One job, as the engine runs it."""
        payload = self.durable.jobs[job_id]
        try:
            await self.executor.act(payload)
            await self.executor.reread(payload)
        except Exception as error:  # noqa: BLE001  # as the engine does
            await self.executor.crashed(payload, error)
        self.durable.ended.add(job_id)

    async def run(self, run_id: str) -> ActionRun:
        async with self.database.reading() as session:
            return (await session.scalars(sa.select(ActionRun).where(ActionRun.id == run_id))).one()

    async def calls(self, run_id: str, purpose: str = "write") -> list[ActionCall]:
        async with self.database.reading() as session:
            found = await session.scalars(
                sa.select(ActionCall)
                .where(ActionCall.run_id == run_id, ActionCall.purpose == purpose)
                .order_by(ActionCall.id)
            )
            return list(found)

    async def join(self, group: str, *, person: int = 0) -> None:
        """Put a person into a group, as a sync finds it."""
        async with self.database.transaction() as session:
            session.add(
                Membership(
                    group_id=self.groups[group],
                    person_id=self.people[person],
                    connection_id=self.connection_id,
                )
            )

    async def change(self, kind: type[Any], **values: Any) -> None:
        """Change all rows of a table behind everybody's back."""
        async with self.database.transaction() as session:
            await session.execute(sa.update(kind).values(**values))

    async def _open(self, session: AsyncSession, connection_id: int) -> PaperDoor:
        return PaperDoor(self.world)

    async def _token_refused(self, connection_id: int, answer: Answer) -> None:
        self.tokens.append(answer)

    async def _reread(self, person_id: int) -> None:
        self.reread.append(person_id)

    async def _hear(self, _session: AsyncSession, event: ActionSubmitted | ActionSettled) -> None:
        self.told.append(event)


def _person(connection_id: int, key: str, now: datetime) -> Person:
    return Person(
        connection_id=connection_id,
        external_id=key,
        status="ACTIVE",
        login=f"{key}@acme.example",
        email=f"{key}@acme.example",
        email_key=f"{key}@acme.example",
        display_name=f"Person {key}",
        sort_name=key,
        search_text=key,
        profile={},
        read_at=now,
        seen_in=1,
    )


def _group(connection_id: int, name: str, has_admin_privilege: bool | None) -> Group:
    return Group(
        connection_id=connection_id,
        external_id=f"g-{name}",
        type="OKTA_GROUP",
        name=name,
        sort_name=name.lower(),
        everyone=False,
        has_admin_privilege=has_admin_privilege,
        seen_in=1,
    )


async def settled(desk: Desk, key: str = Paper.key, **parameters: Any) -> ActionRun:
    run_id = await desk.submit(key, **parameters)
    await desk.work()
    return await desk.run(run_id)
