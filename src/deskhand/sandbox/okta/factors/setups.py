"""Setting up Okta Verify: the tenant waits until a device has scanned the enrolment."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.factors import challenges, render, subject, totp
from deskhand.sandbox.okta.factors.kinds import TOTP
from deskhand.sandbox.okta.factors.model import Challenge
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import Answer, Request

_DEVICE = {
    "deviceType": "SmartPhone_IPhone",
    "platform": "IOS",
    "version": "17.4",
}


def poll(request: Request) -> Answer:
    """How a push enrolment stands: the factor itself once a device has taken it."""
    tenant = request.tenant
    factor = _pushed(request)
    if factor.status == "ACTIVE":
        return Answer(render.factor(tenant, factor))
    return Answer(render.setup(tenant, factor))


def begin_anew(request: Request) -> Answer:
    """An enrolment whose time is over waits once more."""
    tenant = request.tenant
    factor = _pushed(request)
    if factor.status != "ACTIVE" and _waiting(tenant, factor) is None:
        challenges.ask(tenant, factor, challenges.SETUP_SECONDS)
    return Answer(render.factor(tenant, factor))


def pending_setups(tenant: Tenant, user: User) -> list[Challenge]:
    """Enrolments that the person's device could scan now."""
    found = (
        _waiting(tenant, factor)
        for factor in tenant.factors_of(user.id)
        if factor.factor_type == "push" and factor.status == "PENDING_ACTIVATION"
    )
    return [challenge for challenge in found if challenge is not None]


def scan(tenant: Tenant, user: User, challenge: Challenge, *, take: bool) -> None:
    """The device takes the enrolment, and shows one-time codes from then on as well.

    Or it does not `take` it, and the enrolment has to be begun anew.
    """
    challenges.spend(tenant, challenge)
    if not take:
        return
    factor = tenant.factors[challenge.factor_id]
    factor.profile = {
        "credentialId": user.login,
        **_DEVICE,
        "name": f"{user.profile['firstName']}'s iPhone",
    }
    activate(tenant, user, factor)
    if not any((f.factor_type, f.provider) == (TOTP, "OKTA") for f in tenant.factors_of(user.id)):
        activate(tenant, user, _codes(tenant, user))


def activate(tenant: Tenant, user: User, factor: Factor) -> None:
    """The factor is the person's from now on."""
    factor.status = "ACTIVE"
    factor.last_updated = tenant.clock.stamp()
    tenant.factors.put(factor)
    note(tenant, "user.mfa.factor.activate", user, factor)


def _pushed(request: Request) -> Factor:
    subject.live_person(request)
    factor = subject.factor_of(request)
    if factor.factor_type != "push":
        raise invalid("factorType", "factorType: only push is set up on a device")
    return factor


def _codes(tenant: Tenant, user: User) -> Factor:
    now = tenant.clock.stamp()
    return Factor(
        id=tenant.ids.make("ost"),
        user_id=user.id,
        factor_type=TOTP,
        provider="OKTA",
        vendor="OKTA",
        status="PENDING_ACTIVATION",
        created=now,
        last_updated=now,
        profile={"credentialId": user.login},
        secret=totp.new_secret(),
    )


def _waiting(tenant: Tenant, factor: Factor) -> Challenge | None:
    challenge = challenges.current(tenant, factor)
    return None if challenge is None or challenges.is_over(tenant, challenge) else challenge
