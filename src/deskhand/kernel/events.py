"""Events inside a transaction: a lower layer says what happened, a higher one reacts.

A handler runs in the same transaction and may only write rows or enqueue work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

E = TypeVar("E")
Handler = Callable[[AsyncSession, E], Awaitable[None]]


class Events:
    """Who wants to know of what. Filled once, by bootstrap."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Handler[Any]]] = defaultdict(list)

    def on(self, kind: type[E], handler: Handler[E]) -> None:
        """Call `handler` for each event of this exact type."""
        self._handlers[kind].append(handler)

    async def emit(self, session: AsyncSession, event: object) -> None:
        """Run the handlers in the order they were added; an error undoes the whole transaction."""
        for handler in self._handlers[type(event)]:
            await handler(session, event)
