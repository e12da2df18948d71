"""Around every request: who may address us, how large a body is, which headers leave, one context.

Written for ASGI itself, so that it also stands around answers that no endpoint made.
"""

from __future__ import annotations

import asyncio
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskhand.kernel import ids
from deskhand.kernel.context import SYSTEM, Origin, acting
from deskhand.kernel.errors import DeskhandError, invalid
from deskhand.kernel.settings import Settings
from deskhand.web.cookies import is_secure
from deskhand.web.problems import problem, unexpected

MOST_BODY = 256 * 1024
# For a whole body: one that never ends would hold its request, and what that holds, for ever.
BODY_SECONDS = 20.0
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH = frozenset({"/healthz", "/readyz"})
# The component library puts its variables into style elements; everything else is from us alone.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._secure = is_secure(settings)
        public = urlsplit(settings.public_url)
        self._public_url = settings.public_url
        self._public_host = (public.hostname or "").lower()
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with acting(SYSTEM, Origin.API, ids.new()) as context:
            exchange = _Exchange(scope, receive, send, context.correlation_id, self._secure)
            try:
                self._admit(scope)
                await self._app(scope, exchange.receive, exchange.send)
            except DeskhandError as error:
                await problem(error)(scope, receive, exchange.send)
            except Exception as error:
                if exchange.started:
                    raise
                await problem(unexpected(error))(scope, receive, exchange.send)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if scope["path"] not in _HEALTH:
            self._demand_own_host(headers.get("host", ""))
        if scope["method"] not in _SAFE_METHODS:
            self._demand_own_page(headers)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            raise invalid("An address cannot hold the character NUL.")

    def _demand_own_host(self, host: str) -> None:
        """A foreign name that was made to lead here must not be taken for ours.

        Otherwise a page of that name could talk to a Deskhand on the reader's own machine.
        """
        name = _host_name(host)
        if name in {self._public_host, "localhost"} or _is_address(name):
            return
        raise DeskhandError(
            "unknown_host",
            "Deskhand is not known under this name",
            f"It is reached at {self._public_url}. If {name or 'this name'} is right, set "
            "DESKHAND_PUBLIC_URL to it.",
            status=421,
        )

    def _demand_own_page(self, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is None:
            # Not a browser, or an old one; the token in the header decides.
            own = headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
        else:
            own = origin.lower() == self._public_origin or (
                origin.partition("://")[2].lower() == headers.get("host", "").lower()
            )
        if not own:
            raise DeskhandError(
                "foreign_origin",
                "Another site asked for this",
                f"Nothing was done. Deskhand is reached at {self._public_url}.",
                status=403,
            )


class _Exchange:
    """One request's messages on their way in and out."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, correlation_id: str, secure: bool
    ) -> None:
        self._receive = receive
        self._send = send
        self._correlation_id = correlation_id
        self._secure = secure
        self._is_data = scope["path"].startswith("/api/")
        self._taken = 0
        self._whole = False
        self._deadline = asyncio.get_running_loop().time() + BODY_SECONDS
        self.started = False

    async def receive(self) -> Message:
        if self._whole:
            # What comes now is the news that the client has gone.
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            # The rest of this body must not be taken for the next request.
            raise HTTPException(408, headers={"Connection": "close"}) from None
        self._whole = not message.get("more_body", False)
        self._taken += len(message.get("body", b""))
        if self._taken > MOST_BODY:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers.update(_HEADERS)
        # Not by content type: a page that "was not modified" has none, and takes the policy over.
        headers["Content-Security-Policy"] = _DATA_POLICY if self._is_data else _PAGE_POLICY
        headers["X-Correlation-Id"] = self._correlation_id
        if self._is_data:
            headers["Cache-Control"] = "no-store"
        if self._secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
