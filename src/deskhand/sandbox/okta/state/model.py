"""What the tenant keeps. Every struct is one row of the state file, under its kind and key."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

STATUSES = (
    "STAGED",
    "PROVISIONED",
    "ACTIVE",
    "RECOVERY",
    "PASSWORD_EXPIRED",
    "LOCKED_OUT",
    "SUSPENDED",
    "DEPROVISIONED",
)


class User(Struct):
    """`profile` holds base and custom attributes side by side, as Okta serves them."""

    id: str
    status: str
    created: str
    last_updated: str
    type_id: str
    profile: dict[str, Any]
    activated: str | None = None
    status_changed: str | None = None
    last_login: str | None = None
    password_changed: str | None = None
    password: str | None = None
    recovery_question: str | None = None
    recovery_answer: str | None = None
    provider: str = "OKTA"
    transition_to: str | None = None
    transition_due: str | None = None
    roles: list[Role] = field(default_factory=list)
    remembered_devices: list[str] = field(default_factory=list)
    wrong_passwords: int = 0

    @property
    def key(self) -> str:
        return self.id

    @property
    def login(self) -> str:
        return str(self.profile["login"])

    @property
    def name(self) -> str:
        return str(
            self.profile.get("displayName")
            or f"{self.profile['firstName']} {self.profile['lastName']}"
        )


class Role(Struct):
    """An administrator role, assigned to a user or to a group."""

    id: str
    type: str
    created: str


class Factor(Struct):
    """One way in which a person can prove who he is.

    `secret` is the shared secret of a one-time password, or the hash of an answer or of the last
    code of a hardware token; `step` is the last time step whose code was accepted.
    """

    id: str
    user_id: str
    factor_type: str
    provider: str
    vendor: str
    status: str
    created: str
    last_updated: str
    profile: dict[str, Any]
    secret: str | None = None
    step: int = 0

    @property
    def key(self) -> str:
        return self.id


class Session(Struct):
    """`cookie` is the hash of what the browser holds; a session without one has no browser."""

    id: str
    user_id: str
    created: str
    expires: str
    amr: list[str]
    cookie: str | None = None

    @property
    def key(self) -> str:
        return self.id


class OAuthToken(Struct):
    """A refresh token that a person gave an OpenID Connect application.

    `values` are hashes of the values that it has had, each with the moment until which it works
    beside its successor, or "" where it has none. `jkt` is the thumbprint of the key it is bound to.
    """

    id: str
    user_id: str
    app_id: str
    created: str
    expires: str
    scopes: list[str]
    values: dict[str, str] = field(default_factory=dict)
    jkt: str | None = None

    @property
    def key(self) -> str:
        return self.id


class OneTimeLink(Struct):
    """A link to a new password; its token is kept only as a hash."""

    hash: str
    user_id: str
    expires: str

    @property
    def key(self) -> str:
        return self.hash


class Group(Struct):
    """`owners` are ids of users and of groups, with the moment since which they own it."""

    id: str
    type: str
    created: str
    last_updated: str
    last_membership_updated: str
    profile: dict[str, Any]
    object_class: str = "okta:user_group"
    source_app_id: str | None = None
    roles: list[Role] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.id

    @property
    def name(self) -> str:
        return str(self.profile["name"])


class Membership(Struct):
    """`direct` says that somebody put the person there; `rules` are the rules that did."""

    group_id: str
    user_id: str
    direct: bool
    rules: list[str] = field(default_factory=list)

    @property
    def pair(self) -> tuple[str, str]:
        return self.group_id, self.user_id

    @property
    def key(self) -> str:
        return f"{self.group_id}/{self.user_id}"


class Rule(Struct):
    id: str
    name: str
    status: str
    created: str
    last_updated: str
    expression: str
    group_ids: list[str]
    excluded_users: list[str] = field(default_factory=list)
    excluded_groups: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.id


class App(Struct):
    """`body` holds the members that depend on the sign-on mode, as Okta serves them.

    `password_push` says how provisioning makes passwords, where somebody told.
    """

    id: str
    name: str
    label: str
    status: str
    created: str
    last_updated: str
    sign_on_mode: str | None
    features: list[str]
    body: dict[str, Any]
    password_push: dict[str, str] | None = None

    @property
    def key(self) -> str:
        return self.id

    @property
    def provisions(self) -> bool:
        return "PUSH_NEW_USERS" in self.features


class AppUser(Struct):
    """An assignment. `direct` alone decides the scope: USER if set, else GROUP."""

    app_id: str
    user_id: str
    assignment_id: str
    direct: bool
    created: str
    last_updated: str
    status: str
    status_changed: str
    sync_state: str
    user_name: str | None
    profile: dict[str, Any]
    external_id: str | None = None
    last_sync: str | None = None
    password_changed: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        return self.app_id, self.user_id

    @property
    def key(self) -> str:
        return f"{self.app_id}/{self.user_id}"


class AppGroup(Struct):
    app_id: str
    group_id: str
    last_updated: str
    priority: int
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def pair(self) -> tuple[str, str]:
        return self.app_id, self.group_id

    @property
    def key(self) -> str:
        return f"{self.app_id}/{self.group_id}"


class Token(Struct):
    """An API token; its value is kept only as a hash."""

    id: str
    hash: str
    name: str
    user_id: str
    created: str
    last_updated: str
    last_used: str
    revoked: bool = False
    network: dict[str, Any] = field(default_factory=lambda: {"connection": "ANYWHERE"})

    @property
    def key(self) -> str:
        return self.id


class UserType(Struct):
    id: str
    name: str
    display_name: str
    description: str
    default: bool
    created: str
    last_updated: str

    @property
    def key(self) -> str:
        return self.id

    @property
    def schema_id(self) -> str:
        return "osc" + self.id.removeprefix("oty")


class Org(Struct):
    id: str
    company: str
    subdomain: str
    created: str
    custom_attributes: dict[str, dict[str, Any]]

    @property
    def key(self) -> str:
        return self.id
