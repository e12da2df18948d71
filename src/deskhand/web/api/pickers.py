"""Searchable lists for the forms of actions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from deskhand.kernel.permissions import Permission
from deskhand.web.api.person_views import ObjectId
from deskhand.web.api.views import MOST_ID, Text
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["pickers"], responses=PROBLEMS)


class ChoiceView(BaseModel):
    """One line of a picker; with a `disabled_reason` it is shown but cannot be chosen."""

    model_config = ConfigDict(from_attributes=True)

    id: ObjectId
    label: str
    description: str | None
    disabled_reason: str | None
    warning: str | None


class ChoicesView(BaseModel):
    items: list[ChoiceView]


PickerName = Literal[
    "okta.group", "okta.joined_group", "okta.application", "okta.assigned_application"
]


@router.get(
    "/pickers/{picker}",
    operation_id="searchPicker",
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def search_picker(
    picker: PickerName,
    parts: PartsDep,
    session: Reading,
    q: Annotated[Text, Query(max_length=200)] = "",
    person_id: Annotated[int, Query(ge=1, le=MOST_ID)] | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> ChoicesView:
    """Groups or applications whose name has all words of `q`, seen from `person_id`.

    `okta.group` to join, `okta.joined_group` to leave, `okta.application` to assign,
    `okta.assigned_application` to take away; the second and the fourth are empty without a person.
    """
    found = await parts.directory.choices(
        session, picker, query=q, person_id=person_id, limit=limit
    )
    return ChoicesView(items=[ChoiceView.model_validate(each) for each in found])
