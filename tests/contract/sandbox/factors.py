"""Ways into the factors of one person, and what his phone and mailbox hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.factors.totp import STEP_SECONDS
from deskhand.sandbox.okta.state.model import User
from tests.contract.sandbox.client import ELENA, Got, Okta

GOOGLE = {"factorType": "token:software:totp", "provider": "GOOGLE"}
OKTA_TOTP = {"factorType": "token:software:totp", "provider": "OKTA"}
PUSH = {"factorType": "push", "provider": "OKTA"}
WEBAUTHN = {"factorType": "webauthn", "provider": "FIDO"}


def phone_factor(kind: str, number: str) -> dict[str, Any]:
    return {"factorType": kind, "provider": "OKTA", "profile": {"phoneNumber": number}}


def email_factor(address: str) -> dict[str, Any]:
    return {"factorType": "email", "provider": "OKTA", "profile": {"email": address}}


def question_factor(answer: str) -> dict[str, Any]:
    profile = {"question": "first_award", "answer": answer}
    return {"factorType": "question", "provider": "OKTA", "profile": profile}


@dataclass(frozen=True)
class Person:
    """Somebody whose factors a test uses."""

    okta: Okta
    login: str = ELENA

    @property
    def user(self) -> User:
        return self.okta.user(self.login)

    @property
    def path(self) -> str:
        return f"/api/v1/users/{self.user.id}/factors"

    async def enrol(self, body: dict[str, Any], **query: Any) -> Got:
        return await self.okta.post(self.path, body, **query)

    async def activate(self, factor: str, code: str | None = None) -> Got:
        body = {"passCode": code} if code is not None else None
        return await self.okta.post(f"{self.path}/{factor}/lifecycle/activate", body)

    async def verify(self, factor: str, body: dict[str, Any] | None = None, **query: Any) -> Got:
        return await self.okta.post(f"{self.path}/{factor}/verify", body, **query)

    async def listed(self) -> dict[str, dict[str, Any]]:
        """His factors by type; of two of a type the later."""
        return {found["factorType"]: found for found in (await self.okta.get(self.path)).body}

    async def forget_all(self) -> None:
        await self.okta.post(f"/api/v1/users/{self.user.id}/lifecycle/reset_factors")

    async def phone(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.okta.control("GET", f"phone/{self.login}")
        return found

    async def message(self) -> str:
        """The code of the newest message or call."""
        return str((await self.phone())["messages"][0]["code"])

    async def totp(self, factor: str) -> str:
        """The code that the authenticator app shows for this factor."""
        codes = (await self.phone())["codes"]
        return next(str(code["code"]) for code in codes if code["factor"] == factor)

    async def mailed(self) -> str:
        """The code of the newest mail."""
        mails = await self.okta.control("GET", f"mailbox?to={self.login}")
        return str(next(mail["token"] for mail in mails if mail["kind"] == "factor_code"))

    async def answer(self, transaction: str, *, approve: bool, number: int | None = None) -> None:
        body = {"transaction": transaction, "approve": approve, "number": number}
        await self.okta.control("POST", f"phone/{self.login}", body)

    async def pass_time(self, seconds: float) -> None:
        await self.okta.control("POST", "clock", {"advance_seconds": seconds})

    async def begin_step(self) -> None:
        """Go to where a one-time code has just become the current one, so that it stays that."""
        now = self.okta.tenant.clock.now().timestamp()
        await self.pass_time(STEP_SECONDS - now % STEP_SECONDS + 0.5)

    def events(self) -> list[tuple[str, str]]:
        """Type and outcome of each event on his factors, oldest first."""
        return [
            (event.event_type, event.outcome)
            for event in self.okta.tenant.events
            if event.event_type.startswith(("user.mfa", "user.authentication", "user.account.lock"))
            and any(target.id == self.user.id for target in event.targets)
        ]
