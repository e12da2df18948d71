"""The same change on many requests at once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from deskhand.kernel.permissions import Permission
from deskhand.requests.bulk import change_all
from deskhand.requests.model import Priority, Status
from deskhand.requests.service import KEEP
from deskhand.web.api.requests import AccountId, PriorityName, StatusName
from deskhand.web.api.views import Text
from deskhand.web.edge import AccountDep, PartsDep, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["requests"], responses=PROBLEMS)


class BulkBody(BaseModel):
    """The same change for many, whatever their versions; at least one of the three is given."""

    refs: list[Annotated[Text, Field(max_length=30)]] = Field(min_length=1, max_length=200)
    status: StatusName | None = None
    assignee_id: AccountId | None = None
    priority: PriorityName | None = None


class BulkOutcomeView(BaseModel):
    """`problem` says why it failed."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    outcome: Literal["changed", "unchanged", "failed"]
    problem: str | None


class BulkView(BaseModel):
    items: list[BulkOutcomeView]


@router.post(
    "/requests/bulk",
    operation_id="changeRequests",
    dependencies=[needs(Permission.REQUESTS_WORK)],
)
async def change_requests(body: BulkBody, parts: PartsDep, account: AccountDep) -> BulkView:
    """Move, assign or rank many at once. Each is changed or fails for itself."""
    outcomes = await change_all(
        parts.database,
        parts.requests,
        account,
        body.refs,
        status=Status(body.status) if body.status is not None else None,
        assignee_id=body.assignee_id if "assignee_id" in body.model_fields_set else KEEP,
        priority=Priority(body.priority) if body.priority is not None else None,
    )
    return BulkView(items=[BulkOutcomeView.model_validate(each) for each in outcomes])
