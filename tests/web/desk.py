"""A whole desk for tests of the web: real parts, a tenant in memory, jobs that the test runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import (
    Action,
    Advice,
    Answer,
    Decision,
    Go,
    Kind,
    Observation,
    Order,
    Parameters,
    Picker,
    Proof,
    Risk,
    Section,
    Target,
    Write,
)
from deskhand.actions.execute import Executor
from deskhand.actions.service import Actions
from deskhand.directory.provider import ActsAs, ConnectionAccess, Probe
from deskhand.directory.service import Directory
from deskhand.directory.source import (
    PersonSnapshot,
    SourceApplication,
    SourceAssignment,
    SourceError,
    SourceGroup,
    SourcePerson,
)
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Payload
from deskhand.kernel.errors import NextStep
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.kernel.permissions import Role
from deskhand.requests.service import Requests
from deskhand.web.parts import Parts

TENANT = "http://127.0.0.1:8090"
TOKEN = "the-token-of-okta"
PASSWORD = "correct horse battery"
PEOPLE = ("Maya Lindqvist", "Noah Berg", "Elena Moreau", "Jonas Weber", "Søren Łukasz")
GROUPS = {"g1": "VPN Users", "g2": "Figma Editors"}


def first_name(name: str) -> str:
    """The key under which the desk knows a person."""
    return name.partition(" ")[0].lower()


def email_of(name: str) -> str:
    return f"{first_name(name)}@acme.example"


class MemorySource:
    """The pages of the tenant in memory."""

    def __init__(self) -> None:
        self._people = [
            SourcePerson(
                f"u{number}",
                "ACTIVE",
                email_of(name),
                email_of(name),
                {"firstName": first, "lastName": last, "title": "Person"},
            )
            for number, name in enumerate(PEOPLE)
            for first, last in [name.split()]
        ]

    async def people(self) -> AsyncIterator[list[SourcePerson]]:
        yield self._people

    async def groups(self) -> AsyncIterator[list[SourceGroup]]:
        yield [SourceGroup(key, "OKTA_GROUP", name) for key, name in GROUPS.items()]

    async def members(self, group_id: str) -> AsyncIterator[list[str]]:
        yield ["u2"] if group_id == "g1" else []

    async def applications(self) -> AsyncIterator[list[SourceApplication]]:
        yield [SourceApplication("a1", "saml", "Figma", "ACTIVE", "SAML_2_0")]

    async def assignments(self, application_id: str) -> AsyncIterator[list[SourceAssignment]]:
        yield [SourceAssignment("u2", "USER", "ACTIVE")]

    async def application_groups(self, application_id: str) -> AsyncIterator[list[str]]:
        yield []

    async def person(self, external_id: str) -> PersonSnapshot | None:
        found = next((each for each in self._people if each.external_id == external_id), None)
        return PersonSnapshot(found, (), (), ()) if found is not None else None

    def calls(self) -> dict[str, int]:
        return {}

    def pace(self) -> str | None:
        return None


class MemoryProvider:
    """The integration with the tenant in memory."""

    key = "okta"
    title = "Okta"
    description = "People, groups and applications"

    async def probe(self, domain: str, secret: str) -> Probe:
        if secret != TOKEN:
            raise SourceError(
                "token_invalid",
                "Okta does not know this token",
                http_status=401,
                error_code="E0000011",
                connection_broken=True,
                status=422,
            )
        acts_as = ActsAs("u0", PEOPLE[0], email_of(PEOPLE[0]))
        return Probe(TENANT, "00o1", "Identity Engine", acts_as)

    async def confirm(self, access: ConnectionAccess) -> None:
        await self.probe(access.base_url, access.secret)

    def source(self, access: ConnectionAccess) -> MemorySource:
        return MemorySource()

    def forget(self, connection_id: int) -> None:
        pass

    def admin_url(self, base_url: str) -> str | None:
        return None

    def person_url(self, base_url: str, external_id: str) -> str | None:
        return None


class Reset(Action):
    """Needs no parameters; what the door answers decides what comes of it."""

    key = "test.reset"
    title = "Reset MFA"
    section = Section.USER
    description = "Clear all enrolled factors."
    slash = "/reset"
    risk = Risk.HIGH
    scopes = ()

    def effects(self, target: Target) -> list[str]:
        return [f"{target.name} loses all factors."]

    async def observe(self, door: Door, order: Order) -> Observation:
        return Observation({"writes": door.writes})

    def decide(self, seen: Observation, order: Order) -> Decision:
        return Go(Write("POST", f"/users/{order.target.external_id}/reset"))

    def prove(
        self, before: Observation, after: Observation, order: Order, since: datetime
    ) -> Proof:
        return Proof.HOLDS if after.facts["writes"] > before.facts["writes"] else Proof.CANNOT_TELL

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return "3 factors cleared."


class GroupParameters(Parameters):
    group: Annotated[int, Picker("okta.group")] = Field(title="Group")


class Join(Reset):
    """Takes a group."""

    key = "test.join"
    title = "Add to group"
    section = Section.GROUPS
    description = "Give a membership."
    slash = "/join"
    parameters = GroupParameters

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"Added to {order.picked['group'].label}."


class Door:
    """Answers as the test says."""

    def __init__(self) -> None:
        self.writes = 0
        self.kind = Kind.OK

    async def write(self, write: Write) -> Answer:
        good = self.kind is Kind.OK
        self.writes += good
        return Answer(
            self.kind,
            write.method,
            write.path,
            http_status=200 if good else 403,
            error_code=None if good else "E0000006",
            error_summary=None if good else "You do not have permission",
            provider_request_id="req-1",
            duration_ms=12.0,
            advice=None if good else Advice("Give the role.", (NextStep("retry", "Try again"),)),
        )


class HandDurable(Durable):
    """Keeps what was started; the test runs it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ())
        self.waiting: list[tuple[str, Payload]] = []
        self.runs = True

    @property
    def runs_jobs(self) -> bool:
        return self.runs

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
        self.waiting.append((job, payload))

    def start_after(
        self,
        session: AsyncSession,
        job: str,
        *,
        id: str,  # noqa: A002  # as in what it stands for
        payload: Payload,
    ) -> None:
        self.waiting.append((job, payload))


