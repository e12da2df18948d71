"""Factors, and what proves them."""

from __future__ import annotations

from deskhand.sandbox.okta.forms.check import Form
from deskhand.sandbox.okta.forms.kinds import Flag, Number, OneOf, Text, may_have

_FACTORS = "/api/v1/users/{user}/factors"
_FACTOR = f"{_FACTORS}/{{factor}}"
_SECONDS = Number(1, 86_400)
_PROOF = may_have(
    passCode=Text(),
    answer=Text(),
    clientData=Text(),
    attestation=Text(),
    registrationData=Text(),
    signatureData=Text(),
    authenticatorData=Text(),
    useNumberMatchingChallenge=Flag(),
)
_KIND = OneOf(
    "call",
    "email",
    "push",
    "question",
    "signed_nonce",
    "sms",
    "token",
    "token:hardware",
    "token:hotp",
    "token:software:totp",
    "u2f",
    "web",
    "webauthn",
)

FORMS = {
    ("POST", _FACTORS): Form(
        {
            "updatePhone": Flag(),
            "activate": Flag(),
            "templateId": Text(),
            "tokenLifetimeSeconds": _SECONDS,
        },
        body=may_have(factorType=_KIND, provider=Text(), profile=may_have()).with_needed(
            "factorType"
        ),
    ),
    ("DELETE", _FACTOR): Form({"removeRecoveryEnrollment": Flag()}),
    ("POST", f"{_FACTOR}/lifecycle/activate"): Form(body=_PROOF, has_body=False),
    ("POST", f"{_FACTOR}/verify"): Form(
        {"templateId": Text(), "tokenLifetimeSeconds": _SECONDS}, body=_PROOF, has_body=False
    ),
    ("POST", f"{_FACTOR}/resend"): Form(
        {"templateId": Text()},
        body=may_have(factorType=OneOf("call", "email", "sms"), profile=may_have()),
    ),
}
