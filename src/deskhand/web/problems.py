"""Errors on the wire: problem documents (RFC 9457), whatever went wrong."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any, Literal

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from deskhand.kernel import context
from deskhand.kernel.errors import DeskhandError, FieldError, NextStep, invalid

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
# Where in a request a value was; a field's name is what comes after it.
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})


class NextStepView(BaseModel):
    """One thing that mends it; `href` is a path in the product or an absolute address."""

    kind: Literal["reconnect", "retry", "open", "wait", "refresh"]
    label: str
    href: str | None = None


class FieldErrorView(BaseModel):
    field: str
    message: str


class ProblemView(BaseModel):
    """Why a call failed. `code` is stable and meant for programs; `retry_after` is in seconds."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    next: NextStepView | None = None
    retry_after: float | None = None
    errors: list[FieldErrorView] = []


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
    }
}
"""Declares the answers of a router's endpoints when they fail."""


def problem(error: DeskhandError) -> JSONResponse:
    """The answer that an error becomes."""
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    body = {
        "type": f"urn:deskhand:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "next": error.next.as_json() if error.next is not None else None,
        "retry_after": error.retry_after,
        "errors": [{"field": each.field, "message": each.message} for each in error.errors],
    }
    return JSONResponse(body, error.status, headers, MEDIA_TYPE)


def unexpected(error: Exception) -> DeskhandError:
    """What is told of an error of ours: nothing but how to find it in the log."""
    correlation_id = context.current().correlation_id
    if isinstance(error, OperationalError | InterfaceError):
        log.error("request.no_database", exc_info=error, correlation_id=correlation_id)
        return DeskhandError(
            "database_unavailable",
            "The database does not answer",
            f"Nothing was changed. Try again in a moment. (Reference {correlation_id})",
            status=503,
            next=NextStep("retry", "Try again"),
            retry_after=5,
        )
    log.error("request.failed", exc_info=error, correlation_id=correlation_id)
    return DeskhandError(
        "internal",
        "Something went wrong inside Deskhand",
        f"It was logged under {correlation_id}. Try again; if it stays, show this to whoever runs "
        "Deskhand.",
        status=500,
        next=NextStep("retry", "Try again"),
    )


def install(app: FastAPI) -> None:
    """Answer all known errors of this application with problem documents."""

    async def ours(_request: Request, error: Any) -> JSONResponse:
        return problem(error)

    async def bad_input(_request: Request, error: Any) -> JSONResponse:
        return problem(_input_error(error))

    async def refused(_request: Request, error: Any) -> JSONResponse:
        answer = problem(_http_error(error))
        answer.headers.update(error.headers or {})
        return answer

    app.add_exception_handler(DeskhandError, ours)
    app.add_exception_handler(RequestValidationError, bad_input)
    app.add_exception_handler(HTTPException, refused)


def _input_error(error: RequestValidationError) -> DeskhandError:
    fields = []
    for each in error.errors():
        place, *names = each["loc"]
        if place not in _PLACES:
            names = [place, *names]
        if each["type"] == "json_invalid":
            return invalid("The body is not JSON.")
        fields.append(FieldError(".".join(str(name) for name in names), each["msg"]))
    return invalid("Some values cannot be used.", *fields)


def _http_error(error: HTTPException) -> DeskhandError:
    phrase = HTTPStatus(error.status_code).phrase
    known = {
        404: DeskhandError("not_found", "Not found", "There is nothing at this address."),
        405: DeskhandError("method_not_allowed", phrase, "This address does not take that method."),
        408: DeskhandError("too_slow", phrase, "The body took too long to arrive. Try again."),
        413: DeskhandError("too_large", phrase, "The body is larger than is taken here."),
    }
    found = known.get(error.status_code)
    if found is None:
        found = DeskhandError(
            phrase.lower().replace(" ", "_").replace("-", "_"), phrase, str(error.detail)
        )
    found.status = error.status_code
    return found
