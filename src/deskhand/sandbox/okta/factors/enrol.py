"""Enrolment: a factor is asked for, activated by its first proof, and removed."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import ApiError, invalid
from deskhand.sandbox.okta.factors import (
    challenges,
    drafts,
    proofs,
    removal,
    render,
    setups,
    subject,
    uses,
)
from deskhand.sandbox.okta.factors.drafts import Draft
from deskhand.sandbox.okta.factors.kinds import CEREMONIES, CODED, PUSH
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request

_SEVERAL = {"webauthn", "u2f"}
"""Types of which a person may have more than one."""


def enrol_factor(request: Request) -> Answer:
    tenant, user = request.tenant, subject.live_person(request)
    draft = drafts.read(request, user)
    seconds = subject.lifetime(request, challenges.CODE_SECONDS)
    replaced = _replaced(tenant, user, draft)
    sends = draft.kind.type in CODED and not draft.active
    if sends:
        address = draft.profile["email" if draft.kind.type == "email" else "phoneNumber"]
        uses.need_pause(tenant, user, draft.kind.type, address)
    for factor in replaced:
        removal.drop(tenant, factor)
    factor = _make(tenant, user, draft)
    if sends:
        challenges.send(tenant, user, factor, seconds)
    elif draft.kind.type in {"push", *CEREMONIES}:
        challenges.ask(tenant, factor, challenges.SETUP_SECONDS)
    return Answer(render.factor(tenant, factor))


def activate_factor(request: Request) -> Answer:
    tenant, user = request.tenant, subject.live_person(request)
    factor = subject.factor_of(request)
    if factor.factor_type == "push":
        return setups.begin_anew(request)
    if factor.status != "PENDING_ACTIVATION":
        raise ApiError("E0000107", "The factor is active already.")
    body = subject.body_of(request)
    name = "clientData" if factor.factor_type in CEREMONIES else "passCode"
    given = subject.text_of(body, name, subject=name)
    uses.need_activation(tenant, user)
    if factor.factor_type in CEREMONIES:
        _finish_ceremony(tenant, factor, body, given)
    else:
        uses.count_activation(tenant, user)
        proofs.check(tenant, factor, given)
    setups.activate(tenant, user, factor)
    return Answer(render.factor(tenant, factor))


def resend_code(request: Request) -> Answer:
    tenant, user = request.tenant, subject.live_person(request)
    factor = subject.factor_of(request)
    if factor.factor_type not in CODED:
        raise invalid("factorType", "factorType: nothing is sent for this kind of factor")
    if request.json().get("factorType") != factor.factor_type:
        raise invalid("factorType", "factorType: does not match the factor")
    if factor.status != "PENDING_ACTIVATION":
        raise ApiError("E0000107", "The factor is active already.")
    uses.need_resend(tenant, user, factor.factor_type)
    uses.need_pause(tenant, user, factor.factor_type, challenges.address_of(factor))
    uses.count_resend(tenant, user)
    challenges.send(tenant, user, factor, challenges.CODE_SECONDS)
    return Answer(render.factor(tenant, factor))


def enrol_device(tenant: Tenant, user: User) -> None:
    """Okta Verify on the person's phone, begun and scanned at once.

    Raises ApiError where he has it already.
    """
    draft = Draft(PUSH, {})
    for factor in _replaced(tenant, user, draft):
        removal.drop(tenant, factor)
    factor = _make(tenant, user, draft)
    asked = challenges.ask(tenant, factor, challenges.SETUP_SECONDS)
    setups.scan(tenant, user, asked, take=True)


def delete_factor(request: Request) -> Answer:
    user = subject.person(request)
    factor = subject.factor_of(request)
    forget = request.flag("removeRecoveryEnrollment", default=False)
    removal.remove(request.tenant, user, factor, forget_phone=forget)
    return NOTHING


def _replaced(tenant: Tenant, user: User, draft: Draft) -> list[Factor]:
    """Enrolments that this one takes the place of. Raises E0000001 where one is active."""
    kind = draft.kind
    same = [
        factor
        for factor in tenant.factors_of(user.id)
        if (factor.factor_type, factor.provider) == (kind.type, kind.provider)
    ]
    active = [factor for factor in same if factor.status == "ACTIVE"]
    if active and kind.type not in _SEVERAL and not draft.replaces:
        raise invalid(drafts.SUBJECT, "Factor already exists.")
    return same if draft.replaces else [f for f in same if f.status != "ACTIVE"]


def _make(tenant: Tenant, user: User, draft: Draft) -> Factor:
    now = tenant.clock.stamp()
    key = tenant.ids.make(draft.kind.prefix)
    factor = Factor(
        id=key,
        user_id=user.id,
        factor_type=draft.kind.type,
        provider=draft.kind.provider,
        vendor=draft.kind.vendor,
        status="PENDING_ACTIVATION",
        created=now,
        last_updated=now,
        profile=draft.profile,
        secret=proofs.answer_hash(key, draft.answer) if draft.answer else draft.secret,
    )
    tenant.factors.put(factor)
    if draft.replaces:
        tenant.phones.remove_all(
            [phone for phone in tenant.phones.of(user.id) if phone.kind == draft.kind.type]
        )
    if draft.active:
        setups.activate(tenant, user, factor)
    return factor


def _finish_ceremony(tenant: Tenant, factor: Factor, body: dict[str, object], given: str) -> None:
    """The attestation is taken as it comes: no certificate chain is followed."""
    name = "attestation" if factor.factor_type == "webauthn" else "registrationData"
    attestation = subject.text_of(body, name, subject=name)
    proofs.check_ceremony(tenant, factor, given)
    factor.profile = {"credentialId": proofs.credential_of(attestation)}
    if factor.factor_type == "webauthn":
        factor.profile["authenticatorName"] = "Security key"
    else:
        factor.profile["version"] = "U2F_V2"
