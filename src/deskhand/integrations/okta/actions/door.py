"""Okta's side of an action's run: looks by id, and the one place a change is sent from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from deskhand.actions.declare import Answer, ObserveError, Write
from deskhand.integrations.okta import advice, listings, records
from deskhand.integrations.okta.buckets import Priority
from deskhand.integrations.okta.client import Caller, Decode, OktaClient, Read, Target
from deskhand.integrations.okta.convert import factor_of, group_of
from deskhand.integrations.okta.errors import OktaError, not_permitted
from deskhand.integrations.okta.paging import Listing, Walk

R = TypeVar("R", bound=records.Record)
T = TypeVar("T")

_NOT_FOUND = "E0000007"


@dataclass(frozen=True, slots=True)
class UserSeen:
    """A user's status now; `transitioning_to` while Okta is still changing it.

    `provider` is who keeps the password: OKTA, ACTIVE_DIRECTORY, LDAP, FEDERATION, ….
    """

    status: str
    transitioning_to: str | None
    provider: str | None
    call: Answer


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """What decides whether a group's members may be changed.

    `has_admin_privilege` is None when Okta does not show it, which is not the same as no.
    """

    type: str
    has_admin_privilege: bool | None
    call: Answer


@dataclass(frozen=True, slots=True)
class AppSeen:
    """Whether an application can be given at all: ACTIVE or INACTIVE."""

    status: str
    call: Answer


@dataclass(frozen=True, slots=True)
class AppUserSeen:
    """How a person has an application: USER (directly), GROUP, or None for not at all."""

    scope: str | None
    call: Answer


@dataclass(frozen=True, slots=True)
class ListSeen:
    """A whole list as facts of JSON kinds, and the call that showed its end."""

    items: list[dict[str, Any]]
    call: Answer


class OktaDoor:
    """Looks raise `ObserveError`; a write is answered, whatever happens, and leaves once."""

    def __init__(self, client: OktaClient) -> None:
        self._client = client
        self._caller = Caller(Priority.ACTION)

    async def user(self, user_id: str) -> UserSeen:
        read = await self._one("/api/v1/users/{id}", user_id, records.USER.one)
        user = read.value
        given = user.credentials.provider if user.credentials is not None else None
        provider = given.type if given is not None else None
        return UserSeen(user.status or "", user.transitioning_to_status, provider, read.answer)

    async def factors(self, user_id: str) -> ListSeen:
        """The enrolled factors that Okta shows: id, type, provider, status and label."""
        found, call = await self._all(listings.FACTORS_OF_USER, user_id)
        items = [
            {
                "id": each.external_id,
                "type": each.type,
                "provider": each.provider,
                "status": each.status,
                "label": each.label,
            }
            for each in map(factor_of, found)
            if each.status != "NOT_SETUP"
        ]
        return ListSeen(items, call)

    async def group(self, group_id: str) -> GroupSeen:
        read = await self._one("/api/v1/groups/{id}", group_id, records.GROUP.one, expand="stats")
        group = read.value
        stats = group.embedded.stats if group.embedded is not None else None
        privilege = stats.has_admin_privilege if stats is not None else None
        return GroupSeen(group.type or "", privilege, read.answer)

    async def groups_of(self, user_id: str) -> ListSeen:
        """All groups a user is in: id and name."""
        found, call = await self._all(listings.GROUPS_OF_USER, user_id)
        items = [{"id": each.external_id, "name": each.name} for each in map(group_of, found)]
        return ListSeen(items, call)

    async def rules_of_member(self, group_id: str, user_id: str) -> list[str] | None:
        """Names of the rules that put a member into a group; None where Okta does not say."""
        template = "/api/v1/groups/{id}/users/{id}/group-rules"
        try:
            target = Target.of(template, group_id, user_id)
            read = await self._client.read(target, records.GROUP_RULE.page, self._caller)
        except OktaError as error:
            # Only newer orgs have it, and not every role may ask.
            if not_permitted(error.answer) or error.answer.http_status in {404, 405}:
                return None
            raise _could_not_look(error) from error
        return [each.name or each.id for each in read.value]

    async def app(self, app_id: str) -> AppSeen:
        read = await self._one("/api/v1/apps/{id}", app_id, records.APP.one)
        return AppSeen(read.value.status or "", read.answer)

    async def app_user(self, app_id: str, user_id: str) -> AppUserSeen:
        """A person's assignment; that Okta knows of none is an answer, not a failure."""
        try:
            target = Target.of("/api/v1/apps/{id}/users/{id}", app_id, user_id)
            read = await self._client.read(target, records.APP_USER.one, self._caller)
        except OktaError as error:
            if error.answer.error_code == _NOT_FOUND:
                return AppUserSeen(None, error.answer)
            raise _could_not_look(error) from error
        return AppUserSeen(read.value.scope or "USER", read.answer)

    async def groups_of_app(self, app_id: str) -> ListSeen:
        """Ids of the groups that an application is assigned to."""
        found, call = await self._all(listings.APP_GROUPS, app_id)
        return ListSeen([{"id": each.id} for each in found], call)

    async def write(self, write: Write) -> Answer:
        return await self._client.write(write, self._caller)

    async def _one(self, template: str, object_id: str, decode: Decode[T], **query: str) -> Read[T]:
        try:
            target = Target.of(template, object_id, **query)
            return await self._client.read(target, decode, self._caller)
        except OktaError as error:
            raise _could_not_look(error) from error

    async def _all(self, listing: Listing[R], object_id: str) -> tuple[list[R], Answer]:
        walk = Walk(self._client, listing, self._caller, _forget, object_id)
        try:
            found = [each async for page in walk.pages() for each in page]
        except OktaError as error:
            raise _could_not_look(error) from error
        return found, walk.answer


def _could_not_look(error: OktaError) -> ObserveError:
    answer = error.answer
    code, title = advice.headline(answer)
    found = answer.advice or advice.refused(answer.error_summary)
    return ObserveError(code, title, found.text, status=502, answer=answer)


def _forget(_note: str) -> None:
    """Oddities of one person's lists change nothing for an action."""
