"""A client that hides nothing of the tenant's answers, and looks into its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy

from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import App, Group, User

TOKEN = "00sandbox-test-token"
ELENA = "elena.moreau@acme.example"


@dataclass(frozen=True)
class Got:
    """An answer: `code` and `causes` of an error, `next` page of a list."""

    status: int
    body: Any
    headers: CIMultiDictProxy[str]
    next: str | None

    @property
    def code(self) -> str | None:
        return self.body.get("errorCode") if isinstance(self.body, dict) else None

    @property
    def cause(self) -> str:
        return str(self.body["errorCauses"][0]["errorSummary"])


class Okta:
    """Calls the tenant over HTTP and looks into its state."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.tenant = sandbox.tenant
        self.session = session
        self.headers = {"Authorization": f"SSWS {TOKEN}"}

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Got:
        url = path if path.startswith("http") else self.sandbox.url + path
        async with self.session.request(
            method,
            url,
            params={name: str(value) for name, value in query.items()} or None,
            json=body,
            headers=self.headers if headers is None else headers,
        ) as answer:
            raw = await answer.read()
            found = await answer.json() if raw and "json" in answer.content_type else raw or None
            onward = answer.links.get("next")
            link = str(onward["url"]) if onward else None
            return Got(answer.status, found, answer.headers, link)

    async def get(self, path: str, **query: Any) -> Got:
        return await self.call("GET", path, **query)

    async def post(self, path: str, body: Any = None, **query: Any) -> Got:
        return await self.call("POST", path, body, **query)

    async def put(self, path: str, body: Any = None, **query: Any) -> Got:
        return await self.call("PUT", path, body, **query)

    async def delete(self, path: str, **query: Any) -> Got:
        return await self.call("DELETE", path, **query)

    async def walk(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every element of a list, following its links."""
        page = await self.get(path, **query)
        found = list(page.body)
        while page.next is not None:
            page = await self.get(page.next)
            found.extend(page.body)
        return found

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        got = await self.call(method, f"/_sandbox/{path}", body, headers={})
        assert got.status == 200, got.body
        return got.body

    async def fault(self, kind: str, method: str = "*", path: str = "**", **more: Any) -> None:
        body = {"kind": kind, "method": method, "path": path, **more}
        await self.control("POST", "faults", body)

    async def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.control("GET", "calls")
        return found

    def user(self, login: str = ELENA) -> User:
        found = self.tenant.find_user(login)
        assert found is not None
        return found

    def with_status(self, status: str) -> User:
        """A person without an administrator's role, in this status, whose password is Okta's."""
        return next(
            user
            for user in self.tenant.users
            if user.status == status and user.provider == "OKTA" and not self.tenant.roles_of(user)
        )

    def group(self, name: str) -> Group:
        return next(group for group in self.tenant.groups if group.name == name)

    def app(self, label: str) -> App:
        return next(app for app in self.tenant.apps if app.label == label)
