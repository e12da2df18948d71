"""Sign in, sign out, and who is signed in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

import deskhand
from deskhand.accounts.model import Account
from deskhand.accounts.password import LONGEST as LONGEST_PASSWORD
from deskhand.accounts.service import SignedIn
from deskhand.kernel.permissions import Permission, Role, granted
from deskhand.web import cookies
from deskhand.web.api.views import RoleName, Text
from deskhand.web.edge import AnybodyDep, PartsDep, Reading, Writing, client_address
from deskhand.web.parts import Parts
from deskhand.web.problems import PROBLEMS
from deskhand.web.streams import StreamsDep

router = APIRouter(prefix="/api/v1", tags=["session"], responses=PROBLEMS)


class MeView(BaseModel):
    """The signed-in account; `can` lists its permissions."""

    id: str
    name: str
    email: str
    role: RoleName
    person_id: int | None
    can: list[str]


class DemoView(BaseModel):
    key: str
    name: str
    role: str
    title: str


class ProductView(BaseModel):
    name: str
    version: str
    sandbox_console_url: str | None


class SessionView(BaseModel):
    """`csrf` goes into the header X-CSRF-Token of every unsafe request, signed in or not."""

    signed_in: bool
    csrf: str
    me: MeView | None
    demo: list[DemoView] | None
    product: ProductView


class SignInBody(BaseModel):
    email: Text = Field(max_length=254)
    password: SecretStr = Field(max_length=LONGEST_PASSWORD)


class DemoBody(BaseModel):
    key: Text = Field(max_length=40)


@router.get("/session", operation_id="getSession")
async def get_session(
    caller: AnybodyDep, parts: PartsDep, session: Reading, response: Response
) -> SessionView:
    """Who is signed in, if anybody."""
    demo = await parts.accounts.demo_people(session)
    csrf = caller.csrf or cookies.new_guest_csrf(response, parts.settings)
    account = caller.signed_in.account if caller.signed_in is not None else None
    return _view(parts, csrf, account, demo)


@router.post("/session", operation_id="signIn")
async def sign_in(
    body: SignInBody, caller: AnybodyDep, parts: PartsDep, request: Request, response: Response
) -> SessionView:
    """Sign in with e-mail and password."""
    started = await parts.accounts.sign_in(
        body.email,
        body.password.get_secret_value(),
        address=client_address(request),
        instead_of=caller.signed_in.token if caller.signed_in is not None else None,
    )
    return await _started(parts, started, response)


@router.post("/session/demo", operation_id="signInAsDemoPerson")
async def sign_in_as_demo_person(
    body: DemoBody, caller: AnybodyDep, parts: PartsDep, request: Request, response: Response
) -> SessionView:
    """Sign in as one of the demo's people; there are none outside of a demonstration."""
    started = await parts.accounts.sign_in_demo(
        body.key,
        address=client_address(request),
        instead_of=caller.signed_in.token if caller.signed_in is not None else None,
    )
    return await _started(parts, started, response)


@router.delete("/session", operation_id="signOut", status_code=204)
async def sign_out(
    caller: AnybodyDep,
    parts: PartsDep,
    session: Writing,
    streams: StreamsDep,
    response: Response,
) -> None:
    """End the session; its streams end with it."""
    if caller.signed_in is not None:
        await parts.accounts.sign_out(session, caller.signed_in.token)
        streams.end_session(session, caller.signed_in.token)
    cookies.drop_session(response, parts.settings)


async def _started(parts: Parts, started: SignedIn, response: Response) -> SessionView:
    async with parts.database.reading() as session:
        demo = await parts.accounts.demo_people(session)
    cookies.set_session(response, parts.settings, started.token)
    return _view(parts, started.csrf, started.account, demo)


def _view(
    parts: Parts, csrf: str, account: Account | None, demo: list[Account] | None
) -> SessionView:
    can = granted(Role(account.role)) if account is not None else frozenset()
    me = None
    if account is not None:
        me = MeView.model_validate(
            {
                "id": account.id,
                "name": account.name,
                "email": account.email,
                "role": account.role,
                "person_id": account.person_id,
                "can": sorted(can),
            }
        )
    sees_console = Permission.CONNECTIONS_READ in can
    return SessionView(
        signed_in=account is not None,
        csrf=csrf,
        me=me,
        demo=None
        if demo is None
        else [
            DemoView(
                key=each.demo_key or "",
                name=each.name,
                role=each.role,
                title=each.demo_title or "",
            )
            for each in demo
        ],
        product=ProductView(
            name="Deskhand",
            version=deskhand.__version__,
            sandbox_console_url=parts.sandbox_console_url if sees_console else None,
        ),
    )
