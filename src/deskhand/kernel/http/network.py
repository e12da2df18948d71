"""Which way a call goes: through which proxy, and to which addresses never."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from deskhand.kernel.http.faults import BlockedAddressError


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only, so that no credentials reach an inner network.

    `exempt` are names that the operator chose himself: proxies.
    """

    def __init__(self, exempt: frozenset[str], inner: AbstractResolver | None = None) -> None:
        self._exempt = exempt
        self._inner = inner or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host not in self._exempt:
            for each in found:
                if not ipaddress.ip_address(each["host"].partition("%")[0]).is_global:
                    raise BlockedAddressError(f"{host} leads to the inner address {each['host']}")
        return found

    async def close(self) -> None:
        await self._inner.close()


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where a call goes first, and what to say there."""

    url: URL
    headers: dict[str, str] = field(repr=False)


class Proxies:
    """Proxies from the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), read once.

    aiohttp's own `trust_env` asks two threads for every call, and a `.netrc` entry for the host
    makes it refuse our Authorization header.
    """

    def __init__(self) -> None:
        self._by_scheme = getproxies()
        self._chosen: dict[tuple[str, str], Proxy | None] = {}

    @property
    def hosts(self) -> frozenset[str]:
        """Names of the proxies themselves."""
        return frozenset(
            host for each in self._by_scheme.values() if (host := _proxy_url(each).host)
        )

    def choose(self, url: URL) -> Proxy | None:
        """The proxy for a URL, if any; never one for this very machine."""
        key = (url.scheme, url.host or "")
        if key not in self._chosen:
            self._chosen[key] = self._choose(*key)
        return self._chosen[key]

    def _choose(self, scheme: str, host: str) -> Proxy | None:
        address = self._by_scheme.get(scheme) or self._by_scheme.get("all")
        if not address or is_loopback(host) or proxy_bypass(host):
            return None
        url = _proxy_url(address)
        if url.user is None:
            return Proxy(url, {})
        credentials = aiohttp.encode_basic_auth(url.user, url.password or "")
        return Proxy(url.with_user(None), {"Proxy-Authorization": credentials})


def _proxy_url(address: str) -> URL:
    return URL(address if "://" in address else f"http://{address}")


def is_loopback(host: str) -> bool:
    """Whether a host, as a name or an address, is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
