"""Tables of accounts and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel.db import Base


class Account(Base):
    """Somebody who can sign in. `person_id` links to the directory where there is such a person."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    demo_key: Mapped[str | None] = mapped_column(unique=True)
    demo_title: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Session(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))


class SignInFailure(Base):
    """A failed sign-in, kept while it counts for throttling. `key` is an e-mail or an address."""

    __tablename__ = "sign_in_failure"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)
