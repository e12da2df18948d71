"""What can be done to a person at the provider, and doing it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.actions import form
from deskhand.actions.service import Offer
from deskhand.kernel.permissions import Permission, Role
from deskhand.web.api.views import (
    MOST_ID,
    ActionRunView,
    IdempotencyKey,
    PersonId,
    Text,
    VerdictView,
    run_view,
    verdict_view,
)
from deskhand.web.edge import AccountDep, PartsDep, Reading, Writing, needs
from deskhand.web.parts import Parts
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["actions"], responses=PROBLEMS)

RunId = Annotated[str, Path(max_length=40)]


class ActionOfferView(BaseModel):
    """An action for one person: its form as JSON schema, what will happen, and may it be done.

    `confirm_name` is what must be typed, and sent with the order, where a mistake costs too much.
    """

    key: str
    title: str
    group: Literal["User", "Groups", "Applications"]
    description: str
    effects: list[str]
    danger: bool
    risk: Literal["low", "medium", "high"]
    confirm_label: str
    confirm_name: str | None
    verdict: VerdictView
    form: dict[str, Any]
    slash: str | None


class ActionOffersView(BaseModel):
    items: list[ActionOfferView]


class SubmitBody(BaseModel):
    """Without a request one is opened for the person, so that every action belongs to one."""

    key: Text = Field(max_length=100)
    person_id: int = Field(ge=1, le=MOST_ID)
    request_ref: Annotated[Text, Field(max_length=30)] | None = None
    parameters: dict[str, Any] = {}
    confirm_name: Annotated[Text, Field(max_length=200)] | None = None


class SecretView(BaseModel):
    """What a run revealed, in this one answer; it is destroyed now."""

    label: str
    value: str


@router.get(
    "/people/{person_id}/actions",
    operation_id="listActions",
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def list_actions(
    person_id: PersonId,
    parts: PartsDep,
    account: AccountDep,
    session: Reading,
    request: Annotated[Text, Query(max_length=30)] | None = None,
) -> ActionOffersView:
    """Every action for this person, each with a verdict; `request` is what it would belong to."""
    if request is not None:
        await parts.requests.demand_subject(session, account, request, person_id)
    offers = await parts.actions.offers(session, person_id, Role(account.role))
    return ActionOffersView(items=[_offer(each) for each in offers])


@router.post(
    "/actions",
    operation_id="runAction",
    status_code=202,
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def run_action(
    body: SubmitBody,
    parts: PartsDep,
    account: AccountDep,
    session: Writing,
    idempotency_key: IdempotencyKey = None,
) -> ActionRunView:
    """Hand an action to the gate. The answer is the record of it; the outcome follows."""
    if body.request_ref is None:
        repeated = await _repeated(parts, session, body, idempotency_key)
        if repeated is not None:
            return await _run(parts, session, account, repeated)
        ref = await parts.requests.open_for_action(
            session, account, action_key=body.key, person_id=body.person_id
        )
    else:
        ref = await parts.requests.demand_subject(
            session, account, body.request_ref, body.person_id
        )
    run = await parts.actions.submit(
        session,
        key=body.key,
        person_id=body.person_id,
        parameters=body.parameters,
        subject_ref=ref,
        role=Role(account.role),
        confirm_name=body.confirm_name,
        idempotency_key=idempotency_key,
    )
    return await _run(parts, session, account, run.id)


@router.get(
    "/actions/{run_id}",
    operation_id="getAction",
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def get_action(
    run_id: RunId, parts: PartsDep, account: AccountDep, session: Reading
) -> ActionRunView:
    """One run with its calls to Okta."""
    return await _run(parts, session, account, run_id)


@router.post(
    "/actions/{run_id}/retry",
    operation_id="retryAction",
    status_code=202,
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def retry_action(
    run_id: RunId,
    parts: PartsDep,
    account: AccountDep,
    session: Writing,
    idempotency_key: IdempotencyKey = None,
) -> ActionRunView:
    """Do the same again as a new run; it passes the gate like any other."""
    run = await parts.actions.retry(
        session, run_id, Role(account.role), idempotency_key=idempotency_key
    )
    return await _run(parts, session, account, run.id)


@router.post(
    "/actions/{run_id}/secret",
    operation_id="revealSecret",
    dependencies=[needs(Permission.ACTIONS_RUN)],
)
async def reveal_secret(
    run_id: RunId, parts: PartsDep, account: AccountDep, session: Writing
) -> SecretView:
    """Show what the run revealed, such as a temporary password. It works once."""
    run = await parts.actions.get(session, run_id)
    found = await parts.actions.secrets.reveal(session, run, Role(account.role))
    return SecretView(label=found.label, value=found.value)


async def _repeated(
    parts: Parts, session: AsyncSession, body: SubmitBody, idempotency_key: str | None
) -> str | None:
    """The id of the run that this key stands for, before another request is opened for it."""
    if idempotency_key is None:
        return None
    found = await parts.actions.repeated(
        session,
        idempotency_key,
        key=body.key,
        person_id=body.person_id,
        parameters=body.parameters,
    )
    return found.id if found is not None else None


async def _run(parts: Parts, session: AsyncSession, account: Account, run_id: str) -> ActionRunView:
    return run_view(await parts.requests.run(session, account, run_id))


def _offer(offer: Offer) -> ActionOfferView:
    action = offer.action
    return ActionOfferView.model_validate(
        {
            "key": action.key,
            "title": action.title,
            "group": action.section,
            "description": action.description,
            "effects": offer.effects,
            "danger": action.danger,
            "risk": action.risk,
            "confirm_name": offer.target.name if action.typed_name else None,
            "confirm_label": action.confirm_label(offer.target),
            "verdict": verdict_view(offer.verdict),
            "form": form.schema(action.parameters, action.irrelevant(offer.target)),
            "slash": action.slash or None,
        }
    )
