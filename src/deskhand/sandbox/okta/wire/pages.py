"""Pages of a frozen tenant: made once, then answered as they are."""

from __future__ import annotations

from deskhand.sandbox.okta.wire.answers import Reply

_MOST_BYTES = 1 << 30

Key = tuple[str, str, str]
"""All that a page depends on: path and query, the client's name of the tenant, and who asks."""


class Pages:
    """Takes no more once it is full: a walk through more than that would drop what comes next."""

    def __init__(self) -> None:
        self._kept: dict[Key, Reply] = {}
        self._bytes = 0

    def get(self, key: Key) -> Reply | None:
        kept = self._kept.get(key)
        # What is told beside the page differs from call to call.
        return kept and Reply(kept.status, kept.body, kept.content_type, list(kept.headers))

    def keep(self, key: Key, reply: Reply) -> None:
        if self._bytes + len(reply.body) <= _MOST_BYTES:
            self._bytes += len(reply.body)
            self._kept[key] = Reply(
                reply.status, reply.body, reply.content_type, list(reply.headers)
            )

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0
