"""Factors that a person has, and those that he may enrol."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.factors import render, subject
from deskhand.sandbox.okta.factors.drafts import verified_numbers
from deskhand.sandbox.okta.factors.kinds import KINDS, PHONED, QUESTIONS, Kind
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import allow


def list_factors(request: Request) -> Answer:
    tenant = request.tenant
    found = tenant.factors_of(request.user().id)
    return Answer([render.factor(tenant, factor) for factor in found])


def get_factor(request: Request) -> Answer:
    return Answer(render.factor(request.tenant, subject.factor_of(request)))


def list_catalogue(request: Request) -> Answer:
    user = request.user()
    # Of several security keys the one in use tells, not the one that is being set up.
    ordered = sorted(request.tenant.factors_of(user.id), key=lambda each: each.status == "ACTIVE")
    enrolled = {(factor.factor_type, factor.provider): factor.status for factor in ordered}
    return Answer(
        [
            _offer(request.tenant, user, kind, enrolled.get((kind.type, kind.provider)))
            for kind in KINDS
        ]
    )


def list_questions(request: Request) -> Answer:
    request.user()
    return Answer([{"question": key, "questionText": text} for key, text in QUESTIONS.items()])


def _offer(tenant: Tenant, user: User, kind: Kind, status: str | None) -> dict[str, Any]:
    root = f"/api/v1/users/{user.id}/factors"
    links = {"enroll": allow(root, "POST")}
    if kind.type == "question":
        links["questions"] = allow(f"{root}/questions", "GET")
    offer: dict[str, Any] = {
        "factorType": kind.type,
        "provider": kind.provider,
        "vendorName": kind.vendor,
        "status": status or "NOT_SETUP",
        "enrollment": "OPTIONAL",
        "_links": links,
    }
    numbers = verified_numbers(tenant, user, kind.type) if kind.type in PHONED else []
    if numbers:
        offer["_embedded"] = {"phones": render.phones(numbers)}
    return offer
