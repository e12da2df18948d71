"""Signed tokens and keys: another library reads ours, ours reads another's, and rubbish is refused."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from deskhand.sandbox.okta.oauth import jose

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP521R1())
RSA_JWK: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(RSA.public_key()))
CURVE_JWK: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(CURVE.public_key()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def packed(header: object) -> str:
    return jose.encode(json.dumps(header).encode())


def test_another_library_reads_what_is_signed_here() -> None:
    text = jose.sign(RSAKey.import_key(RSA), {"kid": "k"}, {"sub": "x"})
    assert jwt.decode(text, RSA.public_key(), algorithms=["RS256"]) == {"sub": "x"}
    assert jwt.get_unverified_header(text) == {"alg": "RS256", "kid": "k"}


@pytest.mark.parametrize(
    ("key", "jwk", "alg"),
    [(RSA, RSA_JWK, "RS256"), (RSA, RSA_JWK, "RS512"), (CURVE, CURVE_JWK, "ES512")],
)
def test_a_signature_belongs_to_its_content_and_its_key(
    key: Any, jwk: dict[str, Any], alg: str
) -> None:
    text = jwt.encode({"sub": "x"}, key, algorithm=alg)
    public = jose.public_key(jwk)
    assert jose.verifies(jose.parse(text), public)
    head, body, signature = text.split(".")
    forged = base64.urlsafe_b64encode(b'{"sub":"y"}').rstrip(b"=").decode()
    assert not jose.verifies(jose.parse(f"{head}.{forged}.{signature}"), public)
    assert not jose.verifies(jose.parse(f"{head}.{body}."), public)
    other = jose.public_key(CURVE_JWK if key is RSA else RSA_JWK)
    assert not jose.verifies(jose.parse(text), other)


def test_an_algorithm_that_takes_the_public_key_for_a_secret() -> None:
    for jwk in (RSA_JWK, CURVE_JWK):
        key = jose.public_key(jwk)
        for alg in ("none", "HS256", "PS256", "ES256", "EdDSA", ""):
            content = f"{packed({'alg': alg})}.e30"
            for secret in (key.as_pem(), key.as_der(), json.dumps(jwk).encode()):
                signature = jose.encode(hmac.digest(secret, content.encode(), "sha256"))
                assert not jose.verifies(jose.parse(f"{content}.{signature}"), key)
            assert not jose.verifies(jose.parse(f"{content}."), key)


def test_headers_that_are_none() -> None:
    for head in (["alg"], "alg", 1, None, {}, {"alg": 1}, {"alg": ["RS256"]}):
        with pytest.raises(jose.Malformed):
            jose.parse(f"{packed(head)}.e30.AAAA")
    for name, odd in (("crit", 5), ("crit", [[]]), ("crit", ["exp"]), ("kid", 1), ("b64", False)):
        with pytest.raises(jose.Malformed):
            jose.parse(f"{packed({'alg': 'RS256', name: odd})}.e30.AAAA")
    deep = jose.encode(b"[" * 2000)
    for text in (f"{deep}.e30.AAAA", f"{packed({'alg': 'RS256'})}.{deep}.AAAA"):
        with pytest.raises(jose.Malformed):
            jose.parse(text)
    # Members that nobody knows are no fault.
    assert jose.parse(f"{packed({'alg': 'RS256', 'made': 'up'})}.e30.AAAA").claims == {}


def test_keys_that_are_meant_for_something_else() -> None:
    text = jwt.encode({"sub": "x"}, RSA, algorithm="RS256")
    jwk = {name: RSA_JWK[name] for name in ("kty", "n", "e")}
    for more in ({"use": "enc"}, {"alg": "RS512"}, {"key_ops": ["encrypt"]}):
        assert not jose.verifies(jose.parse(text), jose.public_key(jwk | more))
    assert jose.verifies(jose.parse(text), jose.public_key(jwk | {"use": "sig"}))


def test_a_long_key_in_a_header() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    jwk = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    text = jwt.encode({}, key, algorithm="RS512", headers={"typ": "dpop+jwt", "jwk": jwk})
    signed = jose.parse(text)
    assert jose.verifies(signed, jose.public_key(signed.header["jwk"]))


def test_thumbprints_as_the_standard_shows_them() -> None:
    # The example of RFC 7638, section 3.1.
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
        "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
        "kEgU8awapJzKnqDKgw"
    )
    key = {"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert jose.public_key(key).thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@given(st.text() | st.builds(".".join, st.lists(st.text(max_size=8), min_size=3, max_size=3)))
def test_any_text_is_a_token_or_is_refused(text: str) -> None:
    try:
        jose.parse(text)
    except jose.Malformed:
        return


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kty": st.sampled_from(["RSA", "EC"]) | JSON,
            "n": st.just(RSA_JWK["n"]) | JSON,
            "e": st.just(RSA_JWK["e"]) | JSON,
            "crv": st.sampled_from(["P-256", "P-521"]) | JSON,
            "x": st.just(CURVE_JWK["x"]) | JSON,
            "y": st.just(CURVE_JWK["y"]) | JSON,
        },
    )
    | JSON
)
def test_any_value_is_a_key_or_is_refused(value: object) -> None:
    try:
        jose.public_key(value)
    except jose.Malformed:
        return


def test_keys_that_are_not_taken() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = json.loads(RSAAlgorithm.to_jwk(RSA))
    short_jwk = json.loads(RSAAlgorithm.to_jwk(short.public_key()))
    secret = {"kty": "oct", "k": "AAAA"}
    for key in (short_jwk, private, secret, RSA_JWK | {"kty": ["RSA"]}, RSA_JWK | {"kid": 1}, None):
        with pytest.raises(jose.Malformed):
            jose.public_key(key)
