"""Answers as they go over the wire: encoded, with absolute addresses and Okta's headers."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import web
from multidict import CIMultiDict

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.wire.call import Answer
from deskhand.sandbox.okta.wire.links import BASE, Page, header_links

JSON = "application/json"
_BASE = BASE.encode()
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Reply:
    """What leaves, apart from the headers that every answer carries."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: list[tuple[str, str]] = field(default_factory=list)

    def spoil(self, kind: str, url: str) -> None:
        """Make a good answer wrong in one of the ways that only its receiver can notice."""
        if kind == "truncated_json":
            self.body = self.body[: len(self.body) // 2]
        elif kind == "empty_list" and self.body.startswith(b"["):
            self.body = b"[]"
            self.headers = [pair for pair in self.headers if 'rel="next"' not in pair[1]]
        elif kind == "self_next":
            self.headers = [pair for pair in self.headers if 'rel="next"' not in pair[1]]
            self.headers.append(("link", f'<{url}>; rel="next"'))

    def response(self, now: datetime, request_id: str) -> web.Response:
        headers = CIMultiDict(self.headers)
        headers["Date"] = email.utils.format_datetime(now, usegmt=True)
        headers["x-okta-request-id"] = request_id
        headers["cache-control"] = "no-cache, no-store"
        headers["pragma"] = "no-cache"
        headers["expires"] = "0"
        if self.body or self.content_type:
            headers["Content-Type"] = self.content_type
        return web.Response(status=self.status, body=self.body, headers=headers)


def reply_to(answer: Answer, path: str, query: Mapping[str, str], base: str) -> Reply:
    headers = list(answer.headers.items())
    content = answer.content
    if isinstance(content, Page):
        headers.extend(("link", value) for value in header_links(path, query, base, content))
        body = b"[" + b",".join(content.rows) + b"]"
    elif answer.status == 204:
        return Reply(204, b"", "", headers)
    else:
        body = encode(content)
    return Reply(answer.status, body.replace(_BASE, base.encode()), JSON, headers)


def error_reply(error: ApiError, error_id: str) -> Reply:
    return Reply(error.status, encode(error.body(error_id)))


def encode(content: Any) -> bytes:
    """JSON in which the tenant's address still stands as `links.BASE`."""
    return _encode(content)
