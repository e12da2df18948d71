"""How the authorization server, and those who take its tokens, say no."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from deskhand.sandbox.okta.oauth import jose


class OAuthError(Exception):
    """An error in OAuth's own form: a word, and a sentence for whoever reads logs."""

    def __init__(
        self,
        error: str,
        description: str,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.headers = dict(headers or {})

    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


def bad_client(description: str) -> OAuthError:
    return OAuthError("invalid_client", description, 401)


def bad_grant(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description)


def bad_request(description: str) -> OAuthError:
    return OAuthError("invalid_request", description)


class BearerRefused(Exception):  # noqa: N818  # named as what happened to the caller
    """An access token that is not good for the call: Okta answers in the header alone.

    `scope` is the one that the call needs, where that is known; `bound` says that the token is
    bound to a key, or came as such.
    """

    def __init__(
        self, error: str, description: str, status: int, *, scope: str = "", bound: bool = False
    ) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status
        self.scope = scope
        self.bound = bound

    def header(self, base: str, path: str, scope: str) -> str:
        """WWW-Authenticate; `scope` is the one that the call needs, "" where there is none."""
        told = {
            "authorization_uri": f"{base}/oauth2/v1/authorize",
            "realm": base,
            "scope": scope,
            "error": self.error,
            "error_description": self.description,
            "resource": quote(path, safe="/@:+,~"),
        }
        if self.bound:
            told = {"algs": " ".join(jose.ALGORITHMS), **told}
        pairs = ", ".join(f'{name}="{value}"' for name, value in told.items() if value)
        return f"{'DPoP' if self.bound else 'Bearer'} {pairs}"


def bad_token(description: str, *, bound: bool = False) -> BearerRefused:
    return BearerRefused("invalid_token", description, 401, bound=bound)


def scope_refused(scope: str = "", *, bound: bool = False) -> BearerRefused:
    told = "The access token provided does not contain the required scopes."
    return BearerRefused("insufficient_scope", told, 403, scope=scope, bound=bound)
