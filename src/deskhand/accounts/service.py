"""Who can sign in, and who is signed in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts import changes, store, throttle
from deskhand.accounts.model import Account, Session
from deskhand.accounts.password import Passwords, demand_good
from deskhand.accounts.text import canonical, demand_email, demand_name, email_taken
from deskhand.kernel import audit, clock, context, ids
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError, not_found
from deskhand.kernel.permissions import Role

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=1)
_ASSIGNABLE = (Role.ADMINISTRATOR, Role.AGENT)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser's session. `token` is what the browser keeps; we only have its hash."""

    account: Account
    csrf: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.PERSON, self.account.name, self.account.id)

    @property
    def origin(self) -> Origin:
        """Employees see the portal, everybody else the panel."""
        return Origin.PORTAL if self.account.role == Role.EMPLOYEE else Origin.PANEL


class Accounts:
    """Accounts and their sessions. `demo`: seeded accounts sign in without a password."""

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self._database = database
        self._demo = demo
        self._passwords = Passwords()

    async def sign_in(
        self, email: str, password: str, *, address: str, instead_of: str | None = None
    ) -> SignedIn:
        """Start a session, which replaces the one of the token `instead_of`.

        Raises `throttled`, or `bad_credentials` without saying which of the two was wrong.
        """
        email = canonical(email)
        attempt = await throttle.begin(self._database, email, address)
        async with self._database.reading() as session:
            account = await store.by_email(session, email)
        stored = account.password_hash if account is not None else None
        good = await self._passwords.matches(stored, password)
        if not good or account is None or account.disabled_at is not None:
            await self._record_refusal(email, address)
            raise _bad_credentials()
        renewed = stored
        if stored is not None and self._passwords.is_outdated(stored):
            renewed = await self._passwords.hash(password)
        async with self._database.transaction() as session:
            found = await store.locked_by_id(session, account.id)
            if found is None or found.disabled_at is not None or found.password_hash != stored:
                # Changed while the password was checked: the old one must not open or overwrite it.
                raise _bad_credentials()
            found.password_hash = renewed
            await store.forget_failures(session, attempt.row_ids)
            await store.forget_key(session, attempt.email_key)
            return await self._start(session, found, address, instead_of)

    async def sign_in_demo(
        self, key: str, *, address: str, instead_of: str | None = None
    ) -> SignedIn:
        """Sign in as a demo person. Raises `not_found` when this is not a demonstration."""
        async with self._database.transaction() as session:
            account = await store.by_demo_key(session, key) if self._demo else None
            if account is None or account.disabled_at is not None:
                raise not_found("demo person")
            return await self._start(session, account, address, instead_of)

    async def resume(self, token: str) -> SignedIn | None:
        """The session of this token, seen now; None when it ended or its account is disabled."""
        found = await self._open(token)
        if found is None:
            return None
        row, account = found
        now = clock.now()
        if now - row.last_seen_at >= _SEEN_EVERY:
            async with self._database.transaction() as session:
                await store.mark_seen(session, row.token_hash, now)
        return SignedIn(account, row.csrf_token, token)

    async def is_open(self, token: str) -> bool:
        """Whether the session goes on; asking does not keep it from ending."""
        return await self._open(token) is not None

    async def sign_out(self, session: AsyncSession, token: str) -> None:
        account_id = await store.end_session(session, _hash(token))
        if account_id is not None:
            audit.record(session, audit.Tag.ACCOUNT_SESSION_END, f"account/{account_id}")

    async def hash(self, password: str) -> str:
        """The hash of a new password. Raises `invalid` when it does not meet the policy."""
        demand_good(password)
        return await self._passwords.hash(password)

    async def create(
        self,
        session: AsyncSession,
        *,
        email: str,
        name: str,
        role: Role,
        password_hash: str,
        person_id: int | None = None,
    ) -> Account:
        """A new account; the hash is made by `hash`, before the transaction.

        Raises `invalid`, or `email_taken` when the e-mail has an account already.
        """
        email, name = canonical(email), name.strip()
        demand_email(email)
        demand_name(name)
        return await self._add(
            session,
            Account(
                id=ids.new(),
                email=email,
                name=name,
                role=role,
                password_hash=password_hash,
                person_id=person_id,
                created_at=clock.now(),
            ),
        )

    async def ensure_demo(
        self,
        session: AsyncSession,
        *,
        key: str,
        email: str,
        name: str,
        role: Role,
        title: str,
        person_id: int | None,
    ) -> Account:
        """The demo account of this key, made or brought up to date; it has no password.

        One that is there already keeps its role: an administrator may have changed it.
        """
        account = await store.by_demo_key(session, key)
        if account is None:
            return await self._add(
                session,
                Account(
                    id=ids.new(),
                    email=canonical(email),
                    name=name,
                    role=role,
                    person_id=person_id,
                    demo_key=key,
                    demo_title=title,
                    created_at=clock.now(),
                ),
            )
        account.email, account.name = canonical(email), name
        account.demo_title, account.person_id = title, person_id
        return account

    async def disable(self, session: AsyncSession, email: str) -> Account:
        """End its sessions and let it sign in no more; see `changes` for this and the next."""
        return await changes.disable(session, email)

    async def enable(self, session: AsyncSession, email: str) -> Account:
        return await changes.enable(session, email)

    async def set_role(self, session: AsyncSession, email: str, role: Role) -> Account:
        return await changes.set_role(session, email, role)

    async def set_password(self, session: AsyncSession, email: str, password_hash: str) -> Account:
        """The hash is made by `hash`, before the transaction."""
        return await changes.set_password(session, email, password_hash)

    async def all(self, session: AsyncSession) -> list[Account]:
        """Every account, by e-mail."""
        return await store.everyone(session)

    async def any(self, session: AsyncSession) -> bool:
        """Whether anybody can sign in at all."""
        return await store.exists(session)

    async def assignable(self, session: AsyncSession) -> list[Account]:
        """Everybody to whom a request can be assigned, by name."""
        return await store.active_with_roles(session, _ASSIGNABLE)

    async def demo_people(self, session: AsyncSession) -> list[Account] | None:
        """Whom one can sign in as with one click; None when this is not a demonstration."""
        return await store.demo_accounts(session) if self._demo else None

    async def by_ids(self, session: AsyncSession, account_ids: set[str]) -> dict[str, Account]:
        return await store.by_ids(session, account_ids)

    async def clean_up(self) -> None:
        """Delete sessions that ended and failures that no longer count."""
        now = clock.now()
        async with self._database.transaction() as session:
            await store.end_expired(session, now=now, seen_before=now - IDLE)
            await store.forget_old_failures(session, now - throttle.WINDOW)

    async def _record_refusal(self, email: str, address: str) -> None:
        async with self._database.transaction() as session:
            audit.record(
                session, audit.Tag.ACCOUNT_SESSION_REFUSE, f"email/{email}", address=address
            )

    async def _open(self, token: str) -> tuple[Session, Account] | None:
        now = clock.now()
        async with self._database.reading() as session:
            return await store.open_session(session, _hash(token), now=now, seen_after=now - IDLE)

    async def _start(
        self,
        session: AsyncSession,
        account: Account,
        address: str,
        instead_of: str | None,
    ) -> SignedIn:
        if instead_of is not None:
            await self.sign_out(session, instead_of)
        now, token, csrf = clock.now(), ids.token(), ids.token()
        session.add(
            Session(
                token_hash=_hash(token),
                account_id=account.id,
                csrf_token=csrf,
                created_at=now,
                last_seen_at=now,
                expires_at=now + LONGEST,
            )
        )
        signed_in = SignedIn(account, csrf, token)
        with acting(signed_in.actor, signed_in.origin, context.current().correlation_id):
            audit.record(
                session,
                audit.Tag.ACCOUNT_SESSION_START,
                f"account/{account.id}",
                address=address,
            )
        return signed_in

    async def _add(self, session: AsyncSession, account: Account) -> Account:
        if await store.by_email(session, account.email) is not None:
            raise email_taken(account.email)
        session.add(account)
        try:
            await session.flush()
        except IntegrityError:
            # Somebody else was quicker by a moment.
            raise email_taken(account.email) from None
        audit.record(
            session,
            audit.Tag.ACCOUNT_CREATE,
            f"account/{account.id}",
            email=account.email,
            role=account.role,
        )
        return account


def _bad_credentials() -> DeskhandError:
    return DeskhandError(
        "bad_credentials",
        "E-mail or password is wrong",
        "Check both and try again. An administrator can help when the account is new.",
        status=401,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
