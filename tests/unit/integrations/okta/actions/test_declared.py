"""What each action says of itself before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.actions import form
from deskhand.actions.declare import Action, Answer, Kind, Order, SecretKind, Target
from deskhand.integrations.okta import advice
from deskhand.integrations.okta.actions import all_actions, statuses

ACTIONS = all_actions()
each_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)


def target(status: str = "ACTIVE", provider: str = "OKTA") -> Target:
    return Target(1, "00u1", "Elena Moreau", status, provider, email="elena@acme.example")


def test_the_panels_order_and_the_commands() -> None:
    assert [(action.key.removeprefix("okta."), action.slash) for action in ACTIONS] == [
        ("user.activate", "/okta activate user"),
        ("user.suspend", "/okta suspend user"),
        ("user.unsuspend", "/okta unsuspend user"),
        ("user.unlock", "/okta unlock user"),
        ("user.reset_password", "/okta reset password"),
        ("user.reset_mfa", "/okta reset multi-factor"),
        ("user.revoke_sessions", "/okta revoke sessions"),
        ("user.restore_sessions", "/okta restore sessions"),
        ("user.deprovision", "/okta deprovision user"),
        ("group.add_member", "/okta add to group"),
        ("group.remove_member", "/okta remove from group"),
        ("application.assign", "/okta add applications"),
        ("application.remove", "/okta remove application"),
    ]


@each_action
@pytest.mark.parametrize("status", [*statuses.ALL, "SOMETHING_NEW"])
def test_what_will_happen_is_said_in_a_few_sentences(action: Action, status: str) -> None:
    effects = action.effects(target(status))
    assert 1 <= len(effects) <= 5
    for each in effects:
        assert each[0].isupper()
        assert each.endswith(".")
        assert len(each) <= 110
    assert "Elena Moreau" in action.confirm_label(target(status))


@each_action
@pytest.mark.parametrize("status", [*statuses.ALL, "SOMETHING_NEW"])
@pytest.mark.parametrize("provider", ["OKTA", "ACTIVE_DIRECTORY", "FEDERATION", "NEW_ONE"])
def test_what_is_not_possible_has_a_reason_that_names_the_person(
    action: Action, status: str, provider: str
) -> None:
    verdict = action.possible(target(status, provider))
    reason = verdict.reason or ""
    assert verdict.allowed or ("Elena Moreau" in reason and reason.endswith("."))


@each_action
def test_every_field_of_a_form_has_a_title(action: Action) -> None:
    schema = form.schema(action.parameters)
    assert all(each["title"] for each in schema["properties"].values())
    for each in schema["properties"].values():
        labels = each.get("x-labels", {})
        assert set(labels) == set(each.get("enum", []))
        assert set(each.get("x-help", {})) == set(labels)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("STAGED", "use Activate user"),
        ("PROVISIONED", "send the activation again"),
        ("RECOVERY", "use Reset password"),
        ("PASSWORD_EXPIRED", "use Reset password"),
        ("DEPROVISIONED", "use Activate user"),
    ],
)
def test_who_cannot_be_let_in_again_is_told_what_helps(status: str, word: str) -> None:
    restore = next(each for each in ACTIONS if each.key == "okta.user.restore_sessions")
    assert word in (restore.possible(target(status)).reason or "")


def test_restoring_says_what_it_cannot_do() -> None:
    restore = next(each for each in ACTIONS if each.key == "okta.user.restore_sessions")
    assert restore.title == "Restore sessions (restore sign-in)"
    assert restore.confirm_label(target()) == "Restore sign-in for Elena Moreau"
    for status in ("ACTIVE", "SUSPENDED", "LOCKED_OUT"):
        assert any("cannot be re-created" in each for each in restore.effects(target(status)))


@pytest.mark.parametrize(
    ("values", "kind", "status"),
    [
        ({"send_email": True, "also_unsuspend": False}, None, "STAGED"),
        ({"send_email": False, "also_unsuspend": False}, SecretKind.ACTIVATION_LINK, "STAGED"),
        ({"send_email": False, "also_unsuspend": True}, None, "SUSPENDED"),
    ],
)
def test_activating_reveals_a_link_only_where_there_is_one(
    values: dict[str, bool], kind: SecretKind | None, status: str
) -> None:
    activate = next(each for each in ACTIONS if each.key == "okta.user.activate")
    assert activate.reveals(Order(target(status), {}, values)) is kind


def test_where_passwords_are_kept_elsewhere_that_place_is_named() -> None:
    unlock = next(each for each in ACTIONS if each.key == "okta.user.unlock")
    reason = unlock.possible(target("LOCKED_OUT", "ACTIVE_DIRECTORY")).reason
    assert reason == (
        "The password of Elena Moreau is kept by Active Directory; unlock the account there."
    )


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/api/v1/users/00u1/lifecycle/unlock", "Help Desk Administrator"),
        ("/api/v1/users/00u1/lifecycle/reactivate", "Group Administrator"),
        ("/api/v1/users/00u1/sessions", "Help Desk Administrator"),
        ("/api/v1/groups/00g1/users/00u1", "Group Membership Administrator"),
        ("/api/v1/apps/0oa1/users", "Application Administrator"),
    ],
)
def test_the_role_that_helps(path: str, role: str) -> None:
    refused = Answer(Kind.REFUSED, "POST", path, http_status=403, error_code="E0000006")
    text = advice.of_answer(refused, None, from_okta=True).text
    assert f"The role {role} (or a custom role with okta." in text


@pytest.mark.parametrize(
    ("status", "asked"), [("STAGED", {"send_email"}), ("SUSPENDED", {"also_unsuspend"})]
)
def test_a_form_asks_for_what_matters_only(status: str, asked: set[str]) -> None:
    activate = next(each for each in ACTIONS if each.key == "okta.user.activate")
    shown = form.schema(activate.parameters, activate.irrelevant(target(status)))
    assert set(shown["properties"]) == asked


@pytest.mark.parametrize("factors", [None, (), ("Okta Verify push", "SMS")])
def test_the_factors_that_go_are_named(factors: tuple[str, ...] | None) -> None:
    reset = next(each for each in ACTIONS if each.key == "okta.user.reset_mfa")
    said = reset.effects(replace(target(), factors=factors))[0]
    assert said.endswith("has enrolled: Okta Verify push, SMS." if factors else "has enrolled.")
