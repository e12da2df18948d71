"""People of the directory: list, what to filter it by, profile, fresh read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict

from deskhand.directory import status as statuses
from deskhand.directory.people import Access, PersonRow
from deskhand.directory.wanted import SORTS, Wanted
from deskhand.kernel.permissions import Permission
from deskhand.web.api.person_views import PersonRowView, PersonView, person_view, row_view
from deskhand.web.api.views import MOST_ID, PersonId, Text
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["people"], responses=PROBLEMS)

RowId = Annotated[int, Query(ge=1, le=MOST_ID)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Search = Annotated[Text, Query(max_length=200)]

_STATUSES = ("visible", "all", "transitioning", *statuses.GROUPS, *statuses.ALL)


# Of one more digit, not every number is one that a database can hold.
_ID = re.compile(r"[1-9][0-9]{0,17}")
_MOST_IDS = 200


def one_of(sorts: Sequence[str]) -> AfterValidator:
    """What a list is sorted by: one of these, with - in front for the other direction."""

    def known(wanted: str) -> str:
        if wanted.removeprefix("-") not in sorts:
            raise ValueError(
                f"Use one of {', '.join(sorts)}, with - in front for the other direction"
            )
        return wanted

    return AfterValidator(known)


def _known_status(wanted: str) -> str:
    if wanted not in _STATUSES:
        raise ValueError(f"Use one of {', '.join(_STATUSES)}")
    return wanted


def _few_ids(wanted: str | None) -> str | None:
    if wanted is not None:
        ids = wanted.split(",")
        if len(ids) > _MOST_IDS or not all(_ID.fullmatch(each) for each in ids):
            raise ValueError(f"Use at most {_MOST_IDS} ids, with commas between them")
    return wanted


class ListedPersonView(PersonRowView):
    """`groups` and `apps` are names in their order, and null unless they were asked for."""

    groups: list[str] | None
    apps: list[str] | None


class PeopleView(BaseModel):
    """`total` counts all that match; `synced_at` says how fresh the whole list is."""

    items: list[ListedPersonView]
    total: int
    synced_at: datetime | None


class FacetView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    value: str
    count: int


class StatusFacetView(FacetView):
    label: str


class FacetsView(BaseModel):
    """What people can be filtered by, the most frequent first, at most 200 each.

    Departments and locations are those of visible people; states are counted over everybody.
    """

    model_config = ConfigDict(from_attributes=True)

    departments: list[FacetView]
    locations: list[FacetView]
    statuses: list[StatusFacetView]


@router.get(
    "/people",
    operation_id="searchPeople",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def search_people(
    parts: PartsDep,
    session: Reading,
    q: Search = "",
    status: Annotated[str, AfterValidator(_known_status)] = "visible",
    department: Search | None = None,
    location: Search | None = None,
    group: RowId | None = None,
    app: RowId | None = None,
    manager: Literal["missing"] | None = None,
    ids: Annotated[str | None, AfterValidator(_few_ids)] = None,
    access: bool = False,
    sort: Annotated[str, one_of(SORTS)] = "name",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> PeopleView:
    """People whose name, e-mail, title, department or employee number has all words of `q`.

    `status` is `visible` (active and provisioned), `all`, `transitioning` (Okta is changing it), one
    of the five groups, or one of Okta's eight states. `department` and `location` are exact, as
    shown; `ids` are at most 200 with commas between them; `sort` is a column, with `-` in front for
    the other direction. With `access`, each has the names of his groups and applications.
    """
    wanted = Wanted(
        query=q,
        status=status,
        department=department,
        location=location,
        group=group,
        app=app,
        manager_missing=manager == "missing",
        ids=None if ids is None else tuple(map(int, ids.split(","))),
    )
    rows, total = await parts.directory.search(
        session, wanted, sort=sort, limit=limit, offset=offset
    )
    has = await parts.directory.people_access(session, [row.id for row in rows]) if access else {}
    connection = await parts.directory.connection(session)
    return PeopleView(
        items=[_listed(row, has.get(row.id)) for row in rows],
        total=total,
        synced_at=connection.synced_at,
    )


@router.get(
    "/people/facets",
    operation_id="listPeopleFacets",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def list_people_facets(parts: PartsDep, session: Reading) -> FacetsView:
    """The departments, locations and states that the list of people can be filtered by."""
    return FacetsView.model_validate(await parts.directory.facets(session))


@router.get(
    "/people/{person_id}",
    operation_id="getPerson",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def get_person(person_id: PersonId, parts: PartsDep, session: Reading) -> PersonView:
    """One person with attributes, groups, applications and factors as last read."""
    profile = await parts.directory.profile(session, person_id)
    return person_view(profile, await parts.directory.person_url(session, profile.person))


@router.post(
    "/people/{person_id}/refresh",
    operation_id="refreshPerson",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def refresh_person(
    person_id: PersonId,
    parts: PartsDep,
    max_age: Annotated[
        int, Query(ge=0, le=3600, description="Seconds for which an earlier fresh read will do.")
    ] = 0,
) -> PersonView:
    """Read the person anew from Okta by id, with groups, applications and factors."""
    await parts.directory.refresh_person(person_id, max_age=max_age)
    # A session of its own, opened after the read: what it shows is what was just written.
    async with parts.database.reading() as session:
        profile = await parts.directory.profile(session, person_id)
        return person_view(profile, await parts.directory.person_url(session, profile.person))


def _listed(row: PersonRow, access: Access | None) -> ListedPersonView:
    return ListedPersonView(
        **row_view(row).model_dump(),
        groups=access and access.groups,
        apps=access and access.apps,
    )
