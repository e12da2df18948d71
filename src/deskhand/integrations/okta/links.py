"""Link headers and raw addresses. A cursor in them is never read or built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r';\s*rel="?next"?\s*(?:[;,]|$)', re.IGNORECASE)
_LIMIT = re.compile(r"([?&]limit=)(\d+)")
_SMALLEST = 25


def next_of(lines: Iterable[str]) -> str | None:
    """The raw address of the next page, from one or many Link header lines."""
    for line in lines:
        for address, parameters in _LINK.findall(line):
            if _NEXT.search(parameters):
                return str(address)
    return None


def host_of(url: str) -> str:
    """Host with its port, where that is not the scheme's own; empty for a relative address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def without_host(url: str) -> str:
    """Path and query as they stand."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def sense_of(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an address asks for, however it is written: equal for equal pages."""
    path, _, query = url.partition("?")
    return path, tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def limit_of(url: str) -> int | None:
    """The page size that an address asks for."""
    found = _LIMIT.search(url)
    return int(found[2]) if found else None


def halved(url: str) -> str | None:
    """The same address with half the page size; None when it is small already."""
    limit = limit_of(url)
    if limit is None or limit < 2 * _SMALLEST:
        return None
    return _LIMIT.sub(rf"\g<1>{limit // 2}", url, count=1)
