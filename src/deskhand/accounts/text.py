"""E-mails and names of accounts: how they are stored, and what cannot be in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from deskhand.kernel.errors import DeskhandError, FieldError, invalid

_MOST_EMAIL = 254
# Unicode's control and format characters: they are not seen, so two accounts would look the same.
_HIDDEN = frozenset({"Cc", "Cf"})
# Names in Persian, Hindi and other languages are spelled with these two.
_JOINERS = "\u200c\u200d"


def canonical(email: str) -> str:
    """An e-mail as it is stored and compared: trimmed, lower case."""
    return email.strip().lower()


def demand_email(email: str) -> None:
    """Raises `invalid` for what cannot be an e-mail address."""
    name, at, domain = email.rpartition("@")
    if (
        not name
        or not at
        or not domain
        or len(email) > _MOST_EMAIL
        or email.split() != [email]
        or _has_hidden(email)
    ):
        raise invalid(
            f"{email!r} is not an e-mail address.",
            FieldError("email", "Enter an e-mail address, such as name@example.com."),
        )


def demand_name(name: str) -> None:
    """Raises `invalid` for no name, or one with characters that are not seen."""
    if not name:
        raise invalid("An account needs a name.", FieldError("name", "Enter a name."))
    if _has_hidden(name, but=_JOINERS):
        raise invalid(
            "The name has characters that are not seen.",
            FieldError("name", "Type the name anew, without control or format characters."),
        )


def email_taken(email: str) -> DeskhandError:
    """Another account has this e-mail."""
    return DeskhandError(
        "email_taken",
        "This e-mail has an account already",
        f"There is an account for {email}. Use another e-mail, or sign in with it.",
        status=409,
        errors=[FieldError("email", "There is an account with this e-mail.")],
    )


def _has_hidden(text: str, *, but: Container[str] = "") -> bool:
    return any(unicodedata.category(each) in _HIDDEN and each not in but for each in text)
