"""Tables of the directory. Every row carries the connection it came from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel.db import Base

# SQLite gives out row ids for INTEGER keys only.
Key = BigInteger().with_variant(Integer(), "sqlite")


class ConnectionState(StrEnum):
    CONNECTED = "connected"
    BROKEN = "broken"


class SetupState(StrEnum):
    """Until an administrator finished the setup nothing acts on the tenant."""

    IMPORTING = "importing"
    REVIEW = "review"
    FINISHED = "finished"


class SyncState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class Connection(Base):
    """A tenant we are connected to. `problem` is what an administrator must mend, or null."""

    __tablename__ = "connection"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    provider: Mapped[str]
    base_url: Mapped[str]
    auth_mode: Mapped[str]
    credentials: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    setup: Mapped[str]
    problem: Mapped[dict[str, Any] | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_sandbox: Mapped[bool] = mapped_column(default=False)
    connected_at: Mapped[datetime]
    last_call_at: Mapped[datetime | None]
    next_sync_at: Mapped[datetime | None]
    synced_at: Mapped[datetime | None]
    rules_read_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("provider", "base_url"),)


class Person(Base):
    """A user of the tenant. `email_key` is the canonical work e-mail: trimmed, lower case.

    `missing_since` is set when a complete read no longer had the user; the row stays. `read_at` is
    the last read of any kind, `refreshed_at` the last one by id, which shows groups, applications
    and factors too. `digest` tells a sync without comparing every column whether anything changed.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str]
    status: Mapped[str]
    transitioning_to: Mapped[str | None]
    login: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    display_name: Mapped[str]
    sort_name: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    title: Mapped[str | None]
    department: Mapped[str | None]
    manager_name: Mapped[str | None]
    manager_ref: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    location: Mapped[str | None]
    employee_number: Mapped[str | None]
    user_type_id: Mapped[str | None]
    credential_provider: Mapped[str | None]
    search_text: Mapped[str]
    profile: Mapped[dict[str, Any]]
    factors: Mapped[list[Any] | None]
    factors_read_at: Mapped[datetime | None]
    created: Mapped[datetime | None]
    activated: Mapped[datetime | None]
    status_changed: Mapped[datetime | None]
    last_login: Mapped[datetime | None]
    password_changed: Mapped[datetime | None]
    last_updated: Mapped[datetime | None]
    read_at: Mapped[datetime]
    refreshed_at: Mapped[datetime | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_in: Mapped[int] = mapped_column(BigInteger)
    missing_since: Mapped[datetime | None]
    groups_count: Mapped[int] = mapped_column(default=0)
    apps_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        # All that a list of people is searched, filtered and sorted by: a profile makes a row so wide
        # that reading the rows themselves takes several times longer.
        Index(
            "ix_person_list",
            "connection_id",
            "sort_name",
            "id",
            "missing_since",
            "status",
            "transitioning_to",
            "search_text",
            "department",
            "location",
            "title",
            "manager_name",
            "manager_ref",
            "last_login",
        ),
        Index(None, "connection_id", "refreshed_at"),
        Index(None, "email_key"),
        # How managers are named; see directory.managers.
        Index(None, "login"),
        Index(None, "employee_number"),
        Index(None, "manager_ref"),
        Index(None, "manager_name"),
    )


class Group(Base):
    """A group; `type` is OKTA_GROUP, APP_GROUP or BUILT_IN. `everyone`: all users, not listed.

    `owners` is null until they were read by id; each has `kind` (person or group), the provider's
    `id`, and `name`. `refreshed_at` is the last read by id.
    """

    __tablename__ = "directory_group"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str]
    description: Mapped[str | None]
    everyone: Mapped[bool]
    has_admin_privilege: Mapped[bool | None]
    source_app_id: Mapped[str | None]
    last_updated: Mapped[datetime | None]
    last_membership_updated: Mapped[datetime | None]
    members_read_at: Mapped[datetime | None]
    members_problem: Mapped[dict[str, Any] | None]
    owners: Mapped[list[Any] | None]
    owners_read_at: Mapped[datetime | None]
    refreshed_at: Mapped[datetime | None]
    seen_in: Mapped[int] = mapped_column(BigInteger)
    missing_since: Mapped[datetime | None]
    members_count: Mapped[int] = mapped_column(default=0)
    apps_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        Index(None, "connection_id", "sort_name"),
    )


class Membership(Base):
    """A person in a group. Everyone's members are not kept: they are all people."""

    __tablename__ = "membership"

    group_id: Mapped[int] = mapped_column(ForeignKey("directory_group.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))

    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})


class Application(Base):
    """An application instance; `first_party` ones are the provider's own consoles."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str]
    name: Mapped[str]
    label: Mapped[str]
    sort_name: Mapped[str]
    status: Mapped[str]
    sign_on_mode: Mapped[str | None]
    features: Mapped[list[Any]]
    first_party: Mapped[bool]
    last_updated: Mapped[datetime | None]
    assignments_read_at: Mapped[datetime | None]
    assignments_problem: Mapped[dict[str, Any] | None]
    seen_in: Mapped[int] = mapped_column(BigInteger)
    missing_since: Mapped[datetime | None]
    people_count: Mapped[int] = mapped_column(default=0)
    groups_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        Index(None, "connection_id", "sort_name"),
    )


class Assignment(Base):
    """A person's assignment to an application: scope USER (direct) or GROUP."""

    __tablename__ = "assignment"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    scope: Mapped[str]
    status: Mapped[str]
    sync_state: Mapped[str | None]

    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})


class ApplicationGroup(Base):
    """A group that an application is assigned to."""

    __tablename__ = "application_group"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("directory_group.id"), primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))

    __table_args__ = (Index(None, "group_id"), {"sqlite_with_rowid": False})


class GroupRule(Base):
    """A rule of the provider that puts people into groups; `excluded` are provider ids of people.

    Which members a rule has placed is not told by the provider.
    """

    __tablename__ = "group_rule"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    expression: Mapped[str]
    excluded: Mapped[list[Any]]

    __table_args__ = (UniqueConstraint("connection_id", "external_id"),)


class GroupRuleTarget(Base):
    """A group that a rule puts people into."""

    __tablename__ = "group_rule_target"

    rule_id: Mapped[int] = mapped_column(
        ForeignKey("group_rule.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(ForeignKey("directory_group.id"), primary_key=True)

    __table_args__ = (Index(None, "group_id"), {"sqlite_with_rowid": False})


class SyncRun(Base):
    """One sync: what it read, changed and cost. `generation` marks the rows it saw.

    `held` counts by family the removals that were too many to be true; `applies` names the run
    whose held removals an administrator has found true.
    """

    __tablename__ = "sync_run"

    id: Mapped[str] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    generation: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    trigger: Mapped[str]
    started_by: Mapped[str | None]
    state: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    families: Mapped[list[Any]]
    eta_text: Mapped[str | None]
    counts: Mapped[dict[str, Any]]
    calls: Mapped[dict[str, Any]]
    peak_memory_mb: Mapped[float | None]
    problem: Mapped[dict[str, Any] | None]
    notes: Mapped[list[Any]]
    held: Mapped[dict[str, Any]] = mapped_column(default=dict)
    applies: Mapped[str | None] = mapped_column(ForeignKey("sync_run.id"))

    __table_args__ = (Index(None, "connection_id", "queued_at"),)


class SyncPart(Base):
    """A collection that a run has read to its end and applied: a resumed run skips it."""

    __tablename__ = "sync_part"

    run_id: Mapped[str] = mapped_column(
        ForeignKey("sync_run.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[str] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]]
