"""Who has which application: given directly, or by groups and then coming and going with them."""

from __future__ import annotations

from collections.abc import Iterable

from deskhand.sandbox.okta.state.model import App, AppUser, Group, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note

# Members of an application's own profile that its mapping fills from the person's.
MAPPED = ("email", "firstName", "lastName", "title", "department")


def groups_of(tenant: Tenant, user: User) -> list[Group]:
    """All groups of a person, Everyone among them, in the order of their ids."""
    found = [tenant.groups[key] for key in tenant.memberships.of_right(user.id)]
    return sorted([*found, tenant.everyone], key=lambda group: group.id)


def granting_groups(tenant: Tenant, app_id: str, user_id: str) -> list[str]:
    """Groups of the person that give him the application."""
    given = tenant.app_groups.of_left(app_id)
    if not given:
        return []
    mine = tenant.memberships.of_right(user_id)
    return [key for key in given if key in mine or key == tenant.everyone.id]


def assign(
    tenant: Tenant, app: App, user: User, *, direct: bool, user_name: str | None = None
) -> AppUser:
    """Give an application, or turn what groups gave into a direct assignment.

    `user_name` is how the person is called there, in place of what the application makes of him.
    """
    found = tenant.app_users.get(app.id, user.id)
    now = tenant.clock.stamp()
    if found is None:
        found = new_app_user(app, user, tenant.ids.make("0ua"), now, direct=direct)
        found.user_name = user_name or found.user_name
        _note(tenant, "add", found, user, app)
    elif direct:
        found.direct = True
        found.user_name = user_name or found.user_name
        found.last_updated = now
        _note(tenant, "update", found, user, app)
    tenant.app_users.put(found)
    return found


def take(tenant: Tenant, app: App, user: User) -> None:
    """Take an application away, whoever gave it."""
    found = tenant.app_users.remove(app.id, user.id)
    if found is not None:
        _note(tenant, "remove", found, user, app)


def new_app_user(app: App, user: User, assignment_id: str, now: str, *, direct: bool) -> AppUser:
    provisions = app.provisions
    return AppUser(
        app_id=app.id,
        user_id=user.id,
        assignment_id=assignment_id,
        direct=direct,
        created=now,
        last_updated=now,
        status="PROVISIONED" if provisions else "ACTIVE",
        status_changed=now,
        sync_state="SYNCHRONIZED" if provisions else "DISABLED",
        last_sync=now if provisions else None,
        external_id=f"ext-{user.id[3:15]}" if provisions else None,
        user_name=_user_name(app, user),
        profile={name: user.profile.get(name) for name in MAPPED} if provisions else {},
    )


def reconcile(tenant: Tenant, user: User, app_ids: Iterable[str]) -> None:
    """Bring group-given assignments of these apps in line with the person's groups.

    Inactive apps stay as they are, and a deactivated person is given nothing.
    """
    for app_id in app_ids:
        app = tenant.apps[app_id]
        if app.status != "ACTIVE" or user.status == "DEPROVISIONED":
            continue
        found = tenant.app_users.get(app_id, user.id)
        granted = bool(granting_groups(tenant, app_id, user.id))
        if found is None and granted:
            assign(tenant, app, user, direct=False)
        elif found is not None and not found.direct and not granted:
            take(tenant, app, user)


def restore(tenant: Tenant, user: User) -> None:
    """Give back what the person's groups give, after he was activated again."""
    given = {
        app_id
        for group in groups_of(tenant, user)
        for app_id in tenant.app_groups.of_right(group.id)
    }
    reconcile(tenant, user, sorted(given))


def withdraw(tenant: Tenant, user: User) -> None:
    """Take every active application away. Inactive ones keep their assignments."""
    for app_id in list(tenant.app_users.of_right(user.id)):
        app = tenant.apps[app_id]
        if app.status == "ACTIVE":
            take(tenant, app, user)


def members_of(tenant: Tenant, group: Group) -> list[User]:
    if group.id == tenant.everyone.id:
        return list(tenant.users)
    return [tenant.users[key] for key in tenant.memberships.of_left(group.id)]


def _note(tenant: Tenant, kind: str, row: AppUser, user: User, app: App) -> None:
    """An assignment that changed, and what the external application is told where it is provisioned."""
    targets = (row, user, app)
    note(tenant, f"application.user_membership.{kind}", *targets)
    if not app.provisions or kind == "update":
        return
    added = kind == "add"
    membership = "provision" if added else "deprovision"
    note(tenant, f"application.user_membership.{membership}", *targets)
    note(tenant, f"application.provision.user.{'push' if added else 'deactivate'}", row, app)


def _user_name(app: App, user: User) -> str | None:
    if app.sign_on_mode == "BOOKMARK":
        return None
    template = app.body["credentials"]["userNameTemplate"]["template"]
    return str(user.profile["email"]) if template == "${source.email}" else user.login
