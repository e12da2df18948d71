"""Saved views: filters of the inbox under a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from deskhand.kernel.permissions import Permission
from deskhand.requests.views import Sort, StatusFilter, ViewShown
from deskhand.web.api.requests import AccountId, AttentionName, OriginName, PriorityName
from deskhand.web.api.views import (
    AccountRefView,
    Text,
    VerdictView,
    account_ref,
    verdict_view,
)
from deskhand.web.edge import AccountDep, PartsDep, Reading, Writing, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(
    prefix="/api/v1",
    tags=["views"],
    responses=PROBLEMS,
    dependencies=[needs(Permission.REQUESTS_WORK)],
)

ViewId = Annotated[Text, Path(max_length=40)]
# What is longer than a name may be is refused with the field's own message.
Name = Annotated[Text, Field(max_length=1_000)]


class ViewFilterView(BaseModel):
    """What `listRequests` takes; `mine` is each reader's own."""

    model_config = ConfigDict(extra="forbid")

    status: StatusFilter = "open"
    mine: bool = False
    unassigned: bool = False
    attention: bool = False
    attention_kind: AttentionName | None = None
    assignee: AccountId | None = None
    priority: PriorityName | None = None
    origin: OriginName | None = None
    q: Annotated[Text, Field(max_length=200)] = ""
    sort: Sort = "updated"


class SavedViewView(BaseModel):
    """A filter under a name; `own` ones are the account's, the others are shared with it."""

    id: str
    name: str
    filter: ViewFilterView
    shared: bool
    own: bool
    owner: AccountRefView
    may_change: VerdictView


class SavedViewsView(BaseModel):
    items: list[SavedViewView]


class NewViewBody(BaseModel):
    name: Name
    filter: ViewFilterView
    shared: bool = False


class ChangeViewBody(BaseModel):
    """What is absent stays as it is."""

    name: Name | None = None
    filter: ViewFilterView | None = None
    shared: bool | None = None


@router.get("/views", operation_id="listViews")
async def list_views(parts: PartsDep, account: AccountDep, session: Reading) -> SavedViewsView:
    """One's own and the shared ones, by name."""
    found = await parts.requests.views.all(session, account)
    return SavedViewsView(items=[_view(each) for each in found])


@router.post("/views", operation_id="saveView", status_code=201)
async def save_view(
    body: NewViewBody, parts: PartsDep, account: AccountDep, session: Writing
) -> SavedViewView:
    """Keep a filter. Each account has a name once, and at most 50 views."""
    made = await parts.requests.views.add(
        session,
        account,
        name=body.name,
        filter=body.filter.model_dump(mode="json"),
        shared=body.shared,
    )
    return _view(made)


@router.patch("/views/{view_id}", operation_id="changeView")
async def change_view(
    view_id: ViewId, body: ChangeViewBody, parts: PartsDep, account: AccountDep, session: Writing
) -> SavedViewView:
    """Rename, share or set anew; shared ones also as an administrator."""
    changed = await parts.requests.views.change(
        session,
        account,
        view_id,
        name=body.name,
        filter=body.filter.model_dump(mode="json") if body.filter is not None else None,
        shared=body.shared,
    )
    return _view(changed)


@router.delete("/views/{view_id}", operation_id="deleteView", status_code=204)
async def delete_view(
    view_id: ViewId, parts: PartsDep, account: AccountDep, session: Writing
) -> None:
    await parts.requests.views.remove(session, account, view_id)


def _view(shown: ViewShown) -> SavedViewView:
    return SavedViewView.model_validate(
        {
            "id": shown.view.id,
            "name": shown.view.name,
            "filter": shown.view.filter,
            "shared": shown.view.shared,
            "own": shown.own,
            "owner": account_ref(shown.owner),
            "may_change": verdict_view(shown.may_change),
        }
    )
