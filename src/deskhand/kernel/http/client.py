"""One call, sent exactly once, with one honest answer: a response or a fault."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from deskhand.kernel import clock
from deskhand.kernel.http.faults import FaultKind, HttpFault, fault_of
from deskhand.kernel.http.network import Proxies, PublicResolver

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to reach the host, between two pieces of an answer, and for all of a call."""

    connect: float = 10
    silence: float = 30
    total: float = 60


@dataclass(frozen=True, slots=True)
class Request:
    """`url` is encoded already and leaves as it is. Headers may hold credentials: never shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer, whatever its status; redirects are answers too."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: CIMultiDictProxy[str] = field(
        default_factory=lambda: CIMultiDictProxy(CIMultiDict()), repr=False
    )
    duration_ms: float = 0.0


class Http:
    """One session: pooled connections, JSON both ways, no cookies, no redirects, no repeats.

    aiohttp sends PUT and DELETE a second time when the peer drops the connection; that is switched
    off here, so that a write leaves once. Trusted certificates are the system's, or those of
    SSL_CERT_FILE.
    """

    def __init__(
        self,
        *,
        timeouts: Timeouts | None = None,
        most_bytes: int = 64 * _MEBIBYTE,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._most_bytes = most_bytes
        self._resolver = resolver
        self._proxies = Proxies()
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Request) -> Response:
        """Raises `HttpFault` when there is no whole answer."""
        url = URL(request.url, encoded=True)
        proxy = self._proxies.choose(url)
        started = clock.monotonic()
        try:
            async with self._opened().request(
                request.method,
                url,
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                proxy=proxy.url if proxy else None,
                proxy_headers=proxy.headers if proxy else None,
            ) as answer:
                body = await self._read(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            # Without the cause: some of aiohttp's errors show the headers of the call.
            raise fault_of(error, url.host or "") from None
        spent = (clock.monotonic() - started) * 1000
        return Response(answer.status, body, answer.headers, round(spent, 1))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in answer.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > self._most_bytes:
                raise HttpFault(
                    FaultKind.TOO_LARGE, answer.url.host or "", f"over {self._most_bytes} bytes"
                )
        return b"".join(parts)

    def _opened(self) -> aiohttp.ClientSession:
        """The session belongs to the loop that is running at the first call."""
        if self._session is None:
            limits = self._timeouts
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    resolver=PublicResolver(self._proxies.hosts, self._resolver),
                    ssl=ssl.create_default_context(),
                ),
                headers={
                    "Accept": "application/json",
                    "Content-Type": "application/json",
                    "User-Agent": f"Deskhand/{version('deskhand')}",
                },
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=limits.total,
                    connect=limits.connect,
                    sock_connect=limits.connect,
                    sock_read=limits.silence,
                ),
            )
            # No public switch exists; a contract test counts the calls that arrive.
            self._session._retry_connection = False  # noqa: SLF001
        return self._session
