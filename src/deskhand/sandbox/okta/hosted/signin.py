"""Sign-in: login and password, the steps that may follow, and sign-out."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from aiohttp import web

from deskhand.sandbox.okta import passwords, signin
from deskhand.sandbox.okta.hosted import dashboard, password, setup
from deskhand.sandbox.okta.hosted.page import Form, alert, go, local, page
from deskhand.sandbox.okta.hosted.second import SecondStep
from deskhand.sandbox.okta.hosted.steps import Step, Steps
from deskhand.sandbox.okta.state.model import Session, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.senders import foreign, from_here

COOKIE = "sid"
RENEW = "/login/renew-password"
_TITLE = "Sign in"
_RENEW_TITLE = "Your password has expired"
_UNABLE = "Unable to sign in."
_LATE = "That took too long. Sign in again."


def sign_in_path(onward: str, *, again: bool = False, login: str = "") -> str:
    """Where to send a browser so that it comes back to `onward` signed in.

    `again` asks even those who are signed in, `login` fills the form in.
    """
    path = f"/login?fromURI={quote(onward, safe='')}"
    path += "&prompt=login" if again else ""
    return path + (f"&login_hint={quote(login, safe='')}" if login else "")


def current_session(tenant: Tenant, request: web.BaseRequest) -> Session | None:
    """The session of whoever holds this browser; None when nobody is signed in."""
    return signin.session_behind(tenant, request.cookies.get(COOKIE, ""))


class SignIn:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._steps = Steps(tenant.clock)
        self._second = SecondStep(tenant, self._steps)

    def serve(self, request: web.BaseRequest, form: Form) -> web.Response:
        """`/login`: the form, or what comes of it."""
        if request.method == "POST":
            return self._submit(request, form)
        onward = local(request.query.get("fromURI", "")) or dashboard.PATH
        session = current_session(self._tenant, request)
        if session is not None and request.query.get("prompt") != "login":
            return go(onward)
        hint = request.query.get("login_hint", "")
        return page(_TITLE, _form(onward, hint), leads_on=True)

    def renew(self, request: web.BaseRequest, form: Form) -> web.Response:
        """The form of a new password that the sign-in waited for."""
        secret = form.get("step", "")
        step = self._steps.find(secret, "renewal")
        user = self._tenant.users.get(step.user_id) if step else None
        if step is None or user is None or not signin.may_renew(user) or foreign(request):
            return _too_late()
        chosen = form.get("password", "")
        if not passwords.acceptable(chosen):
            return _renewal(user, secret, password.WEAK)
        if signin.knows(self._tenant, user, chosen):
            return _renewal(user, secret, "This is the password that has expired.")
        self._steps.end(secret)
        signin.renew_password(self._tenant, user, chosen)
        return self._go_on(request, user, step.onward)

    def verify(self, request: web.BaseRequest, form: Form) -> web.Response:
        """The form of the second step."""
        secret = form.get("step", "")
        step = self._steps.find(secret, "factor")
        user = self._tenant.users.get(step.user_id) if step else None
        if step is None or user is None or signin.why_not(user) or foreign(request):
            return _too_late()
        chosen = form.get("factor")
        other = next((each for each in self._second.ways(user) if each.id == chosen), None)
        answer: web.Response | None
        if other is not None:
            self._steps.end(secret)
            answer = self._second.ask(user, other, step.onward)
        else:
            answer = self._second.take(user, step, secret, form.get("given", "").strip())
        if answer is None:
            self._steps.end(secret)
            return self._let_in(request, user, step.onward, ("pwd", "mfa"))
        self._tenant.commit()
        if signin.why_not(user) is not None:
            return _refused(request, user, user.login, step.onward)
        return answer

    def set_up(self, request: web.BaseRequest, form: Form) -> web.Response:
        """The set-up of a first factor: offered to who is signed in, done by its form."""
        if request.method != "POST":
            return self._offer_setup(request)
        tenant, secret = self._tenant, form.get("step", "")
        step = self._steps.find(secret, "setup")
        user = tenant.users.get(step.user_id) if step else None
        if step is None or user is None or signin.why_not(user) or foreign(request):
            return _too_late()
        if not setup.missing(tenant, user):
            return _too_late()
        self._steps.end(secret)
        setup.take(tenant, user)
        session = current_session(tenant, request)
        if session is None or session.user_id != user.id:
            return self._let_in(request, user, step.onward, ("pwd", "mfa"))
        tenant.commit()
        return go(step.onward)

    def waits(self, form: Form) -> str:
        """How the push of a second step stands, for the page that waits for it."""
        step = self._steps.find(form.get("step", ""), "factor")
        return self._second.result(step) if step else "OVER"

    def sign_out(self, request: web.BaseRequest) -> web.Response:
        session = current_session(self._tenant, request)
        if session is not None:
            signin.sign_out(self._tenant, session)
            self._tenant.commit()
        answer = go(local(request.query.get("fromURI", "")) or "/login")
        answer.del_cookie(COOKIE, httponly=True, samesite="Lax")
        return answer

    def _offer_setup(self, request: web.BaseRequest) -> web.Response:
        session = current_session(self._tenant, request)
        if session is None:
            return go(sign_in_path(setup.PATH))
        user = self._tenant.users[session.user_id]
        if not setup.missing(self._tenant, user):
            return go(dashboard.PATH)
        secret = self._steps.begin(Step(user.id, "setup", dashboard.PATH))
        required = self._tenant.settings.second_step
        return setup.ask(user, secret, later="" if required else dashboard.PATH)

    def _submit(self, request: web.BaseRequest, form: Form) -> web.Response:
        tenant = self._tenant
        login = form.get("username", "").strip()
        onward = local(form.get("fromURI", "")) or dashboard.PATH
        if foreign(request):
            return page(_TITLE, alert(_LATE) + _form(onward, login), 403, leads_on=True)
        user = tenant.find_user(login)
        verdict = signin.try_password(tenant, user, form.get("password", "")) if user else None
        if user is not None and verdict == "right":
            return self._go_on(request, user, onward)
        tenant.commit()
        if user is not None and verdict == "expired":
            return _renewal(user, self._steps.begin(Step(user.id, "renewal", onward)))
        return _refused(request, user, login, onward)

    def _go_on(self, request: web.BaseRequest, user: User, onward: str) -> web.Response:
        """The password is right: the second step, or its set-up, or in."""
        ways = self._second.ways(user)
        if self._tenant.settings.second_step and setup.missing(self._tenant, user):
            self._tenant.commit()
            return setup.ask(user, self._steps.begin(Step(user.id, "setup", onward)))
        if not ways:
            return self._let_in(request, user, onward, ("pwd",))
        answer = self._second.ask(user, ways[0], onward)
        self._tenant.commit()
        return answer

    def _let_in(
        self, request: web.BaseRequest, user: User, onward: str, amr: tuple[str, ...]
    ) -> web.Response:
        session = signin.sign_in(self._tenant, user, amr)
        value = signin.give_cookie(self._tenant, session)
        self._tenant.commit()
        answer = go(onward)
        secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
        answer.set_cookie(COOKIE, value, httponly=True, samesite="Lax", secure=secure)
        return answer


def _refused(request: web.BaseRequest, user: User | None, login: str, onward: str) -> web.Response:
    told = _explained(user, login) if from_here(request) else ""
    return page(_TITLE, alert(_UNABLE) + _form(onward, login) + told, 401, leads_on=True)


def _too_late() -> web.Response:
    return page(_TITLE, alert(_LATE) + _form(dashboard.PATH, ""), 403, leads_on=True)


def _form(onward: str, login: str) -> str:
    at_login, at_password = ("", " autofocus") if login else (" autofocus", "")
    return (
        '<form method="post" action="/login">'
        f'<input type="hidden" name="fromURI" value="{escape(onward)}">'
        '<div><label for="username">Username</label>'
        f'<input id="username" name="username" value="{escape(login)}" autocomplete="username" '
        f'autocapitalize="none" spellcheck="false" required{at_login}></div>'
        '<div><label for="password">Password</label>'
        '<input type="password" id="password" name="password" autocomplete="current-password" '
        f"required{at_password}></div>"
        '<div><button type="submit" class="strong">Sign in</button></div></form>'
    )


def _renewal(user: User, secret: str, told: str = "") -> web.Response:
    about = f"For {user.name}. Set a new one to sign in."
    form = password.form(about, told=told, action=RENEW, step=secret)
    return page(_RENEW_TITLE, form, 422 if told else 200, leads_on=True)


def _explained(user: User | None, login: str) -> str:
    """What Okta's page keeps to itself, for whoever runs this tenant on his own machine."""
    if user is None:
        told = f"Nobody in this tenant signs in as {login}."
    elif (why := signin.why_not(user)) is not None:
        told = why
    else:
        told = (
            f"The password is wrong, {user.wrong_passwords} of {signin.ATTEMPTS} times in a row. "
            "The sandbox console shows the one that people of the seed have."
        )
    return (
        '<div class="note"><p class="dim">Okta says no more than that. The sandbox knows:</p>'
        f"<p>{escape(told)}</p></div>"
    )
