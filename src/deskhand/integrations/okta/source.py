"""The directory of an Okta org, as the sync reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar

import structlog

from deskhand.directory.source import (
    GroupSnapshot,
    PersonSnapshot,
    SourceApplication,
    SourceAssignment,
    SourceFactor,
    SourceGroup,
    SourceGroupRule,
    SourcePerson,
)
from deskhand.integrations.okta import listings, records
from deskhand.integrations.okta.buckets import Priority
from deskhand.integrations.okta.client import Caller, OktaClient, Target
from deskhand.integrations.okta.convert import (
    application_of,
    assignment_of,
    factor_of,
    group_of,
    group_rule_of,
    owner_of,
    person_of,
)
from deskhand.integrations.okta.errors import OktaError, not_permitted, source_error
from deskhand.integrations.okta.paging import Listing, Walk
from deskhand.integrations.okta.records import Record

log = structlog.get_logger(__name__)

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_MOST_NOTES = 20


class OktaSource:
    """One reading of an org: counts its own calls, remembers what was odd."""

    def __init__(self, client: OktaClient) -> None:
        self._client = client
        self._imports = Caller(Priority.IMPORT)
        self._panel = Caller(Priority.PANEL, self._imports.calls)
        self._notes: list[str] = []

    async def people(self) -> AsyncGenerator[list[SourcePerson]]:
        for listing in (listings.USERS, listings.DEPROVISIONED):
            async for page in self._pages(listing, person_of):
                yield page

    def groups(self) -> AsyncGenerator[list[SourceGroup]]:
        return self._pages(listings.GROUPS, group_of)

    def members(self, group_id: str) -> AsyncGenerator[list[str]]:
        return self._pages(listings.MEMBERS, _id, group_id)

    def applications(self) -> AsyncGenerator[list[SourceApplication]]:
        return self._pages(listings.APPS, application_of)

    def assignments(self, application_id: str) -> AsyncGenerator[list[SourceAssignment]]:
        return self._pages(listings.APP_USERS, assignment_of, application_id)

    def application_groups(self, application_id: str) -> AsyncGenerator[list[str]]:
        return self._pages(listings.APP_GROUPS, _id, application_id)

    def group_rules(self) -> AsyncGenerator[list[SourceGroupRule]]:
        return self._pages(listings.GROUP_RULES, group_rule_of)

    async def group(self, external_id: str) -> GroupSnapshot | None:
        """Two reads at once. Owners are None where we may not see them, or the org has none."""
        group, owners = await asyncio.gather(
            self._group(external_id),
            self._if_permitted(self._all(listings.OWNERS, external_id)),
            return_exceptions=True,
        )
        if isinstance(group, OktaError) and group.answer.http_status == 404:
            return None
        try:
            found = _value(owners)
            return GroupSnapshot(
                group_of(_value(group)),
                tuple(map(owner_of, found)) if found is not None else None,
            )
        except OktaError as error:
            raise source_error(error) from error

    async def person(self, external_id: str) -> PersonSnapshot | None:
        """Four reads at once. Factors and applications are None where we may not see them."""
        user, groups, factors, applications = await asyncio.gather(
            self._user(external_id),
            self._all(listings.GROUPS_OF_USER, external_id),
            self._if_permitted(self._all(listings.FACTORS_OF_USER, external_id)),
            self._if_permitted(self._applications(external_id)),
            return_exceptions=True,
        )
        if isinstance(user, OktaError) and user.answer.http_status == 404:
            return None
        try:
            return PersonSnapshot(
                person_of(_value(user)),
                tuple(map(group_of, _value(groups))),
                _factors(_value(factors)),
                _value(applications),
            )
        except OktaError as error:
            raise source_error(error) from error

    def calls(self) -> dict[str, int]:
        return dict(self._imports.calls)

    def pace(self) -> str | None:
        return self._client.gate.pace()

    def notes(self) -> list[str]:
        """What an administrator should know of the answers although nothing failed."""
        return list(self._notes)

    async def _pages(
        self, listing: Listing[R], convert: Callable[[R], T], *ids: str
    ) -> AsyncGenerator[list[T]]:
        walk = Walk(self._client, listing, self._imports, self._note, *ids)
        try:
            async for page in walk.pages():
                yield [convert(each) for each in page]
        except OktaError as error:
            raise source_error(error) from error

    async def _all(self, listing: Listing[R], external_id: str) -> list[R]:
        walk = Walk(self._client, listing, self._panel, self._note, external_id)
        return [each async for page in walk.pages() for each in page]

    async def _user(self, external_id: str) -> records.User:
        target = Target.of("/api/v1/users/{id}", external_id)
        return (await self._client.read(target, records.USER.one, self._panel)).value

    async def _group(self, external_id: str) -> records.Group:
        target = Target.of("/api/v1/groups/{id}", external_id, **listings.GROUPS.query)
        return (await self._client.read(target, records.GROUP.one, self._panel)).value

    async def _applications(
        self, external_id: str
    ) -> tuple[tuple[str, SourceAssignment], ...] | None:
        """Assignments that Okta embeds in the applications; None when it does not."""
        walk = Walk(self._client, listings.apps_of_user(external_id), self._panel, self._note)
        found: list[tuple[str, SourceAssignment]] = []
        async for page in walk.pages():
            for app in page:
                if app.embedded is None or app.embedded.user is None:
                    return None
                found.append((app.id, assignment_of(app.embedded.user)))
        return tuple(found)

    async def _if_permitted(self, read: Awaitable[T]) -> T | None:
        try:
            return await read
        except OktaError as error:
            # Okta also says 404 of what our account may not see.
            if not_permitted(error.answer) or error.answer.http_status == 404:
                return None
            raise

    def _note(self, text: str) -> None:
        log.warning("okta.odd_answer", what=text, org=self._client.base_url)
        if text not in self._notes and len(self._notes) < _MOST_NOTES:
            self._notes.append(text)


def _id(record: records.Ref) -> str:
    return record.id


def _value(found: T | BaseException) -> T:
    if isinstance(found, BaseException):
        raise found
    return found


def _factors(found: list[records.Factor] | None) -> tuple[SourceFactor, ...] | None:
    """Enrolled ones only: Okta may list what could be enrolled too."""
    if found is None:
        return None
    return tuple(factor_of(each) for each in found if each.status != "NOT_SETUP")