class Desk:
    """One running system but for its engine."""

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self.database = database
        self.live = Live()
        self.door = Door()
        self.durable = HandDurable(database)
        events = Events()
        directory = Directory(
            database,
            self.live,
            events,
            self.durable,
            KeyRing.parse(generate_key()),
            MemoryProvider(),
            sandbox_url=TENANT,
        )
        catalogue = Catalogue([Reset(), Join()])

        async def open_door(_session: AsyncSession, _connection_id: int) -> Any:
            return self.door

        async def token_refused(_connection_id: int, _answer: Answer) -> None:
            raise AssertionError("no test refuses the token here")

        executor = Executor(
            database,
            self.durable,
            events,
            self.live,
            catalogue,
            open_door=open_door,
            token_refused=token_refused,
            reread=directory.refresh_person,
        )
        self.actions = Actions(events, self.live, catalogue, executor)
        self.accounts = Accounts(database, demo=demo)
        self.requests = Requests(self.live, directory, self.accounts, self.actions)
        self.requests.listen(events)
        self.parts = Parts(
            settings=database.settings,
            database=database,
            live=self.live,
            durable=self.durable,
            directory=directory,
            accounts=self.accounts,
            requests=self.requests,
            actions=self.actions,
            demo=demo,
            sandbox_console_url=f"{TENANT}/_sandbox/",
        )
        self.people: dict[str, int] = {}
        self.staff: dict[str, Account] = {}

    async def work(self) -> None:
        """Carry out everything that was started, in its order."""
        while self.durable.waiting:
            job, payload = self.durable.waiting.pop(0)
            for step in self.durable.steps_of(job):
                await self.durable.run_step(job, step, payload)

    async def fill(self) -> None:
        """A connected, imported tenant, and accounts: `maya` administers, `noah` is an agent."""
        directory = self.parts.directory
        await directory.connect(TENANT, TOKEN)
        await self.work()
        async with self.database.transaction() as session:
            await directory.connections.finish_setup(session)
        async with self.database.reading() as session:
            rows, _ = await directory.search(session, status="all")
        self.people = {first_name(row.name): row.id for row in rows}
        await self.add("maya", Role.ADMINISTRATOR)
        await self.add("noah", Role.AGENT)
        await self.add("elena", Role.EMPLOYEE)
        await self.add("jonas", Role.EMPLOYEE)

    async def add(self, key: str, role: Role) -> None:
        """An account for a person of the directory, under the first name."""
        name = next(each for each in PEOPLE if each.lower().startswith(key))
        hashed = await _hashed(self.accounts)
        async with self.database.transaction() as session:
            self.staff[key] = await self.accounts.create(
                session,
                email=email_of(name),
                name=name,
                role=role,
                password_hash=hashed,
                person_id=self.people[key],
            )


_HASHES: list[str] = []


async def _hashed(accounts: Accounts) -> str:
    """One hash serves all: making it takes a tenth of a second."""
    if not _HASHES:
        _HASHES.append(await accounts.hash(PASSWORD))
    return _HASHES[0]
