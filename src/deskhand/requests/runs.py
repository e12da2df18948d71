"""Action runs as timelines show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.actions import store as actions_store
from deskhand.actions import store_secrets
from deskhand.actions.model import ActionCall, ActionRun, RunState
from deskhand.actions.secrets import SecretShown
from deskhand.actions.service import Actions
from deskhand.directory.model import Person
from deskhand.kernel.permissions import Permission, Role, granted, no
from deskhand.requests.views import RunShown

GOOD = frozenset({RunState.DONE, RunState.ALREADY})
_FOR_THE_DESK = no("The service desk sees to it.")


async def shown(
    session: AsyncSession, actions: Actions, runs: Sequence[ActionRun], account: Account
) -> dict[str, RunShown]:
    """These runs by id, as this account may see them."""
    if not runs:
        return {}
    people = await actions_store.people(session, [run.person_id for run in runs])
    role = Role(account.role)
    if Permission.ACTIONS_RUN not in granted(role):
        return {run.id: _plain(run, actions, people[run.person_id], account) for run in runs}
    calls = defaultdict(list)
    for call in await actions_store.calls(session, [run.id for run in runs]):
        calls[call.run_id].append(call)
    found = await store_secrets.of_runs(session, [run.id for run in runs])
    secrets = {
        run.id: await actions.secrets.shown(session, found[run.id], run, role)
        for run in runs
        if run.id in found
    }
    return {
        run.id: _whole(
            run, actions, people[run.person_id], calls[run.id], secrets.get(run.id), role
        )
        for run in runs
    }


def _whole(
    run: ActionRun,
    actions: Actions,
    person: Person,
    calls: list[ActionCall],
    secret: SecretShown | None,
    role: Role,
) -> RunShown:
    return RunShown(
        id=run.id,
        key=run.action_key,
        title=actions.catalogue.title(run.action_key),
        state=run.state,
        person=person,
        request_ref=run.subject_ref,
        submitted_at=run.submitted_at,
        settled_at=run.settled_at,
        duration_ms=_duration_ms(run),
        summary=run.summary,
        may_retry=actions.may_retry(run, role),
        parameters=run.shown_parameters,
        advice=run.advice,
        calls=calls,
        secret=secret,
    )


def _plain(run: ActionRun, actions: Actions, person: Person, account: Account) -> RunShown:
    # A summary may tell of the person what whoever asked for it has no business to know.
    about_oneself = run.person_id == account.person_id
    return RunShown(
        id=run.id,
        key=run.action_key,
        title=actions.catalogue.title(run.action_key),
        state=run.state,
        person=person,
        request_ref=run.subject_ref,
        submitted_at=run.submitted_at,
        settled_at=run.settled_at,
        duration_ms=_duration_ms(run),
        summary=run.summary if about_oneself and run.state in GOOD else None,
        may_retry=_FOR_THE_DESK,
    )


def _duration_ms(run: ActionRun) -> float | None:
    if run.settled_at is None:
        return None
    return (run.settled_at - run.submitted_at).total_seconds() * 1000
