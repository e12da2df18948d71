"""What people prove themselves with."""

from __future__ import annotations

from deskhand.sandbox.okta.factors import authenticators, enrol, read, setups, verify
from deskhand.sandbox.okta.wire.routing import Route

_FACTORS = "/api/v1/users/{user}/factors"
_FACTOR = f"{_FACTORS}/{{factor}}"
_TRANSACTION = f"{_FACTOR}/transactions/{{transaction}}"
_ENROLMENTS = "/api/v1/users/{user}/authenticator-enrollments"
_ENROLMENT = f"{_ENROLMENTS}/{{enrolment}}"

ROUTES = (
    Route("GET", _FACTORS, read.list_factors, "factors.read"),
    Route("POST", _FACTORS, enrol.enrol_factor, "users.factors"),
    Route("GET", f"{_FACTORS}/catalog", read.list_catalogue, "factors.read"),
    Route("GET", f"{_FACTORS}/questions", read.list_questions, "factors.read"),
    Route("GET", _FACTOR, read.get_factor, "factors.read"),
    Route("DELETE", _FACTOR, enrol.delete_factor, "users.factors"),
    Route("POST", f"{_FACTOR}/lifecycle/activate", enrol.activate_factor, "users.factors"),
    Route("POST", f"{_FACTOR}/lifecycle/activate/poll", setups.poll, "users.factors"),
    Route("POST", f"{_FACTOR}/resend", enrol.resend_code, "users.factors"),
    Route("POST", f"{_FACTOR}/verify", verify.verify_factor, "users.factors"),
    Route("GET", _TRANSACTION, verify.get_transaction, "factors.read"),
    Route("DELETE", _TRANSACTION, verify.cancel_transaction, "users.factors"),
    Route("GET", _ENROLMENTS, authenticators.list_enrolments, "factors.read"),
    Route("POST", f"{_ENROLMENTS}/tac", authenticators.create_temporary_code, "users.factors"),
    Route("GET", _ENROLMENT, authenticators.get_enrolment, "factors.read"),
    Route("DELETE", _ENROLMENT, authenticators.delete_enrolment, "users.factors"),
)
