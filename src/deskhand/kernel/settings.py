"""Settings of one process, from the environment. All an administrator changes is in the database."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a process needs to know before it can open its database."""

    model_config = SettingsConfigDict(env_prefix="DESKHAND_", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default=Path("var"), description="Folder for the SQLite database, keys and sandbox state."
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy URL: empty for SQLite in the data folder, or postgresql://…",
    )
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port of the web server.")
    sandbox_port: int = Field(
        default=8090, ge=0, le=65535, description="Port of the embedded sandbox Okta tenant."
    )
    secret_keys: SecretStr = Field(
        default=SecretStr(""),
        description="Comma-separated 32-byte keys in URL-safe base64, newest first; they seal the "
        "secrets in the database. Empty: only the demo runs; it keeps one in its data folder.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8080",
        description="Address under which people reach the product, for links and callbacks.",
    )
    log_level: str = Field(
        default="info",
        description="Least severe level that is logged: debug, info, warning, error.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of reverse proxies whose X-Forwarded-* headers are believed, "
        "comma-separated; empty: nobody's are.",
    )

    @property
    def sync_database_url(self) -> str:
        """The database as a URL for a blocking driver (the workflow engine and Alembic)."""
        url = self._url()
        if url.startswith("sqlite"):
            return url.replace("sqlite+aiosqlite:", "sqlite:", 1)
        return _postgres(url)

    @property
    def async_database_url(self) -> str:
        """The database as a URL for SQLAlchemy's asyncio drivers."""
        url = self._url()
        if url.startswith("sqlite:"):
            return url.replace("sqlite:", "sqlite+aiosqlite:", 1)
        return url if url.startswith("sqlite+") else _postgres(url)

    @property
    def on_sqlite(self) -> bool:
        return self._url().startswith("sqlite")

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        if not self.on_sqlite:
            return None
        return Path(self._url().split(":///", 1)[1])

    def _url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'deskhand.db'}"


def _postgres(url: str) -> str:
    scheme, rest = url.split("://", 1)
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError(
            f"DESKHAND_DATABASE_URL starts with {scheme!r}; use sqlite:/// or postgresql://"
        )
    return f"postgresql+psycopg://{rest}"
