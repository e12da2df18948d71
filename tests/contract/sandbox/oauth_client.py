"""A client of the authorization server that signs with PyJWT: another maker's than the tenant's."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from multidict import CIMultiDictProxy

from tests.contract.sandbox.client import Okta

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CALLBACK = "http://127.0.0.1:9/callback"
ADMIN = "okta.service@acme.example"
SECRET = "a-secret-for-tests"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Answer:
    """What the authorization server said: a redirect's `fields` are those of its address."""

    status: int
    body: Any
    headers: CIMultiDictProxy[str]

    @property
    def error(self) -> str | None:
        return self.body.get("error") if isinstance(self.body, dict) else None

    @property
    def told(self) -> str:
        return str(self.body["error_description"])

    @property
    def location(self) -> str:
        return self.headers["Location"]

    @property
    def fields(self) -> dict[str, str]:
        parts = urlsplit(self.location)
        return dict(parse_qsl(parts.query or parts.fragment))


def rsa_key(number: int = 1, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One of the tests' keys, which are made once: that takes long."""
    return _rsa_key(number, bits)


@cache
def _rsa_key(number: int, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def jwk(key: PrivateKey, **more: str) -> dict[str, Any]:
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return {**json.loads(RSAAlgorithm.to_jwk(public)), **more}
    return {**json.loads(ECAlgorithm.to_jwk(public)), **more}


def assertion(
    url: str,
    client_id: str = "0oaService",
    key: PrivateKey | str | None = None,
    *,
    alg: str = "RS256",
    kid: str | None = "one",
    **claims: Any,
) -> str:
    """A client assertion; claims that are None are left out."""
    now = int(time.time())
    body = {
        "iss": client_id,
        "sub": client_id,
        "aud": url,
        "iat": now,
        "exp": now + 300,
        "jti": str(uuid.uuid4()),
        **claims,
    }
    body = {name: value for name, value in body.items() if value is not None}
    headers = {"kid": kid} if kid else None
    return jwt.encode(body, rsa_key() if key is None else key, algorithm=alg, headers=headers)


def proof(
    key: PrivateKey,
    method: str,
    url: str,
    *,
    alg: str = "RS256",
    typ: str = "dpop+jwt",
    token: str | None = None,
    public: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """A DPoP proof; claims that are None are left out."""
    body: dict[str, Any] = {
        "htm": method,
        "htu": url,
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
    }
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        body["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    body |= claims
    body = {name: value for name, value in body.items() if value is not None}
    return jwt.encode(body, key, algorithm=alg, headers={"typ": typ, "jwk": public or jwk(key)})


def pkce() -> tuple[str, str]:
    """A verifier and its challenge."""
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Hidden(HTMLParser):
    """The hidden fields of a page's forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.fields[str(found["name"])] = found["value"] or ""


@dataclass
class OAuth:
    """Speaks to the authorization server of a sandbox, as a client and as a browser."""

    okta: Okta
    browser: aiohttp.ClientSession = field(repr=False)

    @property
    def base(self) -> str:
        return self.okta.sandbox.url

    @property
    def token_url(self) -> str:
        return f"{self.base}/oauth2/v1/token"

    def noted(self, event_type: str) -> int:
        """How often the System Log has it."""
        return sum(event.event_type == event_type for event in self.okta.tenant.events)

    async def make(self, **wish: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self.okta.control("POST", "clients", wish)
        return found

    async def service(self, *grants: str, **more: Any) -> dict[str, Any]:
        """A service application with the tests' key."""
        wish: dict[str, Any] = {
            "id": "0oaService",
            "jwks": {"keys": [jwk(rsa_key(), kid="one")]},
            "grants": grants or ("okta.users.read",),
            "roles": ["SUPER_ADMIN"],
        }
        return await self.make(**(wish | more))

    async def web(self, *grants: str, **more: Any) -> dict[str, Any]:
        """A web application with a secret."""
        wish: dict[str, Any] = {
            "id": "0oaWeb",
            "secret": SECRET,
            "grants": grants or ("okta.users.read", "okta.groups.read"),
            "redirect_uris": [CALLBACK],
        }
        return await self.make(**(wish | more))

    async def post(
        self, path: str, form: dict[str, str], headers: dict[str, str] | None = None
    ) -> Answer:
        url = f"{self.base}/oauth2/v1/{path}"
        async with self.okta.session.post(url, data=form, headers=headers) as answer:
            raw = await answer.read()
            body = json.loads(raw) if raw and "json" in answer.content_type else raw
            return Answer(answer.status, body, answer.headers)

    async def token(self, headers: dict[str, str] | None = None, /, **form: str) -> Answer:
        return await self.post("token", form, headers)

    async def credentials(self, scope: str = "okta.users.read", /, **more: Any) -> Answer:
        """client_credentials by an assertion: `text`, or one that is made of the rest."""
        headers, text = more.pop("headers", None), more.pop("text", None)
        text = text or assertion(self.token_url, **more)
        return await self.token(
            headers,
            grant_type="client_credentials",
            scope=scope,
            client_assertion_type=ASSERTION,
            client_assertion=text,
        )

    async def by_web(self, **form: str) -> Answer:
        """The token endpoint, asked by the web application."""
        return await self.token(client_id="0oaWeb", client_secret=SECRET, **form)

    async def look(self, method: str, path: str, **more: Any) -> Answer:
        """What a browser gets, without following."""
        url = path if path.startswith("http") else self.base + path
        async with self.browser.request(method, url, allow_redirects=False, **more) as answer:
            return Answer(answer.status, await answer.text(), answer.headers)

    async def sign_in(self, login: str = ADMIN) -> None:
        password = self.okta.tenant.settings.password
        form = {"username": login, "password": password, "fromURI": "/"}
        got = await self.look("POST", "/login", data=form)
        assert got.status == 303, got.body

    async def authorize(self, **params: str | None) -> Answer:
        """An authorization request of the web application; parameters that are None are left out."""
        asked: dict[str, str | None] = {
            "client_id": "0oaWeb",
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "okta.users.read",
            "state": "s-1",
        }
        asked |= params
        query = {name: value for name, value in asked.items() if value is not None}
        return await self.look("GET", "/oauth2/v1/authorize", params=query)

    async def decide(self, page: Answer, decision: str = "allow", **headers: str) -> Answer:
        """Press a button of the consent page."""
        form = {**Hidden(page.body).fields, "decision": decision}
        path = "/oauth2/v1/authorize/consent"
        return await self.look("POST", path, data=form, headers=headers)

    async def code(self, **params: str | None) -> str:
        """Through sign-in and consent to a code."""
        got = await self.authorize(**params)
        if got.status == 200:
            got = await self.decide(got)
        assert got.status == 302, (got.status, got.body)
        return got.fields["code"]

    async def signed_in_tokens(self, **params: str | None) -> dict[str, Any]:
        """The tokens of an administrator who went through the whole flow."""
        await self.sign_in()
        scope = {"scope": "okta.users.read offline_access"} | params
        got = await self.by_web(
            grant_type="authorization_code", code=await self.code(**scope), redirect_uri=CALLBACK
        )
        assert got.status == 200, got.body
        found: dict[str, Any] = got.body
        return found
