"""Secrets at rest: AES-256-GCM, bound to the row they belong to, under a ring of keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from deskhand.kernel.errors import DeskhandError

_VERSION = b"\x01"
_KEY_ID_SIZE = 4
_NONCE_SIZE = 12
_KEY_SIZE = 32


class KeyRing:
    """Keys, newest first. The newest seals; all of them open.

    A sealed value is `version | key id | nonce | ciphertext`. The row's identity is authenticated
    with it, so a value that was moved to another row does not open there.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a key ring needs at least one key")
        for key in keys:
            if len(key) != _KEY_SIZE:
                raise DeskhandError(
                    "bad_secret_key",
                    "A secret key has the wrong size",
                    "Each key in DESKHAND_SECRET_KEYS is 32 bytes in URL-safe base64. "
                    "`deskhand keys generate` prints a new one.",
                    status=500,
                )
        self._newest = _key_id(keys[0])
        self._keys = {_key_id(key): AESGCM(key) for key in keys}

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read comma-separated URL-safe base64 keys, newest first."""
        keys = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            try:
                keys.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            except (binascii.Error, ValueError):
                raise DeskhandError(
                    "bad_secret_key",
                    "A secret key is not URL-safe base64",
                    "Check DESKHAND_SECRET_KEYS; `deskhand keys generate` prints a new key.",
                    status=500,
                ) from None
        return cls(keys)

    @property
    def newest_key_id(self) -> bytes:
        """Identifies the key that seals now; a value that starts otherwise wants re-sealing."""
        return _VERSION + self._newest

    def seal(self, plaintext: str, *, row: str) -> bytes:
        """Encrypt for one row; `row` names table, id and column, such as `connection/7/token`."""
        nonce = os.urandom(_NONCE_SIZE)
        body = self._keys[self._newest].encrypt(nonce, plaintext.encode(), row.encode())
        return _VERSION + self._newest + nonce + body

    def open(self, sealed: bytes, *, row: str) -> str:
        """Decrypt a value of this row.

        Raises `DeskhandError` `unreadable_secret` when the key is gone, the value was altered, or
        it belongs to another row.
        """
        start = len(_VERSION)
        key = self._keys.get(sealed[start : start + _KEY_ID_SIZE])
        start += _KEY_ID_SIZE
        nonce, body = sealed[start : start + _NONCE_SIZE], sealed[start + _NONCE_SIZE :]
        if key is not None and sealed.startswith(_VERSION):
            try:
                return key.decrypt(nonce, body, row.encode()).decode()
            except (InvalidTag, ValueError):
                # Altered, or cut short: both are the same to whoever needs the secret.
                pass
        raise DeskhandError(
            "unreadable_secret",
            "A stored secret cannot be read",
            "The key that sealed it is not in DESKHAND_SECRET_KEYS (or the value was altered). "
            "Put the old key back behind the new one, or enter the secret again.",
            status=500,
        )


def generate_key() -> str:
    """A new key, as it goes into DESKHAND_SECRET_KEYS."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_SIZE)).decode().rstrip("=")


def key_from_file(path: Path) -> str:
    """The key kept in the data folder; made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and linked into place: a crash leaves no half key, a race keeps the first.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(generate_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"deskhand key id" + key).digest()[:_KEY_ID_SIZE]
