"""What is wrong with a connection or a sync, as it is kept in a row and shown to people."""

from __future__ import annotations

from typing import Any

from deskhand.directory.source import SourceError
from deskhand.kernel import clock
from deskhand.kernel.errors import DeskhandError, NextStep

SETTINGS_PAGE = "/settings/integrations/okta"
REPLACE_TOKEN = NextStep("reconnect", "Replace the token", SETTINGS_PAGE)

Problem = dict[str, Any]


def problem(
    title: str,
    detail: str,
    *,
    http_status: int | None = None,
    error_code: str | None = None,
    request_id: str | None = None,
    next_step: NextStep | None = None,
) -> Problem:
    """The JSON of `ConnectionProblem`; `at` is now."""
    return {
        "title": title,
        "detail": detail,
        "http_status": http_status,
        "error_code": error_code,
        "okta_request_id": request_id,
        "at": clock.now().isoformat(),
        "next": next_step.as_json() if next_step is not None else None,
    }


def problem_of(error: DeskhandError) -> Problem:
    """What an error says, with the provider's own proof where there is one."""
    proof = error if isinstance(error, SourceError) else None
    return problem(
        error.title,
        error.detail,
        http_status=proof.http_status if proof else None,
        error_code=proof.error_code if proof else None,
        request_id=proof.provider_request_id if proof else None,
        next_step=error.next or (REPLACE_TOKEN if proof and proof.connection_broken else None),
    )
