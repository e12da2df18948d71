"""A whole desk for tests of the web: real parts, a tenant in memory, jobs that the test runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Answer
from deskhand.actions.execute import Executor
from deskhand.actions.secrets import Secrets
from deskhand.actions.service import Actions
from deskhand.directory.service import Directory
from deskhand.directory.wanted import Wanted
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Payload
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.kernel.permissions import Role
from deskhand.requests.service import Requests
from deskhand.web.parts import Parts
from tests.web.memory import (
    PEOPLE,
    TENANT,
    TOKEN,
    Door,
    End,
    Hand,
    Join,
    MemoryProvider,
    Reset,
    email_of,
    first_name,
)

PASSWORD = "correct horse battery"


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
        keys = KeyRing.parse(generate_key())
        directory = Directory(
            database,
            self.live,
            events,
            self.durable,
            keys,
            MemoryProvider(),
            sandbox_url=TENANT,
        )
        catalogue = Catalogue([Reset(), Hand(), End(), Join()])
        secrets = Secrets(database, self.live, keys, catalogue)

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
            secrets,
            open_door=open_door,
            token_refused=token_refused,
            reread=directory.refresh_person,
        )
        self.actions = Actions(events, self.live, catalogue, executor, secrets)
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
            rows, _ = await directory.search(session, Wanted(status="all"))
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
