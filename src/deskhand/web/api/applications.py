"""Applications of the directory: list, one application, who has it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict

from deskhand.directory.wanted import APPLICATION_SORTS
from deskhand.kernel.permissions import Permission
from deskhand.web.api.people import Offset, Search, one_of
from deskhand.web.api.person_views import GroupNameView, ObjectId, PersonRowView, row_view
from deskhand.web.api.views import MOST_ID
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["applications"], responses=PROBLEMS)

ApplicationId = Annotated[int, Path(ge=1, le=MOST_ID)]


class ApplicationRowView(BaseModel):
    """One line of the list of applications.

    `sign_on` is in people's words; directories and HR sources have none of Okta's and say so.
    """

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    okta_id: str
    label: str
    name: str
    status: str
    sign_on: str
    people_count: int
    groups_count: int
    provisioning: bool
    first_party: bool
    changed_at: datetime | None
    missing_since: datetime | None


class SignOnFacetView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    value: str
    count: int


class ApplicationsView(BaseModel):
    """`total` counts all that match; `sign_ons` are those there are, to filter by."""

    items: list[ApplicationRowView]
    total: int
    sign_ons: list[SignOnFacetView]
    synced_at: datetime | None


class ApplicationGroupView(BaseModel):
    """A group that the application is assigned to."""

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    name: str
    type_label: str
    members_count: int


class ApplicationView(ApplicationRowView):
    """One application with the groups that give it, and what its provisioning does."""

    groups: list[ApplicationGroupView]
    features: list[str]
    assignments_as_of: datetime | None
    okta_url: str | None


class HolderView(PersonRowView):
    """Somebody who has the application, and how."""

    direct: bool
    via: list[GroupNameView]
    path_label: str
    assignment_status: str


class HoldersView(BaseModel):
    items: list[HolderView]
    total: int


@router.get(
    "/applications",
    operation_id="searchApplications",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def search_applications(
    parts: PartsDep,
    session: Reading,
    q: Search = "",
    status: Literal["ACTIVE", "INACTIVE"] | None = None,
    sign_on: Search | None = None,
    first_party: bool = False,
    sort: Annotated[str, one_of(APPLICATION_SORTS)] = "name",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> ApplicationsView:
    """Applications whose label has all words of `q`.

    `sign_on` is one of the answer's `sign_ons`; with `first_party` Okta's own consoles are listed
    too. `sort` is a column, with `-` in front for the other direction.
    """
    found = await parts.directory.applications(
        session,
        query=q,
        status=status,
        sign_on=sign_on,
        first_party=first_party,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    connection = await parts.directory.connection(session)
    return ApplicationsView(
        items=[ApplicationRowView.model_validate(row) for row in found.rows],
        total=found.total,
        sign_ons=[SignOnFacetView.model_validate(each) for each in found.sign_ons],
        synced_at=connection.synced_at,
    )


@router.get(
    "/applications/{application_id}",
    operation_id="getApplication",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def get_application(
    application_id: ApplicationId, parts: PartsDep, session: Reading
) -> ApplicationView:
    """One application with the groups that it is assigned to."""
    found = await parts.directory.application(session, application_id)
    return ApplicationView(
        **ApplicationRowView.model_validate(found.row).model_dump(),
        groups=[ApplicationGroupView.model_validate(each) for each in found.groups],
        features=found.features,
        assignments_as_of=found.assignments_as_of,
        okta_url=found.okta_url,
    )


@router.get(
    "/applications/{application_id}/people",
    operation_id="listApplicationPeople",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def list_application_people(
    application_id: ApplicationId,
    parts: PartsDep,
    session: Reading,
    q: Search = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> HoldersView:
    """People in every status who have the application, by name, and how each got it."""
    holders, total = await parts.directory.holders(
        session, application_id, query=q, limit=limit, offset=offset
    )
    return HoldersView(
        items=[
            HolderView(
                **row_view(each.person).model_dump(),
                direct=each.direct,
                via=[GroupNameView.model_validate(group) for group in each.via],
                path_label=each.path_label,
                assignment_status=each.assignment_status,
            )
            for each in holders
        ],
        total=total,
    )
