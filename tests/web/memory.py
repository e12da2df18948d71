"""An identity provider in memory: a small tenant, actions on it, and a door that obeys the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import Field

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
    Reveals,
    Risk,
    SecretKind,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.directory.provider import ActsAs, ConnectionAccess, Probe
from deskhand.directory.source import (
    GroupSnapshot,
    PersonSnapshot,
    SourceApplication,
    SourceAssignment,
    SourceError,
    SourceGroup,
    SourceGroupRule,
    SourceOwner,
    SourcePerson,
)
from deskhand.kernel.errors import NextStep
from deskhand.kernel.permissions import Role

TENANT = "http://127.0.0.1:8090"
TOKEN = "the-token-of-okta"
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

    async def group_rules(self) -> AsyncIterator[list[SourceGroupRule]]:
        yield [SourceGroupRule("r1", "Design", "ACTIVE", 'user.department=="Design"', ("g2",))]

    async def group(self, external_id: str) -> GroupSnapshot | None:
        if external_id not in GROUPS:
            return None
        owner = SourceOwner("u1", "person", PEOPLE[1])
        return GroupSnapshot(SourceGroup(external_id, "OKTA_GROUP", GROUPS[external_id]), (owner,))

    async def person(self, external_id: str) -> PersonSnapshot | None:
        found = next((each for each in self._people if each.external_id == external_id), None)
        return PersonSnapshot(found, (), (), ()) if found is not None else None

    def calls(self) -> dict[str, int]:
        return {}

    def notes(self) -> list[str]:
        return []

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

    def group_url(self, base_url: str, external_id: str) -> str | None:
        return None

    def application_url(self, base_url: str, name: str, external_id: str) -> str | None:
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

    def prove(self, trial: Trial) -> Proof:
        more = trial.after.facts["writes"] > trial.before.facts["writes"]
        return Proof.HOLDS if more else Proof.CANNOT_TELL

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


class Hand(Reset):
    """Sets a temporary password, which the answer tells once."""

    key = "test.hand"
    title = "Reset password"
    slash = "/hand"

    def reveals(self, order: Order) -> SecretKind | None:
        return SecretKind.TEMPORARY_PASSWORD

    def decide(self, seen: Observation, order: Order) -> Decision:
        told = Reveals(SecretKind.TEMPORARY_PASSWORD, "tempPassword")
        return Go(Write("POST", f"/users/{order.target.external_id}/expire", reveals=told))

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return "A temporary password was set."


class End(Reset):
    """For administrators, who type the name."""

    key = "test.end"
    title = "Deprovision user"
    slash = "/end"
    needs_role = Role.ADMINISTRATOR
    restriction = "Only an administrator may deprovision people."
    typed_name = True


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
            secret="hush-hush-1" if good and write.reveals else None,
            advice=None if good else Advice("Give the role.", (NextStep("retry", "Try again"),)),
        )
