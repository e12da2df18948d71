"""Pages, their cursors, and addresses that are made absolute when the answer leaves."""

from __future__ import annotations

import base64
import itertools
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    key: Callable[[T], tuple[Any, str]],
    render: Callable[[T], bytes],
    *,
    descending: bool = False,
) -> Page:
    """A page of rows sorted by `key`, whose last part is the id and settles ties.

    The cursor holds the key of the last row, so that rows which come and go between two pages
    neither repeat others nor hide them.
    """
    ordered = sorted(rows, key=key, reverse=descending)
    if after:
        last = _unpack(after)
        ordered = list(_behind(ordered, last, key, descending=descending))
    found = ordered[:limit]
    cursor = _pack(key(found[-1])) if len(ordered) > limit else None
    return Page([render(row) for row in found], limit, cursor)


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


def _behind(
    rows: Iterable[T], last: Any, key: Callable[[T], Any], *, descending: bool
) -> Iterator[T]:
    for row in rows:
        try:
            ahead = key(row) < last if descending else key(row) > last
        except TypeError:
            raise ApiError("E0000029", "Invalid cursor.") from None
        if ahead:
            yield row


def _pack(key: tuple[Any, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).decode().rstrip("=")


def _unpack(cursor: str) -> tuple[Any, str]:
    try:
        found = msgspec.msgpack.decode(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[Any]
        )
        value, key = found
    except (ValueError, msgspec.DecodeError, msgspec.ValidationError):
        raise ApiError("E0000029", "Invalid cursor.") from None
    return value, key
