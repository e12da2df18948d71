"""Event types: what people read of them, how grave they are, and their names of old."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "app.oauth2.admin.consent.grant": "Scope granted to an application by an administrator",
    "app.oauth2.admin.consent.revoke": "Scope taken from an application by an administrator",
    "app.oauth2.authorize.code": "OAuth authorization code issued",
    "app.oauth2.client.lifecycle.activate": "OAuth client activated",
    "app.oauth2.client.lifecycle.create": "OAuth client created",
    "app.oauth2.client.lifecycle.deactivate": "OAuth client deactivated",
    "app.oauth2.client.lifecycle.delete": "OAuth client deleted",
    "app.oauth2.client.lifecycle.update": "OAuth client changed",
    "app.oauth2.credentials.lifecycle.activate": "Credential of an OAuth client activated",
    "app.oauth2.credentials.lifecycle.create": "Credential of an OAuth client created",
    "app.oauth2.credentials.lifecycle.deactivate": "Credential of an OAuth client deactivated",
    "app.oauth2.credentials.lifecycle.delete": "Credential of an OAuth client deleted",
    "app.oauth2.invalid_client_credentials": "OAuth client refused for its credentials",
    "app.oauth2.token.detect_reuse": "One-time refresh token used again",
    "app.oauth2.token.grant.access_token": "OAuth access token issued",
    "app.oauth2.token.grant.refresh_token": "OAuth refresh token issued",
    "app.oauth2.token.revoke": "OAuth token revoked",
    "application.lifecycle.activate": "Application activated",
    "application.lifecycle.create": "Application created",
    "application.lifecycle.deactivate": "Application deactivated",
    "application.lifecycle.delete": "Application deleted",
    "application.lifecycle.update": "Application changed",
    "application.provision.user.deactivate": "User deactivated in the external application",
    "application.provision.user.deprovision": "User deprovisioned in the external application",
    "application.provision.user.push": "User pushed to the external application",
    "application.provision.user.push_profile": "Profile pushed to the external application",
    "application.provision.user.reactivate": "User reactivated in the external application",
    "application.provision.user.sync": "User synchronised with the external application",
    "application.user_membership.add": "User assigned to an application",
    "application.user_membership.change_password": "Application password changed",
    "application.user_membership.change_username": "Application user name changed",
    "application.user_membership.deprovision": "User deprovisioned from an application",
    "application.user_membership.provision": "User provisioned to an application",
    "application.user_membership.remove": "User unassigned from an application",
    "application.user_membership.update": "Application assignment changed",
    "core.concurrency.org.limit.violation": "Too many requests at the same time",
    "group.application_assignment.add": "Group assigned to an application",
    "group.application_assignment.remove": "Group unassigned from an application",
    "group.application_assignment.update": "Application assignment of a group changed",
    "group.lifecycle.create": "Group created",
    "group.lifecycle.delete": "Group deleted",
    "group.privilege.grant": "Administrator role given to a group",
    "group.privilege.revoke": "Administrator role taken from a group",
    "group.profile.update": "Group profile changed",
    "group.user_membership.add": "User added to a group",
    "group.user_membership.remove": "User removed from a group",
    "group.user_membership.rule.add_exclusion": "User excluded from a group rule",
    "group.user_membership.rule.deactivated": "Group rule deactivated",
    "group.user_membership.rule.error": "Group rule failed",
    "group.user_membership.rule.evaluation": "Group rule evaluated",
    "group.user_membership.rule.invalidate": "Group rule made invalid",
    "group.user_membership.rule.trigger": "Group rule triggered",
    "system.api_token.create": "API token created",
    "system.api_token.revoke": "API token revoked",
    "system.api_token.update": "API token changed",
    "system.org.rate_limit.violation": "Rate limit exceeded",
    "system.org.rate_limit.warning": "Rate limit nearly reached",
    "user.account.expire_password": "Password expired",
    "user.account.lock": "Account locked after too many failed sign-ins",
    "user.account.privilege.grant": "Administrator role given to a user",
    "user.account.privilege.revoke": "Administrator role taken from a user",
    "user.account.report_suspicious_activity_by_enduser": "Suspicious activity reported by a user",
    "user.account.reset_password": "Password reset",
    "user.account.unlock": "Account unlocked",
    "user.account.unlock_by_admin": "Account unlocked by an administrator",
    "user.account.update_password": "Password changed",
    "user.account.update_primary_email": "Primary e-mail address changed",
    "user.account.update_profile": "User profile changed",
    "user.account.update_secondary_email": "Secondary e-mail address changed",
    "user.account.update_user_type": "User type changed",
    "user.authentication.auth_via_mfa": "User authenticated with a second factor",
    "user.authentication.sso": "User signed in to an application",
    "user.authentication.universal_logout": "User signed out everywhere",
    "user.authentication.verify": "User's identity verified",
    "user.lifecycle.activate": "User activated",
    "user.lifecycle.create": "User created",
    "user.lifecycle.deactivate": "User deactivated",
    "user.lifecycle.delete.completed": "User deleted",
    "user.lifecycle.delete.initiated": "Deletion of a user begun",
    "user.lifecycle.reactivate": "User reactivated",
    "user.lifecycle.suspend": "User suspended",
    "user.lifecycle.unsuspend": "User unsuspended",
    "user.mfa.factor.activate": "Factor enrolled",
    "user.mfa.factor.deactivate": "Factor removed",
    "user.mfa.factor.reset_all": "All factors of a user reset",
    "user.mfa.factor.suspend": "Factor suspended",
    "user.mfa.factor.unsuspend": "Factor unsuspended",
    "user.mfa.factor.update": "Factor changed",
    "user.session.access_admin_app": "User opened the Admin Console",
    "user.session.clear": "All sessions of a user ended",
    "user.session.end": "User signed out",
    "user.session.start": "User signed in",
}
_LEGACY = {
    "application.user_membership.add": "app.generic.provision.assign_user_to_app",
    "application.user_membership.remove": "app.generic.provision.deactivate_user_from_app",
    "group.user_membership.add": "core.user_group_member.user_add",
    "group.user_membership.remove": "core.user_group_member.user_remove",
    "user.session.start": "core.user_auth.login_success",
}
_FAILED_SIGN_IN = "core.user_auth.login_failed"
_GRAVE = frozenset(
    {
        "app.oauth2.invalid_client_credentials",
        "app.oauth2.token.detect_reuse",
        "core.concurrency.org.limit.violation",
        "group.user_membership.rule.error",
        "system.org.rate_limit.violation",
        "system.org.rate_limit.warning",
        "user.account.lock",
        "user.account.report_suspicious_activity_by_enduser",
    }
)


def message_of(event_type: str) -> str:
    return MESSAGES.get(event_type) or event_type.replace(".", " ").replace("_", " ").capitalize()


def severity_of(event_type: str) -> str:
    return "WARN" if event_type in _GRAVE else "INFO"


def legacy_of(event_type: str, outcome: str) -> str | None:
    """The name of the older events interface; newer types never had one."""
    if event_type == "user.session.start" and outcome == "FAILURE":
        return _FAILED_SIGN_IN
    return _LEGACY.get(event_type)
