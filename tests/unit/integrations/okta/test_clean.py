"""Texts that no database takes become texts that every one takes, and nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.integrations.okta.clean import bounded, plain, storable

ANY_TEXT = st.text(st.characters(), max_size=20)


def kept(text: str) -> str:
    """What JSON's own pairing of escapes makes of a text, without what cannot be stored."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return paired.replace("\0", "\ufffd")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb'"a\u0000b"', "a\ufffdb"),
        (rb'"a\ud800b"', "a\ufffdb"),
        (rb'"a\uDC00b"', "a\ufffdb"),
        (rb'"\ud83d"', "\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (rb'"\ud83d\u0000"', "\ufffd\ufffd"),
        (rb'"\ud83d\ude00 \u00e9 \u0001"', "😀 é \x01"),
        (rb'"\\u0000 \\\\ud800"', r"\u0000 \\ud800"),
        (rb'"\\\u0000"', "\\\ufffd"),
        (rb'{"a\u0000": [["\u0000"]]}', {"a\ufffd": [["\ufffd"]]}),
    ],
)
def test_what_cannot_be_stored_is_replaced(sent: bytes, read: Any) -> None:
    assert msgspec.json.decode(storable(sent)) == read


def test_a_page_without_escapes_is_not_even_copied() -> None:
    page = b'[{"id": "00u1", "profile": {"login": "S\xc3\xb8ren \\"x\\""}}]'
    assert storable(page) is page


@given(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=5))
def test_everything_else_is_read_as_it_was_sent(sent: dict[str, str]) -> None:
    body = json.dumps(sent, ensure_ascii=True).encode()
    assert msgspec.json.decode(storable(body)) == {
        kept(name): kept(value) for name, value in sent.items()
    }


@given(st.binary(max_size=60))
def test_no_body_is_too_odd(body: bytes) -> None:
    assert b"\\u0000" not in storable(body).replace(b"\\\\", b"")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("first\ncause", "first cause"),
        ("a\0b\x1b[31m\x7f\x9b", "a b [31m"),
        ("req-1\udcff", "req-1"),
        ("\u202edet\u2066resu", "det resu"),
        ("Ünïcödé 😀 zero\u200bwidth", "Ünïcödé 😀 zero\u200bwidth"),
        ("\0\0", ""),
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_words_of_others_become_one_plain_line(text: str, line: str) -> None:
    assert plain(text) == line


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3_000))
def test_bounded_texts_fit_an_index_and_are_the_texts_beginning(text: str) -> None:
    found = bounded(text)
    assert text.startswith(found)
    assert len(found) <= 1_000
    assert len(found.encode()) <= 1_200
    assert len(found) == len(text) or len(found) == 1_000 or len(found.encode()) > 1_196


def test_texts_as_long_as_okta_allows_are_kept_whole() -> None:
    longest_group_name = "😀" * 255
    assert bounded(longest_group_name) == longest_group_name
    assert bounded("x" * 1_000) == "x" * 1_000
    assert bounded("x" * 1_001) == "x" * 1_000
    assert bounded("😀" * 400) == "😀" * 300
