"""What people do at the sign-in page, as far as it changes the tenant."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

from deskhand.sandbox.okta import passwords, transitions
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import App, OAuthToken, Session, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog.events import in_person, note

SESSION_LIFE = timedelta(hours=2)
# Far off, so that a tenant started weeks ago still has some to revoke.
_TOKEN_LIFE = timedelta(days=90)
LOCKABLE = frozenset({"ACTIVE", "PASSWORD_EXPIRED"})
ATTEMPTS = 5
"""So many wrong passwords in a row lock the account."""
_DEVICE = "Firefox on Linux"
_WHY_NOT = {
    "STAGED": "The account is staged: it has to be activated first.",
    "PROVISIONED": "The account has no password yet: the activation link sets one.",
    "RECOVERY": "The password is being reset: the link in the mail has to be used first.",
    "PASSWORD_EXPIRED": "The password has expired: a new one has to be set at sign-in.",
    "LOCKED_OUT": "The account is locked by too many wrong passwords: IT can unlock it.",
    "SUSPENDED": "The account is suspended: an administrator can unsuspend it.",
    "DEPROVISIONED": "The account is deactivated: an administrator has to activate it again.",
}
Verdict = Literal["right", "wrong", "expired", "refused"]


class SignInRefused(Exception):  # noqa: N818  # named as what happened to the person
    """The person's status does not let him in."""


def why_not(user: User) -> str | None:
    """Why the person cannot sign in now, in a sentence; None when he can."""
    if user.transition_to is not None:
        way = "deactivated" if user.transition_to == "DEPROVISIONED" else "activated"
        return f"The account is being {way}."
    if user.status == "ACTIVE" and user.password is None:
        return "The account has no password: a reset gives it one."
    return _WHY_NOT.get(user.status)


def knows(tenant: Tenant, user: User, password: str) -> bool:
    """Whether this is the person's password."""
    if user.password == passwords.SEEDED:
        return hmac.compare_digest(password.encode(), tenant.settings.password.encode())
    return passwords.matches(password, user.password)


def try_password(tenant: Tenant, user: User, password: str) -> Verdict:
    """What comes of a password at the sign-in page. Wrong ones are counted, and lock in the end."""
    if knows(tenant, user, password):
        if why_not(user) is None:
            return "right"
        if may_renew(user):
            return "expired"
        _note_failure(tenant, user, user.status)
        return "refused"
    _note_failure(tenant, user, "INVALID_CREDENTIALS")
    if user.status in LOCKABLE and user.password is not None:
        user.wrong_passwords += 1
        tenant.put_user(user)
        if user.wrong_passwords >= ATTEMPTS:
            lock_out(tenant, user)
    return "wrong"


def may_renew(user: User) -> bool:
    """Whether the person has to set a new password, and may do so at sign-in."""
    return user.status == "PASSWORD_EXPIRED" and user.transition_to is None


def sign_in(tenant: Tenant, user: User, amr: tuple[str, ...] | None = None) -> Session:
    """A session and a remembered device.

    `amr` says how the person proved himself; without it, with all that he has. Raises
    SignInRefused.
    """
    told = why_not(user)
    if told is not None:
        raise SignInRefused(f"{user.login} cannot sign in: {user.status}. {told}")
    now = tenant.clock.now()
    strong = any(factor.status == "ACTIVE" for factor in tenant.factors.of(user.id))
    ways = amr or (("pwd", "mfa") if strong else ("pwd",))
    session = Session(
        id=tenant.ids.make("102", 25),
        user_id=user.id,
        created=clock.stamp(now),
        expires=clock.stamp(now + SESSION_LIFE),
        amr=list(ways),
    )
    tenant.sessions.put(session)
    if _DEVICE not in user.remembered_devices:
        user.remembered_devices.append(_DEVICE)
    user.last_login = clock.stamp(now)
    user.wrong_passwords = 0
    tenant.put_user(user)
    with in_person(tenant, user, session.id):
        note(tenant, "user.session.start", user)
    return session


def open_apps(tenant: Tenant, user: User) -> None:
    """A token for each of the person's applications that would ask for one.

    Nobody runs those of the seed, so the tenant asks in their place; a client that was registered
    asks for its own.
    """
    now = tenant.clock.now()
    for app_id in sorted(tenant.app_users.of_right(user.id)):
        app = tenant.apps[app_id]
        asks = app.status == "ACTIVE" and app.sign_on_mode == "OPENID_CONNECT"
        if asks and tenant.clients.get(clients.id_of(app)) is None:
            tenant.oauth_tokens.put(new_token(tenant.ids.make("oar"), user, app, now))


def give_cookie(tenant: Tenant, session: Session) -> str:
    """What the browser is to hold; the session's id alone, which logs show, opens nothing."""
    secret = secrets.token_urlsafe(24)
    session.cookie = hash_token(secret)
    tenant.sessions.put(session)
    return f"{session.id}.{secret}"


def session_behind(tenant: Tenant, cookie: str) -> Session | None:
    """The live session of this cookie, while its person may still be signed in."""
    key, _, secret = cookie.partition(".")
    session = tenant.sessions.get(key)
    if session is None or session.cookie is None or session.expires <= tenant.clock.stamp():
        return None
    if not hmac.compare_digest(session.cookie, hash_token(secret)):
        return None
    return session if why_not(tenant.users[session.user_id]) is None else None


def sign_out(tenant: Tenant, session: Session) -> None:
    tenant.sessions.remove(session.id)
    user = tenant.users[session.user_id]
    with in_person(tenant, user, session.id):
        note(tenant, "user.session.end", user)


def renew_password(tenant: Tenant, user: User, password: str) -> None:
    """In place of one that had expired; the person is let in by it."""
    user.password = passwords.hashed(password)
    user.password_changed = tenant.clock.stamp()
    transitions.move(tenant, user, "ACTIVE")
    with in_person(tenant, user):
        note(tenant, "user.account.update_password", user)


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
    user.wrong_passwords = 0
    transitions.move(tenant, user, "LOCKED_OUT")
    with in_person(tenant, user):
        note(tenant, "user.account.lock", user, reason="LOCKED_OUT")


def _note_failure(tenant: Tenant, user: User, reason: str) -> None:
    with in_person(tenant, user):
        note(tenant, "user.session.start", user, outcome="FAILURE", reason=reason)
