"""A person's browser at the tenant's own pages."""

from __future__ import annotations

import re
from typing import Any

import aiohttp

from deskhand.sandbox.okta.state.model import Session
from tests.contract.sandbox.client import ELENA, Okta

PASSWORD = "Sandbox-2026"
BETTER = "Kestrel-2027"


class Browser:
    """Follows redirects and keeps cookies."""

    def __init__(self, okta: Okta, session: aiohttp.ClientSession) -> None:
        self._url = okta.sandbox.url
        self.session = session
        self.path = ""
        self.status = 0
        self.text = ""

    async def get(self, path: str) -> None:
        await self._go("GET", path, None)

    async def post(self, path: str, headers: dict[str, str] | None = None, **form: str) -> None:
        await self._go("POST", path, form, headers)

    async def sign_in(self, login: str = ELENA, password: str = PASSWORD, onward: str = "") -> None:
        await self.post("/login", username=login, password=password, fromURI=onward)

    @property
    def step(self) -> str:
        found = re.search(r'name="step" value="([^"]+)"', self.text)
        assert found is not None, self.text
        return found[1]

    async def _go(
        self, method: str, path: str, form: Any, headers: dict[str, str] | None = None
    ) -> None:
        async with self.session.request(
            method, self._url + path, data=form, headers=headers
        ) as got:
            self.path, self.status, self.text = got.url.path, got.status, await got.text()


def of_browser(okta: Okta) -> Session:
    """Elena's session that a browser holds."""
    return next(each for each in okta.tenant.sessions_of(okta.user().id) if each.cookie)
