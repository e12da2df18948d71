"""A tenant in memory, and a directory on it whose jobs are run by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.provider import ActsAs, ConnectionAccess, Probe
from deskhand.directory.service import Directory
from deskhand.directory.source import (
    GroupSnapshot,
    PersonSnapshot,
    SourceApplication,
    SourceAssignment,
    SourceError,
    SourceFactor,
    SourceGroup,
    SourceGroupRule,
    SourceOwner,
    SourcePerson,
)
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Payload
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live

PAGE = 50


class Tenant:
    """What an identity provider holds, and how it misbehaves."""

    def __init__(self, people: int, groups: int, applications: int) -> None:
        self.people = {
            f"u{n}": SourcePerson(
                f"u{n}",
                "ACTIVE",
                f"user{n}@acme.example",
                f"user{n}@acme.example",
                {"firstName": "User", "lastName": f"Number{n}", "department": f"Dept {n % 7}"},
            )
            for n in range(people)
        }
        self.groups = {
            f"g{n}": SourceGroup(f"g{n}", "OKTA_GROUP", f"Group {n}") for n in range(groups)
        }
        self.groups["everyone"] = SourceGroup("everyone", "BUILT_IN", "Everyone", everyone=True)
        self.applications = {
            f"a{n}": SourceApplication(f"a{n}", "saml", f"App {n}", "ACTIVE", "SAML_2_0")
            for n in range(applications)
        }
        self.members = {
            g: {f"u{n}" for n in range(people) if n % groups == i or n % (groups + 1) == i}
            for i, g in enumerate(self.groups)
            if g != "everyone"
        }
        self.assignments = {
            a: {
                f"u{n}": SourceAssignment(f"u{n}", "USER", "ACTIVE")
                for n in range(people)
                if n % applications == i
            }
            for i, a in enumerate(self.applications)
        }
        self.application_groups = {a: {"g0", "everyone"} for a in self.applications}
        self.rules: dict[str, SourceGroupRule] = {}
        self.owners: tuple[SourceOwner, ...] | None = ()
        self.factors = (SourceFactor("f1", "push", "OKTA", "ACTIVE", "Okta Verify"),)
        self.calls: Counter[str] = Counter()
        self.faults: dict[str, Exception] = {}
        self.before: dict[str, Callable[[], Awaitable[None]]] = {}
        self.org_id = "00o1"
        self.token = "secret"

    def member_pairs(self) -> set[tuple[str, str]]:
        return {(g, u) for g, members in self.members.items() for u in members}

    def assignment_rows(self) -> set[tuple[str, str, str]]:
        return {
            (a, u, each.scope) for a, rows in self.assignments.items() for u, each in rows.items()
        }

    def remove_person(self, key: str) -> None:
        del self.people[key]
        for members in self.members.values():
            members.discard(key)
        for rows in self.assignments.values():
            rows.pop(key, None)

    def fail(self, what: str, status: int, code: str, *, broken: bool = False) -> None:
        self.faults[what] = SourceError(
            "token_invalid" if broken else "okta_refused",
            f"Okta answered {status}",
            "It said no.",
            http_status=status,
            error_code=code,
            provider_request_id="req-1",
            connection_broken=broken,
        )


class TenantSource:
    """The tenant's pages."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._calls: Counter[str] = Counter()

    def people(self) -> AsyncIterator[list[SourcePerson]]:
        return self._pages("users", list(self._tenant.people.values()))

    def groups(self) -> AsyncIterator[list[SourceGroup]]:
        return self._pages("groups", list(self._tenant.groups.values()))

    def members(self, group_id: str) -> AsyncIterator[list[str]]:
        return self._pages(f"members/{group_id}", sorted(self._tenant.members.get(group_id, ())))

    def applications(self) -> AsyncIterator[list[SourceApplication]]:
        return self._pages("apps", list(self._tenant.applications.values()))

    def assignments(self, application_id: str) -> AsyncIterator[list[SourceAssignment]]:
        rows = self._tenant.assignments.get(application_id, {})
        return self._pages(f"assignments/{application_id}", list(rows.values()))

    def application_groups(self, application_id: str) -> AsyncIterator[list[str]]:
        groups = self._tenant.application_groups.get(application_id, ())
        return self._pages(f"app_groups/{application_id}", sorted(groups))

    def group_rules(self) -> AsyncIterator[list[SourceGroupRule]]:
        return self._pages("rules", list(self._tenant.rules.values()))

    async def group(self, external_id: str) -> GroupSnapshot | None:
        self._call(f"group/{external_id}")
        await asyncio.sleep(0)
        found = self._tenant.groups.get(external_id)
        owners = self._tenant.owners
        hook = self._tenant.before.get(f"group/{external_id}")
        if hook is not None:
            await hook()
        return None if found is None else GroupSnapshot(found, owners)

    async def person(self, external_id: str) -> PersonSnapshot | None:
        self._call(f"person/{external_id}")
        await asyncio.sleep(0)
        tenant = self._tenant
        if external_id not in tenant.people:
            return None
        found = PersonSnapshot(
            tenant.people[external_id],
            tuple(
                tenant.groups[g]
                for g in tenant.groups
                if g == "everyone" or external_id in tenant.members[g]
            ),
            tenant.factors,
            tuple(
                (a, rows[external_id])
                for a, rows in tenant.assignments.items()
                if external_id in rows
            ),
        )
        hook = tenant.before.get(f"person/{external_id}")
        if hook is not None:
            await hook()
        return found

    def calls(self) -> dict[str, int]:
        return dict(self._calls)

    def notes(self) -> list[str]:
        return []

    def pace(self) -> str | None:
        return None

    async def _pages(self, what: str, items: list[Any]) -> AsyncIterator[list[Any]]:
        for number, start in enumerate(range(0, max(1, len(items)), PAGE)):
            self._call(what)
            self._call(f"{what}:{number}")
            hook = self._tenant.before.get(f"{what}:{number}")
            if hook is not None:
                await hook()
            # Give way as a real call would.
            await asyncio.sleep(0)
            yield items[start : start + PAGE]

    def _call(self, what: str) -> None:
        if ":" not in what:
            self._calls[what.partition("/")[0]] += 1
            self._tenant.calls[what] += 1
        if what in self._tenant.faults:
            raise self._tenant.faults[what]


