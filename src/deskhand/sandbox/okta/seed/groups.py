"""The groups: built in, imported, fed by rules, and filled by hand."""

from __future__ import annotations

from deskhand.sandbox.okta import assignment
from deskhand.sandbox.okta.expression import Subject, compile_rule
from deskhand.sandbox.okta.seed.company import DEPARTMENTS, WORDS
from deskhand.sandbox.okta.seed.people import CAST, JONAS, MAYA, NOAH
from deskhand.sandbox.okta.seed.plan import Seeding
from deskhand.sandbox.okta.state.model import Group, Membership, Role, Rule, User

HELP_DESK = "Okta Help Desk Admins"
IMPORTED = "Finance File Share"
_ADMINISTRATORS = "Okta Administrators"
# Filled by hand: name, description, share of the company.
_BY_HAND: tuple[tuple[str, str, float], ...] = (
    (HELP_DESK, "Members may reset passwords and factors", 0.0),
    ("VPN Users", "May connect from outside the office", 0.35),
    ("Figma Editors", "Full Figma seats", 0.12),
    ("Payroll Viewers", "Read access to payroll runs", 0.04),
    ("GitHub Developers", "Write access to the organisation's repositories", 0.2),
    ("Jira Users", "Jira and Confluence", 0.4),
    ("Expense Approvers", "May approve expense reports", 0.06),
    ("On-call Engineers", "The paging rotation", 0.05),
    ("Zoom Licensed", "Meetings without a time limit", 0.3),
    ("Building Access HQ", "Badge opens headquarters", 0.25),
)
_BY_RULE: tuple[tuple[str, str, str], ...] = (
    *(
        (f"{line.name} Department", f"Everybody in {line.name}", f'user.department=="{line.name}"')
        for line in DEPARTMENTS
    ),
    ("Stockholm Office", "Everybody in Stockholm", 'user.city=="Stockholm"'),
    ("Berlin Office", "Everybody in Berlin", 'user.city=="Berlin"'),
    ("Contractors", "People on a contract", 'user.userType=="Contractor"'),
    (
        "People Leads",
        "Managers and team leads",
        'String.stringContains(user.title, "Manager") or String.stringContains(user.title, "Lead")',
    ),
)
# Taken out by hand: name of the rule's group, how many.
_EXCLUDED = (("Engineering Department", 2), ("Contractors", 1))
_RESTING = ("On-call Engineers", 'user.title=="Site Reliability Engineer"')
_MUST = 4


def make(seeding: Seeding) -> None:
    everyone = _group(seeding, "Everyone", "All users in your organization", "BUILT_IN")
    _group(seeding, _ADMINISTRATORS, "Okta manages this group, which holds all admins", "BUILT_IN")
    seeding.tenant.index.built_in = {
        "Everyone": everyone.id,
        _ADMINISTRATORS: seeding.groups[_ADMINISTRATORS].id,
    }
    imported = _group(seeding, IMPORTED, "acme.local/Groups/Finance File Share", "APP_GROUP")
    imported.object_class = "okta:windows_security_principal"
    imported.profile |= {
        "samAccountName": "FinanceFileShare",
        "dn": "CN=Finance File Share,OU=Groups,DC=acme,DC=local",
        "windowsDomainQualifiedName": "ACME\\FinanceFileShare",
        "externalId": seeding.ids.make("", 24),
    }
    kinds = _kinds(seeding)
    for name, description, _ in kinds:
        _group(seeding, name, description, "OKTA_GROUP")
    help_desk = seeding.groups[HELP_DESK]
    help_desk.roles.append(Role(seeding.ids.make("gra"), "HELP_DESK_ADMIN", help_desk.created))
    _rules(seeding)


