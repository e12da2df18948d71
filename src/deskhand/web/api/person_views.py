"""A person as the API shows him: one line of a list, and everything known of him."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from deskhand.directory.people import PersonRow
from deskhand.directory.profiles import Profile
from deskhand.web.api.views import PersonRefView, person_ref

ObjectId = Annotated[str, BeforeValidator(str)]
"""Ids of everything but people are opaque text on the wire."""

MembershipSource = Literal["direct", "rule", "imported", "okta"]


class PersonRowView(BaseModel):
    """One line of the list of people; `status_label` groups Okta's eight states into five.

    `status_badge` sets a state apart within its group, or says that Okta is changing it right now
    (`transitioning_to`). `missing_since`: Okta no longer lists the person.
    """

    model_config = ConfigDict(from_attributes=True)

    id: int
    okta_id: str
    name: str
    email: str
    login: str
    status: str
    status_label: str
    status_badge: str | None
    transitioning_to: str | None
    title: str | None
    department: str | None
    manager: str | None
    manager_missing: bool
    location: str | None
    groups_count: int
    apps_count: int
    last_login_at: datetime | None
    missing_since: datetime | None


class AttributeView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str
    value: str
    custom: bool


class PersonGroupView(BaseModel):
    """`type` is OKTA_GROUP, APP_GROUP or BUILT_IN; `source` is where the membership comes from.

    Okta does not tell whom a rule has placed: in a group that an active rule feeds, everybody whom
    the rule does not exclude counts as placed by it.
    """

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    name: str
    description: str | None
    type: str
    type_label: str
    source: MembershipSource
    source_label: str
    has_admin_privilege: bool | None
    apps_count: int


class GroupNameView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    name: str


class PersonAppView(BaseModel):
    """`scope` is USER for a direct assignment and GROUP for one that groups alone give.

    `via` are the person's groups that the application is assigned to.
    """

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    label: str
    sign_on: str | None
    scope: str
    status: str
    direct: bool
    via: list[GroupNameView]
    path_label: str
    provisioning: bool


class FactorView(BaseModel):
    id: str
    type: str
    provider: str
    label: str
    status: str


class PersonView(PersonRowView):
    """Everything known of one person; `as_of` is the time of the last read from Okta.

    `manager_by` says how the manager was found, or why nobody could be.
    """

    first_name: str | None
    last_name: str | None
    city: str | None
    country: str | None
    employee_number: str | None
    manager_person: PersonRefView | None
    manager_by: str
    reports_count: int
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


def row_view(row: PersonRow) -> PersonRowView:
    return PersonRowView.model_validate(row)


def person_view(profile: Profile, okta_url: str | None) -> PersonView:
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
        manager_person=person_ref(profile.manager.person) if profile.manager.person else None,
        manager_by=profile.manager.by,
        reports_count=profile.reports_count,
        second_email=str(second) if second else None,
        credential_provider=person.credential_provider,
        created_at=person.created,
        activated_at=person.activated,
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
