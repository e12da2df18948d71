"""Who can sign in, and who is signed in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts import store, throttle
from deskhand.accounts.model import Account, Session
from deskhand.accounts.password import Passwords, demand_good
from deskhand.kernel import audit, clock, context, ids
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError, FieldError, invalid, not_found
from deskhand.kernel.permissions import Role

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=1)
_MOST_EMAIL = 254
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
            raise DeskhandError(
                "bad_credentials",
                "E-mail or password is wrong",
                "Check both and try again. An administrator can help when the account is new.",
                status=401,
            )
        renewed = None
        if stored is not None and self._passwords.is_outdated(stored):
            renewed = await self._passwords.hash(password)
        async with self._database.transaction() as session:
            await store.forget_failures(session, attempt.row_ids)
            await store.forget_key(session, attempt.email_key)
            return await self._start(session, account.id, address, instead_of, renewed)

    async def sign_in_demo(
        self, key: str, *, address: str, instead_of: str | None = None
    ) -> SignedIn:
        """Sign in as a demo person. Raises `not_found` when this is not a demonstration."""
        async with self._database.transaction() as session:
            account = await store.by_demo_key(session, key) if self._demo else None
            if account is None or account.disabled_at is not None:
                raise not_found("demo person")
            return await self._start(session, account.id, address, instead_of)

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
        _demand_email(email)
        if not name:
            raise invalid("An account needs a name.", FieldError("name", "Enter a name."))
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
        """The demo account of this key, made or brought up to date; it has no password."""
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
        account.email, account.name, account.role = canonical(email), name, role
        account.demo_title, account.person_id = title, person_id
        return account

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
        account_id: str,
        address: str,
        instead_of: str | None,
        password_hash: str | None = None,
    ) -> SignedIn:
        account = await store.by_id(session, account_id)
        if account is None:
            raise not_found("account")
        if password_hash is not None:
            account.password_hash = password_hash
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
            raise _email_taken(account.email)
        session.add(account)
        try:
            await session.flush()
        except IntegrityError:
            # Somebody else was quicker by a moment.
            raise _email_taken(account.email) from None
        audit.record(
            session,
            audit.Tag.ACCOUNT_CREATE,
            f"account/{account.id}",
            email=account.email,
            role=account.role,
        )
        return account


def canonical(email: str) -> str:
    """An e-mail as it is stored and compared: trimmed, lower case."""
    return email.strip().lower()


def _demand_email(email: str) -> None:
    name, at, domain = email.rpartition("@")
    if not name or not at or not domain or len(email) > _MOST_EMAIL or email.split() != [email]:
        raise invalid(
            f"{email!r} is not an e-mail address.",
            FieldError("email", "Enter an e-mail address, such as name@example.com."),
        )


def _email_taken(email: str) -> DeskhandError:
    return DeskhandError(
        "email_taken",
        "This e-mail has an account already",
        f"There is an account for {email}. Use another e-mail, or sign in with it.",
        status=409,
        errors=[FieldError("email", "There is an account with this e-mail.")],
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
