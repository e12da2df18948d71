"""Secrets reach a command by a file or by standard input: arguments are seen by everybody here."""

from __future__ import annotations

from pathlib import Path

import typer

from deskhand.kernel.errors import DeskhandError


def read_secret(path: Path, what: str) -> str:
    """A secret from a file, or the next line of standard input for `-`."""
    if str(path) == "-":
        return typer.get_text_stream("stdin").readline().strip()
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise DeskhandError(
            "unreadable_file", f"Cannot read the {what} from {path}", f"{reason}."
        ) from None
