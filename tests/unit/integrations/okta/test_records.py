"""Objects of unexpected shapes cost themselves what does not fit, and the page nothing."""

from __future__ import annotations

import msgspec
import pytest

from deskhand.integrations.okta.convert import (
    application_of,
    factor_label,
    group_of,
    person_of,
)
from deskhand.integrations.okta.records import APP, GROUP, MEMBER, USER


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


@pytest.mark.parametrize("body", [b'[{"id": "1"}, {"id"', b"", b"<html>", b"[{]", b'{"id": 1}'])
def test_what_is_no_whole_list_is_an_error(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        MEMBER.page(body)


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
