"""Link headers and raw addresses. A cursor in them is never read or built.

Whoever writes an answer writes its links, so what is no plain address of the API is not followed:
the token goes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r';\s*rel="?next"?\s*(?:[;,]|$)', re.IGNORECASE)
# Whole, or from the host's root on, or a query. Parsers disagree on backslashes and on what is not
# printable.
_ADDRESS = re.compile(r"(?:https?://(?![/?#])|/|\?)[!-\[\]-~]*", re.IGNORECASE)
_UPWARDS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_API = "/api/"
_LIMIT = re.compile(r"([?&]limit=)(\d{1,9})(?!\d)")
_SMALLEST = 25


class Place(NamedTuple):
    """Where a link leads: a host as `host_of` writes it, and its raw path with the query."""

    host: str
    url: str

    @property
    def is_api(self) -> bool:
        """Whether it stays within the API's paths."""
        path = self.url.partition("?")[0]
        return path.startswith(_API) and not _UPWARDS.search(path)


def next_of(lines: Iterable[str]) -> str | None:
    """The raw address of the next page, from one or many Link header lines."""
    for line in lines:
        for address, parameters in _LINK.findall(line):
            if _NEXT.search(parameters):
                return str(address)
    return None


def host_of(url: str) -> str:
    """Host with its port, where that is not a usual one; empty for whatever has no host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    return host if not host or port in {None, 80, 443} else f"{host}:{port}"


def place_of(link: str, asked: str) -> Place | None:
    """Where a link leads that came with the answer to the whole address `asked`.

    None for what is no plain address. The scheme is not told: it is the caller's to choose.
    """
    if not _ADDRESS.fullmatch(link):
        return None
    try:
        whole = urljoin(asked, link)
        parts = urlsplit(whole)
    except ValueError:
        return None
    host = host_of(whole)
    if not host or "@" in parts.netloc:
        return None
    return Place(host, f"{parts.path}?{parts.query}" if parts.query else parts.path)


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
