"""Whether what a person gives proves that a factor is his."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any

import msgspec

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.factors import challenges, totp
from deskhand.sandbox.okta.factors.kinds import CODED, TOTP
from deskhand.sandbox.okta.state.model import Factor
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token

# A code is good in its own step and in the two beside it; further off it is known, and refused.
_NEAR = 1
_FAR = 20
_MODHEX = "cbdefghijklnrtuv"
_YUBIKEY = re.compile(f"[{_MODHEX}]{{44}}")
_SERIAL_LENGTH = 12


def check(tenant: Tenant, factor: Factor, given: str) -> None:
    """Take a code or an answer. Raises ApiError, and then leaves the factor as it was."""
    if factor.factor_type in CODED:
        challenges.take(tenant, factor, given)
    elif factor.factor_type == TOTP:
        _take_totp(tenant, factor, given)
    elif factor.factor_type == "question":
        _compare(answer_hash(factor.id, given), factor.secret, "The answer is not correct.")
    else:
        _take_touch(tenant, factor, given)


def answer_hash(factor_id: str, answer: str) -> str:
    """An answer as it is kept: case and outer blanks do not count."""
    return hash_token(f"{factor_id}/{answer.strip().casefold()}")


def serial_of(touch: str) -> str | None:
    """The serial number of the YubiKey that typed this, None when no YubiKey types so."""
    if not _YUBIKEY.fullmatch(touch):
        return None
    number = 0
    for letter in touch[:_SERIAL_LENGTH]:
        number = number * len(_MODHEX) + _MODHEX.index(letter)
    return str(number % 10**_SERIAL_LENGTH).zfill(_SERIAL_LENGTH)


def check_ceremony(tenant: Tenant, factor: Factor, client_data: str) -> None:
    """Take what a browser signed: its challenge is compared, its signature is not looked at."""
    challenge = challenges.current(tenant, factor)
    if challenge is None or _challenge_in(client_data) != challenge.code:
        raise ApiError("E0000068", "The challenge does not match.")
    if challenges.is_over(tenant, challenge):
        raise ApiError("E0000191")
    challenges.spend(tenant, challenge)


def credential_of(attestation: str) -> str:
    """An id for the key that made this attestation."""
    digest = hashlib.sha256(attestation.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _take_totp(tenant: Tenant, factor: Factor, code: str) -> None:
    now = totp.step_at(tenant.clock.now())
    step = totp.find_step(factor.secret, code, now, _FAR) if factor.secret else None
    if step is None:
        raise ApiError("E0000068", "The passcode does not match.")
    if abs(step - now) > _NEAR:
        raise ApiError("E0000083")
    if step <= factor.step:
        raise ApiError("E0000082")
    factor.step = step
    tenant.factors.put(factor)


def _take_touch(tenant: Tenant, factor: Factor, touch: str) -> None:
    if serial_of(touch) != factor.profile["credentialId"]:
        raise ApiError("E0000068", "The passcode does not match.")
    hashed = hash_token(touch)
    if hashed == factor.secret:
        raise ApiError("E0000082")
    factor.secret = hashed
    tenant.factors.put(factor)


def _compare(given: str, kept: str | None, told: str) -> None:
    if not hmac.compare_digest(given, kept or ""):
        raise ApiError("E0000068", told)


def _challenge_in(client_data: str) -> str | None:
    """The challenge within a browser's client data, base64 of either alphabet."""
    padded = client_data.replace("+", "-").replace("/", "_").rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        found: Any = msgspec.json.decode(base64.urlsafe_b64decode(padded))
    except (ValueError, msgspec.DecodeError):
        return None
    value = found.get("challenge") if isinstance(found, dict) else None
    return value if isinstance(value, str) else None
