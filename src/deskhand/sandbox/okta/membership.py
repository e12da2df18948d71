"""Who is in which group: put there by somebody, by a rule, or imported."""

from __future__ import annotations

from collections.abc import Iterable

from deskhand.sandbox.okta import assignment
from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.expression import Subject, compile_rule
from deskhand.sandbox.okta.state.model import Group, Membership, Rule, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import job, note

MOST_EXCLUDED = 100


def add(tenant: Tenant, group: Group, user: User) -> None:
    """Put a person into a group by hand. Someone already there by hand changes nothing."""
    found = tenant.memberships.get(group.id, user.id)
    if found is not None and found.direct:
        return
    if found is None:
        found = Membership(group.id, user.id, direct=True)
        tenant.memberships.put(found)
        _joined(tenant, group, user)
    else:
        found.direct = True
        tenant.memberships.put(found)


def remove(tenant: Tenant, group: Group, user: User) -> None:
    """Take a person out; the rules that put him there will not do so again.

    Raises E0000001 when a rule's exclusion list is full.
    """
    found = tenant.memberships.get(group.id, user.id)
    if found is None:
        return
    rules = [rule for rule in map(tenant.rules.get, found.rules) if rule is not None]
    if any(len(rule.excluded_users) >= MOST_EXCLUDED for rule in rules):
        raise invalid(
            "excludeUsers", f"A group rule excludes at most {MOST_EXCLUDED} users, and it does."
        )
    for rule in rules:
        rule.excluded_users.append(user.id)
        rule.last_updated = tenant.clock.stamp()
        tenant.rules.put(rule)
        note(tenant, "group.user_membership.rule.add_exclusion", user, rule)
    tenant.memberships.remove(group.id, user.id)
    _left(tenant, group, user)
    if rules:
        # They leave him out of all their groups, not of this one alone.
        apply_rules(tenant, user)


def apply_rules(tenant: Tenant, user: User) -> None:
    """Bring rule-fed memberships in line with the person's profile.

    Nothing moves for a deactivated person: his groups are kept as they were.
    """
    if user.status == "DEPROVISIONED":
        return
    groups = assignment.groups_of(tenant, user)
    subject = Subject(user.profile, [g.id for g in groups], [g.name for g in groups])
    with job(tenant):
        for rule in tenant.rules:
            # A rule that was stopped while the person was deactivated lets go of him now.
            matches = rule.status == "ACTIVE" and feeds(rule, user, subject)
            _apply(tenant, rule, user, matches=matches)


def apply_rule(tenant: Tenant, rule: Rule, users: Iterable[User]) -> None:
    """Let one rule look at these people. A rule that is not active lets go of them."""
    with job(tenant):
        for user in users:
            groups = assignment.groups_of(tenant, user)
            subject = Subject(user.profile, [g.id for g in groups], [g.name for g in groups])
            matches = rule.status == "ACTIVE" and feeds(rule, user, subject)
            _apply(tenant, rule, user, matches=matches)
        if rule.status == "ACTIVE":
            note(tenant, "group.user_membership.rule.evaluation", rule)


def release(tenant: Tenant, rule: Rule, *, remove: bool) -> None:
    """Let a rule that ends go of its members: they leave, or stay as if put there by hand."""
    with job(tenant):
        for group_id in rule.group_ids:
            for found in list(tenant.memberships.of_left(group_id).values()):
                if rule.id not in found.rules:
                    continue
                found.direct = found.direct or not remove
                _apply(tenant, rule, tenant.users[found.user_id], matches=False)


def feeds(rule: Rule, user: User, subject: Subject) -> bool:
    if user.id in rule.excluded_users:
        return False
    if any(key in rule.excluded_groups for key in subject.group_ids):
        return False
    return compile_rule(rule.expression)(subject)


def sync_administrators(tenant: Tenant, user: User) -> None:
    """Okta keeps everybody with an administrator's role in a group of its own."""
    admins = tenant.administrators
    listed = tenant.memberships.get(admins.id, user.id) is not None
    if tenant.roles_of(user) and not listed:
        tenant.memberships.put(Membership(admins.id, user.id, direct=True))
        _joined(tenant, admins, user)
    elif listed and not tenant.roles_of(user):
        tenant.memberships.remove(admins.id, user.id)
        _left(tenant, admins, user)


def leave_all(tenant: Tenant, user: User) -> None:
    """Drop every membership of a person who is being deleted."""
    now = tenant.clock.stamp()
    for group_id in list(tenant.memberships.of_right(user.id)):
        tenant.memberships.remove(group_id, user.id)
        group = tenant.groups[group_id]
        group.last_membership_updated = now
        tenant.groups.put(group)


def _apply(tenant: Tenant, rule: Rule, user: User, *, matches: bool) -> None:
    for group_id in rule.group_ids:
        group = tenant.groups.get(group_id)
        if group is None:
            continue
        found = tenant.memberships.get(group_id, user.id)
        listed = found is not None and rule.id in found.rules
        if matches and not listed:
            fresh = found or Membership(group_id, user.id, direct=False)
            fresh.rules.append(rule.id)
            tenant.memberships.put(fresh)
            if found is None:
                _joined(tenant, group, user)
        elif found is not None and listed and not matches:
            found.rules.remove(rule.id)
            if found.rules or found.direct:
                tenant.memberships.put(found)
            else:
                tenant.memberships.remove(group_id, user.id)
                _left(tenant, group, user)


def _joined(tenant: Tenant, group: Group, user: User) -> None:
    note(tenant, "group.user_membership.add", user, group)
    _changed(tenant, group, user)


def _left(tenant: Tenant, group: Group, user: User) -> None:
    note(tenant, "group.user_membership.remove", user, group)
    _changed(tenant, group, user)


def _changed(tenant: Tenant, group: Group, user: User) -> None:
    group.last_membership_updated = tenant.clock.stamp()
    tenant.groups.put(group)
    assignment.reconcile(tenant, user, sorted(tenant.app_groups.of_right(group.id)))
    if group.roles:
        sync_administrators(tenant, user)
