"""Groups of the directory: list, one group, its members, fresh read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict

from deskhand.directory.groups import GroupProfile, GroupRow
from deskhand.directory.wanted import GROUP_SORTS
from deskhand.kernel.permissions import Permission
from deskhand.web.api.people import Offset, Search, one_of
from deskhand.web.api.person_views import MembershipSource, ObjectId, PersonRowView, row_view
from deskhand.web.api.views import MOST_ID, VerdictView, verdict_view
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["groups"], responses=PROBLEMS)

GroupId = Annotated[int, Path(ge=1, le=MOST_ID)]
GroupType = Literal["OKTA_GROUP", "APP_GROUP", "BUILT_IN"]


class GroupRowView(BaseModel):
    """One line of the list of groups; `source` is the application an imported one comes from.

    `changed_at` is when the group itself or its members last changed in Okta.
    """

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    okta_id: str
    name: str
    description: str | None
    type: str
    type_label: str
    source: str | None
    members_count: int
    apps_count: int
    rules_count: int
    has_admin_privilege: bool | None
    changed_at: datetime | None
    missing_since: datetime | None


class GroupsView(BaseModel):
    """`total` counts all that match; `synced_at` says how fresh the whole list is."""

    items: list[GroupRowView]
    total: int
    synced_at: datetime | None


class GroupAppView(BaseModel):
    """An application that members of the group get."""

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    label: str
    sign_on: str | None
    status: str


class GroupRuleView(BaseModel):
    """A rule that puts people into the group; Okta lets it exclude at most 100 of them."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    status: str
    expression: str
    excluded_count: int


class OwnerView(BaseModel):
    """`id` is ours; null for whom the directory does not know."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["person", "group"]
    id: ObjectId | None
    name: str


class GroupView(GroupRowView):
    """One group with what hangs on it; `owners` is null until they were read from Okta.

    `rules_as_of` is null while rules could not be read: then no rule says nothing.
    """

    apps: list[GroupAppView]
    rules: list[GroupRuleView]
    rules_as_of: datetime | None
    owners: list[OwnerView] | None
    owners_as_of: datetime | None
    members_as_of: datetime | None
    writable: VerdictView
    okta_url: str | None


class MemberView(PersonRowView):
    """A member, and where the membership comes from."""

    source: MembershipSource
    source_label: str


class MembersView(BaseModel):
    items: list[MemberView]
    total: int


@router.get(
    "/groups",
    operation_id="searchGroups",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def search_groups(
    parts: PartsDep,
    session: Reading,
    q: Search = "",
    type: GroupType | None = None,  # noqa: A002  # the name of the parameter in the address
    admin: bool | None = None,
    sort: Annotated[str, one_of(GROUP_SORTS)] = "name",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> GroupsView:
    """Groups whose name has all words of `q`.

    `admin`: only those that carry Okta administrator rights, or only those known not to. `sort` is
    a column, with `-` in front for the other direction.
    """
    rows, total = await parts.directory.groups(
        session, query=q, type_=type, admin=admin, sort=sort, limit=limit, offset=offset
    )
    connection = await parts.directory.connection(session)
    return GroupsView(
        items=[GroupRowView.model_validate(row) for row in rows],
        total=total,
        synced_at=connection.synced_at,
    )


@router.get(
    "/groups/{group_id}",
    operation_id="getGroup",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def get_group(group_id: GroupId, parts: PartsDep, session: Reading) -> GroupView:
    """One group with its applications, rules and owners as last read."""
    return _view(await parts.directory.group(session, group_id))


@router.get(
    "/groups/{group_id}/members",
    operation_id="listGroupMembers",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def list_group_members(
    group_id: GroupId,
    parts: PartsDep,
    session: Reading,
    q: Search = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> MembersView:
    """Members in every status by name; those of Everyone are all people."""
    members, total = await parts.directory.members(
        session, group_id, query=q, limit=limit, offset=offset
    )
    return MembersView(
        items=[
            MemberView(
                **row_view(each.person).model_dump(),
                source=each.source,
                source_label=each.source_label,
            )
            for each in members
        ],
        total=total,
    )


@router.post(
    "/groups/{group_id}/refresh",
    operation_id="refreshGroup",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def refresh_group(
    group_id: GroupId,
    parts: PartsDep,
    max_age: Annotated[
        int, Query(ge=0, le=3600, description="Seconds for which an earlier fresh read will do.")
    ] = 0,
) -> GroupView:
    """Read the group, its administrator flag and its owners anew from Okta by id."""
    await parts.directory.refresh_group(group_id, max_age=max_age)
    # A session of its own, opened after the read: what it shows is what was just written.
    async with parts.database.reading() as session:
        return _view(await parts.directory.group(session, group_id))


def _view(profile: GroupProfile) -> GroupView:
    row: GroupRow = profile.row
    return GroupView(
        **GroupRowView.model_validate(row).model_dump(),
        apps=[GroupAppView.model_validate(each) for each in profile.apps],
        rules=[GroupRuleView.model_validate(each) for each in profile.rules],
        rules_as_of=profile.rules_as_of,
        owners=None
        if profile.owners is None
        else [OwnerView.model_validate(each) for each in profile.owners],
        owners_as_of=profile.owners_as_of,
        members_as_of=profile.members_as_of,
        writable=VerdictView.model_validate(verdict_view(profile.writable)),
        okta_url=profile.okta_url,
    )
