"""Try a domain and a token before anything is kept, and say in plain words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

from deskhand.actions.declare import Answer
from deskhand.directory.provider import ActsAs, Probe
from deskhand.directory.source import SourceError
from deskhand.integrations.okta import listings, records
from deskhand.integrations.okta.buckets import Priority
from deskhand.integrations.okta.client import Caller, OktaClient, Target
from deskhand.integrations.okta.convert import person_of
from deskhand.integrations.okta.domain import base_url_of
from deskhand.integrations.okta.errors import OktaError, source_error
from deskhand.kernel.errors import DeskhandError, FieldError, invalid

_ENGINES = {"idx": "Identity Engine", "v1": "Classic Engine"}
_SCHEME = re.compile(r"^(authorization:\s*)?ssws\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[\x21-\x7e]+")

MakeClient = Callable[[str, str], OktaClient]
"""A client for a base URL and a token, with limits of its own."""


async def probe(
    make_client: MakeClient, domain: str, secret: str, *, loopback: bool = True
) -> Probe:
    """Raises `DeskhandError`; `SourceError` with `connection_broken` for a refused token."""
    base_url = base_url_of(domain, loopback=loopback)
    token = token_of(secret)
    caller = Caller(Priority.PANEL)
    # Without a token: until it is known to be Okta, it gets none.
    org = await _organization(make_client(base_url, ""), caller)
    client = make_client(base_url, token)
    try:
        acts_as = await _owner(client, caller)
        await client.read(Target.of(listings.USERS.template, limit="1"), records.USER.page, caller)
    except OktaError as error:
        raise _refused(error) from error
    return Probe(base_url, org.id, _ENGINES.get(org.pipeline or ""), acts_as)


def token_of(secret: str) -> str:
    """The bare token, however it was pasted. Raises `invalid` for what cannot be one."""
    token = _SCHEME.sub("", secret.strip().strip("\"'`")).strip()
    if not _TOKEN.fullmatch(token):
        message = "This is not an API token: Okta shows it once, as one word, when it is made."
        raise invalid(message, FieldError("api_token", message))
    return token


async def _organization(client: OktaClient, caller: Caller) -> records.Organization:
    target = Target.of("/.well-known/okta-organization")
    try:
        return (await client.read(target, records.ORGANIZATION.one, caller)).value
    except OktaError as error:
        raise _no_org(client.base_url, error) from error


async def _owner(client: OktaClient, caller: Caller) -> ActsAs:
    """The account that made the token, and whose rights it has."""
    me = (await client.read(Target.of("/api/v1/users/me"), records.USER.one, caller)).value
    person = person_of(me)
    names = (person.profile.get("firstName"), person.profile.get("lastName"))
    name = person.profile.get("displayName") or " ".join(str(each) for each in names if each)
    return ActsAs(person.external_id, str(name or person.login), person.login)


def _no_org(base_url: str, error: OktaError) -> DeskhandError:
    """Whatever stands in the way before the token is even sent."""
    answer = error.answer
    if answer.http_status is None:
        found = source_error(error)
        found.errors = [FieldError("domain", found.detail)]
        return found
    if answer.http_status in {429, 500, 502, 503, 504}:
        return source_error(error)
    text = f"{base_url} answers, but not as an Okta org does{_because(answer)}. Check the address."
    return invalid(text, FieldError("domain", text))


def _because(answer: Answer) -> str:
    status = answer.http_status or 0
    if 300 <= status < 400:
        return " (it redirects to another address)"
    return f" (HTTP {status})" if status != 200 else " (it sent a web page or something else)"


def _refused(error: OktaError) -> SourceError:
    found = source_error(error)
    if found.connection_broken or found.http_status == 403:
        found.status = 422
        found.errors = [FieldError("api_token", found.detail)]
    return found
