"""Factors and proofs as Okta shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deskhand.sandbox.okta.factors import challenges
from deskhand.sandbox.okta.factors.kinds import CEREMONIES, CODED, TOTP
from deskhand.sandbox.okta.factors.model import Challenge, Push
from deskhand.sandbox.okta.factors.totp import STEP_SECONDS
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.links import allow, href

_KEY_LENGTHS = {"OKTA": 6, "GOOGLE": 16}
_U2F_SECONDS = 20


def factor(tenant: Tenant, found: Factor) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": found.id,
        "factorType": found.factor_type,
        "provider": found.provider,
        "vendorName": found.vendor,
        "status": found.status,
        "created": found.created,
        "lastUpdated": found.last_updated,
    }
    if found.profile:
        shown["profile"] = found.profile
    shown["_links"] = _links(found)
    if found.status == "PENDING_ACTIVATION":
        activation = _activation(tenant, found)
        if activation:
            shown["_embedded"] = {"activation": activation}
    return shown


def setup(tenant: Tenant, found: Factor) -> dict[str, Any]:
    """How the enrolment of a device stands that has not finished."""
    challenge = challenges.current(tenant, found)
    if challenge is None or challenges.is_over(tenant, challenge):
        again = allow(f"{_root(found)}/lifecycle/activate", "POST")
        return {"factorResult": "TIMEOUT", "_links": {"activate": again}}
    return {
        **_waiting(challenge),
        "_links": {"poll": allow(f"{_root(found)}/lifecycle/activate/poll", "POST")},
    }


def challenged(found: Factor, challenge: Challenge) -> dict[str, Any]:
    """The answer to who asked for a challenge that is no push."""
    shown: dict[str, Any] = {"factorResult": "CHALLENGE"}
    if found.factor_type != "email":
        shown["profile"] = found.profile
    shown["_links"] = _onward(found)
    if found.factor_type == "webauthn":
        shown["_embedded"] = {"challenge": {"challenge": challenge.code, "extensions": {}}}
    elif found.factor_type == "u2f":
        asked = {"nonce": challenge.code, "timeoutSeconds": _U2F_SECONDS}
        shown["_embedded"] = {"challenge": asked}
    return shown


def proved(found: Factor) -> dict[str, Any]:
    shown: dict[str, Any] = {"factorResult": "SUCCESS"}
    if found.factor_type in CEREMONIES:
        shown["profile"] = found.profile
    return shown


def push(found: Factor, asked: Push, result: str, *, polled: bool) -> dict[str, Any]:
    """A push as its asker sees it, at first and when `polled`."""
    if result == "SUCCESS":
        return {"factorResult": result}
    named = {"profile": {"credentialId": found.profile.get("credentialId", "")}} if polled else {}
    if result != "WAITING":
        return {"factorResult": result, **named, "_links": _onward(found)}
    path = f"{_root(found)}/transactions/{asked.id}"
    shown: dict[str, Any] = {
        "expiresAt": asked.expires,
        "factorResult": result,
        **named,
        "_links": {"poll": allow(path, "GET"), "cancel": allow(path, "DELETE")},
    }
    if asked.correct is not None:
        shown["_embedded"] = {"challenge": {"correctAnswer": asked.correct}}
    return shown


def phones(rows: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Proved numbers, given as id and number."""
    return [
        {"id": key, "profile": {"phoneNumber": number}, "status": "ACTIVE"} for key, number in rows
    ]


def _links(found: Factor) -> dict[str, Any]:
    root = _root(found)
    links: dict[str, Any] = {}
    if found.status != "ACTIVE":
        links.update(_links_of_pending(found))
    elif found.factor_type == "question":
        links["questions"] = allow(f"{_factors(found.user_id)}/questions", "GET")
    else:
        links["verify"] = allow(f"{root}/verify", "POST")
    methods = ("GET", "DELETE") if found.status == "ACTIVE" else ("GET",)
    links["self"] = allow(root, *methods)
    links["user"] = allow(f"/api/v1/users/{found.user_id}", "GET")
    return links


def _links_of_pending(found: Factor) -> dict[str, Any]:
    root, kind = _root(found), found.factor_type
    if kind == "push":
        return {"poll": allow(f"{root}/lifecycle/activate/poll", "POST")}
    links: dict[str, Any] = {"activate": allow(f"{root}/lifecycle/activate", "POST")}
    if kind in CODED:
        links["resend"] = [{"name": kind, **allow(f"{root}/resend", "POST")}]
    return links


def _activation(tenant: Tenant, found: Factor) -> dict[str, Any]:
    if found.factor_type == TOTP:
        return {
            "timeStep": STEP_SECONDS,
            "sharedSecret": found.secret,
            "encoding": "base32",
            "keyLength": _KEY_LENGTHS[found.provider],
            "_links": {"qrcode": _qr(found, "totp")},
        }
    challenge = challenges.current(tenant, found)
    if challenge is None or found.factor_type in CODED:
        return {}
    if found.factor_type == "push":
        return {
            **_waiting(challenge),
            "_links": {"qrcode": _qr(found, challenge.code)},
        }
    if found.factor_type == "u2f":
        return {"version": "U2F_V2", "nonce": challenge.code, "timeoutSeconds": _U2F_SECONDS}
    return _creation(tenant.org.company, tenant.users[found.user_id], challenge.code)


def _creation(company: str, user: User, nonce: str) -> dict[str, Any]:
    """What a browser needs to make a new WebAuthn credential."""
    return {
        "attestation": "direct",
        "authenticatorSelection": {"userVerification": "preferred", "requireResidentKey": False},
        "challenge": nonce,
        "excludeCredentials": [],
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -257},
        ],
        "rp": {"name": company},
        "user": {"displayName": user.name, "name": user.login, "id": user.id},
    }


def _waiting(challenge: Challenge) -> dict[str, Any]:
    return {"expiresAt": challenge.expires, "factorResult": "WAITING"}


def _qr(found: Factor, token: str) -> dict[str, Any]:
    return {**href(f"{_root(found)}/qr/{token}"), "type": "image/png"}


def _onward(found: Factor) -> dict[str, Any]:
    root = _root(found)
    return {"verify": allow(f"{root}/verify", "POST"), "factor": allow(root, "GET", "DELETE")}


def _factors(user_id: str) -> str:
    return f"/api/v1/users/{user_id}/factors"


def _root(found: Factor) -> str:
    return f"{_factors(found.user_id)}/{found.id}"
