"""What a provider tells once: sealed, shown once to whoever is entitled, and then destroyed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import rights
from deskhand.actions import store_secrets as store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import SecretKind
from deskhand.actions.model import ActionRun, ActionSecret
from deskhand.kernel import audit, clock, context
from deskhand.kernel.crypto import KeyRing
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import Role, Verdict, no, refuse

NAMES = {
    SecretKind.TEMPORARY_PASSWORD: "temporary password",
    SecretKind.RESET_LINK: "reset link",
    SecretKind.ACTIVATION_LINK: "activation link",
}
_LIFE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SecretShown:
    """What is known of a secret, without the secret."""

    kind: SecretKind
    label: str
    state: Literal["waiting", "shown", "expired"]
    expires_at: datetime
    shown_at: datetime | None
    shown_by: str | None
    may_reveal: Verdict


@dataclass(frozen=True, slots=True)
class Revealed:
    """A secret on its way to the person who may see it."""

    label: str
    value: str = field(repr=False)


class Secrets:
    """Keeps each for half an hour, under the key ring and bound to its run."""

    def __init__(self, database: Database, live: Live, keys: KeyRing, catalogue: Catalogue) -> None:
        self._database = database
        self._live = live
        self._keys = keys
        self._catalogue = catalogue

    def keep(self, session: AsyncSession, run_id: str, kind: SecretKind, secret: str) -> None:
        """Seal what a run's write has revealed, which happens once: the run ends with it."""
        session.add(
            ActionSecret(
                run_id=run_id,
                kind=kind,
                sealed=self._keys.seal(secret, row=_row(run_id)),
                expires_at=clock.now() + _LIFE,
            )
        )

    async def reveal(self, session: AsyncSession, run: ActionRun, role: Role) -> Revealed:
        """The secret, for the first and last time.

        Raises `forbidden` with the reason, which leaves it where it is, or `secret_gone`.
        """
        found = await store.of_run(session, run.id, lock=True)
        if found is None or found.sealed is None or clock.now() >= found.expires_at:
            raise _gone(found)
        verdict = await self._may_reveal(session, found, run, role)
        if not verdict.allowed:
            raise refuse(verdict, code="forbidden", status=403)
        secret = self._keys.open(found.sealed, row=_row(run.id))
        found.sealed = None
        found.shown_at = clock.now()
        found.shown_to = context.current().actor.name
        audit.record(
            session,
            audit.Tag.ACTION_SECRET_REVEAL,
            f"action_run/{run.id}",
            kind=found.kind,
            person=run.person_id,
            request=run.subject_ref,
        )
        news = News("action", {"id": run.id, "request_ref": run.subject_ref}, run.subject_ref)
        self._live.publish_after(session, news)
        return Revealed(NAMES[SecretKind(found.kind)], secret)

    async def shown(
        self, session: AsyncSession, found: ActionSecret, run: ActionRun, role: Role
    ) -> SecretShown:
        """How it stands with a secret, as this role may know."""
        kind = SecretKind(found.kind)
        name = NAMES[kind]
        state: Literal["waiting", "shown", "expired"]
        if found.shown_at is not None:
            state, verdict = "shown", no(f"The {name} has been shown and destroyed.")
        elif found.sealed is None or clock.now() >= found.expires_at:
            state, verdict = "expired", no(f"Nobody asked for the {name} in time; it is destroyed.")
        else:
            state, verdict = "waiting", await self._may_reveal(session, found, run, role)
        return SecretShown(
            kind, name, state, found.expires_at, found.shown_at, found.shown_to, verdict
        )

    async def _may_reveal(
        self, session: AsyncSession, found: ActionSecret, run: ActionRun, role: Role
    ) -> Verdict:
        """Whoever ordered it, or an administrator; and only who may still order it now."""
        actor = context.current().actor
        ordered = (actor.kind, actor.id) == (run.actor_kind, run.actor_id)
        if not ordered and role is not Role.ADMINISTRATOR:
            return no(f"Only {run.actor_name}, who ordered it, or an administrator may see it.")
        if not self._catalogue.has(run.action_key):
            return no("The action that it came from is not offered any more.")
        verdict = await rights.of_run(session, self._catalogue, run, role)
        if verdict.allowed:
            return verdict
        name = NAMES[SecretKind(found.kind)]
        said = f"Only who may order this action now may see its {name}."
        return no(f"{said} {verdict.reason}", verdict.next)

    async def reseal(self, session: AsyncSession) -> int:
        """Seal with the newest key what an older one has sealed; returns how many there were.

        Raises `unreadable_secret` for one that none of the keys opens; then nothing is changed.
        """
        count = 0
        for each in await store.sealed(session):
            sealed = each.sealed or b""
            if sealed.startswith(self._keys.newest_key_id):
                continue
            row = _row(each.run_id)
            each.sealed = self._keys.seal(self._keys.open(sealed, row=row), row=row)
            count += 1
        return count

    async def forget_expired(self) -> None:
        """Destroy what nobody has asked for in time."""
        async with self._database.transaction() as session:
            await store.forget_expired(session, clock.now())


def _gone(found: ActionSecret | None) -> DeskhandError:
    if found is None:
        detail = "This action has revealed nothing."
    elif found.shown_at is not None:
        detail = (
            f"{found.shown_to} has seen it, and it was destroyed. Repeat the action for a new one."
        )
    else:
        detail = (
            "Nobody asked for it in time, and it was destroyed. Repeat the action for a new one."
        )
    return DeskhandError("secret_gone", "There is nothing to show any more", detail, status=410)


def _row(run_id: str) -> str:
    return f"action_secret/{run_id}/sealed"