class TenantProvider:
    """The integration with the tenant."""

    key = "okta"
    title = "Okta"
    description = "People, groups and applications"

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.forgotten: list[int] = []

    async def probe(self, domain: str, secret: str) -> Probe:
        if "nowhere" in domain:
            raise DeskhandError("unreachable", "No answer", "Check the domain.", status=422)
        if secret != self.tenant.token:
            raise SourceError(
                "token_invalid",
                "Okta does not know this token",
                http_status=401,
                error_code="E0000011",
                connection_broken=True,
            )
        acts_as = ActsAs("u0", "User Number0", "user0@acme.example")
        return Probe(domain.rstrip("/"), self.tenant.org_id, "Identity Engine", acts_as)

    async def confirm(self, access: ConnectionAccess) -> None:
        await self.probe(access.base_url, access.secret)

    def source(self, access: ConnectionAccess) -> TenantSource:
        assert access.secret
        return TenantSource(self.tenant)

    def forget(self, connection_id: int) -> None:
        self.forgotten.append(connection_id)

    def admin_url(self, base_url: str) -> str | None:
        return None

    def person_url(self, base_url: str, external_id: str) -> str | None:
        return None

    def group_url(self, base_url: str, external_id: str) -> str | None:
        return f"{base_url}/group/{external_id}"

    def application_url(self, base_url: str, name: str, external_id: str) -> str | None:
        return f"{base_url}/app/{name}/{external_id}"


class HandDurable(Durable):
    """Keeps what was enqueued; the test runs it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ())
        self.enqueued: list[tuple[str, Payload]] = []
        self.ended: set[str] = set()

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
        self.enqueued.append((id, payload))

    async def has_ended(self, id: str) -> bool:  # noqa: A002  # as in what it stands for
        return id in self.ended


class Desk:
    """The directory under test with all that is around it."""

    def __init__(self, database: Database, tenant: Tenant) -> None:
        self.database = database
        self.tenant = tenant
        self.live = Live()
        self.provider = TenantProvider(tenant)
        self.durable = HandDurable(database)
        self._keys = KeyRing.parse(generate_key())
        self.directory = self.make(self.durable)

    def make(self, durable: Durable) -> Directory:
        """The directory on another engine, with the same key."""
        return Directory(
            self.database,
            self.live,
            Events(),
            durable,
            self._keys,
            self.provider,
            sandbox_url="http://127.0.0.1:8090",
        )

    async def run(self) -> Any:
        """Carry out the newest enqueued sync and give its row."""
        _, payload = self.durable.enqueued[-1]
        await self.directory.sync.read(payload)
        await self.directory.sync.settle(payload)
        async with self.database.reading() as session:
            return await self.directory.sync.get(session, payload["run_id"])

    async def sync(self) -> Any:
        """Start one and carry it out."""
        async with self.database.transaction() as session:
            await self.directory.start_sync(session)
        return await self.run()

    async def import_all(self) -> Any:
        await self.directory.connect("http://127.0.0.1:8090", self.tenant.token)
        run = await self.run()
        assert run.state == "succeeded", run.problem
        return run


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(people=230, groups=12, applications=7)


@pytest.fixture
async def desk(database: Database, tenant: Tenant) -> Desk:
    return Desk(database, tenant)
