"""Factors that go: one by one, all at once, or together with their person."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.factors import challenges
from deskhand.sandbox.okta.factors.kinds import PHONED, TOTP
from deskhand.sandbox.okta.factors.model import Phone
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tables import Owned
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note


def remove(tenant: Tenant, user: User, factor: Factor, *, forget_phone: bool) -> None:
    """Unenrol a factor. A push enrolment takes the one-time codes of the same device with it.

    The number of a phone stays known to be the person's, unless it is to be forgotten.
    """
    gone = [factor]
    if factor.factor_type in {"push", "signed_nonce"}:
        gone += [
            other
            for other in tenant.factors_of(user.id)
            if (other.factor_type, other.provider) in {(TOTP, "OKTA"), ("signed_nonce", "OKTA")}
            and other is not factor
        ]
    for each in gone:
        drop(tenant, each)
        _keep_or_forget(tenant, each, forget=forget_phone)
        note(tenant, "user.mfa.factor.deactivate", user, each)


def reset_all(tenant: Tenant, user: User) -> None:
    """Unenrol everything. Noted whether or not there was something."""
    for factor in tenant.factors_of(user.id):
        drop(tenant, factor)
        note(tenant, "user.mfa.factor.deactivate", user, factor)
    tenant.factor_uses.remove(user.id)
    tenant.temporary_codes.remove_all(tenant.temporary_codes.of(user.id))
    note(tenant, "user.mfa.factor.reset_all", user)


def drop(tenant: Tenant, factor: Factor) -> None:
    """A factor, and the pushes that ask for it; messages stay on the phone, good for nothing."""
    current = challenges.current(tenant, factor)
    if current is not None:
        challenges.spend(tenant, current)
    tenant.pushes.remove_all(
        [push for push in tenant.pushes.of(factor.user_id) if push.factor_id == factor.id]
    )
    tenant.factors.remove(factor.id)


def forget(tenant: Tenant, user: User) -> None:
    """Everything of a person who is deleted."""
    tables: tuple[Owned[Any], ...] = (
        tenant.factors,
        tenant.challenges,
        tenant.pushes,
        tenant.phones,
        tenant.factor_uses,
        tenant.temporary_codes,
    )
    for table in tables:
        table.remove_all(table.of(user.id))


def _keep_or_forget(tenant: Tenant, factor: Factor, *, forget: bool) -> None:
    if factor.factor_type not in PHONED or factor.status != "ACTIVE":
        return
    number = str(factor.profile["phoneNumber"])
    known = [
        phone for phone in tenant.phones.of(factor.user_id) if phone.kind == factor.factor_type
    ]
    tenant.phones.remove_all(known)
    if not forget:
        tenant.phones.put(Phone(factor.id, factor.user_id, factor.factor_type, number))
