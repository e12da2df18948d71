"""Who works on requests."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from deskhand.kernel.permissions import Permission
from deskhand.web.api.views import AccountRefView, account_ref
from deskhand.web.edge import PartsDep, Reading, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["accounts"], responses=PROBLEMS)


class AccountsView(BaseModel):
    items: list[AccountRefView]


@router.get(
    "/accounts",
    operation_id="listAccounts",
    dependencies=[needs(Permission.REQUESTS_WORK)],
)
async def list_accounts(parts: PartsDep, session: Reading) -> AccountsView:
    """Administrators and agents: to whom a request can be assigned."""
    found = await parts.accounts.assignable(session)
    return AccountsView(items=[account_ref(each) for each in found])
