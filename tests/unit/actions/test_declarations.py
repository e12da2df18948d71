"""A declaration is the form, the checks and the words; the catalogue holds all of them."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.actions import form
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import NoParameters, Target
from deskhand.actions.model import RunState
from deskhand.kernel.errors import DeskhandError
from tests.unit.actions.paper import ACTIONS, GroupParameters, Join, Paper


def test_the_form_names_what_is_picked() -> None:
    schema = form.schema(GroupParameters)
    assert schema["properties"]["group"]["x-picker"] == "okta.group"
    assert schema["properties"]["group"]["title"] == "Group"
    assert "x-picker" not in schema["properties"]["note"]
    assert schema["required"] == ["group"]
    assert schema["additionalProperties"] is False
    assert "title" not in schema
    assert form.schema(NoParameters)["properties"] == {}


def test_what_was_entered_is_read() -> None:
    read = form.read(Join(), {"group": 7, "quickly": True})
    assert isinstance(read, GroupParameters)
    assert (read.group, read.note, read.quickly) == (7, None, True)


def test_forms_send_keys_in_digits() -> None:
    read = form.read(Join(), {"group": "7"})
    assert isinstance(read, GroupParameters)
    assert read.group == 7


@pytest.mark.parametrize(
    ("entered", "fields"),
    [
        ({"group": None}, ["group"]),
        ({"grup": 1}, ["group", "grup"]),
        ({"group": 1, "note": 3}, ["note"]),
    ],
)
def test_each_wrong_field_is_named(entered: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(DeskhandError, match="Join cannot run with these values") as caught:
        form.read(Join(), entered)
    assert [each.field for each in caught.value.errors] == fields
    assert all(each.message for each in caught.value.errors)


def test_the_catalogue_keeps_the_panels_order() -> None:
    catalogue = Catalogue(ACTIONS)
    assert [each.key for each in catalogue] == [each.key for each in ACTIONS]
    assert catalogue.get(Paper.key) is ACTIONS[0]
    assert catalogue.title(Paper.key) == "Count up"
    assert catalogue.title("gone") == "gone"
    with pytest.raises(DeskhandError, match="no such action as 'gone'"):
        catalogue.get("gone")


def test_the_confirm_button_names_the_person() -> None:
    assert Paper().confirm_label(Target(1, "u1", "Elena", "ACTIVE")) == "Count up for Elena"


def test_a_state_that_the_provider_or_we_still_work_on_is_not_settled() -> None:
    assert {each.value for each in RunState if not each.settled} == {"queued", "running", "pending"}
