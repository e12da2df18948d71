"""People of the directory: list, profile, fresh read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from deskhand.directory import status as statuses
from deskhand.directory.people import PersonRow, Profile
from deskhand.kernel.permissions import Permission
from deskhand.web.api.views import PersonId, Text
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["people"], responses=PROBLEMS)

ObjectId = Annotated[str, BeforeValidator(str)]
"""Ids of everything but people are opaque text on the wire."""

_STATUSES = ("visible", "all", *statuses.GROUPS, *statuses.ALL)


def _known_status(wanted: str) -> str:
    if wanted not in _STATUSES:
        raise ValueError(f"Use one of {', '.join(_STATUSES)}")
    return wanted


class PersonRowView(BaseModel):
    """One line of the list of people; `status_label` groups Okta's eight states into five."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    okta_id: str
    name: str
    email: str
    login: str
    status: str
    status_label: str
    status_badge: str | None
    title: str | None
    department: str | None
    manager: str | None
    location: str | None
    groups_count: int
    apps_count: int


class PeopleView(BaseModel):
    """`total` counts all that match; `synced_at` says how fresh the whole list is."""

    items: list[PersonRowView]
    total: int
    synced_at: datetime | None


class AttributeView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str
    value: str
    custom: bool


class PersonGroupView(BaseModel):
    """`type` is OKTA_GROUP, APP_GROUP or BUILT_IN."""

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    name: str
    type: str
    type_label: str


class PersonAppView(BaseModel):
    """`scope` is USER for a direct assignment and GROUP for one that groups alone give."""

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    label: str
    sign_on: str | None
    scope: str
    status: str


class FactorView(BaseModel):
    id: str
    type: str
    provider: str
    label: str
    status: str


class PersonView(PersonRowView):
    """Everything known of one person; `as_of` is the time of the last read from Okta."""

    first_name: str | None
    last_name: str | None
    city: str | None
    country: str | None
    employee_number: str | None
    second_email: str | None
    credential_provider: str | None
    created_at: datetime | None
    activated_at: datetime | None
    last_login_at: datetime | None
    status_changed_at: datetime | None
    as_of: datetime
    attributes: list[AttributeView]
    groups: list[PersonGroupView]
    apps: list[PersonAppView]
    factors: list[FactorView] | None
    factors_as_of: datetime | None
    okta_url: str | None


@router.get(
    "/people",
    operation_id="searchPeople",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def search_people(
    parts: PartsDep,
    session: Reading,
    q: Annotated[Text, Query(max_length=200)] = "",
    status: Annotated[str, AfterValidator(_known_status)] = "visible",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> PeopleView:
    """People whose name, e-mail, title, department or employee number has all words of `q`.

    `status` is `visible` (active and provisioned), `all`, one of the five groups, or one of Okta's
    eight states.
    """
    rows, total = await parts.directory.search(
        session, query=q, status=status, limit=limit, offset=offset
    )
    connection = await parts.directory.connection(session)
    return PeopleView(
        items=[row_view(row) for row in rows], total=total, synced_at=connection.synced_at
    )


@router.get(
    "/people/{person_id}",
    operation_id="getPerson",
    dependencies=[needs(Permission.PEOPLE_READ)],
)
async def get_person(person_id: PersonId, parts: PartsDep, session: Reading) -> PersonView:
    """One person with attributes, groups, applications and factors as last read."""
    profile = await parts.directory.profile(session, person_id)
    return _view(profile, await parts.directory.person_url(session, profile.person))


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
        return _view(profile, await parts.directory.person_url(session, profile.person))


def row_view(row: PersonRow) -> PersonRowView:
    return PersonRowView.model_validate(row)


def _view(profile: Profile, okta_url: str | None) -> PersonView:
    person = profile.person
    second = person.profile.get("secondEmail")
    factors: list[dict[str, Any]] | None = person.factors
    return PersonView(
        **row_view(profile.row).model_dump(),
        first_name=person.first_name,
        last_name=person.last_name,
        city=person.city,
        country=person.country,
        employee_number=person.employee_number,
        second_email=str(second) if second else None,
        credential_provider=person.credential_provider,
        created_at=person.created,
        activated_at=person.activated,
        last_login_at=person.last_login,
        status_changed_at=person.status_changed,
        as_of=person.refreshed_at
        if person.refreshed_at and person.refreshed_at > person.read_at
        else person.read_at,
        attributes=[AttributeView.model_validate(each) for each in profile.attributes],
        groups=[PersonGroupView.model_validate(each) for each in profile.groups],
        apps=[PersonAppView.model_validate(each) for each in profile.apps],
        factors=None if factors is None else [FactorView.model_validate(each) for each in factors],
        factors_as_of=person.factors_read_at,
        okta_url=okta_url,
    )
