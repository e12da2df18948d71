"""What the authorization server keeps. No value of a secret, a code or a token is among it."""

from __future__ import annotations

from msgspec import Struct, field

from deskhand.sandbox.okta.state.model import Role


class Client(Struct):
    """What an application of its own right has beside its settings, which its `App` holds.

    `integration` marks an API service integration: the only kind that takes tokens for a secret.
    """

    id: str
    app_id: str
    secret_hash: str | None = None
    integration: bool = False
    roles: list[Role] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.id


class AccessToken(Struct):
    """`id` is the claim jti, `grant` the refresh token that it came with, `jkt` its key's thumbprint."""

    id: str
    client_id: str
    scopes: list[str]
    created: str
    expires: str
    user_id: str | None = None
    grant: str | None = None
    jkt: str | None = None
    revoked: bool = False

    @property
    def key(self) -> str:
        return self.id


class AuthorizationCode(Struct):
    """A sign-in that waits to be turned into tokens; `challenge` is PKCE's, by S256."""

    hash: str
    client_id: str
    user_id: str
    session_id: str
    redirect_uri: str
    scopes: list[str]
    expires: str
    signed_in: str
    challenge: str | None = None
    nonce: str | None = None

    @property
    def key(self) -> str:
        return self.hash


class SigningKey(Struct):
    """The newest signs; older ones go on being published, for the tokens that they signed."""

    kid: str
    created: str
    pem: str

    @property
    def key(self) -> str:
        return self.kid

    def __repr__(self) -> str:
        return f"SigningKey({self.kid!r})"


class UsedId(Struct):
    """The jti of an assertion or of a proof, kept as long as that could be sent again."""

    id: str
    expires: int

    @property
    def key(self) -> str:
        return self.id
