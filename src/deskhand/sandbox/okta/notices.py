"""What a start has to say when the tenant is not quite what was asked for."""

from __future__ import annotations

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.state.tenant import Tenant


def of_sizes(tenant: Tenant, plan: Plan) -> list[str]:
    """Of a company that was just made: a person joins a group, and has an application, once."""
    counts = (
        ("memberships", plan.memberships, len(tenant.memberships)),
        ("assignments", plan.assignments, len(tenant.app_users)),
    )
    off = [
        f"{count:,} {what} ({wanted:,} asked for)"
        for what, wanted, count in counts
        if wanted is not None and wanted != count
    ]
    return [f"the company comes to {' and '.join(off)}"] if off else []


def of_state(tenant: Tenant, plan: Plan) -> list[str]:
    """Of a tenant that a state file holds, and that another plan made."""
    made, asked = tenant.settings.sizes, plan.sizes
    other = [name for name in made if made[name] != asked.get(name)]
    if not other:
        return []
    before = " ".join(_option(name, made[name]) for name in other)
    now = " ".join(_option(name, asked.get(name)) for name in other)
    told = f"the tenant of the state file is used as it is: it was made with {before}, not {now}"
    return [f"{told}; a reset makes the latter"]


def _option(name: str, value: int | None) -> str:
    return f"no --{name}" if value is None else f"--{name} {value}"
