"""Verification: a challenge goes to the person, and his proof comes back."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import ApiError, not_found
from deskhand.sandbox.okta.factors import challenges, proofs, pushes, render, subject, uses
from deskhand.sandbox.okta.factors.kinds import CEREMONIES, CODED, TOTP
from deskhand.sandbox.okta.factors.model import Challenge, Push
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.senders import forwarded

_AT_SIGN_IN = {"push", TOTP, "sms", "call", "email", "question"}
_CEREMONY_PARTS = {"webauthn": ("authenticatorData", "signatureData"), "u2f": ("signatureData",)}


def verify_factor(request: Request) -> Answer:
    tenant, user = request.tenant, subject.live_person(request)
    factor = subject.factor_of(request)
    need_usable(user, factor)
    body = subject.body_of(request)
    seconds = subject.lifetime(request, challenges.CODE_SECONDS)
    if factor.factor_type == "push":
        return _push(request, factor, body)
    if factor.factor_type in CEREMONIES:
        return _ceremony(tenant, user, factor, body)
    name = "answer" if factor.factor_type == "question" else "passCode"
    if factor.factor_type in CODED and body.get(name) is None:
        return Answer(render.challenged(factor, challenge(tenant, user, factor, seconds=seconds)))
    check(tenant, user, factor, subject.text_of(body, name, subject=name))
    return Answer(render.proved(factor))


def get_transaction(request: Request) -> Answer:
    request.user()
    factor, push = _transaction(request)
    result = pushes.result_of(request.tenant, push)
    return Answer(render.push(factor, push, result, polled=True))


def cancel_transaction(request: Request) -> Answer:
    subject.person(request)
    _, push = _transaction(request)
    pushes.cancel(request.tenant, push)
    return NOTHING


def second_steps(tenant: Tenant, user: User) -> list[Factor]:
    """Factors by which the person could prove himself at a sign-in page without a security key."""
    return [
        factor
        for factor in tenant.factors_of(user.id)
        if factor.status == "ACTIVE" and factor.factor_type in _AT_SIGN_IN
    ]


def challenge(
    tenant: Tenant, user: User, factor: Factor, *, seconds: int = challenges.CODE_SECONDS
) -> Challenge:
    """Send a code to the factor's phone or mailbox. Raises ApiError when one went there just now."""
    uses.need_pause(tenant, user, factor.factor_type, challenges.address_of(factor))
    return challenges.send(tenant, user, factor, seconds)


def check(tenant: Tenant, user: User, factor: Factor, given: str) -> None:
    """Take a code or an answer: a wrong one counts, and the fifth in a row locks the person out.

    Raises ApiError.
    """
    try:
        proofs.check(tenant, factor, given)
    except ApiError as error:
        uses.failed(tenant, user, factor, error)
    uses.succeeded(tenant, user, factor)


def need_usable(user: User, factor: Factor) -> None:
    """Raises E0000069 for a person who is locked out, E0000107 for a factor that is not active."""
    if user.status == "LOCKED_OUT":
        raise ApiError("E0000069")
    if factor.status != "ACTIVE":
        raise ApiError("E0000107", "The factor is not active.")


def _push(request: Request, factor: Factor, body: dict[str, object]) -> Answer:
    if not request.headers.get("User-Agent"):
        raise ApiError("E0000028", detail="User-Agent")
    match = body.get("useNumberMatchingChallenge") is True
    source = next(iter(forwarded(request.headers)), "")
    push = pushes.start(request.tenant, factor, match=match, source=source)
    return Answer(render.push(factor, push, "WAITING", polled=False), 201)


def _ceremony(tenant: Tenant, user: User, factor: Factor, body: dict[str, object]) -> Answer:
    if body.get("clientData") is None:
        asked = challenges.ask(tenant, factor, challenges.CODE_SECONDS)
        return Answer(render.challenged(factor, asked))
    client_data = subject.text_of(body, "clientData", subject="clientData")
    for name in _CEREMONY_PARTS[factor.factor_type]:
        subject.text_of(body, name, subject=name)
    try:
        proofs.check_ceremony(tenant, factor, client_data)
    except ApiError as error:
        uses.failed(tenant, user, factor, error)
    uses.succeeded(tenant, user, factor)
    return Answer(render.proved(factor))


def _transaction(request: Request) -> tuple[Factor, Push]:
    factor = subject.factor_of(request)
    key = request.params["transaction"]
    push: Push | None = request.tenant.pushes.get(key)
    if push is None or push.factor_id != factor.id:
        raise not_found(key, "UserFactorTransaction")
    return factor, push
