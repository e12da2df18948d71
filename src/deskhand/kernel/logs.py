"""Logs as events with fields: for people on a terminal, one JSON object a line elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_WORDS = ("token", "secret", "password", "authorization", "cookie", "credential")

# Without local variables: a secret is one while it is used.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure(level: str) -> None:
    """Set up this process's logs once; `level` is debug, info, warning or error."""
    numeric = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            structlog.processors.ExceptionRenderer() if terminal else _TRACEBACKS,
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(numeric, logging.WARNING), stream=sys.stderr, force=True)


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """The last net: a field that is named like a secret is never printed, whoever logged it."""
    for name in event:
        if any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = "(hidden)"
    return event
