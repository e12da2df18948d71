"""Pages, their cursors, and addresses that are made absolute when the answer leaves."""

from __future__ import annotations

import base64
import itertools
import re
import secrets
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from deskhand.sandbox.okta.errors import ApiError, invalid

T = TypeVar("T")

BASE = f"https://{secrets.token_hex(12)}.invalid"
"""Stands for the tenant's address in rendered JSON. Clients reach the tenant by several names
and each wants its own, while the rendered rows are shared: nobody can have typed this one in."""


@dataclass(slots=True)
class Page:
    """Encoded rows; `next_after` is the cursor behind them, None on the last page."""

    rows: list[bytes]
    limit: int | None = None
    next_after: str | None = None


def href(path: str, method: str | None = None) -> dict[str, str]:
    found = {"href": f"{BASE}{path}"}
    if method is not None:
        found["method"] = method
    return found


def allow(path: str, *methods: str) -> dict[str, Any]:
    return {"href": f"{BASE}{path}", "hints": {"allow": list(methods)}}


def read_limit(query: Mapping[str, str], default: int, most: int, *, strict: bool = False) -> int:
    """The asked page size; more than `most` is cut to it, or refused where `strict`."""
    text = query.get("limit")
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,9}", text) or int(text) < 1:
        raise invalid("limit", "limit: The limit must be a positive number.")
    if strict and int(text) > most:
        raise invalid("limit", f"limit: The limit must be at most {most}.")
    return min(int(text), most)


def read_after(query: Mapping[str, str], pattern: str) -> str:
    """The id behind which a page starts, "" for the first. Raises E0000029."""
    text = query.get("after", "")
    if text and not re.fullmatch(pattern, text):
        raise ApiError("E0000029", "Invalid cursor.")
    return text


def by_id(
    rows: Iterable[T],
    limit: int,
    key: Callable[[T], str],
    render: Callable[[T], bytes],
    *,
    prefix: str = "",
) -> Page:
    """The first `limit` of rows that come in the order of their ids."""
    found = list(itertools.islice(rows, limit + 1))
    more = len(found) > limit
    found = found[:limit]
    after = prefix + key(found[-1]) if more else None
    return Page([render(row) for row in found], limit, after)


def sorted_page(
    rows: Iterable[T],
    limit: int,
    after: str | None,
    key: Callable[[T], tuple[str, str]],
    render: Callable[[T], bytes],
    *,
    descending: bool = False,
) -> Page:
    """A page of rows sorted by `key`, whose last part is the id and settles ties."""
    ordered = sorted(rows, key=key)
    return ordered_page(behind(ordered, after, key, descending=descending), limit, key, render)


def behind(
    ordered: Sequence[T],
    after: str | None,
    key: Callable[[T], tuple[str, str]],
    *,
    descending: bool = False,
) -> Iterator[T]:
    """Rows that come behind the cursor, of some that ascend by `key`. Raises E0000029.

    The cursor holds the key of the last row, so that rows which come and go between two pages
    neither repeat others nor hide them.
    """
    last = _unpack(after) if after else None
    if descending:
        end = len(ordered) if last is None else bisect_left(ordered, last, key=key)
        return (ordered[position] for position in range(end - 1, -1, -1))
    start = 0 if last is None else bisect_right(ordered, last, key=key)
    return (ordered[position] for position in range(start, len(ordered)))


def ordered_page(
    rows: Iterable[T],
    limit: int,
    key: Callable[[T], tuple[str, str]],
    render: Callable[[T], bytes],
) -> Page:
    """The first `limit` of rows that come in their order; the cursor is for `behind`."""
    found = list(itertools.islice(rows, limit + 1))
    cursor = _pack(key(found[limit - 1])) if len(found) > limit else None
    return Page([render(row) for row in found[:limit]], limit, cursor)


def header_links(path: str, query: Mapping[str, str], base: str, page: Page) -> Iterator[str]:
    """The values of the `link` header lines, one a relation."""
    kept = {name: value for name, value in query.items() if name != "limit"}
    if page.limit is not None:
        kept["limit"] = str(page.limit)
    tail = f"?{urlencode(kept)}" if kept else ""
    yield f'<{base}{path}{tail}>; rel="self"'
    if page.next_after is not None:
        onward = {"after": page.next_after, **{k: v for k, v in kept.items() if k != "after"}}
        yield f'<{base}{path}?{urlencode(onward)}>; rel="next"'


def _pack(key: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).decode().rstrip("=")


def _unpack(cursor: str) -> tuple[str, str]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.msgpack.decode(packed, type=tuple[str, str])
    except (ValueError, msgspec.DecodeError):
        raise ApiError("E0000029", "Invalid cursor.") from None
