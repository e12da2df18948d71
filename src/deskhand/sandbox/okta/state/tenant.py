"""The tenant: its tables, its time, and the way from a change in memory to the state file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec

from deskhand.sandbox.okta.apps.model import ScopeGrant, UserConsent
from deskhand.sandbox.okta.factors.model import (
    Challenge,
    FactorUse,
    Phone,
    Push,
    TemporaryCode,
)
from deskhand.sandbox.okta.linked.model import Link, LinkedObject
from deskhand.sandbox.okta.oauth.model import (
    AccessToken,
    AuthorizationCode,
    Client,
    SigningKey,
    UsedId,
)
from deskhand.sandbox.okta.state import calllog
from deskhand.sandbox.okta.state.calllog import CallLog
from deskhand.sandbox.okta.state.clock import Clock
from deskhand.sandbox.okta.state.ids import Ids
from deskhand.sandbox.okta.state.model import (
    App,
    AppGroup,
    AppUser,
    Factor,
    Group,
    Membership,
    OAuthToken,
    OneTimeLink,
    Org,
    Role,
    Rule,
    Session,
    Token,
    User,
    UserType,
)
from deskhand.sandbox.okta.state.records import Call, Mail, Settings
from deskhand.sandbox.okta.state.search_index import SearchIndex
from deskhand.sandbox.okta.state.store import Store
from deskhand.sandbox.okta.state.tables import Changes, Owned, Pairs, Table
from deskhand.sandbox.okta.syslog.log import EventLog

_SETTINGS = "settings"
_NO_ROWS = msgspec.Raw(msgspec.msgpack.encode([]))


@dataclass(slots=True)
class Indexes:
    """Ways to find a row other than by its id."""

    logins: dict[str, str] = field(default_factory=dict)
    short_names: dict[str, set[str]] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    built_in: dict[str, str] = field(default_factory=dict)


class Tenant:
    """All state. Handlers change it in memory; `commit` makes the changes durable.

    A `frozen` tenant leaves its state file as it was.
    """

    def __init__(self, store: Store | None = None) -> None:
        self.clock = Clock()
        self.ids = Ids()
        self.settings = Settings()
        self.changes = Changes()
        self.frozen = False
        self._store = store
        self._snapshots = store.snapshots() if store else {}
        self.users = Table("user", User, self.changes)
        self.factors = Owned("factor", Factor, self.changes)
        self.challenges = Owned("challenge", Challenge, self.changes)
        self.pushes = Owned("push", Push, self.changes)
        self.phones = Owned("phone", Phone, self.changes)
        self.factor_uses = Owned("factor_use", FactorUse, self.changes)
        self.temporary_codes = Owned("temporary_code", TemporaryCode, self.changes)
        self.sessions = Owned("session", Session, self.changes)
        self.oauth_tokens = Owned("oauth_token", OAuthToken, self.changes)
        self.clients = Table("client", Client, self.changes)
        self.access_tokens = Table("access_token", AccessToken, self.changes)
        self.codes = Owned("authorization_code", AuthorizationCode, self.changes)
        self.signing_keys = Table("signing_key", SigningKey, self.changes)
        self.used_ids = Table("used_id", UsedId, self.changes)
        self.links = Owned("one_time_link", OneTimeLink, self.changes)
        self.groups = Table("group", Group, self.changes)
        self.memberships = Pairs("membership", Membership, self.changes)
        self.rules = Table("rule", Rule, self.changes)
        self.apps = Table("app", App, self.changes)
        self.app_users = Pairs("app_user", AppUser, self.changes)
        self.app_groups = Pairs("app_group", AppGroup, self.changes)
        self.scope_grants = Table("scope_grant", ScopeGrant, self.changes)
        self.user_consents = Owned("user_consent", UserConsent, self.changes)
        self.linked_objects = Table("linked_object", LinkedObject, self.changes)
        self.linked_people = Pairs("linked_people", Link, self.changes)
        self.tokens = Table("token", Token, self.changes)
        self.user_types = Table("user_type", UserType, self.changes)
        self.mails = Table("mail", Mail, self.changes)
        self.orgs = Table("org", Org, self.changes)
        self.events = EventLog(self.changes)
        self.calls = CallLog(self.changes)
        self.search_index = SearchIndex(self.users, self.clock)
        self.index = Indexes()

    @property
    def tables(self) -> tuple[Table[Any] | Pairs[Any], ...]:
        """All of them but the call log, which no snapshot takes back."""
        return tuple(each for each in vars(self).values() if isinstance(each, Table | Pairs))

    @property
    def org(self) -> Org:
        return next(iter(self.orgs))

    @property
    def everyone(self) -> Group:
        return self.groups[self.index.built_in["Everyone"]]

    @property
    def administrators(self) -> Group:
        return self.groups[self.index.built_in["Okta Administrators"]]

    def commit(self) -> None:
        """Make every change since the last commit survive this process."""
        if self._store is not None and not self.frozen:
            self._store.save(self.changes)
        self.changes.clear()

    def commit_afresh(self) -> None:
        """Replace the state file by what is in memory."""
        if self._store is not None and not self.frozen:
            # Old entries of the logs are dropped one by one, so these are kept one by one.
            loose = Changes({(calllog.KIND, call.key): call for call in self.calls})
            loose.update({(self.events.kind, event.key): event for event in self.events})
            loose[_SETTINGS, self.settings.key] = self.settings
            whole = {table.kind: table for table in self.tables if table is not self.events}
            self._store.save_afresh(whole, loose)
        self.changes.clear()

    def load(self) -> bool:
        """Take the state from the file. False when there is none yet."""
        if self._store is None or self._store.empty():
            return False
        for table in self.tables:
            table.load(self._store.rows(table.kind, table.row))
        self.calls.load(self._store.rows(calllog.KIND, Call))
        for settings in self._store.rows(_SETTINGS, Settings):
            self.change_settings(settings)
        self.reindex()
        return True

    def change_settings(self, settings: Settings) -> None:
        """Time and behaviour stay as they are through snapshots and restarts."""
        self.settings = settings
        self.changes[_SETTINGS, settings.key] = settings
        self.clock.offset = timedelta(seconds=settings.clock_offset)
        self.search_index.change_lag(settings.search_lag_seconds)

    def clear(self) -> None:
        self.calls.clear()
        self.change_settings(Settings())
        for table in self.tables:
            table.load(())
        self.reindex()
        self.changes.clear()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def snapshot(self, name: str) -> None:
        encode = msgspec.msgpack.encode
        body = encode({table.kind: msgspec.Raw(encode(list(table))) for table in self.tables})
        self._snapshots[name] = body
        if self._store is not None and not self.frozen:
            self._store.save_snapshot(name, body)

    @property
    def snapshot_names(self) -> list[str]:
        return sorted(self._snapshots)

    def drop_snapshot(self, name: str) -> bool:
        """Forget a snapshot; False when there is none of that name."""
        if self._snapshots.pop(name, None) is None:
            return False
        if self._store is not None and not self.frozen:
            self._store.drop_snapshot(name)
        return True

    def restore(self, name: str) -> bool:
        """Go back to a snapshot; False when there is none of that name."""
        body = self._snapshots.get(name)
        if body is None:
            return False
        kinds = msgspec.msgpack.decode(body, type=dict[str, msgspec.Raw])
        # A snapshot of an earlier version knows nothing of the tables that came later.
        rows = {
            table: msgspec.msgpack.decode(kinds.get(table.kind, _NO_ROWS), type=list[table.row])  # type: ignore[name-defined]  # the row's type is known at run time
            for table in self.tables
        }
        for table, found in rows.items():
            table.load(found)
        self.reindex()
        self.commit_afresh()
        return True

    def reindex(self) -> None:
        self.index = Indexes()
        self.search_index.rebuild()
        for user in self.users:
            self._index_user(user)
        self.index.built_in = {g.name: g.id for g in self.groups if g.type == "BUILT_IN"}

    def find_user(self, name: str) -> User | None:
        """By id, login (any case) or the login's part before the @ where only one has it."""
        user = self.users.get(name)
        if user is not None:
            return user
        folded = name.casefold()
        found = self.index.logins.get(folded)
        if found is None:
            same = self.index.short_names.get(folded, set())
            found = next(iter(same)) if len(same) == 1 else None
        return self.users[found] if found else None

    def put_user(self, user: User, *, old_login: str | None = None) -> None:
        """Save a user; `old_login` is named where the login changed."""
        if old_login is not None:
            self._forget_login(user.id, old_login)
        self.users.put(user)
        self.search_index.changed(user.id, user)
        self._index_user(user)

    def remove_user(self, user: User) -> None:
        self._forget_login(user.id, user.login)
        self.users.remove(user.id)
        self.search_index.changed(user.id, None)
        self.index.moving.discard(user.id)

    def factors_of(self, user_id: str) -> list[Factor]:
        """In the order of their making."""
        return sorted(self.factors.of(user_id), key=lambda factor: (factor.created, factor.id))

    def sessions_of(self, user_id: str) -> list[Session]:
        """Sessions that have not run out."""
        now = self.clock.stamp()
        return sorted((s for s in self.sessions.of(user_id) if s.expires > now), key=lambda s: s.id)

    def oauth_tokens_of(self, user_id: str) -> list[OAuthToken]:
        """Tokens that have not run out."""
        now = self.clock.stamp()
        found = (token for token in self.oauth_tokens.of(user_id) if token.expires > now)
        return sorted(found, key=lambda token: token.id)

    def roles_of(self, user: User) -> list[Role]:
        """Administrator roles of a person, his own and those of his groups."""
        roles = list(user.roles)
        for group_id in self.memberships.of_right(user.id):
            roles.extend(self.groups[group_id].roles)
        return roles

    def add_token(
        self, value: str, name: str, user_id: str, *, token_id: str | None = None
    ) -> Token:
        now = self.clock.stamp()
        token = Token(
            id=token_id or self.ids.make("00T"),
            hash=hash_token(value),
            name=name,
            user_id=user_id,
            created=now,
            last_updated=now,
            last_used=now,
        )
        self.tokens.put(token)
        return token

    def find_token(self, value: str) -> Token | None:
        hashed = hash_token(value)
        return next((token for token in self.tokens if token.hash == hashed), None)

    def send(self, kind: str, user: User, subject: str, link: str = "", token: str = "") -> None:
        """Put a message to a person into the mailbox; `link` is a path of this tenant."""
        mail = Mail(
            id=self.ids.make("eml"),
            at=self.clock.stamp(),
            kind=kind,
            to=str(user.profile["email"]),
            user_id=user.id,
            subject=subject,
            link=link or None,
            token=token or None,
        )
        self.mails.put(mail)

    def _index_user(self, user: User) -> None:
        login = user.login.casefold()
        self.index.logins[login] = user.id
        self.index.short_names.setdefault(login.partition("@")[0], set()).add(user.id)
        if user.transition_due is not None:
            self.index.moving.add(user.id)
        else:
            self.index.moving.discard(user.id)

    def _forget_login(self, user_id: str, login: str) -> None:
        folded = login.casefold()
        self.index.logins.pop(folded, None)
        self.index.short_names.get(folded.partition("@")[0], set()).discard(user_id)


def hash_token(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
