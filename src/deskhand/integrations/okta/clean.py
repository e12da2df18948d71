"""What of Okta's answers can be kept: people type anything, and proxies answer anything."""

from __future__ import annotations

import re

import msgspec

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises of a body that is no JSON, or that is nested without end."""

_MOST_LINE = 300
# PostgreSQL indexes no entry over 2,704 bytes, and a person's name may be made of two texts.
_MOST_CHARACTERS = 1_000
_MOST_BYTES = 1_200
SHORT = _MOST_BYTES // 4
"""Texts of so many characters are within all bounds, whatever they are made of."""

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u0000|u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# Control characters, those that turn the reading direction, and halves of surrogate pairs (bytes
# of a header that are no UTF-8).
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def storable(body: bytes) -> bytes:
    """The same JSON with U+FFFD for what no database takes: U+0000 and half surrogate pairs.

    JSON can hold them as escapes only, which Okta's pages hardly have any of; one byte is found
    many times faster than two.
    """
    return _ESCAPE.sub(_kept, body) if b"\\" in body and b"\\u" in body else body


def plain(text: str) -> str:
    """Text of Okta's as one bounded line that can be stored and shown."""
    line = " ".join(_UNSHOWN.sub(" ", text).split())
    return line if len(line) <= _MOST_LINE else line[: _MOST_LINE - 1] + "…"


def bounded(text: str) -> str:
    """Text short enough to be indexed: at most 1,000 characters and 1,200 bytes."""
    if len(text) <= SHORT:
        return text
    return text[:_MOST_CHARACTERS].encode()[:_MOST_BYTES].decode(errors="ignore")


def _kept(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]
