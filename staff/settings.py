"""Settings of the accounts of staff, read from the environment with the prefix STAFF_."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from database.encryption import Keyring, KeysError


class Settings(BaseSettings):
    """What the accounts can be told from outside.

    Without encryption keys nobody can set up one-time codes, so nobody gets in by a password.

    Raises:
        pydantic.ValidationError: a setting is not in its form; the message says which and repeats no secret.
    """

    model_config = SettingsConfigDict(
        env_prefix="STAFF_", env_ignore_empty=True, extra="ignore", title="STAFF", hide_input_in_errors=True
    )

    public_url: str = "http://127.0.0.1:8000"
    encryption_keys: SecretStr = SecretStr("")
    sign_ins_per_address: int = Field(default=120, ge=1)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_timeout_seconds: float = Field(default=3.0, gt=0, le=30)

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        try:
            Keyring.read(value.get_secret_value())
        except KeysError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not _is_safe(value):
            raise ValueError("write https://… (http:// only for this very machine)")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("STAFF_OIDC_CLIENT_ID must be given with STAFF_OIDC_ISSUER")
        return self

    @property
    def has_city_sign_in(self) -> bool:
        """Whether staff may also come in by the city's own sign-in."""
        return bool(self.oidc_issuer)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    if not parts.hostname or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
