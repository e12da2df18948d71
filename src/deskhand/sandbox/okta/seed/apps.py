"""The applications, and who has them."""

from __future__ import annotations

from deskhand.sandbox.okta.assignment import members_of, new_app_user
from deskhand.sandbox.okta.seed.app_kinds import body, kinds
from deskhand.sandbox.okta.seed.groups import IMPORTED
from deskhand.sandbox.okta.seed.plan import Seeding
from deskhand.sandbox.okta.state.model import App, AppGroup, User


def make(seeding: Seeding) -> None:
    for kind in kinds(seeding.plan.apps):
        made = seeding.past(1_200, 400)
        app = App(
            id=seeding.ids.make("0oa"),
            name=kind.name,
            label=kind.label,
            status=kind.status,
            created=made,
            last_updated=seeding.past(300),
            sign_on_mode=kind.mode,
            features=list(kind.features),
            body=body(kind, seeding.ids),
        )
        if kind.mode == "OPENID_CONNECT":
            # A client is its application, and goes by the same id.
            app.body["credentials"]["oauthClient"]["client_id"] = app.id
        seeding.tenant.apps.put(app)
        seeding.apps[kind.label] = app
    seeding.groups[IMPORTED].source_app_id = seeding.apps["acme.local"].id


def assign(seeding: Seeding) -> None:
    """To groups first, then to people until there are as many as was asked for."""
    every = kinds(seeding.plan.apps)
    for kind in every:
        for priority, name in enumerate(kind.groups):
            if name in seeding.groups:
                _to_group(seeding, seeding.apps[kind.label], name, priority)
    _to_staff(seeding)
    people = [user for user in seeding.people if user.status not in {"DEPROVISIONED", "SUSPENDED"}]
    open_kinds = [kind for kind in every if kind.share > 0]
    scale = 1.0
    if seeding.plan.assignments is not None:
        left = max(0, seeding.plan.assignments - len(seeding.tenant.app_users))
        scale = left / max(1.0, sum(kind.share for kind in open_kinds) * len(people))
    for kind in open_kinds:
        count = min(len(people), max(1, round(kind.share * scale * len(people))))
        for user in seeding.dice.sample(people, count):
            _give(seeding, seeding.apps[kind.label], user, direct=True)
    _to_leavers(seeding)


def _to_group(seeding: Seeding, app: App, name: str, priority: int) -> None:
    group = seeding.groups[name]
    seeding.tenant.app_groups.put(AppGroup(app.id, group.id, seeding.past(300), priority))
    for user in members_of(seeding.tenant, group):
        if user.status != "DEPROVISIONED":
            _give(seeding, app, user, direct=False)


def _to_staff(seeding: Seeding) -> None:
    """The console belongs to administrators."""
    console = seeding.apps["Okta Admin Console"]
    for user in seeding.people:
        if user.roles:
            _give(seeding, console, user, direct=True)


def _to_leavers(seeding: Seeding) -> None:
    """An inactive application keeps the assignments of people who left."""
    for user in seeding.people:
        if user.status == "DEPROVISIONED" and seeding.dice.random() < 0.2:
            _give(seeding, seeding.apps["Legacy CRM"], user, direct=True)


def _give(seeding: Seeding, app: App, user: User, *, direct: bool) -> None:
    found = seeding.tenant.app_users.get(app.id, user.id)
    if found is not None:
        found.direct = found.direct or direct
        return
    given = new_app_user(app, user, seeding.ids.make("0ua"), seeding.past(400, 5), direct=direct)
    seeding.tenant.app_users.put(given)
