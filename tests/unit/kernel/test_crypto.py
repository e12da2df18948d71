"""Sealed secrets open in their own row, with a key of the ring, and nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kernel.crypto import KeyRing, generate_key, key_from_file
from deskhand.kernel.errors import DeskhandError

OLD, NEW = generate_key(), generate_key()


@given(st.text())
def test_a_sealed_value_opens_again(secret: str) -> None:
    ring = KeyRing.parse(NEW)
    assert (
        ring.open(ring.seal(secret, row="connection/1/credentials"), row="connection/1/credentials")
        == secret
    )


def test_a_value_moved_to_another_row_does_not_open() -> None:
    ring = KeyRing.parse(NEW)
    sealed = ring.seal("00token", row="connection/1/credentials")
    with pytest.raises(DeskhandError, match="cannot be read"):
        ring.open(sealed, row="connection/2/credentials")


@pytest.mark.parametrize("position", [0, 1, 5, 17, -1])
def test_an_altered_value_does_not_open(position: int) -> None:
    ring = KeyRing.parse(NEW)
    sealed = bytearray(ring.seal("00token", row="r"))
    sealed[position] ^= 1
    with pytest.raises(DeskhandError) as caught:
        ring.open(bytes(sealed), row="r")
    assert caught.value.code == "unreadable_secret"
    assert "00token" not in str(caught.value)


@pytest.mark.parametrize("length", range(12))
def test_a_value_cut_short_does_not_open(length: int) -> None:
    ring = KeyRing.parse(NEW)
    with pytest.raises(DeskhandError) as caught:
        ring.open(ring.seal("00token", row="r")[:length], row="r")
    assert caught.value.code == "unreadable_secret"


def test_a_ring_turns_until_the_old_key_can_go() -> None:
    sealed = KeyRing.parse(OLD).seal("00token", row="r")
    both = KeyRing.parse(f"{NEW},{OLD}")
    sealed = both.seal(both.open(sealed, row="r"), row="r")
    assert KeyRing.parse(NEW).open(sealed, row="r") == "00token"


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    sealed = KeyRing.parse(OLD).seal("00token", row="r")
    both = KeyRing.parse(f"{NEW},{OLD}")
    assert both.open(sealed, row="r") == "00token"
    assert not sealed.startswith(both.newest_key_id)
    assert both.seal("00token", row="r").startswith(both.newest_key_id)
    with pytest.raises(DeskhandError):
        KeyRing.parse(NEW).open(sealed, row="r")


@pytest.mark.parametrize(
    "text",
    ["c2hvcnQ", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,x"],
    ids=["short", "not base64", "second too short"],
)
def test_a_bad_key_says_how_to_make_a_good_one(text: str) -> None:
    with pytest.raises(DeskhandError, match="deskhand keys generate"):
        KeyRing.parse(text)


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    first = key_from_file(path)
    assert key_from_file(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_crash_while_the_key_file_was_made_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.key"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        patch.setattr(os, "link", killed)
        with pytest.raises(KeyboardInterrupt):
            key_from_file(path)
    assert not path.exists()
    assert KeyRing.parse(key_from_file(path)).newest_key_id
