"""The two cookies: a session's token, and the secret behind a guest's CSRF token."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from deskhand.accounts.service import LONGEST
from deskhand.kernel import ids
from deskhand.kernel.settings import Settings

_SESSION = "deskhand_session"
_GUEST = "deskhand_guest"


def is_secure(settings: Settings) -> bool:
    """Whether people reach us by https."""
    return settings.public_url.lower().startswith("https:")


def session_token(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(_name(_SESSION, settings))


def set_session(response: Response, settings: Settings, token: str) -> None:
    _set(response, settings, _SESSION, token, max_age=int(LONGEST.total_seconds()))
    _drop(response, settings, _GUEST)


def drop_session(response: Response, settings: Settings) -> None:
    _drop(response, settings, _SESSION)


def guest_csrf(request: Request, settings: Settings) -> str:
    """The token that a guest's unsafe requests must carry; empty before he has the cookie."""
    secret = request.cookies.get(_name(_GUEST, settings))
    return _csrf(secret) if secret else ""


def new_guest_csrf(response: Response, settings: Settings) -> str:
    """Give a guest the cookie; returns the token that belongs to it."""
    secret = ids.token()
    _set(response, settings, _GUEST, secret, max_age=None)
    return _csrf(secret)


def _csrf(secret: str) -> str:
    return hashlib.sha256(f"deskhand csrf {secret}".encode()).hexdigest()


def _name(name: str, settings: Settings) -> str:
    # The prefix makes browsers refuse a cookie that another host or an http page tries to plant.
    return f"__Host-{name}" if is_secure(settings) else name


def _set(
    response: Response, settings: Settings, name: str, value: str, *, max_age: int | None
) -> None:
    response.set_cookie(
        _name(name, settings),
        value,
        max_age=max_age,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="strict",
    )


def _drop(response: Response, settings: Settings, name: str) -> None:
    response.delete_cookie(
        _name(name, settings),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="strict",
    )
