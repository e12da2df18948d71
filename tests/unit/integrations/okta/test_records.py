"""Objects of unexpected shapes cost themselves what does not fit, and the page nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from deskhand.integrations.okta.clean import NOT_JSON
from deskhand.integrations.okta.convert import (
    application_of,
    factor_label,
    group_of,
    person_of,
)
from deskhand.integrations.okta.records import (
    APP,
    APP_USER,
    FACTOR,
    GROUP,
    MEMBER,
    ORGANIZATION,
    USER,
    Shape,
)


def test_nulls_absent_and_unknown_members_are_one() -> None:
    body = b"""[
        {"id": "00u1", "lastLogin": null, "profile": {"login": "a@x", "email": null}, "new": {}},
        {"id": "00u2"}
    ]"""
    users, odd = USER.page(body)
    assert odd == 0
    first, second = map(person_of, users)
    assert (first.login, first.email, first.last_login) == ("a@x", "", None)
    assert (second.login, second.profile, second.status) == ("", {}, "")


def test_an_odd_object_loses_what_does_not_fit_and_no_more() -> None:
    body = b"""[
        {"id": "0oa1", "label": "Mail", "status": "ACTIVE", "features": ["PUSH"]},
        {"id": "0oa2", "label": "Odd", "status": 7, "features": {"a": 1}, "lastUpdated": "never",
         "signOnMode": null, "_embedded": {"user": ["x"]}},
        {"label": "no id"},
        "not an object"
    ]"""
    apps, odd = APP.page(body)
    assert odd == 3
    assert [each.id for each in apps] == ["0oa1", "0oa2"]
    second = application_of(apps[1])
    assert second.label == "Odd"
    assert (second.status, second.features, second.last_updated) == ("", (), None)


def test_an_odd_profile_attribute_is_kept_as_it_is() -> None:
    users, odd = USER.page(b'[{"id": "00u1", "profile": {"login": 7, "tags": ["a"], "x": {}}}]')
    assert odd == 0
    person = person_of(users[0])
    assert person.login == "7"
    assert person.profile == {"login": 7, "tags": ["a"], "x": {}}


@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": "1"}, {"id"',
        b"",
        b"<html>",
        b"[{]",
        b'{"id": 1}',
        b'[{"id": "\xff"}]',
        b'[{"id": "1\0"}]',
        b'[{"id": "1", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]",
    ],
)
def test_what_is_no_whole_list_is_an_error(body: bytes) -> None:
    with pytest.raises(NOT_JSON):
        MEMBER.page(body)


def test_what_no_database_takes_is_replaced_wherever_it_is() -> None:
    body = rb"""[{"id": "00u1\u0000", "status": "\u0000", "profile": {
        "login": "a\u0000@x", "email": "\udc00", "n\u0000": [{"deep\ud800": "\u0000 \ud83d\ude00"}]}}]"""
    users, odd = USER.page(body)
    assert odd == 0
    assert USER.one(body.strip(b"[]"))[0] == users[0]
    person = person_of(users[0])
    assert (person.external_id, person.status) == ("00u1\ufffd", "\ufffd")
    assert (person.login, person.email) == ("a\ufffd@x", "\ufffd")
    assert person.profile["n\ufffd"] == [{"deep\ufffd": "\ufffd \U0001f600"}]


@pytest.mark.parametrize("shape", [USER, MEMBER, GROUP, APP, APP_USER, FACTOR, ORGANIZATION])
def test_an_object_whose_id_cannot_be_kept_is_left_out_and_counted(shape: Shape[Any]) -> None:
    ids = ["", "x" * 1_001, "x" * 1_000, "1"]
    found, odd = shape.page(msgspec.json.encode([{"id": each} for each in ids]))
    assert [each.id for each in found] == ids[2:]
    assert odd == 2


def test_texts_that_are_indexed_are_cut_and_others_are_not() -> None:
    long = "x" * 5_000
    profile = dict.fromkeys(("login", "email", "firstName", "displayName", "custom"), long)
    users, odd = USER.page(msgspec.json.encode([{"id": "1", "status": long, "profile": profile}]))
    person = person_of(users[0])
    assert odd == 0
    assert person.status == person.login == person.email == long[:1_000]
    assert person.profile["firstName"] == person.profile["displayName"] == long[:1_000]
    assert person.profile["custom"] == long
    groups, _ = GROUP.page(msgspec.json.encode([{"id": "1", "profile": {"name": long}}]))
    assert group_of(groups[0]).name == long[:1_000]
    apps, _ = APP.page(msgspec.json.encode([{"id": "1", "name": long, "label": long}, {"id": "2"}]))
    application = application_of(apps[0])
    assert application.name == application.label == long[:1_000]


def test_a_moment_without_a_zone_is_none_we_can_keep() -> None:
    users, odd = USER.page(
        b'[{"id": "00u1", "created": "2026-03-01T09:30:00", "lastLogin": "2026-03-01T09:30:00Z"}]'
    )
    assert odd == 1
    assert users[0].created is None
    assert users[0].last_login is not None


def test_one_object_is_read_leniently_too() -> None:
    found, odd = USER.one(b'{"id": "00u1", "status": {"odd": 1}, "created": "yesterday"}')
    assert (found.id, found.status, found.created, odd) == ("00u1", None, None, 1)
    with pytest.raises(msgspec.DecodeError):
        USER.one(b'{"status": "ACTIVE"}')


def test_groups_carry_what_pickers_need() -> None:
    body = b"""[
        {"id": "00g1", "type": "BUILT_IN", "profile": {"name": "Everyone", "description": null}},
        {"id": "00g2", "type": "APP_GROUP", "profile": {"name": "AD"},
         "_links": {"source": {"href": "https://acme.okta.com/api/v1/apps/0oa9"}, "logo": []},
         "_embedded": {"stats": {"hasAdminPrivilege": true, "usersCount": 3}}},
        {"id": "00g3", "type": "OKTA_GROUP", "profile": {"name": "Everyone"}}
    ]"""
    groups, odd = GROUP.page(body)
    everyone, imported, own = map(group_of, groups)
    assert odd == 0
    assert everyone.everyone
    assert everyone.has_admin_privilege is None
    assert imported.has_admin_privilege is True
    assert imported.source_app_id == "0oa9"
    assert not own.everyone


def test_apps_are_called_what_people_call_them() -> None:
    apps, _ = APP.page(
        b'[{"id": "0oa1", "name": "saasure", "label": "Okta Admin Console"},'
        b' {"id": "0oa2", "name": "x", "label": null}, {"id": "0oa3"}]'
    )
    found = [application_of(each) for each in apps]
    assert [each.label for each in found] == ["Okta Admin Console", "x", "0oa3"]
    assert [each.first_party for each in found] == [True, False, False]


@pytest.mark.parametrize(
    ("kind", "provider", "label"),
    [
        ("push", "OKTA", "Okta Verify push"),
        ("token:software:totp", "GOOGLE", "Google Authenticator"),
        ("sms", "OKTA", "SMS"),
        ("webauthn", "FIDO", "WebAuthn security key or biometric"),
        ("carrier-pigeon", "CUSTOM", "Custom carrier-pigeon"),
        ("", "", "Unknown factor"),
    ],
)
def test_factors_have_names(kind: str, provider: str, label: str) -> None:
    assert factor_label(kind, provider) == label
