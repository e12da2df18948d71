"""Okta's own client, which hands errors back instead of raising them."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

with warnings.catch_warnings():
    # It is not ours to repair.
    warnings.simplefilter("ignore")
    from okta import models
    from okta.client import Client
    from okta.pagination import PaginationHelper

__all__ = ["Client", "done", "every", "models", "refused", "told"]


async def told(call: Awaitable[tuple[Any, ...]]) -> Any:
    """What a call brought."""
    *found, error = await call
    assert error is None, error
    return found[0]


async def done(call: Awaitable[tuple[Any, ...]]) -> None:
    """A call that answers without a body."""
    *_, error = await call
    assert error is None, error


async def refused(call: Awaitable[tuple[Any, ...]]) -> str:
    """What the client says of an error: its status and Okta's code and text."""
    *_, error = await call
    assert error is not None
    return str(error)


async def every(
    read: Callable[..., Awaitable[tuple[Any, ...]]], *ids: str, limit: int
) -> list[Any]:
    """All pages of a list, by the cursors that the client finds in the links."""
    found: list[Any] = []
    more: dict[str, str] = {}
    while True:
        page, answer, error = await read(*ids, limit=limit, **more)
        assert error is None, error
        found.extend(page)
        after = PaginationHelper.extract_next_cursor(answer.headers)
        if after is None:
            return found
        more = {"after": after}
