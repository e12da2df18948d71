"""Bytes that are no text: refused before a log or the state file meets them."""

from __future__ import annotations

import asyncio

import pytest
from yarl import URL

from tests.contract.sandbox.client import TOKEN, Okta


async def send(okta: Okta, line: str, header: bytes, body: bytes = b"") -> int:
    """The status of the answer to these very bytes."""
    url = URL(okta.sandbox.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = (
        f"{line} HTTP/1.1".encode(),
        b"Host: okta.example",
        f"Authorization: SSWS {TOKEN}".encode(),
        b"Content-Type: application/json",
        f"Content-Length: {len(body)}".encode(),
        header,
    )
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    status = (await reader.readline()).split()[1]
    writer.close()
    await writer.wait_closed()
    return int(status)


@pytest.mark.parametrize(
    "header",
    [
        b"User-Agent: \xff",
        b"X-Forwarded-For: \xff",
        b"X-Forwarded-Host: \xff",
        b"Cookie: sid=\xff",
    ],
)
async def test_headers(okta: Okta, header: bytes) -> None:
    line = f"POST /api/v1/users/{okta.user().id}/lifecycle/suspend"
    assert await send(okta, line, header) == 400
    assert await send(okta, "GET /login", header) == 400
    assert okta.user().status == "ACTIVE"
    assert (await okta.get("/api/v1/logs")).status == 200


async def test_bodies(okta: Okta) -> None:
    factors, header = f"POST /api/v1/users/{okta.user().id}/factors", b"Accept: */*"
    for body in (b'{"factorType": "\xff"}', b'{"\xff": 1}', b'"\xff"', b"[" * 10_000):
        assert await send(okta, factors, header, body) == 400
        assert await send(okta, "POST /_sandbox/snapshot", header, body) == 422
