"""One-time passwords against the vectors of RFC 6238."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from deskhand.sandbox.okta.factors import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors(seconds: int, code: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_at(SECRET, step) == code


def test_a_code_is_found_as_far_as_one_looks() -> None:
    code = totp.code_at(SECRET, 1000)
    assert totp.find_step(SECRET, code, 1000, 0) == 1000
    assert totp.find_step(SECRET, code, 1003, 3) == 1000
    assert totp.find_step(SECRET, code, 997, 3) == 1000
    assert totp.find_step(SECRET, code, 1004, 3) is None
    assert totp.find_step(SECRET, "für", 1000, 3) is None


def test_how_long_a_code_lasts() -> None:
    assert totp.seconds_left(datetime.fromtimestamp(59, UTC)) == 1
    assert totp.seconds_left(datetime.fromtimestamp(60, UTC)) == 30


def test_secrets_are_new_or_the_seed_s() -> None:
    assert totp.new_secret() != totp.new_secret()
    assert len(totp.new_secret()) == 16
    assert totp.seeded_secret("a") == totp.seeded_secret("a") != totp.seeded_secret("b")
