"""Fills an empty tenant according to a plan."""

from __future__ import annotations

import random

from deskhand.sandbox.okta.seed import apps, factors, grants, groups, history, linked
from deskhand.sandbox.okta.seed.company import CUSTOM_ATTRIBUTES
from deskhand.sandbox.okta.seed.people import SERVICE, People
from deskhand.sandbox.okta.seed.plan import Plan, Seeding
from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.state.model import Org, UserType
from deskhand.sandbox.okta.state.records import Settings
from deskhand.sandbox.okta.state.tenant import Tenant

_FOUNDED = "2021-03-01T08:00:00.000Z"


def build(tenant: Tenant, plan: Plan) -> None:
    """Throw away what the tenant holds, seed it, and save it."""
    tenant.changes.paused = True
    try:
        _build(tenant, plan)
    finally:
        tenant.changes.paused = False
    tenant.commit_afresh()


def _build(tenant: Tenant, plan: Plan) -> None:
    tenant.clear()
    tenant.change_settings(
        Settings(
            transition_seconds=plan.transition_seconds,
            rate_limits=plan.rate_limits,
            sizes=plan.sizes,
        )
    )
    dice = random.Random(plan.seed)  # noqa: S311  # a reproducible company, not a secret
    seeding = Seeding(tenant, plan, dice, Ids(dice))
    _found(seeding)
    People(seeding).make()
    for user in seeding.people:
        tenant.put_user(user)
    groups.make(seeding)
    groups.fill(seeding)
    apps.make(seeding)
    apps.assign(seeding)
    factors.enrol(seeding)
    factors.sign_in(seeding)
    groups.finish(seeding)
    grants.make(seeding)
    linked.make(seeding)
    add_tokens(tenant, plan)
    history.make(seeding)


def add_tokens(tenant: Tenant, plan: Plan) -> None:
    """The tokens that the plan names; one that was revoked stays revoked."""
    owner = tenant.find_user(SERVICE)
    for number, value in enumerate(plan.api_tokens, start=1):
        if owner is not None and tenant.find_token(value) is None:
            name = "Deskhand" if number == 1 else f"Deskhand {number}"
            tenant.add_token(value, name, owner.id)


def _found(seeding: Seeding) -> None:
    org = Org(
        id=seeding.ids.make("00o"),
        company="Acme",
        subdomain="acme",
        created=_FOUNDED,
        custom_attributes=CUSTOM_ATTRIBUTES,
    )
    seeding.tenant.orgs.put(org)
    for name, title, text in (
        ("user", "User", "Okta user profile template with default permission settings"),
        ("contractor", "Contractor", "People on a contract"),
    ):
        kind = UserType(
            id=seeding.ids.make("oty"),
            name=name,
            display_name=title,
            description=text,
            default=name == "user",
            created=_FOUNDED,
            last_updated=_FOUNDED,
        )
        seeding.tenant.user_types.put(kind)
        seeding.types[name] = kind.id
