"""Okta's objects as far as we keep them. Unknown members are ignored, null and absent are one.

A page that does not fit, because one object in it is unlike the rest, is read again object by
object: what fits is kept, member by member.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from deskhand.integrations.okta.clean import storable
from deskhand.integrations.okta.links import host_of

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
"""An object whose id is longer cannot be kept: it is left out, as one without an id is."""
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Record(msgspec.Struct, rename="camel", frozen=True, gc=False):
    """Base of all: everything but the id may be missing."""


class Ref(Record, frozen=True, gc=False):
    """An object of which only the id matters."""

    id: Id


class _Typed(Record, frozen=True, gc=False):
    id: str | None = None


class _Provider(Record, frozen=True, gc=False):
    type: str | None = None


class _Credentials(Record, frozen=True, gc=False):
    provider: _Provider | None = None


class User(Record, frozen=True, gc=False):
    id: Id
    status: str | None = None
    type: _Typed | None = None
    profile: dict[str, Any] | None = None
    credentials: _Credentials | None = None
    transitioning_to_status: str | None = None
    created: Moment | None = None
    activated: Moment | None = None
    status_changed: Moment | None = None
    last_login: Moment | None = None
    password_changed: Moment | None = None
    last_updated: Moment | None = None


class _GroupProfile(Record, frozen=True, gc=False):
    name: str | None = None
    description: str | None = None


class _Href(Record, frozen=True, gc=False):
    href: str | None = None


class _GroupLinks(Record, frozen=True, gc=False):
    source: _Href | None = None


class _Stats(Record, frozen=True, gc=False):
    has_admin_privilege: bool | None = None


class _GroupEmbedded(Record, frozen=True, gc=False):
    stats: _Stats | None = None


class Group(Record, frozen=True, gc=False):
    id: Id
    type: str | None = None
    profile: _GroupProfile | None = None
    last_updated: Moment | None = None
    last_membership_updated: Moment | None = None
    links: _GroupLinks | None = msgspec.field(default=None, name="_links")
    embedded: _GroupEmbedded | None = msgspec.field(default=None, name="_embedded")


class _RuleUsers(Record, frozen=True, gc=False):
    exclude: tuple[str, ...] | None = None


class _RulePeople(Record, frozen=True, gc=False):
    users: _RuleUsers | None = None


class _RuleExpression(Record, frozen=True, gc=False):
    value: str | None = None


class _RuleConditions(Record, frozen=True, gc=False):
    people: _RulePeople | None = None
    expression: _RuleExpression | None = None


class _RuleTargets(Record, frozen=True, gc=False):
    group_ids: tuple[str, ...] | None = None


class _RuleActions(Record, frozen=True, gc=False):
    assign_user_to_groups: _RuleTargets | None = None


class GroupRule(Record, frozen=True, gc=False):
    id: Id
    name: str | None = None
    status: str | None = None
    conditions: _RuleConditions | None = None
    actions: _RuleActions | None = None


class Owner(Record, frozen=True, gc=False):
    """An owner of a group; `type` is USER or GROUP."""

    id: Id
    type: str | None = None
    display_name: str | None = None


class AppUser(Record, frozen=True, gc=False):
    id: Id
    scope: str | None = None
    status: str | None = None
    sync_state: str | None = None


class _AppEmbedded(Record, frozen=True, gc=False):
    user: AppUser | None = None


class App(Record, frozen=True, gc=False):
    id: Id
    name: str | None = None
    label: str | None = None
    status: str | None = None
    sign_on_mode: str | None = None
    features: tuple[str, ...] | None = None
    last_updated: Moment | None = None
    embedded: _AppEmbedded | None = msgspec.field(default=None, name="_embedded")


class Factor(Record, frozen=True, gc=False):
    id: Id
    factor_type: str | None = None
    provider: str | None = None
    status: str | None = None
    created: Moment | None = None


class Organization(Record, frozen=True, gc=False):
    """The public `/.well-known/okta-organization`; `pipeline` is `idx` or `v1`."""

    id: Id
    pipeline: str | None = None
    links: dict[str, _Href] | None = msgspec.field(default=None, name="_links")

    @property
    def hosts(self) -> frozenset[str]:
        """Every name it gives for itself."""
        links = (self.links or {}).values()
        return frozenset(filter(None, (host_of(each.href or "") for each in links)))


R = TypeVar("R", bound=Record)


class Shape(Generic[R]):
    """Decodes one kind of object, alone or as a page of them."""

    def __init__(self, kind: type[R], what: str) -> None:
        self.what = what
        self._kind = kind
        self._one: msgspec.json.Decoder[R] = msgspec.json.Decoder(kind)
        self._page: msgspec.json.Decoder[list[R]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]  # the class is a value here
        self._pieces: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(
            list[msgspec.Raw]
        )

    def one(self, body: bytes) -> tuple[R, int]:
        """One object, and whether (1) or not (0) something in it was odd.

        Raises one of `clean.NOT_JSON` when it is no such object at all.
        """
        body = storable(body)
        try:
            return self._one.decode(body), 0
        except msgspec.ValidationError:
            found = self._leniently(body)
            if found is None:
                raise
            return found, 1

    def page(self, body: bytes) -> tuple[list[R], int]:
        """All objects of a page, and how many of them were odd.

        Raises one of `clean.NOT_JSON` when the body is no whole JSON array.
        """
        body = storable(body)
        try:
            return self._page.decode(body), 0
        except msgspec.ValidationError:
            return self._piecewise(body)

    def _piecewise(self, body: bytes) -> tuple[list[R], int]:
        found: list[R] = []
        odd = 0
        for piece in self._pieces.decode(body):
            try:
                found.append(self._one.decode(piece))
            except msgspec.ValidationError:
                odd += 1
                if (record := self._leniently(piece)) is not None:
                    found.append(record)
        return found, odd

    def _leniently(self, body: bytes | msgspec.Raw) -> R | None:
        """What fits of an object; None when not even its id does."""
        given = msgspec.json.decode(body)
        if not isinstance(given, dict):
            return None
        values: dict[str, Any] = {}
        for field in msgspec.structs.fields(self._kind):
            try:
                values[field.name] = msgspec.convert(given.get(field.encode_name), field.type)
            except msgspec.ValidationError:
                if field.required:
                    return None
        return self._kind(**values)


USER = Shape(User, "user")
MEMBER = Shape(Ref, "member")
GROUP = Shape(Group, "group")
GROUP_RULE = Shape(GroupRule, "group rule")
OWNER = Shape(Owner, "group owner")
APP = Shape(App, "application")
APP_USER = Shape(AppUser, "application user")
APP_GROUP = Shape(Ref, "application group")
FACTOR = Shape(Factor, "factor")
ORGANIZATION = Shape(Organization, "organization")
