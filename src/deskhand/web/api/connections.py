"""Integrations, the Okta connection, its review and its syncs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.connections import ConnectionView as Found
from deskhand.directory.sync.view import as_json
from deskhand.kernel.permissions import Permission
from deskhand.web.api.person_views import ObjectId, PersonRowView, row_view
from deskhand.web.api.syncs import ConnectionProblemView, SyncRunView
from deskhand.web.api.views import PersonRefView, Text, person_ref
from deskhand.web.edge import PartsDep, Reading, Writing, needs
from deskhand.web.parts import Parts
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["connections"], responses=PROBLEMS)

State = Literal["not_connected", "connected", "broken"]
Setup = Literal["none", "importing", "review", "finished"]


class ActsAsView(BaseModel):
    name: str
    login: str


class ConnectionView(BaseModel):
    """The connection to Okta; without one `state` is `not_connected`."""

    id: ObjectId | None
    state: State
    domain: str | None
    auth_mode: Literal["api_token"] | None
    acts_as: ActsAsView | None
    engine: str | None
    setup: Setup
    is_sandbox: bool
    console_url: str | None
    okta_admin_url: str | None
    problem: ConnectionProblemView | None
    connected_at: datetime | None
    last_call_at: datetime | None
    last_sync: SyncRunView | None
    next_sync_at: datetime | None


class IntegrationView(BaseModel):
    key: str
    title: str
    description: str
    state: State
    domain: str | None


class SectionView(BaseModel):
    key: str
    title: str
    items: list[IntegrationView]


class IntegrationsView(BaseModel):
    sections: list[SectionView]


class ConnectBody(BaseModel):
    """Where the Okta org is and the token to call it with; the token is never shown again."""

    domain: Text = Field(max_length=300)
    api_token: SecretStr = Field(max_length=500)


class StatusCountView(BaseModel):
    status: str
    label: str
    visible: bool
    count: int


class TotalsView(BaseModel):
    people: int
    groups: int
    memberships: int
    apps: int
    assignments: int


class SharedEmailView(BaseModel):
    email: str
    people: list[PersonRefView]


class ReviewView(BaseModel):
    """What to look at before the setup is finished."""

    by_status: list[StatusCountView]
    totals: TotalsView
    shared_emails: list[SharedEmailView]
    without_manager: int
    sample: list[PersonRowView]
    as_of: datetime | None


@router.get(
    "/integrations",
    operation_id="listIntegrations",
    dependencies=[needs(Permission.CONNECTIONS_READ)],
)
async def list_integrations(parts: PartsDep, session: Reading) -> IntegrationsView:
    """What Deskhand can be connected to, by section."""
    found = await parts.directory.connection(session)
    provider = parts.directory.provider
    okta = IntegrationView(
        key=provider.key,
        title=provider.title,
        description=provider.description,
        state=_state(found),
        domain=found.domain,
    )
    return IntegrationsView(
        sections=[SectionView(key="iam", title="Identity and access", items=[okta])]
    )


@router.get(
    "/connections/okta",
    operation_id="getConnection",
    dependencies=[needs(Permission.CONNECTIONS_READ)],
)
async def get_connection(parts: PartsDep, session: Reading) -> ConnectionView:
    return await _connection(parts, session)


@router.put(
    "/connections/okta",
    operation_id="connectOkta",
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def connect_okta(body: ConnectBody, parts: PartsDep) -> ConnectionView:
    """Connect an org, or replace the token of the connected one in place.

    The token is tried first; when it does not work nothing is changed.
    """
    await parts.directory.connect(body.domain, body.api_token.get_secret_value())
    return await _fresh_connection(parts)


@router.post(
    "/connections/okta/check",
    operation_id="checkConnection",
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def check_connection(parts: PartsDep) -> ConnectionView:
    """Try the stored token now."""
    await parts.directory.connections.check()
    return await _fresh_connection(parts)


@router.get(
    "/connections/okta/review",
    operation_id="reviewImport",
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def review_import(parts: PartsDep, session: Reading) -> ReviewView:
    """Counts, conflicts, gaps and a sample of what was imported."""
    found = await parts.directory.review(session)
    return ReviewView(
        by_status=[
            StatusCountView(
                status=each.status, label=each.label, visible=each.visible, count=each.count
            )
            for each in found.by_status
        ],
        totals=TotalsView.model_validate(found.totals),
        shared_emails=[
            SharedEmailView(
                email=email,
                people=[person_ref(person) for person in people],
            )
            for email, people in found.shared_emails
        ],
        without_manager=found.without_manager,
        sample=[row_view(row) for row in found.sample],
        as_of=found.as_of,
    )


@router.post(
    "/connections/okta/finish-setup",
    operation_id="finishSetup",
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def finish_setup(parts: PartsDep, session: Writing) -> ConnectionView:
    """From now on Deskhand acts on Okta and syncs by schedule."""
    await parts.directory.connections.finish_setup(session)
    return await _connection(parts, session)


async def _fresh_connection(parts: Parts) -> ConnectionView:
    async with parts.database.reading() as session:
        return await _connection(parts, session)


async def _connection(parts: Parts, session: AsyncSession) -> ConnectionView:
    found = await parts.directory.connection(session)
    last = await parts.directory.sync.recent(session, found.id, 1) if found.id is not None else []
    return ConnectionView.model_validate(
        {
            "id": found.id,
            "state": found.state,
            "domain": found.domain,
            "auth_mode": found.auth_mode,
            "acts_as": found.acts_as,
            "engine": found.engine,
            "setup": found.setup,
            "is_sandbox": found.is_sandbox,
            "console_url": found.console_url,
            "okta_admin_url": found.admin_url,
            "problem": found.problem,
            "connected_at": found.connected_at,
            "last_call_at": found.last_call_at,
            "last_sync": as_json(last[0]) if last else None,
            "next_sync_at": found.next_sync_at,
        }
    )


def _state(found: Found) -> State:
    if found.id is None:
        return "not_connected"
    return "broken" if found.state == "broken" else "connected"
