"""The expressions of search and filter."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.grammar import DATE, TEXT, Attribute, compile_expression

NAMES = ("a", "b", "c")


def vocabulary(name: str) -> Attribute | None:
    if name == "at":
        return Attribute(lambda row: row.get("at"), DATE, date=True)
    if name == "loose":
        return Attribute(lambda row: row.get("loose"), TEXT | {"co"}, loose=True)
    return Attribute(lambda row: row.get(name), TEXT) if name in NAMES else None


def holds(text: str, row: dict[str, Any]) -> bool:
    return compile_expression(text, vocabulary)(row)


def test_and_binds_tighter_than_or() -> None:
    text = "a eq true or b eq true and c eq true"
    assert holds(text, {"a": True, "b": False, "c": False})
    assert not holds(f"({text.replace(' and', ') and')}", {"a": True, "b": False, "c": False})


expressions = st.recursive(
    st.sampled_from(NAMES).map(lambda name: (f"{name} eq true", name)),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
        lambda parts: (
            f"({parts[0][0]} {parts[1]} {parts[2][0]})",
            f"({parts[0][1]} {parts[1]} {parts[2][1]})",
        )
    ),
    max_leaves=12,
)


@given(expression=expressions, values=st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_any_nesting_means_what_python_means(
    expression: tuple[str, str], values: tuple[bool, bool, bool]
) -> None:
    text, python = expression
    row = dict(zip(NAMES, values, strict=True))
    assert holds(text, row) == eval(python, {}, row)


def test_dates_compare_as_time() -> None:
    row = {"at": "2026-01-01T12:00:00.000Z"}
    assert holds('at eq "2026-01-01T13:00:00.000+01:00"', row)
    assert holds('at gt "2026-01-01T11:59:59Z" and at le "2026-01-01T12:00:00Z"', row)
    assert not holds('at pr or at lt "2026-01-01T00:00:00Z"', {"at": None})


def test_values_of_other_types_never_match() -> None:
    assert not holds("a eq 1", {"a": True})
    assert not holds("a eq true", {"a": 1})
    assert not holds('a gt "0"', {"a": 5})
    assert holds("a ge 2.5", {"a": 3})
    assert holds('a eq "x"', {"a": ["w", "x"]})
    assert not holds("a pr", {"a": []})


def test_quotes_may_stand_in_a_string() -> None:
    assert holds(r'a eq "say \"hi\" (now)"', {"a": 'say "hi" (now)'})
    assert holds('loose co "ÅNG"', {"loose": "Långström"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E0000031"),
        ("a", "E0000031"),
        ("a eq", "E0000031"),
        ("a xx 1", "E0000031"),
        ("a eq [1]", "E0000031"),
        ("a eq null", "E0000031"),
        ("a sw 1", "E0000031"),
        ('a eq "open', "E0000031"),
        ("(a pr", "E0000031"),
        ("a pr) or b pr", "E0000031"),
        ("d pr", "E0000031"),
        ("at gt 5", "E0000030"),
        ('at gt "soon"', "E0000030"),
        (" and ".join(["a pr"] * 101), "E0000094"),
        ("(" * 3_000 + "a pr", "E0000094"),
        ("a eq NaN", "E0000031"),
        ("a eq 1e999", "E0000031"),
        (r'a eq "\ud800"', "E0000031"),
        ('at gt "9999-12-31T23:59:59-14:00"', "E0000030"),
    ],
)
def test_what_is_no_expression(text: str, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        compile_expression(text, vocabulary)
    assert refused.value.code == code


def test_denials_are_not_nested_without_end() -> None:
    assert compile_expression("not " * 50 + "a pr", vocabulary, negation=True)({"a": 1})
    with pytest.raises(ApiError) as refused:
        compile_expression("not " * 3_000 + "a pr", vocabulary, negation=True)
    assert refused.value.code == "E0000094"


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(ApiError):
        compile_expression(text, vocabulary)({"a": "x"})