def fill(seeding: Seeding) -> None:
    """Members, once the people are there."""
    _feed(seeding)
    people = [user for user in seeding.people if user.status not in {"STAGED", "PROVISIONED"}]
    _join(seeding, HELP_DESK, [_person(seeding, NOAH)])
    finance = [user for user in people if user.profile["department"] == "Finance"]
    _join(seeding, IMPORTED, finance[: max(3, len(finance) // 2)])
    admins = [user for user in seeding.people if seeding.tenant.roles_of(user)]
    _join(seeding, _ADMINISTRATORS, admins)
    by_hand = [entry for entry in _kinds(seeding) if entry[0] != HELP_DESK and entry[2] > 0]
    wanted = seeding.plan.memberships
    scale = 1.0
    if wanted is not None:
        left = max(0, wanted - len(seeding.tenant.memberships))
        scale = left / max(1.0, sum(share for _, _, share in by_hand) * len(people))
    for name, _, share in by_hand:
        count = min(len(people), max(1, round(share * scale * len(people))))
        _join(seeding, name, seeding.dice.sample(people, count))


def finish(seeding: Seeding) -> None:
    """What comes last, so that the members are the same with and without it."""
    _own(seeding)
    for name, count in _EXCLUDED:
        _exclude(seeding, name, count)
    _rule(seeding, *_RESTING, status="INACTIVE")


def _own(seeding: Seeding) -> None:
    """Heads own the groups of their departments; of the others some are owned, and most not."""
    owners: dict[str, list[User | Group]] = {"VPN Users": [_person(seeding, MAYA)]}
    for line in DEPARTMENTS:
        heads = [user for user in seeding.people if user.profile["title"] == line.head]
        owners[f"{line.name} Department"] = [*heads[:1]]
    finance = seeding.groups["Finance Department"]
    owners["Payroll Viewers"] = [*owners["Finance Department"], finance]
    owners["Figma Editors"] = [*owners["Marketing Department"], _person(seeding, JONAS)]
    for name, found in owners.items():
        group = seeding.groups[name]
        group.owners.update((owner.id, group.last_updated) for owner in found)


def _exclude(seeding: Seeding, name: str, count: int) -> None:
    """Somebody took these out by hand, and the rule remembers it."""
    tenant, group = seeding.tenant, seeding.groups.get(name)
    if group is None:
        return
    [rule] = [rule for rule in tenant.rules if group.id in rule.group_ids]
    given = sorted(tenant.app_groups.of_right(group.id))
    members = (tenant.users[key] for key in sorted(tenant.memberships.of_left(group.id)))
    plain = [user for user in members if user.status == "ACTIVE" and user.login not in CAST]
    for user in plain[:count]:
        rule.excluded_users.append(user.id)
        tenant.memberships.remove(group.id, user.id)
        assignment.reconcile(tenant, user, given)


def _kinds(seeding: Seeding) -> list[tuple[str, str, float]]:
    """As many groups as were asked for, the ones that guides name first."""
    first = list(_BY_HAND[:_MUST])
    ruled = [(name, description, 0.0) for name, description, _ in _BY_RULE]
    found = [*first, *ruled[: len(DEPARTMENTS)], *_BY_HAND[_MUST:], *ruled[len(DEPARTMENTS) :]]
    number = 0
    while len(found) < seeding.plan.groups:
        word, series = WORDS[number % len(WORDS)], number // len(WORDS)
        name = f"Project {word}" + (f" {series + 1}" if series else "")
        found.append((name, f"Works on {word}", 0.04))
        number += 1
    return found[: max(0, seeding.plan.groups - 3)]


def _rules(seeding: Seeding) -> None:
    for name, _, expression in _BY_RULE:
        if name in seeding.groups:
            _rule(seeding, name, expression, status="ACTIVE")


def _rule(seeding: Seeding, name: str, expression: str, *, status: str) -> None:
    made = seeding.past(900, 300)
    rule = Rule(
        id=seeding.ids.make("0pr"),
        name=f"Fill {name}",
        status=status,
        created=made,
        last_updated=made,
        expression=expression,
        group_ids=[seeding.groups[name].id],
    )
    seeding.tenant.rules.put(rule)


def _feed(seeding: Seeding) -> None:
    rules = [(rule, compile_rule(rule.expression)) for rule in seeding.tenant.rules]
    for user in seeding.people:
        subject = Subject(user.profile)
        for rule, matches in rules:
            if matches(subject):
                [group_id] = rule.group_ids
                row = Membership(group_id, user.id, direct=False, rules=[rule.id])
                seeding.tenant.memberships.put(row)


def _join(seeding: Seeding, name: str, users: list[User]) -> None:
    group = seeding.groups[name]
    for user in users:
        seeding.tenant.memberships.put(Membership(group.id, user.id, direct=True))


def _group(seeding: Seeding, name: str, description: str, kind: str) -> Group:
    made = seeding.past(1_500, 900)
    group = Group(
        id=seeding.ids.make("00g"),
        type=kind,
        created=made,
        last_updated=made,
        last_membership_updated=seeding.past(60),
        profile={"name": name, "description": description},
    )
    seeding.tenant.groups.put(group)
    seeding.groups[name] = group
    return group


def _person(seeding: Seeding, login: str) -> User:
    return next(user for user in seeding.people if user.login == login)
