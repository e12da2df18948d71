"""The second step of a sign-in: a push on the phone, a code, or an answer."""

from __future__ import annotations

from html import escape

from aiohttp import web

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.factors import pushes, verify
from deskhand.sandbox.okta.factors.kinds import CODED, TOTP
from deskhand.sandbox.okta.hosted.page import alert, page
from deskhand.sandbox.okta.hosted.steps import Step, Steps
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import in_person

PATH = "/login/second-step"
POLL = f"{PATH}/result"
"""Where the page asks, by script, how its push stands."""
_TITLE = "Prove that it is you"
_NAMES = {
    "push": "Okta Verify",
    TOTP: "a code from an app",
    "sms": "a code by SMS",
    "call": "a call",
    "email": "a code by e-mail",
    "question": "a security question",
}
_OVER = {"REJECTED": "The phone said no.", "TIMEOUT": "The phone gave no answer in time."}

# Who has no script presses the button. A push that ran out is not sent anew by itself: a forgotten
# page would ask the phone for ever.
_SCRIPT = """
const form = document.querySelector('form');
const told = document.getElementById('told');
const timer = setInterval(async () => {
  if (document.visibilityState !== 'visible') return;
  const body = new URLSearchParams({ step: form.elements.step.value });
  const answer = await fetch(form.action + '/result', { method: 'POST', body }).catch(() => null);
  const result = answer?.ok ? await answer.text() : 'WAITING';
  if (result === 'WAITING') return;
  clearInterval(timer);
  if (result === 'SUCCESS' || result === 'REJECTED') {
    told.textContent = 'The phone has answered.';
    form.requestSubmit(form.querySelector('button.strong'));
  } else {
    told.textContent = 'The phone gave no answer in time.';
  }
}, 2000);
told.textContent = 'This page goes on by itself.';
"""


class SecondStep:
    def __init__(self, tenant: Tenant, steps: Steps) -> None:
        self._tenant = tenant
        self._steps = steps

    def ways(self, user: User) -> list[Factor]:
        """Factors that a sign-in asks for, the handiest first; none while the setting is off."""
        if not self._tenant.settings.second_step:
            return []
        order = list(_NAMES)
        found = verify.second_steps(self._tenant, user)
        return sorted(found, key=lambda factor: order.index(factor.factor_type))

    def ask(self, user: User, factor: Factor, onward: str, told: str = "") -> web.Response:
        """Start with this factor: a push or a code is on its way when the page is there."""
        transaction = ""
        if factor.factor_type == "push":
            transaction = pushes.start(self._tenant, factor, match=True, source="").id
        elif factor.factor_type in CODED:
            try:
                verify.challenge(self._tenant, user, factor)
            except ApiError as error:
                told = told or error.summary
        step = Step(user.id, "factor", onward, factor.id, transaction)
        return self._page(user, factor, step, self._steps.begin(step), told)

    def take(self, user: User, step: Step, secret: str, given: str) -> web.Response | None:
        """What comes of the person's answer; None when he has proved himself."""
        tenant = self._tenant
        factor = next((each for each in self.ways(user) if each.id == step.factor_id), None)
        if factor is None:
            return page(_TITLE, alert("This factor is gone. Sign in again."), 403)
        if factor.factor_type != "push":
            try:
                with in_person(tenant, user):
                    verify.check(tenant, user, factor, given)
            except ApiError as error:
                return self._page(user, factor, step, secret, error.summary)
            return None
        result = self.result(step)
        if result == "SUCCESS":
            return None
        if result == "WAITING":
            return self._page(user, factor, step, secret, "The phone has not answered yet.")
        self._steps.end(secret)
        return self.ask(user, factor, step.onward, _OVER[result] + " It is asked once more.")

    def result(self, step: Step) -> str:
        """WAITING, SUCCESS, REJECTED or TIMEOUT, of the step's push."""
        push = self._tenant.pushes.get(step.transaction)
        return pushes.result_of(self._tenant, push) if push else "TIMEOUT"

    def _page(self, user: User, factor: Factor, step: Step, secret: str, told: str) -> web.Response:
        others = "".join(
            f'<button name="factor" value="{each.id}" formnovalidate>'
            f"Use {escape(_NAMES[each.factor_type])}</button>"
            for each in self.ways(user)
            if each.id != factor.id
        )
        other_ways = f'<h2>Another way</h2><div class="ways">{others}</div>' if others else ""
        body = (
            f"<p>{escape(user.name)}, by {_NAMES[factor.factor_type]}.</p>"
            f"{alert(told) if told else ''}"
            f'<form method="post" action="{PATH}">'
            f'<input type="hidden" name="step" value="{escape(secret)}">'
            f"{self._question(factor, step)}{other_ways}</form>"
        )
        script = _SCRIPT if factor.factor_type == "push" else ""
        return page(_TITLE, body, 401 if told else 200, leads_on=True, script=script)

    def _question(self, factor: Factor, step: Step) -> str:
        if factor.factor_type == "push":
            push = self._tenant.pushes.get(step.transaction)
            number = f"<p>Choose <strong>{push.correct}</strong> on your phone.</p>" if push else ""
            told = '<p id="told" class="dim" aria-live="polite"></p>'
            return f'{number}{told}<div><button class="strong">I have answered</button></div>'
        asks = factor.factor_type == "question"
        label = str(factor.profile.get("questionText", "Answer")) if asks else "Code"
        more = 'autocomplete="off"' if asks else 'autocomplete="one-time-code" inputmode="numeric"'
        return (
            f'<div><label for="given">{escape(label)}</label>'
            f'<input id="given" name="given" {more} required></div>'
            '<div><button class="strong">Verify</button></div>'
        )
