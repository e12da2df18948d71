"""What several endpoints show, and the texts that they take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Header, Path
from pydantic import AfterValidator, BaseModel, ConfigDict

from deskhand.accounts.model import Account
from deskhand.actions.secrets import SecretShown
from deskhand.directory.model import Person
from deskhand.kernel.permissions import Verdict
from deskhand.requests.views import RunShown
from deskhand.web.problems import NextStepView

RoleName = Literal["administrator", "agent", "employee"]

MOST_ID = 2**63 - 1


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("Text cannot hold the character NUL")
    return text


Text = Annotated[str, AfterValidator(_storable)]
"""A string that both databases can keep: PostgreSQL takes no NUL."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="What is sent again under the same key is carried out once and answered the "
        "same: so it can be repeated when its answer was lost.",
    ),
]

PersonId = Annotated[int, Path(ge=1, le=MOST_ID)]


class VerdictView(BaseModel):
    """May it be done? If not, why, and what would help."""

    model_config = ConfigDict(from_attributes=True)

    allowed: bool
    reason: str | None = None
    next: NextStepView | None = None


class PersonRefView(BaseModel):
    """A person as others name him."""

    id: int
    name: str
    email: str
    title: str | None
    department: str | None


class AccountRefView(BaseModel):
    id: str
    name: str
    role: RoleName


class ParameterView(BaseModel):
    label: str
    value: str


class AdviceView(BaseModel):
    text: str
    next: list[NextStepView]


class OktaCallView(BaseModel):
    """One call to Okta as the journal has it; `verify` calls read back what a write did."""

    attempt: int
    purpose: Literal["write", "verify"]
    method: str
    path: str
    state: Literal["started", "answered", "lost", "not_sent"]
    http_status: int | None
    error_code: str | None
    error_summary: str | None
    causes: list[str]
    okta_request_id: str | None
    duration_ms: float | None
    at: datetime


class RunSecretView(BaseModel):
    """That a run has revealed something, and whether it can still be shown; never what."""

    kind: Literal["temporary_password", "reset_link", "activation_link"]
    label: str
    state: Literal["waiting", "shown", "expired"]
    expires_at: datetime
    shown_at: datetime | None
    shown_by: str | None
    may_reveal: VerdictView


class ActionRunView(BaseModel):
    """One action on one person. Employees see its title, state and good outcome only."""

    id: str
    key: str
    title: str
    state: Literal[
        "queued", "running", "done", "already", "pending", "refused", "failed", "unknown"
    ]
    person: PersonRefView
    request_ref: str | None
    parameters: list[ParameterView]
    summary: str | None
    advice: AdviceView | None
    calls: list[OktaCallView]
    submitted_at: datetime
    settled_at: datetime | None
    duration_ms: float | None
    may_retry: VerdictView
    secret: RunSecretView | None


def verdict_view(verdict: Verdict) -> dict[str, Any]:
    step = verdict.next
    return {
        "allowed": verdict.allowed,
        "reason": verdict.reason,
        "next": step.as_json() if step is not None else None,
    }


def secret_view(secret: SecretShown) -> dict[str, Any]:
    return {
        "kind": secret.kind,
        "label": secret.label,
        "state": secret.state,
        "expires_at": secret.expires_at,
        "shown_at": secret.shown_at,
        "shown_by": secret.shown_by,
        "may_reveal": verdict_view(secret.may_reveal),
    }


def person_ref(person: Person) -> PersonRefView:
    return PersonRefView(
        id=person.id,
        name=person.display_name,
        email=person.email,
        title=person.title,
        department=person.department,
    )


def account_ref(account: Account) -> AccountRefView:
    return AccountRefView.model_validate(
        {"id": account.id, "name": account.name, "role": account.role}
    )


def run_view(run: RunShown) -> ActionRunView:
    return ActionRunView.model_validate(
        {
            "id": run.id,
            "key": run.key,
            "title": run.title,
            "state": run.state,
            "person": person_ref(run.person),
            "request_ref": run.request_ref,
            "parameters": run.parameters,
            "summary": run.summary,
            "advice": run.advice,
            "calls": [
                {
                    "attempt": call.attempt,
                    "purpose": call.purpose,
                    "method": call.method,
                    "path": call.path,
                    "state": call.state,
                    "http_status": call.http_status,
                    "error_code": call.error_code,
                    "error_summary": call.error_summary,
                    "causes": call.causes,
                    "okta_request_id": call.provider_request_id,
                    "duration_ms": call.duration_ms,
                    "at": call.started_at,
                }
                for call in run.calls
            ],
            "submitted_at": run.submitted_at,
            "settled_at": run.settled_at,
            "duration_ms": run.duration_ms,
            "may_retry": verdict_view(run.may_retry),
            "secret": secret_view(run.secret) if run.secret is not None else None,
        }
    )
