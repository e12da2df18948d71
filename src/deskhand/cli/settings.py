"""`deskhand settings`: every setting with its meaning and its present value."""

from __future__ import annotations

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from deskhand.kernel.settings import Settings


def settings() -> None:
    """Print every setting: name, present value, meaning."""
    current = Settings()
    table = Table("Variable", "Value", "Meaning", box=None, pad_edge=False)
    for name, info in Settings.model_fields.items():
        value = getattr(current, name)
        shown = (
            ("(set)" if value.get_secret_value() else "") if isinstance(value, SecretStr) else value
        )
        table.add_row(f"DESKHAND_{name.upper()}", _without_password(str(shown)), info.description)
    console = Console()
    console.print(table)
    console.print("HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are honoured for calls to Okta.")


def _without_password(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    credentials, at, place = rest.rpartition("@")
    if not at or ":" not in credentials:
        return text
    return f"{scheme}{separator}{credentials.split(':', 1)[0]}:…@{place}"
