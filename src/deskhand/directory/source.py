"""What the sync needs from an identity provider. An integration implements it; nothing else does.

Every iterator yields whole pages and ends normally only when the provider's list was read to its
end. When it cannot be, it raises `SourceError`: the sync then changes nothing of that collection
that depends on completeness.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec

from deskhand.kernel.errors import DeskhandError


class SourcePerson(msgspec.Struct, frozen=True, gc=False):
    """One user. `profile` holds every attribute, custom ones too, as the provider sent them."""

    external_id: str
    status: str
    login: str
    email: str
    profile: dict[str, Any]
    user_type_id: str | None = None
    transitioning_to: str | None = None
    credential_provider: str | None = None
    created: datetime | None = None
    activated: datetime | None = None
    status_changed: datetime | None = None
    last_login: datetime | None = None
    password_changed: datetime | None = None
    last_updated: datetime | None = None


class SourceGroup(msgspec.Struct, frozen=True, gc=False):
    """One group. `everyone` marks the built-in group of all users, whose members are not listed."""

    external_id: str
    type: str
    name: str
    description: str | None = None
    everyone: bool = False
    has_admin_privilege: bool | None = None
    source_app_id: str | None = None
    last_updated: datetime | None = None
    last_membership_updated: datetime | None = None


class SourceApplication(msgspec.Struct, frozen=True, gc=False):
    """One application instance; `first_party` marks the provider's own consoles."""

    external_id: str
    name: str
    label: str
    status: str
    sign_on_mode: str | None
    features: tuple[str, ...] = ()
    first_party: bool = False
    last_updated: datetime | None = None


class SourceAssignment(msgspec.Struct, frozen=True, gc=False):
    """A person's assignment to an application: USER (direct, maybe also by group) or GROUP."""

    person_id: str
    scope: str
    status: str
    sync_state: str | None = None


class SourceGroupRule(msgspec.Struct, frozen=True, gc=False):
    """A rule that puts people into groups, but for those whom it excludes."""

    external_id: str
    name: str
    status: str
    expression: str
    group_ids: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class SourceOwner(msgspec.Struct, frozen=True, gc=False):
    """An owner of a group: `kind` is person or group."""

    external_id: str
    kind: str
    name: str


class SourceFactor(msgspec.Struct, frozen=True, gc=False):
    """An enrolled factor, without anything secret."""

    external_id: str
    type: str
    provider: str
    status: str
    label: str
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonSnapshot:
    """One person read by id, with what hangs on him: the on-demand re-read."""

    person: SourcePerson
    groups: tuple[SourceGroup, ...]
    factors: tuple[SourceFactor, ...] | None
    applications: tuple[tuple[str, SourceAssignment], ...] | None


@dataclass(frozen=True, slots=True)
class GroupSnapshot:
    """One group read by id; `owners` is None where we may not see them."""

    group: SourceGroup
    owners: tuple[SourceOwner, ...] | None


@dataclass(eq=False)
class SourceError(DeskhandError):
    """The provider could not be read. The fields beside the message prove what it said."""

    http_status: int | None = None
    error_code: str | None = None
    provider_request_id: str | None = None
    connection_broken: bool = False
    steps: list[Any] = field(default_factory=list)


class DirectorySource(Protocol):
    """Pages of one tenant. Identifiers are the provider's own."""

    def people(self) -> AsyncIterator[list[SourcePerson]]:
        """Every user in every status, each once (a user that moves may come twice)."""

    def groups(self) -> AsyncIterator[list[SourceGroup]]:
        """Every group."""

    def members(self, group_id: str) -> AsyncIterator[list[str]]:
        """Ids of one group's members."""

    def applications(self) -> AsyncIterator[list[SourceApplication]]:
        """Every application."""

    def assignments(self, application_id: str) -> AsyncIterator[list[SourceAssignment]]:
        """People assigned to one application, directly or by group."""

    def application_groups(self, application_id: str) -> AsyncIterator[list[str]]:
        """Ids of the groups that one application is assigned to."""

    def group_rules(self) -> AsyncIterator[list[SourceGroupRule]]:
        """Every rule that puts people into groups."""

    async def group(self, external_id: str) -> GroupSnapshot | None:
        """One group by id with its owners; None when it is gone."""

    async def person(self, external_id: str) -> PersonSnapshot | None:
        """One person by id with groups, factors and applications; None when he is gone."""

    def calls(self) -> dict[str, int]:
        """Calls made through this source so far, by method and endpoint template."""

    def notes(self) -> list[str]:
        """What was odd in the answers although nothing failed, for administrators."""

    def pace(self) -> str | None:
        """What bounds the speed, for people: "Okta allows 45 app calls a minute"; None if unknown."""
