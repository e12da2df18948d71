"""The expressions of group rules."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.sandbox.okta.expression import ExpressionError, Subject, compile_rule

PERSON = Subject(
    {"department": "Sales", "title": "Sales Manager", "level": 4.0, "remote": True, "tags": ["x"]},
    group_ids=("00g1",),
    group_names=("VPN Users",),
)


@pytest.mark.parametrize(
    ("text", "feeds"),
    [
        ('user.department=="Sales"', True),
        ("user.department == 'Sales'", True),
        ('user.department eq "IT"', False),
        ('user.department != "IT"', True),
        ('user.department ne "Sales"', False),
        ("user.level == 4", True),
        ("user.remote", True),
        ("user.remote == true AND !false", True),
        ("user.office == null", True),
        ('user.department=="IT" or user.title=="Sales Manager" and user.remote', True),
        ('(user.department=="IT" || user.remote) && user.level==5', False),
        ('NOT (user.department=="IT")', True),
        ('String.stringContains(user.title, "Manager")', True),
        ('String.startsWith(String.toLowerCase(user.title), "sales")', True),
        ('String.toUpperCase(user.office) == "X"', False),
        ('Arrays.contains(user.tags, "x") and !Arrays.isEmpty(user.tags)', True),
        ('isMemberOfGroup("00g1") and isMemberOfAnyGroup("00g0", "00g1")', True),
        ('isMemberOfGroupName("VPN")', False),
        ('isMemberOfGroupNameStartsWith("VPN") and isMemberOfGroupNameContains("Use")', True),
        (r'user.title == "say \"hi\""', False),
        ("user.title", False),
    ],
)
def test_whom_a_rule_feeds(text: str, feeds: bool) -> None:
    assert compile_rule(text)(PERSON) is feeds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "user.a ==",
        "(user.a",
        "user.a)",
        "Strings.no(user.a)",
        "nonsense",
        "user.a == #",
        "isMemberOfGroup",
        "String.startsWith(user.a)",
        "isMemberOfGroup(user.a, user.b)",
        "(" * 3_000 + "user.a",
        "!" * 3_000 + "user.a",
    ],
)
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_rule(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(ExpressionError):
        compile_rule(text)
