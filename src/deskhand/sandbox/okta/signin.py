"""What people do at the sign-in page, as far as it changes the tenant."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.sandbox.okta import clock, transitions
from deskhand.sandbox.okta.model import App, OAuthToken, Session, User
from deskhand.sandbox.okta.tenant import Tenant

SESSION_LIFE = timedelta(hours=2)
# Far off, so that a tenant started weeks ago still has some to revoke.
_TOKEN_LIFE = timedelta(days=90)
LOCKABLE = frozenset({"ACTIVE", "PASSWORD_EXPIRED"})
_DEVICE = "Firefox on Linux"


class SignInRefused(Exception):  # noqa: N818  # named as what happened to the person
    """The person's status does not let him in."""


def sign_in(tenant: Tenant, user: User) -> Session:
    """A session, a remembered device, and a token for each application that asks for one.

    Raises SignInRefused.
    """
    if user.status != "ACTIVE":
        raise SignInRefused(f"{user.login} cannot sign in: {user.status}")
    now = tenant.clock.now()
    session = Session(
        id=tenant.ids.make("102", 25),
        user_id=user.id,
        created=clock.stamp(now),
        expires=clock.stamp(now + SESSION_LIFE),
        amr=["pwd", "mfa"] if tenant.factors.of(user.id) else ["pwd"],
    )
    tenant.sessions.put(session)
    for app_id in sorted(tenant.app_users.of_right(user.id)):
        app = tenant.apps[app_id]
        if app.status == "ACTIVE" and app.sign_on_mode == "OPENID_CONNECT":
            tenant.oauth_tokens.put(new_token(tenant.ids.make("oar"), user, app, now))
    if _DEVICE not in user.remembered_devices:
        user.remembered_devices.append(_DEVICE)
    user.last_login = clock.stamp(now)
    tenant.put_user(user)
    return session


def new_token(token_id: str, user: User, app: App, now: datetime) -> OAuthToken:
    return OAuthToken(
        id=token_id,
        user_id=user.id,
        app_id=app.id,
        created=clock.stamp(now),
        expires=clock.stamp(now + _TOKEN_LIFE),
        scopes=["openid", "profile", "offline_access"],
    )


def lock_out(tenant: Tenant, user: User) -> None:
    """Too many wrong passwords. Raises SignInRefused."""
    if user.status not in LOCKABLE:
        raise SignInRefused(f"{user.login} cannot be locked out: {user.status}")
    transitions.move(tenant, user, "LOCKED_OUT")
