"""A client's public keys, from where it publishes them."""

from __future__ import annotations

from typing import Any

import aiohttp
import msgspec

_SECONDS = 2.0


async def fetch(url: str) -> list[dict[str, Any]] | None:
    """None when no set of keys came back in time."""
    limit = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                return None
            found = msgspec.json.decode(await answer.read())
    except (TimeoutError, aiohttp.ClientError, ValueError, RecursionError):
        return None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        return None
    return [key for key in keys if isinstance(key, dict)]
