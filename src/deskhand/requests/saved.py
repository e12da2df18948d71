"""Saved views: filters of the inbox under a name, one's own and those of the whole desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.directory.text import fold
from deskhand.kernel import clock, ids
from deskhand.kernel.errors import FieldError, forbidden, invalid, not_found
from deskhand.kernel.permissions import YES, Permission, Role, Verdict, demand, no
from deskhand.requests import store, store_views
from deskhand.requests.model import SavedView
from deskhand.requests.text import is_blank
from deskhand.requests.views import ViewShown

MOST = 50
LONGEST_NAME = 60


class SavedViews:
    """Each account keeps its own; a shared one is changed by its maker and by administrators."""

    async def all(self, session: AsyncSession, account: Account) -> list[ViewShown]:
        """What the account sees, by name."""
        demand(Role(account.role), Permission.REQUESTS_WORK)
        found = await store_views.seen_by(session, account.id)
        return [_shown(view, owner, account) for view, owner in found]

    async def add(
        self,
        session: AsyncSession,
        account: Account,
        *,
        name: str,
        filter: dict[str, Any],  # noqa: A002  # as it is called everywhere else
        shared: bool,
    ) -> ViewShown:
        """A new view of the account. Raises `invalid` for its name, or when there are too many."""
        demand(Role(account.role), Permission.REQUESTS_WORK)
        await store.lock_account(session, account.id)
        taken = await store_views.name_keys(session, account.id)
        if len(taken) >= MOST:
            raise invalid(f"You have {MOST} views, which is the most. Delete one first.")
        name = _demand_name(name, taken)
        view = SavedView(
            id=ids.new(),
            owner_id=account.id,
            name=name,
            name_key=fold(name),
            filter=filter,
            shared=shared,
            created_at=clock.now(),
        )
        session.add(view)
        await session.flush()
        return _shown(view, account, account)

    async def change(
        self,
        session: AsyncSession,
        account: Account,
        view_id: str,
        *,
        name: str | None = None,
        filter: dict[str, Any] | None = None,  # noqa: A002  # as it is called everywhere else
        shared: bool | None = None,
    ) -> ViewShown:
        """Change what is given. Raises `not_found`, `forbidden` or `invalid`."""
        view, owner = await self._changeable(session, account, view_id)
        if name is not None:
            await store.lock_account(session, owner.id)
            taken = await store_views.name_keys(session, owner.id)
            view.name = _demand_name(
                name, {key: each for key, each in taken.items() if each != view.id}
            )
            view.name_key = fold(view.name)
        if filter is not None:
            view.filter = filter
        if shared is not None:
            view.shared = shared
        await session.flush()
        return _shown(view, owner, account)

    async def remove(self, session: AsyncSession, account: Account, view_id: str) -> None:
        """Raises `not_found` or `forbidden`."""
        view, _ = await self._changeable(session, account, view_id)
        await session.delete(view)

    async def _changeable(
        self, session: AsyncSession, account: Account, view_id: str
    ) -> tuple[SavedView, Account]:
        demand(Role(account.role), Permission.REQUESTS_WORK)
        found = await store_views.view(session, view_id)
        if found is None or not (found[0].shared or found[0].owner_id == account.id):
            raise not_found("view")
        verdict = _may_change(*found, account)
        if not verdict.allowed:
            raise forbidden(verdict.reason or "")
        return found


def _shown(view: SavedView, owner: Account, account: Account) -> ViewShown:
    return ViewShown(view, owner, owner.id == account.id, _may_change(view, owner, account))


def _may_change(view: SavedView, owner: Account, account: Account) -> Verdict:
    if view.owner_id == account.id or account.role == Role.ADMINISTRATOR:
        return YES
    return no(f"{owner.name} shares this view. Ask {owner.name} or an administrator to change it.")


def _demand_name(name: str, taken: dict[str, str]) -> str:
    name = name.strip()
    if is_blank(name):
        raise invalid("A view needs a name.", FieldError("name", "Give it a name."))
    if len(name) > LONGEST_NAME:
        raise invalid(
            "The name is too long.",
            FieldError("name", f"Use at most {LONGEST_NAME} characters."),
        )
    if fold(name) in taken:
        raise invalid(
            "You have a view of this name already.",
            FieldError("name", "Choose another name."),
        )
    return name
