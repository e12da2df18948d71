"""Holds a request against the form of its route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.forms.kinds import Kind, query_problem
from deskhand.sandbox.okta.wire.call import Request, decode


@dataclass(frozen=True, slots=True)
class Form:
    """`query` and `body` of a request; a body must be there where `has_body`.

    Without a `body` the body is none of the route's business.
    """

    query: Mapping[str, Kind] = field(default_factory=dict)
    body: Kind | None = None
    has_body: bool = True


def check(form: Form, request: Request) -> None:
    """Raises E0000003 or E0000001, with every cause that was found."""
    for name, kind in form.query.items():
        text = request.query.get(name)
        problem = query_problem(name, kind, text) if text is not None else None
        if problem:
            raise invalid(name, problem)
    if form.body is not None and (request.body or form.has_body):
        _check_body(form.body, request.body, may_be_null=not form.has_body)


def _check_body(kind: Kind, body: bytes, *, may_be_null: bool) -> None:
    value = decode(body)
    if value is None and may_be_null:
        return
    problems = list(kind.problems("body", value))
    if problems:
        raise invalid(problems[0].partition(":")[0], *problems)
