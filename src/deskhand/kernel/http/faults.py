"""Why no usable answer came back, and whether the call can have left."""

from __future__ import annotations

import ssl
from enum import StrEnum

import aiohttp


class FaultKind(StrEnum):
    """`BLOCKED`: our own rule against addresses that are not public. `GARBLED`: not HTTP."""

    DNS = "dns"
    TLS = "tls"
    PROXY = "proxy"
    BLOCKED = "blocked"
    CONNECT = "connect"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    GARBLED = "garbled"
    TOO_LARGE = "too_large"


_NEVER_LEFT = frozenset(
    {
        FaultKind.DNS,
        FaultKind.TLS,
        FaultKind.PROXY,
        FaultKind.BLOCKED,
        FaultKind.CONNECT,
        FaultKind.CONNECT_TIMEOUT,
    }
)
_MAY_PASS = frozenset(FaultKind) - {FaultKind.TLS, FaultKind.BLOCKED, FaultKind.TOO_LARGE}


class BlockedAddressError(OSError):
    """A name leads to an address that credentials must never be sent to."""


class HttpFault(Exception):  # noqa: N818  # the answers' counterpart; most are nobody's error
    """No usable answer from `host`; `reason` is the system's own word for it, free of secrets."""

    def __init__(self, kind: FaultKind, host: str, reason: str = "") -> None:
        super().__init__(f"{kind} at {host}" + (f": {reason}" if reason else ""))
        self.kind = kind
        self.host = host
        self.reason = reason

    @property
    def sent(self) -> bool:
        """Whether the other side may have seen the call."""
        return self.kind not in _NEVER_LEFT

    @property
    def may_pass(self) -> bool:
        """Whether the same call may go through a moment later."""
        return self.kind in _MAY_PASS


def fault_of(error: Exception, host: str) -> HttpFault:
    """Translate what aiohttp raised. Its own texts are left out: some carry request headers."""
    kind, reason = _judge(error)
    return HttpFault(kind, host, reason)


def _judge(error: Exception) -> tuple[FaultKind, str]:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return FaultKind.TLS, _certificate_reason(error.certificate_error)
    if isinstance(error, aiohttp.ClientSSLError):
        return FaultKind.TLS, getattr(error.os_error, "reason", None) or "handshake failed"
    if isinstance(error, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)):
        status = getattr(error, "status", None)
        return FaultKind.PROXY, f"the proxy answered {status}" if status else "no connection to it"
    if isinstance(error, aiohttp.ClientConnectorError):
        if isinstance(error.os_error, BlockedAddressError):
            return FaultKind.BLOCKED, str(error.os_error)
        named = isinstance(error, aiohttp.ClientConnectorDNSError)
        return FaultKind.DNS if named else FaultKind.CONNECT, error.os_error.strerror or ""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return FaultKind.CONNECT_TIMEOUT, ""
    if isinstance(error, TimeoutError):
        return FaultKind.TIMEOUT, ""
    if isinstance(error, aiohttp.ClientResponseError):
        return FaultKind.GARBLED, ""
    return FaultKind.DROPPED, ""


def _certificate_reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return "the certificate could not be verified"
