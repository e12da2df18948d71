"""Factors: what a person has enrolled, what he may enrol, and their removal."""

from __future__ import annotations

from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.links import allow
from deskhand.sandbox.okta.model import Factor
from deskhand.sandbox.okta.people import render

# Kinds the enrolment policy offers: type, provider, vendor.
CATALOGUE = (
    ("push", "OKTA", "OKTA"),
    ("token:software:totp", "OKTA", "OKTA"),
    ("token:software:totp", "GOOGLE", "GOOGLE"),
    ("sms", "OKTA", "OKTA"),
    ("call", "OKTA", "OKTA"),
    ("email", "OKTA", "OKTA"),
    ("question", "OKTA", "OKTA"),
    ("webauthn", "FIDO", "FIDO"),
)


def list_factors(request: Request) -> Answer:
    found = request.tenant.factors_of(request.user().id)
    return Answer([render.factor(factor) for factor in found])


def get_factor(request: Request) -> Answer:
    return Answer(render.factor(_factor(request)))


def list_catalogue(request: Request) -> Answer:
    user = request.user()
    enrolled = {
        (factor.factor_type, factor.provider): factor.status
        for factor in request.tenant.factors_of(user.id)
    }
    enrol = {"enroll": allow(f"/api/v1/users/{user.id}/factors", "POST")}
    return Answer(
        [
            {
                "factorType": kind,
                "provider": provider,
                "vendorName": vendor,
                "status": enrolled.get((kind, provider), "NOT_SETUP"),
                "enrollment": "OPTIONAL",
                "_links": enrol,
            }
            for kind, provider, vendor in CATALOGUE
        ]
    )


def delete_factor(request: Request) -> Answer:
    """Removing a push enrolment takes the one-time codes of the same device with it."""
    tenant, factor = request.tenant, _factor(request)
    request.principal.need_over(tenant, request.user())
    if factor.factor_type in {"push", "signed_nonce"}:
        for sibling in tenant.factors_of(factor.user_id):
            if sibling.factor_type == "token:software:totp" and sibling.provider == "OKTA":
                tenant.factors.remove(sibling.id)
    tenant.factors.remove(factor.id)
    return NOTHING


def _factor(request: Request) -> Factor:
    user = request.user()
    key = request.params["factor"]
    found = request.tenant.factors.get(key)
    if found is None or found.user_id != user.id:
        raise not_found(key, "UserFactor")
    return found
