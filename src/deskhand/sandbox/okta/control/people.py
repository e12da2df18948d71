"""Commands on people: look at one, let him sign in or lock him out, read what was mailed to him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.control.wishes import Nothing, Refused, named_user, read_wish
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.passage import base_of


class PeopleCommands:
    def __init__(self, tenant: Tenant, view: View) -> None:
        self._tenant = tenant
        self._view = view

    async def user(self, request: web.BaseRequest, name: str) -> Any:
        return self._view.user(named_user(self._tenant, name))

    async def can_sign_in(self, request: web.BaseRequest, name: str) -> Any:
        """Answers for people who are not there, too: they cannot."""
        user = self._tenant.find_user(name)
        why = signin.why_not(user) if user else f"Nobody in this tenant signs in as {name}."
        return {"can": why is None, "why": why, "status": user.status if user else None}

    async def sign_in(self, request: web.BaseRequest, name: str) -> Any:
        """With a token for each application that asks for one, as if all had been opened."""
        await read_wish(request, Nothing)
        return self._at_sign_in(name, _sign_in)

    async def lock_out(self, request: web.BaseRequest, name: str) -> Any:
        """As too many wrong passwords do."""
        await read_wish(request, Nothing)
        return self._at_sign_in(name, signin.lock_out)

    async def mailbox(self, request: web.BaseRequest, name: str) -> Any:
        """`?to=` keeps the mails to one address, or to the person of that login or id."""
        mails = self._view.mails(base_of(request))
        wanted = request.query.get("to")
        if wanted is None:
            return mails
        user = self._tenant.find_user(wanted)
        return [
            mail
            for mail in mails
            if mail["to"].casefold() == wanted.casefold() or (user and mail["user_id"] == user.id)
        ]

    def _at_sign_in(self, name: str, does: Callable[[Tenant, User], object]) -> Any:
        user = named_user(self._tenant, name)
        try:
            does(self._tenant, user)
        except signin.SignInRefused as refused:
            raise Refused(str(refused), 409) from None
        return self._view.user(user)


def _sign_in(tenant: Tenant, user: User) -> None:
    signin.sign_in(tenant, user)
    signin.open_apps(tenant, user)
